/** What the quota endpoints say. `unread`: nothing, because they could not be asked. */
export type QuotaEvidence =
  | { readonly type: 'unread' }
  | { readonly type: 'none' }
  | { readonly type: 'limited'; readonly left: number };

/** What is known when LINE answered a send with 429. */
export interface LimitEvidence {
  readonly quota: QuotaEvidence;
  /** Messages that must be left for the batch: none where LINE may have counted it already. */
  readonly needed: number;
  /** LINE's words. */
  readonly problem: string;
}

/** Which limit a 429 was. */
export type Limit =
  | { readonly type: 'rate' }
  | { readonly type: 'usedUp'; readonly left: number }
  /** LINE holds the rest of the month for another delivery in progress. */
  | { readonly type: 'reserved'; readonly left: number };

/**
 * Which limit LINE meant: it answers 429 for each of the three, and its words may change without notice. So the quota
 * decides. Only where it would suffice, the words tell the month from the rate: then nothing but a reservation can be
 * meant by the month. A quota that cannot be read shows nothing.
 *
 * @see https://developers.line.biz/en/faq/#why-do-i-get-429-error-during-message-delivery
 * @see https://developers.line.biz/en/reference/messaging-api/#error-messages
 */
export function limitBehind429({ quota, needed, problem }: LimitEvidence): Limit {
  if (quota.type !== 'limited') return { type: 'rate' };
  const { left } = quota;
  if (left < needed) return { type: 'usedUp', left };
  if (!/monthly limit/i.test(problem)) return { type: 'rate' };
  return left === 0 ? { type: 'usedUp', left } : { type: 'reserved', left };
}
