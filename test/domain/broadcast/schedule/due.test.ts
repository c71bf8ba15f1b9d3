import { describe, expect, it } from 'vitest';
import type { BroadcastState, StageState } from '../../../../src/domain/broadcast/broadcast.js';
import { dueAt, isTooLate, latenessOf, type Scheduled } from '../../../../src/domain/broadcast/schedule/due.js';
import { parseQuietHours } from '../../../../src/domain/broadcast/schedule/quiet-hours.js';
import { BroadcastBench } from '../../../support/broadcast-bench.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Noon in Tokyo. */
const NOW = Date.parse('2026-11-21T12:00:00+09:00');
const NIGHT = { ...parseQuietHours('21:00-08:00'), timeZone: 'Asia/Tokyo' };

const bench = new BroadcastBench();
const SETTINGS = bench.settings({ startAt: NOW, notAfterMs: HOUR, intervalMs: 10 * MINUTE });
bench.close();

type StageShort = readonly [state: StageState, startedAt: number | null, finishedAt: number | null];
const UNBEGUN: StageShort = ['planned', null, null];

function scheduled(
  state: BroadcastState,
  stages: readonly StageShort[],
  settings: Partial<Scheduled['settings']> = {},
  runsBy: Scheduled['runsBy'] = 'worker',
): Scheduled {
  return {
    settings: { ...SETTINGS, ...settings },
    state,
    runsBy,
    startedAt: state === 'planned' ? null : NOW,
    stages: stages.map(([of, startedAt, finishedAt], index) => ({ index, state: of, startedAt, finishedAt })),
  };
}

describe('when a worker may begin a broadcast, or go on', () => {
  const done: StageShort = ['completed', NOW - HOUR, NOW - 5 * MINUTE];
  const night = { quietHours: NIGHT };
  const at22 = NOW + 10 * HOUR;
  const at8 = NOW + 20 * HOUR;
  it.each<[string, Scheduled, number, number | null]>([
    ['before its time', scheduled('planned', [UNBEGUN]), NOW - 1, NOW],
    ['at its time', scheduled('planned', [UNBEGUN]), NOW, NOW],
    ['a little late', scheduled('planned', [UNBEGUN]), NOW + HOUR, NOW + HOUR],
    ['too late, to be told', scheduled('planned', [UNBEGUN]), NOW + HOUR + 1, NOW + HOUR + 1],
    ['its time is quiet', scheduled('planned', [UNBEGUN], { ...night, startAt: at22 }), at22, at8],
    ['missed before the quiet hours, to be told', scheduled('planned', [UNBEGUN], night), at22, at22],
    ['without a time', scheduled('planned', [UNBEGUN], { startAt: null }), NOW, null],
    ['not agreed to, or begun by hand', scheduled('planned', [UNBEGUN], {}, null), NOW, null],
    ['begun by hand and dead', scheduled('running', [['running', NOW, null]], {}, null), NOW, null],
    ['its worker died', scheduled('running', [['running', NOW, null]]), NOW + 5, NOW + 5],
    ['its worker died, and it is night', scheduled('running', [['running', NOW, null]], night), at22, at8],
    ['in the pause between two stages', scheduled('waiting', [done, UNBEGUN]), NOW, NOW + 5 * MINUTE],
    ['the pause is over', scheduled('waiting', [done, UNBEGUN]), NOW + 5 * MINUTE, NOW + 5 * MINUTE],
    ['in the middle of a stage', scheduled('waiting', [['running', NOW, null]], night), at22, at8],
    ['a clock that was set back', scheduled('waiting', [done, UNBEGUN]), NOW - HOUR, NOW - HOUR + 10 * MINUTE],
    ['all stages done, the end not written', scheduled('running', [done]), NOW, NOW],
    ['paused', scheduled('paused', [UNBEGUN]), NOW, null],
    ['incomplete', scheduled('incomplete', [UNBEGUN]), NOW, null],
    ['completed', scheduled('completed', [done]), NOW, null],
    ['cancelled', scheduled('cancelled', [UNBEGUN]), NOW, null],
  ])('%s', (_what, broadcast, now, due) => {
    expect(dueAt(broadcast, now)).toBe(due);
  });
});

describe('how late a start is', () => {
  it.each<[string, Partial<Scheduled['settings']>, number, number, boolean]>([
    ['in time', {}, NOW, 0, false],
    ['early', {}, NOW - HOUR, 0, false],
    ['as late as it may be', {}, NOW + HOUR, HOUR, false],
    ['later', {}, NOW + HOUR + 1, HOUR + 1, true],
    ['never late at all', { notAfterMs: 0 }, NOW + 1, 1, true],
    [
      'counted from the end of the quiet hours',
      { quietHours: NIGHT, startAt: NOW + 10 * HOUR },
      NOW + 20 * HOUR,
      0,
      false,
    ],
    ['without a time', { startAt: null }, NOW + 99 * HOUR, 0, false],
  ])('%s', (_what, settings, now, lateMs, isLate) => {
    const all = { ...SETTINGS, ...settings };
    expect({ lateMs: latenessOf(all, now), isLate: isTooLate(all, now) }).toEqual({ lateMs, isLate });
  });
});
