import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIRST_CHANNEL } from '../../../src/emulator/channel.js';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine, type Ran } from '../../support/command-line.js';
import { type Bot, type Started, type StartedBot, signatureOf, start, startBot } from '../../support/probed-bot.js';
import { caFile, GOOD_TLS, INTERMEDIATE, quick } from './checking.js';

let line: CommandLine;
let emulator: Emulator;
let bot: StartedBot;

/** Whom the bot refuses, beside forgers. */
let refused = '';
const answer: Bot = ({ headers, body }, response) => {
  const isRefused = refused !== '' && headers['user-agent']?.startsWith(refused);
  const isSigned = headers['x-line-signature'] === signatureOf(body, FIRST_CHANNEL.secret);
  response.writeHead(isRefused ? 403 : isSigned ? 200 : 401).end();
};

beforeEach(async () => {
  refused = '';
  emulator = await startEmulator({ followers: 1 });
  bot = await startBot(answer, null);
  line = openCommandLine(emulator.env, quick());
});

afterEach(async () => {
  line.remove();
  await bot[Symbol.asyncDispose]();
  await emulator.stop();
});

const setting = (setting: Readonly<Record<string, unknown>>) =>
  fetch(`${emulator.url}/_emulator/webhook`, { method: 'POST', body: JSON.stringify(setting) });

/** How often LINE was asked to call a server. */
const tests = () => emulator.requests().endpoints.find(({ path }) => path.endsWith('/webhook/test'))?.count ?? 0;

const documentOf = ({ stdout }: Ran) => JSON.parse(stdout);
const checkIn = (ran: Ran, id: string) => documentOf(ran).checks.find((check: { id: string }) => check.id === id);

describe('the endpoint of the channel', () => {
  it('is not set: that examination fails, and nothing else is tried', async () => {
    const ran = await line.run('webhook', 'check', '--json');
    expect(ran.exitCode).toBe(3);
    expect(Object.keys(documentOf(ran))).toEqual(['schema', 'endpoint', 'active', 'ok', 'checks']);
    expect(documentOf(ran)).toMatchObject({
      schema: 'line-ops/webhook-check@1',
      endpoint: null,
      active: null,
      ok: false,
    });
    expect(checkIn(ran, 'endpoint-set').status).toBe('fail');
    expect(tests()).toBe(0);
    expect(JSON.parse(ran.stderr)).toMatchObject({
      error: { code: 'EXAMINATION_FAILED', kind: 'findings', exitCode: 3 },
    });
  });

  it('is set and switched on, for this very bot, and LINE calls it', async () => {
    await setting({ endpoint: bot.url, active: true });
    const ran = await line.run('webhook', 'check', '--json');
    expect([ran.exitCode, documentOf(ran).endpoint, documentOf(ran).active]).toEqual([0, bot.url, true]);
    expect(checkIn(ran, 'response-settings')).toMatchObject({
      status: 'pass',
      detail: expect.stringContaining('chat is'),
    });
    expect(checkIn(ran, 'line-test').status).toBe('pass');
    expect(checkIn(ran, 'address-filter').status).toBe('pass');
    expect(bot.received.every(({ body }) => JSON.parse(body).destination === FIRST_CHANNEL.botUserId)).toBe(true);
  });

  it('is switched off: LINE sends nothing, and what must not be off then cannot be seen from here', async () => {
    await setting({ endpoint: bot.url, active: false });
    const ran = await line.run('webhook', 'check', '--json', '--skip-line-test');
    expect([ran.exitCode, documentOf(ran).active]).toEqual([3, false]);
    expect(checkIn(ran, 'webhook-active').status).toBe('fail');
    expect(checkIn(ran, 'response-settings')).toMatchObject({
      status: 'unknown',
      hint: expect.stringContaining('LINE Official Account Manager'),
    });
    const given = await line.run('webhook', 'check', bot.url, '--json', '--skip-line-test');
    expect([given.exitCode, checkIn(given, 'webhook-active').status]).toEqual([0, 'warn']);
  });

  it('cannot be asked for with a dead token: the server that was named is examined all the same', async () => {
    line.setEnv({ LINE_CHANNEL_ACCESS_TOKEN: 'a-token-that-nobody-knows' });
    const asked = emulator.requests().total;
    const ran = await line.run('webhook', 'check', bot.url, '--json');
    // A platform that hangs would be waited for at each of them.
    expect(emulator.requests().total - asked).toBe(1);
    expect(checkIn(ran, 'line-test')).toMatchObject({ status: 'unknown', detail: expect.stringContaining('401') });
    expect(checkIn(ran, 'webhook-active')).toMatchObject({ status: 'unknown', detail: expect.stringContaining('401') });
    expect(checkIn(ran, 'empty-events').status).toBe('pass');
    expect(await line.run('webhook', 'check', '--json')).toMatchObject({ exitCode: 4, stdout: '' });
  });
});

it('a server that lets this computer in, and not LINE, filters its callers', async () => {
  await setting({ endpoint: bot.url, active: true });
  refused = 'LineBotWebhook';
  const ran = await line.run('webhook', 'check', '--json');
  expect(checkIn(ran, 'line-test')).toMatchObject({ status: 'fail', detail: expect.stringContaining('answered 403') });
  expect(checkIn(ran, 'address-filter')).toMatchObject({
    status: 'fail',
    detail: 'it answers this computer, and not LINE (ERROR_STATUS_CODE, 403)',
  });
});

it('a server that takes LINE, and not us, has another secret than the one here', async () => {
  await setting({ endpoint: bot.url, active: true });
  line.setEnv({ LINE_CHANNEL_SECRET: 'd0'.repeat(16), LINE_CHANNEL_ACCESS_TOKEN: await someToken() });
  const ran = await line.run('webhook', 'check', '--json');
  expect(checkIn(ran, 'line-test').status).toBe('pass');
  expect(checkIn(ran, 'empty-events')).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('answered 401'),
    hint: expect.stringContaining('the channel secret here is an old one'),
  });
});

async function someToken(): Promise<string> {
  return (await line.run('token', 'issue', '--type', 'stateless')).stdout.trim();
}

it('no host of LINE is tried, nor looked up', async () => {
  const ran = await line.run('webhook', 'check', 'https://api.line.me/hook', '--json');
  expect([ran.exitCode, checkIn(ran, 'url-rules'), checkIn(ran, 'dns').status]).toEqual([
    3,
    expect.objectContaining({ status: 'fail', detail: expect.stringContaining("a host of LINE's own") }),
    'skip',
  ]);
  expect(tests()).toBe(0);
});

describe("LINE's test, 60 an hour", () => {
  /** As many tests as other runs of this state made within the hour. */
  function madeBefore(count: number): void {
    const at = new Date();
    const entry = {
      time: new Date(at.getTime() - 60_000).toISOString(),
      requestId: null,
      method: 'POST',
      url: `${emulator.url}/v2/bot/channel/webhook/test`,
      status: 200,
      channel: '1234567890',
    };
    mkdirSync(join(line.home, 'logs'), { recursive: true });
    const day = entry.time.slice(0, 10);
    writeFileSync(
      join(line.home, 'logs', `requests-${day}.jsonl`),
      `${Array.from({ length: count }, () => JSON.stringify(entry)).join('\n')}\n`,
    );
  }

  it('is spent without a word while there are enough', async () => {
    madeBefore(49);
    expect(checkIn(await line.run('webhook', 'check', bot.url, '--json'), 'line-test').status).toBe('pass');
  });

  it('is asked for before the last ones are spent', async () => {
    madeBefore(50);
    const nobody = await line.run('webhook', 'check', bot.url, '--json');
    expect(checkIn(nobody, 'line-test')).toMatchObject({
      status: 'skip',
      detail: 'not examined: only 10 of 60 tests are left this hour',
    });
    expect(tests()).toBe(0);
    const no = await line.runIn({ answers: [false] }, 'webhook', 'check', bot.url);
    expect(no.stderr).toContain('? Spend one of the last 10 tests that LINE makes this hour?');
    expect(tests()).toBe(0);
    await line.run('webhook', 'check', bot.url, '--yes');
    expect(tests()).toBe(1);
  });

  it('is not made when none is left, whoever agrees', async () => {
    madeBefore(60);
    const ran = await line.run('webhook', 'check', bot.url, '--json', '--yes');
    expect(checkIn(ran, 'line-test')).toMatchObject({ status: 'skip', detail: expect.stringContaining('are used up') });
    expect(tests()).toBe(0);
  });

  it('counts what other commands spent, and what it spent itself', async () => {
    madeBefore(48);
    await line.run('webhook', 'test', bot.url);
    await line.run('webhook', 'check', bot.url);
    expect(checkIn(await line.run('webhook', 'check', bot.url, '--json'), 'line-test').detail).toContain(
      'only 10 of 60',
    );
  });
});

describe('events to a server that may not be on this machine', () => {
  let front: Started;
  const FAR = 'https://bot.invalid/hook';

  beforeEach(async () => {
    await bot[Symbol.asyncDispose]();
    bot = await startBot(answer, GOOD_TLS);
    const proxy = createServer();
    proxy.on('connect', (_request, client) => {
      const behind = connect(bot.port, '127.0.0.1');
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(behind).pipe(client);
      client.on('error', () => behind.destroy());
      behind.on('error', () => client.destroy());
    });
    front = await start(proxy, 'http');
    line.setEnv({ HTTPS_PROXY: `http://127.0.0.1:${front.port}` });
  });

  afterEach(() => front[Symbol.asyncDispose]());

  const run = (...argv: readonly string[]) => ['webhook', 'check', FAR, '--skip-line-test', '--ca', caFile(), ...argv];
  const events = () =>
    bot.received.flatMap(({ body }): readonly Readonly<Record<string, unknown>>[] => JSON.parse(body).events);

  it('are not sent unless somebody says so, not even with --yes', async () => {
    const ran = await line.run(...run('--json', '--yes'));
    expect(checkIn(ran, 'several-events')).toMatchObject({
      status: 'skip',
      hint: expect.stringContaining('--send-events'),
    });
    expect(events()).toEqual([]);
    expect(bot.received.length).toBeGreaterThan(10);
  });

  it('are sent with --send-events: in standby, and all of it marked as samples', async () => {
    const ran = await line.run(...run('--json', '--send-events'));
    expect(checkIn(ran, 'several-events').status).toBe('pass');
    expect(events().map(({ mode }) => mode)).toEqual(events().map(() => 'standby'));
    const users = new Set(events().map(({ source }) => Reflect.get(Object(source), 'userId')));
    expect([...users].toSorted()).toEqual(['Udeadbeefdeadbeef0000000000000001', 'Udeadbeefdeadbeef0000000000000002']);
    expect(events().every(({ replyToken }) => String(replyToken ?? 'deadbeefdeadbeef').startsWith('deadbeef'))).toBe(
      true,
    );
    expect(new Set(events().map(({ webhookEventId }) => webhookEventId)).size).toBe(events().length);
  });

  it.each([
    [true, 'pass'],
    [false, 'skip'],
  ])('are asked for on a terminal: %s', async (agrees, status) => {
    const { stdout, stderr } = await line.runIn({ answers: [agrees] }, ...run());
    expect(stderr).toContain('? Send sample events, in standby, to this server?');
    expect(stdout).toMatch(new RegExp(`^${status} +Several events of several users`, 'm'));
  });
});

describe('what comes out', () => {
  const check = (...argv: readonly string[]) => line.run('webhook', 'check', bot.url, '--skip-line-test', ...argv);

  it('is text with the sum of it at the end, and the error names what failed', async () => {
    refused = 'line-ops';
    const { exitCode, stdout, stderr } = await check();
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^fail {5}Empty list of events: answered 403 after \d+ ms$/m);
    expect(stdout).toMatch(/\nfailed: 1 failed, [\s\S]* not examined\n$/);
    expect(stderr).toMatch(
      /^The server was called 4 times, .*\nerror: webhook check failed: Empty list of events\nhint: /,
    );
    expect(
      Math.max(...stdout.split('\n').map((row) => (row.includes('https://') ? 0 : row.length))),
    ).toBeLessThanOrEqual(80);
  });

  it('is an annotation for each point, or a test suite', async () => {
    refused = 'line-ops';
    const github = await check('--format', 'github');
    expect([github.exitCode, github.stdout]).toEqual([
      3,
      expect.stringMatching(/^::error title=webhook check%3A Empty list of events::answered 403 after/m),
    ]);
    const junit = await check('--format', 'junit');
    expect([junit.exitCode, junit.stdout]).toEqual([
      3,
      expect.stringMatching(/^<\?xml version="1.0"[\s\S]* failures="1" /),
    ]);
  });

  it('is exit 3 for a warning only where the run is strict, and ok all the same', async () => {
    await setting({ endpoint: bot.url, active: true });
    expect((await check('--json')).exitCode).toBe(0);
    const strict = await check('--json', '--strict');
    expect([strict.exitCode, documentOf(strict).ok]).toEqual([3, true]);
  });

  it('is refused where two forms are asked for, or a file of CAs holds none, before anything is sent', async () => {
    expect(await check('--json', '--format', 'junit')).toMatchObject({ exitCode: 2, stdout: '' });
    const path = join(line.home, 'none.pem');
    writeFileSync(path, 'nothing');
    expect(await check('--ca', path)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('it holds no certificate in PEM form'),
    });
    // An intermediate would hide that the server sends none.
    writeFileSync(path, INTERMEDIATE.pem);
    expect(await check('--ca', path)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('it holds no root'),
    });
    expect(bot.received).toEqual([]);
  });

  it('holds no password that stands in the URL', async () => {
    const { stdout, stderr } = await line.run('webhook', 'check', bot.url.replace('//', '//me:hunter-two@'));
    expect(stdout).toMatch(/^fail {5}URL rules: .*user name or password/m);
    expect(`${stdout}${stderr}`).not.toContain('hunter-two');
  });

  it('with --dry-run is what would be sent, and nothing is', async () => {
    const ran = await check('--dry-run', '--json');
    const { schema, requests } = documentOf(ran);
    expect([ran.exitCode, schema]).toEqual([0, 'line-ops/webhook-check-plan@1']);
    const posts = requests.filter(({ method }: { method: string }) => method === 'POST');
    expect(posts.length).toBe(18);
    expect(posts.every(({ path, body }: { path: string; body: string }) => path === bot.url && JSON.parse(body))).toBe(
      true,
    );
    expect([bot.connections(), tests()]).toEqual([0, 0]);
    const ofLine = await line.run('webhook', 'check', 'https://api.line.me/hook', '--dry-run', '--json');
    expect(documentOf(ofLine).requests).toEqual([]);
    // As many as are sent.
    await check();
    expect(bot.received.length).toBe(posts.length);
  });
});
