import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseUserId } from '../../src/domain/line/ids.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { LineApi } from '../../src/ports/line-api.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';
import { lineFailed, rateLimited } from '../support/failures.js';
import { createWorld } from '../support/world.js';

let line: CommandLine;
let emulator: Emulator;
let bot: Server;
let botStatus = 200;
let botCalls = 0;
let url = '';

beforeEach(async () => {
  [botStatus, botCalls] = [200, 0];
  emulator = await startEmulator({ followers: 1 });
  bot = createServer((request, response) => {
    botCalls += 1;
    request.resume().on('end', () => response.writeHead(botStatus).end());
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/hook`;
  line = openCommandLine(emulator.env);
});

afterEach(async () => {
  line.remove();
  bot.close();
  bot.closeAllConnections();
  await emulator.stop();
});

const calls = () => emulator.requests();

const FAR = 'https://bot.example.com/hook';

/** A LINE that says what the emulator cannot be made to say. */
function scripted(line: Partial<LineApi>, { active = true } = {}) {
  let endpoint = 'https://old.example.com/';
  return createWorld({
    env: { LINE_CHANNEL_ACCESS_TOKEN: 'a-token-of-the-test' },
    line: {
      webhookEndpoint: async () => ({ endpoint, active }),
      setWebhookEndpoint: async (_token, url) => {
        endpoint = url;
      },
      ...line,
    },
  });
}

describe('webhook show', () => {
  it('takes "none is set" as an answer', async () => {
    expect(await line.run('webhook', 'show', '--json')).toMatchObject({
      exitCode: 0,
      stdout:
        '{"schema":"line-ops/webhook@1","endpoint":null,"active":null,"chatMode":"bot","responseSettings":null}\n',
      stderr: '',
    });
    expect(await line.run('webhook', 'show')).toMatchObject({ exitCode: 0, stdout: 'No webhook endpoint is set.\n' });
  });
});

describe('webhook show, beside the endpoint', () => {
  const bot = (chatMode: string) => ({
    userId: parseUserId(`U${'0'.repeat(32)}`),
    basicId: null,
    premiumId: null,
    displayName: null,
    chatMode,
    markAsReadMode: null,
  });

  it('says what LINE forbids where webhooks are off, and that only a half of it can be seen', async () => {
    const world = scripted({ botInfo: async () => bot('chat') }, { active: false });
    const { exitCode, stdout, stderr } = await world.run('webhook', 'show');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/chat +on: people can answer by hand/);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'does not allow webhooks, response mode and greeting message to be off at once',
    );
    expect(stderr).toContain('LINE Official Account Manager');
    expect(JSON.parse((await world.run('webhook', 'show', '--json')).stdout)).toMatchObject({
      active: false,
      chatMode: 'chat',
      responseSettings: 'unknown',
    });
  });

  it('is shown also where LINE does not say who the bot is', async () => {
    const limit = rateLimited();
    const { exitCode, stdout, stderr } = await scripted({ botInfo: () => Promise.reject(limit) }).run(
      'webhook',
      'show',
      '--json',
    );
    expect([exitCode, JSON.parse(stdout).chatMode]).toEqual([0, null]);
    expect(stderr).toContain('warning: whether chat is on is not known');
  });
});

describe('webhook set', () => {
  it('shows old and new, asks, sets, reads back, waits for the cache minute, and tests', async () => {
    const ran = await line.runIn({ answers: [true] }, 'webhook', 'set', url);
    expect(ran).toMatchObject({ exitCode: 0, waits: [60_000] });
    expect(ran.stderr).toContain(`old: (none)\nnew: ${url}\n`);
    expect(ran.stderr).toContain(`? Send the webhooks of channel 1234567890 to ${url}?`);
    expect(ran.stdout).toContain('test         passed: the bot server answered as it should');
    expect(botCalls).toBe(1);
  });

  it('answers in JSON', async () => {
    const { exitCode, stdout, waits } = await line.run('webhook', 'set', url, '--yes', '--json', '--test-after', '2m');
    expect([exitCode, waits]).toEqual([0, [120_000]]);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/webhook-set@1',
      endpoint: url,
      previous: null,
      active: true,
      test: {
        success: true,
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        statusCode: 200,
        reason: 'OK',
        detail: '200',
        explanation: 'the bot server answered as it should',
        hint: null,
      },
      restored: false,
      triedOn: null,
    });
    expect((await line.run('webhook', 'show', '--json')).stdout).toBe(
      `{"schema":"line-ops/webhook@1","endpoint":"${url}","active":true,"chatMode":"bot","responseSettings":"allowed"}\n`,
    );
  });

  it('exits with 3 when the test fails, and says that the endpoint is set', async () => {
    botStatus = 500;
    const { exitCode, stdout, stderr } = await line.run('webhook', 'set', url, '--yes', '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      endpoint: url,
      test: { success: false, reason: 'ERROR_STATUS_CODE', statusCode: 500 },
    });
    expect(stderr).toContain('the endpoint is set, and its test failed');
  });

  describe('when the test of a new endpoint fails', () => {
    const OLD = 'https://old.example.com/';
    const failed = { success: false, timestamp: null, statusCode: 500, reason: 'ERROR_STATUS_CODE', detail: '500' };

    it('goes back to the old one where the person agrees', async () => {
      await line.run('webhook', 'set', url, '--yes', '--no-test');
      botStatus = 500;
      const next = `${url}/next`;
      const ran = await line.runIn({ answers: [true, true] }, 'webhook', 'set', next);
      expect(ran.exitCode).toBe(3);
      expect(ran.stderr).toContain(`The test failed: the bot server answered 500`);
      expect(ran.stderr).toContain(`? Set the old endpoint ${url} again?`);
      expect(ran.stderr).toContain('error: the test of the new endpoint failed, and the old one is set again');
      expect((await line.run('webhook', 'show')).stdout).toContain(url);
      expect((await line.run('webhook', 'show')).stdout).not.toContain(next);

      const kept = await line.runIn({ answers: [true, false] }, 'webhook', 'set', next);
      expect(kept.exitCode).toBe(3);
      expect(kept.stderr).toContain(`Back to the old one: line-ops webhook set ${url}`);
      expect((await line.run('webhook', 'show')).stdout).toContain(next);
    });

    it('stays where --yes has agreed to the new one alone, and goes back by itself with --restore', async () => {
      const world = scripted({ testWebhook: async () => failed });
      const stays = await world.run('webhook', 'set', FAR, '--yes', '--json');
      expect([stays.exitCode, JSON.parse(stays.stdout)]).toMatchObject([3, { endpoint: FAR, restored: false }]);

      const other = scripted({ testWebhook: async () => failed });
      const back = await other.run('webhook', 'set', FAR, '--yes', '--restore', '--json');
      expect(back.exitCode).toBe(3);
      expect(JSON.parse(back.stdout)).toMatchObject({
        endpoint: OLD,
        previous: OLD,
        restored: true,
        test: { success: false },
      });
      expect(back.stderr).toContain('the old one is set again');
    });

    it('says that the new one is set where the old one cannot be set again', async () => {
      const world = scripted({ testWebhook: async () => failed });
      const set = world.line.setWebhookEndpoint;
      let calls = 0;
      world.line.setWebhookEndpoint = async (token, endpoint) => {
        calls += 1;
        if (calls === 2) throw lineFailed();
        await set?.(token, endpoint);
      };
      const ran = await world.run('webhook', 'set', FAR, '--yes', '--restore', '--json');
      expect(ran.exitCode).toBe(6);
      expect(JSON.parse(ran.stdout)).toMatchObject({ endpoint: FAR, restored: false, test: { success: false } });
    });
  });

  describe('on a channel in production', () => {
    const add = (name: string, id: string, ...more: readonly string[]) =>
      line.runIn(
        { stdin: emulator.env['LINE_CHANNEL_SECRET'] ?? '' },
        ...['channel', 'add', name, '--channel-id', id, '--channel-secret-stdin', '--no-verify', ...more],
      );

    it('says whether the URL was tried on another channel', async () => {
      await add('trial', emulator.env['LINE_CHANNEL_ID'] ?? '');
      await add('shop', '1650000001', '--production');
      // The emulator has one channel: both ask it with a token of that.
      const { stdout: token } = await line.run('token', 'issue', '--type', 'stateless', '-c', 'trial');
      line.setEnv({ LINE_CHANNEL_ACCESS_TOKEN: token.trim() });
      const set = () => line.run('webhook', 'set', url, '--dry-run', '-c', 'shop');
      expect((await set()).stderr).toContain('no other channel here was tried with this URL');

      botStatus = 500;
      await line.run('webhook', 'test', url, '-c', 'trial');
      expect((await set()).stderr).toContain('warning: on trial this URL was tested, and failed');
      botStatus = 200;
      await line.run('webhook', 'test', url, '-c', 'trial');
      expect((await set()).stderr).toContain('It was tested on trial, and passed.');
    });
  });

  it('neither waits nor tests with --no-test', async () => {
    const { exitCode, stdout, waits } = await line.run('webhook', 'set', url, '--yes', '--json', '--no-test');
    expect([exitCode, waits, botCalls]).toEqual([0, [], 0]);
    expect(JSON.parse(stdout)).toMatchObject({ endpoint: url, test: null });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves the endpoint set when %s ends the wait', async (signal, exitCode) => {
    const ran = await line.runIn({ interruptedBy: signal }, 'webhook', 'set', url, '--yes', '--json');
    expect(ran.exitCode).toBe(exitCode);
    expect(JSON.parse(ran.stdout)).toMatchObject({ endpoint: url, test: null });
    expect(ran.stderr).toContain('WEBHOOK_TEST_SKIPPED');
    expect(botCalls).toBe(0);
  });

  it.each([
    'https://localhost/cb',
    'https://192.168.1.10/cb',
    'https://10.0.0.5/',
    'https://[::1]/',
    'https://2130706433/',
  ])('refuses %s, which LINE cannot reach, before it replaces a good endpoint', async (local) => {
    const world = scripted({});
    const { exitCode, stderr } = await world.run('webhook', 'set', local, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('which LINE cannot reach');
    expect(world.calls).toEqual([]);
  });

  it('warns of a name that is a private address here', async () => {
    const asked: string[] = [];
    const world = scripted({});
    const resolveHost = async (name: string) => {
      asked.push(name);
      return ['10.1.2.3'];
    };
    Object.assign(world.deps, { resolveHost });
    const { exitCode, stderr } = await world.run('webhook', 'set', FAR, '--yes', '--no-test');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning: bot.example.com is 10.1.2.3 here, which LINE cannot reach unless');
    expect(asked).toEqual(['bot.example.com']);
  });

  it('tells what was changed also where the test could not be made', async () => {
    const limit = rateLimited();
    const { exitCode, stdout } = await scripted({ testWebhook: () => Promise.reject(limit) }).run(
      'webhook',
      'set',
      FAR,
      '--yes',
      '--json',
    );
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ endpoint: FAR, previous: 'https://old.example.com/', test: null });
  });

  it('says that the endpoint is set when only the reading failed', async () => {
    const failure = lineFailed();
    const world = scripted({});
    world.line.setWebhookEndpoint = async () => {
      world.line.webhookEndpoint = () => Promise.reject(failure);
    };
    const { exitCode, stderr } = await world.run('webhook', 'set', FAR, '--yes');
    expect(exitCode).toBe(6);
    expect(stderr).toContain(
      'error: the endpoint is set, and could not be read back: could not do it: LINE answered 500',
    );
  });

  it('warns when LINE sends no events because webhooks are off', async () => {
    const { exitCode, stderr } = await scripted({}, { active: false }).run('webhook', 'set', FAR, '--yes', '--no-test');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning: "Use webhook" is off');
  });

  it('tests at once what is set already', async () => {
    await line.run('webhook', 'set', url, '--yes', '--no-test');
    const ran = await line.run('webhook', 'set', url, '--yes');
    expect(ran).toMatchObject({ exitCode: 0, waits: [] });
    expect(botCalls).toBe(1);
  });

  it('changes nothing when the answer is no, or nobody can be asked', async () => {
    expect(await line.runIn({ answers: [false] }, 'webhook', 'set', url)).toMatchObject({ exitCode: 130, stdout: '' });
    const unasked = await line.run('webhook', 'set', url);
    expect(unasked).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unasked.stderr).toContain('--yes');
    expect((await line.run('webhook', 'show')).stdout).toContain('No webhook endpoint is set.');
  });

  it('shows the exact request with --dry-run, and sends none', async () => {
    const { exitCode, stdout } = await line.run('webhook', 'set', url, '--dry-run', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/dry-run@1',
      requests: [
        {
          method: 'PUT',
          path: '/v2/bot/channel/webhook/endpoint',
          headers: {},
          body: JSON.stringify({ endpoint: url }),
        },
      ],
      changes: [],
    });
    expect((await line.run('webhook', 'show')).stdout).toContain('No webhook endpoint is set.');
  });

  it.each([
    'http://example.com/',
    'https://example.com/ x',
    'example.com',
    `https://example.com/${'a'.repeat(481)}`,
    'https://me:pw@example.com/',
  ])('refuses %s before any request', async (wrong) => {
    const { exitCode, stdout, stderr } = await line.run('webhook', 'set', wrong, '--yes', '--json');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'INVALID_WEBHOOK_URL', kind: 'usage' } });
    expect(calls()).toMatchObject({ total: 0 });
  });

  it('takes plain http for no other platform than one on this machine', async () => {
    line.setEnv({ LINE_OPS_API_URL: 'https://api.example.com' });
    expect(await line.run('webhook', 'set', url, '--yes')).toMatchObject({ exitCode: 2 });
  });
});

describe('webhook test', () => {
  it('says when webhooks are switched off: LINE tests all the same', async () => {
    const passed = { success: true, timestamp: null, statusCode: 200, reason: 'OK', detail: '200' };
    const world = scripted({ testWebhook: async () => passed }, { active: false });
    const { exitCode, stdout, stderr } = await world.run('webhook', 'test', '--json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { active: false, success: true }]);
    expect(stderr).toContain('warning: "Use webhook" is off');
  });

  it('tests the endpoint that is set, and explains a failure', async () => {
    await line.run('webhook', 'set', url, '--yes', '--no-test');
    botStatus = 404;
    const { exitCode, stdout, stderr } = await line.run('webhook', 'test', '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/webhook-test@1',
      endpoint: url,
      active: true,
      success: false,
      timestamp: expect.any(String),
      statusCode: 404,
      reason: 'ERROR_STATUS_CODE',
      detail: '404',
      explanation: 'the bot server answered 404, and LINE counts only 2xx as success',
      hint: expect.stringContaining('path'),
    });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'WEBHOOK_TEST_FAILED', kind: 'findings', exitCode: 3 } });
  });

  it('tests another URL without setting it', async () => {
    expect(await line.run('webhook', 'test', url)).toMatchObject({ exitCode: 0 });
    expect(botCalls).toBe(1);
    expect((await line.run('webhook', 'show')).stdout).toContain('No webhook endpoint is set.');
  });

  it('spends no test where no endpoint is set', async () => {
    const { exitCode, stderr } = await line.run('webhook', 'test');
    expect(exitCode).toBe(8);
    expect(stderr).toContain('hint: Set one with "line-ops webhook set <url>"');
  });

  it('says that a host may not resolve when LINE refuses the URL', async () => {
    const { exitCode, stderr } = await line.run('webhook', 'test', 'https://no-such-host.invalid/');
    expect(exitCode).toBe(8);
    expect(stderr).toContain('does not resolve');
  });
});

describe('webhook verify', () => {
  const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
  const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('base64');
  const secret = () => emulator.env['LINE_CHANNEL_SECRET'] ?? '';

  const bodyFile = (text: string) => {
    const path = join(line.home, 'body.json');
    writeFileSync(path, text);
    return path;
  };

  it('makes no request, and exits with 3 and the cause when the body was altered', async () => {
    const valid = await line.run(
      'webhook',
      'verify',
      '--signature',
      sign(secret()),
      '--body-file',
      bodyFile(body),
      '--json',
    );
    expect(valid).toMatchObject({
      exitCode: 0,
      stdout:
        '{"schema":"line-ops/webhook-verify@1","valid":true,"secret":"current","cause":null,"explanation":null,"hint":null}\n',
    });
    const altered = await line.run(
      'webhook',
      'verify',
      '--signature',
      sign(secret()),
      '--body-file',
      bodyFile(`${body}\n`),
      '--json',
    );
    expect(altered.exitCode).toBe(3);
    expect(JSON.parse(altered.stdout)).toMatchObject({ valid: false, secret: null, cause: 'line-end-added' });
    expect(calls()).toMatchObject({ total: 0 });
  });

  it('tries the previous secret from stdin, and the body from stdin', async () => {
    const old = 'f'.repeat(32);
    const previous = await line.runIn(
      { stdin: `${old}\n` },
      'webhook',
      'verify',
      '--signature',
      sign(old),
      '--body-file',
      bodyFile(body),
      '--previous-secret-stdin',
    );
    expect(previous).toMatchObject({ exitCode: 0, stdout: 'valid: signed with the previous channel secret\n' });
    expect(
      await line.runIn({ stdin: body }, 'webhook', 'verify', '--signature', sign(secret()), '--body-file', '-'),
    ).toMatchObject({ exitCode: 0 });
    expect(
      await line.runIn(
        { stdin: body },
        'webhook',
        'verify',
        '--signature',
        'x',
        '--body-file',
        '-',
        '--previous-secret-stdin',
      ),
    ).toMatchObject({ exitCode: 2 });
  });

  it('needs no channel ID, and tries the secrets of the other configured channels', async () => {
    const other = 'e'.repeat(32);
    line.setEnv({ LINE_CHANNEL_ID: undefined });
    const added = await line.runIn(
      { stdin: other },
      ...['channel', 'add', 'blog', '--channel-id', '1650000001', '--channel-secret-stdin', '--no-verify'],
    );
    expect(added).toMatchObject({ exitCode: 0 });
    const run = (by: string) =>
      line.run('webhook', 'verify', '--signature', sign(by), '--body-file', bodyFile(body), '--json');
    expect(await run(secret())).toMatchObject({ exitCode: 0 });
    const foreign = await run(other);
    expect(foreign.exitCode).toBe(3);
    expect(JSON.parse(foreign.stdout)).toMatchObject({
      cause: 'other-secret',
      explanation: 'it was made with the channel secret of blog',
      hint: expect.stringContaining('--channel blog'),
    });
  });
});
