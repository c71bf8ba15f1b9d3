import { LineOpsError, within } from '../../../domain/failure/failure.js';
import {
  nextStep,
  type Rotation,
  type RotationStep,
  rollsBackOnFailure,
  tokenToName,
} from '../../../domain/tokens/rotation.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { type RotatingAtLine, type RotationObserver, record } from './rotation-observer.js';
import { finish, recordEnd, revokeOld, waitForGrace } from './steps/end-old.js';
import { check, deliver, handOut } from './steps/hand-over.js';
import { issueNew, NotKept, newTokenOf, requireNewIsGood } from './steps/new-token.js';
import { rollBackAfter } from './steps/roll-back.js';

/** Fired by Ctrl-C or SIGTERM; its reason is the error to end with. */
export type StopRequest = AbortSignal;

/**
 * Goes on with a rotation from the state it is in until it is finished. A step that fails while the old token surely
 * lives puts everything back; later failures leave both tokens alive and the rotation to be resumed. The old token is
 * ended only right after LINE has said that the new one is good.
 *
 * @throws {LineOpsError} what failed, with what became of the rotation in its details.
 */
export async function runRotation(
  begun: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
  stop: StopRequest,
): Promise<void> {
  let rotation = begun;
  for (;;) {
    const step = nextStep(rotation, atLine.deps.clock.now());
    if (step === null) return;
    try {
      stopIfAsked(rotation, stop);
      rotation = await take(step, rotation, atLine, observer, stop);
    } catch (error) {
      throw await problemAfter(error, rotation, atLine, observer, stop);
    }
  }
}

/** Puts everything back, or leaves the rotation to be resumed; answers the error to end with. */
async function problemAfter(
  error: unknown,
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
  stop: StopRequest,
): Promise<unknown> {
  const failure = error instanceof NotKept ? error.problem : error;
  // A command that runs at the terminal gets the same Ctrl-C: that it failed then is not its fault.
  const problem = stop.aborted && failure instanceof LineOpsError ? stop.reason : failure;
  if (!(problem instanceof LineOpsError)) return error;
  // Another process goes on with it: it is that one's to finish or to take back.
  if (problem.code === 'LEASE_LOST') return problem;
  const latest = await latestOf(rotation, atLine);
  if (!rollsBackOnFailure(latest.state) || mayBeTriedAgain(latest, problem)) return toResume(problem, latest);
  return rollBackAfter(problem, latest, error instanceof NotKept ? error.token : null, atLine, observer);
}

/** A step may have got further than it could answer: the journal knows how far. */
async function latestOf(rotation: Rotation, { deps }: Pick<ChannelAtLine, 'deps'>): Promise<Rotation> {
  const found = await deps
    .rotationJournal()
    .then((journal) => journal.unfinished(rotation.channelId))
    .catch(() => []);
  return found.find(({ id }) => id === rotation.id) ?? rotation;
}

/**
 * In the grace both tokens work everywhere: only a new token that is no good is a reason to go back. Who has changed a place
 * may need either.
 */
function mayBeTriedAgain({ state }: Rotation, { code }: LineOpsError): boolean {
  return code === 'NOT_IN_PLACE' || (state === 'in-grace' && code !== 'NEW_TOKEN_NOT_VALID');
}

function toResume(problem: LineOpsError, rotation: Rotation): LineOpsError {
  const { id, oldId, newId, state } = rotation;
  return within(
    problem,
    'toBeResumed',
    {
      token: tokenToName(rotation),
      isInGrace: state === 'in-grace',
      ownWay: problem.code === 'NOT_IN_PLACE',
    },
    { details: { ...problem.details, rotation: id, state, oldId, newId, rolledBack: false } },
  );
}

function stopIfAsked({ state }: Rotation, stop: StopRequest): void {
  if (stop.aborted && rollsBackOnFailure(state)) throw stop.reason;
}

async function take(
  step: RotationStep,
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
  stop: StopRequest,
): Promise<Rotation> {
  switch (step) {
    case 'issue':
      return issueNew(rotation, atLine, observer);
    case 'verify':
      await requireNewIsGood(await newTokenOf(rotation, atLine), rotation, atLine);
      return record({ ...rotation, state: 'verified' }, atLine, observer);
    case 'deliver':
      return deliver(rotation, atLine, observer, stop);
    case 'check':
      await check(rotation, atLine, observer, stop);
      return record({ ...rotation, state: 'checked' }, atLine, observer);
    case 'hand-out':
      return handOut(rotation, atLine, observer);
    case 'wait':
      return waitForGrace(rotation, atLine, stop);
    case 'revoke-old':
      return revokeOld(rotation, atLine, observer);
    case 'record-end':
      return recordEnd(rotation, atLine, observer);
    case 'finish':
      return finish(rotation, atLine, observer);
    case 'take-back':
    case 'end-new':
      throw new Error(`a rotation in state ${rotation.state} is rolled back, not run`);
  }
}
