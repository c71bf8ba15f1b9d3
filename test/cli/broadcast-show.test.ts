import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPainter } from '../../src/adapters/terminal/painter.js';
import { createStyles } from '../../src/adapters/terminal/styles.js';
import { progressLine } from '../../src/cli/broadcast/running/progress.js';
import { resumePlanView } from '../../src/cli/broadcast/running/resume-plan.js';
import type { BroadcastId } from '../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../src/ports/line-api.js';
import { showBroadcast } from '../../src/usecases/broadcast/audit/broadcast-status.js';
import { holdBroadcast } from '../../src/usecases/broadcast/sending/hold-broadcast.js';
import { BroadcastBench, keyOf } from '../support/broadcast-bench.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
let cli: CommandLine;

beforeEach(async () => {
  bench = new BroadcastBench();
  // The command line has the clock of this machine.
  bench.clock.ms = Date.now();
  ledger = await bench.openLedger();
  cli = openCommandLine({ LINE_OPS_HOME: bench.folder });
});

afterEach(() => {
  cli.remove();
  bench.close();
});

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const AN_HOUR_MS = 3_600_000;

async function json(...argv: readonly string[]) {
  const { exitCode, stdout, stderr } = await cli.run('broadcast', ...argv, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** A first stage with one batch unknown for good; the rest is pending. */
async function withUnknown(): Promise<BroadcastId> {
  const id = await bench.plan(ledger, [20, 30], { intervalMs: 2 * AN_HOUR_MS });
  await ledger.startStage(id, 0, bench.clock.ms);
  await ledger.record(id, {
    type: 'attempt',
    batch: 0,
    time: { at: bench.clock.ms, lineAheadMs: null },
    isRetry: false,
  });
  await ledger.record(id, { type: 'unknown', batch: 0, reason: 'its answer was lost' });
  await ledger.setState(id, 'incomplete', { at: bench.clock.ms, reason: 'x', workedMs: 1_000 });
  return id;
}

describe('broadcast show', () => {
  it('tells rate, estimated end and the time worked of a run that goes on', async () => {
    const startedAt = Date.now() - 20_000;
    const id = await bench.plan(ledger, [1000, 1000], { intervalMs: AN_HOUR_MS });
    await ledger.setState(id, 'running', { at: startedAt, reason: null, workedMs: 0 });
    await ledger.startStage(id, 0, startedAt);
    const ids = { requestId: 'r-1', acceptedRequestId: 'r-1', wasConflict: false };
    for (let batch = 0; batch < 40; batch += 1) {
      await ledger.record(id, { type: 'attempt', batch, time: { at: startedAt, lineAheadMs: 0 }, isRetry: false });
      const retryKey = await keyOf(ledger, id, batch);
      await ledger.record(id, { type: 'accepted', batch, retryKey, at: startedAt + 1 + batch, ...ids });
    }
    const lock = await holdBroadcast(id, bench.deps(ledger));
    try {
      const shown = await json('show', id);
      expect(shown).toMatchObject({ state: 'running', recipients: { accepted: 400 } });
      expect(shown.ratePerSecond).toBeGreaterThan(1);
      expect(shown.ratePerSecond).toBeLessThanOrEqual(2);
      expect(shown.elapsedMs).toBeGreaterThanOrEqual(20_000);
      expect(Date.parse(shown.estimatedEnd) - Date.now()).toBeGreaterThan(AN_HOUR_MS);
      expect((await json('list')).broadcasts[0]).toMatchObject({ estimatedEnd: expect.any(String) });
      const { stdout } = await cli.run('broadcast', 'show', id);
      expect(stdout).toMatch(/^rate +[12]\.\d\d requests\/s, \d\d recipients\/s$/m);
      expect(stdout).toMatch(/^estimated end +\d{4}-/m);
      const paint = { ...(await createPainter(createStyles(), false)), time: () => 'soon' };
      expect(progressLine(await showBroadcast(id, bench.deps(ledger)), paint)).toMatch(
        /: running, stage 1\/2, 400 of 2,000 accepted, \d\.\d\d requests\/s, \d\d recipients\/s, ends at soon$/,
      );
    } finally {
      await lock.release();
    }
  });

  it('has both keys, null, where nobody runs it, and calls no stage completed whose fate is unknown', async () => {
    const id = await withUnknown();
    await ledger.finishStage(id, 0, bench.clock.ms);
    const shown = await json('show', id);
    expect(shown).toMatchObject({ ratePerSecond: null, estimatedEnd: null, elapsedMs: 1_000 });
    expect(shown.stages[0]).toMatchObject({ accepted: 0, state: 'incomplete' });
  });
});

describe('--dry-run', () => {
  it.each(['pause', 'cancel'] as const)('%s says what would change, and changes nothing', async (verb) => {
    const id = await withUnknown();

    const { schema, requests, changes } = await json(verb, id, '--dry-run');

    expect({ schema, requests }).toEqual({ schema: 'line-ops/dry-run@1', requests: [] });
    expect(changes[0]).toBe(`the state of ${id} from incomplete to ${verb === 'pause' ? 'paused' : 'cancelled'}`);
    expect(changes.join('\n')).toContain('40 recipients in 4 batches');
    expect(changes.join('\n')).toContain('10 recipients in 1 batch would stay unknown');
    expect(await bench.look(id)).toMatchObject({ state: 'incomplete' });
  });

  it('pause of one that is over fails as without it', async () => {
    const id = await bench.plan(ledger, [10]);
    await cli.run('broadcast', 'cancel', id, '--yes');
    expect(await cli.run('broadcast', 'pause', id, '--dry-run')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it.each([
    ['resend', 'from unknown to pending'],
    ['skip', 'from unknown to left out'],
  ])('resolve --unknown %s says what would change, and changes nothing', async (decision, words) => {
    const id = await withUnknown();
    const { changes } = await json('resolve', id, '--unknown', decision, '--dry-run');
    expect(changes).toEqual([expect.stringMatching(`^10 recipients in 1 batch ${words}`)]);
    expect(await bench.look(id)).toMatchObject({ recipients: { unknown: 10, pending: 40 } });
  });

  it('resolve of what resuming settles fails as without it', async () => {
    const id = await bench.plan(ledger, [10]);
    bench.platform.fate = () => silence;
    await bench.run(id, ledger);
    const { exitCode, stderr } = await cli.run('broadcast', 'resolve', id, '--unknown', 'skip', '--dry-run', '--json');
    expect([exitCode, JSON.parse(stderr).error.code]).toEqual([2, 'RESUME_SETTLES_IT']);
  });

  it('resume says which requests would be made, to whom and when', async () => {
    const id = await bench.plan(ledger, [30, 30], { intervalMs: AN_HOUR_MS });
    bench.platform.fate = ({ number }, take) => (number === 1 ? take() : silence);
    await bench.run(id, ledger);
    const broadcast = await bench.look(id);
    const now = bench.clock.ms;

    const { json: plan, text } = resumePlanView(broadcast, now);

    expect(plan).toMatchObject({
      id,
      requests: [{ method: 'POST', path: '/v2/bot/message/multicast', count: 5 }],
      recipients: { toSend: 30, inDoubt: 20, undecided: 0 },
      stages: [
        { index: 1, requests: 2, recipients: 0, inDoubt: 20, startsAt: new Date(now).toISOString() },
        { index: 2, requests: 3, recipients: 30, inDoubt: 0 },
      ],
    });
    expect(text(await createPainter(createStyles(), false))).toContain(
      'would send: 5 requests POST /v2/bot/message/multicast to 50 recipients',
    );
  });
});
