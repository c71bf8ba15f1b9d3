import { failure } from '../../../domain/failure/failure.js';
import type { TokenId } from '../../../domain/line/ids.js';
import type { Rotation } from '../../../domain/tokens/rotation.js';
import { isLostIssue, type TokenRecord, tokenStatus } from '../../../domain/tokens/token.js';
import { channelLabel, requireChannelId } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { tokenStringOf } from '../../channels/secret-names.js';
import { timeAtLine } from '../time-at-line.js';
import { listKeyIds } from '../token-inventory.js';
import { withTokenLock } from '../token-lock.js';
import { storedToken } from '../token-string.js';
import { askAboutToken } from '../verify-token.js';

/** Why a row of the ledger may be forgotten, or why not. */
export type ForgetGround =
  /** Its issue was never proven: LINE's answer was lost. */
  | 'never-proven'
  /** LINE does not know it. */
  | 'unknown-to-line'
  /** Its time was over, or its end was proven when it was ended here. */
  | 'ended'
  | 'alive'
  /** LINE answered once that it issued it, and nothing is left to ask with. */
  | 'cannot-tell';

export interface ForgetTarget {
  readonly record: TokenRecord;
  readonly ground: ForgetGround;
}

/**
 * The rows that were named, with what LINE says of each: by its string, else by its key ID. Changes nothing.
 *
 * @throws {LineOpsError} `usage` for an ID that the ledger does not have; what kept LINE from being asked.
 */
export async function forgetTargets(
  ids: readonly TokenId[],
  atLine: ChannelAtLine,
  { ask }: { readonly ask: boolean },
): Promise<readonly ForgetTarget[]> {
  const { channel, deps } = atLine;
  const records = await (await deps.tokenLedger()).list(requireChannelId(channel));
  const chosen = [...new Set(ids)].map((id) => {
    const record = records.find((candidate) => candidate.id === id);
    if (record === undefined)
      throw failure('UNKNOWN_TOKEN', { which: 'ofChannel', id, channel: channelLabel(channel) });
    return record;
  });
  const targets: ForgetTarget[] = [];
  for (const record of chosen)
    targets.push({ record, ground: ask ? await groundOf(record, atLine) : groundByLedger(record, atLine) });
  return targets;
}

async function groundOf(record: TokenRecord, atLine: ChannelAtLine): Promise<ForgetGround> {
  if (isLostIssue(record)) return 'never-proven';
  const token = record.type === 'stateless' ? null : await storedToken(record.id, atLine.deps);
  if (token !== null) {
    const { valid } = await askAboutToken(token, record.type, atLine.api);
    return valid ? 'alive' : 'unknown-to-line';
  }
  const listed = record.keyId === null ? null : await listKeyIds(atLine);
  if (listed !== null) return listed.some((keyId) => keyId === record.keyId) ? 'alive' : 'unknown-to-line';
  return groundByLedger(record, atLine);
}

function groundByLedger(record: TokenRecord, atLine: ChannelAtLine): ForgetGround {
  switch (tokenStatus(record, timeAtLine(atLine))) {
    case 'expired':
    case 'revoked':
    case 'evicted':
      return 'ended';
    case 'active':
      return record.type === 'stateless' ? 'alive' : 'cannot-tell';
    case 'unknown':
      return isLostIssue(record) ? 'never-proven' : 'cannot-tell';
  }
}

/** @throws {LineOpsError} `usage` TOKEN_LIVES naming each that LINE knows to live, or of which nobody can tell. */
export function requireForgettable(targets: readonly ForgetTarget[]): void {
  const kept = targets.filter(({ ground }) => ground === 'alive' || ground === 'cannot-tell');
  if (kept.length === 0) return;
  throw failure(
    'TOKEN_LIVES',
    { kept: kept.map(({ record: { id }, ground }) => ({ id, isAlive: ground === 'alive' })) },
    { details: { tokens: kept.map(({ record: { id }, ground }) => ({ id, ground })) } },
  );
}

/** @throws {LineOpsError} `usage` ROTATION_UNFINISHED where a rotation still needs one of them. */
export function requireNotRotating(targets: readonly ForgetTarget[], unfinished: readonly Rotation[]): void {
  for (const { record } of targets) {
    if (unfinished.every(({ oldId, newId }) => oldId !== record.id && newId !== record.id)) continue;
    throw failure('ROTATION_UNFINISHED', { which: 'ofToken', id: record.id }, { details: { id: record.id } });
  }
}

/**
 * Takes the rows out of the ledger, and their strings out of the secret store.
 *
 * @throws {LineOpsError} `failure` TOKEN_CHANGED when a row is no longer as it was looked at: an issue that was under way
 * has been answered, for one.
 */
export async function forgetTokens(
  targets: readonly ForgetTarget[],
  { channel, deps }: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<void> {
  await withTokenLock(requireChannelId(channel), deps, async () => {
    const ledger = await deps.tokenLedger();
    for (const { record } of targets) {
      const now = await ledger.find(record.id);
      if (now !== null && now.state === record.state && now.fingerprint === record.fingerprint) continue;
      throw failure('TOKEN_CHANGED', { id: record.id });
    }
    const stored = targets.filter(({ record }) => record.stored).map(({ record }) => [tokenStringOf(record.id), null]);
    if (0 < stored.length) await (await deps.secrets()).set(Object.fromEntries(stored));
    for (const { record } of targets) await ledger.remove(record.id);
  });
}
