import { LineOpsError } from '../../../domain/failure.js';
import { parseTokenId } from '../../../domain/ids.js';
import { requireDistinctTargets } from '../../../domain/tokens/delivery-target.js';
import { concerns } from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import {
  alreadyRotating,
  chooseOld,
  type PreparedRotation,
  prepareRotation,
  type RotationChoice,
  type RotationWish,
  startRotation,
  stillTimeFor,
} from '../../../usecases/tokens/rotation/start.js';
import {
  findUnfinished,
  settleRotation,
  type UnfinishedRotation,
} from '../../../usecases/tokens/rotation/unfinished.js';
import { type Context, confirmOrStop, type Given } from '../../context.js';
import { show } from '../../output.js';
import { openSession, type Session } from '../../session.js';
import type { RotateOptions } from './rotate-options.js';
import { askWhatToDo, askWish } from './rotate-prompts.js';
import { dryRunOf, nothingDone, planLines, rolledBack } from './rotate-view.js';
import { openVoice } from './rotate-voice.js';

/** `token rotate`: deals with a rotation that was interrupted, else chooses, agrees and rotates. */
export async function rotate(context: Context, { args, options }: Given<RotateOptions>): Promise<void> {
  requireDistinctTargets(options.to ?? []);
  const session = await openSession(context);
  if (await settledEarlier(context, session, args, options)) return;
  const asked = context.terminal.canAsk && !context.globals.yes && args[0] === undefined && options.label === undefined;
  const { choice, wish } = asked
    ? await askWish(context, session, options)
    : { choice: choiceOf(args, options), wish: wishOf(options) };
  const old = await chooseOld(choice, session);
  await requireNotRotating(old, session);
  const time =
    options.ifExpiresWithin === undefined ? null : stillTimeFor(old, options.ifExpiresWithin, context.deps.clock.now());
  if (time !== null) return show(context, nothingDone(old, time, context.deps.clock.now()));
  requireSomeoneToAsk(context);
  const prepared = await prepareRotation(old, wish, session);
  if (context.globals.dryRun) return show(context, dryRunOf(prepared));
  await confirmPlan(context, session, prepared);
  const voice = await openVoice(context, session);
  const stop = interruptible(context);
  try {
    await startRotation(prepared, session, voice, stop.signal);
  } finally {
    stop.release();
  }
}

/** Before the first request: where nobody can agree, nothing is asked of LINE. */
function requireSomeoneToAsk({ globals, terminal }: Context): void {
  if (globals.yes || globals.dryRun || terminal.canAsk) return;
  throw new LineOpsError('usage', 'CONFIRMATION_NEEDED', 'this needs a confirmation, and nobody can be asked here', {
    hint: 'Add --yes to go ahead.',
  });
}

async function confirmPlan(context: Context, { channel }: Session, prepared: PreparedRotation): Promise<void> {
  if (context.globals.yes) return;
  const paint = await context.terminal.painter('stderr');
  for (const line of planLines(prepared, channel, context.deps.clock.now(), paint)) context.terminal.warn(line);
  await confirmOrStop(context, prepared.old === null ? 'Issue and deliver it?' : 'Rotate it?');
}

function choiceOf([id]: readonly string[], { label }: RotateOptions): RotationChoice {
  if (id !== undefined) return { by: 'id', id: parseTokenId(id) };
  return label === undefined ? { by: 'only' } : { by: 'label', label };
}

function wishOf(options: RotateOptions): RotationWish {
  const { type, expiresIn, label, to, verifyCmd, grace, keepOld } = options;
  return {
    type: type ?? null,
    lifetimeSeconds: expiresIn ?? null,
    label: label ?? null,
    targets: to ?? [{ type: 'stdout' }],
    verifyCommand: verifyCmd ?? null,
    graceMs: grace ?? 0,
    keepOld: keepOld === true,
  };
}

/** Whether a rotation that an earlier run left behind was dealt with, so that this run is done. */
async function settledEarlier(
  context: Context,
  session: Session,
  args: readonly string[],
  options: RotateOptions,
): Promise<boolean> {
  const dead = (await tidied(await findUnfinished(session), context, session)).filter(({ isRunning }) => !isRunning);
  const [first] = dead;
  const wanted = options.resume ? 'resume' : options.rollback ? 'rollback' : null;
  if (first === undefined) {
    if (wanted === null || isNamed(args, options)) return false;
    const reason = wanted === 'resume' ? 'there is no rotation to resume' : 'there is no rotation to roll back';
    await show(context, nothingDone(null, reason, context.deps.clock.now()));
    return true;
  }
  const direction = wanted ?? (await askWhatToDo(context, first.rotation));
  if (context.globals.dryRun)
    throw new LineOpsError('usage', 'OPTION_NOT_FOR_TYPE', 'an interrupted rotation has no dry run', {
      hint: `What it is: ${first.rotation.oldId ?? 'no token'} → ${first.rotation.newId}, ${first.rotation.state}.`,
    });
  const voice = await openVoice(context, session);
  const stop = interruptible(context);
  try {
    await settleRotation(first.rotation, direction, session, voice, stop.signal);
  } finally {
    stop.release();
  }
  if (!voice.hasReported()) await show(context, await rolledBack(first.rotation, session));
  if (1 < dead.length) context.terminal.warn('Another interrupted rotation is left: run the same command again.');
  return true;
}

/** In CI one line serves both: what was interrupted is finished, else the named token is rotated. */
function isNamed([id]: readonly string[], { label, to }: RotateOptions): boolean {
  return id !== undefined || label !== undefined || to !== undefined;
}

/** A rotation that was killed with nothing left but to forget it needs nobody's decision. */
async function tidied(
  found: readonly UnfinishedRotation[],
  context: Context,
  session: Session,
): Promise<readonly UnfinishedRotation[]> {
  const left: UnfinishedRotation[] = [];
  for (const unfinished of found) {
    const { rotation, isRunning } = unfinished;
    const isOver = rotation.state === 'proven' && rotation.plan.targets.every(({ type }) => type !== 'stdout');
    if (isRunning || !isOver || context.globals.dryRun) left.push(unfinished);
    else await settleRotation(rotation, 'resume', session, SILENT, new AbortController().signal);
  }
  return left;
}

const SILENT = { say: () => {}, mask: () => {}, reached: () => {}, handOut: () => {}, report: async () => {} };

async function requireNotRotating(old: TokenRecord | null, session: Session): Promise<void> {
  if (old === null) return;
  const running = (await findUnfinished(session)).find(({ rotation }) => concerns(rotation, old.id));
  if (running !== undefined) throw alreadyRotating(old.id, running.rotation);
}

/** The first Ctrl-C lets the step in hand finish, and then puts everything back, or leaves a grace to be resumed. */
function interruptible({ deps }: Context): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = deps.interruption.onFirst((signal) =>
    controller.abort(
      new LineOpsError(signal === 'SIGINT' ? 'cancelled' : 'terminated', 'INTERRUPTED', `interrupted by ${signal}`),
    ),
  );
  return { signal: controller.signal, release };
}
