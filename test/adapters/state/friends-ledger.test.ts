import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import { parseRetryKey } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import { BroadcastBench, keyOf } from '../../support/broadcast-bench.js';
import { changeIn } from '../../support/kept-books.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
let id: BroadcastId;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
  id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
});

afterEach(() => {
  bench.close();
});

const batchOf = async (stage: number) => (await ledger.openBatches(id, stage, 0, 1))[0];
const accept = async (batch: number) => {
  await ledger.record(id, { type: 'attempt', batch, time: { at: 1, lineAheadMs: 0 }, isRetry: false });
  await ledger.record(id, {
    type: 'delivering',
    batch,
    retryKey: await keyOf(ledger, id, batch),
    at: 1,
    requestId: 'attempt-2',
    acceptedRequestId: 'attempt-1',
    wasConflict: true,
  });
};

it('opens a stage again that had ended without a narrowcast of which LINE is heard later', async () => {
  await ledger.startStage(id, 0, 1);
  await ledger.record(id, { type: 'attempt', batch: 0, time: { at: 1, lineAheadMs: 0 }, isRetry: false });
  const retryKey = await keyOf(ledger, id, 0);
  await ledger.record(id, { type: 'unknown', batch: 0, reason: 'no answer' });
  await ledger.finishStage(id, 0, 2);
  const heard = { at: 3, requestId: 'r', acceptedRequestId: null, wasConflict: false };
  await ledger.record(id, { type: 'delivering', batch: 0, retryKey, ...heard });
  const broadcast = await ledger.find(id);
  expect(broadcast?.stages.map(({ state }) => state)).toEqual(['planned', 'planned']);
  expect(await batchOf(0)).toMatchObject({ state: 'delivering' });
});

it('has the bytes of a request on disk before it leaves, also of a later stage', async () => {
  const stored: (string | null | undefined)[] = [];
  bench.platform.fate = async (_request, take) => {
    const other = await bench.openLedger();
    const open = await Promise.all([0, 1].map((stage) => other.openBatches(id, stage, 0, 1)));
    const [batch] = open.flat();
    stored.push(batch?.to === 'friends' ? batch.body : null);
    return take();
  };

  await bench.run(id, ledger);

  expect(stored).toEqual(bench.platform.requests.map(({ body }) => body));
  expect(stored).toHaveLength(2);
});

it('never changes bytes that are written', async () => {
  await ledger.freezeBody(id, 1, '{"messages":[1]}');

  await expect(ledger.freezeBody(id, 1, '{"messages":[2]}')).rejects.toMatchObject({ code: 'BODY_FROZEN' });
  expect(await batchOf(1)).toMatchObject({ body: '{"messages":[1]}' });
});

it('remembers the request that LINE accepted, across a restart', async () => {
  await accept(0);

  ledger = await bench.openLedger();
  expect(await batchOf(0)).toMatchObject({ state: 'delivering', acceptedRequestId: 'attempt-1', expected: 20 });
  expect(await ledger.deliveriesBefore(id, 1)).toMatchObject([
    { stage: 0, state: 'delivering', acceptedRequestId: 'attempt-1' },
  ]);
});

it('puts what LINE delivered in place of what was expected, and stays balanced', async () => {
  await accept(0);
  await ledger.record(id, { type: 'delivered', batch: 0, at: 5, accepted: 17, refused: 1 });

  const broadcast = await ledger.find(id);
  expect(broadcast?.recipients).toMatchObject({
    total: 98,
    unique: 98,
    accepted: 17,
    refused: 1,
    unknown: 0,
    pending: 80,
  });
  expect(broadcast?.stages[0]).toMatchObject({ recipients: 18, accepted: 17 });
});

it('gives a stage that was called off a new key and the same bytes', async () => {
  const before = await batchOf(0);
  await accept(0);
  const newRetryKey = parseRetryKey('11111111-1111-4111-8111-111111111111');
  await ledger.record(id, { type: 'calledOff', batch: 0, reason: 'too few recipients', newRetryKey });
  expect((await ledger.find(id))?.recipients).toMatchObject({ refused: 20, pending: 80 });

  await ledger.reopenRefused(id);
  expect(await batchOf(0)).toEqual({ ...before, retryKey: newRetryKey });
});

it.each([
  ["UPDATE batch SET body = replace(body, 'hi', 'ho') WHERE idx = 0"],
  ['UPDATE batch SET body_checksum = ? WHERE idx = 0'],
])('notices damaged bytes and sends nothing: %s', async (damage) => {
  await changeIn(bench.folder, damage, ...(damage.includes('?') ? [new Uint8Array(1)] : []));

  await expect(bench.run(id, ledger)).rejects.toMatchObject({ kind: 'failure', code: 'STATE_DAMAGED' });
  expect(bench.platform.requests).toEqual([]);
});

it('takes a batch that lost its user IDs for damage, not for a request to friends', async () => {
  bench.close();
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
  id = await bench.plan(ledger, [20]);
  await changeIn(bench.folder, 'DELETE FROM batch_recipients WHERE idx = 1');

  await expect(ledger.openBatches(id, 0, 0, 10)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
});
