import { formatDuration } from '../../../domain/duration.js';
import { LineOpsError } from '../../../domain/failure.js';
import type { TokenId } from '../../../domain/ids.js';
import type { ChannelAccessToken } from '../../../domain/secret.js';
import {
  nextStep,
  type Rotation,
  type RotationStep,
  rollsBackOnFailure,
  tokenToName,
} from '../../../domain/tokens/rotation.js';
import { countsAgainstLimit, tokenStatus } from '../../../domain/tokens/token.js';
import { storedToken, timeAtLine } from '../context.js';
import { recordRevoked, revokeAtLine } from '../end-token.js';
import {
  boundsOf,
  forgetSnapshots,
  keepSnapshot,
  ledgerRow,
  type RotationContext,
  type RotationVoice,
  record,
  whileNobodyElseWrites,
} from './context.js';
import { issueNew, NEW_TOKEN_NOT_VALID, NotKept, newTokenOf, requireNewIsGood } from './new-token.js';
import { NOT_IN_PLACE, requireInPlace, requireTakeable, tokensOf } from './places.js';
import { rollBackAfter } from './roll-back.js';

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
  context: RotationContext,
  voice: RotationVoice,
  stop: StopRequest,
): Promise<void> {
  let rotation = begun;
  for (;;) {
    const step = nextStep(rotation, context.deps.clock.now());
    if (step === null) return;
    try {
      stopIfAsked(rotation, stop);
      rotation = await take(step, rotation, context, voice, stop);
    } catch (error) {
      const failure = error instanceof NotKept ? error.problem : error;
      // A command that runs at the terminal gets the same Ctrl-C: that it failed then is not its fault.
      const problem = stop.aborted && failure instanceof LineOpsError ? stop.reason : failure;
      if (!(problem instanceof LineOpsError)) throw error;
      const latest = await latestOf(rotation, context);
      if (!rollsBackOnFailure(latest.state) || mayBeTriedAgain(latest, problem)) throw toResume(problem, latest);
      throw await rollBackAfter(problem, latest, error instanceof NotKept ? error.token : null, context, voice);
    }
  }
}

/** A step may have got further than it could answer: the journal knows how far. */
async function latestOf(rotation: Rotation, { deps }: RotationContext): Promise<Rotation> {
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
  return code === NOT_IN_PLACE || (state === 'in-grace' && code !== NEW_TOKEN_NOT_VALID);
}

function toResume(problem: LineOpsError, rotation: Rotation): LineOpsError {
  const { id, oldId, newId, state } = rotation;
  return new LineOpsError(problem.kind, problem.code, problem.message, {
    hint:
      problem.code === NOT_IN_PLACE && problem.hint !== null
        ? problem.hint
        : `Both tokens may live. Finish with: line-ops token rotate ${tokenToName(rotation)} --resume${state === 'in-grace' ? ' (or --rollback)' : ''}`,
    requestId: problem.requestId,
    details: { ...problem.details, rotation: id, state, oldId, newId, rolledBack: false },
    cause: problem,
  });
}

function stopIfAsked({ state }: Rotation, stop: StopRequest): void {
  if (stop.aborted && rollsBackOnFailure(state)) throw stop.reason;
}

async function take(
  step: RotationStep,
  rotation: Rotation,
  context: RotationContext,
  voice: RotationVoice,
  stop: StopRequest,
): Promise<Rotation> {
  switch (step) {
    case 'issue':
      return issueNew(rotation, context, voice);
    case 'verify':
      await requireNewIsGood(await newTokenOf(rotation, context), rotation, context);
      return record({ ...rotation, state: 'verified' }, context, voice);
    case 'deliver':
      return deliver(rotation, context, voice, stop);
    case 'check':
      await check(rotation, context, voice, stop);
      return record({ ...rotation, state: 'checked' }, context, voice);
    case 'hand-out':
      return handOut(rotation, context, voice);
    case 'wait':
      return waitForGrace(rotation, context, stop);
    case 'revoke-old':
      return revokeOld(rotation, context, voice);
    case 'record-end':
      return recordEnd(rotation, context, voice);
    case 'finish':
      return finish(rotation, context, voice);
    case 'take-back':
    case 'end-new':
      throw new Error(`a rotation in state ${rotation.state} is rolled back, not run`);
  }
}

async function deliver(
  rotation: Rotation,
  context: RotationContext,
  voice: RotationVoice,
  stop: StopRequest,
): Promise<Rotation> {
  const token = await newTokenOf(rotation, context);
  const tokens = await tokensOf(rotation, context);
  const delivery = await context.deps.tokenDelivery();
  let at = rotation;
  for (const [index, target] of rotation.plan.targets.entries()) {
    if (index < at.delivered) continue;
    if (target.type === 'stdout') {
      at = { ...at, begun: Math.max(at.begun, index + 1), delivered: index + 1 };
      continue;
    }
    await keepSnapshot(at, index, () => delivery.remember(target), context);
    at = await record({ ...at, begun: Math.max(at.begun, index + 1) }, context, voice);
    await whileNobodyElseWrites(target, context, async () => {
      const from = await requireTakeable(target, tokens, context);
      await delivery.deliver(target, token, from, voice, boundsOf(rotation, stop));
    });
    at = await record({ ...at, delivered: index + 1 }, context, voice);
  }
  return record({ ...at, state: 'delivered' }, context, voice);
}

/** @throws {LineOpsError} `findings` when the operator's check says no, or nothing in time. */
async function check(
  rotation: Rotation,
  context: RotationContext,
  voice: RotationVoice,
  stop: StopRequest,
): Promise<void> {
  const { verifyCommand, commandTimeoutMs } = rotation.plan;
  if (verifyCommand === null) return;
  const delivery = await context.deps.tokenDelivery();
  const token = await newTokenOf(rotation, context);
  const { status, endedBy } = await delivery.check(verifyCommand, token, voice, boundsOf(rotation, stop));
  if (status === 0 && endedBy === 'itself') return;
  const isLate = endedBy === 'timeout';
  const end = isLate ? `did not end within ${formatDuration(commandTimeoutMs)}` : `ended with status ${status}`;
  throw new LineOpsError('findings', 'CHECK_FAILED', `the check "${verifyCommand}" ${end}`, {
    hint: `What it printed is above${isLate ? '; --command-timeout gives it longer' : ''}.`,
    details: { command: verifyCommand, status, timedOut: isLate },
  });
}

async function handOut(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  await requireInPlace(rotation, context);
  await handOutTo(voice, rotation, context);
  const graceEndsAt = context.deps.clock.now() + rotation.plan.graceMs;
  return record({ ...rotation, state: 'in-grace', graceEndsAt }, context, voice);
}

/** Where stdout is a place. Another run may have shown it to nobody who is still there: each does so for itself. */
async function handOutTo(voice: RotationVoice, rotation: Rotation, context: RotationContext): Promise<void> {
  if (rotation.plan.targets.every(({ type }) => type !== 'stdout')) return;
  await voice.handOut(rotation, await ledgerRow(rotation.newId, context), await newTokenOf(rotation, context));
}

async function waitForGrace(rotation: Rotation, context: RotationContext, stop: StopRequest): Promise<Rotation> {
  const { deps } = context;
  // What a run that goes on finds changed is told now, not when the grace is over.
  await requireInPlace(rotation, context);
  await deps.clock.sleep(Math.max(0, (rotation.graceEndsAt ?? 0) - deps.clock.now()), stop);
  if (stop.aborted) throw stop.reason;
  return { ...rotation, graceEndsAt: null };
}

/**
 * Right before the request the new token is known to be good, stdout has it, and every place is read again. A run that
 * was killed in here may have ended the old token already, or not.
 */
async function revokeOld(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  if (rotation.oldId === null) return record({ ...rotation, state: 'proven' }, context, voice);
  await handOutTo(voice, rotation, context);
  await requireNewIsGood(await newTokenOf(rotation, context), rotation, context);
  const old = await ledgerRow(rotation.oldId, context);
  const string = await storedToken(old.id, context.deps);
  const at = await record({ ...rotation, state: 'revoking-old' }, context, voice);
  try {
    await requireInPlace(rotation, context);
  } catch (error) {
    // Nothing was asked of LINE: there still is a way back.
    if (rotation.state !== at.state) await record(rotation, context, voice);
    throw error;
  }
  if (string !== null) await revokeAtLine(string, old, context);
  else if (countsAgainstLimit(old, timeAtLine(context))) throw stringGone(old.id);
  return record({ ...at, state: 'old-revoked' }, context, voice);
}

function stringGone(id: TokenId): LineOpsError {
  return new LineOpsError('failure', 'TOKEN_NOT_STORED', `the string of the old token ${id} is no longer stored here`, {
    hint: `Pipe its string into "line-ops token revoke --stdin", then: line-ops token rotate ${id} --resume`,
  });
}

async function recordEnd(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  if (rotation.oldId !== null) {
    const old = await ledgerRow(rotation.oldId, context);
    if (tokenStatus(old, timeAtLine(context)) !== 'expired')
      await recordRevoked(old, `rotated: ${rotation.newId} took its place`, context.deps);
  }
  return record({ ...rotation, state: 'proven' }, context, voice);
}

async function finish(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  const token: ChannelAccessToken = await newTokenOf(rotation, context);
  const old = rotation.oldId === null ? null : await ledgerRow(rotation.oldId, context);
  await voice.report({
    rotation,
    old,
    new: await ledgerRow(rotation.newId, context),
    token,
    revokedOld: old?.state === 'revoked',
  });
  await forgetSnapshots(rotation, context);
  return record({ ...rotation, state: 'finished', finishedAt: context.deps.clock.now() }, context, voice);
}
