/** Whom an event is of, and where it happened. */
interface EventSource {
  /** `user`, `group`, `room`, or what LINE adds one day. */
  readonly type: string | null;
  readonly userId: string | null;
  readonly groupId: string | null;
  readonly roomId: string | null;
}

/** One event of a webhook, as far as it is understood; what LINE adds stays in `original`. */
export interface ReceivedEvent {
  /** Null where it is no text: LINE adds types, and none is refused. */
  readonly type: string | null;
  readonly webhookEventId: string | null;
  /** When it happened, milliseconds since 1970. */
  readonly timestamp: number | null;
  /** `standby`: another module of the channel answers; nothing is to be sent. */
  readonly mode: string | null;
  readonly isRedelivery: boolean;
  readonly source: EventSource | null;
  readonly messageType: string | null;
  readonly messageId: string | null;
  readonly replyToken: string | null;
  /** The message that a person took back. */
  readonly unsentMessageId: string | null;
  readonly original: unknown;
}

export interface ReceivedBody {
  /** The bot's own user ID. */
  readonly destination: string | null;
  /** None in LINE's check of the connection. */
  readonly events: readonly ReceivedEvent[];
}

/**
 * Reads the body of a webhook; null where it is none. Takes what LINE may add: types, properties, another order.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#request-body
 */
export function readWebhookBody(body: Uint8Array): ReceivedBody | null {
  const value = objectIn(parsed(new TextDecoder().decode(body)));
  if (value === null || !Array.isArray(value['events'])) return null;
  return { destination: textIn(value['destination']), events: value['events'].map(eventOf) };
}

/** The reply token can be used this long after the webhook came. @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token */
const REPLY_WITHIN_MS = 60_000;
/** And this long after the event at most, however often it is delivered again. */
const REPLY_WITHIN_MS_OF_EVENT = 20 * 60_000;

/** Until when the reply token of an event can be used that came at this time; null where it has none. Milliseconds since 1970. */
export function replyUntil({ replyToken, timestamp }: ReceivedEvent, receivedAt: number): number | null {
  if (replyToken === null) return null;
  const afterReceipt = receivedAt + REPLY_WITHIN_MS;
  return timestamp === null ? afterReceipt : Math.min(afterReceipt, timestamp + REPLY_WITHIN_MS_OF_EVENT);
}

function eventOf(original: unknown): ReceivedEvent {
  const event = objectIn(original) ?? {};
  const message = objectIn(event['message']);
  const context = objectIn(event['deliveryContext']);
  const { timestamp } = event;
  return {
    type: textIn(event['type']),
    webhookEventId: textIn(event['webhookEventId']),
    timestamp: typeof timestamp === 'number' && Number.isFinite(timestamp) ? timestamp : null,
    mode: textIn(event['mode']),
    isRedelivery: context?.['isRedelivery'] === true,
    source: sourceOf(objectIn(event['source'])),
    messageType: textIn(message?.['type']),
    messageId: textIn(message?.['id']),
    replyToken: textIn(event['replyToken']),
    unsentMessageId: textIn(objectIn(event['unsend'])?.['messageId']),
    original,
  };
}

function sourceOf(source: JsonObject | null): EventSource | null {
  if (source === null) return null;
  return {
    type: textIn(source['type']),
    userId: textIn(source['userId']),
    groupId: textIn(source['groupId']),
    roomId: textIn(source['roomId']),
  };
}

interface JsonObject extends Readonly<Record<string, unknown>> {
  readonly timestamp?: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectIn(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
