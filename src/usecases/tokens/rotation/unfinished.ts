import { failure } from '../../../domain/failure/failure.js';
import {
  forwardAgain,
  isOfChoice,
  isPastReturn,
  type Rotation,
  type RotationChoice,
} from '../../../domain/tokens/rotation.js';
import type { HeldLock } from '../../../ports/store.js';
import { requireChannelId } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { timeAtLine } from '../time-at-line.js';
import { storedToken } from '../token-string.js';
import { askAboutToken, recordVerdict } from '../verify-token.js';
import { beganElsewhere, elsewhereOf } from './home.js';
import { requireTakeable, tokensOf } from './places/places.js';
import { forgetSnapshots } from './places/snapshots.js';
import { boundsOf } from './places/writing.js';
import type { RotatingAtLine, RotationObserver } from './rotation-observer.js';
import { runRotation, type StopRequest } from './run-rotation.js';
import { newTokenOf } from './steps/new-token.js';
import { type RolledBack, rollBackRotation } from './steps/roll-back.js';

/** A rotation that is not over, and whether another process is at it. */
export interface UnfinishedRotation {
  readonly rotation: Rotation;
  readonly isRunning: boolean;
  /** The machine that began it, where that is another one: only there it can be gone on with. */
  readonly elsewhere: string | null;
}

type Named = Pick<Rotation, 'id' | 'channelId'>;

/**
 * The lock's place among those of the channel, which is the number in the rotation's ID. A lock of its own for each
 * rotation would leave its files behind for ever: taken away, one process could hold the lost file, another a new one.
 */
function slotOf(id: string): string {
  return /^r-(\d+)-/.exec(id)?.[1] ?? id;
}

const lockName = ({ id, channelId }: Named): string => `rotation-${channelId}-${slotOf(id)}`;

/** The rotations of the channel that are not over, oldest first. */
export async function findUnfinished({
  channel,
  deps,
}: Pick<ChannelAtLine, 'channel' | 'deps'>): Promise<readonly UnfinishedRotation[]> {
  const rotations = await (await deps.rotationJournal()).unfinished(requireChannelId(channel));
  // Nobody takes a lock to look: a lease that lapsed is still its owner's until somebody else goes on with the rotation.
  const held = await (await deps.locks()).areHeld(rotations.map(lockName));
  const found: UnfinishedRotation[] = [];
  for (const rotation of rotations)
    found.push({ rotation, isRunning: held.has(lockName(rotation)), elsewhere: await elsewhereOf(rotation, deps) });
  return found;
}

/** Those of the rotations that are of the token that was named; all of them where none was. */
export async function unfinishedOf(
  choice: RotationChoice,
  found: readonly UnfinishedRotation[],
  { channel, deps }: Pick<ChannelAtLine, 'channel' | 'deps'>,
): Promise<readonly UnfinishedRotation[]> {
  if (found.length === 0) return [];
  const tokens = choice.by === 'label' ? await (await deps.tokenLedger()).list(requireChannelId(channel)) : [];
  const labelled = tokens.filter(({ label }) => choice.by === 'label' && label === choice.label).map(({ id }) => id);
  return found.filter(({ rotation }) => isOfChoice(rotation, choice, labelled));
}

/**
 * Makes a rotation and holds it. The caller holds the tokens of the channel: no other process may make one meanwhile.
 *
 * @param write puts the rotation with that ID into the journal.
 */
export async function holdNewRotation(
  { channel, deps }: Pick<ChannelAtLine, 'channel' | 'deps'>,
  write: (id: string) => Promise<Rotation>,
): Promise<{ readonly rotation: Rotation; readonly lock: HeldLock }> {
  const channelId = requireChannelId(channel);
  const taken = (await (await deps.rotationJournal()).unfinished(channelId)).map(({ id }) => slotOf(id));
  const ending = deps.random.letters(8);
  for (let slot = 0; ; slot += 1) {
    if (taken.includes(String(slot))) continue;
    const id = `r-${slot}-${ending}`;
    // Not free where another process is just leaving, or looking whether somebody is there.
    const lock = await (await deps.locks()).acquire(lockName({ id, channelId }), 0);
    if (!('held' in lock)) continue;
    try {
      return { rotation: await write(id), lock: lock.held };
    } catch (error) {
      await lock.held.release();
      throw error;
    }
  }
}

/** Held for as long as a process works on the rotation. @throws {LineOpsError} `failure` when another one does. */
async function holdRotation(rotation: Named, { deps }: Pick<ChannelAtLine, 'deps'>): Promise<HeldLock> {
  const lock = await (await deps.locks()).acquire(lockName(rotation), 0);
  if ('held' in lock) return lock.held;
  const holder = lock.heldBy === null ? 'another process' : `process ${lock.heldBy.pid} on ${lock.heldBy.host}`;
  throw failure('ROTATION_RUNNING', { which: 'held', holder }, { details: { holder: lock.heldBy } });
}

/**
 * Finishes a rotation that a run left behind, or takes it back. Which targets it needs is looked at first, so that a
 * run in the wrong place changes nothing. Null where it was finished, or another process was quicker.
 *
 * @throws {LineOpsError} `usage` ROTATION_ELSEWHERE on any machine but the one that began it.
 */
export async function settleRotation(
  named: Named,
  direction: 'resume' | 'rollback',
  atLine: ChannelAtLine,
  observer: RotationObserver,
  stop: StopRequest,
): Promise<RolledBack | null> {
  await requireBegunHere(named, atLine);
  return holding(named, atLine, async (rotation, held) => {
    if (direction === 'rollback' || rotation.state === 'ending-new') return rollBackRotation(rotation, held, observer);
    const forward = forwardAgain(rotation, rotation.state === 'rolling-back' && (await isNewGood(rotation, atLine)));
    if (['planned', 'issued', 'verified'].includes(forward.state)) await prepareRest(forward, atLine);
    else await deliverToThisStep(forward, atLine, observer, stop);
    await runRotation(verifiedAnew(forward), held, observer, stop);
    return null;
  });
}

/** Before anything is held: who only asks takes nothing from the machine that it is on. */
async function requireBegunHere(named: Named, { deps }: Pick<ChannelAtLine, 'deps'>): Promise<void> {
  const rotation = await journalled(named, deps);
  const elsewhere = rotation === null ? null : await elsewhereOf(rotation, deps);
  if (rotation !== null && elsewhere !== null) throw beganElsewhere(rotation, elsewhere);
}

async function journalled({ id, channelId }: Named, deps: ChannelAtLine['deps']): Promise<Rotation | null> {
  const all = await (await deps.rotationJournal()).unfinished(channelId);
  return all.find((each) => each.id === id) ?? null;
}

/** Closes a rotation of which nothing is left to do but to forget what its targets held. */
export async function closeRotation(named: Named, atLine: ChannelAtLine): Promise<void> {
  await holding(named, atLine, async (rotation) => {
    await forgetSnapshots(rotation, atLine);
    const journal = await atLine.deps.rotationJournal();
    await journal.put({ ...rotation, state: 'finished', finishedAt: atLine.deps.clock.now() });
  });
}

/** Works on the rotation as the journal has it now; not at all where another process was quicker to end it. */
async function holding<Result>(
  named: Named,
  atLine: ChannelAtLine,
  work: (rotation: Rotation, held: RotatingAtLine) => Promise<Result>,
): Promise<Result | null> {
  const lock = await holdRotation(named, atLine);
  try {
    const rotation = await journalled(named, atLine.deps);
    return rotation === null ? null : await work(rotation, { ...atLine, lock });
  } finally {
    await lock.release();
  }
}

/**
 * Whether the new token can still be handed out. It may have been ended at LINE by the run that could not write that down:
 * then it is written down now, and another one takes its place.
 */
async function isNewGood({ newId, plan }: Rotation, atLine: ChannelAtLine): Promise<boolean> {
  const { api, deps } = atLine;
  const token = await storedToken(newId, deps);
  if (token === null) return false;
  const verdict = await askAboutToken(token, plan.type, api);
  const row = verdict.valid ? null : await (await deps.tokenLedger()).find(newId);
  if (row !== null) await recordVerdict(row, verdict, deps, timeAtLine(atLine));
  return verdict.valid;
}

/** Time has passed: nobody is given a token before LINE has said again that it is good. */
function verifiedAnew(rotation: Rotation): Rotation {
  return rotation.state === 'verified' ? { ...rotation, state: 'issued' } : rotation;
}

/** What a workflow file got has gone with its step: the step of this run gets it too. */
async function deliverToThisStep(
  rotation: Rotation,
  atLine: ChannelAtLine,
  observer: RotationObserver,
  stop: StopRequest,
): Promise<void> {
  const delivery = await atLine.deps.tokenDelivery();
  for (const target of rotation.plan.targets) {
    if (target.type !== 'github-env' && target.type !== 'github-output') continue;
    try {
      await delivery.prepare(target);
      await delivery.deliver(target, await newTokenOf(rotation, atLine), [], observer, boundsOf(rotation, stop));
    } catch (error) {
      // Nothing is left to be revoked: that must not keep anybody from closing it.
      if (!isPastReturn(rotation.state)) throw error;
    }
  }
}

async function prepareRest(rotation: Rotation, atLine: ChannelAtLine): Promise<void> {
  const { plan, delivered } = rotation;
  const delivery = await atLine.deps.tokenDelivery();
  const tokens = await tokensOf(rotation, atLine);
  for (const target of plan.targets.slice(delivered)) {
    if (target.type === 'stdout') continue;
    await delivery.prepare(target);
    await requireTakeable(target, tokens, atLine);
  }
}
