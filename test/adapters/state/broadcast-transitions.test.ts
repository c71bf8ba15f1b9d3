import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StateEngine } from '../../../src/adapters/state/sql/engine.js';
import { firstRow, rows, run } from '../../../src/adapters/state/sql/steps.js';
import type { BatchState } from '../../../src/domain/broadcast/batch.js';
import type { BroadcastState, StageState } from '../../../src/domain/broadcast/broadcast.js';
import { meetYes, SETTLED_BY_YES } from '../../../src/domain/broadcast/sending/batch/acceptance.js';
import type { BatchChange } from '../../../src/domain/broadcast/sending/batch/batch-change.js';
import { type BroadcastId, parseBroadcastId, parseRetryKey } from '../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import { BroadcastBench, keyOf, userId } from '../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
let id: BroadcastId;
let engine: StateEngine;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
  id = await bench.plan(ledger, [20, 10]);
  ({ engine } = await bench.openBooks());
});

afterEach(() => {
  bench.close();
});

const BATCH_STATES: readonly BatchState[] = [
  'pending',
  'in-doubt',
  'delivering',
  'accepted',
  'refused',
  'unknown',
  'skipped',
  'left-out',
];
const KEYS = [
  parseRetryKey('11111111-1111-4111-8111-111111111111'),
  parseRetryKey('22222222-2222-4222-8222-222222222222'),
] as const;
const TIME = { at: 5, lineAheadMs: 0 };
/** Of the first batch. */
const KEY = parseRetryKey('00000000-0000-4000-8000-000000000001');
const YES = { retryKey: KEY, at: 9, requestId: 'r', acceptedRequestId: 'a', wasConflict: false };
const NO = { status: 400, requestId: 'r', reason: 'no' };
const people = (from: number, to: number) =>
  Buffer.concat(Array.from({ length: to - from }, (_, at) => Buffer.from(userId(from + at).slice(1), 'hex')));

/** Each change of the first batch, the states that it may come from, and where it leads. */
const CHANGES: readonly (readonly [change: BatchChange, from: readonly BatchState[], to: BatchState])[] = [
  [{ type: 'attempt', batch: 0, time: TIME, isRetry: false }, ['pending', 'in-doubt'], 'in-doubt'],
  [{ type: 'notSent', batch: 0, wasRetry: false, wasInDoubt: false, firstAttempt: null }, ['in-doubt'], 'pending'],
  [{ type: 'notSent', batch: 0, wasRetry: true, wasInDoubt: true, firstAttempt: TIME }, ['in-doubt'], 'in-doubt'],
  [{ type: 'foundAttempted', batch: 0, time: TIME }, ['pending', 'in-doubt', 'refused'], 'in-doubt'],
  [{ type: 'accepted', batch: 0, ...YES }, SETTLED_BY_YES.accepted, 'accepted'],
  [{ type: 'delivering', batch: 0, ...YES }, SETTLED_BY_YES.delivering, 'delivering'],
  [{ type: 'delivered', batch: 0, at: 9, accepted: 8, refused: 2 }, ['delivering'], 'accepted'],
  [{ type: 'calledOff', batch: 0, reason: 'few', newRetryKey: KEYS[0] }, ['delivering', 'pending'], 'refused'],
  [{ type: 'notTaken', batch: 0, ...NO }, ['in-doubt'], 'pending'],
  [{ type: 'suspect', batch: 0, ...NO }, ['in-doubt'], 'pending'],
  [{ type: 'refused', batch: 0, ...NO }, ['in-doubt', 'pending'], 'refused'],
  [{ type: 'unknown', batch: 0, reason: 'lost' }, ['pending', 'in-doubt', 'refused', 'delivering'], 'unknown'],
  [
    {
      type: 'split',
      batch: 0,
      first: { recipients: people(0, 6), retryKey: KEYS[0] },
      second: { recipients: people(6, 10), retryKey: KEYS[1] },
    },
    ['pending'],
    'pending',
  ],
  [
    {
      type: 'setAside',
      batch: 0,
      refused: [{ userId: userId(0), reason: 'no' }],
      requestId: 'r',
      remaining: people(1, 10),
      newRetryKey: KEYS[0],
    },
    ['in-doubt', 'pending'],
    'pending',
  ],
];

/** Every row of the ledger. */
function allRows(): Promise<readonly unknown[]> {
  return engine.read(function* () {
    const all: unknown[] = [];
    for (const [table, key] of TABLES) all.push(...(yield* rows(`SELECT * FROM ${table} ORDER BY ${key}`)));
    return all;
  });
}

const TABLES = [
  ['broadcast', 'id'],
  ['stage', 'idx'],
  ['batch', 'broadcast_id, idx'],
  ['batch_recipients', 'broadcast_id, idx'],
  ['refused_recipient', 'user_id'],
] as const;

async function put(table: 'broadcast' | 'stage' | 'batch', state: string): Promise<void> {
  const first = { broadcast: '', stage: 'WHERE idx = 0', batch: 'WHERE idx = 0' }[table];
  await engine.write(() => run(`UPDATE ${table} SET state = ? ${first}`, state));
}

async function stateOf(table: 'broadcast' | 'stage' | 'batch'): Promise<unknown> {
  const order = table === 'broadcast' ? 'id' : 'idx';
  const row = await engine.read(() => firstRow(`SELECT state FROM ${table} ORDER BY ${order} LIMIT 1`));
  return typeof row === 'object' && row !== null && 'state' in row ? row.state : null;
}

/** The work is refused with one of these, and no row has changed. */
async function refuses(work: () => Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  const before = await allRows();
  const error = await work().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(codes).toContain(error instanceof Error && 'code' in error ? error.code : error);
  expect(await allRows()).toEqual(before);
}

for (const [change, from, to] of CHANGES) {
  it.each(from)(`leads by ${change.type} to ${to} from %s`, async (state) => {
    await put('batch', state);
    await ledger.record(id, change);
    expect(await stateOf('batch')).toBe(to);
  });

  it.each(BATCH_STATES.filter((state) => !from.includes(state) && !isKnown(change, state)))(
    `refuses ${change.type} of a batch that is %s, and changes nothing`,
    async (state) => {
      await put('batch', state);
      await refuses(() => ledger.record(id, change), refusalOf(change, from, state));
    },
  );

  it.each(BATCH_STATES.filter((state) => isKnown(change, state)))(
    `takes ${change.type} of a batch that is %s as known, and changes nothing`,
    async (state) => {
      await put('batch', state);
      const before = await allRows();
      await ledger.record(id, change);
      expect(await allRows()).toEqual(before);
    },
  );
}

function isKnown({ type }: BatchChange, state: BatchState): boolean {
  return (type === 'accepted' || type === 'delivering') && meetYes(type, { state, isSameKey: true }) === 'known';
}

function refusalOf({ type }: BatchChange, from: readonly BatchState[], state: BatchState): string {
  const hasNotLeft = type === 'attempt' || type === 'split';
  // Whoever held the lock before may have heard LINE's yes meanwhile.
  if (state === 'accepted' && (hasNotLeft || from.includes('in-doubt'))) return 'BATCH_ACCEPTED';
  // Nothing has left: another process may have been faster.
  return hasNotLeft ? 'BATCH_ALREADY_SETTLED' : 'STATE_DAMAGED';
}

it.each(['accepted', 'delivering'] as const)('refuses %s under another key than the one of the batch', async (type) => {
  for (const state of BATCH_STATES) {
    await put('batch', state);
    const code = state === 'accepted' ? 'BATCH_ACCEPTED' : 'STATE_DAMAGED';
    await refuses(() => ledger.record(id, { type, batch: 0, ...YES, retryKey: KEYS[0] }), code);
  }
});

it('many changes of one moment are on disk together, each as if it had come alone', async () => {
  const other = parseBroadcastId('b-20260115-bbbbbb');
  await bench.plan(ledger, [20], { id: other });
  for (const one of [id, other])
    await Promise.all(
      [0, 1].map((batch) => ledger.record(one, { type: 'attempt', batch, time: TIME, isRetry: false })),
    );
  const key = await keyOf(ledger, id, 1);
  const otherKey = await keyOf(ledger, other, 0);
  await Promise.all([
    ledger.record(id, { type: 'notTaken', batch: 0, ...NO }),
    ledger.record(id, { type: 'accepted', batch: 1, ...YES, retryKey: key }),
    ledger.record(other, { type: 'accepted', batch: 0, ...YES, retryKey: otherKey, wasConflict: true }),
    ledger.record(other, { type: 'unknown', batch: 1, reason: 'lost' }),
    ledger.record(id, { type: 'attempt', batch: 2, time: TIME, isRetry: true }),
  ]);
  expect(
    await engine.read(() =>
      rows('SELECT state, attempts, retries, conflicts, reason FROM batch ORDER BY broadcast_id, idx'),
    ),
  ).toMatchObject([
    { state: 'pending', attempts: 0, reason: 'no' },
    { state: 'accepted', attempts: 1, conflicts: 0 },
    { state: 'in-doubt', attempts: 1, retries: 1 },
    { state: 'accepted', attempts: 1, conflicts: 1 },
    { state: 'unknown', attempts: 1, reason: 'lost' },
  ]);
});

it('refuses a change of a batch that is not there', async () => {
  await refuses(() => ledger.record(id, { type: 'accepted', batch: 99, ...YES }), 'STATE_DAMAGED');
});

it('takes no other batch along: what was asked for at the same time is on disk', async () => {
  await put('batch', 'skipped');
  const attempt = (batch: number) => ledger.record(id, { type: 'attempt', batch, time: TIME, isRetry: false });
  const [first, second] = await Promise.allSettled([attempt(0), attempt(1)]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  expect(await engine.read(() => rows('SELECT state FROM batch ORDER BY idx'))).toMatchObject([
    { state: 'skipped' },
    { state: 'in-doubt' },
    { state: 'pending' },
  ]);
});

const STAGES: readonly StageState[] = ['planned', 'waiting', 'running', 'completed'];

it.each<[string, (ledger: BroadcastLedger) => Promise<void>, readonly StageState[], StageState]>([
  ['startStage', (book) => book.startStage(id, 0, 1), ['planned', 'waiting', 'running'], 'running'],
  ['finishStage', (book) => book.finishStage(id, 0, 1), ['running'], 'completed'],
])('%s moves a stage on from its own states only', async (_what, move, from, to) => {
  for (const state of STAGES) {
    await put('stage', state);
    if (!from.includes(state)) await refuses(() => move(ledger), 'STATE_DAMAGED');
    else {
      await move(ledger);
      expect(await stateOf('stage')).toBe(to);
    }
  }
});

const UNFINISHED: readonly BroadcastState[] = ['planned', 'waiting', 'running', 'paused', 'incomplete'];

it.each<[BroadcastState, readonly BroadcastState[]]>([
  ['planned', []],
  ['waiting', ['waiting', 'running']],
  ['running', UNFINISHED],
  ['paused', UNFINISHED],
  ['incomplete', UNFINISHED],
  ['cancelled', UNFINISHED],
  ['completed', [...UNFINISHED, 'completed']],
])('a broadcast becomes %s from its own states only', async (to, from) => {
  const move = () => ledger.setState(id, to, { at: 1, reason: null, workedMs: 0 });
  for (const state of [...UNFINISHED, 'completed', 'cancelled'] as const) {
    await put('broadcast', state);
    if (!from.includes(state)) await refuses(move, 'STATE_DAMAGED');
    else {
      await move();
      expect(await stateOf('broadcast')).toBe(to);
    }
  }
});

it.each([
  ['resend', 'pending'],
  ['skip', 'skipped'],
] as const)('%s decides what is unknown and touches nothing else', async (decision, to) => {
  for (const state of BATCH_STATES) {
    await put('batch', state);
    await ledger.resolveUnknown(id, decision, () => KEYS[0]);
    expect(await stateOf('batch')).toBe(state === 'unknown' ? to : state);
  }
});
