import type { CheckedEntries } from '../checked-entries.js';
import type { LineHandler } from './line-splitter.js';

/** A user ID takes 33 bytes; a line this long is no list entry, and nothing bigger is ever kept. */
export const MAX_TEXT_LINE_BYTES = 4096;

const TAB = 0x09;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;

/** Takes one user ID a line; spaces, tabs and one pair of double quotes around it are tolerated, blank lines skipped. */
export function textListHandler(entries: CheckedEntries): LineHandler {
  return {
    line(bytes, lineStart, lineEnd, line) {
      let start = lineStart;
      let end = lineEnd;
      while (start < end && isBlank(bytes[start])) start++;
      while (start < end && isBlank(bytes[end - 1])) end--;
      if (2 <= end - start && bytes[start] === DOUBLE_QUOTE && bytes[end - 1] === DOUBLE_QUOTE) {
        start++;
        end--;
      }
      if (start < end) entries.addBytes(bytes, start, end, line);
    },
    longLine(bytes, line) {
      entries.addMalformedBytes(bytes, 0, bytes.length, line);
    },
  };
}

/** Whether the byte is a space or a tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
