import type { TokenInventory } from '../../domain/tokens/token-inventory.js';
import type { BotInfo, WebhookEndpoint } from '../../ports/line-api.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { type QuotaState, readQuotaState } from '../quota.js';
import { peekAtInventory } from '../tokens/token-inventory.js';
import { type Answered, readingWithin } from './in-time.js';

export interface StatusAtLine {
  readonly bot: Answered<BotInfo>;
  readonly quota: Answered<QuotaState>;
  /** Joined with LINE's list of key IDs, where the channel has a key to ask with; recorded nowhere. */
  readonly tokens: Answered<TokenInventory>;
  /** Null where none is set. */
  readonly webhook: Answered<WebhookEndpoint | null>;
}

/** Asks LINE, and waits for no longer than that. */
export async function askLine(atLine: ChannelAtLine, withinMs: number): Promise<StatusAtLine> {
  const { api, tokens, deps } = atLine;
  const stop = new AbortController();
  const inTime = readingWithin(withinMs, deps.stopwatch, stop.signal);
  // One token for all of them: each that asks by itself would have one issued.
  const token = tokens.current();
  const [bot, quota, inventory, webhook] = await Promise.all([
    inTime(async () => api.botInfo(await token)),
    inTime(async () => {
      await token;
      return readQuotaState(api, tokens);
    }),
    inTime(() => peekAtInventory(atLine)),
    inTime(async () => api.webhookEndpoint(await token)),
  ]);
  stop.abort();
  return { bot, quota, tokens: inventory, webhook };
}
