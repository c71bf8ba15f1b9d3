import { parseTokenId, type TokenId } from '../../domain/line/ids.js';
import { isTokenOnStdout, requireDistinctTargets } from '../../domain/tokens/delivery-target.js';
import { DEFAULT_COMMAND_TIMEOUT_MS, type RotationChoice } from '../../domain/tokens/rotation.js';
import type { TokenRecord } from '../../domain/tokens/token.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { requireNotRotating } from '../../usecases/tokens/rotation/conflicts.js';
import { chooseDue } from '../../usecases/tokens/rotation/due.js';
import {
  chooseOld,
  type PreparedRotation,
  prepareRotation,
  type RotationWish,
  startRotation,
} from '../../usecases/tokens/rotation/start-rotation.js';
import { confirmOrStop, requireConfirmable } from '../asking/confirm.js';
import { textOf } from '../failures/text-of.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, optionalArgument, verb } from '../verb.js';
import { scriptLines } from './rotation/rotate-unattended.js';
import { withObserver } from './rotation/rotation-observer.js';
import { ROTATE_OPTIONS, type RotateOptions } from './rotation/rotation-options.js';
import { askWish } from './rotation/rotation-prompts.js';
import { dryRunOf, nothingDone, planLines, showBesideToken } from './rotation/rotation-view.js';
import { settledEarlier } from './rotation/settle-rotation.js';

export const tokenRotate = verb({
  path: 'token rotate',
  summary:
    'replace a token: issue, verify, deliver, your check, grace, revoke the old one, prove it. A step that fails puts everything back',
  args: {
    id: completing(
      optionalArgument('short ID of the token to replace (default: the one of --label, or the only one)', parseTokenId),
      'live token',
    ),
  },
  options: ROTATE_OPTIONS,
  examples: [
    { line: 'token rotate --label shop --to env-file:.env --grace 10m', does: 'leaves time' },
    { line: 'token rotate --to exec:./deliver --if-expires-within 7d --resume -y', does: 'for cron' },
    { line: 'token rotate --rollback', does: 'undoes it' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/token-rotate@1'],
  exits: {
    limit: 'the type is at its limit of live tokens',
    findings: 'your check said no, or the new token is not good; everything is put back',
    failure: 'a step failed; what was changed is put back, or it is said what could not be',
  },
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: (session, { args: { id }, options }) => rotate(session, id, options),
});

/** Deals with a rotation that was interrupted, else chooses, agrees and rotates. */
async function rotate(session: Session, id: TokenId | undefined, options: RotateOptions): Promise<void> {
  requireDistinctTargets(options.to ?? []);
  const named = choiceOf(id, options);
  const atLine = await session.atLine();
  if (await settledEarlier(session, atLine, named, options)) return sayNext(session, 'token rotate', {});
  const asked = session.terminal.canAsk && !session.globals.yes && named.by === 'only';
  const { choice, wish } = asked ? await askWish(session, atLine, options) : { choice: named, wish: wishOf(options) };
  const { old, label, isDone } = await chooseInTime(session, atLine, choice, wish, options);
  if (isDone) return;
  if (!session.globals.dryRun) requireConfirmable(session);
  if (wish.targets.some(({ type }) => type === 'stdout') && !session.globals.dryRun)
    await session.terminal.requireReceiver();
  const prepared = await prepareRotation(old, { ...wish, label }, atLine);
  if (session.globals.dryRun) return show(session, dryRunOf(prepared));
  await confirmPlan(session, atLine, prepared, asked);
  await withObserver(session, atLine, { isTokenAlone: isTokenOnStdout(wish.targets) }, (observer, stop) =>
    startRotation(prepared, atLine, observer, stop),
  );
  sayNext(session, 'token rotate', {});
}

const STRING_NOT_STORED = 'its string is not stored here';

/** The token to replace; with `--if-expires-within` this may be all there is to say. */
async function chooseInTime(
  session: Session,
  atLine: ChannelAtLine,
  choice: RotationChoice,
  wish: RotationWish,
  { ifExpiresWithin: withinMs }: RotateOptions,
): Promise<{ readonly old: TokenRecord | null; readonly label: string | null; readonly isDone: boolean }> {
  const { terminal, globals, deps } = session;
  const due =
    withinMs === undefined
      ? { old: await chooseOld(choice, atLine), stillTime: null, unproven: null, gone: [] }
      : await chooseDue(choice, { withinMs, record: !globals.dryRun }, atLine);
  await requireNotRotating(due.old, atLine);
  for (const { id } of due.gone) terminal.warn(`LINE no longer knows ${id}: it ended elsewhere.`);
  if (due.unproven !== null) {
    const why = due.unproven.because === 'noString' ? STRING_NOT_STORED : (await textOf(due.unproven.problem)).message;
    terminal.warn(`LINE could not be asked about ${due.old?.id}, and the ledger may be out of date: ${why}`);
  }
  // What takes the place of a token that has ended elsewhere is found under its label, too.
  const label = wish.label ?? due.gone[0]?.label ?? null;
  if (due.stillTime === null) return { old: due.old, label, isDone: false };
  const view = nothingDone(due.old, due.stillTime, deps.clock.now());
  await showBesideToken(session, view, isTokenOnStdout(wish.targets));
  return { old: due.old, label, isDone: true };
}

/** @param isChosen whether a person chose it step by step, and may want the same in a script. */
async function confirmPlan(
  session: Session,
  { channel }: ChannelAtLine,
  prepared: PreparedRotation,
  isChosen: boolean,
): Promise<void> {
  const { terminal, globals, deps } = session;
  if (globals.yes) return;
  const paint = await terminal.painter('stderr');
  for (const line of planLines(prepared, channel, deps.clock.now(), paint)) terminal.warn(line);
  if (isChosen) for (const line of scriptLines(prepared, channel)) terminal.warn(line);
  await confirmOrStop(session, prepared.old === null ? 'Issue and deliver it?' : 'Rotate it?');
}

function choiceOf(id: TokenId | undefined, { label }: RotateOptions): RotationChoice {
  if (id !== undefined) return { by: 'id', id };
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
