import { randomBytes } from 'node:crypto';
import { BOT_USER_ID } from '../channel.js';
import { followerId } from '../followers.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import type { EmulatorState } from '../state.js';
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
  const replyToken = REPLYABLE_TYPES.has(event['type']) ? { replyToken: randomBytes(16).toString('hex') } : {};
  return {
    type: 'message',
    mode: 'active',
    timestamp: Math.floor(now),
    source: { type: 'user', userId: followerId(0) },
    webhookEventId: ulid(now),
    ...replyToken,
    ...event,
  };
}

function rememberReplyTokens(state: EmulatorState, events: readonly JsonObject[]): void {
  for (const { replyToken, source } of events) {
    const userId = isJsonObject(source) ? source['userId'] : null;
    if (typeof replyToken === 'string' && typeof userId === 'string')
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
