import { isUserId } from '../../domain/line/ids.js';
import type { Reached } from '../sent/sent-request.js';
import type { EmulatorState } from '../state/state.js';

/**
 * Whom a push to this ID reaches; null where LINE refuses it: a user whom the channel does not know, a chat that the account is
 * not in. Every member of a chat gets it, and counts.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-push-message
 * @see https://developers.line.biz/en/docs/messaging-api/pricing/
 */
export function reachedBy({ groups, people }: EmulatorState, to: string, now: number): Reached | null {
  if (!isUserId(to)) {
    const group = groups.find(to);
    return group?.hasBot === true ? { to, reached: [...group.members], missed: [] } : null;
  }
  const relation = people.relationOf(to);
  if (relation === 'unknown' || relation === 'foreign') return null;
  return people.isWithinReach(to, now) ? { to, reached: [to], missed: [] } : { to, reached: [], missed: [to] };
}

/** Whom a reply to this ID reaches: whoever did something that can be replied to, friend or not, unless it has blocked the account. */
export function reachedByReply(state: EmulatorState, to: string, now: number): Reached | null {
  if (isUserId(to) && state.people.relationOf(to) === 'known') return { to, reached: [to], missed: [] };
  return reachedBy(state, to, now);
}
