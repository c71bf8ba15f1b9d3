import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { middleware, validateSignature } from '@line/bot-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENT_ROWS } from '../../src/domain/webhook/events/table.js';
import type { WebhookRequest } from '../../src/ports/webhook/sender.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';
import { CHANNEL_SECRET, createWorld } from '../support/world.js';

interface Received {
  readonly body: Buffer;
  readonly signature: string | null;
}

let line: CommandLine;
let servers: Server[];
let received: Received[];
let url: string;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function keep(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const signature = request.headers['x-line-signature'];
  const one = { body: Buffer.concat(chunks), signature: typeof signature === 'string' ? signature : null };
  received.push(one);
  return one;
}

/** Takes what is signed, as the guidelines want it. */
async function goodBot(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { body, signature } = await keep(request);
  const isSigned = signature !== null && validateSignature(body, CHANNEL_SECRET, signature);
  response.writeHead(isSigned ? 200 : 401).end(isSigned ? 'OK' : 'signature');
}

beforeEach(async () => {
  servers = [];
  received = [];
  line = openCommandLine({ LINE_CHANNEL_SECRET: CHANNEL_SECRET });
  url = `${await serve(goodBot)}/hook`;
});

afterEach(() => {
  line.remove();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const bodies = () => received.map(({ body }) => JSON.parse(body.toString()));
const send = (...argv: readonly string[]) => line.run('webhook', 'send', url, ...argv);
const json = async (...argv: readonly string[]) => {
  const ran = await send('--json', ...argv);
  return { ...ran, document: JSON.parse(ran.stdout) };
};
const file = (content: string | Uint8Array) => {
  const path = join(line.home, 'events.json');
  writeFileSync(path, content);
  return path;
};

describe('one request', () => {
  it('is signed with the channel secret alone over its exact bytes, and needs no token', async () => {
    const { exitCode, document, stderr } = await json();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(document).toMatchObject({
      schema: 'line-ops/webhook-send@1',
      url,
      signature: 'valid',
      ok: true,
      requests: 1,
      accepted: 1,
      statuses: { '200': 1 },
      failures: {},
      over2s: 0,
      rateAsked: null,
      rateReached: null,
      planned: 1,
      notSent: 0,
      conditions: [],
      answers: [{ events: ['message:text'], status: 200, problem: null, body: 'OK' }],
    });
    expect(Object.keys(document.latencyMs)).toEqual(['p50', 'p90', 'p95', 'p99', 'max']);
    expect(Object.keys(document)[0]).toBe('schema');
    expect(bodies()).toMatchObject([{ events: [{ type: 'message', message: { type: 'text' }, mode: 'active' }] }]);
  });

  it('says what was sent and answered, with nothing in it that a terminal obeys', async () => {
    url = await serve((_request, response) => response.writeHead(503).end('busy\u001b[31m\nred'));
    const { exitCode, stdout, stderr } = await send();
    expect(exitCode).toBe(3);
    expect(stdout.replace(/\d+(\.\d+)? ms/, '5 ms').replace(/\d+ bytes/, '500 bytes')).toBe(
      'sent    1 event (message:text), 500 bytes, signed\nanswer  503 in 5 ms\nbody    busy\\u001b[31m\\nred\n',
    );
    expect(stderr).toMatch(/^error: the bot server answered 503\nhint: /);
  });

  it('may hold several events of several users, each of which has its own IDs', async () => {
    await send('--event', 'message:image', '--event', 'follow', '--users', '3', '--redelivery', '--mode', 'standby');
    const [{ events }] = bodies();
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['message', 'follow', 'message']);
    for (const event of events)
      expect(event).toMatchObject({ mode: 'standby', deliveryContext: { isRedelivery: true } });
    const distinct = (of: (event: { source: { userId: string }; webhookEventId: string }) => string) =>
      new Set(events.map(of)).size;
    expect([distinct(({ source }) => source.userId), distinct(({ webhookEventId }) => webhookEventId)]).toEqual([3, 3]);
  });

  it('is as somebody overrides it', async () => {
    await send(
      '--event',
      'message',
      '--override',
      'events[0].message.text=hello',
      '--override',
      'events[0].colour=red',
    );
    expect(bodies()).toMatchObject([{ events: [{ message: { text: 'hello' }, colour: 'red' }] }]);
    expect(validateSignature(received[0]?.body ?? '', CHANNEL_SECRET, received[0]?.signature ?? '')).toBe(true);
  });

  it('of a group, where the event can come from one', async () => {
    await send('--event', 'message', '--event', 'follow', '--source', 'group');
    expect(bodies()[0].events.map(({ source }: { source: { type: string } }) => source.type)).toEqual([
      'group',
      'user',
    ]);
  });

  it('holds a type that LINE does not have, when that is asked for', async () => {
    await send('--event', 'unknown:cookieEaten', '--event', 'message:unknown');
    expect(bodies()[0].events).toMatchObject([
      { type: 'cookieEaten' },
      { type: 'message', message: { type: 'cookieBaked' } },
    ]);
    const slip = await send('--event', 'folow');
    expect(slip).toMatchObject({ exitCode: 2, stdout: '' });
    expect(slip.stderr).toContain('did you mean "follow"?');
    expect(received).toHaveLength(1);
  });

  it('with a wrong signature, or none, is to be refused', async () => {
    const wrong = await send('--signature', 'wrong');
    const missing = await send('--signature', 'missing');
    expect([wrong.exitCode, missing.exitCode]).toEqual([3, 3]);
    expect(received.map(({ signature }) => signature === null)).toEqual([false, true]);
    expect((await send('--signature', 'wrong', '--fail-if', 'accepted>0')).exitCode).toBe(0);

    url = await serve((_request, response) => response.end());
    const trusting = await send('--signature', 'missing', '--fail-if', 'accepted>0');
    expect(trusting.exitCode).toBe(3);
    expect(trusting.stderr).toContain(
      'warning: the bot server took 1 request whose signature was missing; it must refuse',
    );
  });

  it('with a wrong signature needs no secret, and a right one does', async () => {
    line.setEnv({ LINE_CHANNEL_SECRET: undefined });
    expect((await send('--signature', 'missing')).exitCode).toBe(3);
    expect(await send()).toMatchObject({ exitCode: 4, stdout: '' });
    expect(received).toHaveLength(1);
  });

  it('tells a server that is not there from one that refuses', async () => {
    const [server] = servers;
    await new Promise((resolve) => server?.close(resolve));
    const { exitCode, document, stderr } = await json();
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      ok: false,
      statuses: {},
      failures: { 'connection refused': 1 },
      latencyMs: { p50: null, max: null },
      answers: [{ status: null, problem: 'connection refused' }],
    });
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'WEBHOOK_NOT_ACCEPTED', exitCode: 3 });
  });

  it('has a line of its own with --verbose', async () => {
    expect((await send('--verbose')).stderr).toMatch(/^POST \/hook 200 \d+ ms\n$/);
  });
});

describe('a file', () => {
  it('that is a whole body is sent byte for byte', async () => {
    const body = '{ "events" : [ {"type":"message", "n": 1.0e2, "text":"\\u3042あ"} ],\r\n"destination":"U1" }\n';
    expect((await send('--file', file(body))).exitCode).toBe(0);
    expect(received[0]?.body.toString()).toBe(body);
  });

  it('that is a whole body is changed by an override alone', async () => {
    const path = file('{"destination":"U1","events":[{"type":"follow"}]}');
    await send('--file', path, '--override', 'destination=U2');
    expect(bodies()).toEqual([{ destination: 'U2', events: [{ type: 'follow' }] }]);
    for (const option of [['--redelivery'], ['--mode', 'standby'], ['--each']]) {
      const refused = await send('--file', path, ...option);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain(`${option[0]} has nothing to act on`);
    }
    expect(received).toHaveLength(1);
  });

  it('of events is completed, and of stdin too', async () => {
    const event = { type: 'message', message: { type: 'text', id: '1', text: 'hi' }, colour: 'red' };
    await send('--file', file(JSON.stringify([event, { type: 'follow' }])));
    await line.runIn({ stdin: JSON.stringify(event) }, 'webhook', 'send', url, '--file', '-');
    expect(bodies()).toMatchObject([{ events: [event, { type: 'follow' }] }, { events: [event] }]);
    for (const { events } of bodies())
      for (const one of events)
        expect(one).toMatchObject({
          webhookEventId: expect.any(String),
          timestamp: expect.any(Number),
          mode: 'active',
        });
  });

  it.each([
    ['{"type":', 'is not JSON'],
    ['{"hello":1}', 'neither an event nor a webhook body'],
    [Uint8Array.of(0x7b, 0xff, 0x7d), 'UTF-8'],
  ])('that is neither is refused before anything is sent', async (content, words) => {
    const ran = await send('--file', file(content));
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(words);
    expect(received).toEqual([]);
  });
});

describe('a dry run', () => {
  it('shows body, headers and bytes, and sends nothing', async () => {
    const { exitCode, document } = await json('--dry-run', '--count', '20');
    const [{ method, path, headers, body }] = document.requests;
    expect({ exitCode, method, path }).toEqual({ exitCode: 0, method: 'POST', path: url });
    expect(validateSignature(body, CHANNEL_SECRET, headers['x-line-signature'])).toBe(true);
    expect(document).toMatchObject({
      schema: 'line-ops/webhook-send-plan@1',
      changes: [],
      bytes: Buffer.byteLength(body),
      planned: 20,
    });
    const { stdout } = await send('--dry-run');
    expect(stdout).toMatch(
      /^POST http.*\ncontent-type: application\/json; charset=utf-8\n.*\nx-line-signature: \S{44}\n/,
    );
    expect(received).toEqual([]);
  });
});

describe('a target', () => {
  it.each([
    'https://api.line.me/v2/bot',
    'https://API-DATA.line.me.:443/',
    'https://me:secret@bot.example.com/',
    'ftp://127.0.0.1/',
  ])('that cannot be one is refused before anything is looked up: %s', async (target) => {
    const world = createWorld({
      env: { LINE_CHANNEL_SECRET: CHANNEL_SECRET },
      deps: { resolveHost: () => Promise.reject(new Error('looked up')) },
    });
    const ran = await world.run('webhook', 'send', target, '--count', '2', '--yes');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).not.toContain('secret@');
  });

  it('is named', async () => {
    expect(await line.run('webhook', 'send')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('a load', () => {
  /** A world in which names have these addresses, and every request is answered 200. */
  function worldWith(addresses: Readonly<Record<string, readonly string[]>>, canAsk = false) {
    const sent: WebhookRequest[] = [];
    const world = createWorld({
      env: { LINE_CHANNEL_SECRET: CHANNEL_SECRET },
      canAsk,
      deps: {
        resolveHost: async (name) => addresses[name] ?? [],
        webhookSender: async () => ({
          proxy: null,
          close: async () => {},
          post: async (request) => {
            sent.push(request);
            return { status: 200, why: null, isTimeout: false, headers: {}, text: '' };
          },
        }),
      },
    });
    const run = (target: string, ...argv: readonly string[]) => world.run('webhook', 'send', target, ...argv);
    return { world, sent, run };
  }

  const ADDRESSES = {
    'bot.example.com': ['203.0.113.9'],
    'bot.internal': ['10.0.0.9'],
    'alias.example.com': ['198.51.100.7'],
    'api.line.me': ['198.51.100.7'],
  };

  it('on anything but this machine or a private network needs a yes, and one request does not', async () => {
    const { run, sent } = worldWith(ADDRESSES);
    const refused = await run('https://bot.example.com/', '--count', '20');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('--yes');
    expect(sent).toEqual([]);
    expect((await run('https://bot.example.com/', '--count', '20', '--yes')).exitCode).toBe(0);
    expect((await run('https://bot.internal/', '--count', '20')).exitCode).toBe(0);
    expect((await run('https://bot.example.com/')).exitCode).toBe(0);
    expect((await run('https://bot.example.com/', '--event', 'all', '--each', '--rate', '100')).exitCode).toBe(0);
    expect(sent).toHaveLength(41 + EVENT_ROWS.length);
    // Many single requests are a load too.
    expect((await run('https://bot.example.com/', '--users', '101', '--each')).exitCode).toBe(2);
    expect(sent).toHaveLength(41 + EVENT_ROWS.length);
  });

  it('asks a person, who can say no', async () => {
    const { run, world, sent } = worldWith(ADDRESSES, true);
    world.answers.push(false);
    expect((await run('https://bot.example.com/', '--rate', '10', '--duration', '3s')).exitCode).toBe(130);
    expect(world.questions).toEqual([
      'Send 30 requests at 10/s to bot.example.com? It is neither on this machine nor in a private network',
    ]);
    expect(sent).toEqual([]);
  });

  it("on an address of LINE's is refused under whatever name, and also with --yes", async () => {
    const { run, sent } = worldWith(ADDRESSES);
    for (const target of ['https://alias.example.com/', 'http://198.51.100.7/', 'http://[::ffff:198.51.100.7]/'])
      expect(await run(target, '--count', '20', '--yes')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(sent).toEqual([]);
  });

  it('beyond its bounds is refused before anything is sent', async () => {
    const { run, sent } = worldWith(ADDRESSES);
    for (const beyond of [
      ['--count', '10001'],
      ['--duration', '6m', '--rate', '1'],
      ['--rate', '1000', '--duration', '60s'],
    ])
      expect(await run('http://127.0.0.1/', ...beyond)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(sent).toEqual([]);
    expect((await run('http://127.0.0.1/', '--count', '10001', '--no-bounds')).exitCode).toBe(0);
    expect(sent).toHaveLength(10_001);
  });

  it('is counted by the server as it is told, with the rate that was asked for and reached', async () => {
    const { exitCode, document } = await json('--count', '60', '--rate', '200', '--event', 'follow');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      requests: 60,
      accepted: 60,
      statuses: { '200': 60 },
      rateAsked: 200,
      answers: null,
    });
    expect(document.rateReached).toBeLessThanOrEqual(200);
    expect(document.histogram.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(60);
    expect(received).toHaveLength(60);
    expect(new Set(bodies().map(({ events }) => events[0].webhookEventId)).size).toBe(60);
  });

  it('is judged by its conditions alone where there are some', async () => {
    url = await serve((_request, response) =>
      response.writeHead(received.push({ body: Buffer.of(), signature: null }) % 10 === 0 ? 500 : 200).end(),
    );
    const load = ['--count', '40', '--rate', '400'];
    expect((await send(...load)).exitCode).toBe(3);
    expect((await send(...load, '--fail-if', 'errors>10%', '--fail-if', 'p99>5s')).exitCode).toBe(0);
    const { exitCode, document, stderr } = await json(...load, '--fail-if', 'errors>9.9%', '--fail-if', 'p99>5s');
    expect(exitCode).toBe(3);
    expect(document.conditions).toMatchObject([
      { condition: 'errors>9.9%', value: 10, failed: true },
      { condition: 'p99>5s', failed: false },
    ]);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'CONDITIONS_MISSED', message: 'errors>9.9%: it is 10 %' });
  });

  it('has a line at two seconds in its histogram, within the width of the terminal', async () => {
    const { stdout } = await send('--count', '30', '--rate', '300', '--fail-if', 'over2s>0');
    expect(stdout).toMatch(
      /^30 requests to 127\.0\.0\.1:\d+ in \d+\.\d s: 30 answered 2xx\n\nasked +300\/s\nreached +\d+/,
    );
    expect(stdout).toMatch(/\n +2 s {2}---- LINE waits no longer -+\n$/);
    expect(stdout).toContain('held      over2s>0: 0\n');
    for (const one of stdout.split('\n')) expect(one.length).toBeLessThanOrEqual(80);
  });

  it('tells its progress as NDJSON, and its end as the last line', async () => {
    const { stderr } = await send('--count', '20', '--rate', '200', '--progress', 'json');
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(lines.at(-1)).toMatchObject({
      schema: 'line-ops/webhook-send-progress@1',
      planned: 20,
      requests: 20,
      accepted: 20,
      inFlight: 0,
    });
  });
});

describe('every event', () => {
  it("in a request of its own is taken by the official SDK's middleware", async () => {
    const sdk = middleware({ channelSecret: CHANNEL_SECRET });
    const taken: string[] = [];
    url = await serve((request, response) => {
      void sdk(request as never, response as never, (error?: unknown) => {
        const { events } = (request as unknown as { body: { events: readonly { type: string }[] } }).body;
        taken.push(...events.map(({ type }) => type));
        response.writeHead(error === undefined ? 200 : 500).end();
      });
    });
    const { exitCode, document } = await json('--event', 'all', '--each');
    expect(exitCode).toBe(0);
    expect(document.answers.map(({ events }: { events: readonly string[] }) => events.join())).toHaveLength(
      EVENT_ROWS.length,
    );
    expect(taken.sort()).toEqual(EVENT_ROWS.map(({ type }) => type).sort());
  });

  it('is listed, and nothing is sent', async () => {
    const listed = await line.run('webhook', 'send', '--list-events', '--json');
    const { events } = JSON.parse(listed.stdout);
    expect(events).toHaveLength(EVENT_ROWS.length);
    expect(events[0]).toEqual({
      name: 'message:text',
      type: 'message',
      summary: 'a text',
      sources: ['user', 'group', 'room'],
      hasReplyToken: true,
    });
    expect((await send('--list-events')).stdout).toContain('\nmembership:renewed ');
    expect(received).toEqual([]);
  });
});
