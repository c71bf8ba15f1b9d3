import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import type { TokenId } from '../../../domain/line/ids.js';
import { type DeliveryTarget, sharedTarget, targetText } from '../../../domain/tokens/delivery-target.js';
import { concerns, type Rotation, tokenToName } from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { findUnfinished } from './unfinished.js';

/** @throws {LineOpsError} `failure` ROTATION_RUNNING when the token is being rotated already. */
export async function requireNotRotating(
  old: TokenRecord | null,
  atLine: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<void> {
  if (old === null) return;
  const other = (await findUnfinished(atLine)).find(({ rotation }) => concerns(rotation, old.id));
  if (other !== undefined) throw alreadyRotating(old.id, other.rotation);
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
  for (const { rotation, isRunning } of await findUnfinished(atLine)) {
    const shared = sharedTarget(targets, rotation.plan.targets);
    if (shared === null) continue;
    const name = tokenToName(rotation);
    const place = targetText(shared);
    if (isRunning) throw alreadyRotating(name, rotation, place);
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
  { oldId, newId, state }: Rotation,
  place: string | null = null,
): LineOpsError {
  return failure('ROTATION_RUNNING', { which: 'token', id, place, state }, { details: { oldId, newId, state } });
}
