import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { readAllUserWords } from '../../../src/emulator/bot/user-words.js';
import { readMulticastBody } from '../../../src/emulator/sending/multicast-body.js';

const MESSAGES = '"messages":[{"type":"text","text":"Guten Tag, \\"Grüße\\" ] 你好"}]';
const A = followerId(1);
const B = followerId(2);

function idsFrom(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => followerId(index));
}

function wordsOf(ids: readonly string[]): Uint32Array {
  const words = new Uint32Array(ids.length * 4);
  expect(readAllUserWords(ids, words)).toBeNull();
  return words;
}

it.each([1, 2, 499, 500])('reads a body with %i recipients as JSON.parse does', (count) => {
  const ids = idsFrom(count);
  const text = `{"to":${JSON.stringify(ids)},${MESSAGES},"notificationDisabled":true}`;

  expect(readMulticastBody(Buffer.from(text))).toEqual({ ...JSON.parse(text), to: wordsOf(ids) });
});

it.each([
  ['no body', ''],
  ['an empty list', `{"to":[],${MESSAGES}}`],
  ['more recipients than LINE takes', `{"to":${JSON.stringify(idsFrom(501))},${MESSAGES}}`],
  ['nothing but recipients', `{"to":["${A}"]}`],
  ['a comma before the end', `{"to":["${A}"],}`],
  ['a comma after the last ID', `{"to":["${A}",],${MESSAGES}}`],
  ['white space', `{"to": ["${A}"],${MESSAGES}}`],
  ['white space between IDs', `{"to":["${A}", "${B}"],${MESSAGES}}`],
  ['another order', `{${MESSAGES},"to":["${A}"]}`],
  ['a second list', `{"to":["${A}"],${MESSAGES},"to":["${B}"]}`],
  ['a second list under an escaped name', `{"to":["${A}"],${MESSAGES},"t\\u006f":["${B}"]}`],
  ['capital digits', `{"to":["${A.replace(/^U./, 'UA')}"],${MESSAGES}}`],
  ['a letter that is no digit', `{"to":["${A.slice(0, -1)}g"],${MESSAGES}}`],
  ['a group', `{"to":["C${A.slice(1)}"],${MESSAGES}}`],
  ['a bracket in an ID', `{"to":["${A.slice(0, -1)}]"],${MESSAGES}}`],
  ['other separators of the same length', `{"to":["${A}"::"${B}"],${MESSAGES}}`],
  ['a body that breaks off', `{"to":["${A}"],${MESSAGES}`],
  ['a body that breaks off in the list', `{"to":["${A}","${B}`],
  ['something after the end', `{"to":["${A}"],${MESSAGES}}]`],
  ['a list within a list', `[{"to":["${A}"],${MESSAGES}}]`],
])('leaves %s to the JSON parser', (_, text) => {
  expect(readMulticastBody(Buffer.from(text))).toBeNull();
});

it('never reads a damaged body as anything but what JSON.parse reads', () => {
  const whole = Buffer.from(`{"to":["${A}","${B}"],${MESSAGES}}`);
  const anyByte = fc.oneof(fc.constantFrom(...Buffer.from('"],[{}:U0aAg\\')), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), anyByte, fc.constantFrom(0, 1), (at, byte, removed) => {
      const damaged = Buffer.concat([whole.subarray(0, at), Buffer.of(byte), whole.subarray(at + removed)]);
      const read = readMulticastBody(damaged);
      if (read === null) return;
      const parsed = JSON.parse(damaged.toString('utf8'));
      expect(read).toEqual({ ...parsed, to: wordsOf(parsed.to) });
    }),
    { numRuns: 5000 },
  );
});
