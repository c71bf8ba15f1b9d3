import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { type ChannelId, parseTokenId } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';
import {
  SHORT_LIVED_LIFETIME_SECONDS,
  type TokenRecord,
  type TokenType,
  typeByLife,
} from '../../domain/tokens/token.js';
import { endedAs, liveTokens } from '../../domain/tokens/token-inventory.js';
import { channelLabel, requireChannelId } from '../channels/channel.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import type { IssuableType } from './issuing/issue-request.js';
import { timeAtLine } from './time-at-line.js';
import { readLedgerInventory } from './token-inventory.js';
import { withTokenLock } from './token-lock.js';
import { storedToken, storeToken } from './token-string.js';
import { askAboutToken, findByString, type Verdict } from './verify-token.js';

/** The types worth keeping: a stateless token is over before it helps anyone. */
export type ImportableType = Exclude<IssuableType, 'stateless'> | 'long-lived';

export interface ImportReport {
  readonly record: TokenRecord;
  /** The long-lived token that this one took the place of. */
  readonly ended: readonly TokenRecord[];
  /** The long-lived token before this one, where LINE still knows it, or could not be asked. */
  readonly stillAlive: readonly TokenRecord[];
}

/**
 * Whether LINE knows the token as one of that type and of this channel. A string that the ledger knows keeps its type.
 *
 * @throws {LineOpsError} `auth` or `usage` when not.
 */
export async function verifyForImport(
  token: ChannelAccessToken,
  type: ImportableType,
  { api, channel, deps }: Pick<ChannelAtLine, 'api' | 'channel' | 'deps'>,
): Promise<Verdict> {
  const known = await findByString(token, deps);
  if (known !== null && known.type !== type) throw otherType(known.type, { known: known.id, wished: type });
  const verdict = await askAboutToken(token, type, api);
  if (!verdict.valid) throw failure('TOKEN_NOT_VALID', { which: 'toImport' });
  if (verdict.channelId !== requireChannelId(channel)) {
    throw failure('TOKEN_OF_OTHER_CHANNEL', { channelId: verdict.channelId, channel: channelLabel(channel) });
  }
  const seems = type === 'v2.1' || verdict.expiresInSeconds === null ? type : typeByLife(verdict.expiresInSeconds);
  if (seems !== type) throw otherType(seems, null);
  return verdict;
}

function otherType(type: TokenType, ground: { readonly known: string; readonly wished: string } | null): LineOpsError {
  return failure('TOKEN_OF_OTHER_TYPE', { ground, type }, { details: { type } });
}

/**
 * Takes a verified token string into the ledger and the secret store. A channel has one long-lived token: an earlier
 * one is marked evicted, once LINE no longer knows it. A string that is known already keeps its ID.
 */
export async function importToken(
  {
    token,
    type,
    label,
    verdict,
  }: {
    readonly token: ChannelAccessToken;
    readonly type: ImportableType;
    readonly label: string | null;
    readonly verdict: Verdict;
  },
  atLine: ChannelAtLine,
): Promise<ImportReport> {
  const { channel, deps } = atLine;
  const channelId = requireChannelId(channel);
  return withTokenLock(channelId, deps, async () => {
    const ledger = await deps.tokenLedger();
    const now = timeAtLine(atLine);
    const known = await findByString(token, deps);
    const fresh = known ?? newRecord(channelId, type, deps.random.letters(8), deps.sha256(token.reveal()));
    const record: TokenRecord = {
      ...fresh,
      ...lifeOf(fresh, type, verdict, now),
      label: label ?? fresh.label,
      state: 'active',
      endedAt: null,
      endReason: null,
    };
    await ledger.put(record);
    await storeToken(record.id, token, deps);
    const stored = { ...record, stored: true };
    await ledger.put(stored);
    const inventory = await readLedgerInventory(channel, deps, now);
    const others = type === 'long-lived' ? liveTokens(inventory, type, now).filter(({ id }) => id !== record.id) : [];
    const settled = await Promise.all(others.map((other) => settlePredecessor(other, stored, atLine)));
    for (const other of settled) await ledger.put(other.record);
    return {
      record: stored,
      ended: settled.filter(({ isOver }) => isOver).map(({ record: ended }) => ended),
      stillAlive: settled.filter(({ isOver }) => !isOver).map(({ record: alive }) => alive),
    };
  });
}

/**
 * A channel has one long-lived token, but the console can keep the one before alive for up to 24 hours: LINE is asked.
 * Where its string is not here, or LINE cannot be asked, nobody can tell yet.
 *
 * @see https://developers.line.biz/en/docs/basics/channel-access-token/#long-lived-channel-access-token
 */
async function settlePredecessor(
  before: TokenRecord,
  { id }: TokenRecord,
  atLine: ChannelAtLine,
): Promise<{ readonly record: TokenRecord; readonly isOver: boolean }> {
  const token = await storedToken(before.id, atLine.deps);
  const verdict = token === null ? null : await askAboutToken(token, before.type, atLine.api).catch(unlessNoAnswer);
  if (verdict?.valid) return { record: before, isOver: false };
  if (verdict === null && token !== null) return { record: { ...before, state: 'unknown' }, isOver: false };
  const why = `the console issued ${id} in its place${token === null ? ', if it did not keep this one for its 24 hours' : ''}`;
  return { record: endedAs('evicted', before, why, timeAtLine(atLine)), isOver: true };
}

function unlessNoAnswer(error: unknown): null {
  if (error instanceof LineOpsError) return null;
  throw error;
}

function newRecord(channelId: ChannelId, type: ImportableType, letters: string, fingerprint: string): TokenRecord {
  return {
    id: parseTokenId(`t-${letters}`),
    channelId,
    type,
    signingKeyId: null,
    keyId: null,
    label: null,
    state: 'active',
    issuedAt: null,
    expiresAt: null,
    endedAt: null,
    endReason: null,
    stored: false,
    fingerprint,
  };
}

/** A short-lived token has a fixed life, so that its end tells its beginning: LINE evicts by age. */
function lifeOf(
  { issuedAt }: TokenRecord,
  type: ImportableType,
  { expiresInSeconds }: Verdict,
  now: number,
): Pick<TokenRecord, 'issuedAt' | 'expiresAt'> {
  if (type === 'long-lived' || expiresInSeconds === null) return { issuedAt, expiresAt: null };
  const expiresAt = now + expiresInSeconds * 1000;
  return {
    issuedAt: issuedAt ?? (type === 'short-lived' ? expiresAt - SHORT_LIVED_LIFETIME_SECONDS * 1000 : null),
    expiresAt,
  };
}
