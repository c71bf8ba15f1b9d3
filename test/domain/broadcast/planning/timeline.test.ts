import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../../src/domain/broadcast/planning/timeline.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const start = Date.UTC(2026, 0, 15, 3, 0, 7);

describe('timelineOf', () => {
  it('is empty for nothing', () => {
    expect(timelineOf([], 10).points).toEqual([]);
  });

  it('sums what falls into one interval, and shows the empty ones between', () => {
    const counts = [
      { at: start, recipients: 5 },
      { at: start + 900, recipients: 7 },
      { at: start + 3_000, recipients: 1 },
    ];
    expect(timelineOf(counts, 10)).toEqual({
      intervalMs: 1_000,
      points: [
        { at: start, recipients: 12 },
        { at: start + 1_000, recipients: 0 },
        { at: start + 2_000, recipients: 0 },
        { at: start + 3_000, recipients: 1 },
      ],
    });
  });

  it.each([
    [10_000, 2_000],
    [2 * MINUTE, 30_000],
    [60 * MINUTE, 15 * MINUTE],
    [2 * DAY, 12 * 60 * MINUTE],
    [100 * DAY, 17 * DAY],
  ])('spreads %i ms over round intervals', (span, intervalMs) => {
    const counts = [
      { at: start, recipients: 1 },
      { at: start + span, recipients: 1 },
    ];
    expect(timelineOf(counts, 6).intervalMs).toBe(intervalMs);
  });

  it('loses nobody and never has more points than asked for', () => {
    const count = fc.record({
      at: fc.integer({ min: 0, max: 400 * DAY }),
      recipients: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(count, { minLength: 1 }), fc.integer({ min: 1, max: 60 }), (counts, maxPoints) => {
        const { intervalMs, points } = timelineOf(counts, maxPoints);
        const total = (all: readonly { readonly recipients: number }[]) =>
          all.reduce((sum, { recipients }) => sum + recipients, 0);
        expect(total(points)).toBe(total(counts));
        expect(points.length).toBeLessThanOrEqual(maxPoints);
        expect(points.every(({ at }) => at % intervalMs === 0)).toBe(true);
      }),
    );
  });
});
