import { isJsonObject } from '../../text/json-object.js';

/**
 * How long LINE knows a place in the follower list. Counted from the first page, so that no list mixes what is further apart.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids
 */
export const PLACE_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * The query of the page behind this one; null where it was the last. LINE has two ways: `next` of the answer goes into
 * `start`, or pages are numbered from 1.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-follower-ids
 * @see https://developers.line.biz/en/reference/messaging-api/#get-audience-groups
 */
export function nextQuery(query: string, answer: unknown): string | null {
  if (!isJsonObject(answer)) return null;
  const { next, hasNextPage, page } = answer;
  if (typeof next === 'string' && next !== '') return withParameter(query, 'start', next);
  if (hasNextPage !== true) return null;
  const current = typeof page === 'number' ? page : Number(new URLSearchParams(query).get('page') ?? 1);
  return withParameter(query, 'page', String(current + 1));
}

function withParameter(query: string, name: string, value: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set(name, value);
  return parameters.toString();
}

/**
 * Finds out that pages come again, whatever their number, without remembering them all: each is compared with the one
 * before and with one that is chosen ever later.
 *
 * @see https://en.wikipedia.org/wiki/Cycle_detection#Brent's_algorithm
 */
export function createRepeatGuard(first: string): (query: string) => boolean {
  let [last, kept, until, since] = [first, first, 1, 0];
  return (query) => {
    const isAgain = query === last || query === kept;
    last = query;
    since += 1;
    if (since === until) [kept, until, since] = [query, until * 2, 0];
    return isAgain;
  };
}
