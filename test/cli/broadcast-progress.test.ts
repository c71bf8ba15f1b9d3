import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPainter } from '../../src/adapters/terminal/painter.js';
import { createStyles } from '../../src/adapters/terminal/styles.js';
import { progressBar, progressJson, progressLine } from '../../src/cli/broadcast/running/progress.js';
import type { BroadcastLedger } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { Painter } from '../../src/ports/terminal.js';
import { RunningTotals } from '../../src/usecases/broadcast/sending/running-totals.js';
import type { RunProgress } from '../../src/usecases/broadcast/sending/stages/stage-runner.js';
import { BroadcastBench } from '../support/broadcast-bench.js';
import { createWorld } from '../support/world.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
let paint: Painter;
beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
  const time = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} +00:00`;
  paint = { ...(await createPainter(createStyles(), false)), time };
});
afterEach(() => bench.close());

const START = Date.UTC(2026, 0, 15, 3);

/** The second of two stages, 20 seconds after it began, at ten batches a second. */
async function underWay(change: Partial<RunProgress> = {}): Promise<RunProgress> {
  const stored = await bench.look(await bench.plan(ledger, [100, 20_000], { intervalMs: 60_000 }));
  const totals = new RunningTotals(stored, START);
  const accept = (batches: number, from: number) => {
    for (let batch = 0; batch < batches; batch += 1)
      totals.note({ type: 'accepted', recipients: 10, wasConflict: false }, from + 100 * batch);
  };
  totals.begin(START);
  accept(10, START + 1);
  totals.end(START + 1_000);
  totals.enter(1);
  const begun = START + 61_000;
  totals.begin(begun);
  accept(200, begun + 1);
  totals.note({ type: 'onItsWay', recipients: 40 }, begun);
  totals.note({ type: 'request', isRetry: true }, begun);
  const status = totals.status('running', begun + 20_000);
  return { ...status, stage: 1, isDelivering: false, away: null, troubled: 2, quotaLeft: 123_456, ...change };
}

describe('progress in words', () => {
  it('names its units, measures nothing of the pause, and has local times', async () => {
    expect(progressLine(await underWay(), paint)).toBe(
      'b-20260115-aaaaaa: running, stage 2/2, 2,100 of 20,100 accepted, 40 in flight, 1 retry, 10 requests/s, 100 recipients/s, ends at 2026-01-15 03:04:21 +00:00',
    );
  });

  it.each([
    [80, 'stage 2/2  2,100/20,100  2 in trouble  10 requests/s  ends 03:04:21 +00:00'],
    [60, 'stage 2/2  2,100/20,100  2 in trouble  ends 03:04:21 +00:00'],
    [139, null],
  ])('fits %i columns: what matters least is left out, never cut', async (columns, expected) => {
    const bar = progressBar(await underWay(), { paint, columns, now: START + 81_000 });
    expect(bar.length).toBeLessThanOrEqual(columns);
    if (expected !== null) expect(bar).toBe(expected);
    else
      expect(bar).toMatch(/2 in trouble {2}10 requests\/s {2}100 recipients\/s {2}1 retry {2}ends .* {2}3 min left$/);
  });

  it('says what it waits for', async () => {
    const away = { trouble: 'noAnswer', since: START, until: START + 600_000 } as const;
    const words = 'LINE does not answer; trying until ';
    const progress = await underWay({ away });
    expect(progressLine(progress, paint)).toContain(`${words}2026-01-15 03:10:00 +00:00`);
    expect(progressBar(progress, { paint, columns: 100, now: START })).toContain(`${words}03:10:00 +00:00`);
  });

  it('says when it goes on in the middle of a stage, and when the next one begins', async () => {
    // Noon in Japan, one hour of peak; the first stage ended before.
    const noon = Date.UTC(2026, 0, 15, 3);
    const stored = await bench.look(await bench.plan(ledger, [100, 200], { avoidPeak: true, intervalMs: 7_200_000 }));
    const totals = new RunningTotals(stored, noon - 60_000);
    totals.begin(noon - 60_000);
    const inStage = totals.status('waiting', noon + 1_000);
    expect(progressLine(inStage, paint)).toMatch(/: waiting, stage 1\/2, .*, goes on at 2026-01-15 04:00:00 \+00:00/);
    for (let batch = 0; batch < 10; batch += 1)
      totals.note({ type: 'accepted', recipients: 10, wasConflict: false }, noon - 50_000);
    totals.end(noon - 40_000);
    totals.enter(1);
    const between = totals.status('waiting', noon + 1_000);
    expect(progressLine(between, paint)).toMatch(/stage 2\/2, .*, next stage at 2026-01-15 04:59:20 \+00:00/);
    const bar = progressBar(between, { paint, columns: 80, now: noon });
    expect(bar).toBe('stage 2/2  100/300  next stage at 04:59:20 +00:00  ends 04:59:39 +00:00');
  });

  it('tells the end time right after a pause, before anything can be measured', async () => {
    const stored = await bench.look(await bench.plan(ledger, [100, 20_000], { requestsPerSecond: 10 }));
    const totals = new RunningTotals(stored, START);
    totals.begin(START);
    for (let batch = 0; batch < 10; batch += 1)
      totals.note({ type: 'accepted', recipients: 10, wasConflict: false }, START + 100 * batch);
    totals.end(START + 1_000);
    totals.enter(1);
    totals.begin(START + 61_000);
    expect(totals.status('running', START + 61_500)).toMatchObject({
      ratePerSecond: null,
      estimatedEnd: START + 61_500 + 200_000,
    });
  });
});

describe('--progress json', () => {
  it('is the document of a line, with the words and counts of show, stages from 1', async () => {
    expect(progressJson(await underWay(), START + 81_000)).toEqual({
      schema: 'line-ops/broadcast-progress@1',
      at: '2026-01-15T03:01:21.000Z',
      id: 'b-20260115-aaaaaa',
      state: 'running',
      stage: 2,
      stages: 2,
      recipients: {
        unique: 20_100,
        accepted: 2_100,
        refused: 0,
        unknown: 0,
        inFlight: 40,
        pending: 17_960,
        leftOut: 0,
      },
      requests: 1,
      retries: 1,
      conflicts: 0,
      troubled: 2,
      isDelivering: false,
      waitingFor: null,
      elapsedMs: 81_000,
      ratePerSecond: 10,
      recipientsPerSecond: 100,
      nextStageAt: null,
      estimatedEnd: '2026-01-15T03:04:21.000Z',
      quotaLeft: 123_456,
    });
  });

  it('leaves nothing but documents with their time on stderr, errors of usage too', async () => {
    const world = createWorld();
    const { exitCode, stdout, stderr } = await world.run(
      'broadcast',
      'resume',
      'b-1',
      '--progress',
      'json',
      '--verbose',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      schema: 'line-ops/error@1',
      at: expect.stringMatching(/^2026-11-21T03:00:00/),
      error: { code: 'INVALID_BROADCAST_ID', exitCode: 2 },
    });
  });
});
