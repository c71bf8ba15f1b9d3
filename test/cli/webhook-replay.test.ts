import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordLine } from '../../src/domain/webhook/received/record-line.js';
import { bodyOf, openBot, SECRET, signatureOf } from '../support/bot-server.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';

const NOW_SECRET = '0123456789abcdef0123456789abcdef';
const ODD = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
const HOUR_MS = 60 * 60 * 1000;

let line: CommandLine;
let file = '';

beforeEach(() => {
  line = openCommandLine({ LINE_CHANNEL_SECRET: NOW_SECRET });
  file = join(line.home, 'webhooks.jsonl');
});
afterEach(() => line.remove());

interface Kept {
  readonly body: string | Buffer;
  readonly ids?: readonly string[];
  readonly signedBy?: 'current' | null;
  readonly hoursAgo?: number;
}

function keep(...all: readonly Kept[]): void {
  const lines = all.map(({ body, ids = [], signedBy = 'current', hoursAgo = 0 }) =>
    recordLine({
      receivedAt: Date.now() - hoursAgo * HOUR_MS,
      senderIp: '203.0.113.1',
      path: '/hook',
      headers: [
        ['Host', 'bot.example.com'],
        ['Content-Type', 'application/json; charset=utf-8'],
        ['X-Line-Signature', signatureOf(body)],
        ['Content-Length', '1'],
      ],
      signedBy,
      eventIds: ids,
      body: Buffer.from(body),
    }),
  );
  writeFileSync(file, lines.map((text) => `${text}\n`).join(''));
}

const replay = (to: string, ...options: readonly string[]) =>
  line.run('webhook', 'replay', file, '--to', to, '--json', ...options);

describe('webhook replay', () => {
  it('sends what was recorded byte for byte, in order, signed with the secret of now', async () => {
    await using bot = await openBot();
    const text = `${bodyOf({ webhookEventId: 'A' })}\r\n `;
    keep({ body: text, ids: ['A'] }, { body: ODD });
    const { exitCode, stdout } = await replay(bot.url);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/webhook-replay@1',
      to: bot.url,
      sent: 2,
      accepted: 2,
      refused: 0,
      unanswered: 0,
      webhooks: [
        expect.objectContaining({ path: '/hook', eventIds: ['A'], url: bot.url, status: 200, failure: null }),
        expect.objectContaining({ status: 200 }),
      ],
    });
    expect(bot.requests.map(({ body }) => body.toString('latin1'))).toEqual([
      Buffer.from(text).toString('latin1'),
      ODD.toString('latin1'),
    ]);
    expect(bot.requests.map(({ headers }) => headers['x-line-signature'])).toEqual([
      signatureOf(text, NOW_SECRET),
      signatureOf(ODD, NOW_SECRET),
    ]);
    expect(bot.requests[0]?.headers).toMatchObject({
      host: new URL(bot.url).host,
      'content-type': 'application/json; charset=utf-8',
    });
    expect(bot.requests[0]?.rawHeaders).toContain('X-Line-Signature');
  });

  it('sends them signed as they were with --keep-signature, and needs no secret then', async () => {
    await using bot = await openBot();
    line.setEnv({ LINE_CHANNEL_SECRET: undefined });
    keep({ body: bodyOf({}), signedBy: null });
    expect(await replay(bot.url, '--keep-signature')).toMatchObject({ exitCode: 0 });
    const [got] = bot.requests;
    expect(got?.headers['x-line-signature']).toBe(signatureOf(got?.body ?? '', SECRET));
  });

  it('never signs what nobody vouched for', async () => {
    await using bot = await openBot();
    keep({ body: bodyOf({}), signedBy: null }, { body: bodyOf({}) });
    const { exitCode, stderr } = await replay(bot.url);
    expect([exitCode, bot.requests.length]).toEqual([0, 1]);
    expect(stderr).toContain('warning: 1 webhook left out that had no right signature');
  });

  it.each([
    ['an event', ['--event-id', 'B'], 1],
    ['several events', ['--event-id', 'B', '--event-id', 'C'], 2],
    ['a time', ['--since', '2h'], 2],
  ])('sends only what is asked for by %s', async (_what, options, count) => {
    await using bot = await openBot();
    keep({ body: '{}', ids: ['A'], hoursAgo: 3 }, { body: '{}', ids: ['B', 'X'] }, { body: '{}', ids: ['C'] });
    expect(await replay(bot.url, ...options)).toMatchObject({ exitCode: 0 });
    expect(bot.requests).toHaveLength(count);
  });

  it('shows every answer, and exits with 3 where one is not 2xx', async () => {
    await using bot = await openBot(({ body }, response) => response.writeHead(body.includes('bad') ? 500 : 200).end());
    // Received an hour ago: that it would have had a minute says nothing now.
    keep({ body: bodyOf({ type: 'bad', replyToken: 'r' }), hoursAgo: 1 }, { body: bodyOf({ type: 'good' }) });
    const { exitCode, stdout, stderr } = await line.run('webhook', 'replay', file, '--to', bot.url);
    expect(exitCode).toBe(3);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^--> bad U4af4980… {2}reply token too old /),
      expect.stringMatching(/^<-- 500 \d+ ms from the bot$/),
      expect.stringMatching(/^--> good U4af4980… /),
      expect.stringMatching(/^<-- 200 \d+ ms from the bot$/),
      '2 webhooks sent, 1 answered 2xx.',
      '',
    ]);
    expect(stderr).toContain('error: 1 of 2 webhooks got no 2xx\nhint: ');
  });

  it('follows no redirect, and tells a bot that is not there', async () => {
    const bot = await openBot((_request, response) =>
      response.writeHead(307, { location: 'https://api.line.me/' }).end(),
    );
    keep({ body: '{}' });
    const redirected = await replay(bot.url);
    expect([redirected.exitCode, JSON.parse(redirected.stdout).webhooks[0].status]).toEqual([3, 307]);
    await bot[Symbol.asyncDispose]();
    const gone = await replay(bot.url);
    expect(gone.exitCode).toBe(3);
    expect(JSON.parse(gone.stdout)).toMatchObject({ unanswered: 1, webhooks: [{ status: null }] });
  });

  it('ends at once on Ctrl-C, with what came of it so far', async () => {
    await using bot = await openBot(({ body }, response) => {
      if (body.includes('good')) response.end();
    });
    keep({ body: '{"good":1}' }, { body: '{}' }, { body: '{"good":2}' });
    const run = line.start({}, 'webhook', 'replay', file, '--to', bot.url, '--json');
    while (bot.requests.length < 2) await bot.arrival();
    run.signal('SIGINT');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ sent: 2, accepted: 1, unanswered: 1 });
    expect(bot.requests).toHaveLength(2);
  });

  it('skips lines that are no record, and says how many', async () => {
    await using bot = await openBot();
    keep({ body: '{}' });
    appendFileSync(file, Buffer.from([...Buffer.from('{"schema":"line-ops/recorded-webhook@1","body":"'), 0xe3, 0x81]));
    const { exitCode, stderr } = await replay(bot.url);
    expect([exitCode, bot.requests.length]).toEqual([0, 1]);
    expect(stderr).toContain('warning: 1 line of the file skipped');
  });

  it.each([
    ['of LINE', 'https://api.line.me/webhook'],
    ['of LINE below another name', 'https://x.LINE.me.:8443/'],
    ['of no web server', 'mailto:a@example.com'],
    ['with a password', 'http://a:b@127.0.0.1/'],
  ])('refuses a URL %s before it reads anything', async (_what, to) => {
    expect(await replay(to)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('is exit 2 where nothing is to be sent', async () => {
    keep({ body: '{}', ids: ['A'] });
    const none = await replay('http://127.0.0.1:1/', '--event-id', 'B');
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toContain('NOTHING_TO_REPLAY');
    expect(await line.run('webhook', 'replay', join(line.home, 'none'), '--to', 'http://127.0.0.1:1/')).toMatchObject({
      exitCode: 2,
    });
  });
});
