import { type Answer, apiError, bodyErrors, json, MONTHLY_LIMIT, NOT_FOUND } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest, type Read } from '../http/line-request.js';
import { bearer, MESSAGE, type Route, retryable } from '../http/route.js';
import { shapeOf } from '../insight/message-shape.js';
import { streamOf } from '../seeded-hash.js';
import { type SendPlan, send } from '../sending/send.js';
import type { EmulatorState } from '../state/state.js';
import { attributeTest } from './attribute-filter.js';
import { FollowerSet } from './follower-set.js';
import { filterProblems } from './narrowcast-filter.js';
import { NARROWCAST_FAILURES, type NarrowcastErrorCode } from './narrowcast-ledger.js';
import { floorPassed, type NarrowcastRecipients, narrowcastRecipients } from './narrowcast-recipients.js';

/** Target reach that an attribute filter needs. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
const MIN_REACH_WITH_FILTER = 100;
/** Final recipients that a filtered narrowcast needs. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
const MIN_RECIPIENTS_WITH_FILTER = 50;
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface NarrowcastLimit {
  readonly max: number;
  readonly isUpToQuota: boolean;
  readonly isPartialForbidden: boolean;
}

/** Accepts a narrowcast; it is sent as the clock goes on. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
function narrowcast(state: EmulatorState, request: LineRequest): Promise<Answer> {
  return send(state, request, 'narrowcast', (body) => planNarrowcast(state, request, body));
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
function narrowcastProgress(state: EmulatorState, request: LineRequest): Answer {
  const requestId = request.query.get('requestId') ?? '';
  if (!REQUEST_ID.test(requestId)) return apiError(400, "The value for the 'requestId' parameter is invalid");
  const progress = state.narrowcasts.progress(requestId, request.at);
  if (progress === null) return NOT_FOUND;
  const { phase, narrowcast, sent, missed } = progress;
  const acceptedTime = new Date(narrowcast.acceptedAt).toISOString();
  if (phase === 'waiting') return json(200, { phase, acceptedTime });
  const targetCount = narrowcast.recipients.size + missed;
  const counts = { successCount: sent, failureCount: phase === 'failed' ? targetCount : missed, targetCount };
  if (phase === 'sending') return json(200, { phase, ...counts, acceptedTime });
  const completedTime = new Date(narrowcast.completedAt).toISOString();
  const failure = narrowcast.failure;
  const reason = failure === null ? {} : { failedDescription: NARROWCAST_FAILURES[failure], errorCode: failure };
  return json(200, { phase, ...counts, ...reason, acceptedTime, completedTime });
}

function planNarrowcast(state: EmulatorState, request: LineRequest, body: JsonObject): Read<SendPlan> {
  const limit = readLimit(body['limit']);
  if (!limit.ok) return limit;
  const read = readRecipients(state, request, body);
  if (!read.ok) return read;
  const { chosen, audiences, isFiltered } = read.value;
  const reach = state.followers.friendCount();
  const { max, isUpToQuota, isPartialForbidden } = limit.value;
  const left = state.usage.left(request.at);
  const reserved = Math.min(reach, max, isUpToQuota ? left : Number.POSITIVE_INFINITY);
  if (left < reserved || (isUpToQuota && left === 0)) return { ok: false, answer: MONTHLY_LIMIT };

  const allowed = Math.min(max, isUpToQuota ? left : Number.POSITIVE_INFINITY);
  const wanted = Math.min(max, chosen.size);
  // Not the request ID, which differs from run to run: the same seed draws the same followers again.
  const stream = streamOf(`narrowcast ${state.narrowcasts.accepted}`);
  const recipients = chosen.sample(allowed, state.settings.seed, stream);
  const isCutByQuota = isPartialForbidden && recipients.size < wanted;
  const failure =
    state.narrowcasts.ordered ??
    failureOf({ isFiltered, isCutByQuota, count: recipients.size }) ??
    floorPassed(audiences, recipients.size);
  const completedAt = request.at + state.settings.narrowcastMs;
  const reached = reachedIn(recipients, failure);
  const commit = () => {
    const sendingAt = request.at + state.settings.narrowcastMs / 3;
    state.narrowcasts.accept({
      requestId: request.id,
      acceptedAt: request.at,
      sendingAt,
      completedAt,
      recipients,
      revision: state.followers.revision,
      reserved,
      failure,
    });
    state.insight.noteRequest(request.id, { at: completedAt, delivered: reached.size, bubbles: shapeOf(body) });
    return json(202, {});
  };
  return {
    ok: true,
    value: {
      quotaNeeded: 0,
      to: { type: 'set', followers: reached, reachedAt: completedAt },
      reached: null,
      sent: 0,
      commit,
    },
  };
}

/** Of a narrowcast that fails nobody. */
function reachedIn(recipients: FollowerSet, failure: NarrowcastErrorCode | null): FollowerSet {
  return failure === null ? recipients : new FollowerSet(0);
}

/** Whom `recipient` and `filter` name together. */
function readRecipients(
  state: EmulatorState,
  { at }: LineRequest,
  body: JsonObject,
): Read<NarrowcastRecipients & { readonly isFiltered: boolean }> {
  const given = body['filter'] ?? {};
  if (!isJsonObject(given))
    return { ok: false, answer: bodyErrors([{ message: 'must be an object', property: 'filter' }]) };
  const filter = given['demographic'] ?? null;
  const problems = filter === null ? [] : filterProblems(filter);
  if (0 < problems.length) return { ok: false, answer: bodyErrors(problems) };
  const read = narrowcastRecipients(state, body['recipient'], at);
  if (!read.ok) return read;
  if (filter === null) return { ok: true, value: { ...read.value, isFiltered: false } };
  if (state.followers.friendCount() < MIN_REACH_WITH_FILTER)
    return { ok: false, answer: apiError(403, 'Your account does not have enough friends') };
  const attributesOf = state.attributes.reader(at);
  const passes = attributeTest(filter, state.attributes);
  const chosen = read.value.chosen.filter((index) => passes(attributesOf(index)));
  return { ok: true, value: { ...read.value, chosen, isFiltered: true } };
}

function failureOf(outcome: { isFiltered: boolean; isCutByQuota: boolean; count: number }): NarrowcastErrorCode | null {
  if (outcome.isCutByQuota) return 5;
  const isTooFew = outcome.count === 0 || (outcome.isFiltered && outcome.count < MIN_RECIPIENTS_WITH_FILTER);
  return isTooFew ? 2 : null;
}

function readLimit(limit: unknown): Read<NarrowcastLimit> {
  if (limit === undefined || limit === null) {
    return { ok: true, value: { max: Number.POSITIVE_INFINITY, isUpToQuota: false, isPartialForbidden: false } };
  }
  if (!isJsonObject(limit)) return refusedLimit('must be an object', 'limit');
  const max = limit['max'] ?? Number.POSITIVE_INFINITY;
  if (typeof max !== 'number' || max < 1 || (max !== Number.POSITIVE_INFINITY && !Number.isInteger(max)))
    return refusedLimit('must be greater than or equal to 1', 'limit.max');
  const isUpToQuota = limit['upToRemainingQuota'] === true;
  const isPartialForbidden = limit['forbidPartialDelivery'] === true;
  if (isPartialForbidden && !isUpToQuota) {
    return {
      ok: false,
      answer: apiError(400, 'The option forbidPartialDelivery must be used with upToRemainingQuota.'),
    };
  }
  return { ok: true, value: { max, isUpToQuota, isPartialForbidden } };
}

function refusedLimit(message: string, property: string): Read<NarrowcastLimit> {
  return { ok: false, answer: bodyErrors([{ message, property }]) };
}

/** Narrowcasts, and how far they are. */
export const NARROWCAST_ROUTES: readonly Route[] = [
  retryable('narrowcast', `${MESSAGE}/narrowcast`, narrowcast),
  bearer('narrowcast-progress', 'GET', `${MESSAGE}/progress/narrowcast`, narrowcastProgress),
];
