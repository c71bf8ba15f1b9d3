import { failure } from '../../../domain/failure/failure.js';
import type { Rotation } from '../../../domain/tokens/rotation.js';
import { newTokenOf } from './new-token.js';
import { requireInPlace, requireTakeable, tokensOf } from './places.js';
import {
  boundsOf,
  keepSnapshot,
  ledgerRow,
  type RotationContext,
  type RotationVoice,
  record,
  whileNobodyElseWrites,
} from './rotation-request.js';

/** Takes the new token to each place outside this process, in order, and writes down how far it came. */
export async function deliver(
  rotation: Rotation,
  context: RotationContext,
  voice: RotationVoice,
  stop: AbortSignal,
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
export async function check(
  rotation: Rotation,
  context: RotationContext,
  voice: RotationVoice,
  stop: AbortSignal,
): Promise<void> {
  const { verifyCommand, commandTimeoutMs } = rotation.plan;
  if (verifyCommand === null) return;
  const delivery = await context.deps.tokenDelivery();
  const token = await newTokenOf(rotation, context);
  const { status, endedBy } = await delivery.check(verifyCommand, token, voice, boundsOf(rotation, stop));
  if (status === 0 && endedBy === 'itself') return;
  const isLate = endedBy === 'timeout';
  throw failure(
    'CHECK_FAILED',
    { command: verifyCommand, status, lateAfterMs: isLate ? commandTimeoutMs : null },
    { details: { command: verifyCommand, status, timedOut: isLate } },
  );
}

/** The moment for stdout, once every place that can be read is known to hold the new token; then the grace begins. */
export async function handOut(rotation: Rotation, context: RotationContext, voice: RotationVoice): Promise<Rotation> {
  await requireInPlace(rotation, context);
  await handOutTo(voice, rotation, context);
  const graceEndsAt = context.deps.clock.now() + rotation.plan.graceMs;
  return record({ ...rotation, state: 'in-grace', graceEndsAt }, context, voice);
}

/** Where stdout is a place. Another run may have shown it to nobody who is still there: each does so for itself. */
export async function handOutTo(voice: RotationVoice, rotation: Rotation, context: RotationContext): Promise<void> {
  if (rotation.plan.targets.every(({ type }) => type !== 'stdout')) return;
  await voice.handOut(rotation, await ledgerRow(rotation.newId, context), await newTokenOf(rotation, context));
}
