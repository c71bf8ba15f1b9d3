import type { Answer } from '../../http/answer.js';
import type { ReceivedMessage } from '../received-book.js';
import { fileBytes } from './file.js';
import { silence, stillVideo } from './media.js';
import { plainPicture } from './picture.js';

const PICTURE_SIZE = 64;
const PREVIEW_SIZE = 16;
/** Longer ones say that they are so long, and are not. */
const LONGEST_MS = 10 * 60 * 1000;
const USUAL_MS = 1000;

/**
 * The answer that carries the bytes of a picture, a video, a sound or a file: those it was given, or some of its own.
 *
 * @param variety a number that differs from message to message: one picture or video is not another.
 */
export function contentOf({ type, message, content }: ReceivedMessage, variety: number): Answer {
  if (content.base64 !== null) {
    const bytes = Buffer.from(content.base64, 'base64');
    return withBytes(bytes, content.contentType ?? typeOfBytes(bytes) ?? typeOfMessage(type, message));
  }
  return withBytes(ownBytes({ type, message }, variety), content.contentType ?? typeOfMessage(type, message));
}

/** The answer that carries a small picture in place of a picture or a video. */
export function previewOf(variety: number): Answer {
  return withBytes(plainPicture(variety, PREVIEW_SIZE), 'image/png');
}

function withBytes(bytes: Uint8Array, contentType: string): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body: bytes };
}

function ownBytes({ type, message }: Pick<ReceivedMessage, 'type' | 'message'>, variety: number): Uint8Array {
  const duration = Math.min(LONGEST_MS, numberIn(message['duration']) ?? USUAL_MS);
  switch (type) {
    case 'video':
      return stillVideo(variety, duration);
    case 'audio':
      return silence(duration);
    case 'file':
      return fileBytes(extensionIn(message['fileName']), numberIn(message['fileSize']));
    default:
      return plainPicture(variety, PICTURE_SIZE);
  }
}

const TYPES: Readonly<Record<string, string>> = { image: 'image/png', video: 'video/mp4', audio: 'audio/x-m4a' };
const FILE_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    pdf: 'application/pdf',
    txt: 'text/plain',
    csv: 'text/csv',
    json: 'application/json',
    zip: 'application/zip',
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    mp4: 'video/mp4',
    m4a: 'audio/x-m4a',
  }),
);

function typeOfMessage(type: string, { fileName }: ReceivedMessage['message']): string {
  return TYPES[type] ?? FILE_TYPES.get(extensionIn(fileName)) ?? 'application/octet-stream';
}

/** What files of a kind begin with. */
const BEGINNINGS: readonly (readonly [beginning: string, at: number, contentType: string])[] = [
  ['\x89PNG', 0, 'image/png'],
  ['\xff\xd8\xff', 0, 'image/jpeg'],
  ['GIF8', 0, 'image/gif'],
  ['%PDF', 0, 'application/pdf'],
  ['PK\x03\x04', 0, 'application/zip'],
  ['ftypM4A', 4, 'audio/x-m4a'],
  ['ftyp', 4, 'video/mp4'],
];

function typeOfBytes(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 16);
  return BEGINNINGS.find(([beginning, at]) => start.startsWith(beginning, at))?.[2] ?? null;
}

function extensionIn(fileName: unknown): string {
  const [, extension = ''] = /\.(\w+)$/.exec(String(fileName)) ?? [];
  return extension.toLowerCase();
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && 0 <= value ? value : null;
}
