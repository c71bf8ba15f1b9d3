import { expect, it } from 'vitest';
import type { Broadcast } from '../../../../src/domain/broadcast/broadcast.js';
import { type Standing, standingOf } from '../../../../src/domain/broadcast/schedule/standing.js';
import { BroadcastBench } from '../../../support/broadcast-bench.js';

const NOW = Date.parse('2026-11-21T12:00:00+09:00');
const HOUR = 60 * 60_000;
const TOTALS = { accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 10, leftOut: 0 };

const bench = new BroadcastBench();
const SETTINGS = bench.settings({ startAt: null });
bench.close();

const NONE = { batches: 0, recipients: 0 };
const STAGE: Broadcast['stages'][number] = {
  index: 0,
  recipients: 10,
  accepted: 0,
  refused: 0,
  leftOut: 0,
  skipped: 0,
  unknown: 0,
  inFlight: 0,
  pending: 10,
  toSend: { batches: 1, recipients: 10 },
  inDoubt: NONE,
  undecided: NONE,
  refusedAsBatch: NONE,
  state: 'planned',
  startedAt: null,
  finishedAt: null,
};

function broadcast(
  overrides: Partial<Omit<Broadcast, 'settings'>>,
  settings: Partial<Broadcast['settings']> = {},
): Broadcast {
  return {
    settings: { ...SETTINGS, ...settings },
    state: 'planned',
    runsBy: null,
    acts: [],
    reason: null,
    recipients: { total: 10, unique: 10, duplicates: 0, malformed: 0, excluded: 0, heldOut: 0, ...TOTALS },
    batches: { total: 1, accepted: 0, refused: 0, unknown: 0, inFlight: 0, pending: 1 },
    requests: 0,
    retries: 0,
    conflicts: 0,
    stages: [STAGE],
    startedAt: null,
    finishedAt: null,
    elapsedMs: 0,
    runStartedAt: null,
    lastSettledAt: null,
    lastAttemptAt: null,
    inDoubtSince: null,
    forgottenAt: null,
    ...overrides,
  };
}

const inDoubt = { ...broadcast({}).recipients, unknown: 5, pending: 5 };
const atTen = { runsBy: 'worker' } as const;

it.each<[string, Broadcast, boolean, Standing | null]>([
  ['completed is over', broadcast({ state: 'completed' }), false, null],
  ['cancelled is over, whatever nobody can tell', broadcast({ state: 'cancelled', recipients: inDoubt }), false, null],
  ['somebody is at it', broadcast({ state: 'running', recipients: inDoubt }), true, 'running'],
  ['nobody can tell of some', broadcast({ state: 'incomplete', recipients: inDoubt }), false, 'in-doubt'],
  ['stopped with people left', broadcast({ state: 'incomplete' }), false, 'unfinished'],
  ['a worker that died left it', broadcast({ state: 'incomplete', runsBy: 'worker' }), false, 'due'],
  ['stopped on purpose', broadcast({ state: 'paused' }), false, 'paused'],
  ['not begun', broadcast({}), false, 'planned'],
  ['its time is to come', broadcast(atTen, { startAt: NOW + HOUR }), false, 'scheduled'],
  ['its time has come', broadcast(atTen, { startAt: NOW }), false, 'due'],
])('%s', (_what, of, isHeld, standing) => {
  expect(standingOf(of, isHeld, NOW)).toBe(standing);
});
