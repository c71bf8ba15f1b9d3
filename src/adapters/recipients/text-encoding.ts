import type { TextEncoding } from '../../domain/broadcast/planning/recipient-text.js';
import type { NotText } from '../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import type { Chunks } from './byte-source.js';

/** How the bytes of a text are to be read. */
export interface EncodedText {
  readonly encoding: TextEncoding;
  /** Bytes of the byte order mark at the beginning. */
  readonly markLength: number;
}

interface Kind {
  readonly magic: readonly number[];
  readonly seems: NotText;
}

const NO_TEXT: readonly Kind[] = [
  { magic: [0x1f, 0x8b], seems: 'gzip' },
  { magic: [0x50, 0x4b, 0x03, 0x04], seems: 'xlsx' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], seems: 'xls' },
  { magic: [0x25, 0x50, 0x44, 0x46], seems: 'pdf' },
];

/** @see https://www.unicode.org/faq/utf_bom.html */
const MARKS: readonly (readonly [encoding: TextEncoding, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Tells the encoding of a text from its beginning: by its byte order mark, else as `wanted`, else by what its bytes can
 * be. Bytes that are text in no encoding we know count as UTF-8: user IDs are the same in all of them.
 *
 * @throws {LineOpsError} `usage` when the beginning shows that it is not text, naming what it seems to be.
 */
export function encodingOf(head: Uint8Array, wanted: TextEncoding | null, source: string): EncodedText {
  const kind = NO_TEXT.find(({ magic }) => startsWith(head, magic));
  if (kind !== undefined) throw notText(source, kind.seems);
  const marked = markedEncoding(head);
  if (marked !== null) return marked;
  const encoding = wanted ?? utf16WithoutMark(head) ?? legacyEncodingOf(head) ?? 'utf-8';
  if (!encoding.startsWith('utf-16') && head.includes(0)) {
    throw notText(source, 'binary');
  }
  return { encoding, markLength: 0 };
}

/** The encoding that a text shows by its mark or its bytes; null where they are UTF-8, or nothing that we know. */
export function shownEncoding(bytes: Uint8Array): EncodedText | null {
  const marked = markedEncoding(bytes);
  if (marked !== null) return marked;
  const encoding = utf16WithoutMark(bytes) ?? legacyEncodingOf(bytes);
  return encoding === null ? null : { encoding, markLength: 0 };
}

function markedEncoding(head: Uint8Array): EncodedText | null {
  const marked = MARKS.find(([, mark]) => startsWith(head, mark));
  return marked === undefined ? null : { encoding: marked[0], markLength: marked[1].length };
}

/** The text in UTF-8, without its byte order mark. */
export async function* inUtf8(chunks: Chunks, { encoding, markLength }: EncodedText): Chunks {
  let toSkip = markLength;
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: true });
  for await (const chunk of chunks) {
    const bytes = chunk.subarray(toSkip);
    toSkip = 0;
    yield decoder === null ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield Buffer.from(rest);
}

/** Latin text in UTF-16 has a zero in every other byte. */
function utf16WithoutMark(head: Uint8Array): TextEncoding | null {
  const looked = head.subarray(0, 400);
  const zeros = [0, 1].map((parity) => looked.filter((byte, at) => byte === 0 && at % 2 === parity).length);
  const [even = 0, odd = 0] = zeros;
  const most = looked.length * 0.4;
  if (most < odd && even === 0) return 'utf-16le';
  return most < even && odd === 0 ? 'utf-16be' : null;
}

/**
 * Shift_JIS or EUC-JP where the bytes can be that and are no UTF-8. What both can be is EUC-JP: kana and the frequent
 * kanji of Shift_JIS have bytes that EUC-JP does not know.
 */
function legacyEncodingOf(head: Uint8Array): TextEncoding | null {
  if (canBe('utf-8', head)) return null;
  if (canBe('euc-jp', head)) return 'euc-jp';
  return canBe('shift_jis', head) ? 'shift_jis' : null;
}

function canBe(encoding: TextEncoding, head: Uint8Array): boolean {
  try {
    // A character that the end of the head cuts is none of its faults.
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    // Some decoders make control characters of bytes that an encoding does not know.
    return encoding === 'utf-8' || !/[\u0080-\u009f]/.test(text);
  } catch {
    return false;
  }
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}

function notText(source: string, seems: NotText): LineOpsError {
  return failure('RECIPIENTS_NOT_TEXT', { source, seems });
}
