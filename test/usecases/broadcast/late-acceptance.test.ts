import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench, keyOf } from '../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
/** Of a process that had the broadcast before, and hears what LINE said to its last requests. */
let earlier: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
  earlier = await bench.openLedger();
});
afterEach(() => bench.close());

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };

async function hearsYes(id: BroadcastId, batch: number): Promise<void> {
  const heard = { at: bench.clock.ms, requestId: 'r', acceptedRequestId: null, wasConflict: false };
  await earlier.record(id, { type: 'accepted', batch, retryKey: await keyOf(ledger, id, batch), ...heard });
}

it('a run that asks again for a batch finds that the process before it has heard the answer, and goes on', async () => {
  const id = await bench.plan(ledger, [30]);
  bench.platform.fate = (request, take) => {
    if (request.number !== 1) return take();
    take();
    void hearsYes(id, 0);
    return silence;
  };

  const { broadcast, stoppedBy } = await bench.run(id, ledger);

  expect([stoppedBy, broadcast.state]).toEqual([null, 'completed']);
  expect(broadcast.recipients).toMatchObject({ accepted: 30, unknown: 0 });
  expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
  expect(bench.platform.requests).toHaveLength(3);
});

it('a broadcast that ended in doubt is completed, without a request, once the process before it has heard the answer', async () => {
  const id = await bench.plan(ledger, [20, 10], { keepTryingMs: 0 });
  bench.platform.fate = (request, take) => {
    const reply = take();
    return request.number < 3 ? reply : silence;
  };
  const first = await bench.run(id, ledger);
  expect(first.broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 20, unknown: 10 } });
  await ledger.record(id, { type: 'unknown', batch: 2, reason: 'LINE may have forgotten it' });

  const requests = bench.platform.requests.length;

  await hearsYes(id, 2);

  const heard = await ledger.find(id);
  expect(heard).toMatchObject({ state: 'incomplete', recipients: { accepted: 30, unknown: 0, pending: 0 } });
  const { broadcast } = await bench.run(id, ledger);
  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30 } });
  expect(bench.platform.requests).toHaveLength(requests);
});
