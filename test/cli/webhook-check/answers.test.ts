import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { middleware } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import { BOT_SECRET, type Bot, goodBot, signatureOf, start, startBot } from '../../support/probed-bot.js';
import { checkWebhook, GOOD_TLS } from './checking.js';

const examine = (url: string, ...argv: readonly string[]) => checkWebhook([url, '--skip-line-test', ...argv]);

/** The examinations of answers, in their order. */
const ANSWERS = [
  'empty-events',
  'no-redirect',
  'no-html',
  'answer-time',
  'wrong-signature',
  'missing-signature',
  'header-case',
  'key-order',
  'white-space',
  'raw-body',
  'several-events',
  'unknown-properties',
  'unknown-event-types',
];

/** What fails of a bot on this machine, over plain http, whose URL LINE would not take. */
async function failuresOf(bot: Bot, status = 'fail'): Promise<readonly string[]> {
  await using server = await startBot(bot, null);
  const { ids } = await examine(server.url);
  return ids(status).filter((id) => ANSWERS.includes(id));
}

describe('a good bot', () => {
  it('written by hand passes everything', async () => {
    await using bot = await startBot(goodBot, GOOD_TLS);
    const { ids } = await examine(bot.url);
    expect(ids('pass').filter((id) => ANSWERS.includes(id))).toEqual(ANSWERS);
  });

  it("with the official SDK's middleware passes everything", async () => {
    const verify = middleware({ channelSecret: BOT_SECRET });
    // As Express does: an error that nobody handles is a 500.
    const server = createTlsServer(GOOD_TLS, (request, response) => {
      const next = (error?: unknown) => response.writeHead(error === undefined ? 200 : 500).end();
      // The types are Express's; of its requests and responses the middleware uses what Node has.
      Reflect.apply(verify, null, [request, response, next]);
    });
    await using bot = await start(server, 'https');
    const { ids } = await examine(bot.url);
    expect([ids('fail'), ids('pass').filter((id) => ANSWERS.includes(id))]).toEqual([[], ANSWERS]);
  });

  it('may speak HTTP/2 alone', async () => {
    const server = createSecureServer({ ...GOOD_TLS, ALPNProtocols: ['h2'] });
    server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => {});
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const isSigned = headers['x-line-signature'] === signatureOf(Buffer.concat(chunks));
        stream.respond({ ':status': isSigned ? 200 : 401 });
        stream.end();
      });
    });
    await using bot = await start(server, 'https');
    const { ids, check } = await examine(bot.url);
    expect([ids('fail'), check('alpn').detail, check('empty-events').status]).toEqual([
      [],
      'HTTP/2 was chosen',
      'pass',
    ]);
  });
});

/** Answers by what the body says, where the signature is right. */
const reading =
  (
    judge: (body: { readonly destination: string; readonly events: readonly Record<string, unknown>[] }) => number,
  ): Bot =>
  ({ headers, body }, response) => {
    const isSigned = headers['x-line-signature'] === signatureOf(body);
    response.writeHead(isSigned ? judge(JSON.parse(body)) : 401).end();
  };

/** Verifies the signature over what it makes of the body. */
const verifying =
  (made: (body: string) => string | Buffer): Bot =>
  ({ headers, body }, response) => {
    response.writeHead(headers['x-line-signature'] === signatureOf(made(body)) ? 200 : 401).end();
  };

const sorted = (body: string): string => JSON.stringify(JSON.parse(body), ['destination', 'events', 'lineOpsProbe']);

describe('a bot that', () => {
  it.each<[string, Bot, readonly string[]]>([
    ['takes every signature', (_received, response) => response.end(), ['wrong-signature', 'missing-signature']],
    [
      'takes a missing signature',
      ({ headers, body }, response) => {
        const signature = headers['x-line-signature'];
        response.writeHead(signature === undefined || signature === signatureOf(body) ? 200 : 401).end();
      },
      ['missing-signature'],
    ],
    ['refuses an empty list', reading(({ events }) => (events.length === 0 ? 400 : 200)), ['empty-events']],
    ['takes one event alone', reading(({ events }) => (1 < events.length ? 500 : 200)), ['several-events']],
    [
      'knows only its own types',
      reading(({ events }) => (events.some(({ type }) => type === 'lineOpsProbe') ? 500 : 200)),
      ['unknown-event-types'],
    ],
    [
      'knows only its own properties',
      reading(({ events }) =>
        events.some((event) => 'lineOpsProbe' in event && event['type'] === 'message') ? 400 : 200,
      ),
      ['unknown-properties'],
    ],
    [
      'has a strict schema',
      reading((body) => (Object.keys(body).join() === 'destination,events' ? 200 : 400)),
      ['key-order', 'raw-body', 'unknown-properties'],
    ],
    [
      'reads the header by its exact name',
      ({ rawHeaders, body }, response) => {
        const at = rawHeaders.indexOf('x-line-signature');
        response.writeHead(at !== -1 && rawHeaders[at + 1] === signatureOf(body) ? 200 : 401).end();
      },
      ['header-case'],
    ],
    [
      'verifies what it has parsed and written again',
      verifying((body) => JSON.stringify(JSON.parse(body))),
      ['white-space', 'raw-body'],
    ],
    ['reads the body as Latin-1', verifying((body) => Buffer.from(body, 'utf8').toString('latin1')), ['raw-body']],
    [
      'redirects',
      (_received, response) => response.writeHead(301, { location: '/hook/' }).end(),
      ['empty-events', 'no-redirect'],
    ],
    [
      'is a web site',
      (_received, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>'),
      ['no-html', 'wrong-signature', 'missing-signature'],
    ],
    ['is not at that path', (_received, response) => response.writeHead(404).end('nothing here'), ['empty-events']],
    ['closes the connection', (_received, response) => response.destroy(), ['empty-events']],
  ])('%s', async (_what, bot, failures) => {
    expect(await failuresOf(bot)).toEqual(failures);
  });

  it('answers 204 is warned', async () => {
    const bot: Bot = (received, response) =>
      response.writeHead(received.headers['x-line-signature'] === signatureOf(received.body) ? 204 : 401).end();
    expect([await failuresOf(bot), await failuresOf(bot, 'warn')]).toEqual([[], ['empty-events']]);
  });

  it('limits its callers is not blamed for what it did not read', async () => {
    let calls = 0;
    const bot: Bot = (received, response) => {
      calls += 1;
      if (3 < calls) response.writeHead(429).end();
      else goodBot(received, response);
    };
    expect(await failuresOf(bot)).toEqual([]);
    calls = 0;
    expect(await failuresOf(bot, 'unknown')).toEqual(['answer-time', ...ANSWERS.slice(ANSWERS.indexOf('header-case'))]);
  });

  it('never answers is left after one request', async () => {
    await using mute = await startBot(() => {}, GOOD_TLS);
    const { check, ids } = await checkWebhook([mute.url, '--skip-line-test'], {
      bounds: { answerMs: { long: 100, short: 100 } },
    });
    expect(ids('fail')).toEqual(['empty-events']);
    expect(check('empty-events').detail).toMatch(/^a signed request got no answer: it did not answer within \d+ ms$/);
    expect(mute.received).toHaveLength(1);
  });

  it('begins an answer and does not end it', async () => {
    await using bot = await startBot((_received, response) => {
      response.write('…');
    }, GOOD_TLS);
    const { check } = await checkWebhook([bot.url, '--skip-line-test'], {
      bounds: { answerMs: { long: 100, short: 100 } },
    });
    expect(check('empty-events')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('it began to answer 200 and did not end'),
    });
  });

  it('answers without end is read no further than a bit', async () => {
    await using bot = await startBot((_received, response) => {
      const more = () => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    }, GOOD_TLS);
    expect((await examine(bot.url)).check('empty-events').status).toBe('pass');
  });
});

it('names the proxy that writes bodies again, by what it lets through', async () => {
  await using bot = await startBot(goodBot, null);
  const proxy = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = sorted(Buffer.concat(chunks).toString());
      const headers = { ...request.headers, 'content-length': Buffer.byteLength(body) };
      httpRequest({ host: '127.0.0.1', port: bot.port, path: request.url, method: 'POST', headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0);
        answer.pipe(response);
      }).end(body);
    });
  });
  await using front = await start(proxy, 'http');
  const { check } = await examine(front.url);
  expect(check('raw-body')).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining(
      'refused with a signature as right as that: another order of keys, white space, an escape',
    ),
    hint: expect.stringContaining('writes it again with its keys in order'),
  });
});

describe('what a server says', () => {
  it('never reaches the terminal or a document raw', async () => {
    const said = '\u001b[31mred\u001b]0;title\u0007\u202e';
    await using bot = await startBot((_received, response) => response.writeHead(500).end(said), GOOD_TLS);
    const { stdout, check } = await examine(bot.url);
    expect(check('empty-events').detail).toContain('[31mred');
    expect(['\u001b', '\u0007', '\u202e'].filter((character) => stdout.includes(character))).toEqual([]);
  });

  it('is not the channel secret, even where it sends it back', async () => {
    await using bot = await startBot((_received, response) => response.writeHead(500).end(BOT_SECRET), GOOD_TLS);
    const { stdout } = await examine(bot.url);
    expect(stdout).not.toContain(BOT_SECRET);
  });
});

describe('without the channel secret', () => {
  it('a server that takes what nobody signed fails all the same', async () => {
    await using bot = await startBot((_received, response) => response.end(), GOOD_TLS);
    const { ids, check } = await checkWebhook([bot.url, '--skip-line-test'], { env: {} });
    expect(ids('fail')).toEqual(['wrong-signature', 'missing-signature']);
    expect(check('empty-events')).toMatchObject({
      status: 'skip',
      hint: expect.stringContaining('LINE_CHANNEL_SECRET'),
    });
  });

  it('of a server that refuses everything nothing more is said than that', async () => {
    await using bot = await startBot((_received, response) => response.writeHead(404).end(), GOOD_TLS);
    const { ids, check } = await checkWebhook([bot.url, '--skip-line-test'], { env: {} });
    expect(ids('fail')).toEqual([]);
    expect(check('missing-signature').status).toBe('unknown');
    expect(bot.received).toHaveLength(2);
  });
});

describe('through a proxy', () => {
  it('looks at the server behind it', async () => {
    await using bot = await startBot(goodBot, GOOD_TLS);
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request, client) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const behind = connect(bot.port, '127.0.0.1');
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(behind).pipe(client);
      client.on('error', () => behind.destroy());
      behind.on('error', () => client.destroy());
    });
    await using front = await start(proxy, 'http');
    const { check } = await checkWebhook([`https://bot.invalid:${bot.port}/hook`, '--skip-line-test'], {
      env: { LINE_CHANNEL_SECRET: BOT_SECRET, HTTPS_PROXY: `http://me:word@127.0.0.1:${front.port}` },
    });
    expect(check('dns').status).toBe('unknown');
    expect(check('tcp').detail).toContain(`through the proxy 127.0.0.1:${front.port}`);
    expect(check('empty-events').status).toBe('pass');
    expect(new Set(asked)).toEqual(
      new Set([`bot.invalid:${bot.port} Basic ${Buffer.from('me:word').toString('base64')}`]),
    );
    // Behind a proxy nobody knows whether it is on this machine: no events.
    expect(check('several-events').status).toBe('skip');
  });

  it('that refuses, the server is not blamed', async () => {
    const proxy = createHttpServer();
    proxy.on('connect', (_request, client) => client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    await using front = await start(proxy, 'http');
    const { check, ids } = await checkWebhook(['https://bot.invalid/hook', '--skip-line-test'], {
      env: { HTTPS_PROXY: `http://127.0.0.1:${front.port}` },
    });
    expect([ids('fail'), check('tcp')]).toEqual([
      [],
      expect.objectContaining({ status: 'unknown', detail: expect.stringContaining('the proxy answered 407') }),
    ]);
  });
});
