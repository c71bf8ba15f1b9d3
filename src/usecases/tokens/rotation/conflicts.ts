import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import type { TokenId } from '../../../domain/line/ids.js';
import { type DeliveryTarget, sharedTarget, targetText } from '../../../domain/tokens/delivery-target.js';
import { concerns, tokenToName } from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { beganElsewhere } from './home.js';
import { findUnfinished, type UnfinishedRotation } from './unfinished.js';

/** @throws {LineOpsError} `failure` ROTATION_RUNNING when the token is being rotated already, `usage` ROTATION_ELSEWHERE. */
export async function requireNotRotating(
  old: TokenRecord | null,
  atLine: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<void> {
  if (old === null) return;
  const other = (await findUnfinished(atLine)).find(({ rotation }) => concerns(rotation, old.id));
  if (other === undefined) return;
  const { rotation, isRunning, elsewhere } = other;
  throw elsewhere === null || isRunning ? alreadyRotating(old.id, other) : beganElsewhere(rotation, elsewhere);
}

/**
 * Two rotations with one place would each put back what the other has delivered, long after it was revoked.
 *
 * @throws {LineOpsError} `usage` ROTATION_UNFINISHED, or `failure` ROTATION_RUNNING, when a rotation that is not over
 *   goes to one of the places.
 */
export async function requireOwnPlaces(
  targets: readonly DeliveryTarget[],
  atLine: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<void> {
  for (const unfinished of await findUnfinished(atLine)) {
    const { rotation, isRunning, elsewhere } = unfinished;
    // A file of the same name there is another file.
    if (elsewhere !== null) continue;
    const shared = sharedTarget(targets, rotation.plan.targets);
    if (shared === null) continue;
    const name = tokenToName(rotation);
    const place = targetText(shared);
    if (isRunning) throw alreadyRotating(name, unfinished, place);
    const { oldId, newId, state } = rotation;
    throw failure(
      'ROTATION_UNFINISHED',
      { which: 'ofPlace', place, oldId, newId, state, token: name },
      { details: { oldId, newId, state, target: place } },
    );
  }
}

/** The refusal to touch a rotation that another process is at. */
export function alreadyRotating(
  id: TokenId,
  { rotation: { oldId, newId, state }, elsewhere }: UnfinishedRotation,
  place: string | null = null,
): LineOpsError {
  return failure(
    'ROTATION_RUNNING',
    { which: 'token', id, place, state, host: elsewhere },
    { details: { oldId, newId, state } },
  );
}
