import { expect, it, onTestFinished } from 'vitest';
import { BroadcastBench } from '../../support/broadcast-bench.js';

it('a 429 for a batch that LINE has counted already is the rate, not the quota that it used', async () => {
  const bench = new BroadcastBench();
  onTestFinished(() => bench.close());
  const ledger = await bench.openLedger();
  const id = await bench.plan(ledger, [20]);
  const { platform } = bench;
  platform.quotaLimit = { type: 'limited', limit: 20 };
  platform.fate = ({ number }, take) => {
    if (number === 3) return { type: 'tooMany', requestId: 'r', problem: 'The API rate limit has been exceeded.' };
    const answer = take();
    platform.used = platform.delivered.size;
    // Taken, counted, and the answer lost.
    return number === 2 ? { type: 'doubt', why: 'LINE answered 500', requestId: 'r', stranger: null } : answer;
  };

  const { broadcast, stoppedBy } = await bench.run(id, ledger);

  expect(stoppedBy).toBeNull();
  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 20, unknown: 0, pending: 0 } });
  expect(platform.totals).toEqual({ reached: 20, most: 1 });
});
