import type { Statistics } from './statistics.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Numbers of a message change for so long after it was sent. @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
export const COUNTED_FOR_MS = 14 * DAY_MS;
/** LINE does not say how late it is with them: what is to be kept for good is asked for after a day more. */
const KEPT_AFTER_MS = COUNTED_FOR_MS + DAY_MS;
/** LINE's other daily counts take about a day. @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
const EXPECTED_AFTER_MS = DAY_MS;
/** Fewer people than this are not shown. @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
export const FEWEST_SHOWN = 20;

/**
 * - `counting`: people can still open it, and be counted.
 * - `final`: LINE changes the numbers no more.
 * - `none`: there are no numbers, and `Missing` says why.
 */
export type InsightStatus = 'counting' | 'final' | 'none';

/**
 * Why there is no number. LINE gives `null` for "not yet" and for "too few" alike: the age of the send tells them apart.
 *
 * - `not-yet`: nothing can be expected within a day.
 * - `too-few-so-far`: fewer than 20 people up to now.
 * - `too-few`: fewer than 20 people, and no more are counted.
 * - `no-link`: the message has no link to follow.
 * - `no-unit`: a multicast or push without an aggregation unit; LINE keeps no statistics of those.
 * - `nothing-accepted`: LINE has accepted nothing of it.
 * - `not-asked`: LINE was not asked yet.
 * - `not-known`: LINE does not know the request, or no longer.
 */
export type Missing =
  | 'not-yet'
  | 'too-few-so-far'
  | 'too-few'
  | 'no-link'
  | 'no-unit'
  | 'nothing-accepted'
  | 'not-asked'
  | 'not-known';

/** Whether numbers that were asked for at this time still change. Milliseconds since 1970, by one clock. */
export function statusAt(askedAt: number, lastSentAt: number): Exclude<InsightStatus, 'none'> {
  return askedAt - lastSentAt < COUNTED_FOR_MS ? 'counting' : 'final';
}

/** Whether they need never be asked for again. */
export function isForGood(askedAt: number, lastSentAt: number): boolean {
  return KEPT_AFTER_MS <= askedAt - lastSentAt;
}

/** Why LINE gave no number of people who opened it, or who followed a link; null where it gave one. */
export function missingOf(
  { uniqueImpression, uniqueClick }: Statistics,
  { ageMs, hasLinks }: { readonly ageMs: number; readonly hasLinks: boolean },
): { readonly uniqueImpression: Missing | null; readonly uniqueClick: Missing | null } {
  const tooFew = ageMs < COUNTED_FOR_MS ? 'too-few-so-far' : 'too-few';
  const nothing = ageMs < EXPECTED_AFTER_MS ? 'not-yet' : tooFew;
  const noClick = uniqueImpression === null ? nothing : tooFew;
  return {
    uniqueImpression: uniqueImpression === null ? nothing : null,
    uniqueClick: uniqueClick !== null ? null : hasLinks ? noClick : 'no-link',
  };
}
