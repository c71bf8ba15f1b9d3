import { failure } from '../../domain/failure/failure.js';
import { readJsonSource } from '../../domain/messages/json-source.js';
import type { AnyRequest } from '../../ports/line-api.js';
import type { MessageFiles } from '../../ports/message-files.js';

/**
 * What a request carries, told by the bytes and sent as they are.
 *
 * @throws {LineOpsError} `usage` for what is neither JSON nor an image that LINE takes.
 */
export async function readData(
  path: string,
  files: Pick<MessageFiles, 'bytes'>,
): Promise<NonNullable<AnyRequest['body']>> {
  const bytes = await files.bytes(path);
  const image = IMAGES.find(({ beginning }) => beginning.every((byte, index) => bytes[index] === byte));
  if (image !== undefined) return { bytes, contentType: image.contentType };
  const source = path === '-' ? 'stdin' : path;
  const text = textIn(bytes);
  if (text === null) throw failure('INVALID_API_DATA', { source, at: null });
  const json = readJsonSource(text);
  if (json.type === 'parsed') return { bytes, contentType: 'application/json' };
  const { line, column, message: problem } = json.finding;
  throw failure('INVALID_API_DATA', { source, at: { line, column, problem } });
}

/** How files begin that a rich menu takes. @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image */
const IMAGES = [
  { contentType: 'image/png', beginning: [0x89, 0x50, 0x4e, 0x47] },
  { contentType: 'image/jpeg', beginning: [0xff, 0xd8, 0xff] },
];

function textIn(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
