import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../../domain/line/secret.js';
import type { OutsideTarget } from '../../../../domain/tokens/delivery-target.js';
import { valuesOf } from '../../../../domain/tokens/env-file.js';
import type { Rotation } from '../../../../domain/tokens/rotation.js';
import { countsAgainstLimit } from '../../../../domain/tokens/token.js';
import type { TokenDelivery } from '../../../../ports/tokens/delivery.js';
import type { ChannelAtLine } from '../../../channels/channel-at-line.js';
import { timeAtLine } from '../../time-at-line.js';
import { storedToken } from '../../token-string.js';
import { askAboutToken } from '../../verify-token.js';
import { type PlaceNow, placeNow, tokensOf } from '../places/places.js';
import { snapshotOf } from '../places/snapshots.js';
import { boundsOf, whileNobodyElseWrites } from '../places/writing.js';
import type { RotatingAtLine, RotationObserver } from '../rotation-observer.js';

/**
 * Gives each place that may have the new token what it had. Answers those that are not as they were, since others have
 * changed them meanwhile.
 *
 * @throws {LineOpsError} `failure` when a place may still hold the new token, and somebody may use it.
 */
export async function takeBackAll(
  rotation: Rotation,
  delivered: ChannelAccessToken,
  atLine: RotatingAtLine,
  observer: RotationObserver,
): Promise<readonly PlaceNow[]> {
  const { deps } = atLine;
  const delivery = await deps.tokenDelivery();
  const tokens = await tokensOf(rotation, atLine);
  const altered: PlaceNow[] = [];
  const previous = rotation.oldId === null ? null : await storedToken(rotation.oldId, deps);
  for (let index = rotation.begun - 1; 0 <= index; index -= 1) {
    const target = rotation.plan.targets[index];
    if (target === undefined || target.type === 'stdout') continue;
    try {
      const before = await snapshotOf(rotation, index, atLine);
      await whileNobodyElseWrites(target, atLine, async () => {
        await atLine.lock.requireHeld();
        await delivery.takeBack(target, { before, delivered, previous }, observer, boundsOf(rotation, null));
      });
      if (!(await isAsBefore(target, before, delivery))) altered.push(await placeNow(target, tokens, atLine));
    } catch (error) {
      // A command that refused the new token has nothing to give back; every other place may still need the new one.
      const refusedIt = target.type === 'exec' && rotation.delivered <= index;
      if (!(error instanceof LineOpsError) || !(refusedIt || (await isNewGone(rotation, atLine)))) throw error;
    }
  }
  return altered;
}

/** Whether the variable holds what it held; the rest of the file is not ours. */
async function isAsBefore(target: OutsideTarget, before: string | null, delivery: TokenDelivery): Promise<boolean> {
  if (target.type !== 'env-file') return true;
  const now = await delivery.remember(target);
  if (now === before) return true;
  const [earlier, current] = [before, now].map((text) =>
    valuesOf(text ?? '', target.variable).filter((value) => value !== ''),
  );
  const value = earlier?.at(-1);
  return value === undefined ? current?.length === 0 : current?.includes(value) === true && new Set(current).size === 1;
}

/** Ended by other means: keeping it alive for somebody's sake is no longer possible. On LINE's word, where its string is known. */
export async function isNewGone({ newId, plan }: Rotation, atLine: ChannelAtLine): Promise<boolean> {
  const string = await storedToken(newId, atLine.deps);
  if (string !== null)
    return askAboutToken(string, plan.type, atLine.api).then(
      ({ valid }) => !valid,
      () => false,
    );
  const row = await (await atLine.deps.tokenLedger()).find(newId);
  return row === null || !countsAgainstLimit(row, timeAtLine(atLine));
}
