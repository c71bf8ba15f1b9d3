import { USER_ID_LENGTH } from '../../../domain/line/ids.js';
import type { CheckedEntries } from '../checked-entries.js';
import type { JsonEntries } from './json-entries.js';
import type { LineHandler } from './line-splitter.js';
import { isBlank } from './text-list.js';

const DOUBLE_QUOTE = 0x22;

/** Takes one JSON value a line. */
export function jsonLines(entries: CheckedEntries, values: JsonEntries): LineHandler {
  return {
    line(bytes, lineStart, lineEnd, line) {
      let start = lineStart;
      let end = lineEnd;
      while (start < end && isBlank(bytes[start])) start++;
      while (start < end && isBlank(bytes[end - 1])) end--;
      if (start === end) return;
      // A plain string of the right length needs no parser: a user ID has nothing to unescape.
      const isPlain = end - start === USER_ID_LENGTH + 2 && bytes[start] === DOUBLE_QUOTE;
      if (isPlain && bytes[end - 1] === DOUBLE_QUOTE && entries.addUserId(bytes, start + 1, end - 1, line)) return;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
      const value = parsed(text);
      if (value === undefined) entries.addMalformed(text, line);
      else values.add(value, text, line);
    },
    longLine(bytes, line) {
      entries.addMalformed(entries.textOf(bytes, 0, bytes.length), line);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
