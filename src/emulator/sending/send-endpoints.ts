import type { CountedMethod } from '../accounting/usage-book.js';
import { readAllUserWords, type UserWords, WORDS_PER_ID } from '../bot/user-words.js';
import { type Answer, apiError, bodyErrors, invalidProperty, json, OK } from '../http/answer.js';
import type { JsonObject, LineRequest, Read } from '../http/line-request.js';
import { bearer, MESSAGE, type Route, retryable } from '../http/route.js';
import { shapeOf } from '../insight/message-shape.js';
import type { Reached, SentTo } from '../sent/sent-request.js';
import type { EmulatorState } from '../state/state.js';
import { MAX_MULTICAST_RECIPIENTS, readMulticastBody } from './multicast-body.js';
import { reachedBy, reachedByReply } from './reached.js';
import { type SendPlan, send, validate } from './send.js';
import { sentBits, sentMessagesOf } from './sent-messages.js';

const NOBODY: SentTo = { type: 'users', words: new Uint32Array() };
/** Who has never been a friend. */
const STRANGER = -1;
const BLOCKED = -2;
/** @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
const FAILED_TO_SEND: Read<SendPlan> = { ok: false, answer: apiError(400, 'Failed to send messages') };

/** @see https://developers.line.biz/en/reference/messaging-api/#send-push-message */
function push(state: EmulatorState, request: LineRequest): Promise<Answer> {
  return send(state, request, 'push', (body) => {
    const to = body['to'];
    if (typeof to !== 'string' || to === '') return refusedBody('May not be empty', 'to');
    if (!/^[UCR][0-9a-f]{32}$/.test(to)) return refusedProperty('to');
    const reached = reachedBy(state, to, request.at);
    return reached === null ? FAILED_TO_SEND : { ok: true, value: planForOne(state, request, 'push', reached, body) };
  });
}

/** A reply costs nothing of the quota. @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
function reply(state: EmulatorState, request: LineRequest): Promise<Answer> {
  return send(state, request, 'reply', (body) => {
    const replyToken = body['replyToken'];
    if (typeof replyToken !== 'string' || replyToken === '') return refusedBody('May not be empty', 'replyToken');
    const to = state.replyTokens.targetOf(replyToken, request.at);
    const reached = to === null ? null : reachedByReply(state, to, request.at);
    if (reached === null) return { ok: false, answer: apiError(400, 'Invalid reply token') };
    const plan = planForOne(state, request, 'reply', reached, body);
    const commit = () => {
      state.replyTokens.use(replyToken);
      return plan.commit();
    };
    return { ok: true, value: { ...plan, quotaNeeded: 0, sent: 0, commit } };
  });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
function multicast(state: EmulatorState, request: LineRequest): Promise<Answer> {
  const plan = (body: JsonObject): Read<SendPlan> => {
    const to = body['to'];
    if (to instanceof Uint32Array) return forMany(state, request, to);
    if (!Array.isArray(to)) return refusedBody('May not be empty', 'to');
    if (to.length === 0 || MAX_MULTICAST_RECIPIENTS < to.length) {
      return refusedBody(`Size must be between 1 and ${MAX_MULTICAST_RECIPIENTS}`, 'to');
    }
    const words = new Uint32Array(to.length * WORDS_PER_ID);
    const malformed = readAllUserWords(to, words);
    if (malformed !== null) return refusedProperty(`to[${malformed}]`);
    return forMany(state, request, words);
  };
  return send(state, request, 'multicast', plan, readMulticastBody);
}

/** Reaches every friend. @see https://developers.line.biz/en/reference/messaging-api/#send-broadcast-message */
function broadcast(state: EmulatorState, request: LineRequest): Promise<Answer> {
  return send(state, request, 'broadcast', (body) => {
    const { followers, deliveries, insight } = state;
    const reach = followers.friendCount();
    const commit = () => {
      for (let index = 0; index < followers.count; index++) if (!followers.isBlocked(index)) deliveries.deliver(index);
      record(state, request, 'broadcast', { recipients: reach, delivered: reach });
      const { revision } = followers;
      insight.noteRequest(request.id, { at: request.at, delivered: reach, bubbles: shapeOf(body), revision });
      return OK;
    };
    return { ok: true, value: { quotaNeeded: reach, to: { type: 'friends' }, reached: null, sent: 0, commit } };
  });
}

/** An ID of another provider makes LINE refuse all of it, without a position. */
function forMany(state: EmulatorState, request: LineRequest, words: UserWords): Read<SendPlan> {
  if (0 < state.foreign.size) {
    for (let at = 0; at < words.length; at += WORDS_PER_ID)
      if (0 < state.foreign.count(words.subarray(at, at + WORDS_PER_ID))) return FAILED_TO_SEND;
  }
  return { ok: true, value: planForMany(state, request, words) };
}

function planForMany(state: EmulatorState, request: LineRequest, words: UserWords): SendPlan {
  const { followers, deliveries } = state;
  const recipients = words.length / WORDS_PER_ID;
  const indices = new Int32Array(recipients);
  let delivered = 0;
  for (let position = 0; position < recipients; position++) {
    const index = followers.indexOf(words, position * WORDS_PER_ID);
    const isDelivered = index !== -1 && !followers.isBlocked(index);
    indices[position] = isDelivered ? index : index === -1 ? STRANGER : BLOCKED;
    if (isDelivered) delivered += 1;
  }
  const commit = () => {
    for (let position = 0; position < indices.length; position++) {
      const index = indices[position] ?? STRANGER;
      if (0 <= index) deliveries.deliver(index);
      else if (index === BLOCKED) deliveries.fail(null);
      else deliveries.fail(words.subarray(position * WORDS_PER_ID, (position + 1) * WORDS_PER_ID));
    }
    record(state, request, 'multicast', { recipients, delivered });
    return OK;
  };
  return { quotaNeeded: delivered, to: { type: 'users', words }, reached: null, sent: 0, commit };
}

/** One user, or the members of one chat. */
function planForOne(
  state: EmulatorState,
  request: LineRequest,
  method: 'push' | 'reply',
  reached: Reached,
  body: JsonObject,
): SendPlan {
  const { deliveries } = state;
  const sent = sentBits(body);
  const delivered = reached.reached.length;
  const commit = () => {
    for (const userId of reached.reached) deliveries.deliverTo(userId);
    for (const userId of reached.missed) deliveries.failFor(userId);
    record(state, request, method, { recipients: delivered + reached.missed.length, delivered });
    return json(200, { sentMessages: sentMessagesOf(request.id, sent) });
  };
  const to: SentTo = delivered === 0 ? NOBODY : { type: 'chat', id: reached.to };
  return { quotaNeeded: delivered, to, reached, sent, commit };
}

function record(
  state: EmulatorState,
  request: LineRequest,
  method: CountedMethod,
  { recipients, delivered }: { readonly recipients: number; readonly delivered: number },
): void {
  state.usage.count(method, delivered, request.at);
  state.deliveries.note({
    requestId: request.id,
    endpoint: method,
    at: new Date(request.at).toISOString(),
    recipients,
    delivered,
    undeliverable: recipients - delivered,
  });
}

function refusedBody(message: string, property: string): Read<SendPlan> {
  return { ok: false, answer: bodyErrors([{ message, property }]) };
}

function refusedProperty(property: string): Read<SendPlan> {
  return { ok: false, answer: invalidProperty(property) };
}

/** Sending, and checking what is to be sent. */
export const SEND_ROUTES: readonly Route[] = [
  retryable('push', `${MESSAGE}/push`, push),
  retryable('multicast', `${MESSAGE}/multicast`, multicast),
  retryable('broadcast', `${MESSAGE}/broadcast`, broadcast),
  bearer('reply', 'POST', `${MESSAGE}/reply`, reply),
  ...(['reply', 'push', 'multicast', 'narrowcast', 'broadcast'] as const).map((method) =>
    bearer(`validate-${method}`, 'POST', `${MESSAGE}/validate/${method}`, (state, request) =>
      validate(state, request, method),
    ),
  ),
];
