import type { UserId } from '../../../domain/line/ids.js';
import type { Group, GroupKind } from '../../groups/group-book.js';
import type { EmulatorState } from '../../state/state.js';

/** The group or room that an event comes from which names none: one that the account is in, or, where it joins, is not in. */
export function usualGroup({ groups }: EmulatorState, type: unknown, kind: GroupKind): Group | null {
  return groups.all().find((group) => group.kind === kind && group.hasBot === (type !== 'join')) ?? null;
}

/**
 * Two people whom an event is of that names none: members of its chat, or, where they join, friends who are no members yet.
 * `chatId` is null for a chat with one user.
 */
export function usualPeople(
  { followers, groups }: EmulatorState,
  type: unknown,
  chatId: string | null,
): readonly [UserId, UserId] {
  const members = [...(groups.find(chatId ?? '')?.members ?? [])];
  const isAmong = (userId: UserId) => members.includes(userId);
  const friends: UserId[] = [];
  for (let index = 0; friends.length < 2; index++) {
    const userId = followers.idOf(index);
    if (!isAmong(userId)) friends.push(userId);
  }
  const [one, other] = type === 'memberJoined' ? friends : [...members, ...friends];
  return [one ?? followers.idOf(0), other ?? followers.idOf(1)];
}
