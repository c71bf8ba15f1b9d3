import type { Settling } from '../../domain/doctor/verdicts/questions.js';
import { ENDS_SOON_MS, type GivenToken } from '../../domain/doctor/verdicts/tokens.js';
import { readChannelAccessToken } from '../../domain/line/credential-text.js';
import type { CheckedToken } from '../../domain/tokens/token-health.js';
import type { Deps } from '../../ports/deps.js';
import type { ErrorWords } from '../../ports/error-words.js';
import type { WebhookEndpoint } from '../../ports/line-api.js';
import type { Channel } from '../channels/channel.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { checkChannelTokens } from '../tokens/check-tokens.js';
import { askAboutToken } from '../tokens/verify-token.js';

/** Who is visited. */
export interface Patient {
  readonly deps: Deps;
  channel(): Promise<Channel>;
  atLine(): Promise<ChannelAtLine>;
  readonly errorWords: ErrorWords;
}

/** One visit: what several examinations need is asked for once. */
export interface Visit extends Patient {
  /** The tokens of the channel, each looked up at LINE. */
  tokens(): Promise<readonly CheckedToken[]>;
  /** What LINE says of the token of the environment; null where there is none. */
  givenToken(): Promise<GivenToken | null>;
  /** Null where none is set. */
  endpoint(): Promise<WebhookEndpoint | null>;
  /** What was found out so far that settles a question; asks nobody. */
  settling(): Settling;
}

export function beginVisit(patient: Patient): Visit {
  const { deps } = patient;
  let isWebhookActive: boolean | null = null;
  return {
    ...patient,
    tokens: once(async () => {
      const { tokens } = await checkChannelTokens({ withinMs: ENDS_SOON_MS, label: null }, await patient.atLine());
      return tokens;
    }),
    givenToken: once(async () => askAboutGiven(deps.env['LINE_CHANNEL_ACCESS_TOKEN'], await patient.atLine())),
    endpoint: once(async () => {
      const { api, tokens } = await patient.atLine();
      const endpoint = await api.webhookEndpoint(await tokens.current());
      isWebhookActive = endpoint?.active ?? false;
      return endpoint;
    }),
    settling: () => ({ isWebhookActive }),
  };
}

async function askAboutGiven(text: string | undefined, { api }: ChannelAtLine): Promise<GivenToken | null> {
  if (!text) return null;
  const token = readChannelAccessToken(text, 'LINE_CHANNEL_ACCESS_TOKEN');
  const { valid, type, expiresInSeconds, channelId } = await askAboutToken(token, null, api);
  return { isKnown: valid, type, expiresInSeconds, channelId };
}

function once<Value>(find: () => Promise<Value>): () => Promise<Value> {
  let found: Promise<Value> | null = null;
  return () => {
    found ??= find();
    return found;
  };
}
