import { LineOpsError } from '../../../domain/failure.js';
import { forwardAgain, type Rotation } from '../../../domain/tokens/rotation.js';
import type { HeldLock } from '../../../ports/store.js';
import { requireChannelId } from '../../channel.js';
import type { RotationContext, RotationVoice } from './context.js';
import { rollBackRotation } from './roll-back.js';
import { runRotation, type StopRequest } from './run.js';

/** A rotation that is not over, and whether another process is at it. */
export interface UnfinishedRotation {
  readonly rotation: Rotation;
  readonly isRunning: boolean;
}

const lockName = ({ id }: Pick<Rotation, 'id'>): string => `rotation-${id}`;

/** The rotations of the channel that are not over, oldest first. */
export async function findUnfinished({
  channel,
  deps,
}: Pick<RotationContext, 'channel' | 'deps'>): Promise<readonly UnfinishedRotation[]> {
  const rotations = await (await deps.rotationJournal()).unfinished(requireChannelId(channel));
  const found: UnfinishedRotation[] = [];
  for (const rotation of rotations) {
    const lock = await (await deps.locks()).acquire(lockName(rotation), 0);
    if ('held' in lock) lock.held.release();
    found.push({ rotation, isRunning: !('held' in lock) });
  }
  return found;
}

/** Held for as long as a process works on the rotation. @throws {LineOpsError} `failure` when another one does. */
export async function holdRotation(
  rotation: Pick<Rotation, 'id'>,
  { deps }: Pick<RotationContext, 'deps'>,
): Promise<HeldLock> {
  const lock = await (await deps.locks()).acquire(lockName(rotation), 0);
  if ('held' in lock) return lock.held;
  const holder = lock.heldBy === null ? 'another process' : `process ${lock.heldBy.pid} on ${lock.heldBy.host}`;
  throw new LineOpsError('failure', 'ROTATION_RUNNING', `${holder} is working on this rotation`, {
    hint: 'Let it finish, or end it, and run the command again.',
    details: { holder: lock.heldBy },
  });
}

/**
 * Finishes a rotation that a run left behind, or takes it back. Which targets it needs is looked at first, so that a
 * run in the wrong place changes nothing.
 */
export async function settleRotation(
  { id, channelId }: Rotation,
  direction: 'resume' | 'rollback',
  context: RotationContext,
  voice: RotationVoice,
  stop: StopRequest,
): Promise<void> {
  const lock = await holdRotation({ id }, context);
  try {
    const all = await (await context.deps.rotationJournal()).unfinished(channelId);
    const rotation = all.find((candidate) => candidate.id === id);
    if (rotation === undefined) return;
    if (direction === 'rollback' || rotation.state === 'ending-new')
      return await rollBackRotation(rotation, context, voice);
    const forward = forwardAgain(rotation);
    if (['planned', 'issued', 'verified'].includes(forward.state)) await prepareRest(forward, context);
    await runRotation(verifiedAnew(forward), context, voice, stop);
  } finally {
    lock.release();
  }
}

/** Time has passed: nobody is given a token before LINE has said again that it is good. */
function verifiedAnew(rotation: Rotation): Rotation {
  return rotation.state === 'verified' ? { ...rotation, state: 'issued' } : rotation;
}

async function prepareRest({ plan, delivered }: Rotation, { deps }: RotationContext): Promise<void> {
  const delivery = await deps.tokenDelivery();
  for (const target of plan.targets.slice(delivered)) if (target.type !== 'stdout') await delivery.prepare(target);
}
