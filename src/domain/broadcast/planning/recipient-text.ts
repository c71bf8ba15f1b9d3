import { failure } from '../../failure/failure.js';

/** Encodings that lists of recipients come in. */
export const TEXT_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'shift_jis', 'euc-jp'] as const;

export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** Separators that people have names for. */
const NAMED: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', '\\t': '\t' };

/** The one character between two cells: `,`, `;`, `|`, `tab` and the like. @throws {LineOpsError} `usage` for anything else. */
export function parseDelimiter(text: string): string {
  const delimiter = NAMED[text.toLowerCase()] ?? text;
  // Letters and digits stand in user IDs, and a double quote is the quote.
  if (/^[\t!#$%&*+,./:;<=>?@^_|~-]$/.test(delimiter)) return delimiter;
  throw failure('INVALID_DELIMITER', { text });
}

/** The name of a separator for people. */
export function delimiterWord(delimiter: string): string {
  return Object.entries(NAMED).find(([, character]) => character === delimiter)?.[0] ?? `"${delimiter}"`;
}

/** @throws {LineOpsError} `usage` for an encoding that is not among ours. */
export function parseEncoding(text: string): TextEncoding {
  const encoding = TEXT_ENCODINGS.find((known) => known === text.toLowerCase());
  if (encoding !== undefined) return encoding;
  throw failure('INVALID_ENCODING', { text });
}

const NAME_OF: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  shift_jis: 'Shift_JIS',
  'euc-jp': 'EUC-JP',
};

/** The name of an encoding for people. */
export function encodingWord(encoding: TextEncoding): string {
  return NAME_OF[encoding];
}
