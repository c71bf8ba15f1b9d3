import type { Settling } from '../../domain/doctor/verdicts/questions.js';
import { ENDS_SOON_MS, type GivenToken } from '../../domain/doctor/verdicts/tokens.js';
import { readChannelAccessToken } from '../../domain/line/credential-text.js';
import type { CheckedToken } from '../../domain/tokens/token-health.js';
import type { Deps } from '../../ports/deps.js';
import type { ErrorWords } from '../../ports/error-words.js';
import type { BotInfo } from '../../ports/line-api.js';
import type { PlaceFacts } from '../../ports/team/whole-state.js';
import { type Channel, channelSecretOf } from '../channels/channel.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { checkChannelTokens } from '../tokens/check-tokens.js';
import { askAboutToken } from '../tokens/verify-token.js';
import type { WebhookExamination } from '../webhook/check/examine-webhook.js';

/** Who is visited. */
export interface Patient {
  readonly deps: Deps;
  /** CAs beside those of the runtime, in PEM. */
  readonly extraCas: readonly string[];
  /** Hears of each request to the bot server in one line. */
  tell(line: string): void;
  channel(): Promise<Channel>;
  atLine(): Promise<ChannelAtLine>;
  readonly errorWords: ErrorWords;
}

/** One visit: what several examinations need is asked for once. */
export interface Visit extends Patient {
  /** Where the state lies. */
  state(): Promise<PlaceFacts>;
  /** Who answers LINE's calls. */
  bot(): Promise<BotInfo>;
  /** The tokens of the channel, each looked up at LINE. */
  tokens(): Promise<readonly CheckedToken[]>;
  /** What LINE says of the token of the environment; null where there is none. */
  givenToken(): Promise<GivenToken | null>;
  /** The webhook in short: no events, and none of LINE's tests. */
  webhook(): Promise<WebhookExamination>;
  /** What was found out so far that settles a question; asks nobody. */
  settling(): Settling;
}

export function beginVisit(patient: Patient): Visit {
  const { deps } = patient;
  let isWebhookActive: boolean | null = null;
  return {
    ...patient,
    state: once(async () => (await deps.wholeState()).facts()),
    bot: once(async () => {
      const { api, tokens } = await patient.atLine();
      return api.botInfo(await tokens.current());
    }),
    tokens: once(async () => {
      const { tokens } = await checkChannelTokens({ withinMs: ENDS_SOON_MS, label: null }, await patient.atLine());
      return tokens;
    }),
    givenToken: once(async () => askAboutGiven(deps.env['LINE_CHANNEL_ACCESS_TOKEN'], await patient.atLine())),
    webhook: once(async () => {
      const { examineWebhook } = await import('../webhook/check/examine-webhook.js');
      const line = await patient.atLine();
      const examination = await examineWebhook(
        {
          url: null,
          line,
          secret: await channelSecretOf(line.channel, deps),
          extraCas: patient.extraCas,
          depth: 'short',
          lineTest: { skip: 'it is left to the whole examination' },
          maySendEvents: async () => false,
          errorWords: patient.errorWords,
          tell: patient.tell,
        },
        deps,
      );
      isWebhookActive = examination.active;
      return examination;
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
