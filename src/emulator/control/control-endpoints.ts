import { dayOf, instantOf } from '../../domain/text/instant.js';
import { readAllUserWords } from '../bot/followers.js';
import { parseFault } from '../faults/fault-text.js';
import { FAULT_KINDS, type Fault, namesEndpoint } from '../faults/faults.js';
import { type Answer, apiError, json } from '../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest } from '../http/line-request.js';
import { NARROWCAST_FAILURES, type NarrowcastErrorCode } from '../narrowcast/narrowcast-ledger.js';
import { exportState } from '../state/state-file.js';
import { opaqueString } from '../tokens/token-store.js';
import { isWebhookUrl } from '../webhook/webhook-caller.js';
import { sendEvents } from '../webhook/webhook-events.js';
import { type Platform, replaceState } from './platform.js';

/** The year 10000 is written with a sign. */
const LATEST = Date.UTC(10_000, 0, 1);

const WORDS_PER_ID = 4;

/** Answers a request under `/_emulator/`. These are the emulator's own; LINE has nothing like them. */
export type ControlHandler = (platform: Platform, request: LineRequest) => Answer | Promise<Answer>;

/** Who this is: for a health check, and for `emulator stop`. */
export function showEmulator({ state, id }: Platform): Answer {
  const { followers, blockedRatio, quota, latencyMs, seed, verified } = state.settings;
  const now = isoTime(state.clock.now());
  return json(200, {
    emulator: 'line',
    id,
    pid: process.pid,
    now,
    followers,
    blockedRatio,
    quota,
    latencyMs,
    seed,
    verified,
  });
}

/** Ends the emulator: `{"id":"…"}` as `GET /_emulator/` gave it, so that no web page can do it unasked. */
export function stop({ id, requestStop }: Platform, request: LineRequest): Answer {
  if (readControlBody(request)?.['id'] !== id) return apiError(403, 'Give {"id":"…"} as GET /_emulator/ shows it');
  return { ...json(200, {}), onSent: requestStop };
}

/** Who got what: the summary, one user with `?userId=`, or every user with `?format=tsv`. */
export function showDeliveries({ state }: Platform, { query }: LineRequest): Answer {
  if (query.get('format') === 'tsv') {
    return { status: 200, headers: { 'content-type': 'text/tab-separated-values' }, body: state.deliveries.tsv() };
  }
  const userId = query.get('userId');
  if (userId === null) return json(200, state.deliveries.summary());
  const { delivered, undeliverable } = state.deliveries.ofUser(userId);
  return json(200, { userId, messages: delivered, undeliverable });
}

/** Counts per endpoint and the latest requests. */
export function showRequests({ state }: Platform): Answer {
  return json(200, state.journal.summary());
}

/** Every token with its string: the emulator keeps no secrets. */
export function showTokens({ state }: Platform): Answer {
  const now = state.clock.now();
  const tokens = state.tokens
    .all()
    .map((token) => ({ ...token, state: state.tokens.state(token.accessToken, now).type }));
  return json(200, { tokens });
}

/** Issues a long-lived token, as the console does; the one before it ends. */
export function plantToken({ state }: Platform): Answer {
  const now = state.clock.now();
  return json(200, state.tokens.plantLongLived(opaqueString(), now));
}

/** The emulator's time. */
export function showClock({ state }: Platform): Answer {
  return json(200, { now: isoTime(state.clock.now()) });
}

/** Moves the clock: `{"advanceMs":n}` or `{"now":"<ISO 8601>"}`, within the years that a date is written with. */
export function moveClock({ state }: Platform, request: LineRequest): Answer {
  const target = clockTarget(readControlBody(request), state.clock.now());
  if (target === null || target < 0 || LATEST <= target)
    return apiError(400, 'Give {"advanceMs":n} or {"now":"<ISO 8601>"}');
  state.clock.set(target);
  return json(200, { now: isoTime(state.clock.now()) });
}

function clockTarget(body: JsonObject | null, now: number): number | null {
  const { advanceMs, now: text } = body ?? {};
  if (typeof advanceMs === 'number') return now + advanceMs;
  return typeof text === 'string' ? (dayOf(text) ?? instantOf(text)) : null;
}

/** Adds users of another provider, `{"foreign":["U…"]}`: who knows their IDs cannot send to them from this channel. */
export function addUsers({ state }: Platform, request: LineRequest): Answer {
  const foreign = readControlBody(request)?.['foreign'];
  const words = new Uint32Array(Array.isArray(foreign) ? foreign.length * WORDS_PER_ID : 0);
  if (!Array.isArray(foreign) || readAllUserWords(foreign, words) !== null)
    return apiError(400, 'Give {"foreign":["U…"]} with well-formed user IDs');
  for (let at = 0; at < words.length; at += WORDS_PER_ID) {
    const one = words.subarray(at, at + WORDS_PER_ID);
    if (state.foreign.count(one) === 0) state.foreign.add(one);
  }
  return json(200, { foreign: state.foreign.size });
}

/** The faults in force. */
export function showFaults({ state }: Platform): Answer {
  return json(200, { faults: state.faults.faults });
}

/** Replaces the faults: `{"faults":[…]}`, each an object or a text such as `500-after=0.05@multicast`. */
export function setFaults({ state, endpoints }: Platform, request: LineRequest): Answer {
  const entries = readControlBody(request)?.['faults'];
  if (!Array.isArray(entries)) return apiError(400, 'Give {"faults":[…]}');
  const faults = entries.map(readFault);
  const valid = faults.filter((fault) => fault !== null);
  if (valid.length < faults.length)
    return apiError(400, `A fault has one of the kinds ${FAULT_KINDS.join(', ')} and a probability from 0 to 1`);
  const misplaced = valid.find((fault) => !namesEndpoint(fault, endpoints));
  if (misplaced !== undefined) return apiError(400, `There is no endpoint "${misplaced.endpoint}"`);
  state.faults.setFaults(valid);
  return json(200, { faults: valid });
}

/** Starts over with the options of the start: no tokens, nothing sent, nothing asked. */
export function reset(platform: Platform): Answer {
  platform.reset();
  return json(200, {});
}

/** The state as one document, as a state file holds it. */
export function downloadState({ state }: Platform): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: exportState(state) };
}

/** Replaces the state by a downloaded one. */
export function uploadState(platform: Platform, request: LineRequest): Answer {
  return replaceState(platform, request.body.toString('utf8'))
    ? json(200, {})
    : apiError(400, 'This is not the state of an emulator of this version');
}

/** Makes the next narrowcast fail: `{"failNext":1}` to `5`, the error code of its progress; null takes it back. */
export function orderNarrowcast({ state }: Platform, request: LineRequest): Answer {
  const failNext = readControlBody(request)?.['failNext'];
  if (failNext !== null && !isNarrowcastErrorCode(failNext)) return apiError(400, 'Give {"failNext":1} to 5, or null');
  state.narrowcasts.failNext(failNext);
  return json(200, { failNext });
}

/** What a client must never do and did. */
export function showViolations({ state }: Platform): Answer {
  return json(200, { count: state.violations.count, violations: state.violations.list() });
}

/** Sets the webhook as the console does: `{"endpoint":url|null,"active":bool}`, either may be left out. */
export function setWebhook({ state }: Platform, request: LineRequest): Answer {
  const body = readControlBody(request);
  const { endpoint, active } = body ?? {};
  if (endpoint !== undefined && endpoint !== null && !isWebhookUrl(endpoint))
    return apiError(400, 'Invalid webhook endpoint URL');
  if (endpoint !== undefined) state.webhook.endpoint = endpoint;
  if (typeof active === 'boolean') state.webhook.active = active;
  return json(200, state.webhook);
}

/** Sends signed events to the webhook: `{"events":[…],"redeliveries":n}`, one redelivery unless told otherwise. */
export async function postEvents({ state }: Platform, request: LineRequest): Promise<Answer> {
  const body = readControlBody(request);
  const events = body?.['events'];
  const redeliveries = body?.['redeliveries'] ?? 1;
  if (!Array.isArray(events) || !events.every(isJsonObject) || typeof redeliveries !== 'number') {
    return apiError(400, 'Give {"events":[…]} and, if need be, "redeliveries"');
  }
  const { endpoint, active } = state.webhook;
  if (endpoint === null || !active) return apiError(409, 'The webhook is not set, or not active');
  const attempts = await sendEvents(state, endpoint, events, redeliveries);
  return json(200, { delivered: attempts.at(-1)?.reason === 'OK', attempts });
}

function isNarrowcastErrorCode(value: unknown): value is NarrowcastErrorCode {
  return typeof value === 'number' && value in NARROWCAST_FAILURES;
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function readFault(entry: unknown): Fault | null {
  try {
    if (typeof entry === 'string') return parseFault(entry);
    if (!isJsonObject(entry)) return null;
    const { kind, probability = 1, endpoint, ms } = entry;
    const slowness = typeof ms === 'number' ? `:${ms}` : '';
    const place = typeof endpoint === 'string' ? `@${endpoint}` : '';
    return parseFault(`${String(kind)}${slowness}=${String(probability)}${place}`);
  } catch {
    return null;
  }
}

/** The body whatever its content type: a person with `curl -d` should not have to name one. */
function readControlBody(request: LineRequest): JsonObject | null {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
