import { describe, expect, it } from 'vitest';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import { judge, parseCondition } from '../../../src/domain/webhook/load/condition.js';
import { Latencies } from '../../../src/domain/webhook/load/latencies.js';
import { momentOf, parseRequestRate, planLoad } from '../../../src/domain/webhook/load/load-plan.js';
import { Tally } from '../../../src/domain/webhook/load/tally.js';

const OPEN = { requests: null, ratePerSecond: null, durationMs: null, isBounded: true };

describe('a plan', () => {
  it.each([
    [{ requests: 200 }, 200, 50, 300_000],
    [{ requests: 200, ratePerSecond: 10 }, 200, 10, 300_000],
    [{ ratePerSecond: 10, durationMs: 30_000 }, 300, 10, 30_000],
    [{ requests: 300, durationMs: 30_000 }, 300, 10, 30_000],
    [{ durationMs: 10_000 }, 500, 50, 10_000],
    [{ requests: 100, ratePerSecond: 10, durationMs: 5_000 }, 50, 10, 5_000],
    [{ requests: 10, ratePerSecond: 10, durationMs: 5_000 }, 10, 10, 5_000],
    // The bounds end what has no end of its own.
    [{ ratePerSecond: 10 }, 3_000, 10, 300_000],
    [{ ratePerSecond: 500 }, 10_000, 500, 300_000],
    [{ ratePerSecond: 0.5, durationMs: 1_000 }, 1, 0.5, 1_000],
  ])('of %j is %d requests at %d/s that end after %d ms', (wish, requests, ratePerSecond, endsAfterMs) => {
    expect(planLoad({ ...OPEN, ...wish })).toEqual({ requests, ratePerSecond, endsAfterMs });
  });

  it.each([
    { requests: 10_001 },
    { durationMs: 301_000 },
    { ratePerSecond: 1_000, durationMs: 60_000 },
    { requests: 301, ratePerSecond: 1 / 60 },
  ])('stays within ten thousand requests and five minutes, unless somebody says otherwise: %j', (wish) => {
    expect(() => planLoad({ ...OPEN, ...wish })).toThrow(LineOpsError);
    expect(planLoad({ ...OPEN, ...wish, isBounded: false }).requests).toBeGreaterThan(200);
  });

  it('gives each request its moment, whatever the rate', () => {
    expect([0, 1, 10].map((index) => momentOf(index, 4))).toEqual([0, 250, 2500]);
  });

  it.each([
    ['100', 100],
    ['0.5', 0.5],
    ['600/m', 10],
    ['20/s', 20],
  ])('takes the rate %s', (text, rate) => {
    expect(parseRequestRate(text)).toBe(rate);
  });

  it.each(['', '0', 'fast', '-1', '10/d'])('does not take the rate %j', (text) => {
    expect(() => parseRequestRate(text)).toThrow(LineOpsError);
  });
});

describe('latencies', () => {
  it.each([
    ['even', Array.from({ length: 1000 }, (_, at) => at + 1)],
    ['a few slow ones', [...Array<number>(989).fill(3), ...Array<number>(11).fill(4000)]],
    ['one', [0.4]],
    ['very fast and very slow', [0, 0.001, 3_599_999]],
  ])('have figures at most one percent too high, and none too low: %s', (_what, values) => {
    const latencies = new Latencies();
    for (const ms of values) latencies.record(ms);
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0.5, 0.9, 0.95, 0.99, 1]) {
      const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
      const told = latencies.within(share) ?? Number.NaN;
      expect(told).toBeGreaterThanOrEqual(exact);
      expect(told).toBeLessThanOrEqual(Math.max(0.01, exact * 1.01));
    }
    expect(latencies.max).toBe(Math.max(...values));
  });

  it('are counted exactly on both sides of two seconds', () => {
    const latencies = new Latencies();
    for (const ms of [1999.9, 2000, 2000.1, 2010, 60_000]) latencies.record(ms);
    expect(latencies.tooLate).toBe(3);
    expect(latencies.rows().filter(({ count }) => 0 < count)).toEqual([
      { fromMs: 1000, toMs: 2000, count: 2 },
      { fromMs: 2000, toMs: 5000, count: 2 },
      { fromMs: 10_000, toMs: null, count: 1 },
    ]);
  });

  it('of nothing are nothing', () => {
    expect([new Latencies().within(0.99), new Latencies().max, new Latencies().tooLate]).toEqual([null, null, 0]);
  });
});

function tallyOf(...outcomes: readonly (readonly [status: number | null, ms: number, why?: string])[]) {
  const tally = new Tally();
  for (const [status, ms, why = null] of outcomes)
    tally.record({ status, ms, why, isTimeout: why === 'no answer in time' });
  return tally.figures();
}

describe('a tally', () => {
  it('counts answers by status, and what was no answer by its reason', () => {
    const figures = tallyOf([200, 5], [204, 5], [302, 5], [500, 5], [null, 1, 'connection refused'], [200, 9, 'torn']);
    expect(figures).toMatchObject({
      requests: 6,
      accepted: 2,
      statuses: { '200': 1, '204': 1, '302': 1, '500': 1 },
      failures: { 'connection refused': 1, torn: 1 },
    });
  });

  it('takes a refused connection for no fast answer, and a time-out for a slow one', () => {
    const figures = tallyOf([200, 50], [null, 0.2, 'connection refused'], [null, 10_000, 'no answer in time']);
    expect(figures.latencyMs).toMatchObject({ p50: expect.closeTo(50, 0), max: 10_000 });
    expect(figures.tooLate).toBe(1);
  });
});

describe('a condition', () => {
  const figures = tallyOf(...Array.from({ length: 998 }, () => [200, 100] as const), [500, 100], [200, 3000]);
  const measured = { figures, planned: 1000, rateReached: 97.5 };

  it.each([
    ['p99>2s', false],
    ['p99>90ms', true],
    ['max >= 3s', true],
    ['P50<1s', true],
    ['errors>0', true],
    ['errors>0.1%', false],
    ['errors>=0.1%', true],
    ['over2s>0', true],
    ['over2s>0.1%', false],
    ['accepted<1000', true],
    ['rate<95', false],
    ['rate<98', true],
  ])('%s fails: %s', (text, failed) => {
    expect(judge(parseCondition(text), measured)).toMatchObject({ condition: text, failed });
  });

  it('counts what never left as an error', () => {
    expect(judge(parseCondition('errors>1%'), { ...measured, planned: 1100 })).toMatchObject({
      value: 101 / 11,
      failed: true,
    });
  });

  it('fails where nothing was measured: unknown is no pass', () => {
    const nothing = { figures: tallyOf([null, 1, 'connection refused']), planned: 1, rateReached: null };
    expect(judge(parseCondition('p99>2s'), nothing)).toEqual({ condition: 'p99>2s', value: null, failed: true });
    expect(judge(parseCondition('rate<1'), nothing)).toMatchObject({ failed: true });
  });

  it.each(['', 'p99', 'p99>2', 'p98>2s', 'p99=2s', 'errors>2s', 'errors>', 'rate<95%', 'p99>2s;', 'p99>>2s'])(
    'is a figure, a comparison and a value in its measure: %j',
    (text) => {
      expect(() => parseCondition(text)).toThrow(LineOpsError);
    },
  );
});
