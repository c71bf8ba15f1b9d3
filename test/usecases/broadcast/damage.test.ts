import { createHash } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateDatabase, STATE_FILE } from '../../../src/adapters/state/sqlite/database.js';
import { problemWith } from '../../../src/cli/broadcast/running/run-problem.js';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { RunReport } from '../../../src/usecases/broadcast/sending/finish-run.js';
import { BroadcastBench, totalsIn } from '../../support/broadcast-bench.js';
import { told, toldAs } from '../../support/failures.js';

/** Ten batches; the file has some 25 pages. */
const STAGES = [30, 70];
const PEOPLE = 100;
/** Of each kind; nine hundred of each were tried. */
const SEEDS = 40;
const PAGE_BYTES = 4_096;

/** A number from 0 to 1 that depends on nothing but its name. */
function drawn(...name: readonly (string | number)[]): number {
  return createHash('sha256').update(name.join('/')).digest().readUInt32BE() / 2 ** 32;
}

const KINDS = ['bits', 'page', 'zeros', 'truncated', 'swapped'] as const;

/** Damages a file in place, as a failing disk does under whoever has it open. */
function damage(path: string, seed: number): void {
  const kind = KINDS[Math.floor(drawn(seed, 'kind') * KINDS.length)] ?? 'bits';
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const at = (what: string) => Math.floor(drawn(seed, what) * size);
    const page = (what: string) => at(what) - (at(what) % PAGE_BYTES);
    const bytes = readFileSync(path);
    const write = (from: number, what: Uint8Array) => writeSync(file, what, 0, what.length, from);
    switch (kind) {
      case 'bits':
        for (let number = 0; number <= drawn(seed, 'bits') * 8; number += 1) {
          const where = at(`bit-${number}`);
          write(where, Buffer.of((bytes[where] ?? 0) ^ (1 << Math.floor(drawn(seed, 'bit', number) * 8))));
        }
        return;
      case 'page':
        write(page('page'), Buffer.alloc(PAGE_BYTES, createHash('sha256').update(String(seed)).digest()));
        return;
      case 'zeros':
        write(page('page'), Buffer.alloc(PAGE_BYTES));
        return;
      case 'truncated':
        ftruncateSync(file, page('page'));
        return;
      case 'swapped':
        write(page('one'), bytes.subarray(page('other'), page('other') + PAGE_BYTES));
    }
  } finally {
    closeSync(file);
  }
}

/** A state whose log is folded into its file, as after a quiet moment. */
async function foldedCopy(bench: BroadcastBench): Promise<string> {
  const folder = bench.copyState();
  const { database } = await openStateDatabase(folder);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  // A folder that is in use holds more than the state file.
  writeFileSync(join(folder, 'config.json'), '{}');
  return folder;
}

/** What a run came to: null when it ended well, else what the operator is told. */
async function runDamaged(bench: BroadcastBench, folder: string, id: BroadcastId): Promise<LineOpsError | null> {
  try {
    const ledger = await bench.openLedger(folder);
    const broadcastTotals = async () => totalsIn(folder);
    return await problemWith(await bench.run(id, ledger, { broadcastTotals }), null, bench.clock.ms);
  } catch (error) {
    if (error instanceof LineOpsError) return error;
    throw error;
  }
}

it.each(['before', 'during'])(
  'a state file damaged %s a run is called that, and nobody is lost without a word or messaged twice',
  async (when) => {
    const ends = new Map<string, number>();
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const bench = new BroadcastBench();
      try {
        const id = await bench.plan(await bench.openLedger(), STAGES, { intervalMs: 1_000 });
        // Some were sent before: a quarter of the seeds begins anew.
        const sentBefore = Math.floor(drawn(seed, 'sent') * 12) - 3;
        if (sentBefore > 0) {
          const ledger = await bench.openLedger();
          bench.platform.fate = ({ number }, take) => {
            if (number === sentBefore) void ledger.requestStop(id, 'pause');
            return take();
          };
          await bench.run(id, ledger);
        }
        const folder = await foldedCopy(bench);
        const path = join(folder, STATE_FILE);
        const sent = bench.platform.requests.length;
        bench.platform.fate = ({ number }, take) => {
          if (when === 'during' && number === sent + 2) damage(path, seed);
          return take();
        };
        if (when === 'before') damage(path, seed);

        const problem = await runDamaged(bench, folder, id);

        const { reached, most } = bench.platform.totals;
        expect({ seed, most }).toEqual({ seed, most: reached === 0 ? 0 : 1 });
        if (problem === null) expect({ seed, reached }).toEqual({ seed, reached: PEOPLE });
        else {
          expect({ seed, code: problem.code, kind: problem.kind }).toEqual({
            seed,
            code: expect.stringMatching(/^(STATE_DAMAGED|STATE_TOO_NEW)$/),
            kind: expect.stringMatching(/^(failure|incomplete)$/),
          });
          expect(told(problem).hint).not.toMatch(/bug|copy|same command|resume/i);
        }
        const end = problem === null ? 'sound' : `${problem.code} ${problem.kind}`;
        ends.set(end, (ends.get(end) ?? 0) + 1);
      } finally {
        bench.close();
      }
    }
    // Most of what is damaged is met; the rest lies where nobody reads.
    expect(ends.get('STATE_DAMAGED failure') ?? 0).toBeGreaterThan(when === 'before' ? SEEDS / 3 : -1);
    expect(ends.get('STATE_DAMAGED incomplete') ?? 0).toBeGreaterThan(when === 'during' ? SEEDS / 10 : -1);
  },
  120_000,
);

describe('books that do not balance', () => {
  let bench: BroadcastBench;

  beforeEach(() => {
    bench = new BroadcastBench();
  });

  afterEach(() => bench.close());

  /** Runs a broadcast whose rows somebody changes while its second request is on its way. */
  async function runTampered(sql: string): Promise<RunReport> {
    const { database } = await openStateDatabase(bench.folder);
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, STAGES);
    bench.platform.fate = ({ number }, take) => {
      if (number === 2) database.exec(sql);
      return take();
    };
    try {
      return await bench.run(id, ledger);
    } finally {
      database.close();
    }
  }

  it.each([
    ['a batch is gone', 'DELETE FROM batch WHERE idx = 2'],
    ['a batch lost its stage', 'UPDATE batch SET stage = 7 WHERE idx = 2'],
    ['the stage grew', 'UPDATE stage SET recipients = 31 WHERE idx = 0'],
  ])('end no stage where %s', async (_what, sql) => {
    const { broadcast, stoppedBy } = await runTampered(sql);

    expect(stoppedBy).toMatchObject({ type: 'failed', error: { kind: 'incomplete', code: 'STATE_DAMAGED' } });
    expect(broadcast).toMatchObject({ state: 'incomplete', reason: expect.stringContaining('is damaged: batches: ') });
    expect(broadcast.stages[0]?.state).toBe('running');
    expect(broadcast.stages[1]?.startedAt).toBeNull();
    expect(bench.platform.totals.most).toBe(1);
  });

  it.each([
    ['the whole is not the sum', 'UPDATE broadcast SET uniq = 101', /books: .* is not 101/],
    [
      'an acceptance has no request',
      'UPDATE batch SET request_id = NULL, accepted_request_id = NULL WHERE idx = 0',
      /request-ids: batch 0/,
    ],
    [
      'two batches share a key',
      'UPDATE batch SET retry_key = (SELECT retry_key FROM batch WHERE idx = 1) WHERE idx = 0',
      /settled-once: batches 0 and 1/,
    ],
  ])('complete no broadcast where %s', async (_what, sql, said) => {
    const { broadcast, stoppedBy } = await runTampered(sql);

    expect(stoppedBy).toMatchObject({
      type: 'failed',
      error: toldAs({ kind: 'incomplete', code: 'STATE_DAMAGED', message: expect.stringMatching(said) }),
    });
    expect(broadcast.state).toBe('incomplete');
    expect(bench.platform.totals).toEqual({ reached: PEOPLE, most: 1 });
  });

  it('are not found where whoever answers gives the same request ID twice: verify tells that', async () => {
    const { broadcast, stoppedBy } = await runTampered(`UPDATE batch SET accepted_request_id = 'r', request_id = 'r'`);

    expect(stoppedBy).toBeNull();
    expect(broadcast.state).toBe('completed');
  });

  it('are found before the first request of the next run', async () => {
    await runTampered('UPDATE broadcast SET uniq = 101');
    const { requests } = bench.platform;
    const sent = requests.length;
    const ledger = await bench.openLedger();
    const [broadcast] = await ledger.list();
    if (broadcast === undefined) throw new Error('the broadcast is gone');
    await expect(bench.run(broadcast.settings.id, ledger)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
    expect(requests).toHaveLength(sent);
  });

  it('a broadcast that is not there any more is not taken for one that never was', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, STAGES);
    await bench.run(id, ledger);
    const { database } = await openStateDatabase(bench.folder);
    database.exec('UPDATE broadcast SET is_draft = 1');
    database.close();
    await expect(bench.run(id, ledger)).rejects.toEqual(
      toldAs({
        kind: 'incomplete',
        code: 'STATE_DAMAGED',
        message: expect.stringContaining('this machine has sent it'),
      }),
    );
  });

  it('an emptied state file is not taken for a new one', async () => {
    const ledger = await bench.openLedger();
    await bench.plan(ledger, STAGES);
    const folder = await foldedCopy(bench);
    writeFileSync(join(folder, STATE_FILE), '');
    await expect(openStateDatabase(folder)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  });
});
