import { randomBytes } from 'node:crypto';
import { followerId } from '../bot/followers.js';
import { BOT_USER_ID } from '../channel.js';
import { markAsReadToken } from '../chat/mark-as-read.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';
import { callWebhook, type WebhookCall } from './webhook-caller.js';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const REPLYABLE_TYPES: ReadonlySet<unknown> = new Set([
  'message',
  'follow',
  'join',
  'postback',
  'beacon',
  'accountLink',
]);

/** One attempt to bring events to the bot server. */
export interface EventAttempt extends Omit<WebhookCall, 'isHostKnown'> {
  readonly isRedelivery: boolean;
}

/**
 * Sends events to the channel's webhook, signed. What an event leaves out is filled in: ID, time, source, reply token.
 * When the server does not answer 2xx, they are sent again up to `redeliveries` times with the same event IDs.
 */
export async function sendEvents(
  state: EmulatorState,
  url: string,
  events: readonly JsonObject[],
  redeliveries: number,
): Promise<readonly EventAttempt[]> {
  const complete = events.map((event) => completeEvent(event, state.clock.now()));
  const attempts: EventAttempt[] = [];
  for (let attempt = 0; attempt <= redeliveries; attempt++) {
    const isRedelivery = 0 < attempt;
    rememberReplyTokens(state, complete);
    const body = {
      destination: BOT_USER_ID,
      events: complete.map((event) => ({ ...event, deliveryContext: { isRedelivery } })),
    };
    const { reason, detail, statusCode } = await callWebhook(url, JSON.stringify(body));
    attempts.push({ reason, detail, statusCode, isRedelivery });
    if (reason === 'OK') break;
  }
  return attempts;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#common-properties */
function completeEvent(event: JsonObject, now: number): JsonObject {
  const type = event['type'] ?? 'message';
  // An account in standby must not answer, and gets nothing to answer with.
  const isReplyable = REPLYABLE_TYPES.has(type) && event['mode'] !== 'standby';
  return {
    type,
    mode: 'active',
    timestamp: Math.floor(now),
    source: { type: 'user', userId: followerId(0) },
    webhookEventId: ulid(now),
    ...(isReplyable ? { replyToken: randomBytes(16).toString('hex') } : {}),
    ...contentOf(type, now),
    ...event,
  };
}

/** What the type of event is about, where the caller does not say. @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects */
function contentOf(type: unknown, now: number): JsonObject {
  switch (type) {
    case 'message': {
      const quoteToken = randomBytes(48).toString('base64url');
      const id = messageId(now);
      return { message: { type: 'text', id, quoteToken, markAsReadToken: markAsReadToken(id), text: 'Hello' } };
    }
    case 'follow':
      return { follow: { isUnblocked: false } };
    case 'postback':
      return { postback: { data: 'data' } };
    case 'unsend':
      return { unsend: { messageId: messageId(now) } };
    default:
      return {};
  }
}

function messageId(now: number): string {
  return `${Math.floor(now)}${String(randomBytes(2).readUInt16BE()).padStart(5, '0')}`;
}

function rememberReplyTokens(state: EmulatorState, events: readonly JsonObject[]): void {
  for (const { replyToken, source } of events) {
    if (typeof replyToken !== 'string') continue;
    const userId = isJsonObject(source) && typeof source['userId'] === 'string' ? source['userId'] : '';
    state.replyTokens.deliver(replyToken, userId, state.clock.now());
  }
}

function ulid(now: number): string {
  let [time, remaining] = ['', Math.floor(now)];
  for (let digit = 0; digit < 10; digit++) {
    time = `${CROCKFORD[remaining % 32]}${time}`;
    remaining = Math.floor(remaining / 32);
  }
  return time + [...randomBytes(16)].map((byte) => CROCKFORD[byte % 32]).join('');
}
