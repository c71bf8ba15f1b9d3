import { HTTPFetchError, messagingApi } from '@line/bot-sdk';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, type Reply } from '../platform.js';

/** Long enough that nothing is done before the clock is moved. */
export const BATCH_MS = 60_000;
export const DAY_MS = 24 * 60 * 60 * 1000;

/** A bot's view of its rich menus. */
export interface Bot {
  readonly emulator: Emulator;
  readonly token: string;
  readonly line: messagingApi.MessagingApiClient;
  readonly files: messagingApi.MessagingApiBlobClient;
  user(index: number): string;
  /** What a request without the SDK gets. */
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
  order(body: object): Promise<Reply>;
}

export async function startBot(options: Parameters<typeof emulate>[0] = {}): Promise<Bot> {
  const emulator = await emulate({ followers: 10, longLived: true, menuBatchMs: BATCH_MS, ...options });
  return botAt(emulator, emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '');
}

export function botAt(emulator: Emulator, token: string): Bot {
  const config = { channelAccessToken: token, baseURL: emulator.url };
  return {
    emulator,
    token,
    line: new messagingApi.MessagingApiClient(config),
    files: new messagingApi.MessagingApiBlobClient(config),
    user: (index) => emulator.followerId(index),
    ask: (method, path, body) => call(emulator, method, path, { token, body }),
    order: (body) => call(emulator, 'POST', '/_emulator/menus', { body }),
  };
}

type MenuRequest = messagingApi.RichMenuRequest;

/** A menu of two areas side by side: one says something, one is a button. */
export function menu(parts: Partial<MenuRequest> = {}): MenuRequest {
  return {
    size: { width: 800, height: 270 },
    selected: false,
    name: 'Spring',
    chatBarText: 'Tap to open',
    areas: [
      { bounds: { x: 0, y: 0, width: 400, height: 270 }, action: { type: 'message', label: 'Hi', text: 'Hello' } },
      { bounds: { x: 400, y: 0, width: 400, height: 270 }, action: { type: 'postback', data: 'action=buy' } },
    ],
    ...parts,
  };
}

/** A PNG as far as its head goes, which is all that is looked at. */
export function png(width = 800, height = 270, bytes = 200): Buffer {
  const file = Buffer.alloc(bytes, 7);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(file);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file;
}

/** A JPEG as far as its frame: a comment, tables, and then the size. */
export function jpeg(width = 800, height = 270): Buffer {
  const segment = (marker: number, body: Buffer) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  };
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xfe, Buffer.from('a comment')),
    segment(0xc4, Buffer.alloc(20)),
    Buffer.from([0xff]),
    segment(0xc2, frame),
  ]);
}

export const image = (data: Buffer, type = 'image/png') => new Blob([Uint8Array.from(data)], { type });

/** Creates menus that can be shown, and answers with their IDs. */
export async function create({ line, files }: Bot, ...parts: readonly Partial<MenuRequest>[]): Promise<string[]> {
  const ids: string[] = [];
  for (const part of parts) {
    const { richMenuId } = await line.createRichMenu(menu(part));
    await files.setRichMenuImage(richMenuId, image(png()));
    ids.push(richMenuId);
  }
  return ids;
}

/** The ID of the menu that each of the first users is linked to; null where there is none. */
export function linkedTo({ line, user }: Bot, users: number): Promise<readonly (string | null)[]> {
  const of = (index: number) =>
    line.getRichMenuIdOfUser(user(index)).then(
      ({ richMenuId }) => richMenuId,
      () => null,
    );
  return Promise.all(Array.from({ length: users }, (_, index) => of(index)));
}

/** What a call of the SDK is refused with. */
export async function refusal(promise: Promise<unknown>): Promise<{ readonly status: number; readonly body: unknown }> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HTTPFetchError)) throw new Error('not refused');
  return { status: error.status, body: JSON.parse(error.body) };
}
