import { failure } from '../../../../domain/failure/failure.js';
import type { Rotation } from '../../../../domain/tokens/rotation.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';
import { requireInPlace, requireTakeable, tokensOf } from '../places/places.js';
import { keepSnapshot } from '../places/snapshots.js';
import { boundsOf, whileNobodyElseWrites } from '../places/writing.js';
import { ledgerRow, type RotatingAtLine, type RotationObserver, record } from '../rotation-observer.js';
import { newTokenOf } from './new-token.js';

/** Takes the new token to each place outside this process, in order, and writes down how far it came. */
export async function deliver(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
  stop: AbortSignal,
): Promise<Rotation> {
  const token = await newTokenOf(rotation, atLine);
  const tokens = await tokensOf(rotation, atLine);
  const delivery = await atLine.deps.tokenDelivery();
  let at = rotation;
  for (const [index, target] of rotation.plan.targets.entries()) {
    if (index < at.delivered) continue;
    if (target.type === 'stdout') {
      at = { ...at, begun: Math.max(at.begun, index + 1), delivered: index + 1 };
      continue;
    }
    await keepSnapshot(at, index, () => delivery.remember(target), atLine);
    at = await record({ ...at, begun: Math.max(at.begun, index + 1) }, atLine, observer);
    await whileNobodyElseWrites(target, atLine, async () => {
      const from = await requireTakeable(target, tokens, atLine);
      await atLine.lock.requireHeld();
      await delivery.deliver(target, token, from, observer, boundsOf(rotation, stop));
    });
    at = await record({ ...at, delivered: index + 1 }, atLine, observer);
  }
  return record({ ...at, state: 'delivered' }, atLine, observer);
}

/** @throws {LineOpsError} `findings` when the operator's check says no, or nothing in time. */
export async function check(
  rotation: Rotation,
  atLine: ChannelAtLine,
  observer: RotationObserver,
  stop: AbortSignal,
): Promise<void> {
  const { verifyCommand, commandTimeoutMs } = rotation.plan;
  if (verifyCommand === null) return;
  const delivery = await atLine.deps.tokenDelivery();
  const token = await newTokenOf(rotation, atLine);
  const { status, endedBy } = await delivery.check(verifyCommand, token, observer, boundsOf(rotation, stop));
  if (status === 0 && endedBy === 'itself') return;
  const isLate = endedBy === 'timeout';
  throw failure(
    'CHECK_FAILED',
    { command: verifyCommand, status, lateAfterMs: isLate ? commandTimeoutMs : null },
    { details: { command: verifyCommand, status, timedOut: isLate } },
  );
}

/** The moment for stdout, once every place that can be read is known to hold the new token; then the grace begins. */
export async function handOut(
  rotation: Rotation,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<Rotation> {
  await requireInPlace(rotation, atLine);
  await handOutTo(observer, rotation, atLine);
  const graceEndsAt = atLine.deps.clock.now() + rotation.plan.graceMs;
  return record({ ...rotation, state: 'in-grace', graceEndsAt }, atLine, observer);
}

/** Where stdout is a place. Another run may have shown it to nobody who is still there: each does so for itself. */
export async function handOutTo(observer: RotationObserver, rotation: Rotation, atLine: ChannelAtLine): Promise<void> {
  if (rotation.plan.targets.every(({ type }) => type !== 'stdout')) return;
  await observer.handOut(rotation, await ledgerRow(rotation.newId, atLine), await newTokenOf(rotation, atLine));
}
