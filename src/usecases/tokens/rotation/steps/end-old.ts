import { failureAs, type LineOpsError } from '../../../../domain/failure/failure.js';
import type { TokenId } from '../../../../domain/line/ids.js';
import type { Rotation } from '../../../../domain/tokens/rotation.js';
import { countsAgainstLimit, tokenStatus } from '../../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';
import { recordRevoked, revokeAtLine } from '../../ending/end-token.js';
import { timeAtLine } from '../../time-at-line.js';
import { storedToken } from '../../token-string.js';
import { requireInPlace } from '../places/places.js';
import { forgetSnapshots } from '../places/snapshots.js';
import { ledgerRow, type RotatingAtLine, type RotationObserver, record } from '../rotation-observer.js';
import { handOutTo } from './hand-over.js';
import { newTokenOf, requireNewIsGood } from './new-token.js';

/** Waits until the grace is over, while both tokens live. */
export async function waitForGrace(rotation: Rotation, atLine: ChannelAtLine, stop: AbortSignal): Promise<Rotation> {
  const { deps } = atLine;
  // What a run that goes on finds changed is told now, not when the grace is over.
  await requireInPlace(rotation, atLine);
  await deps.clock.sleep(Math.max(0, (rotation.graceEndsAt ?? 0) - deps.clock.now()), stop);
  if (stop.aborted) throw stop.reason;
  return { ...rotation, graceEndsAt: null };
}

/**
 * Right before the request the new token is known to be good, stdout has it, and every place is read again. A run that
 * was killed in here may have ended the old token already, or not.
 */
export async function revokeOld(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<Rotation> {
  if (rotation.oldId === null) return record({ ...rotation, state: 'proven' }, atLine, observer);
  await handOutTo(observer, rotation, atLine);
  await requireNewIsGood(await newTokenOf(rotation, atLine), rotation, atLine);
  const old = await ledgerRow(rotation.oldId, atLine);
  const string = await storedToken(old.id, atLine.deps);
  const at = await record({ ...rotation, state: 'revoking-old' }, atLine, observer);
  try {
    await requireInPlace(rotation, atLine);
  } catch (error) {
    // Nothing was asked of LINE: there still is a way back.
    if (rotation.state !== at.state) await record(rotation, atLine, observer);
    throw error;
  }
  if (string !== null) await revokeAtLine(string, old, atLine, atLine.lock);
  else if (countsAgainstLimit(old, timeAtLine(atLine))) throw stringGone(old.id);
  return record({ ...at, state: 'old-revoked' }, atLine, observer);
}

function stringGone(id: TokenId): LineOpsError {
  return failureAs('failure', 'TOKEN_NOT_STORED', { which: 'oldOne', id });
}

export async function recordEnd(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<Rotation> {
  if (rotation.oldId !== null) {
    const old = await ledgerRow(rotation.oldId, atLine);
    if (tokenStatus(old, timeAtLine(atLine)) !== 'expired')
      await recordRevoked(old, `rotated: ${rotation.newId} took its place`, atLine.deps);
  }
  return record({ ...rotation, state: 'proven' }, atLine, observer);
}

/** Shows the result, and only then forgets the rotation. */
export async function finish(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<Rotation> {
  const token = await newTokenOf(rotation, atLine);
  const old = rotation.oldId === null ? null : await ledgerRow(rotation.oldId, atLine);
  await observer.report({
    rotation,
    old,
    new: await ledgerRow(rotation.newId, atLine),
    token,
    revokedOld: old?.state === 'revoked',
  });
  await forgetSnapshots(rotation, atLine);
  return record({ ...rotation, state: 'finished', finishedAt: atLine.deps.clock.now() }, atLine, observer);
}
