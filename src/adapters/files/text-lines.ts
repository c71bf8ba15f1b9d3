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
  const decoder = new TextDecoder('utf-8', { fatal, ignoreBOM: true });
  let unfinished = '';
  for await (const chunk of chunks) {
    const lines = (unfinished + decoder.decode(chunk, { stream: true })).split('\n');
    unfinished = lines.pop() ?? '';
    if (maxLineLength < unfinished.length) throw new RangeError(`a line of more than ${maxLineLength} characters`);
    if (lines.length > 0) yield lines.map(withoutCarriageReturn);
  }
  unfinished += decoder.decode();
  if (unfinished !== '') yield [withoutCarriageReturn(unfinished)];
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
