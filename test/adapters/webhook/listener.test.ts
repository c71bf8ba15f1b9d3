import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type ListenerBounds, startListener } from '../../../src/adapters/webhook/listener/listener.js';
import type { ReceivedRequest, TurnedAway, WebhookListener } from '../../../src/ports/webhook/listening.js';
import { postWebhook } from '../../support/bot-server.js';

const BOUNDS: ListenerBounds = {
  requestWithinMs: 100,
  maxBodyBytes: 1_000,
  maxBufferedBytes: 1_500,
  maxConnections: 100,
};

let listener: WebhookListener;
const received: ReceivedRequest[] = [];
const turnedAway: TurnedAway[] = [];
const arrivals = new EventEmitter();

async function open(answer: () => Promise<number> = async () => 200): Promise<string> {
  [received.length, turnedAway.length] = [0, 0];
  listener = await startListener(
    { host: '127.0.0.1', port: 0, tls: null },
    {
      answer: (request) => {
        received.push(request);
        arrivals.emit('request');
        return answer();
      },
      answered: () => undefined,
      turnedAway: (request) => turnedAway.push(request),
    },
    { now: () => 0 },
    BOUNDS,
  );
  return listener.url;
}

afterEach(() => listener.stop());

/** Sends what is given and answers everything that comes back until the other side closes. */
function talk(url: string, ...parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1', async () => {
      for (const part of parts) socket.write(part);
    });
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    socket.on('error', () => undefined).on('close', () => resolve(heard));
  });
}

const POST = 'POST /hook HTTP/1.1\r\nHost: a\r\n';

it.each([
  ['says nothing', []],
  ['never ends its headers', [POST]],
  ['never ends its body', [`${POST}Content-Length: 10\r\n\r\n`, '{']],
])('lets go of a client that %s', async (_what, parts) => {
  const url = await open();
  expect(await talk(url, ...parts)).not.toContain('200');
  expect(received).toEqual([]);
});

it('lets go of a client that dribbles its body for ever', async () => {
  const url = await open();
  const heard = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`${POST}Content-Length: 1000\r\n\r\n`);
    const dribble = setInterval(() => socket.write('x'), 5);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(dribble);
        resolve(text);
      });
  });
  expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  expect(received).toEqual([]);
});

it.each([
  ['with its length', [`${POST}Content-Length: 1001\r\n\r\n`, 'x'.repeat(1001)]],
  ['in chunks', [`${POST}Transfer-Encoding: chunked\r\n\r\n`, `3e9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`]],
  ['announced before it is sent', [`${POST}Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n`]],
  ['that goes on and on', [`${POST}Content-Length: 9001\r\n\r\n`, 'x'.repeat(8_001)]],
])('answers 413 for a body that is too large, %s', async (_what, parts) => {
  const url = await open();
  expect(await talk(url, ...parts)).toMatch(/^HTTP\/1\.1 413 /);
  expect(turnedAway).toMatchObject([{ status: 413, method: 'POST', path: '/hook' }]);
});

it('answers 503 where bodies of all together are too large, and takes the next ones', async () => {
  let release = () => {};
  const held = new Promise<number>((resolve) => {
    release = () => resolve(200);
  });
  const url = await open(() => held);
  const arrived = once(arrivals, 'request');
  const first = postWebhook(url, 'x'.repeat(1_000));
  await arrived;
  expect(await postWebhook(url, 'x'.repeat(600))).toEqual({ status: 503 });
  release();
  expect(await first).toEqual({ status: 200 });
  expect(await postWebhook(url, 'x'.repeat(600))).toEqual({ status: 200 });
});

it('answers what is no HTTP, and headers that are too large, and goes on', async () => {
  const url = await open();
  expect(await talk(url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await talk(url, `${POST}X: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await postWebhook(url, '{}')).toEqual({ status: 200 });
});

it('outlives clients that go away before the answer, or in the middle of their body', async () => {
  let release = () => {};
  const held = new Promise<number>((resolve) => {
    release = () => resolve(200);
  });
  const url = await open(() => held);
  const arrived = once(arrivals, 'request');
  const { port } = new URL(url);
  const whole = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  whole.write(`${POST}Content-Length: 2\r\n\r\n{}`);
  const part = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  part.write(`${POST}Content-Length: 900\r\n\r\n${'x'.repeat(800)}`, () => part.resetAndDestroy());
  await arrived;
  whole.resetAndDestroy();
  await once(whole, 'close');
  release();
  // What they took of the memory is free again.
  expect(await postWebhook(url, 'x'.repeat(1_000))).toEqual({ status: 200 });
  expect(received).toHaveLength(2);
});

it('stops after what is being answered', async () => {
  let release = () => {};
  const held = new Promise<number>((resolve) => {
    release = () => resolve(200);
  });
  const url = await open(() => held);
  const arrived = once(arrivals, 'request');
  const answer = postWebhook(url, '{}');
  await arrived;
  const stopped = listener.stop();
  await expect(postWebhook(url, '{}')).rejects.toThrow('ECONNREFUSED');
  release();
  expect(await answer).toEqual({ status: 200 });
  await stopped;
});
