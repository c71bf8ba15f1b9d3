import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

let line: CommandLine;

beforeEach(() => {
  line = openCommandLine();
  mkdirSync(join(line.home, 'logs'));
});
afterEach(() => line.remove());

interface Entry {
  readonly time: string;
  readonly requestId: string | null;
  readonly acceptedRequestId: string | null;
  readonly retryKey: string | null;
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly ms: number;
  readonly channel: string;
  readonly failure: string | null;
}

const entry = (time: string, more: Partial<Entry> = {}): Entry => ({
  time,
  requestId: 'request-1',
  acceptedRequestId: null,
  retryKey: null,
  method: 'POST',
  url: 'https://api.line.me/v2/bot/message/push',
  status: 200,
  ms: 12,
  channel: 'shop',
  failure: null,
  ...more,
});

function write(day: string, ...entries: readonly (Entry | string)[]): void {
  const lines = entries.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  writeFileSync(join(line.home, 'logs', `requests-${day}.jsonl`), `${lines.join('\n')}\n`);
}

const A = entry('2026-07-05T08:14:35.000Z', { requestId: '8e36bade-c5d6-4d00-9e69-72244675a9a1' });
const B = entry('2026-07-05T09:00:00.000Z', { requestId: 'b', status: 429, channel: 'other' });
const C = entry('2026-07-06T08:00:00.000Z', { requestId: null, status: null, failure: 'no answer in time' });
const D = entry('2026-07-06T08:00:01.000Z', { requestId: 'd', status: 409, acceptedRequestId: 'c-accepted' });

const requestIds = (stdout: string) => JSON.parse(stdout).requests.map(({ requestId }: Entry) => requestId);

describe('log list', () => {
  beforeEach(() => {
    write('2026-07-05', A, B);
    write('2026-07-06', C, D);
  });

  it('prints every field as JSON, oldest first', async () => {
    expect(await line.run('log', 'list', '--json')).toEqual({
      exitCode: 0,
      stdout: `${JSON.stringify({ schema: 'line-ops/log-list@1', requests: [A, B, C, D] })}\n`,
      stderr: '',
      waits: [],
    });
  });

  it.each([
    ['a status', ['--status', '429'], ['b']],
    ['a class of status', ['--status', '4XX'], ['b', 'd']],
    ['calls without an answer', ['--status', 'none'], [null]],
    ['a request ID', ['--request-id', 'd'], ['d']],
    ['an accepted request ID', ['--request-id', 'c-accepted'], ['d']],
    ['a channel', ['--channel', 'other'], ['b']],
    ['from a day', ['--since', '2026-07-06'], [null, 'd']],
    ['up to a time with its offset', ['--until', '2026-07-05T18:00:00+09:00'], [A.requestId]],
    ['the last hour', ['--since', '1h'], []],
    ['several at once', ['--status', '4xx', '--since', '2026-07-06'], ['d']],
  ])('filters by %s', async (_what, options, expected) => {
    expect(requestIds((await line.run('log', 'list', '--json', ...options)).stdout)).toEqual(expected);
  });

  it('prints a line a request for people', async () => {
    const { exitCode, stdout } = await line.run('log', 'list');
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /^2026-07-05 .* {2}200 {5}12 ms {2}POST {4}\/v2\/bot\/message\/push {2}8e36bade-c5d6-4d00-9e69-72244675a9a1 {2}shop$/,
    );
    expect(lines[2]).toContain('---');
    expect(lines[2]).toContain('no answer (no answer in time)');
  });

  it('skips damaged lines and says how many', async () => {
    write('2026-07-05', A, '{"time":', 'junk');
    const { exitCode, stdout, stderr } = await line.run('log', 'list', '--json', '--until', '2026-07-06');
    expect([exitCode, requestIds(stdout)]).toEqual([0, [A.requestId]]);
    expect(stderr).toBe('warning: 2 damaged lines of the log skipped\n');
  });

  it.each([
    ['--since', 'yesterday'],
    ['--since', '2026-07-05T08:00'],
    ['--status', '99'],
    ['--status', '4x'],
  ])('exits with 2 for %s %s', async (option, value) => {
    expect(await line.run('log', 'list', option, value)).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

it('takes an empty log as an answer', async () => {
  expect(await line.run('log', 'list', '--json')).toMatchObject({
    exitCode: 0,
    stdout: '{"schema":"line-ops/log-list@1","requests":[]}\n',
  });
  expect(await line.run('log', 'list')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'No requests were logged in that time.\n',
  });
  expect(await line.run('log', 'export')).toMatchObject({ exitCode: 0, stdout: '' });
});

describe('log show', () => {
  it('shows everything about a request', async () => {
    write('2026-07-06', C, D);
    expect(JSON.parse((await line.run('log', 'show', 'd', '--json')).stdout)).toEqual({
      schema: 'line-ops/log-show@1',
      requests: [D],
    });
    expect((await line.run('log', 'show', 'd')).stdout).toContain('accepted request ID  c-accepted');
    expect(await line.run('log', 'show', 'nothing')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('log export', () => {
  it("prints exactly LINE's five columns as TSV", async () => {
    write('2026-07-05', A, C);
    expect(await line.run('log', 'export', '--format', 'tsv')).toMatchObject({
      exitCode: 0,
      stdout: [
        '8e36bade-c5d6-4d00-9e69-72244675a9a1\tSun, 05 Jul 2026 08:14:35 GMT\tPOST\thttps://api.line.me/v2/bot/message/push\t200',
        '\tMon, 06 Jul 2026 08:00:00 GMT\tPOST\thttps://api.line.me/v2/bot/message/push\t',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('prints everything as JSON lines', async () => {
    write('2026-07-05', A, B);
    expect((await line.run('log', 'export', '--format', 'jsonl')).stdout).toBe(
      `${JSON.stringify(A)}\n${JSON.stringify(B)}\n`,
    );
  });
});

describe('log prune', () => {
  const dayAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const left = () => readdirSync(join(line.home, 'logs'));

  it('deletes the days that are old enough, once it may', async () => {
    write(dayAgo(95), A);
    write(dayAgo(3), A);
    const old = `requests-${dayAgo(95)}.jsonl`;

    const dry = await line.run('log', 'prune', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toEqual({
      schema: 'line-ops/log-prune@1',
      deleted: [],
      wouldDelete: [old],
      bytes: expect.any(Number),
    });
    expect(await line.run('log', 'prune')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await line.runIn({ answers: [false] }, 'log', 'prune')).toMatchObject({ exitCode: 130 });
    expect(left()).toHaveLength(2);

    const { stdout } = await line.run('log', 'prune', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ deleted: [old], wouldDelete: [] });
    expect(left()).toEqual([`requests-${dayAgo(3)}.jsonl`]);
    expect(await line.run('log', 'prune')).toMatchObject({ exitCode: 0, stdout: 'Nothing is that old.\n' });
    expect(await line.run('log', 'prune', '--older-than', '1d', '--yes')).toMatchObject({ exitCode: 0 });
    expect(left()).toEqual([]);
  });
});

describe('log list --follow', () => {
  it('goes on with what is written meanwhile, a document a line, and ends with 0 on Ctrl-C', async () => {
    write('2026-07-05', A, B);
    const run = line.start({}, 'log', 'list', '--follow', '--json', '--status', '429');
    await run.says('"requestId":"b"');
    write('2026-07-06', { ...B, requestId: 'later' }, C);
    await run.says('"requestId":"later"');
    run.signal('SIGINT');
    const { exitCode, stdout, stderr } = await run.ended;
    expect([exitCode, stderr]).toEqual([0, '']);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(documents).toEqual([
      { schema: 'line-ops/log-request@1', ...B },
      { schema: 'line-ops/log-request@1', ...B, requestId: 'later' },
    ]);
    expect(Object.keys(documents[0])[0]).toBe('schema');
  });

  it('has no end that was asked for, and ends with 143 on SIGTERM', async () => {
    expect(await line.run('log', 'list', '--follow', '--until', '1h')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await line.runIn({ interruptedBy: 'SIGTERM' }, 'log', 'list', '--follow')).toMatchObject({ exitCode: 143 });
  });
});

it('filters by method and by a part of the path; a request ID is of no webhook', async () => {
  write('2026-07-05', A, { ...B, method: 'GET', url: 'https://api.line.me/v2/bot/info' });
  expect(requestIds((await line.run('log', 'list', '--json', '--method', 'get')).stdout)).toEqual(['b']);
  expect(requestIds((await line.run('log', 'export', '--json', '--path', '/message/')).stdout)).toEqual([A.requestId]);
  expect(await line.run('log', 'list', '--webhooks', '--request-id', 'b')).toMatchObject({ exitCode: 2, stdout: '' });
});

describe('log check', () => {
  const COMBINED = '203.0.113.1 - - [05/Jul/2021:08:10:00 +0000] "POST /hook HTTP/1.1" 200 2 "-" "LineBotWebhook/2.0"';

  it('passes the log of a server that has the five columns, and its own', async () => {
    const file = join(line.home, 'access.log');
    writeFileSync(file, `${COMBINED}\n${COMBINED}\n`);
    const { exitCode, stdout } = await line.run('log', 'check', file, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'line-ops/log-check@1',
      kind: 'webhooks',
      ok: true,
      entries: 2,
      columns: [
        { id: 'sender-ip', title: 'sender IP', status: 'pass', found: 2, missingIn: [], example: '203.0.113.1' },
        { id: 'time' },
        { id: 'method' },
        { id: 'path', example: '/hook' },
        { id: 'status', example: '200' },
      ],
    });
    write('2026-07-05', A);
    writeFileSync(file, (await line.run('log', 'export', '--format', 'tsv')).stdout);
    expect(await line.run('log', 'check', file)).toMatchObject({ exitCode: 0 });
  });

  it('exits with 3 and names what is missing, and where', async () => {
    const lacking = `${COMBINED}\n${COMBINED.replace('203.0.113.1', '-')}\n`;
    const { exitCode, stdout, stderr } = await line.runIn({ stdin: lacking }, 'log', 'check', '-');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('2 entries of webhooks received in 2 lines');
    expect(stdout).toMatch(/fail +sender IP +in 1; not in line 2 +203\.0\.113\.1/);
    expect(stderr).toMatch(
      /^error: entries of stdin lack what LINE recommends to log: sender IP\nhint: .*#save-logs\n$/,
    );
    expect(await line.runIn({ stdin: 'hello\n' }, 'log', 'check', '-')).toMatchObject({ exitCode: 3 });
    expect(await line.run('log', 'check', join(line.home, 'none'))).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
