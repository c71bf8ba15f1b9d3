import { describe, expect, it } from 'vitest';
import { parseQuietHours, quietDays, quietHoursWords } from '../../../../src/domain/broadcast/schedule/quiet-hours.js';
import { leavesTime, sendingHours } from '../../../../src/domain/broadcast/schedule/sending-hours.js';
import { toldAs } from '../../../support/failures.js';

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();
const HOUR = 3_600_000;

it.each([
  ['21:00-08:00', 21 * 60, 8 * 60],
  ['9:30-10:15', 9 * 60 + 30, 10 * 60 + 15],
  ['22:00-24:00', 22 * 60, 0],
])('%s is a part of the day', (text, from, to) => {
  expect(parseQuietHours(text)).toEqual({ from, to });
});

it.each(['21-8', '21:00', '25:00-08:00', '21:60-08:00', '24:01-08:00', '08:00-08:00', '00:00-24:00', ''])(
  '"%s" is none, or leaves nothing of the day',
  (text) => {
    expect(() => parseQuietHours(text)).toThrow(toldAs({ code: 'INVALID_QUIET_HOURS', kind: 'usage' }));
  },
);

describe('the next moment at which it may be sent', () => {
  it.each<[string, string, string, string, string]>([
    ['before them', '21:00-08:00', 'Asia/Tokyo', '2026-11-21T20:59:59+09:00', '2026-11-21T20:59:59+09:00'],
    ['as they begin', '21:00-08:00', 'Asia/Tokyo', '2026-11-21T21:00:00+09:00', '2026-11-22T08:00:00+09:00'],
    ['in the evening', '21:00-08:00', 'Asia/Tokyo', '2026-11-21T23:30:00+09:00', '2026-11-22T08:00:00+09:00'],
    ['after midnight', '21:00-08:00', 'Asia/Tokyo', '2026-11-22T00:00:01+09:00', '2026-11-22T08:00:00+09:00'],
    ['as they end', '21:00-08:00', 'Asia/Tokyo', '2026-11-22T08:00:00+09:00', '2026-11-22T08:00:00+09:00'],
    ['within a day', '12:00-14:30', 'Asia/Tokyo', '2026-11-22T13:00:00+09:00', '2026-11-22T14:30:00+09:00'],
    ['until midnight', '22:00-24:00', 'Asia/Tokyo', '2026-11-22T23:00:00+09:00', '2026-11-23T00:00:00+09:00'],
    ['elsewhere', '21:00-08:00', 'Asia/Bangkok', '2026-11-22T00:59:00+09:00', '2026-11-22T10:00:00+09:00'],
    [
      'where clocks go forward',
      '21:00-08:00',
      'Europe/Berlin',
      '2026-03-28T22:00:00+01:00',
      '2026-03-29T08:00:00+02:00',
    ],
    ['where clocks go back', '21:00-08:00', 'Europe/Berlin', '2026-10-24T22:00:00+02:00', '2026-10-25T08:00:00+01:00'],
    [
      'in an hour that is not there',
      '02:30-02:45',
      'Europe/Berlin',
      '2026-03-29T03:30:00+02:00',
      '2026-03-29T03:30:00+02:00',
    ],
  ])('%s', (_when, hours, timeZone, now, then) => {
    expect(iso(quietDays({ ...parseQuietHours(hours), timeZone }).next(at(now)))).toBe(iso(at(then)));
  });
});

describe('work that rests in the quiet hours', () => {
  const { after, lastEnd } = quietDays({ ...parseQuietHours('21:00-08:00'), timeZone: 'Asia/Tokyo' });
  it.each<[string, string, number, string]>([
    ['ends before them', '2026-11-21T18:00:00+09:00', 3 * HOUR, '2026-11-21T21:00:00+09:00'],
    ['goes on behind them', '2026-11-21T18:00:00+09:00', 4 * HOUR, '2026-11-22T09:00:00+09:00'],
    ['begins behind them', '2026-11-21T22:00:00+09:00', HOUR, '2026-11-22T09:00:00+09:00'],
    ['takes a hundred days', '2026-11-21T08:00:00+09:00', 100 * 13 * HOUR, '2027-02-28T21:00:00+09:00'],
  ])('%s', (_how, from, ms, then) => {
    expect(iso(after(at(from), ms))).toBe(iso(at(then)));
  });

  it('says when they last ended', () => {
    expect(iso(lastEnd(at('2026-11-22T09:00:00+09:00')))).toBe(iso(at('2026-11-22T08:00:00+09:00')));
    expect(iso(lastEnd(at('2026-11-22T07:00:00+09:00')))).toBe(iso(at('2026-11-21T08:00:00+09:00')));
  });
});

describe('beside the peak hours', () => {
  const hours = (text: string) => ({
    avoidPeak: true,
    quietHours: { ...parseQuietHours(text), timeZone: 'Asia/Tokyo' },
  });

  it('waits for the end of both', () => {
    const { next } = sendingHours(hours('00:00-08:00'));
    expect(iso(next(at('2026-11-21T18:00:00+09:00')))).toBe(iso(at('2026-11-22T08:00:00+09:00')));
  });

  it('knows where they leave nothing of the day', () => {
    expect(leavesTime(hours('00:00-08:00'))).toBe(true);
    expect(leavesTime(hours('13:00-12:00'))).toBe(false);
  });

  it('begins nothing that would leave in the quiet hours', () => {
    const { opening } = sendingHours({ ...hours('21:00-08:00'), avoidPeak: false });
    const now = at('2026-11-21T20:59:00+09:00');
    expect(iso(opening(now, 30_000))).toBe(iso(now));
    expect(iso(opening(now, 90_000))).toBe(iso(at('2026-11-22T08:00:00+09:00')));
  });
});

it('is written as it was given', () => {
  expect(quietHoursWords({ from: 21 * 60, to: 8 * 60 + 5, timeZone: 'Asia/Tokyo' })).toBe('21:00-08:05 Asia/Tokyo');
});
