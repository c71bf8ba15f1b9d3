import { LineOpsError } from '../../domain/failure/failure.js';
import type { SigningKeyId } from '../../domain/line/ids.js';
import type { TokenInventory } from '../../domain/tokens/token-inventory.js';
import type { BotInfo, WebhookEndpoint } from '../../ports/line-api.js';
import { signingIdentityOf } from '../channels/channel.js';
import type { AccessTokens, ChannelAtLine } from '../channels/channel-at-line.js';
import { pendingKeyOf } from '../channels/secret-names.js';
import { type QuotaState, readQuotaState } from '../quota.js';
import { readInventory } from '../tokens/token-inventory.js';

/** A part of the answer, or why it could not be had. */
export type Part<Value> =
  | { readonly type: 'read'; readonly value: Value }
  | { readonly type: 'failed'; readonly problem: LineOpsError };

export interface ChannelState {
  readonly bot: Part<BotInfo>;
  readonly quota: Part<QuotaState>;
  readonly tokens: Part<TokenInventory>;
  /** Null where none is set. */
  readonly webhook: Part<WebhookEndpoint | null>;
  readonly signingKey: Part<SigningKeyState>;
}

/** Which assertion signing key is used, and whether a new one waits. */
interface SigningKeyState {
  /** Null where there is no key whose key ID is known. */
  readonly keyId: SigningKeyId | null;
  /** Whether a key is kept whose key ID was not recorded yet. */
  readonly isNewWaiting: boolean;
}

/** Reads what LINE knows of a channel; one part that fails does not fail the others. */
export async function readChannelState(
  atLine: ChannelAtLine & { readonly tokens: AccessTokens },
): Promise<ChannelState> {
  const { api, tokens } = atLine;
  const signingKey = await part(() => readSigningKeyState(atLine));
  // One after the other the first time: four parts at once would issue four stateless tokens.
  const bot = await part(async () => api.botInfo(await tokens.current()));
  const [quota, inventory, webhook] = await Promise.all([
    part(() => readQuotaState(api, tokens)),
    part(() => readInventory(atLine)),
    part(async () => api.webhookEndpoint(await tokens.current())),
  ]);
  return { bot, quota, tokens: inventory, webhook, signingKey };
}

async function readSigningKeyState({
  channel,
  deps,
}: Pick<ChannelAtLine, 'channel' | 'deps'>): Promise<SigningKeyState> {
  const identity = await signingIdentityOf(channel, deps);
  // The unnamed channel keeps nothing here.
  const keptFor = channel.name === null ? null : channel.id;
  const pending = keptFor === null ? null : await (await deps.secrets()).get(pendingKeyOf(keptFor));
  return { keyId: identity?.signingKeyId ?? null, isNewWaiting: pending !== null };
}

/** What was read, or why not. */
export async function part<Value>(read: () => Promise<Value>): Promise<Part<Value>> {
  try {
    return { type: 'read', value: await read() };
  } catch (error) {
    if (error instanceof LineOpsError) return { type: 'failed', problem: error };
    throw error;
  }
}
