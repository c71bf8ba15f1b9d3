/** A webhook event as it stands in a body: properties that LINE may add, and those that somebody overrides, among them. */
export type WebhookEvent = Readonly<Record<string, unknown>>;

/** Where an event comes from: one user, or a group or a multi-person chat that the account is in. */
export type ChatKind = 'user' | 'group' | 'room';

/** What makes one event unlike the next. Rules know neither clock nor chance: all of it comes from outside. */
export interface EventIds {
  /** Milliseconds. */
  readonly timestamp: number;
  /** A ULID. @see https://developers.line.biz/en/reference/messaging-api/#common-properties */
  readonly webhookEventId: string;
  readonly userId: string;
  /** Somebody else in the same group. */
  readonly otherUserId: string;
  readonly groupId: string;
  readonly roomId: string;
  /** The account that receives the event. */
  readonly botUserId: string;
  readonly replyToken: string;
  readonly messageId: string;
  /** An earlier message of the same chat. */
  readonly earlierMessageId: string;
  readonly quoteToken: string;
  readonly markAsReadToken: string;
}

/**
 * One kind of event that LINE sends, with complete and realistic content.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export interface EventRow {
  /** The type of the event; behind a colon its kind, where the type has several: `message:image`. */
  readonly name: string;
  readonly type: string;
  /** What has happened, without a capital and a full stop. */
  readonly summary: string;
  /** Where it can come from, the usual first; empty where LINE names no source. */
  readonly chats: readonly ChatKind[];
  /** Whether the user is named beside the group. Only events of a user's own doing name one. */
  readonly namesUser: boolean;
  /** Whether LINE gives a reply token with it. */
  readonly isReplyable: boolean;
  /** The properties that only events of this type have. */
  content(ids: EventIds): WebhookEvent;
}

/** A row with what most rows have: the event is a user's, wherever the account is, and can be replied to. */
export function eventRow({
  name,
  ...rest
}: Pick<EventRow, 'name' | 'summary' | 'content'> & Partial<EventRow>): EventRow {
  const type = name.split(':', 1)[0] ?? name;
  return { name, type, chats: ['user', 'group', 'room'], namesUser: true, isReplyable: true, ...rest };
}
