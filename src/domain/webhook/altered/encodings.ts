/** Bodies whose UTF-8 was taken for another encoding, or that were written in another one. */
export function* encodedOtherwise(body: Uint8Array, text: string | null): Generator<Uint8Array> {
  // UTF-8 that was read in an encoding of one byte a character, and written as UTF-8 once more.
  if (text !== null) {
    for (const encoding of ['latin1', 'windows-1252'] as const) {
      const undone = undoubled(text, encoding);
      if (undone !== null) yield undone;
    }
    return;
  }
  for (const encoding of ['windows-1252', 'shift_jis', 'euc-jp', 'utf-16le'] as const) {
    const read = decoded(body, encoding);
    if (read !== null) yield new TextEncoder().encode(read);
  }
  // As `windows-1252`, and with the control characters that it has not.
  yield new TextEncoder().encode(Array.from(body, (byte) => String.fromCharCode(byte)).join(''));
}

function decoded(body: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** The bytes that this encoding reads as the text; null where there is a character that it has not, or none that tells. */
function undoubled(text: string, encoding: 'latin1' | 'windows-1252'): Uint8Array | null {
  const byteOf = encoding === 'latin1' ? null : windowsBytes();
  const bytes = Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return byteOf?.get(character) ?? point;
  });
  return bytes.every((byte) => byte <= 0xff) && bytes.some((byte) => 0x80 <= byte) ? Uint8Array.from(bytes) : null;
}

/** What `windows-1252` has in place of the control characters of Latin-1. @see https://encoding.spec.whatwg.org/#windows-1252 */
function windowsBytes(): ReadonlyMap<string, number> {
  const bytes = Array.from({ length: 32 }, (_, index) => 0x80 + index);
  const characters = new TextDecoder('windows-1252').decode(Uint8Array.from(bytes));
  return new Map(bytes.map((byte, index) => [characters.charAt(index), byte]));
}
