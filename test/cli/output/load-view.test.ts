import { expect, it } from 'vitest';
import { createPainter } from '../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../src/adapters/terminal/styles.js';
import { loadText } from '../../../src/cli/webhook/sending/load-view.js';
import { Tally } from '../../../src/domain/webhook/load/tally.js';

const paint = await createPainter(createStyles(), false);

function shownLoad(latencies: readonly (readonly [ms: number, times: number])[], width: number): readonly string[] {
  const tally = new Tally();
  for (const [ms, times] of latencies)
    for (let time = 0; time < times; time += 1) tally.record({ status: 200, why: null, isTimeout: false, ms });
  const figures = tally.figures();
  const { requests } = figures;
  const report = {
    ...{ planned: requests, begun: requests, inFlight: 0, elapsedMs: 30_040, late: 2, heldBack: 0, rateReached: 99.96 },
    ...{ figures, notSent: 0, cutOff: 0 },
  };
  const result = {
    ...({
      url: new URL('http://127.0.0.1:3000/hook'),
      signature: 'valid',
      isLoad: true,
      rateAsked: 100,
      report,
    } as const),
    ...{ answers: [], firstProblem: null, judged: [], isStopped: false },
  };
  return loadText(result, paint, width).split('\n');
}

const LATENCIES = [
  [0.8, 3],
  [15, 1200],
  [90, 40],
  [2_400, 7],
  [20_000, 1],
] as const;

it.each([60, 80])(
  'a load fits %d columns, with a row for each span of time and a line where LINE gives up',
  (width) => {
    const lines = shownLoad(LATENCIES, width);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    const histogram = lines.slice(lines.findIndex((line) => line.includes('up to')));
    expect(histogram.map((line) => line.replace(/#+$/, '#').replace(/-+$/, '-'))).toEqual([
      ' up to  requests',
      '  1 ms         3  #',
      '  2 ms         0',
      '  5 ms         0',
      ' 10 ms         0',
      ' 20 ms     1,200  #',
      ' 50 ms         0',
      '100 ms        40  #',
      '200 ms         0',
      '500 ms         0',
      '   1 s         0',
      '   2 s         0',
      '   2 s  ---- LINE waits no longer -',
      '   5 s         7  #',
      '  10 s         0',
      '> 10 s         1  #',
    ]);
    expect(Math.max(...histogram.map((line) => line.length))).toBe(width);
  },
);

it('the line stands also where all were in time, and the longest bar is that of the fullest row', () => {
  const lines = shownLoad(
    [
      [3, 10],
      [8, 30],
    ],
    80,
  );
  expect(lines.slice(-4).map((line) => [line.slice(0, 6).trim(), line.split('#').length - 1])).toEqual([
    ['up to', 0],
    ['5 ms', 21],
    ['10 ms', 63],
    ['2 s', 0],
  ]);
});

it('says what the figures are', () => {
  expect(shownLoad(LATENCIES, 80).slice(0, 8)).toEqual([
    '1,251 requests to 127.0.0.1:3000 in 30.0 s: 1,251 answered 2xx',
    '',
    'asked     100/s',
    'reached   100/s; 2 requests left late',
    'answered  200: 1,251',
    'latency   p50 15 ms, p90 15 ms, p95 15 ms, p99 91 ms, max 20 s',
    'over 2 s  8 (0.6 %)',
    '',
  ]);
});
