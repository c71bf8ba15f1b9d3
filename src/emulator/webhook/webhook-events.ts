import { readContent } from '../content/content-order.js';
import { chatIdOf } from '../content/receive.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';
import { switchedEvent } from '../richmenu/switching.js';
import type { EmulatorState } from '../state/state.js';
import { happen } from '../world/happenings.js';
import { completeEvent } from './completion/complete-event.js';
import { callWebhook, type WebhookCall } from './webhook-caller.js';

/** One attempt to bring events to the bot server. */
export interface EventAttempt extends Omit<WebhookCall, 'isHostKnown'> {
  readonly isRedelivery: boolean;
}

/** How events are brought to the bot server. */
interface EventSending {
  /** How often they are sent again, with the same event IDs, while the server does not answer 2xx; never unless told. */
  readonly redeliveries?: number;
  /** Whether they carry what LINE may add any day; as the emulator was started unless told. */
  readonly mutate?: boolean | null;
}

/** What became of events: as they were sent the first time, and each attempt to bring them. */
export interface SentEvents {
  readonly events: readonly JsonObject[];
  readonly attempts: readonly EventAttempt[];
}

/**
 * Lets events happen, and sends them to the channel's webhook in one request, signed. What an event leaves out is filled in.
 * Its `content` is no part of it: it says what the bytes of its message are.
 */
export async function sendEvents(
  state: EmulatorState,
  url: string,
  given: readonly JsonObject[],
  { redeliveries = 0, mutate = null }: EventSending = {},
): Promise<SentEvents> {
  // One after the other: a message that is taken back by the next event has come before.
  const events = given.map((event) => letHappen(state, event));
  const { channel, settings, mutations, clock } = state;
  const body =
    (mutate ?? settings.mutate)
      ? mutations.of(channel, events, clock.now())
      : { destination: channel.botUserId, events };
  const attempts: EventAttempt[] = [];
  const sentAt = clock.now();
  for (let attempt = 0; attempt <= redeliveries; attempt++) {
    const isRedelivery = 0 < attempt;
    rememberReplyTokens(state, events);
    const sent = JSON.stringify(isRedelivery ? redelivered(body) : body);
    const { reason, detail, statusCode } = await callWebhook(channel, url, sent);
    attempts.push({ reason, detail, statusCode, isRedelivery });
    if (reason === 'OK') break;
  }
  settings.recorder?.webhook(state, { at: sentAt, url, events: eventsIn(body), attempts });
  return { events, attempts };
}

/** Whether the event says nothing of the bytes of its message, or something that can be read. */
export function hasReadableContent({ content }: JsonObject): boolean {
  return content === undefined || readContent(content) !== null;
}

function letHappen(state: EmulatorState, { content, ...event }: JsonObject): JsonObject {
  const given = content === undefined ? null : readContent(content);
  const complete = switchedEvent(state, completeEvent(state, withSize(event, given?.base64 ?? null)));
  happen(state, complete);
  const { message } = complete;
  if (given !== null && isJsonObject(message)) state.received.give(String(message['id']), given);
  return complete;
}

/** A file is as large as its bytes, unless the event says otherwise. */
function withSize({ message, ...event }: JsonObject, base64: string | null): JsonObject {
  const isFile = isJsonObject(message) && message['type'] === 'file';
  if (!isFile || base64 === null) return { ...event, ...(message === undefined ? {} : { message }) };
  return { ...event, message: { fileSize: Buffer.from(base64, 'base64').length, ...message } };
}

/** The same events with the same IDs. @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#redelivered-webhooks */
function redelivered(body: JsonObject): JsonObject {
  const again = (context: unknown) => ({ ...(isJsonObject(context) ? context : {}), isRedelivery: true });
  return {
    ...body,
    events: eventsIn(body).map((event) => ({ ...event, deliveryContext: again(event['deliveryContext']) })),
  };
}

function eventsIn({ events }: JsonObject): readonly JsonObject[] {
  return Array.isArray(events) ? events.filter(isJsonObject) : [];
}

function rememberReplyTokens(state: EmulatorState, events: readonly JsonObject[]): void {
  for (const { replyToken, source } of events) {
    if (typeof replyToken !== 'string') continue;
    state.replyTokens.deliver(replyToken, chatIdOf(source) ?? '', state.clock.now());
  }
}
