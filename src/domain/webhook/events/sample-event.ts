import type { ChatKind, EventIds, EventRow, WebhookEvent } from './event-row.js';

/** How an event is delivered. */
interface EventDelivery {
  /** `standby`: another module answers; such events have no reply token. @see https://developers.line.biz/en/reference/messaging-api/#common-properties */
  readonly mode: 'active' | 'standby';
  readonly isRedelivery: boolean;
  /** The usual one where it is null, or where such an event never comes from this one. */
  readonly chat: ChatKind | null;
}

/** The whole event, its properties in the order in which LINE writes them. */
export function sampleEvent(row: EventRow, ids: EventIds, { mode, isRedelivery, chat }: EventDelivery): WebhookEvent {
  const source = sourceOf(row, ids, chat);
  return {
    type: row.type,
    ...row.content(ids),
    webhookEventId: ids.webhookEventId,
    deliveryContext: { isRedelivery },
    timestamp: ids.timestamp,
    ...(source === null ? {} : { source }),
    ...(row.isReplyable && mode === 'active' ? { replyToken: ids.replyToken } : {}),
    mode,
  };
}

/** An event of a type that there is not, or not yet: LINE adds types without notice. @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/ */
export function unknownRow(type: string): EventRow {
  return {
    name: `unknown:${type}`,
    type,
    summary: 'an event of a type that no specification has',
    chats: ['user', 'group', 'room'],
    namesUser: true,
    isReplyable: true,
    content: () => ({ [type]: { isSample: true } }),
  };
}

/** A message of a type that there is not, or not yet. */
export function unknownMessageRow(type: string): EventRow {
  return {
    ...unknownRow('message'),
    name: 'message:unknown',
    content: ({ messageId }) => ({ message: { type, id: messageId } }),
  };
}

/** Who an event comes from; null where LINE says nobody. @see https://developers.line.biz/en/reference/messaging-api/#source-user */
function sourceOf(
  { chats, namesUser }: EventRow,
  { userId, groupId, roomId }: EventIds,
  asked: ChatKind | null,
): WebhookEvent | null {
  const kind: ChatKind | undefined = chats.find((chat) => chat === asked) ?? chats[0];
  const user = namesUser ? { userId } : {};
  switch (kind) {
    case undefined:
      return null;
    case 'user':
      return { type: 'user', userId };
    case 'group':
      return { type: 'group', groupId, ...user };
    case 'room':
      return { type: 'room', roomId, ...user };
  }
}
