import { failure } from '../../../domain/failure/failure.js';
import { isTokenOnStdout } from '../../../domain/tokens/delivery-target.js';
import { type RotationChoice, tokenToName } from '../../../domain/tokens/rotation.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import { alreadyRotating } from '../../../usecases/tokens/rotation/conflicts.js';
import { beganElsewhere } from '../../../usecases/tokens/rotation/home.js';
import {
  closeRotation,
  findUnfinished,
  settleRotation,
  type UnfinishedRotation,
  unfinishedOf,
} from '../../../usecases/tokens/rotation/unfinished.js';
import type { Session } from '../../session.js';
import { withObserver } from './rotation-observer.js';
import type { RotateOptions } from './rotation-options.js';
import { askWhatToDo } from './rotation-prompts.js';
import { nothingDone, rolledBackView, showBesideToken } from './rotation-view.js';

/**
 * Whether this run is done: a rotation that an earlier one left behind was dealt with, or there was none to take back.
 * Where a token is named, rotations of others are left alone.
 */
export async function settledEarlier(
  session: Session,
  atLine: ChannelAtLine,
  choice: RotationChoice,
  options: RotateOptions,
): Promise<boolean> {
  const found = await findUnfinished(atLine);
  const meant = await unfinishedOf(choice, found, atLine);
  const left = (await tidied(meant, session, atLine)).filter(({ isRunning }) => !isRunning);
  tellOfOthers(
    session,
    found.filter((one) => !meant.includes(one)),
  );
  const dead = left.filter(({ elsewhere }) => elsewhere === null);
  const [first] = dead;
  if (first === undefined) {
    const [theirs] = left;
    if (theirs !== undefined && theirs.elsewhere !== null) throw beganElsewhere(theirs.rotation, theirs.elsewhere);
    return nothingToSettle(session, meant, options);
  }
  const wanted = options.resume ? 'resume' : options.rollback ? 'rollback' : null;
  const direction = wanted ?? (await askWhatToDo(session, first.rotation));
  if (session.globals.dryRun)
    throw failure('OPTION_NOT_FOR_TYPE', {
      which: 'dryRun',
      oldId: first.rotation.oldId,
      newId: first.rotation.newId,
      state: first.rotation.state,
    });
  const isTokenAlone = isTokenOnStdout(options.to ?? null);
  if (direction === 'resume' && isTokenOnStdout(first.rotation.plan.targets)) await session.terminal.requireReceiver();
  await withObserver(session, atLine, { isTokenAlone }, async (observer, stop) => {
    const back = await settleRotation(first.rotation, direction, atLine, observer, stop);
    if (back !== null) await showBesideToken(session, await rolledBackView(first.rotation, back, atLine), isTokenAlone);
    else if (!observer.hasReported()) await sayNothingDone(session, 'another process was quicker to end that rotation');
  });
  if (1 < dead.length) session.terminal.warn('Another interrupted rotation is left: run the same command again.');
  return true;
}

/**
 * In CI one line with `--resume` serves both: what was interrupted is finished, else the token is rotated. That takes a
 * `--to`: whoever only wants to finish something would lose the token in use to a new one on a screen.
 */
async function nothingToSettle(
  session: Session,
  meant: readonly UnfinishedRotation[],
  { resume, rollback, to }: RotateOptions,
): Promise<boolean> {
  const [running] = meant.filter(({ isRunning }) => isRunning);
  if (rollback && running !== undefined) throw alreadyRotating(tokenToName(running.rotation), running);
  if (!rollback && (!resume || to !== undefined)) return false;
  const why = running === undefined ? '' : ': another process is at the one of this token';
  await sayNothingDone(session, `there is no rotation to ${rollback ? 'roll back' : 'resume'}${why}`);
  return true;
}

/** Nobody can mistake it for a token, wherever the new one was to go. */
async function sayNothingDone(session: Session, reason: string): Promise<void> {
  await showBesideToken(session, nothingDone(null, reason, session.deps.clock.now()), true);
}

/** Nothing else would remind of a rotation that no run is going to name. */
function tellOfOthers({ globals, terminal }: Session, others: readonly UnfinishedRotation[]): void {
  // With --json a failure is to be the one line on stderr.
  if (globals.json) return;
  for (const { rotation, isRunning, elsewhere } of others) {
    if (isRunning || isOver({ rotation })) continue;
    const { oldId, newId, state } = rotation;
    terminal.warn(
      `A rotation of another token was interrupted${elsewhere === null ? '' : ` on ${elsewhere}`}: ${oldId ?? 'no token'} → ${newId}, ${state}. Finish it ${elsewhere === null ? '' : 'there '}with: line-ops token rotate ${tokenToName(rotation)} --resume (or --rollback)`,
    );
  }
}

/** Killed with nothing left but to forget it, which needs nobody's decision. */
function isOver({ rotation }: Pick<UnfinishedRotation, 'rotation'>): boolean {
  return rotation.state === 'proven' && rotation.plan.targets.every(({ type }) => type !== 'stdout');
}

async function tidied(
  meant: readonly UnfinishedRotation[],
  session: Session,
  atLine: ChannelAtLine,
): Promise<readonly UnfinishedRotation[]> {
  const left: UnfinishedRotation[] = [];
  for (const unfinished of meant) {
    if (unfinished.isRunning || !isOver(unfinished) || session.globals.dryRun) left.push(unfinished);
    else await closeRotation(unfinished.rotation, atLine);
  }
  return left;
}
