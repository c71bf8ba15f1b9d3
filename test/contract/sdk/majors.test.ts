import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import * as sdk11 from '@line/bot-sdk';
import * as sdk8 from 'line-bot-sdk-8';
import * as sdk9 from 'line-bot-sdk-9';
import * as sdk10 from 'line-bot-sdk-10';
import { expect, it, onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { emulate } from '../../emulator/platform.js';
import { uuid } from '../../emulator/sdk-calls.js';

interface Config {
  readonly baseURL: string;
  readonly channelAccessToken: string;
}

interface Text {
  type: 'text';
  text: string;
}

/** What a bot uses day by day, of any major. The SDK can be pointed at another address from its version 8 on. */
interface EverydaySdk {
  readonly messagingApi: {
    readonly MessagingApiClient: new (
      config: Config,
    ) => {
      getBotInfo(): Promise<{ basicId: string }>;
      getProfile(userId: string): Promise<{ userId: string }>;
      pushMessage(request: { to: string; messages: Text[] }, retryKey?: string): Promise<{ sentMessages: unknown[] }>;
      multicast(request: { to: string[]; messages: Text[] }, retryKey?: string): Promise<object>;
      broadcast(request: { messages: Text[] }, retryKey?: string): Promise<object>;
      replyMessage(request: { replyToken: string; messages: Text[] }): Promise<object>;
      createRichMenu(menu: typeof MENU): Promise<{ richMenuId: string }>;
      linkRichMenuIdToUser(userId: string, richMenuId: string): Promise<object>;
      getRichMenuIdOfUser(userId: string): Promise<{ richMenuId: string }>;
    };
    readonly MessagingApiBlobClient: new (
      config: Config,
    ) => {
      setRichMenuImage(richMenuId: string, image?: Blob): Promise<object>;
      getRichMenuImage(richMenuId: string): Promise<Readable>;
      getMessageContent(messageId: string): Promise<Readable>;
    };
  };
  middleware(config: {
    channelSecret: string;
  }): (
    request: IncomingMessage & { body: unknown },
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => void | Promise<void>;
}

const MAJORS: readonly (readonly [major: number, sdk: EverydaySdk])[] = [
  [8, sdk8],
  [9, sdk9],
  [10, sdk10],
  [11, sdk11],
];

const messages: Text[] = [{ type: 'text', text: 'Hello' }];
const MENU = {
  size: { width: 800, height: 270 },
  selected: false,
  name: 'spring',
  chatBarText: 'Menu',
  areas: [],
};

it.each(MAJORS)(
  'a bot with version %i of the SDK sends, and nothing twice under one retry key',
  async (_major, sdk) => {
    const { emulator, line } = await botOf(sdk);
    const [first, second] = [emulator.followerId(0), emulator.followerId(1)];
    expect((await line.getBotInfo()).basicId).toMatch(/^@/);
    expect((await line.getProfile(first)).userId).toBe(first);
    expect((await line.pushMessage({ to: first, messages }, uuid('push'))).sentMessages).toHaveLength(1);
    await expect(line.pushMessage({ to: first, messages }, uuid('push'))).rejects.toThrow();
    await line.multicast({ to: [first, second], messages }, uuid('multicast'));
    await line.broadcast({ messages });
    expect([first, second].map((userId) => emulator.deliveriesTo(userId))).toEqual([3, 2]);
  },
);

it.each(MAJORS)(
  'a bot with version %i of the SDK proves a webhook, replies, and fetches what was sent to it',
  async (_major, sdk) => {
    const { emulator, line, blob } = await botOf(sdk);
    const secret = emulator.env['LINE_CHANNEL_SECRET'] ?? '';
    const events = await listen(emulator, sdk.middleware({ channelSecret: secret }));
    await emulator.sendEvents([{ type: 'message' }]);
    const [text] = events;
    await line.replyMessage({ replyToken: text?.replyToken ?? '', messages });
    expect(emulator.deliveriesTo(text?.source.userId ?? '')).toBe(1);
    await emulator.sendEvents([{ type: 'message', message: { type: 'image' } }]);
    const chunks = await (await blob.getMessageContent(events[1]?.message.id ?? '')).toArray();
    expect(Buffer.concat(chunks).byteLength).toBeGreaterThan(0);
  },
);

it.each(MAJORS)('a bot with version %i of the SDK gives a user a rich menu', async (_major, sdk) => {
  const { emulator, line, blob } = await botOf(sdk);
  const { richMenuId } = await line.createRichMenu(MENU);
  const picture = pngOf(MENU.size);
  await blob.setRichMenuImage(richMenuId, new Blob([picture], { type: 'image/png' }));
  expect(Buffer.concat(await (await blob.getRichMenuImage(richMenuId)).toArray())).toEqual(picture);
  await line.linkRichMenuIdToUser(emulator.followerId(0), richMenuId);
  expect(await line.getRichMenuIdOfUser(emulator.followerId(0))).toMatchObject({ richMenuId });
});

async function botOf({ messagingApi }: EverydaySdk) {
  const emulator = await emulate({ followers: 2, longLived: true });
  const config = { baseURL: emulator.url, channelAccessToken: emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '' };
  const line = new messagingApi.MessagingApiClient(config);
  return { emulator, line, blob: new messagingApi.MessagingApiBlobClient(config) };
}

interface MessageEvent {
  readonly replyToken: string;
  readonly source: { readonly userId: string };
  readonly message: { readonly id: string };
}

/** A bot server behind the SDK's middleware, and the events that passed it. */
async function listen(
  emulator: Emulator,
  middleware: ReturnType<EverydaySdk['middleware']>,
): Promise<readonly MessageEvent[]> {
  const events: MessageEvent[] = [];
  const server = createServer((request, response) => {
    const proven = Object.assign(request, { body: undefined as { events: MessageEvent[] } | undefined });
    void middleware(proven, response, (error) => {
      events.push(...(proven.body?.events ?? []));
      response.writeHead(error === undefined ? 200 : 401).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  emulator.setWebhook(`http://127.0.0.1:${port}/`);
  return events;
}

/** A picture as far as its header, which tells its size. @see https://www.w3.org/TR/png-3/#11IHDR */
function pngOf({ width, height }: { readonly width: number; readonly height: number }): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(header);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.writeUInt8(8, 24);
  header.writeUInt8(2, 25);
  return header;
}
