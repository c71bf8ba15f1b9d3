import { isUserId, type UserId } from '../../domain/line/ids.js';
import { receive } from '../content/receive.js';
import { type Group, isGroupId } from '../groups/group-book.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';
import { befriend, block } from './friendship.js';

/** Who and where an event comes from; null where it names nobody, or no chat. */
interface Origin {
  readonly userId: UserId | null;
  readonly group: Group | null;
}

type Happening = (state: EmulatorState, origin: Origin, event: JsonObject) => void;

/** What each type of event changes; the other types change nothing. */
const HAPPENINGS: Readonly<Record<string, Happening>> = {
  follow: (state, { userId }) => {
    if (userId !== null) befriend(state, userId, state.clock.now());
  },
  unfollow: (state, { userId }) => {
    if (userId !== null) block(state, userId, state.clock.now());
  },
  join: ({ groups, followers }, { group }) => {
    // Somebody has invited the account: a group has nobody in it only after everybody has left.
    if (group !== null && group.members.size === 0 && 0 < followers.count) groups.enter(group, followers.idOf(0));
  },
  leave: (_state, { group }) => {
    if (group !== null) group.hasBot = false;
  },
  memberJoined: ({ groups }, { group }, { joined }) => {
    if (group !== null) for (const userId of membersOf(joined)) groups.enter(group, userId);
  },
  memberLeft: ({ groups }, { group }, { left }) => {
    if (group !== null) for (const userId of membersOf(left)) groups.exit(group, userId);
  },
  message: ({ people, clock }, { userId, group }) => {
    if (userId !== null && group === null) people.wrote(userId, clock.now());
  },
};

/**
 * Lets a complete webhook event happen in the channel's world, before the bot is told of it: who follows has followed,
 * a message that was unsent is gone. Whom or what it names exists from now on, for an event says that it does.
 */
export function happen(state: EmulatorState, event: JsonObject): void {
  const origin = meet(state, event['source']);
  receive(state, event);
  const type = String(event['type']);
  if (Object.hasOwn(HAPPENINGS, type)) HAPPENINGS[type]?.(state, origin, event);
}

/** How a follow event tells whoever had blocked the account from a new friend. @see https://developers.line.biz/en/reference/messaging-api/#follow-event */
export function followOf({ people }: EmulatorState, { source }: JsonObject): JsonObject {
  return { follow: { isUnblocked: people.relationOf(userIdOf(source) ?? '') === 'blocked' } };
}

/** An event from a group shows that the account is in it, and the user whom it names too. */
function meet({ people, groups }: EmulatorState, source: unknown): Origin {
  if (!isJsonObject(source)) return { userId: null, group: null };
  const userId = userIdOf(source);
  if (userId !== null) people.know(userId);
  const { groupId, roomId } = source;
  let group: Group | null = null;
  if (isGroupId('group', groupId)) group = groups.meet('group', groupId);
  else if (isGroupId('room', roomId)) group = groups.meet('room', roomId);
  if (group === null) return { userId, group };
  group.hasBot = true;
  if (userId !== null) groups.enter(group, userId);
  return { userId, group };
}

function membersOf(change: unknown): readonly UserId[] {
  const members = isJsonObject(change) ? change['members'] : null;
  return Array.isArray(members) ? members.map(userIdOf).filter((userId) => userId !== null) : [];
}

function userIdOf(source: unknown): UserId | null {
  const userId = isJsonObject(source) ? source['userId'] : null;
  return typeof userId === 'string' && isUserId(userId) ? userId : null;
}
