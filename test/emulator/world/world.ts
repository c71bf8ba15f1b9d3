import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messagingApi } from '@line/bot-sdk';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/settings.js';
import { call, emulate, TEXT } from '../platform.js';

/** Nobody listens there: an event happens all the same. */
const DEAF = 'http://127.0.0.1:9/webhook';

/** An emulator as the author of a bot scripts it: people and groups act, the SDK asks. */
export interface Scene {
  readonly emulator: Emulator;
  readonly token: string;
  readonly client: messagingApi.MessagingApiClient;
  /** Events that happen, one after the other. */
  happen(...events: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /** What an order under `/_emulator/` answers. */
  order(what: string, body: object): Promise<Record<string, unknown>>;
  /** Status and message of a push of one text. */
  push(to: string): Promise<readonly [number, unknown]>;
  /** How a person stands, as `GET /_emulator/users` shows it. */
  person(userId: string): Promise<Record<string, unknown>>;
}

export async function scene(options: EmulatorOptions = {}): Promise<Scene> {
  const emulator = await emulate({ followers: 5, longLived: true, ...options });
  return sceneOf(emulator);
}

export function sceneOf(emulator: Emulator): Scene {
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  emulator.setWebhook(DEAF);
  return {
    emulator,
    token,
    client: new messagingApi.MessagingApiClient({ channelAccessToken: token, baseURL: emulator.url }),
    happen: async (...events) => {
      await emulator.sendEvents([...events]);
    },
    order: async (what, body) => (await call(emulator, 'POST', `/_emulator/${what}`, { body })).body,
    push: async (to) => {
      const { status, body } = await call(emulator, 'POST', '/v2/bot/message/push', {
        token,
        body: { to, messages: TEXT },
      });
      return [status, body['message']];
    },
    person: async (userId) => (await call(emulator, 'GET', `/_emulator/users?userId=${userId}`)).body,
  };
}

/** Users who are nobody's followers yet. */
export const [NEW, OTHER] = [`U${'a'.repeat(32)}`, `U${'b'.repeat(32)}`] as const;
export const GROUP = { type: 'group', groupId: `C${'1'.repeat(32)}` } as const;
export const ROOM = { type: 'room', roomId: `R${'2'.repeat(32)}` } as const;

export function user(userId: string): { readonly type: 'user'; readonly userId: string } {
  return { type: 'user', userId };
}

export function text(source: object): Readonly<Record<string, unknown>> {
  return { type: 'message', source, message: { type: 'text', id: '1', text: 'Hi' } };
}

/** A bot server that hands on the events of one call after the other. */
export async function listeningBot(): Promise<{ readonly url: string; next(): Promise<unknown> }> {
  const calls = new EventEmitter();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.emit('call', JSON.parse(body).events);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const seen = on(calls, 'call');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    next: async () => (await seen.next()).value[0],
  };
}
