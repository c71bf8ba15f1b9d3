import { expect, it } from 'vitest';
import type { Broadcast } from '../../../../src/domain/broadcast/broadcast.js';
import { type Standing, standingOf } from '../../../../src/domain/broadcast/schedule/standing.js';
import { plannedBroadcast as broadcast } from '../../../support/planned-broadcast.js';

const NOW = Date.parse('2026-11-21T12:00:00+09:00');
const HOUR = 60 * 60_000;
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
