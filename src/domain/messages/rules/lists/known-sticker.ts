import { nearestName } from '../../../text/nearest-name.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { STICKER_LIST_AS_OF, STICKER_LIST_DOCS, STICKER_PACKAGES } from './sticker-list.js';

/**
 * Warns of a sticker that the shipped list does not have. A warning, because the list may be older than LINE's, and what
 * LINE answers to such a sticker is not known.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/sticker-list/
 */
export function checkSticker(message: JsonObject, { report }: RuleContext): void {
  const packageId = digitsIn(message['packageId']);
  const stickerId = digitsIn(message['stickerId']);
  if (packageId === null) return;
  const problem = { rule: 'sticker-list', severity: 'warning', docs: STICKER_LIST_DOCS } as const;
  const from = `LINE's list as of ${STICKER_LIST_AS_OF}`;
  const own = STICKER_PACKAGES.find(([id]) => id === packageId);
  const other = stickerId === null ? undefined : packageOf(stickerId);
  if (own === undefined) {
    const known = STICKER_PACKAGES.map(([id]) => id);
    const advice = other === undefined ? didYouMean(nearestName(packageId, known)) : belongs(stickerId, other);
    const message = `package ${packageId} is not in ${from}${advice}`;
    report({ ...problem, at: '/packageId', message, limit: known.join(', '), actual: packageId });
  } else if (stickerId !== null && other?.[0] !== packageId) {
    const [, first, last] = own;
    const limit = `${first} to ${last}`;
    const advice =
      other === undefined ? didYouMean(nearestName(stickerId, idsBetween(first, last))) : belongs(stickerId, other);
    const message = `sticker ${stickerId} is not among those of package ${packageId}, ${limit}, in ${from}${advice}`;
    report({ ...problem, at: '/stickerId', message, limit, actual: stickerId });
  }
}

type StickerPackage = (typeof STICKER_PACKAGES)[number];

function packageOf(stickerId: string): StickerPackage | undefined {
  const id = Number(stickerId);
  // A zero in front makes another ID of it.
  return String(id) === stickerId ? STICKER_PACKAGES.find(([, first, last]) => first <= id && id <= last) : undefined;
}

/** The ID as LINE reads it, which takes a number for one; null for what is reported as no ID already. */
function digitsIn(id: unknown): string | null {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && /^[0-9]{1,20}$/.test(text) ? text : null;
}

function idsBetween(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

function belongs(stickerId: string | null, [packageId]: StickerPackage): string {
  return `; sticker ${stickerId} is in package "${packageId}"`;
}

function didYouMean(name: string | null): string {
  return name === null ? '' : `, did you mean "${name}"?`;
}
