import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type PaceState,
  ruleFor,
  stateAt,
  taken,
  waitOf,
} from '../../../../../src/domain/broadcast/sending/pace/even-pace.js';
import { lineAllowance } from '../../../../../src/domain/broadcast/sending/pace/pace.js';

const LIMIT = lineAllowance('multicast');
const REQUESTS = 1_500;

/** How late each timer is, over and over, and how long each request keeps its process before the next. */
interface Lateness {
  readonly timersMs: readonly number[];
  readonly requestsMs: readonly number[];
}

const late = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 2, arbitrary: fc.integer({ min: 5, max: 150 }) },
  { weight: 1, arbitrary: fc.integer({ min: 150, max: 3_000 }) },
);
const process = fc.record({
  timersMs: fc.array(late, { minLength: 1, maxLength: 40 }),
  requestsMs: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: late }), {
    minLength: 1,
    maxLength: 40,
  }),
});

/** When each request of all processes left, on a clock that only their timers move. */
function departures(processes: readonly Lateness[]): readonly number[] {
  const rule = ruleFor(LIMIT);
  const others = processes.map((lateness, index) => ({ ...lateness, name: `p${index}`, wakesAt: index, turns: 0 }));
  let stored: PaceState | null = null;
  const times: number[] = [];
  while (times.length < REQUESTS) {
    const next = others.reduce((first, other) => (other.wakesAt < first.wakesAt ? other : first));
    const now = next.wakesAt;
    const state: PaceState = stateAt(stored, next.name, now, rule);
    const waitMs = waitOf(state, now, rule);
    next.turns += 1;
    const { timersMs, requestsMs } = next;
    if (waitMs === 0) {
      stored = taken(state, now, rule);
      times.push(now);
      next.wakesAt += requestsMs[next.turns % requestsMs.length] ?? 0;
    } else next.wakesAt += Math.ceil(waitMs) + (timersMs[next.turns % timersMs.length] ?? 0);
  }
  return times;
}

/** Both ends of the second count. */
function mostInOneSecond(times: readonly number[]): number {
  let first = 0;
  return times.reduce((most, time, index) => {
    while ((times[first] ?? 0) < time - 1_000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

it('never lets more than 200 leave in any one second, however late the timers of one process or several are', () => {
  fc.assert(
    fc.property(fc.array(process, { minLength: 1, maxLength: 4 }), (processes) => {
      expect(mostInOneSecond(departures(processes))).toBeLessThanOrEqual(200);
    }),
    { numRuns: 300, seed: 7 },
  );
});

it.each<[string, Lateness]>([
  ['4 ms late', { timersMs: [4], requestsMs: [0] }],
  ['12 ms late every 100 ms', { timersMs: [...Array<number>(19).fill(1), 12], requestsMs: [0] }],
  ['25 ms late every 200 ms', { timersMs: [...Array<number>(39).fill(1), 25], requestsMs: [0] }],
])('reaches 98 %% of the limit with timers that are %s', (_what, lateness) => {
  const times = departures([lateness]);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  expect((times.length - 1) / seconds).toBeGreaterThanOrEqual(196);
});
