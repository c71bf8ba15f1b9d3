import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { resolveUnknown } from '../../../src/usecases/broadcast/audit/resolve-broadcast.js';
import { BroadcastBench } from '../../support/broadcast-bench.js';
import { unreachable } from '../../support/failures.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const HOUR = 60 * 60 * 1000;
const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const away = unreachable();

/** Twenty people in two batches: LINE takes both, and the answer to the second is lost again and again. */
async function leaveInDoubt(): Promise<BroadcastId> {
  const id = await bench.plan(ledger, [20]);
  bench.platform.fate = ({ number }, take) => {
    const reply = take();
    return number === 1 ? reply : silence;
  };
  expect((await bench.run(id, ledger)).broadcast.recipients).toMatchObject({ accepted: 10, unknown: 10 });
  bench.platform.fate = (_request, take) => take();
  return id;
}

const everybodyOnce = { reached: 20, most: 1 };

it('never sends again 25 h later though a clock that was 3 h ahead makes it look like 22', async () => {
  bench.setClockAhead(3 * HOUR);
  const id = await leaveInDoubt();
  bench.setClockAhead(-3 * HOUR);
  bench.clock.ms += 25 * HOUR;

  expect((await bench.run(id, ledger)).broadcast).toMatchObject({ recipients: { accepted: 10, unknown: 10 } });
  expect(bench.platform.totals).toEqual(everybodyOnce);
});

it.each([
  ['ahead by two days', 48 * HOUR],
  ['back by two days', -48 * HOUR],
])('does not give up a living key because our clock was set %s', async (_how, ms) => {
  const id = await leaveInDoubt();
  bench.setClockAhead(ms);

  expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 20 } });
  expect(bench.platform.totals).toEqual(everybodyOnce);
});

it.each([
  ['ahead', 48 * HOUR],
  ['back', -48 * HOUR],
])('nor while it waits for the next attempt: our clock is set %s in the middle of a run', async (_how, ms) => {
  const id = await bench.plan(ledger, [20]);
  bench.platform.fate = ({ number }, take) => {
    const reply = take();
    if (number === 2) bench.setClockAhead(ms);
    return number === 2 ? silence : reply;
  };
  expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', conflicts: 1 });
  expect(bench.platform.totals).toEqual(everybodyOnce);
});

it('sends no batch in doubt while nobody can tell the time at LINE, and forgets nothing of it', async () => {
  const id = await bench.plan(ledger, [20]);
  bench.platform.fate = ({ number }, take) => {
    const reply = take();
    if (number !== 2) return reply;
    bench.clock.ms += 25 * HOUR;
    bench.platform.isTimeKnown = false;
    bench.platform.onBotInfo = () => {
      throw away;
    };
    return silence;
  };
  const { broadcast, stoppedBy } = await bench.run(id, ledger);
  expect(stoppedBy).toMatchObject({ type: 'noAnswer', inDoubt: true, why: away });
  expect(broadcast).toMatchObject({ requests: 2, recipients: { accepted: 10, unknown: 10 } });
  expect(bench.platform.requests).toHaveLength(2);
});

it('decides nothing of a key that lives by the clock of LINE, however old ours makes it', async () => {
  const id = await leaveInDoubt();
  bench.setClockAhead(48 * HOUR);
  await expect(resolveUnknown(id, 'resend', bench.resolveDeps(ledger))).rejects.toMatchObject({
    code: 'RESUME_SETTLES_IT',
  });
});

it('goes by our own clock where what answers tells no time', async () => {
  const id = await leaveInDoubt();
  const api = { ...bench.platform.api, lineTime: () => null };
  bench.clock.ms += 23 * HOUR;
  expect((await bench.run(id, ledger, { api })).broadcast).toMatchObject({ state: 'completed', conflicts: 1 });
  expect(bench.platform.totals).toEqual(everybodyOnce);
});

it('pauses between two stages for no longer than asked, though our clock was set back since the first', async () => {
  const id = await bench.plan(ledger, [10, 10], { intervalMs: 10 * 60_000 });
  const stop = new AbortController();
  bench.platform.fate = (_request, take) => {
    stop.abort();
    return take();
  };
  await bench.run(id, ledger, { stop: stop.signal });
  bench.setClockAhead(-30 * HOUR);
  const before = bench.platform.lineNow();

  expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 20 } });
  expect(bench.platform.lineNow() - before).toBeLessThan(11 * 60_000);
});
