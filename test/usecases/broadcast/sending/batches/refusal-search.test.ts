import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandomness } from '../../../../../src/adapters/host/host.js';
import { createAttemptJournal } from '../../../../../src/adapters/journal/attempt-journal.js';
import { problemWith } from '../../../../../src/cli/broadcast/running/run-problem.js';
import { totalsBalance } from '../../../../../src/domain/broadcast/broadcast.js';
import type { BroadcastId } from '../../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../../../src/ports/line-api.js';
import { Recount } from '../../../../../src/usecases/broadcast/audit/recount.js';
import { leaveOutRefused } from '../../../../../src/usecases/broadcast/audit/resolve-broadcast.js';
import { Findings } from '../../../../../src/usecases/broadcast/audit/verify-findings.js';
import { allOf } from '../../../../support/all-of.js';
import { BroadcastBench, noLocks, totalsIn, userId } from '../../../../support/broadcast-bench.js';
import { lineFailed, lineRefused, told } from '../../../../support/failures.js';
import { Killer, mortalApi, mortalLedger } from '../../../../support/killer.js';
import type { Fate } from '../../../../support/sending-platform.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const PROBLEM = 'Failed to send messages';
const refusal: SendReply = { type: 'refused', status: 400, requestId: 'r', problem: PROBLEM, details: [] };
const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };

/** LINE refuses every request that names one of these people of another provider, and does not say whom. */
function foreign(...people: readonly number[]): Fate {
  const ids = new Set<string>(people.map(userId));
  return ({ userIds }, take) => (userIds.some((id) => ids.has(id)) ? refusal : take());
}

/** The books as `verify` recounts them, row by row. */
async function wrongWith(id: BroadcastId): Promise<readonly string[]> {
  const totals = totalsIn(bench.folder);
  return totals.read(id, async (snapshot) => {
    const problems: string[] = [];
    const findings = new Findings();
    findings.fail = (_check, problem) => problems.push(problem);
    const broadcast = await snapshot.broadcast();
    const recount = new Recount(snapshot, broadcast, findings);
    expect((await allOf(recount.plannedUserIds())).length).toBeGreaterThan(0);
    expect(recount.recipients).toEqual({ ...recount.recipients, ...onlyBooks(broadcast.recipients) });
    return problems;
  });
}

function onlyBooks<Totals extends { readonly accepted: number; readonly pending: number; readonly leftOut: number }>({
  accepted,
  pending,
  leftOut,
}: Totals) {
  return { accepted, pending, leftOut };
}

it.each([
  ['in the first batch, at its head', [0], 25],
  ['at its end', [24], 25],
  ['in the last batch', [90], 25],
  ['in two of them, next to each other', [49, 50], 25],
  ['three in one batch', [3, 4, 20], 25],
  ['every one of a batch', [4, 5, 6, 7], 4],
])('finds whom LINE refuses without naming anybody, and the rest gets it: %s', async (_where, people, batchSize) => {
  const id = await bench.plan(ledger, [100], { batchSize });
  bench.platform.fate = foreign(...people);
  const { broadcast, stoppedBy } = await bench.run(id, ledger);

  expect(stoppedBy).toBeNull();
  expect(broadcast).toMatchObject({
    state: 'completed',
    // Each key was sent once: nothing was asked again.
    retries: 0,
    recipients: { accepted: 100 - people.length, refused: people.length, unknown: 0, pending: 0, leftOut: 0 },
  });
  expect(bench.platform.totals).toEqual({ reached: 100 - people.length, most: 1 });
  const refused = await ledger.refusedRecipients(id, 100);
  expect(refused.map(({ userId: person }) => person).sort()).toEqual(people.map(userId));
  expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set([`LINE answered 400, ${PROBLEM}`]));
  expect(bench.platform.validated).toEqual(['{"messages":[{"type":"text","text":"hi"}]}']);
  expect(bench.platform.requests.length).toBeLessThanOrEqual(100 / batchSize + 64);
  expect(await wrongWith(id)).toEqual([]);
});

it('stops at once where LINE finds fault with the messages, and says so', async () => {
  const id = await bench.plan(ledger, [100], { batchSize: 25 });
  bench.platform.fate = () => refusal;
  const details = [{ property: 'messages[0].text', message: 'May not be empty' }];
  bench.platform.verdict = { valid: false, requestId: 'v', problem: 'The request body has 1 error(s)', details };
  const report = await bench.run(id, ledger);

  expect(bench.platform.requests).toHaveLength(1);
  expect(report.broadcast.recipients).toMatchObject({ refused: 25, pending: 75 });
  expect(told(await problemWith(report, null, bench.clock.ms))).toMatchObject({
    kind: 'refused',
    code: 'MESSAGES_REFUSED',
    message: expect.stringContaining('messages[0].text: May not be empty'),
  });
});

it('searches for nobody while LINE cannot be asked about the messages; a plain resume does', async () => {
  const id = await bench.plan(ledger, [100], { batchSize: 25 });
  bench.platform.fate = foreign(7);
  const no = lineRefused(403);
  const api = { ...bench.platform.api, validate: () => Promise.reject(no) };
  const report = await bench.run(id, ledger, { api });

  expect(bench.platform.requests).toHaveLength(1);
  expect(report.broadcast.recipients).toMatchObject({ refused: 0, pending: 100 });
  expect(told(await problemWith(report, null, bench.clock.ms))).toMatchObject({
    kind: 'refused',
    code: 'RECIPIENTS_REFUSED',
  });

  expect((await bench.run(id, ledger)).broadcast).toMatchObject({
    state: 'completed',
    recipients: { accepted: 99, refused: 1 },
  });
});

it('waits for a LINE that is away from the question as it waits for any answer', async () => {
  const id = await bench.plan(ledger, [100], { batchSize: 25 });
  bench.platform.fate = foreign(7);
  let times = 0;
  const validate: typeof bench.platform.api.validate = async (...about) => {
    times += 1;
    if (times < 4) throw lineFailed();
    return bench.platform.api.validate(...about);
  };
  expect((await bench.run(id, ledger, { api: { ...bench.platform.api, validate } })).broadcast).toMatchObject({
    state: 'completed',
    recipients: { accepted: 99, refused: 1 },
  });
});

it('sets nobody aside while nobody has got the messages: they may be at fault all the same', async () => {
  const id = await bench.plan(ledger, [8], { batchSize: 4 });
  bench.platform.fate = () => refusal;
  const report = await bench.run(id, ledger);

  expect(report.broadcast).toMatchObject({ state: 'incomplete', recipients: { refused: 0, pending: 8 } });
  expect(told(await problemWith(report, null, bench.clock.ms))).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('nobody has got these messages yet'),
    hint: expect.stringContaining(`line-ops broadcast resolve ${id} --refused skip`),
  });
  expect(await wrongWith(id)).toEqual([]);

  const resolved = await leaveOutRefused(id, bench.deps(ledger));
  expect(resolved).toMatchObject({ state: 'completed', recipients: { pending: 0, leftOut: 8 } });
  expect(totalsBalance(resolved.recipients)).toBe(true);
  expect(await wrongWith(id)).toEqual([]);
});

describe('with more people at fault than one run may search for', () => {
  const people = Array.from({ length: 20 }, (_, index) => index * 25 + 3);

  it('makes 64 more requests a run; a plain resume goes on until all are found', async () => {
    const id = await bench.plan(ledger, [500], { batchSize: 100 });
    bench.platform.fate = foreign(...people);
    const planned = 5;
    const first = await bench.run(id, ledger);
    expect(told(await problemWith(first, null, bench.clock.ms))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('the 64 requests that one run spends on it are used up'),
    });
    expect(bench.platform.requests.length).toBeLessThanOrEqual(planned + 64);
    expect(first.broadcast.recipients).toMatchObject({ unknown: 0, leftOut: 0 });
    expect(await wrongWith(id)).toEqual([]);

    let { broadcast } = first;
    for (let resumes = 0; broadcast.state !== 'completed' && resumes < 10; resumes += 1) {
      const before = bench.platform.requests.length;
      ({ broadcast } = await bench.run(id, ledger));
      expect(bench.platform.requests.length - before).toBeLessThanOrEqual(planned + 64);
    }
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 480, refused: 20 } });
    expect(bench.platform.totals).toEqual({ reached: 480, most: 1 });
    expect(await wrongWith(id)).toEqual([]);
  });

  it('goes on without who is still suspected, each on record with the reason', async () => {
    const id = await bench.plan(ledger, [500], { batchSize: 100 });
    bench.platform.fate = foreign(...people);
    await bench.run(id, ledger);
    const suspected = (await leaveOutRefused(id, bench.deps(ledger))).recipients.leftOut;
    expect(suspected).toBeGreaterThan(0);

    const { broadcast } = await bench.run(id, ledger);
    const { accepted, refused, leftOut } = broadcast.recipients;
    expect({ state: broadcast.state, all: accepted + refused + leftOut }).toEqual({ state: 'completed', all: 500 });
    expect(bench.platform.totals).toEqual({ reached: accepted, most: 1 });
    const totals = totalsIn(bench.folder);
    const reasons = await totals.read(id, async (snapshot) =>
      (await allOf(snapshot.leftOutPeople())).flat().map(({ reason }) => reason),
    );
    expect(reasons).toEqual(Array.from({ length: leftOut }, () => `LINE answered 400, ${PROBLEM}`));
    expect(await wrongWith(id)).toEqual([]);
  });
});

it('never gives another key to a batch whose answer was lost before LINE refused it', async () => {
  const id = await bench.plan(ledger, [30]);
  let doubted = '';
  bench.platform.fate = ({ number, retryKey }, take) => {
    if (number === 2) doubted = retryKey;
    return retryKey !== doubted ? take() : number === 2 ? silence : refusal;
  };
  const { broadcast } = await bench.run(id, ledger);
  expect(broadcast.recipients).toMatchObject({ unknown: 10, refused: 0 });
  expect(new Set(bench.platform.requests.map(({ retryKey }) => retryKey)).size).toBeLessThanOrEqual(3);
});

it('counts each half once, and whom LINE refuses not at all, where only a part of the quota suffices', async () => {
  const id = await bench.plan(ledger, [40], { allowPartialQuota: true });
  bench.platform.quotaLimit = { type: 'limited', limit: 39 };
  bench.platform.fate = foreign(5);
  expect((await bench.run(id, ledger)).broadcast.recipients).toMatchObject({ accepted: 39, refused: 1, pending: 0 });
});

it('takes the same keys in two copies of one state: nobody gets it twice, whichever goes first', async () => {
  const id = await bench.plan(ledger, [60], { batchSize: 20 });
  bench.platform.fate = foreign(5, 33);
  const copy = bench.copyState();
  const elsewhere = createAttemptJournal(join(bench.folder, 'elsewhere'), bench.clock, systemRandomness);
  const [here, there] = await Promise.all([
    bench.run(id, ledger, { locks: noLocks }),
    bench.run(id, await bench.openLedger(copy), { locks: noLocks, attemptJournal: async () => elsewhere }),
  ]);
  for (const { broadcast } of [here, there])
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 58, refused: 2 } });
  expect(bench.platform.totals).toEqual({ reached: 58, most: 1 });
});

it('loses nobody and messages nobody twice, killed at every write and every request of the search', async () => {
  let points = 0;
  for (let killAt = 1; ; killAt += 1) {
    bench.close();
    bench = new BroadcastBench();
    bench.platform.fate = foreign(0, 9);
    const id = await bench.plan(await bench.openLedger(), [8, 12], { batchSize: 8, intervalMs: 0 });
    const killer = new Killer(killAt);
    const run = bench.run(id, mortalLedger(await bench.openLedger(), killer), {
      api: mortalApi(bench.platform.api, killer),
      locks: noLocks,
    });
    await killer.outlived(run);

    let { broadcast } = await bench.run(id, await bench.openLedger(), { locks: noLocks });
    const isOpen = () => broadcast.recipients.pending > 0 || broadcast.inDoubtSince !== null;
    for (let resumes = 0; isOpen() && resumes < 5; resumes += 1)
      ({ broadcast } = await bench.run(id, await bench.openLedger(), { locks: noLocks }));
    const { accepted, refused, unknown } = broadcast.recipients;
    // A refusal whose answer died with its process leaves its own batch unknown, and nobody else.
    expect({ killAt, ...bench.platform.totals, all: accepted + refused + unknown }).toEqual({
      killAt,
      reached: accepted,
      most: 1,
      all: 20,
    });
    expect({ killAt, wrong: await wrongWith(id) }).toEqual({ killAt, wrong: [] });
    if (!killer.isDead) break;
    points += 1;
  }
  expect(points).toBeGreaterThan(40);
});
