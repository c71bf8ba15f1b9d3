import { randomBytes } from 'node:crypto';
import type { EventIds, EventRow } from '../../domain/webhook/events/event-row.js';
import { sampleEvent, unknownRow } from '../../domain/webhook/events/sample-event.js';
import { messageIdOf, RUN_BYTES, sampleIds } from '../../domain/webhook/events/sample-ids.js';
import { findEventRow } from '../../domain/webhook/events/table.js';
import { markAsReadToken } from '../chat/mark-as-read.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import { switchedEvent } from '../richmenu/switching.js';
import type { EmulatorState } from '../state/state.js';
import { followOf, happen } from '../world/happenings.js';
import { callWebhook, type WebhookCall } from './webhook-caller.js';

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
  // One after the other: what an event says of somebody depends on those before it.
  const complete = events.map((event) => {
    const completed = switchedEvent(state, completeEvent(state, event));
    happen(state, completed);
    return completed;
  });
  const attempts: EventAttempt[] = [];
  const sentAt = state.clock.now();
  for (let attempt = 0; attempt <= redeliveries; attempt++) {
    const isRedelivery = 0 < attempt;
    rememberReplyTokens(state, complete);
    const body = {
      destination: state.channel.botUserId,
      events: complete.map((event) => ({ ...event, deliveryContext: { isRedelivery } })),
    };
    const { reason, detail, statusCode } = await callWebhook(state.channel, url, JSON.stringify(body));
    attempts.push({ reason, detail, statusCode, isRedelivery });
    if (reason === 'OK') break;
  }
  state.settings.recorder?.webhook(state, { at: sentAt, url, events: complete, attempts });
  return attempts;
}

/** The event with what it leaves out. @see https://developers.line.biz/en/reference/messaging-api/#common-properties */
function completeEvent(state: EmulatorState, event: JsonObject): JsonObject {
  const type = String(event['type'] ?? 'message');
  const row = findEventRow(type) ?? typeOfTomorrow(type);
  // An account in standby must not answer, and gets nothing to answer with.
  const mode = event['mode'] === 'standby' ? 'standby' : 'active';
  const complete = { ...sampleEvent(row, idsOf(state), { mode, isRedelivery: false, chat: null }), ...event };
  return type === 'follow' && event['follow'] === undefined ? { ...complete, ...followOf(state, complete) } : complete;
}

/** What the caller says of it is all there is. */
function typeOfTomorrow(type: string): EventRow {
  return { ...unknownRow(type), isReplyable: false, content: () => ({}) };
}

/** IDs of this platform, which it knows again. */
function idsOf({ channel, clock, followers }: EmulatorState): EventIds {
  const now = clock.now();
  const chance = randomBytes(16);
  const messageId = messageIdOf(now, chance.readUInt16BE());
  const origin = { run: chance.subarray(0, RUN_BYTES), serial: chance.readUInt32BE(RUN_BYTES), user: 0, now };
  return {
    ...sampleIds({ ...origin, botUserId: channel.botUserId }),
    userId: followers.idOf(0),
    otherUserId: followers.idOf(1),
    replyToken: randomBytes(16).toString('hex'),
    messageId,
    quoteToken: randomBytes(48).toString('base64url'),
    markAsReadToken: markAsReadToken(channel, messageId),
  };
}

function rememberReplyTokens(state: EmulatorState, events: readonly JsonObject[]): void {
  for (const { replyToken, source } of events) {
    if (typeof replyToken !== 'string') continue;
    const { userId = '', roomId = userId, groupId = roomId } = isJsonObject(source) ? source : {};
    state.replyTokens.deliver(replyToken, String(groupId), state.clock.now());
  }
}
