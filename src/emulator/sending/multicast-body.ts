import { USER_ID_LENGTH } from '../../domain/line/ids.js';
import { readUserWordsInBytes, WORDS_PER_ID } from '../bot/user-words.js';
import { isJsonObject, type JsonObject } from '../http/line-request.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export const MAX_MULTICAST_RECIPIENTS = 500;

const START = Buffer.from('{"to":["');
const BETWEEN = Buffer.from('","');
const END = Buffer.from('"],"');
const LIST_END = 0x5d;
const STRIDE = USER_ID_LENGTH + BETWEEN.length;

/**
 * Reads the body of a multicast as most clients write it: `{"to":["U…","U…"],"…`, without white space, every ID well
 * formed, and not more of them than LINE takes. Under `to` the object then holds the IDs as `UserWords`, which JSON never
 * gives. Null for any other body, broken ones included: those are for `JSON.parse` to judge.
 *
 * The IDs are nearly all of such a body. Read from its bytes they take a tenth of the time that strings take; the rest is
 * parsed as the object that it is without them.
 */
export function readMulticastBody(body: Buffer): JsonObject | null {
  if (!holdsAt(body, 0, START)) return null;
  const listEnd = body.indexOf(LIST_END, START.length);
  const endAt = listEnd - 1;
  const count = (endAt - START.length + BETWEEN.length) / STRIDE;
  if (!Number.isInteger(count) || count < 1 || MAX_MULTICAST_RECIPIENTS < count) return null;
  const to = new Uint32Array(count * WORDS_PER_ID);
  const isList =
    holdsAt(body, endAt, END) &&
    areSeparated(body, count) &&
    readUserWordsInBytes(body, { start: START.length, stride: STRIDE, count }, to);
  if (!isList) return null;
  const rest = parsedOrNull(`{${body.toString('utf8', endAt + END.indexOf(',') + 1)}`);
  // Of two properties of one name the later counts.
  return isJsonObject(rest) && !Object.hasOwn(rest, 'to') ? { ...rest, to } : null;
}

function areSeparated(body: Buffer, count: number): boolean {
  for (let id = 1; id < count; id++) {
    if (!holdsAt(body, START.length + id * STRIDE - BETWEEN.length, BETWEEN)) return false;
  }
  return true;
}

function holdsAt(body: Buffer, at: number, expected: Buffer): boolean {
  for (let offset = 0; offset < expected.length; offset++) if (body[at + offset] !== expected[offset]) return false;
  return true;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
