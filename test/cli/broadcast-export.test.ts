import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/adapters/state/sqlite/sqlite.js';
import { type BroadcastId, parseBroadcastId } from '../../src/domain/line/ids.js';
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

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const PROBLEM = 'The property, to[3], is "invalid"';

/** Of 50: 29 accepted (one set aside), 10 in doubt, 10 pending in a stage that was not begun. */
async function eventful(): Promise<BroadcastId> {
  const id = await bench.plan(ledger, [20, 20, 10]);
  bench.platform.fate = ({ userIds }, take) => {
    if (userIds.includes(userId(3)))
      return { type: 'refused', status: 400, requestId: 'request-400', problem: PROBLEM, details: [] };
    return userIds.includes(userId(30)) ? silence : take();
  };
  await bench.run(id, ledger);
  return id;
}

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => userId(from + index));

async function listed(...args: readonly string[]): Promise<string[]> {
  const { exitCode, stdout } = await cli.run('broadcast', 'export', ...args);
  expect(exitCode).toBe(0);
  return stdout.split('\n').slice(0, -1);
}

describe('broadcast export', () => {
  it('lists the user IDs of each state, one a line, and everybody stands in exactly one list', async () => {
    const id = await eventful();

    const accepted = await listed(id, '--accepted');
    const unknown = await listed(id, '--unknown');
    const pending = await listed(id, '--pending');
    const refused = await listed(id, '--refused');

    expect(accepted).toEqual([...ids(0, 3), ...ids(4, 30)]);
    expect(unknown).toEqual(ids(30, 40));
    expect(pending).toEqual(ids(40, 50));
    expect(refused).toEqual([userId(3)]);
    expect(await listed(id, '--left-out')).toEqual([]);
    expect([...accepted, ...unknown, ...pending, ...refused].sort()).toEqual(ids(0, 50));
    expect((await listed(id, '--accepted', '--pending', '--refused', '--unknown', '--left-out')).sort()).toEqual(
      ids(0, 50),
    );
  });

  it('writes state, stage, batch, time, request ID and reason as CSV, of everybody where no state is named', async () => {
    const id = await eventful();

    const rows = await listed(id, '--format', 'csv');

    expect(rows).toHaveLength(51);
    expect(rows[0]).toBe('user_id,state,stage,batch,time,request_id,reason');
    expect(rows[1]).toMatch(new RegExp(`^${userId(0)},accepted,1,0,2026-01-15T03:[0-9:.]+Z,request-[0-9]+,$`));
    expect(rows[30]).toMatch(new RegExp(`^${userId(30)},unknown,2,3,2026-01-15T03:[0-9:.]+Z,,`));
    expect(rows[40]).toBe(`${userId(40)},pending,3,4,,,`);
    expect(rows[50]).toBe(`${userId(3)},refused,1,0,,request-400,"${PROBLEM.replaceAll('"', '""')}"`);
  });

  it('is one document with --json, of the same people', async () => {
    const id = await eventful();

    const { stdout } = await cli.run('broadcast', 'export', id, '--refused', '--unknown', '--json');

    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual([
      'schema',
      'id',
      'state',
      'out',
      'format',
      'total',
      'exported',
      'recipients',
    ]);
    expect(document).toMatchObject({
      schema: 'line-ops/broadcast-export@1',
      id,
      out: null,
      total: 11,
      exported: { accepted: 0, refused: 1, unknown: 10, inFlight: 0, pending: 0, leftOut: 0 },
    });
    expect(document.recipients).toHaveLength(11);
    expect(document.recipients[10]).toEqual({
      userId: userId(3),
      state: 'refused',
      stage: 1,
      batch: 0,
      at: null,
      requestId: 'request-400',
      reason: PROBLEM,
    });
  });

  it('writes a new file of its owner alone, and never over one that exists', async () => {
    const id = await eventful();
    const out = join(cli.home, 'rest.txt');

    const first = await cli.run('broadcast', 'export', id, '--pending', '--out', out, '--json');

    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ out, format: 'ids', total: 10, recipients: null });
    expect(first.stderr).toContain(`wrote ${out}: 10 recipients: 10 pending\n`);
    expect(readFileSync(out, 'utf8')).toBe(`${ids(40, 50).join('\n')}\n`);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const second = await cli.run('broadcast', 'export', id, '--accepted', '--out', out);
    expect(second.exitCode).toBe(2);
    expect(readFileSync(out, 'utf8')).toBe(`${ids(40, 50).join('\n')}\n`);
  });

  it('writes nothing with --dry-run', async () => {
    const id = await eventful();
    const out = join(cli.home, 'rest.txt');
    const { exitCode, stdout } = await cli.run('broadcast', 'export', id, '--pending', '--out', out, '--dry-run');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `would change: a new file ${out}: 10 recipients: 10 pending\n`,
    });
    expect(existsSync(out)).toBe(false);
  });

  it('says of a list without the doubtful that some of them may have it, and of the pending that they may still get it', async () => {
    const id = await eventful();
    const { stderr } = await cli.run('broadcast', 'export', id, '--pending');
    expect(stderr).toContain('warning: 10 recipients may have it, and stand in no list but that of --unknown');
    expect(stderr).toContain(`before you reach them in another way: line-ops broadcast cancel ${id}`);
    expect((await cli.run('broadcast', 'export', id, '--accepted', '--unknown')).stderr).toBe('');
  });

  it('says of refused people that they may still get it only where their batch as a whole was refused', async () => {
    const byName = await eventful();
    const named = await cli.run('broadcast', 'export', byName, '--refused');
    expect(named.stderr).not.toContain('may still be sent');

    const whole = await bench.plan(ledger, [10, 10], { id: parseBroadcastId('b-20260115-bbbbbb') });
    bench.platform.fate = () => ({ type: 'refused', status: 403, requestId: 'r', problem: 'no', details: [] });
    await bench.run(whole, ledger);
    const asBatch = await cli.run('broadcast', 'export', whole, '--refused');
    expect(asBatch.stderr).toContain(`${whole} may still be sent to 10 recipients of this list`);
  });

  it('keeps whom the operator left out apart, with the reason', async () => {
    const id = await bench.plan(ledger, [20]);
    bench.platform.fate = ({ number }, take) =>
      number === 1 ? take() : { type: 'refused', status: 403, requestId: 'request-403', problem: 'no', details: [] };
    await bench.run(id, ledger);
    await ledger.leaveOutRefused(id);
    expect(await listed(id, '--refused')).toEqual([]);
    const rows = await listed(id, '--left-out', '--format', 'csv');
    expect(rows.slice(1).map((row) => row.split(',')[0])).toEqual(ids(10, 20));
    expect(rows[1]).toMatch(/,leftOut,1,1,[^,]*,request-403,no$/);
  });

  it.each([
    [
      'no state and no form that tells it',
      ['--out', 'x.txt'],
      '--accepted, --pending, --refused, --unknown and --left-out',
    ],
    ['a form beside --json', ['--accepted', '--format', 'csv', '--json'], '--out'],
  ])('is exit 2 for %s', async (_what, args, hint) => {
    const id = await eventful();
    const { exitCode, stdout, stderr } = await cli.run('broadcast', 'export', id, ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(hint);
  });

  it('is exit 2 where there is no such broadcast, and where LINE chose the recipients', async () => {
    const friends = await bench.planForFriends(ledger, 'narrowcast', [100], {
      id: parseBroadcastId('b-20260115-bbbbbb'),
    });
    const { exitCode, stderr } = await cli.run('broadcast', 'export', friends, '--accepted');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('it is a narrowcast to friends whom LINE chose');
    expect(stderr).toContain(`line-ops broadcast report ${friends}`);
    expect((await cli.run('broadcast', 'export', 'b-20260115-zzzzzz', '--accepted')).exitCode).toBe(2);
  });

  it('leaves no file where the ledger is damaged: a list that lacks people must not pass for a whole one', async () => {
    const id = await eventful();
    const database = await openSqlite(join(bench.folder, 'state.db'));
    database.exec(`UPDATE batch_recipients SET user_ids = zeroblob(160) WHERE idx = 2`);
    database.close();
    const out = join(cli.home, 'accepted.txt');
    const before = readdirSync(cli.home);

    const { exitCode, stderr } = await cli.run('broadcast', 'export', id, '--accepted', '--out', out);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('batch 2');
    expect(readdirSync(cli.home)).toEqual(before);
  });
});
