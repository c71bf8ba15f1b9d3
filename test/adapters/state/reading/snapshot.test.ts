import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBroadcastTotals } from '../../../../src/adapters/state/broadcasts/reads/totals-reader.js';
import { createTraceReader } from '../../../../src/adapters/state/broadcasts/reads/traces.js';
import { run } from '../../../../src/adapters/state/sql/steps.js';
import { unpackUserId } from '../../../../src/domain/broadcast/planning/user-id-bytes.js';
import { parseBroadcastId } from '../../../../src/domain/line/ids.js';
import type { BroadcastSnapshot } from '../../../../src/ports/broadcast/broadcast-totals.js';
import type { BroadcastNamed, Trace } from '../../../../src/ports/broadcast/traces.js';
import { allOf } from '../../../support/all-of.js';
import { BroadcastBench, userId } from '../../../support/broadcast-bench.js';
import {
  insertAll,
  insertBatch,
  insertBatches,
  insertBroadcast,
  packed,
  storeEveryState,
} from '../../../support/every-state.js';
import { type KeptBooks, openBooks } from '../../../support/kept-books.js';

const ID = parseBroadcastId('b-20260115-everys');

let bench: BroadcastBench;
let books: KeptBooks;

beforeEach(async () => {
  bench = new BroadcastBench();
  books = await openBooks(bench.folder);
  await storeEveryState(books.engine, bench.settings({ id: ID, createdAt: 50 }));
});

afterEach(() => {
  books.close();
  bench.close();
});

function look<Result>(use: (snapshot: BroadcastSnapshot) => Promise<Result>, id = ID): Promise<Result> {
  return createBroadcastTotals(books.engine, async () => ({ problems: [], looked: '' })).read(id, use);
}

const people = (...numbers: readonly number[]) => numbers.map(userId);
const unpacked = (userIds: Uint8Array) =>
  Array.from({ length: userIds.length / 16 }, (_, position) => unpackUserId(userIds, position));

describe('a snapshot of a broadcast with a batch in every state', () => {
  it('counts it as every other command does', async () => {
    expect(await look((snapshot) => snapshot.broadcast())).toMatchObject({
      state: 'incomplete',
      runsBy: 'worker',
      reason: 'why',
      recipients: { unique: 20, heldOut: 3, accepted: 5, unknown: 4, refused: 5, pending: 3, leftOut: 3, inFlight: 0 },
      batches: { total: 10, accepted: 2, unknown: 2, refused: 3, pending: 3, inFlight: 0 },
      stages: [
        { recipients: 9, accepted: 5, unknown: 4, state: 'completed' },
        {
          recipients: 11,
          refused: 5,
          pending: 3,
          leftOut: 3,
          skipped: 2,
          refusedAsBatch: { batches: 2, recipients: 3 },
        },
      ],
      requests: 7,
      retries: 3,
      conflicts: 1,
      lastSettledAt: 2_000,
      inDoubtSince: 507,
    });
  });

  it('tells what was accepted in order of time, and what is unknown', async () => {
    const [acceptances, unknown] = await look(async (snapshot) => [
      await snapshot.acceptances(),
      await snapshot.unknownBatches(),
    ]);
    expect(acceptances).toEqual([
      { batch: 1, stage: 0, recipients: 2, at: 1_000, requestId: 'r1', acceptedRequestId: 'r1a' },
      { batch: 0, stage: 0, recipients: 3, at: 2_000, requestId: 'r0', acceptedRequestId: null },
    ]);
    expect(unknown).toMatchObject([
      { batch: 2, state: 'in-doubt', firstAttemptAt: 500, reason: null, requests: 3 },
      { batch: 3, state: 'unknown', firstAttemptAt: 400, reason: 'a day', requests: 1 },
    ]);
  });

  it('names whom LINE refused by batch and ID, then those of refused batches, and who was left out', async () => {
    const [refused, leftOut, setAside] = await look(async (snapshot) => [
      (await allOf(snapshot.refusedPeople())).flat(),
      (await allOf(snapshot.leftOutPeople())).flat(),
      (await allOf(snapshot.setAside())).flat(),
    ]);
    const named = { stage: 1, requestId: 'r5' };
    expect(refused).toEqual([
      ...[11, 13].map((number) => ({ userId: userId(number), batch: 5, reason: `to[${number}]`, ...named })),
      { userId: userId(17), batch: 8, reason: 'to[17]', ...named },
      ...people(9, 10).map((each) => ({ userId: each, batch: 4, stage: 1, reason: 'no', requestId: 'r4' })),
    ]);
    expect(leftOut.map(({ userId: each, reason, requestId }) => [each, reason, requestId])).toEqual([
      ...people(14, 15).map((each) => [each, 'no reason was given', null]),
      [userId(16), 'not found', 'r7'],
    ]);
    expect(setAside.map(({ batch, userId: each }) => [batch, each])).toEqual([
      [5, userId(11)],
      [5, userId(13)],
      [8, userId(17)],
    ]);
  });

  it('hands out everybody who stands so, batch by batch', async () => {
    const [accepted, refused, unsure, inStates] = await look(async (snapshot) => [
      (await allOf(snapshot.people(['accepted']))).flat(),
      (await allOf(snapshot.people(['refused']))).flat(),
      (await allOf(snapshot.people(['unknown', 'in-doubt', 'pending']))).flat(),
      await allOf(snapshot.userIdsIn(['pending', 'skipped'])),
    ]);
    expect(accepted.map(({ userIds, at, requestId }) => [unpacked(userIds), at, requestId])).toEqual([
      [people(0, 1, 2), 2_000, 'r0'],
      [people(3, 4), 1_000, 'r1a'],
    ]);
    expect(refused.map(({ userIds, batch }) => [unpacked(userIds), batch])).toEqual([
      [people(9, 10), 4],
      [people(11), 5],
      [people(13), 5],
      [people(17), 8],
    ]);
    expect(unsure.map(({ userIds, state, at }) => [unpacked(userIds), state, at])).toEqual([
      [people(5, 6), 'in-doubt', 500],
      [people(7, 8), 'unknown', 400],
      [people(12), 'pending', null],
      [people(18, 19), 'pending', null],
    ]);
    expect(inStates.flatMap(unpacked)).toEqual(people(12, 14, 15, 18, 19));
  });

  it('hands out the rows as they are stored, right or wrong', async () => {
    const [rows, everything, stages, heldOut, stray] = await look(async (snapshot) => [
      (await allOf(snapshot.storedBatches('rows'))).flat(),
      (await allOf(snapshot.storedBatches('everything'))).flat(),
      await snapshot.storedStages(),
      await allOf(snapshot.heldOut()),
      await snapshot.strayBlobs(),
    ]);
    expect(everything.map(({ index, state }) => [index, state])).toEqual([
      [0, 'accepted'],
      [1, 'accepted'],
      [2, 'in-doubt'],
      [3, 'unknown'],
      [4, 'refused'],
      [5, 'pending'],
      [6, 'skipped'],
      [7, 'left-out'],
      [8, 'pending'],
      [9, 'pending'],
    ]);
    expect(rows).toEqual(
      everything.map((batch) => ({ ...batch, userIds: null, originalUserIds: null, isIntact: false })),
    );
    expect(everything.every(({ isIntact }) => isIntact)).toBe(true);
    expect(unpacked(everything[5]?.originalUserIds ?? new Uint8Array())).toEqual(people(11, 12, 13));
    expect(stages).toEqual([
      { index: 0, recipients: 9, state: 'completed' },
      { index: 1, recipients: 11, state: 'running' },
    ]);
    expect(heldOut.map(({ userIds, isIntact }) => [unpacked(userIds), isIntact])).toEqual([
      [people(20, 21), true],
      [people(22), false],
    ]);
    expect(stray).toBe(1);
  });

  it('is of one moment, and of several broadcasts at one moment', async () => {
    const other = parseBroadcastId('b-20260115-otherb');
    await books.engine.write(() => insertBroadcast(bench.settings({ id: other }), 'planned'));
    const totals = createBroadcastTotals(books.engine, async () => ({ problems: [], looked: '' }));
    await totals.readTogether([ID, other], async ([one, two]) => {
      expect((await one?.broadcast())?.batches.total).toBe(10);
      await books.engine.write(function* () {
        yield* insertBatch(ID, 10, { now: [30] }, { state: 'pending' });
        yield* insertBatch(other, 0, { now: [30] }, { state: 'pending' });
      });
      expect((await one?.broadcast())?.batches.total).toBe(10);
      expect((await two?.broadcast())?.batches.total).toBe(0);
    });
    expect((await look((snapshot) => snapshot.broadcast())).batches.total).toBe(11);
  });

  it('reads long lists page by page, each row once', async () => {
    const long = parseBroadcastId('b-20260115-longli');
    const batches = 150;
    await books.engine.write(function* () {
      yield* insertBroadcast(bench.settings({ id: long }), 'running');
      const each = Array.from({ length: batches }, (_, idx) => ({ now: [2 * idx, 2 * idx + 1] }));
      yield* insertBatches(long, 0, each, { state: 'accepted', settled_at: 9 });
      const checksum = new Uint8Array(16);
      yield* insertAll(
        'held_out',
        each.map((_, idx) => ({ broadcast_id: long, idx, user_ids: packed(1_000 + idx), checksum })),
      );
      yield* insertAll(
        'refused_recipient',
        Array.from({ length: 2_100 }, (_, number) => {
          const user_id = userId(5_000 + number);
          return { broadcast_id: long, user_id, batch: number % 7, stage: 0, reason: 'no', request_id: null };
        }),
      );
    });
    await look(async (snapshot) => {
      const all = Array.from({ length: 2 * batches }, (_, number) => userId(number));
      expect((await allOf(snapshot.people(['accepted']))).flat().flatMap(({ userIds }) => unpacked(userIds))).toEqual(
        all,
      );
      expect((await allOf(snapshot.userIdsIn(['accepted']))).flatMap(unpacked)).toEqual(all);
      expect((await allOf(snapshot.storedBatches('everything'))).flat().map(({ index }) => index)).toEqual(
        Array.from({ length: batches }, (_, index) => index),
      );
      expect((await allOf(snapshot.heldOut())).length).toBe(batches);
      const refused = (await allOf(snapshot.refusedPeople())).flat();
      expect(new Set(refused.map(({ userId: each }) => each)).size).toBe(2_100);
      expect(refused.map(({ batch }) => batch)).toEqual(refused.map(({ batch }) => batch).toSorted());
      expect((await allOf(snapshot.people(['refused']))).flat().length).toBe(2_100);
    }, long);
  });

  it('calls people who are not what was stored damage, and hands them out to nobody', async () => {
    await books.engine.write(() =>
      run('UPDATE batch_recipients SET checksum = ? WHERE broadcast_id = ? AND idx = 1', new Uint8Array(16), ID),
    );
    await look(async (snapshot) => {
      await expect(allOf(snapshot.people(['accepted']))).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
      expect((await allOf(snapshot.storedBatches('everything'))).flat()[1]?.isIntact).toBe(false);
    });
  });
});

describe('what the state holds of one person', () => {
  const find = (number: number) => createTraceReader(books.engine).find(userId(number), () => {});
  const where = ({ state, batch, stage, at, requestId, reason }: Trace) => ({
    state,
    batch,
    stage,
    at,
    requestId,
    reason,
  });

  it.each([
    [1, { state: 'accepted', batch: 0, stage: 0, at: 2_000, requestId: 'r0', reason: null }],
    [6, { state: 'in-doubt', batch: 2, stage: 0, at: 500, requestId: null, reason: null }],
    [9, { state: 'refused', batch: 4, stage: 1, at: null, requestId: 'r4', reason: 'no' }],
    [13, { state: 'refused', batch: 5, stage: 1, at: null, requestId: 'r5', reason: 'to[13]' }],
    [16, { state: 'left-out', batch: 7, stage: 1, at: null, requestId: 'r7', reason: 'not found' }],
    [21, { state: 'held-out', batch: null, stage: null, at: null, requestId: null, reason: null }],
  ])('is found wherever he or she stands: number %i', async (number, trace) => {
    const { found } = await find(number);
    expect(found.map(where)).toEqual([trace]);
    expect(found[0]?.broadcast.id).toBe(ID);
  });

  it('says what cannot be told: what is forgotten, whom LINE chose, what is damaged', async () => {
    const [forgotten, chosen] = [parseBroadcastId('b-20260115-forgot'), parseBroadcastId('b-20260115-chosen')];
    await books.engine.write(function* () {
      yield* insertBroadcast(bench.settings({ id: forgotten, createdAt: 60 }), 'completed', { forgotten_at: 7 });
      const narrowcast = bench.settings({ id: chosen, createdAt: 70, via: 'narrowcast' });
      yield* insertBroadcast(narrowcast, 'completed', { started_at: 71 });
    });
    const traces = await find(99);
    expect(traces.found).toEqual([]);
    expect(traces.forgotten.map(({ id }) => id)).toEqual([forgotten]);
    expect(traces.withoutUserIds.map(({ id }) => id)).toEqual([chosen]);
    // A part of the held-out list does not match its checksum; the other part was looked through.
    expect(traces.unreadable).toEqual([ID]);
    expect(traces.searched).toBe(19);
  });

  it('hands out whom LINE accepted since then, or may have, each once for each time', async () => {
    const reader = createTraceReader(books.engine);
    const isCounted = (broadcast: BroadcastNamed) => broadcast.id === ID;
    const reached = async (since: number) => {
      const taken: string[] = [];
      await reader.reachedSince({ since, isCounted }, (userIds) => taken.push(...unpacked(userIds)));
      return taken;
    };
    expect(await reached(0)).toEqual(people(0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15));
    // A batch that may have got through could do so for as long as LINE knew its key.
    expect(await reached(1_500)).toEqual(people(0, 1, 2, 5, 6, 7, 8, 14, 15));
    expect(await reached(24 * 60 * 60 * 1000 + 450)).toEqual(people(5, 6, 14, 15));
    expect(await reached(Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(await reader.reachedSince({ since: 0, isCounted }, null)).toEqual({ forgotten: [], withoutUserIds: [] });
  });
});
