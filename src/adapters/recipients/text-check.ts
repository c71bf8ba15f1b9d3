import { LineOpsError } from '../../domain/failure.js';

interface Kind {
  readonly magic: readonly number[];
  readonly seems: string;
  readonly hint: string;
}

const EXCEL_HINT = 'Export the sheet as CSV (UTF-8) and give that file, with --column for the user IDs.';
const UTF16_HINT = 'Save it again as UTF-8, for example: iconv -f UTF-16 -t UTF-8';
const GZIP_HINT = 'Let its name end in .gz, or unpack it with gunzip first.';

const KINDS: readonly Kind[] = [
  { magic: [0xff, 0xfe], seems: 'UTF-16 text', hint: UTF16_HINT },
  { magic: [0xfe, 0xff], seems: 'UTF-16 text', hint: UTF16_HINT },
  { magic: [0x1f, 0x8b], seems: 'gzip data', hint: GZIP_HINT },
  { magic: [0x50, 0x4b, 0x03, 0x04], seems: 'an Excel file (.xlsx) or another ZIP archive', hint: EXCEL_HINT },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], seems: 'an old Excel file (.xls)', hint: EXCEL_HINT },
  { magic: [0x25, 0x50, 0x44, 0x46], seems: 'a PDF', hint: 'Give a text file with one user ID a line.' },
];

/** @throws {LineOpsError} `usage` when the beginning of a source shows that it is not text, naming what it seems to be. */
export function checkIsText(head: Uint8Array, source: string): void {
  const kind = KINDS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (kind !== undefined) throw notText(source, kind.seems, kind.hint);
  const zeroAt = head.indexOf(0);
  if (zeroAt === -1) return;
  // Latin text in UTF-16 without a byte order mark has a zero in every other byte.
  const zeros = head.subarray(0, 200).filter((byte) => byte === 0).length;
  if (Math.min(head.length, 200) * 0.4 < zeros && zeroAt < 2) throw notText(source, 'UTF-16 text', UTF16_HINT);
  throw notText(source, 'a binary file', 'Give a text file with one user ID a line, a .csv or a .jsonl.');
}

/** Bytes of the UTF-8 byte order mark at the beginning: 3 or 0. */
export function byteOrderMarkLength(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

function notText(source: string, seems: string, hint: string): LineOpsError {
  return new LineOpsError('usage', 'RECIPIENTS_NOT_TEXT', `${source} is not text: it seems to be ${seems}`, { hint });
}
