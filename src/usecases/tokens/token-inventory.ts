import type { TokenKeyId } from '../../domain/line/ids.js';
import { V21_MAX_LIFETIME_SECONDS } from '../../domain/tokens/token.js';
import { type TokenInventory, takeInventory } from '../../domain/tokens/token-inventory.js';
import type { Deps } from '../../ports/deps.js';
import { type Channel, requireChannelId, signingIdentityOf } from '../channels/channel.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { signAssertion } from './access/access-token.js';
import { timeAtLine } from './time-at-line.js';
import { tryTokenLock } from './token-lock.js';

/** What the ledger alone says; no request is made. */
export async function readLedgerInventory(
  channel: Channel,
  { tokenLedger, clock }: Pick<Deps, 'tokenLedger' | 'clock'>,
  now = clock.now(),
): Promise<TokenInventory> {
  return takeInventory(await (await tokenLedger()).list(requireChannelId(channel)), null, now);
}

/**
 * What the ledger and LINE's key-ID list say together, recorded in the ledger. While another process is issuing,
 * nothing is recorded: its token may not be in the ledger yet.
 */
export async function readInventory(atLine: ChannelAtLine): Promise<TokenInventory> {
  return tryTokenLock(requireChannelId(atLine.channel), atLine.deps, (isHeld) =>
    isHeld ? readInventoryUnderLock(atLine) : peekAtInventory(atLine),
  );
}

/** As `readInventory`, for a caller that holds the lock already. */
export async function readInventoryUnderLock(atLine: ChannelAtLine): Promise<TokenInventory> {
  const inventory = await peekAtInventory(atLine);
  const ledger = await atLine.deps.tokenLedger();
  for (const record of inventory.changes) await ledger.putCounted(record);
  return inventory;
}

/** As `readInventory`, and records nothing. */
export async function peekAtInventory(atLine: ChannelAtLine): Promise<TokenInventory> {
  const { channel, deps } = atLine;
  // In this order: a token issued after the ledger was read may be listed, never the other way round.
  const records = await (await deps.tokenLedger()).list(requireChannelId(channel));
  const listed = await listKeyIds(atLine);
  return takeInventory(records, listed, timeAtLine(atLine));
}

/** LINE's list of the channel's live v2.1 key IDs; null where the channel has no assertion signing key to ask with. */
export async function listKeyIds({
  channel,
  api,
  deps,
}: Pick<ChannelAtLine, 'channel' | 'api' | 'deps'>): Promise<readonly TokenKeyId[] | null> {
  const identity = await signingIdentityOf(channel, deps);
  if (identity === null) return null;
  // No token comes of it, but LINE's page lists `token_exp` as required.
  return api.listV21KeyIds(await signAssertion(requireChannelId(channel), identity, V21_MAX_LIFETIME_SECONDS, deps));
}
