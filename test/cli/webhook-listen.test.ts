import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, DESTINATION, openBot, postWebhook, SECRET, signatureOf } from '../support/bot-server.js';
import { type CommandLine, openCommandLine, type Staying } from '../support/command-line.js';
import { holdDocuments } from '../support/documents.js';

let line: CommandLine;
let staying: Staying[] = [];

beforeEach(() => {
  // No channel ID, no token: a secret is enough.
  line = openCommandLine({ LINE_CHANNEL_SECRET: SECRET });
});

afterEach(async () => {
  for (const one of staying) one.signal('SIGINT');
  await Promise.all(staying.map(({ ended }) => ended));
  staying = [];
  line.remove();
});

interface Listener {
  readonly url: string;
  readonly run: Staying;
  /** The lines of so many webhooks. */
  webhooks(count: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

async function listen(options: readonly string[] = [], stdin = ''): Promise<Listener> {
  const run = line.start({ stdin }, 'webhook', 'listen', '--json', ...options);
  staying.push(run);
  await run.says('"schema":"line-ops/webhook-listen@1"');
  const documents = () =>
    run
      .stdout()
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
  const [first] = documents();
  expect(Object.keys(first)).toEqual(['schema', 'url']);
  return {
    url: `${first.url}/hook`,
    run,
    webhooks: async (count) => {
      await run.says(() => run.stdout().split('\n').length === count + 2);
      return documents().slice(1);
    },
  };
}

const record = () => join(line.home, 'webhooks.jsonl');
const recorded = () =>
  readFileSync(record(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));

describe('what comes', () => {
  it('is one line each, schema first, with the events in words of LINE', async () => {
    const { url, webhooks } = await listen();
    const at = Date.now();
    const body = bodyOf({
      type: 'message',
      webhookEventId: '01FZ74A0TDDPYRVKNK77XKC3ZR',
      timestamp: at,
      message: { type: 'text', id: '325708', text: 'やあ' },
      replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA',
    });
    expect(await postWebhook(`${url}?a=b`, body)).toEqual({ status: 200 });
    const [webhook] = await webhooks(1);
    expect(Object.keys(webhook ?? {})[0]).toBe('schema');
    expect(webhook).toEqual({
      schema: 'line-ops/received-webhook@1',
      receivedAt: expect.stringMatching(/Z$/),
      senderIp: '127.0.0.1',
      method: 'POST',
      path: '/hook?a=b',
      status: 200,
      ms: expect.any(Number),
      signature: 'current',
      cause: null,
      explanation: null,
      destination: DESTINATION,
      events: [
        {
          type: 'message',
          webhookEventId: '01FZ74A0TDDPYRVKNK77XKC3ZR',
          timestamp: at,
          mode: 'active',
          isRedelivery: false,
          isDouble: false,
          firstReceivedAt: null,
          source: { type: 'user', userId: `U${'4af49806'.repeat(4)}`, groupId: null, roomId: null },
          messageType: 'text',
          messageId: '325708',
          unsentMessageId: null,
          replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA',
          replyUntil: expect.any(String),
          replySecondsLeft: 60,
          advice: null,
          event: JSON.parse(body).events[0],
        },
      ],
      recorded: false,
      forward: null,
    });
  });

  it('has doubles, redeliveries and unsent messages pointed out', async () => {
    const { url, webhooks } = await listen();
    const unsend = { type: 'unsend', webhookEventId: 'B', unsend: { messageId: '325708' } };
    await postWebhook(url, bodyOf({ webhookEventId: 'A' }));
    await postWebhook(url, bodyOf({ webhookEventId: 'A', deliveryContext: { isRedelivery: true } }, unsend));
    const [, again] = await webhooks(2);
    expect(again?.['events']).toMatchObject([
      { isDouble: true, isRedelivery: true, firstReceivedAt: expect.any(String), advice: null },
      { isDouble: false, unsentMessageId: '325708', advice: expect.stringContaining('remove it') },
    ]);
  });

  it('is told as arrows for people, with nothing of it acting on the terminal', async () => {
    const run = line.start({}, 'webhook', 'listen');
    staying.push(run);
    await run.says('Ctrl-C stops it.');
    const url = /http:\/\/[\d.:]+/.exec(run.stderr())?.[0] ?? '';
    await postWebhook(url, bodyOf({ webhookEventId: 'A', type: 'fol\u001b[31mlow\n<-- 200', replyToken: 'r' }));
    await postWebhook(
      url,
      bodyOf({ webhookEventId: 'A', type: 'unsend', unsend: { messageId: '1' }, replyToken: 'r', timestamp: 0 }),
    );
    await postWebhook(url, '{"events":[]}');
    await postWebhook(url, '{"events":[] }', { 'x-line-signature': signatureOf('{"events":[]}') });
    const lines = run.stdout().split('\n');
    expect(lines[0]).toMatch(/^--> fol\\u001b\[31mlow\\n<-- 200 U4af4980… {2}reply within \d+ s {2}A {2}\d{4}-/);
    expect(lines[1]).toMatch(/^<-- 200 \d+ ms$/);
    expect(lines[2]).toMatch(/^--> unsend U4af4980… message 1 {2}came before, at .* {2}reply token too old {2}A {2}/);
    expect(lines[3]).toContain('unsend: a person took this message back: remove it');
    expect(lines[5]).toContain('--> (no events: a check of the connection)');
    expect(lines[8]).toMatch(/^<-- 401 \d+ ms: its signature is wrong: the body was parsed and written again/);
    expect(lines[9]).toContain('hint: Verify the raw bytes');
  });
});

describe('signatures', () => {
  it('are checked over the raw bytes; what has no right one is 401 and goes nowhere', async () => {
    await using bot = await openBot();
    const { url, webhooks } = await listen(['--record', record(), '--forward-to', bot.url]);
    const body = bodyOf({});
    expect(await postWebhook(url, body, { 'x-line-signature': signatureOf(body, 'another') })).toEqual({ status: 401 });
    expect(await postWebhook(url, body, {})).toEqual({ status: 401 });
    expect(await postWebhook(url, body, { 'x-line-signature': 'nonsense' })).toEqual({ status: 401 });
    expect(await webhooks(3)).toMatchObject([
      { status: 401, signature: 'wrong', cause: 'unknown', events: [], recorded: false, forward: null },
      { status: 401, signature: 'missing', cause: null },
      { status: 401, signature: 'wrong', cause: 'signature-malformed' },
    ]);
    expect(bot.requests).toHaveLength(0);
    expect(readFileSync(record(), 'utf8')).toBe('');
  });

  it('that are wrong are passed on, kept as such and still answered 401 when that is asked for', async () => {
    await using bot = await openBot();
    const { url, webhooks } = await listen(['--record', record(), '--forward-to', bot.url, '--forward-unverified']);
    expect(await postWebhook(url, bodyOf({}), { 'x-line-signature': 'nonsense' })).toEqual({ status: 401 });
    expect(await webhooks(1)).toMatchObject([{ signature: 'wrong', recorded: true, forward: { status: 200 } }]);
    expect(bot.requests.map(({ headers }) => headers['x-line-signature'])).toEqual(['nonsense']);
    expect(recorded()).toMatchObject([{ signedBy: null }]);
  });

  it('of the previous secret are right too while a secret is being changed', async () => {
    const old = 'f'.repeat(32);
    const { url, webhooks, run } = await listen(['--previous-secret-stdin'], `${old}\n`);
    const body = bodyOf({});
    expect(await postWebhook(url, body, { 'x-line-signature': signatureOf(body, old) })).toEqual({ status: 200 });
    expect(await postWebhook(url, body)).toEqual({ status: 200 });
    expect(await webhooks(2)).toMatchObject([{ signature: 'previous' }, { signature: 'current' }]);
    expect(run.stdout() + run.stderr()).not.toContain(old);
  });
});

describe('passing on', () => {
  it('gives the bot the bytes and headers as they came, and the path that was asked for', async () => {
    await using bot = await openBot();
    const { url, webhooks } = await listen(['--forward-to', `${bot.url}?x=1`]);
    const body = Buffer.concat([
      Buffer.from('\ufeff{"events":[],\r\n "a":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}  '),
    ]);
    const signature = signatureOf(body);
    await postWebhook(url, body, {
      'X-Line-Signature': signature,
      'User-Agent': 'LineBotWebhook/2.0',
      'X-Any': 'a, b',
    });
    expect(await webhooks(1)).toMatchObject([
      { status: 200, forward: { url: `${bot.url}?x=1`, status: 200, failure: null } },
    ]);
    const [passedOn] = bot.requests;
    expect(passedOn?.body.equals(body)).toBe(true);
    expect(passedOn?.url).toBe('/callback?x=1');
    expect(passedOn?.headers).toMatchObject({
      'user-agent': 'LineBotWebhook/2.0',
      'x-any': 'a, b',
      host: new URL(bot.url).host,
    });
    expect(passedOn?.rawHeaders).toContain('X-Line-Signature');
    expect(passedOn?.rawHeaders[passedOn.rawHeaders.indexOf('X-Line-Signature') + 1]).toBe(signature);
  });

  it('never delays the answer to LINE, whatever the bot does', async () => {
    await using bot = await openBot(() => undefined);
    const { url, run } = await listen(['--forward-to', bot.url]);
    const startedAt = performance.now();
    expect(await postWebhook(url, bodyOf({}))).toEqual({ status: 200 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    // The line comes as soon as LINE would have given up, and Ctrl-C waits for the bot no longer.
    await run.says('"failure":"no answer within 2 s"');
    run.signal('SIGINT');
    expect((await run.ended).exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('passes on many at once to a bot that hangs, without a word of the runtime about it', async () => {
    const warnings: Error[] = [];
    const heard = (warning: Error) => warnings.push(warning);
    process.on('warning', heard);
    await using bot = await openBot(() => undefined);
    const { url, run } = await listen(['--forward-to', bot.url]);
    await Promise.all(Array.from({ length: 15 }, () => postWebhook(url, bodyOf({}))));
    run.signal('SIGINT');
    await run.ended;
    process.off('warning', heard);
    expect(warnings).toEqual([]);
  });

  it('tells a bot that is not there, and one that refuses or redirects', async () => {
    const nowhere = await openBot();
    await nowhere[Symbol.asyncDispose]();
    const gone = await listen(['--forward-to', nowhere.url]);
    expect(await postWebhook(gone.url, bodyOf({}))).toEqual({ status: 200 });
    expect(await gone.webhooks(1)).toMatchObject([
      { status: 200, forward: { status: null, failure: expect.stringContaining('refused') } },
    ]);

    await using bot = await openBot((_request, response) => response.writeHead(302, { location: '/' }).end());
    const { url, webhooks } = await listen(['--forward-to', bot.url]);
    await postWebhook(url, bodyOf({}));
    expect(await webhooks(1)).toMatchObject([{ forward: { status: 302 } }]);
    expect(bot.requests).toHaveLength(1);
  });
});

describe('the record', () => {
  it('holds every body byte for byte, is readable by its owner alone, and is added to', async () => {
    const odd = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const first = await listen(['--record', record()]);
    const text = `${bodyOf({})}\r\n `;
    await postWebhook(first.url, text);
    await postWebhook(first.url, odd);
    first.run.signal('SIGINT');
    expect((await first.run.ended).exitCode).toBe(0);
    expect(statSync(record()).mode & 0o777).toBe(0o600);

    // What a killed process leaves, in the middle of a character.
    writeFileSync(record(), Buffer.from([...Buffer.from('{"schema":"line-ops/recorded'), 0xe3]), { flag: 'a' });
    chmodSync(record(), 0o644);
    const second = await listen(['--record', record()]);
    expect(statSync(record()).mode & 0o777).toBe(0o600);
    await postWebhook(second.url, bodyOf({ webhookEventId: 'C' }));
    const lines = readFileSync(record(), 'utf8').trimEnd().split('\n');
    holdDocuments(...lines);
    expect(lines).toHaveLength(4);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      schema: 'line-ops/recorded-webhook@1',
      signedBy: 'current',
      body: text,
      bodyBase64: null,
    });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ body: null, bodyBase64: odd.toString('base64') });
    expect(JSON.parse(lines[3] ?? '')).toMatchObject({ eventIds: ['C'] });
  });

  it('is no file that holds something else', async () => {
    writeFileSync(record(), '{"precious":true}\n');
    const ran = await line.run('webhook', 'listen', '--record', record());
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('holds something else');
    expect(readFileSync(record(), 'utf8')).toBe('{"precious":true}\n');
  });

  it('that cannot be written has the webhook answered 500, so that LINE may send it again', async () => {
    const { url, webhooks, run } = await listen(['--record', '/dev/full']);
    expect(await postWebhook(url, bodyOf({ webhookEventId: 'A' }))).toEqual({ status: 500 });
    expect(await postWebhook(url, bodyOf({ webhookEventId: 'A' }))).toEqual({ status: 500 });
    expect(await webhooks(2)).toMatchObject([
      { status: 500, recorded: false },
      { status: 500, events: [{ isDouble: false }] },
    ]);
    expect(run.stderr()).toContain('warning: a webhook was answered 500, because it could not be kept');
  });
});

describe('the log', () => {
  it("has LINE's five columns of every request, apart from the requests to LINE", async () => {
    const { url } = await listen();
    await postWebhook(`${url}?secret=1`, bodyOf({ webhookEventId: 'A' }));
    await postWebhook(url, bodyOf({}), { 'x-line-signature': 'x', 'x-forwarded-for': '198.51.100.7, 203.0.113.1' });
    await fetch(url);
    const { stdout } = await line.run('log', 'export', '--webhooks');
    const time = '\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT';
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1\\t${time}\\tPOST\\t/hook\\t200$`)),
      expect.stringMatching(new RegExp(`^203\\.0\\.113\\.1\\t${time}\\tPOST\\t/hook\\t401$`)),
      expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1\\t${time}\\tGET\\t/hook\\t405$`)),
    ]);
    expect((await line.run('log', 'list', '--json')).stdout).toContain('"requests":[]');
    const { webhooks } = JSON.parse((await line.run('log', 'show', '--webhooks', 'A', '--json')).stdout);
    expect(webhooks).toMatchObject([{ status: 200, signature: 'current', eventIds: ['A'] }]);
    const refused = await line.run('log', 'list', '--webhooks', '--status', '4xx', '--method', 'post', '--json');
    expect(JSON.parse(refused.stdout)).toMatchObject({ schema: 'line-ops/webhook-log@1', webhooks: [{ status: 401 }] });
  });
});

describe('the server', () => {
  it('takes POST alone, and no more than 2 MB', async () => {
    const { url } = await listen();
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    const large = Buffer.alloc(2 * 1024 * 1024 + 1, 0x20);
    expect(await postWebhook(url, large)).toEqual({ status: 413 });
    expect(await postWebhook(url, large.subarray(1))).toEqual({ status: 200 });
  });

  it('says which port is taken, and which address is not here', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const ran = await line.run('webhook', 'listen', '--port', String(port));
    taken.close();
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toMatch(new RegExp(`error: port ${port} cannot be used: .*\nhint: Choose another with --port`));
    const elsewhere = await line.run('webhook', 'listen', '--host', '192.0.2.1');
    expect(elsewhere).toMatchObject({ exitCode: 2 });
    expect(elsewhere.stderr).toContain('cannot listen at 192.0.2.1');
  });

  it('serves https with a certificate of the operator, and nothing below TLS 1.2', async () => {
    const pem = await generate([{ name: 'commonName', value: 'localhost' }]);
    const [cert, key] = [join(line.home, 'cert.pem'), join(line.home, 'key.pem')];
    writeFileSync(cert, pem.cert);
    writeFileSync(key, pem.private);
    const { url } = await listen(['--tls-cert', cert, '--tls-key', key]);
    expect(url).toMatch(/^https:/);
    const reach = (maxVersion: 'TLSv1.1' | 'TLSv1.2') =>
      new Promise((resolve, reject) => {
        get(
          url,
          {
            ca: pem.cert,
            checkServerIdentity: () => undefined,
            maxVersion,
            minVersion: 'TLSv1',
            agent: false,
            ciphers: 'ALL:@SECLEVEL=0',
          },
          (response) => resolve(response.resume().statusCode),
        ).on('error', reject);
      });
    expect(await reach('TLSv1.2')).toBe(405);
    await expect(reach('TLSv1.1')).rejects.toThrow();

    writeFileSync(key, 'nonsense');
    chmodSync(key, 0o600);
    const wrong = await line.run('webhook', 'listen', '--tls-cert', cert, '--tls-key', key);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('cannot be used for TLS');
    expect(await line.run('webhook', 'listen', '--tls-cert', cert)).toMatchObject({ exitCode: 2 });
  });

  it.each([
    ['--forward-to', 'https://api.line.me/webhook'],
    ['--forward-to', 'https://API.LINE.ME./webhook'],
    ['--forward-to', 'ftp://127.0.0.1/'],
    ['--port', '65536'],
    ['--forward-unverified', '--json'],
  ])('refuses %s %s', async (...options) => {
    expect(await line.run('webhook', 'listen', ...options)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('needs the secret of a channel, and nothing else', async () => {
    line.setEnv({ LINE_CHANNEL_SECRET: undefined });
    const ran = await line.run('webhook', 'listen');
    expect(ran).toMatchObject({ exitCode: 4, stdout: '' });
  });

  it('ends with 143 on SIGTERM, and answers nobody any more', async () => {
    const { run, url } = await listen();
    run.signal('SIGTERM');
    expect((await run.ended).exitCode).toBe(143);
    await expect(postWebhook(url, '{}')).rejects.toThrow('ECONNREFUSED');
  });
});
