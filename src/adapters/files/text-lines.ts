/** How a text is read line by line. */
export interface LineRules {
  /** Whether bytes that are not UTF-8 are an error; else U+FFFD stands for them. */
  readonly fatal: boolean;
  /** In UTF-16 units. */
  readonly maxLineLength: number;
}

/**
 * Cuts chunks of UTF-8 into lines that end in LF or CRLF: all the lines of a chunk at once, so that a loop over them
 * need not wait for each. A byte order mark is kept.
 *
 * @throws {RangeError} for a line over the limit; {TypeError} for bytes that are not UTF-8, where that is fatal.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { fatal, maxLineLength }: LineRules,
): AsyncGenerator<readonly string[]> {
  // Whole lines at a time: a decoder that waits for the rest of a character is several times slower in Node.
  const decoder = new TextDecoder('utf-8', { fatal, ignoreBOM: true });
  let unfinished: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end !== -1) {
      const text = decoder.decode(joined([...unfinished, chunk.subarray(0, end)]));
      unfinished = [];
      bytes = 0;
      yield text.split('\n').map(withoutCarriageReturn);
    }
    if (end + 1 < chunk.length) unfinished.push(chunk.subarray(end + 1));
    bytes += chunk.length - end - 1;
    // A character takes at least a byte for each of its units, so most lines need no counting.
    if (maxLineLength < bytes && maxLineLength < unitsIn(unfinished))
      throw new RangeError(`a line of more than ${maxLineLength} characters`);
  }
  if (bytes > 0) yield [withoutCarriageReturn(decoder.decode(joined(unfinished)))];
}

const LINE_FEED = 0x0a;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function unitsIn(parts: readonly Uint8Array[]): number {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(joined(parts)).length;
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
