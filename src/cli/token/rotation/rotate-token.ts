import { LineOpsError } from '../../../domain/failure/failure.js';
import { parseTokenId } from '../../../domain/line/ids.js';
import { isTokenOnStdout, requireDistinctTargets } from '../../../domain/tokens/delivery-target.js';
import { DEFAULT_COMMAND_TIMEOUT_MS, type RotationChoice } from '../../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { requireNotRotating } from '../../../usecases/tokens/rotation/conflicts.js';
import { chooseDue } from '../../../usecases/tokens/rotation/due.js';
import {
  chooseOld,
  type PreparedRotation,
  prepareRotation,
  type RotationWish,
  startRotation,
} from '../../../usecases/tokens/rotation/start-rotation.js';
import { type Context, confirmOrStop, type Given } from '../../context.js';
import { show } from '../../output/view.js';
import { openSession, type Session } from '../../session.js';
import { scriptLines } from './rotate-unattended.js';
import type { RotateOptions } from './rotation-options.js';
import { askWish } from './rotation-prompts.js';
import { dryRunOf, nothingDone, planLines, showBesideToken } from './rotation-view.js';
import { withVoice } from './rotation-voice.js';
import { settledEarlier } from './settle-rotation.js';

/** `token rotate`: deals with a rotation that was interrupted, else chooses, agrees and rotates. */
export async function rotate(context: Context, { args, options }: Given<RotateOptions>): Promise<void> {
  requireDistinctTargets(options.to ?? []);
  const named = choiceOf(args, options);
  const session = await openSession(context);
  if (await settledEarlier(context, session, named, options)) return;
  const asked = context.terminal.canAsk && !context.globals.yes && named.by === 'only';
  const { choice, wish } = asked ? await askWish(context, session, options) : { choice: named, wish: wishOf(options) };
  const { old, label, isDone } = await chooseInTime(context, session, choice, wish, options);
  if (isDone) return;
  requireSomeoneToAsk(context);
  if (wish.targets.some(({ type }) => type === 'stdout') && !context.globals.dryRun)
    await context.terminal.requireReceiver();
  const prepared = await prepareRotation(old, { ...wish, label }, session);
  if (context.globals.dryRun) return show(context, dryRunOf(prepared));
  await confirmPlan(context, session, prepared, asked);
  await withVoice(context, session, { isTokenAlone: isTokenOnStdout(wish.targets) }, (voice, stop) =>
    startRotation(prepared, session, voice, stop),
  );
}

/** The token to replace; with `--if-expires-within` this may be all there is to say. */
async function chooseInTime(
  context: Context,
  session: Session,
  choice: RotationChoice,
  wish: RotationWish,
  { ifExpiresWithin: withinMs }: RotateOptions,
): Promise<{ readonly old: TokenRecord | null; readonly label: string | null; readonly isDone: boolean }> {
  const { terminal, globals, deps } = context;
  const due =
    withinMs === undefined
      ? { old: await chooseOld(choice, session), stillTime: null, unproven: null, gone: [] }
      : await chooseDue(choice, { withinMs, record: !globals.dryRun }, session);
  await requireNotRotating(due.old, session);
  for (const { id } of due.gone) terminal.warn(`LINE no longer knows ${id}: it ended elsewhere.`);
  if (due.unproven !== null)
    terminal.warn(`LINE could not be asked about ${due.old?.id}, and the ledger may be out of date: ${due.unproven}`);
  // What takes the place of a token that has ended elsewhere is found under its label, too.
  const label = wish.label ?? due.gone[0]?.label ?? null;
  if (due.stillTime === null) return { old: due.old, label, isDone: false };
  const view = nothingDone(due.old, due.stillTime, deps.clock.now());
  await showBesideToken(context, view, isTokenOnStdout(wish.targets));
  return { old: due.old, label, isDone: true };
}

/** Before the first request: where nobody can agree, nothing is asked of LINE. */
function requireSomeoneToAsk({ globals, terminal }: Context): void {
  if (globals.yes || globals.dryRun || terminal.canAsk) return;
  throw new LineOpsError('usage', 'CONFIRMATION_NEEDED', 'this needs a confirmation, and nobody can be asked here', {
    hint: 'Add --yes to go ahead.',
  });
}

/** @param isChosen whether a person chose it step by step, and may want the same in a script. */
async function confirmPlan(
  context: Context,
  { channel }: Session,
  prepared: PreparedRotation,
  isChosen: boolean,
): Promise<void> {
  const { terminal, globals, deps } = context;
  if (globals.yes) return;
  const paint = await terminal.painter('stderr');
  for (const line of planLines(prepared, channel, deps.clock.now(), paint, terminal.columns)) terminal.warn(line);
  if (isChosen) for (const line of scriptLines(prepared, channel)) terminal.warn(line);
  await confirmOrStop(context, prepared.old === null ? 'Issue and deliver it?' : 'Rotate it?');
}

function choiceOf([id]: readonly string[], { label }: RotateOptions): RotationChoice {
  if (id !== undefined) return { by: 'id', id: parseTokenId(id) };
  return label === undefined ? { by: 'only' } : { by: 'label', label };
}

function wishOf(options: RotateOptions): RotationWish {
  const { type, expiresIn, label, to, verifyCmd, grace, commandTimeout, keepOld } = options;
  return {
    type: type ?? null,
    lifetimeSeconds: expiresIn ?? null,
    label: label ?? null,
    targets: to ?? [{ type: 'stdout' }],
    verifyCommand: verifyCmd ?? null,
    graceMs: grace ?? 0,
    commandTimeoutMs: commandTimeout ?? DEFAULT_COMMAND_TIMEOUT_MS,
    keepOld: keepOld === true,
  };
}
