import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BroadcastId, parseUserId } from '../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../src/ports/line-api.js';
import { BroadcastBench, userId } from '../support/broadcast-bench.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;
let cli: CommandLine;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
  cli = openCommandLine({ LINE_OPS_HOME: bench.folder });
});

afterEach(() => {
  cli.remove();
  bench.close();
});

const PROBLEM = 'The property, to[3], is "invalid", <b>really</b>';
const silence: SendReply = { type: 'doubt', why: 'no <answer> in time', requestId: null, stranger: null };

/** Two stages of 10: one person set aside, one batch answered 409 after a lost answer, one in doubt. */
async function eventful(): Promise<BroadcastId> {
  const id = await bench.plan(ledger, [20, 20], { name: 'spring & <summer>' });
  bench.platform.fate = ({ number, userIds }, take) => {
    if (userIds.includes(userId(3)))
      return { type: 'refused', status: 400, requestId: 'request-400', problem: PROBLEM, details: [] };
    if (userIds.includes(userId(15)) && number < 4) {
      take();
      return silence;
    }
    return userIds.includes(userId(30)) ? silence : take();
  };
  await bench.run(id, ledger);
  return id;
}

async function reportJson(id: BroadcastId) {
  const { exitCode, stdout, stderr } = await cli.run('broadcast', 'report', id, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('broadcast report', () => {
  it('has the document of the broadcast, and every acceptance, refusal and doubt', async () => {
    const id = await eventful();

    const report = await reportJson(id);

    expect(Object.keys(report)[0]).toBe('schema');
    expect(report).toMatchObject({
      schema: 'line-ops/broadcast-report@1',
      id,
      name: 'spring & <summer>',
      state: 'incomplete',
      recipients: { unique: 40, accepted: 29, refused: 1, unknown: 10, pending: 0, excluded: 0, heldOut: 0 },
      conflicts: 1,
      refusedRecipients: [{ userId: userId(3), reason: PROBLEM, requestId: 'request-400', batch: 0, stage: 1 }],
      unknownBatches: [
        { batch: 3, stage: 2, recipients: 10, state: 'in-doubt', retryKey: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ],
    });
    expect(report.acceptances.map((acceptance: { batch: number }) => acceptance.batch)).toEqual([0, 1, 2]);
    expect(report.acceptances[1]).toEqual({
      batch: 1,
      stage: 1,
      recipients: 10,
      at: expect.stringMatching(/^2026-01-15T03:.*Z$/),
      requestId: expect.stringMatching(/^request-/),
      acceptedRequestId: expect.stringMatching(/^accepted-/),
    });
    const plotted = report.timeline.reduce((sum: number, point: { recipients: number }) => sum + point.recipients, 0);
    expect(plotted).toBe(29);
  });

  it('lists everybody of a batch that was refused or skipped as a whole', async () => {
    const id = await bench.plan(ledger, [20]);
    bench.platform.fate = ({ number }, take) =>
      number === 1 ? take() : { type: 'refused', status: 403, requestId: 'request-403', problem: 'no', details: [] };
    await bench.run(id, ledger);

    const report = await reportJson(id);

    expect(report.recipients.refused).toBe(10);
    expect(report.refusedRecipients).toHaveLength(10);
    expect(report.refusedRecipients[9]).toEqual({
      userId: userId(19),
      reason: 'no',
      requestId: 'request-403',
      batch: 1,
      stage: 1,
    });
  });

  it('tells people the same in plain text, with a plot that needs no colour', async () => {
    const id = await eventful();

    const { exitCode, stdout } = await cli.run('broadcast', 'report', id);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^[\x20-\x7e\n…]*$/);
    expect(stdout).toContain(`${id}  spring & <summer>  incomplete`);
    expect(stdout).toMatch(/STAGE +RECIPIENTS +ACCEPTED +REFUSED +UNKNOWN +PENDING/);
    expect(stdout).toMatch(/^1 +20 +19 +1 +0 +0 +completed/m);
    expect(stdout).toMatch(/^2 +20 +10 +0 +10 +0/m);
    expect(stdout).toMatch(/^2026-01-15 \d\d:.* +\d+ +#+$/m);
    expect(stdout).toMatch(/accepted-\S+\s+\(409\s+to\s+request-\d+\)/);
    expect(stdout).toContain(PROBLEM.slice(0, 30));
    expect(stdout).toMatch(/^3 +2 +10 +in-doubt/m);
  });

  it('writes the refused as CSV that survives commas, quotes and line breaks', async () => {
    const id = await bench.plan(ledger, [10]);
    const awkward = '=to[3], "bad"\nreally';
    bench.platform.fate = ({ userIds }, take) =>
      userIds.includes(parseUserId(userId(3)))
        ? { type: 'refused', status: 400, requestId: 'r-1', problem: awkward, details: [] }
        : take();
    await bench.run(id, ledger);
    const csv = join(cli.home, 'refused.csv');

    const { exitCode, stderr } = await cli.run('broadcast', 'report', id, '--csv', csv);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `wrote ${csv}\n` });
    expect(readFileSync(csv, 'utf8')).toBe(
      `user_id,reason,request_id,batch,stage\n${userId(3)},"=to[3], ""bad""\nreally",r-1,0,1\n`,
    );
    expect(statSync(csv).mode & 0o777).toBe(0o600);
  });

  it('writes one HTML page that loads nothing and in which nothing from outside is markup', async () => {
    const id = await eventful();
    const page = join(cli.home, 'page.html');

    const { exitCode } = await cli.run('broadcast', 'report', id, '--html', page);

    expect(exitCode).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('</html>');
    expect(html).not.toMatch(/<script|<link|<img|url\(|@import|https?:/);
    expect(html).not.toMatch(/<summer>|<b>|<answer>/);
    expect(html).toContain('spring &#38; &#60;summer&#62;');
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).toContain('<svg');
    expect(html).toContain('request-400');
  });

  it.each(['--html', '--csv', '--held-out-csv'])('never writes over a file: %s', async (option) => {
    const id = await eventful();
    const path = join(bench.folder, 'state.db');
    const before = readFileSync(path);

    const { exitCode, stdout, stderr } = await cli.run('broadcast', 'report', id, option, path);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('exists already');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('leaves no file where it cannot be written', async () => {
    const id = await eventful();
    const path = join(cli.home, 'no-such-folder', 'page.html');
    const { exitCode } = await cli.run('broadcast', 'report', id, '--html', path);
    expect(exitCode).toBe(2);
    expect(existsSync(path)).toBe(false);
  });

  it('is a usage error for a broadcast that does not exist', async () => {
    expect(await cli.run('broadcast', 'report', 'b-20260101-zzzzzz')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('broadcast verify', () => {
  it('ends with 3 when a check fails, and says which', async () => {
    // The bench stores no real plan hash.
    const id = await bench.plan(ledger, [10]);

    const { exitCode, stdout, stderr } = await cli.run('broadcast', 'verify', id, '--json');

    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'line-ops/broadcast-verify@1',
      id,
      ok: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'plan-hash', status: 'fail' }),
        { id: 'once', title: 'Nobody is in two batches', status: 'pass', detail: '10 user IDs compared' },
      ]),
    });
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'BOOKS_WRONG', details: { failed: ['plan-hash'] } });
    const text = await cli.run('broadcast', 'verify', id);
    expect(text.stdout).toMatch(/^fail +Recipients, message and stages/m);
    expect(text.stdout).toMatch(/^pass +Nobody is in two batches +10 user IDs compared$/m);
  });
});
