import type { UserId } from '../../domain/line/ids.js';
import type { EmulatorState } from '../state/state.js';

/** From now on the user is a friend of the account: it has added it, or unblocked it. */
export function befriend(
  { followers, people, deliveries, audiences }: EmulatorState,
  userId: UserId,
  now: number,
): void {
  people.know(userId);
  if (people.relationOf(userId) === 'friend') return;
  followers.follow(userId, now);
  deliveries.adopt(userId);
  audiences.adopt(userId);
}

/** From now on the user blocks the account. Who was no friend had been one before: only friends can block it. */
export function block(state: EmulatorState, userId: UserId, now: number): void {
  const { followers, people } = state;
  if (people.relationOf(userId) === 'blocked') return;
  befriend(state, userId, now);
  followers.block(followers.indexOfId(userId), now);
}
