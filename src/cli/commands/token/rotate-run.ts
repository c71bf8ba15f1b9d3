import { LineOpsError } from '../../../domain/failure.js';
import { parseTokenId } from '../../../domain/ids.js';
import { isTokenOnStdout, requireDistinctTargets } from '../../../domain/tokens/delivery-target.js';
import type { RotationChoice } from '../../../domain/tokens/rotation.js';
import { requireNotRotating } from '../../../usecases/tokens/rotation/conflicts.js';
import {
  chooseOld,
  type PreparedRotation,
  prepareRotation,
  type RotationWish,
  startRotation,
  stillTimeFor,
} from '../../../usecases/tokens/rotation/start.js';
import { type Context, confirmOrStop, type Given } from '../../context.js';
import { show } from '../../output.js';
import { openSession, type Session } from '../../session.js';
import { interruptible } from './rotate-interrupt.js';
import type { RotateOptions } from './rotate-options.js';
import { askWish } from './rotate-prompts.js';
import { settledEarlier } from './rotate-settle.js';
import { dryRunOf, nothingDone, planLines, showBesideToken } from './rotate-view.js';
import { openVoice } from './rotate-voice.js';

/** `token rotate`: deals with a rotation that was interrupted, else chooses, agrees and rotates. */
export async function rotate(context: Context, { args, options }: Given<RotateOptions>): Promise<void> {
  requireDistinctTargets(options.to ?? []);
  const named = choiceOf(args, options);
  const session = await openSession(context);
  if (await settledEarlier(context, session, named, options)) return;
  const asked = context.terminal.canAsk && !context.globals.yes && named.by === 'only';
  const { choice, wish } = asked ? await askWish(context, session, options) : { choice: named, wish: wishOf(options) };
  const old = await chooseOld(choice, session);
  await requireNotRotating(old, session);
  const time =
    options.ifExpiresWithin === undefined ? null : stillTimeFor(old, options.ifExpiresWithin, context.deps.clock.now());
  const isTokenAlone = isTokenOnStdout(wish.targets);
  if (time !== null) return showBesideToken(context, nothingDone(old, time, context.deps.clock.now()), isTokenAlone);
  requireSomeoneToAsk(context);
  const prepared = await prepareRotation(old, wish, session);
  if (context.globals.dryRun) return show(context, dryRunOf(prepared));
  await confirmPlan(context, session, prepared);
  const voice = await openVoice(context, session, { isTokenAlone });
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
