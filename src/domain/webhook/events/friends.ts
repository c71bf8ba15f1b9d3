import { type EventRow, eventRow } from './event-row.js';

/** What happens in groups, to members or to the account: the user is not named as the source. */
const IN_A_GROUP = { chats: ['group', 'room'], namesUser: false } as const;
const ALONE = { chats: ['user'] } as const;
const NO_REPLY = { isReplyable: false };
const NOTHING = () => ({});

/**
 * Friends and groups that come and go.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#follow-event
 */
export const FRIEND_ROWS: readonly EventRow[] = [
  eventRow({
    name: 'follow',
    summary: 'the account was added as a friend',
    ...ALONE,
    content: () => ({ follow: { isUnblocked: false } }),
  }),
  eventRow({
    name: 'follow:unblocked',
    summary: 'the account was unblocked',
    ...ALONE,
    content: () => ({ follow: { isUnblocked: true } }),
  }),
  eventRow({ name: 'unfollow', summary: 'the account was blocked', ...ALONE, ...NO_REPLY, content: NOTHING }),
  eventRow({ name: 'join', summary: 'the account joined a group', ...IN_A_GROUP, content: NOTHING }),
  eventRow({
    name: 'leave',
    summary: 'the account left a group, or was removed',
    ...IN_A_GROUP,
    ...NO_REPLY,
    content: NOTHING,
  }),
  eventRow({
    name: 'memberJoined',
    summary: 'two users joined a group',
    ...IN_A_GROUP,
    content: ({ userId, otherUserId }) => ({
      joined: { members: [userId, otherUserId].map((id) => ({ type: 'user', userId: id })) },
    }),
  }),
  eventRow({
    name: 'memberLeft',
    summary: 'a user left a group',
    ...IN_A_GROUP,
    ...NO_REPLY,
    content: ({ userId }) => ({ left: { members: [{ type: 'user', userId }] } }),
  }),
];
