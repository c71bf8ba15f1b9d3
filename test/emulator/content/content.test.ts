import { inflateSync } from 'node:zlib';
import { HTTPFetchError, messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/settings.js';
import { listeningBot } from '../chat/bot.js';
import { call, emulate, tokenOf } from '../platform.js';

type Message = Readonly<Record<string, unknown>> & { readonly id: string };

/** An emulator with a bot that keeps what it is told, and the SDK's client for the data host. */
async function scene(options: EmulatorOptions = {}) {
  const emulator = await emulate(options);
  const told = await listeningBot(emulator);
  /** Has a user send a message; answers what the bot was told of it. */
  const send = async (message: object, content?: unknown): Promise<Message> => {
    await emulator.sendEvents([{ type: 'message', message, ...(content === undefined ? {} : { content }) }]);
    const { id, ...rest } = Object(told.at(-1)?.['message']);
    return { id, ...rest };
  };
  return { emulator, told, send, blob: await blobClient(emulator) };
}

async function blobClient(emulator: Emulator) {
  const channelAccessToken = await tokenOf(emulator);
  return new messagingApi.MessagingApiBlobClient({ channelAccessToken, baseURL: emulator.url });
}

type Blobs = Awaited<ReturnType<typeof blobClient>>;

async function contentOf(blob: Blobs, messageId: string) {
  const { httpResponse, body } = await blob.getMessageContentWithHttpInfo(messageId);
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return { status: httpResponse.status, type: httpResponse.headers.get('content-type'), bytes: Buffer.concat(parts) };
}

/** What the SDK throws of a refusal. */
async function refusalOf(asked: Promise<unknown>): Promise<readonly [status: number, body: string]> {
  const error: unknown = await asked.catch((reason: unknown) => reason);
  return error instanceof HTTPFetchError ? [error.status, error.body] : [0, String(error)];
}

/** Width, height and the first pixel of a PNG. */
function picture(bytes: Buffer): { readonly size: readonly number[]; readonly pixel: Buffer; readonly pixels: number } {
  expect(bytes.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n');
  const data = bytes.indexOf('IDAT') + 4;
  const pixels = inflateSync(bytes.subarray(data, data + bytes.readUInt32BE(data - 8)));
  return {
    size: [bytes.readUInt32BE(16), bytes.readUInt32BE(20)],
    pixel: pixels.subarray(1, 4),
    pixels: pixels.length,
  };
}

const INSIDE = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'dinf']);

/** The boxes of an MP4 by type, those within others too. Each ends where its parent says. */
function boxes(bytes: Buffer, found = new Map<string, Buffer>()): Map<string, Buffer> {
  let at = 0;
  while (at < bytes.length) {
    const [size, type] = [bytes.readUInt32BE(at), bytes.toString('latin1', at + 4, at + 8)];
    expect(at + size).toBeLessThanOrEqual(bytes.length);
    found.set(type, bytes.subarray(at + 8, at + size));
    if (INSIDE.has(type)) boxes(bytes.subarray(at + 8, at + size), found);
    at += size;
  }
  expect(at).toBe(bytes.length);
  return found;
}

it('a picture that somebody sent can be downloaded and decoded, its preview too, and is not that of another message', async () => {
  const { send, blob } = await scene();
  const [one, other] = [await send({ type: 'image' }), await send({ type: 'image' })];
  const [first, second] = [await contentOf(blob, one.id), await contentOf(blob, other.id)];
  expect([first.status, first.type]).toEqual([200, 'image/png']);
  expect(picture(first.bytes)).toMatchObject({ size: [64, 64], pixels: 64 * (1 + 64 * 3) });
  expect(picture(first.bytes).pixel).not.toEqual(picture(second.bytes).pixel);

  const preview = await blob.getMessageContentPreviewWithHttpInfo(one.id);
  expect(preview.httpResponse.headers.get('content-type')).toBe('image/png');
  const parts: Buffer[] = [];
  for await (const part of preview.body) parts.push(Buffer.from(part));
  expect(picture(Buffer.concat(parts)).size).toEqual([16, 16]);
});

it.each([
  ['video', 'video/mp4', 'avc1', 1000],
  ['audio', 'audio/x-m4a', 'mp4a', 44_100],
])('a %s is an MP4 that lasts as long as the message says', async (type, contentType, codec, timescale) => {
  const { send, blob } = await scene();
  const { id } = await send({ type, duration: 2500 });
  const content = await contentOf(blob, id);
  expect(content.type).toBe(contentType);
  const found = boxes(content.bytes);
  const [stsd, mdhd, stsz, stco, mdat] = ['stsd', 'mdhd', 'stsz', 'stco', 'mdat'].map((name) => found.get(name));
  expect(stsd?.toString('latin1', 12, 16)).toBe(codec);
  expect(mdhd?.readUInt32BE(12)).toBe(timescale);
  expect((mdhd?.readUInt32BE(16) ?? 0) / timescale).toBeCloseTo(2.5, 1);
  expect((stsz?.readUInt32BE(4) ?? 0) * (stsz?.readUInt32BE(8) ?? 0)).toBe(mdat?.length);
  expect(content.bytes.subarray(stco?.readUInt32BE(8)).length).toBe(mdat?.length);
});

it('a file has the size that the message says, and the type of its name', async () => {
  const { send, blob } = await scene();
  const pdf = await contentOf(blob, (await send({ type: 'file' })).id);
  expect([pdf.type, pdf.bytes.length, pdf.bytes.toString('latin1', 0, 5)]).toEqual(['application/pdf', 2138, '%PDF-']);
  const table = Number(/startxref\n(\d+)/.exec(pdf.bytes.toString())?.[1]);
  expect(pdf.bytes.toString('latin1', table, table + 4)).toBe('xref');
  const text = await contentOf(blob, (await send({ type: 'file', fileName: 'list.csv', fileSize: 7 })).id);
  expect([text.type, text.bytes.length]).toEqual(['text/csv', 7]);
  const unknown = await contentOf(blob, (await send({ type: 'file', fileName: 'noname', fileSize: 0 })).id);
  const odd = await contentOf(blob, (await send({ type: 'file', fileName: 'a.constructor' })).id);
  expect(odd.type).toBe('application/octet-stream');
  expect([unknown.type, unknown.bytes.length]).toEqual(['application/octet-stream', 0]);
});

it('a large video is prepared for a while of the emulator’s time, or not at all', async () => {
  const { emulator, send, blob } = await scene();
  const slow = await send({ type: 'video' }, { preparingMs: 5000 });
  const failing = await send({ type: 'audio' }, { preparingMs: 5000, transcoding: 'failed' });
  expect(await contentOf(blob, slow.id)).toMatchObject({ status: 202, bytes: Buffer.alloc(0) });
  for (const { id } of [slow, failing])
    expect(await blob.getMessageContentTranscodingByMessageId(id)).toEqual({ status: 'processing' });
  emulator.moveClock(5000);
  expect(await blob.getMessageContentTranscodingByMessageId(slow.id)).toEqual({ status: 'succeeded' });
  expect((await contentOf(blob, slow.id)).status).toBe(200);
  expect(await blob.getMessageContentTranscodingByMessageId(failing.id)).toEqual({ status: 'failed' });
  expect(await refusalOf(blob.getMessageContent(failing.id))).toEqual([404, '{"message":"not found"}']);
});

const BYTES = Buffer.from('\xff\xd8\xff\xe0 a photo', 'latin1');

it('who orders a message says what its bytes are, and the bot is not told', async () => {
  const { emulator, told, send, blob } = await scene();
  const photo = await send({ type: 'image' }, BYTES.toString('base64'));
  expect(await contentOf(blob, photo.id)).toEqual({ status: 200, type: 'image/jpeg', bytes: BYTES });
  const file = await send({ type: 'file' }, { base64: BYTES.toString('base64'), contentType: 'text/x-mine' });
  expect(file['fileSize']).toBe(BYTES.length);
  expect(await contentOf(blob, file.id)).toEqual({ status: 200, type: 'text/x-mine', bytes: BYTES });
  expect(JSON.stringify(told)).not.toContain('content"');

  const body = { messageId: photo.id, base64: Buffer.from('GIF89a').toString('base64') };
  expect((await call(emulator, 'POST', '/_emulator/content', { body })).status).toBe(200);
  expect((await contentOf(blob, photo.id)).type).toBe('image/gif');
});

it.each([
  [{ base64: 'AAAA' }, 400],
  [{ messageId: '1', base64: 'not base64!' }, 400],
  [{ messageId: '1', contentType: 'text\r\nx: y' }, 400],
  [{ messageId: '1', of: 'tomorrow' }, 400],
  [{ messageId: '1', base64: 'AAAA' }, 404],
])('an order about bytes has a form and a message: %j', async (body, status) => {
  expect((await call(await emulate(), 'POST', '/_emulator/content', { body })).status).toBe(status);
});

it('an event whose bytes cannot be read is not sent', async () => {
  const { emulator, told } = await scene();
  const events = [{ message: { type: 'image' }, content: 'not base64!' }];
  expect((await call(emulator, 'POST', '/_emulator/events', { body: { events } })).status).toBe(400);
  await expect(emulator.sendEvents(events)).rejects.toMatchObject({ code: 'INVALID_EVENT' });
  expect(told).toEqual([]);
});

it('what was taken back is gone, and what was kept for long enough too, also where the state goes on', async () => {
  const { emulator, send, blob } = await scene();
  const secret = Buffer.from('a photo that nobody may keep').toString('base64');
  const photo = await send({ type: 'image' }, secret);
  const kept = await send({ type: 'image' }, BYTES.toString('base64'));
  await emulator.sendEvents([{ type: 'unsend', unsend: { messageId: photo.id } }]);
  const gone = [410, '{"message":"The content is gone"}'];
  expect(await refusalOf(blob.getMessageContent(photo.id))).toEqual(gone);
  expect(await refusalOf(blob.getMessageContentPreview(photo.id))).toEqual(gone);
  expect(emulator.exportState()).not.toContain(secret);

  const second = await emulate();
  second.importState(emulator.exportState());
  const later = await blobClient(second);
  expect(await refusalOf(later.getMessageContent(photo.id))).toEqual(gone);
  expect((await contentOf(later, kept.id)).bytes).toEqual(BYTES);
  second.moveClock(31 * 24 * 60 * 60 * 1000);
  expect(await refusalOf((await blobClient(second)).getMessageContent(kept.id))).toEqual(gone);
});

it('messages that LINE has no bytes of are not found, and what is asked of the wrong type is told so', async () => {
  const { send, blob } = await scene();
  const [text, external, image] = [
    await send({ type: 'text' }),
    await send({ type: 'image', contentProvider: { type: 'external' } }),
    await send({ type: 'image' }),
  ];
  for (const id of ['12345', text.id, external.id])
    expect(await refusalOf(blob.getMessageContent(id))).toEqual([404, '{"message":"not found"}']);
  expect(await refusalOf(blob.getMessageContentPreview(text.id))).toEqual([
    400,
    '{"message":"The content can not be previewed"}',
  ]);
  expect(await refusalOf(blob.getMessageContentTranscodingByMessageId(image.id))).toEqual([
    400,
    `{"message":"Transcoding status doesn't support this type of content"}`,
  ]);
});
