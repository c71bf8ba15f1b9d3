import { USER_ID_LENGTH } from '../../../domain/ids.js';
import type { CheckedEntries } from '../checked-entries.js';
import type { LineHandler } from './line-splitter.js';
import { isBlank } from './text-list.js';

/** Objects carry more than an ID, but a line beyond this is no list entry. */
export const MAX_JSON_LINE_BYTES = 1024 * 1024;

const DEFAULT_PROPERTY = 'userId';
const DOUBLE_QUOTE = 0x22;

/** Takes a JSON string a line, or an object whose property `column` (default `userId`) is one. */
export function jsonLinesHandler(entries: CheckedEntries, column: string | null): LineHandler {
  const property = column ?? DEFAULT_PROPERTY;
  const decoder = new TextDecoder();
  return {
    line(bytes, lineStart, lineEnd, line) {
      let start = lineStart;
      let end = lineEnd;
      while (start < end && isBlank(bytes[start])) start++;
      while (start < end && isBlank(bytes[end - 1])) end--;
      if (start === end) return;
      // A plain string of the right length needs no parser: a user ID has nothing to unescape, and else is malformed.
      const isPlain = end - start === USER_ID_LENGTH + 2 && bytes[start] === DOUBLE_QUOTE;
      if (isPlain && bytes[end - 1] === DOUBLE_QUOTE) {
        entries.addBytes(bytes, start + 1, end - 1, line);
        return;
      }
      const text = decoder.decode(bytes.subarray(start, end));
      const userId = readUserId(text, property);
      if (userId === null) entries.addMalformedText(text, line);
      else entries.addText(userId, line);
    },
    longLine(bytes, line) {
      entries.addMalformedBytes(bytes, 0, bytes.length, line);
    },
  };
}

/** The text that should be the user ID, or null where the line has none. */
function readUserId(text: string, property: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const found: unknown = Object.hasOwn(value, property) ? Reflect.get(value, property) : null;
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}
