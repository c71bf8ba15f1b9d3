import { dayOf, instantOf } from '../../domain/text/instant.js';
import { isWritten } from '../clock.js';
import { type Answer, apiError, json } from '../http/answer.js';
import type { JsonObject, LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import { wantsPage } from '../http/web-page.js';
import { exportState, importState } from '../state/state-file.js';
import { readControlBody } from './control-body.js';

/** Who this is: for a health check, and for `emulator stop`. A browser gets the emulator's page. */
function showEmulator(addressed: Addressed, request: LineRequest): Answer | Promise<Answer> {
  if (wantsPage(request)) return import('../page/page.js').then(({ emulatorPage }) => emulatorPage(request));
  return describeEmulator(addressed);
}

function describeEmulator({ state, platform }: Addressed): Answer {
  const { followers, blockedRatio, quota, latencyMs, seed, verified } = state.settings;
  const now = isoTime(state.clock.now());
  return json(200, {
    emulator: 'line',
    id: platform.id,
    pid: process.pid,
    now,
    followers,
    blockedRatio,
    quota,
    latencyMs,
    seed,
    verified,
    channels: [...platform.channels.values()].map(({ channel }) => ({
      channelId: channel.id,
      botUserId: channel.botUserId,
    })),
  });
}

/** Ends the emulator: `{"id":"…"}` as `GET /_emulator/` gave it, so that no web page can do it unasked. */
function stop({ platform: { id, requestStop } }: Addressed, request: LineRequest): Answer {
  if (readControlBody(request)?.['id'] !== id) return apiError(403, 'Give {"id":"…"} as GET /_emulator/ shows it');
  return { ...json(200, {}), onSent: requestStop };
}

/** The emulator's time. */
function showClock({ state }: Addressed): Answer {
  return json(200, { now: isoTime(state.clock.now()) });
}

/** Moves the clock: `{"advanceMs":n}` or `{"now":"<ISO 8601>"}`, within the years that a date is written with. */
function moveClock({ state }: Addressed, request: LineRequest): Answer {
  const target = clockTarget(readControlBody(request), state.clock.now());
  if (target === null || !isWritten(target)) return apiError(400, 'Give {"advanceMs":n} or {"now":"<ISO 8601>"}');
  state.clock.set(target);
  return json(200, { now: isoTime(state.clock.now()) });
}

function clockTarget(body: JsonObject | null, now: number): number | null {
  const { advanceMs, now: text } = body ?? {};
  if (typeof advanceMs === 'number') return now + advanceMs;
  return typeof text === 'string' ? (dayOf(text) ?? instantOf(text)) : null;
}

/** The state as one document, as a state file holds it. */
function downloadState({ platform }: Addressed): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: exportState(platform.channels) };
}

/** Replaces the state by a downloaded one. */
function uploadState({ platform }: Addressed, request: LineRequest): Answer {
  return importState(platform, request.body.toString('utf8'))
    ? json(200, {})
    : apiError(400, 'This is not the state of an emulator of this version');
}

/** Starts over with the options of the start: no tokens, nothing sent, nothing asked. */
function reset({ platform }: Addressed): Answer {
  platform.reset();
  return json(200, {});
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

/** The emulator itself: who it is, its clock and its state. */
export const CONTROL_ROUTES: readonly Route[] = [
  control('GET', '', showEmulator),
  control('POST', 'stop', stop),
  control('GET', 'clock', showClock),
  control('POST', 'clock', moveClock),
  control('GET', 'state', downloadState),
  control('PUT', 'state', uploadState),
  control('POST', 'reset', reset),
];
