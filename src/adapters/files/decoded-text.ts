import type { EncodedText } from '../../domain/messages/reading/encoding.js';
import { shownEncoding } from '../recipients/text-encoding.js';

/** What compressed files begin with. */
const COMPRESSED = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
];

/** Reads bytes as the text that they are, in whatever encoding; what is in none of them is read as UTF-8 with marks of replacement. */
export function decodedText(bytes: Uint8Array): EncodedText {
  if (COMPRESSED.some((magic) => magic.every((byte, at) => bytes[at] === byte)))
    return { text: '', encoding: 'binary' };
  const shown = shownEncoding(bytes);
  const text = decoded(bytes, shown?.encoding ?? 'utf-8');
  if (text.includes('\0')) return { text: '', encoding: 'binary' };
  if (shown?.encoding === 'utf-8' && isUtf8(bytes)) return { text, encoding: 'utf-8-bom' };
  if (shown !== null && shown.encoding !== 'utf-8') return { text, encoding: shown.encoding };
  return { text, encoding: isUtf8(bytes) ? 'utf-8' : 'damaged' };
}

/** Without the mark of the encoding. */
function decoded(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
