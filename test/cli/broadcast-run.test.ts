import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notRun, problemWith } from '../../src/cli/broadcast/running/run-problem.js';
import { tellFailure } from '../../src/cli/failures/catalogue.js';
import type { StopReason } from '../../src/domain/broadcast/sending/stop-reason.js';
import { failure, failureAs } from '../../src/domain/failure/failure.js';
import { type BroadcastId, parseAudienceId } from '../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../src/ports/line-api.js';
import { BroadcastBench } from '../support/broadcast-bench.js';
import { diskFull, tokenRefused, told } from '../support/failures.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const DAY_MS = 24 * 60 * 60 * 1000;
const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const full = diskFull();
/** Behind every hint of an unfinished end. */
const LISTED = (id: BroadcastId) => ` - who has it and who has not: line-ops broadcast export ${id} --format csv`;

async function problemOf(id: BroadcastId, books: BroadcastLedger = ledger) {
  const problem = await problemWith(await bench.run(id, books), null, bench.clock.ms);
  return { ...told(problem), cause: problem?.cause };
}

describe('a run that the disk ends', () => {
  it('names resume, never the same command again, where something may have been sent', async () => {
    const id = await bench.plan(ledger, [40]);
    const problem = await problemOf(id, {
      ...ledger,
      record: (of, change) => (change.type === 'accepted' ? Promise.reject(full) : ledger.record(of, change)),
      setState: (of, state, change) =>
        state === 'incomplete' ? Promise.reject(full) : ledger.setState(of, state, change),
    });

    expect(problem).toMatchObject({
      kind: 'incomplete',
      message: expect.stringContaining('the disk is full'),
      hint: expect.stringMatching(`^Free some space; .*line-ops broadcast resume ${id}${LISTED(id)}$`),
      details: { id, unknown: 10, pending: 30 },
      cause: full,
    });
    expect(problem.hint).not.toContain('same command');
  });

  it.each([
    ['a full disk', full, 'DISK_FULL'],
    [
      'a read-only folder',
      failureAs('failure', 'STATE_NOT_WRITABLE', { which: 'database', path: 'p' }),
      'STATE_NOT_WRITABLE',
    ],
    ['a bug', new TypeError('x is not a function'), 'RUN_FAILED'],
  ])('names resume where something is still open: %s', async (_what, error, code) => {
    const id = await bench.plan(ledger, [40]);
    const startStage = () => Promise.reject(error);

    expect(await problemOf(id, { ...ledger, startStage })).toMatchObject({
      kind: 'incomplete',
      code,
      message: expect.stringContaining(tellFailure(error).message),
      hint: expect.stringContaining(`line-ops broadcast resume ${id}`),
      details: { id, pending: 40 },
      cause: error,
    });
  });

  it('keeps the exit code of refused credentials, and names resume', async () => {
    const id = await bench.plan(ledger, [40]);
    const refused = tokenRefused();
    const startStage = () => Promise.reject(refused);
    expect(await problemOf(id, { ...ledger, startStage })).toMatchObject({
      kind: 'auth',
      hint: `${tellFailure(refused).hint} Then: line-ops broadcast resume ${id}${LISTED(id)}`,
    });
  });

  it('does not ask to resume in a damaged file', async () => {
    const id = await bench.plan(ledger, [40]);
    const damaged = failureAs('failure', 'STATE_DAMAGED', { which: 'database', path: 'state.db' });
    const startStage = () => Promise.reject(damaged);
    expect(await problemOf(id, { ...ledger, startStage })).toMatchObject({ kind: 'failure', code: 'STATE_DAMAGED' });
  });

  it('before it began names resume too, and leaves alone who holds it', async () => {
    const id = await bench.plan(ledger, [40]);
    expect(told(await notRun(id, full, bench.deps(ledger)))).toMatchObject({
      kind: 'incomplete',
      code: 'DISK_FULL',
      hint: `Free some space; nothing recorded was lost. Then: line-ops broadcast resume ${id}`,
      details: { id },
    });
    const busy = failure('BROADCAST_BUSY', { which: 'sending', id, holder: null });
    expect(await notRun(id, busy, bench.deps(ledger))).toBe(busy);
  });
});

describe('batches that nobody can tell of', () => {
  it('are settled by resuming within 24 hours', async () => {
    const id = await bench.plan(ledger, [20]);
    bench.platform.fate = () => silence;
    expect((await problemOf(id)).hint).toBe(
      `Resume within 24 hours with: line-ops broadcast resume ${id}${LISTED(id)}`,
    );
  });

  it('are decided where the 24 hours are over, also after another resume', async () => {
    const id = await bench.plan(ledger, [20]);
    bench.platform.fate = ({ number }, take) => (number === 1 ? take() : silence);
    await bench.run(id, ledger);
    bench.clock.ms += DAY_MS;
    for (let resumes = 0; resumes < 2; resumes += 1) {
      const problem = await problemOf(id);
      expect(problem).toMatchObject({ kind: 'incomplete', code: 'BATCHES_IN_DOUBT', details: { unknown: 10 } });
      expect(problem.hint).toContain(`line-ops broadcast resolve ${id} --unknown resend|skip`);
      expect(problem.hint).not.toContain('24 hours');
    }
  });

  it('are decided where LINE refused after a lost answer', async () => {
    const id = await bench.plan(ledger, [10]);
    bench.platform.fate = ({ number }) =>
      number === 1
        ? silence
        : { type: 'refused', status: 400, requestId: 'r', problem: 'The property, to[0], is invalid', details: [] };
    expect((await problemOf(id)).hint).toContain(`line-ops broadcast resolve ${id} --unknown resend|skip`);
  });

  it('are both where some can be asked again and others not', async () => {
    const id = await bench.plan(ledger, [10, 10], { intervalMs: 0 });
    const lost = new Set<string>();
    bench.platform.fate = ({ number, retryKey }) => {
      if (number > 1 && lost.size === 1 && lost.has(retryKey))
        return {
          type: 'refused',
          status: 400,
          requestId: 'r',
          problem: 'The property, to[0], is invalid',
          details: [],
        };
      lost.add(retryKey);
      return silence;
    };

    const problem = await problemOf(id);

    expect(problem.hint).toBe(
      `Resume within 24 hours with: line-ops broadcast resume ${id}; then decide what stays unknown: line-ops broadcast resolve ${id} --unknown resend|skip${LISTED(id)}`,
    );
  });
});

it('a run that was cancelled from another terminal says what comes next', async () => {
  const id = await bench.plan(ledger, [2000]);
  bench.platform.fate = ({ number }, take) => {
    if (number === 5) void ledger.requestStop(id, 'cancel');
    return take();
  };
  const problem = await problemOf(id);
  expect(problem).toMatchObject({ kind: 'cancelled', code: 'BROADCAST_CANCELLED' });
  expect(problem.hint).toContain(`line-ops broadcast report ${id}`);
  expect(problem.hint).not.toContain('resume');
});

describe('every unfinished end names the command that lists who has it and who has not', () => {
  const refusal = { type: 'refused', status: 403, requestId: 'r', problem: 'no', messages: null } as const;
  const reasons: readonly (StopReason | null)[] = [
    null,
    { type: 'interrupted' },
    { type: 'asked', to: 'pause' },
    { type: 'asked', to: 'cancel' },
    { type: 'quotaUsedUp', left: 1 },
    { type: 'quotaReserved', left: 1 },
    { type: 'rateLimited', problem: 'slow down', quotaUnread: null },
    { type: 'gateClosed', why: 'it said no' },
    { type: 'budgetSpent', stage: 0, refused: 2 },
    { type: 'audienceGrew', id: parseAudienceId('5614991000001'), planned: 10, count: 20, open: 0 },
    { type: 'noAnswer', why: 'silence', inDoubt: false },
    refusal,
    { ...refusal, messages: 'text is empty' },
    { type: 'failed', error: full },
  ];

  it.each(reasons.map((reason) => [reason?.type ?? 'none', reason] as const))('%s', async (_type, stoppedBy) => {
    const id = await bench.plan(ledger, [20]);
    const report = { broadcast: { ...(await bench.look(id)), state: 'incomplete' as const }, stoppedBy };
    for (const signal of [null, 'SIGINT'] as const) {
      const { hint } = told(await problemWith(report, signal, bench.clock.ms));
      expect(hint).toContain(`line-ops broadcast export ${id} --format csv`);
    }
    const byLine = { ...report.broadcast, settings: { ...report.broadcast.settings, via: 'narrowcast' as const } };
    const { hint } = told(await problemWith({ ...report, broadcast: byLine }, null, bench.clock.ms));
    expect(hint).toContain(`line-ops broadcast report ${id}`);
    expect(hint).not.toContain('export');
  });
});
