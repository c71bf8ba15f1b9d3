import { expect, it } from 'vitest';
import { type Broadcast, type Stage, shownStageState } from '../../../../src/domain/broadcast/broadcast.js';
import { lastPeakEnd } from '../../../../src/domain/broadcast/japan-time.js';
import { forecastOf, NO_FORECAST, rateWindow, stagesLeft } from '../../../../src/domain/broadcast/planning/forecast.js';
import { doubtOf } from '../../../../src/domain/broadcast/sending/batch/doubt.js';
import { waitBeforeLookMs } from '../../../../src/domain/broadcast/sending/narrowcast.js';
import { parseBroadcastId } from '../../../../src/domain/line/ids.js';
import { scheduleStages } from '../../../../src/usecases/broadcast/planning/stage-schedule.js';

const NOW = Date.UTC(2026, 0, 15, 6);
const MINUTE = 60_000;
const NONE = { batches: 0, recipients: 0 };

function stage(index: number, pending: number, overrides: Partial<Stage> = {}): Stage {
  return {
    index,
    recipients: 1000,
    accepted: 1000 - pending,
    refused: 0,
    leftOut: 0,
    skipped: 0,
    refusedAsBatch: { batches: 0, recipients: 0 },
    unknown: 0,
    inFlight: 0,
    pending,
    toSend: { batches: pending / 10, recipients: pending },
    inDoubt: NONE,
    undecided: NONE,
    state: 'planned',
    startedAt: null,
    finishedAt: null,
    ...overrides,
  };
}

function broadcast(stages: readonly Stage[], overrides: Partial<Broadcast> = {}): Broadcast {
  return {
    settings: {
      id: parseBroadcastId('b-20260115-aaaaaa'),
      name: null,
      channelId: null,
      botUserId: null,
      via: 'multicast',
      bodyTail: '',
      batchSize: 10,
      intervalMs: 10 * MINUTE,
      requestsPerSecond: 5,
      recipientsPerMinute: null,
      agreedPerSecond: null,
      allowPartialQuota: false,
      startAt: null,
      notAfterMs: 3_600_000,
      avoidPeak: false,
      quietHours: null,
      gate: null,
      maxRefused: null,
      notify: null,
      keepTryingMs: 600_000,
      toWord: null,
      again: false,
      isKeyGiven: false,
      planHash: '',
      createdAt: NOW,
    },
    state: 'running',
    runsBy: null,
    acts: [],
    reason: null,
    recipients: {
      ...{ total: 0, unique: 0, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0 },
      ...{ accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0, leftOut: 0 },
    },
    batches: { total: 0, accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 0 },
    requests: 0,
    retries: 0,
    conflicts: 0,
    stages,
    startedAt: NOW - MINUTE,
    finishedAt: null,
    elapsedMs: 0,
    runStartedAt: NOW - MINUTE,
    lastSettledAt: NOW,
    lastAttemptAt: null,
    inDoubtSince: null,
    forgottenAt: null,
    ...overrides,
  };
}

const begun = { state: 'running', startedAt: NOW - 30_000 } as const;
const measured = (settled: number, seconds: number) => ({
  window: { from: NOW - seconds * 1000, to: NOW },
  accepted: { batches: settled, recipients: settled * 10 },
});

it('ends when what is left is sent at the measured rate, with the pauses in between', () => {
  const running = broadcast([stage(0, 500, begun), stage(1, 1000)]);
  expect(forecastOf(running, NOW, measured(60, 30))).toEqual({
    ratePerSecond: 2,
    recipientsPerSecond: 20,
    nextStageAt: null,
    // The first of a stage waits for nobody.
    estimatedEnd: NOW + 25_000 + 10 * MINUTE + 49_500,
  });
});

it('reckons with the pace that was asked for until something can be measured', () => {
  const { ratePerSecond, estimatedEnd } = forecastOf(broadcast([stage(0, 500, begun)]), NOW, null);
  expect([ratePerSecond, estimatedEnd]).toEqual([null, NOW + 10_000]);
});

it('ends nobody knows when while LINE accepts nothing', () => {
  expect(forecastOf(broadcast([stage(0, 500, begun)]), NOW, measured(0, 30))).toEqual({
    ratePerSecond: 0,
    recipientsPerSecond: 0,
    nextStageAt: null,
    estimatedEnd: null,
  });
});

it('has no forecast when nobody runs it', () => {
  const paused = broadcast([stage(0, 500, begun)], { state: 'paused' });
  expect(rateWindow(paused, NOW)).toBeNull();
  expect(forecastOf(paused, NOW, null)).toEqual(NO_FORECAST);
});

it('reckons friends at what earlier stages took, and at nothing where there was none', () => {
  const friends = (stages: readonly Stage[]) => {
    const { settings } = broadcast([]);
    return broadcast(stages, { settings: { ...settings, via: 'narrowcast' } });
  };
  const done = { state: 'completed', startedAt: NOW - MINUTE, finishedAt: NOW - 40_000 } as const;
  expect(forecastOf(friends([stage(0, 0, done), stage(1, 1000, begun)]), NOW, null).estimatedEnd).toBe(NOW + 20_000);
  expect(forecastOf(friends([stage(0, 1000, begun)]), NOW, null).estimatedEnd).toBeNull();
});

it.each<[string, Partial<Broadcast>, Partial<Stage>, { from: number; to: number } | null]>([
  [
    'is the last minute',
    { runStartedAt: NOW - 9 * MINUTE },
    { startedAt: NOW - 5 * MINUTE },
    { from: NOW - MINUTE, to: NOW },
  ],
  ['begins with the stage', {}, { startedAt: NOW - 20_000 }, { from: NOW - 20_000, to: NOW }],
  ['begins with the run', { runStartedAt: NOW - 7_000 }, {}, { from: NOW - 7_000, to: NOW }],
  ['is nothing in the first seconds', { runStartedAt: NOW - 2_900 }, {}, null],
  [
    'is that of the stage before while it waits',
    { state: 'waiting', lastSettledAt: NOW - 5 * MINUTE },
    { startedAt: NOW - 8 * MINUTE },
    { from: NOW - 6 * MINUTE, to: NOW - 5 * MINUTE },
  ],
])('the window of the rate %s', (_case, overrides, ofStage, window) => {
  expect(rateWindow(broadcast([stage(0, 500, { ...begun, ...ofStage })], overrides), NOW)).toEqual(window);
});

it('measures nothing of the peak hours that were waited for in the middle of a stage', () => {
  const { settings } = broadcast([]);
  // 13:00 in Japan: the peak hour is over.
  const peakEnd = Date.UTC(2026, 0, 15, 4);
  const calm = { settings: { ...settings, avoidPeak: true }, runStartedAt: NOW - 240 * MINUTE } as const;
  const begunBefore = stage(0, 500, { ...begun, startedAt: NOW - 240 * MINUTE });
  expect(rateWindow(broadcast([begunBefore], calm), peakEnd + 10_000)).toEqual({ from: peakEnd, to: peakEnd + 10_000 });
  expect(rateWindow(broadcast([begunBefore], calm), peakEnd + 5 * MINUTE)?.from).toBe(peakEnd + 4 * MINUTE);
});

it.each([
  ['a moment after one', Date.UTC(2026, 0, 15, 4, 0, 1), Date.UTC(2026, 0, 15, 4)],
  ['at the end of one', Date.UTC(2026, 0, 15, 4), Date.UTC(2026, 0, 15, 4)],
  ['in the evening peak', Date.UTC(2026, 0, 15, 10), Date.UTC(2026, 0, 15, 4)],
  ['in the morning', Date.UTC(2026, 0, 15, 0), Date.UTC(2026, 0, 14, 15)],
])('the last end of peak hours is found: %s', (_when, now, end) => {
  expect(lastPeakEnd(now)).toBe(end);
});

it('tells when the next stage begins while it waits for that, and reckons the end from there', () => {
  const finishedAt = NOW - MINUTE;
  const done = stage(0, 0, { state: 'completed', startedAt: NOW - 2 * MINUTE, finishedAt });
  const waiting = broadcast([done, stage(1, 1000)], { state: 'waiting', lastSettledAt: finishedAt });
  expect(forecastOf(waiting, NOW, measured(60, 30))).toMatchObject({
    nextStageAt: finishedAt + 10 * MINUTE,
    estimatedEnd: finishedAt + 10 * MINUTE + 49_500,
  });
});

it('begins stages that are left after the pause, and outside the peak hours where asked', () => {
  const finishedAt = NOW - MINUTE;
  const done = stage(0, 0, { state: 'completed', startedAt: NOW - 2 * MINUTE, finishedAt });
  const left = stagesLeft(broadcast([done, stage(1, 1000)]), NOW, null);
  expect(left).toEqual([{ index: 1, startsAt: finishedAt + 10 * MINUTE, endsAt: finishedAt + 10 * MINUTE + 19_800 }]);
  const noonInJapan = Date.UTC(2026, 0, 15, 3, 30);
  const { settings } = broadcast([]);
  const calm = broadcast([stage(0, 1000)], { settings: { ...settings, avoidPeak: true } });
  expect(stagesLeft(calm, noonInJapan, null)[0]?.startsAt).toBe(Date.UTC(2026, 0, 15, 4));
});

it('ends a slow plan with its last request, and begins no stage before the pace has room for it', () => {
  const slow = { via: 'multicast', batchSize: 500, avoidPeak: false, quietHours: null, startAt: null } as const;
  const times = (sizes: readonly number[], intervalMs: number) =>
    scheduleStages(sizes, { ...slow, intervalMs }, 1 / 60, NOW).map(({ startsAt, endsAt }) => [
      (startsAt - NOW) / MINUTE,
      (endsAt - NOW) / MINUTE,
    ]);
  expect(times([1000], 0)).toEqual([[0, 1]]);
  expect(times([500, 1000, 1], 0)).toEqual([
    [0, 0],
    [1, 2],
    [3, 3],
  ]);
  expect(times([500, 500], 10 * MINUTE)).toEqual([
    [0, 0],
    [10, 10],
  ]);
  const { settings } = broadcast([]);
  const stored = broadcast([stage(0, 10), stage(1, 10)], {
    state: 'planned',
    settings: { ...settings, intervalMs: 0, requestsPerSecond: 1 / 60 },
  });
  expect(stagesLeft(stored, NOW, null)).toEqual([
    { index: 0, startsAt: NOW, endsAt: NOW },
    { index: 1, startsAt: NOW + MINUTE, endsAt: NOW + MINUTE },
  ]);
});

it.each<[Stage, Broadcast['state'], string]>([
  [stage(0, 0, { state: 'completed' }), 'running', 'completed'],
  [stage(0, 0, { state: 'completed', unknown: 120 }), 'incomplete', 'incomplete'],
  [stage(0, 10, { state: 'completed' }), 'incomplete', 'incomplete'],
  [stage(0, 10, { state: 'running' }), 'running', 'running'],
  [stage(0, 10, { state: 'running' }), 'waiting', 'running'],
  [stage(0, 10, { state: 'running' }), 'paused', 'incomplete'],
  [stage(0, 0, { state: 'running' }), 'completed', 'completed'],
  [stage(0, 10), 'incomplete', 'planned'],
])('a stage %j of a broadcast that is %s is shown as %s', (of, state, shown) => {
  expect(shownStageState(of, state)).toBe(shown);
});

it.each<[string, Partial<Stage>, number | null, { canBeAsked: boolean; mustBeDecided: boolean }]>([
  ['nothing', {}, null, { canBeAsked: false, mustBeDecided: false }],
  [
    'a lost answer',
    { inDoubt: { batches: 1, recipients: 10 } },
    NOW - MINUTE,
    { canBeAsked: true, mustBeDecided: false },
  ],
  [
    'a lost answer of yesterday',
    { inDoubt: { batches: 1, recipients: 10 } },
    NOW - 25 * 60 * MINUTE,
    { canBeAsked: true, mustBeDecided: true },
  ],
  ['an unknown batch', { undecided: { batches: 1, recipients: 10 } }, null, { canBeAsked: false, mustBeDecided: true }],
])('with %s in doubt', (_case, of, inDoubtSince, doubt) => {
  expect(doubtOf({ stages: [stage(0, 0), stage(1, 0, of)], inDoubtSince }, NOW)).toEqual(doubt);
});

it('asks after a narrowcast after 1, 2, 4 and 8 s, then every 10 s', () => {
  expect([0, 1, 2, 3, 4, 5, 20].map(waitBeforeLookMs)).toEqual([1_000, 1_000, 2_000, 4_000, 10_000, 10_000, 10_000]);
});
