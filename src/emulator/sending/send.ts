import { hash } from 'node:crypto';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import { noteCoupons } from '../coupons/coupon-messages.js';
import { type Answer, apiError, bodyErrors, type ErrorDetail, json, MONTHLY_LIMIT } from '../http/answer.js';
import {
  type BodyReader,
  headerOf,
  type JsonObject,
  type LineRequest,
  type Read,
  readJsonBody,
} from '../http/line-request.js';
import { shapeOf } from '../insight/message-shape.js';
import type { Reached, SentTo } from '../sent/sent-request.js';
import type { EmulatorState } from '../state/state.js';
import type { AcceptedRequest } from './retry-keys.js';
import { sentMessagesOf } from './sent-messages.js';

const RETRY_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** @see https://developers.line.biz/en/docs/messaging-api/unit-based-statistics-aggregation/ */
const UNIT_NAME = /^[a-zA-Z0-9_]{1,30}$/;

const NO_DIGEST = Buffer.alloc(0);

/** What a send request would do, worked out before anything is changed. */
export interface SendPlan {
  /** Messages that the monthly quota must still have room for. */
  readonly quotaNeeded: number;
  /** Whom it is for, so that it can be told later who got what. */
  readonly to: SentTo;
  /** Whom it arrives at where it is for one user or one chat; null where it is for many. */
  readonly reached: Reached | null;
  /** Carries it out and gives the answer of success. Must not fail. */
  readonly commit: () => Answer;
  /** What a 409 must repeat: the `sentBits` of a push, 0 for other methods. */
  readonly sent: number;
}

/**
 * The course that every send request takes: retry key, body, quota, then the deed. From the look at the retry key to
 * its remembering nothing is awaited, so that two requests under one key cannot both be accepted.
 */
export async function send(
  state: EmulatorState,
  request: LineRequest,
  method: SendMethod,
  plan: (body: JsonObject) => Read<SendPlan>,
  readQuickly?: BodyReader,
): Promise<Answer> {
  const messages = await state.messages.load();
  const read = readJsonBody(request, readQuickly);
  if (!read.ok) return read.answer;
  const body = read.value;

  const retryKey = headerOf(request, 'x-line-retry-key');
  const digest = retryKey === null ? NO_DIGEST : hash('sha1', request.body, 'buffer');
  if (retryKey !== null) {
    const known = lookUpRetryKey(state, request, method, retryKey, digest);
    if (known !== null) return known;
  }

  const problems = [...messages.problems(body['messages'], method), ...commonProblems(body)];
  if (0 < problems.length) return bodyErrors(problems);
  const planned = plan(body);
  if (!planned.ok) return planned.answer;
  if (state.usage.left(request.at) < planned.value.quotaNeeded) return MONTHLY_LIMIT;

  const answer = planned.value.commit();
  noteSent(state, request, planned.value, { method, messages: body['messages'] });
  noteCoupons(state, request, { endpoint: method, messages: body['messages'] });
  assignUnits(state, body, { at: request.at, delivered: planned.value.quotaNeeded });
  if (retryKey !== null) {
    state.retryKeys.remember(retryKey, {
      requestId: request.id,
      acceptedAt: request.at,
      bodyDigest: digest,
      sent: planned.value.sent,
    });
  }
  return answer;
}

/** Checks message objects alone, as the validate endpoints do. @see https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-push-message */
export async function validate(state: EmulatorState, request: LineRequest, method: SendMethod): Promise<Answer> {
  const read = readJsonBody(request);
  if (!read.ok) return read.answer;
  const problems = (await state.messages.load()).problems(read.value['messages'], method);
  return 0 < problems.length ? bodyErrors(problems) : json(200, {});
}

function lookUpRetryKey(
  state: EmulatorState,
  request: LineRequest,
  method: SendMethod,
  retryKey: string,
  digest: Buffer,
): Answer | null {
  if (!RETRY_KEY.test(retryKey)) return apiError(400, 'Invalid retry key');
  const violation = { endpoint: method, retryKey, requestId: request.id, at: new Date(request.at).toISOString() };
  const accepted = state.retryKeys.find(retryKey, request.at);
  if (accepted === null) {
    if (state.retryKeys.isForgotten(retryKey, request.at)) {
      state.violations.add({ kind: 'retry-key-after-24-hours', ...violation });
    }
    return null;
  }
  if (accepted.bodyDigest.compare(digest, 0, accepted.bodyDigest.length) !== 0)
    state.violations.add({ kind: 'retry-key-with-another-body', ...violation });
  return conflict(accepted);
}

/** @see https://developers.line.biz/en/reference/messaging-api/#retry-api-request-response */
function conflict({ requestId, sent }: AcceptedRequest): Answer {
  const sentMessages = sent === 0 ? {} : { sentMessages: sentMessagesOf(requestId, sent) };
  const body = { message: 'The retry key is already accepted', ...sentMessages };
  return json(409, body, { 'x-line-accepted-request-id': requestId });
}

function commonProblems(body: JsonObject): readonly ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  const silent = body['notificationDisabled'];
  if (silent !== undefined && silent !== null && typeof silent !== 'boolean') {
    problems.push({ message: 'must be a boolean', property: 'notificationDisabled' });
  }
  const units = body['customAggregationUnits'];
  if (units === undefined || units === null) return problems;
  if (!Array.isArray(units) || 1 < units.length) {
    problems.push({ message: 'Size must be between 0 and 1', property: 'customAggregationUnits' });
  } else if (!units.every((unit) => typeof unit === 'string' && UNIT_NAME.test(unit))) {
    problems.push({ message: 'must match "[a-zA-Z0-9_]{1,30}"', property: 'customAggregationUnits[0]' });
  }
  return problems;
}

function noteSent(
  state: EmulatorState,
  { id: requestId, at: sentAt, body }: LineRequest,
  { to, reached }: Pick<SendPlan, 'to' | 'reached'>,
  { method, messages }: { readonly method: SendMethod; readonly messages: unknown },
): void {
  if (!Array.isArray(messages)) return;
  const sent = { requestId, method, sentAt, to, messages };
  state.sent.note(sent, body.length);
  state.settings.recorder?.sent(state, sent, reached);
}

function assignUnits(
  { usage, insight }: EmulatorState,
  body: JsonObject,
  { at, delivered }: { readonly at: number; readonly delivered: number },
): void {
  const units = body['customAggregationUnits'];
  if (!Array.isArray(units)) return;
  for (const unit of units.map(String)) {
    if (usage.assignUnit(unit, at)) insight.noteUnit(unit, { at, delivered, bubbles: shapeOf(body) });
  }
}
