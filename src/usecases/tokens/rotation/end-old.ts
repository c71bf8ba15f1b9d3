import { failureAs, type LineOpsError } from '../../../domain/failure/failure.js';
import type { TokenId } from '../../../domain/line/ids.js';
import type { Rotation } from '../../../domain/tokens/rotation.js';
import { countsAgainstLimit, tokenStatus } from '../../../domain/tokens/token.js';
import { recordRevoked, revokeAtLine } from '../end-token.js';
import { storedToken, timeAtLine } from '../token-request.js';
import { handOutTo } from './hand-over.js';
import { newTokenOf, requireNewIsGood } from './new-token.js';
import { requireInPlace } from './places.js';
import { forgetSnapshots, ledgerRow, type RotationContext, type RotationVoice, record } from './rotation-request.js';

/** Waits until the grace is over, while both tokens live. */
export async function waitForGrace(rotation: Rotation, context: RotationContext, stop: AbortSignal): Promise<Rotation> {
  const { deps } = context;
  // What a run that goes on finds changed is told now, not when the grace is over.
  await requireInPlace(rotation, context);
  await deps.clock.sleep(Math.max(0, (rotation.graceEndsAt ?? 0) - deps.clock.now()), stop);
  if (stop.aborted) throw stop.reason;
  return { ...rotation, graceEndsAt: null };
}

/**
 * Right before the request the new token is known to be good, stdout has it, and every place is read again. A run that
 * was killed in here may have ended the old token already, or not.
 */
export async function revokeOld(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  if (rotation.oldId === null) return record({ ...rotation, state: 'proven' }, context, voice);
  await handOutTo(voice, rotation, context);
  await requireNewIsGood(await newTokenOf(rotation, context), rotation, context);
  const old = await ledgerRow(rotation.oldId, context);
  const string = await storedToken(old.id, context.deps);
  const at = await record({ ...rotation, state: 'revoking-old' }, context, voice);
  try {
    await requireInPlace(rotation, context);
  } catch (error) {
    // Nothing was asked of LINE: there still is a way back.
    if (rotation.state !== at.state) await record(rotation, context, voice);
    throw error;
  }
  if (string !== null) await revokeAtLine(string, old, context);
  else if (countsAgainstLimit(old, timeAtLine(context))) throw stringGone(old.id);
  return record({ ...at, state: 'old-revoked' }, context, voice);
}

function stringGone(id: TokenId): LineOpsError {
  return failureAs('failure', 'TOKEN_NOT_STORED', { which: 'oldOne', id });
}

export async function recordEnd(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  if (rotation.oldId !== null) {
    const old = await ledgerRow(rotation.oldId, context);
    if (tokenStatus(old, timeAtLine(context)) !== 'expired')
      await recordRevoked(old, `rotated: ${rotation.newId} took its place`, context.deps);
  }
  return record({ ...rotation, state: 'proven' }, context, voice);
}

/** Shows the result, and only then forgets the rotation. */
export async function finish(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  const token = await newTokenOf(rotation, context);
  const old = rotation.oldId === null ? null : await ledgerRow(rotation.oldId, context);
  await voice.report({
    rotation,
    old,
    new: await ledgerRow(rotation.newId, context),
    token,
    revokedOld: old?.state === 'revoked',
  });
  await forgetSnapshots(rotation, context);
  return record({ ...rotation, state: 'finished', finishedAt: context.deps.clock.now() }, context, voice);
}
