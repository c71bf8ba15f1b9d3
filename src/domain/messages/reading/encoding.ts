import type { LocatedFinding } from '../json-source.js';

/** How the bytes of a text are read: as they should be, as something else, or as well as it goes. */
type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'euc-jp' | 'damaged' | 'binary';

/** A text, and how it was encoded. */
export interface EncodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** What is to be said about the encoding of a text; null where it is UTF-8. */
export function encodingFinding({ text, encoding }: EncodedText): LocatedFinding | null {
  if (encoding === 'utf-8') return null;
  const place = encoding === 'damaged' ? placeOf(text, text.indexOf(REPLACEMENT)) : { line: 1, column: 1 };
  const [actual, message] = WORDS[encoding];
  return {
    pointer: '',
    rule: 'encoding',
    severity: 'error',
    message,
    limit: 'UTF-8',
    actual,
    docs: JSON_DOCS,
    ...place,
  };
}

/** JSON that goes from system to system is UTF-8 (section 8.1). */
const JSON_DOCS = 'https://www.rfc-editor.org/rfc/rfc8259';

const REPLACEMENT = '\u{fffd}';

function converted(name: string, iconv: string): readonly [string, string] {
  return [name, `the file is ${name}, LINE takes UTF-8: save it as UTF-8 (iconv -f ${iconv} -t UTF-8)`];
}

const WORDS: Readonly<Record<Exclude<Encoding, 'utf-8'>, readonly [actual: string, message: string]>> = {
  'utf-8-bom': ['BOM', 'the file starts with a byte order mark (BOM), save it as UTF-8 without BOM'],
  'utf-16le': converted('UTF-16', 'UTF-16LE'),
  'utf-16be': converted('UTF-16', 'UTF-16BE'),
  shift_jis: converted('Shift_JIS', 'CP932'),
  'euc-jp': converted('EUC-JP', 'EUC-JP'),
  damaged: [
    'damaged',
    'the text is damaged here: bytes that are not UTF-8, and not UTF-16, Shift_JIS or EUC-JP either',
  ],
  binary: ['binary', 'this is no text: it has zero bytes, or begins as a compressed file does'],
};

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, Math.max(0, offset));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
