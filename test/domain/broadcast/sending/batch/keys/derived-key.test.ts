import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { derivedKey, type KeyChange } from '../../../../../../src/domain/broadcast/sending/batch/keys/derived-key.js';
import { parseRetryKey } from '../../../../../../src/domain/line/ids.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const KEY = parseRetryKey('123e4567-e89b-42d3-a456-426614174000');
const CHANGES: readonly KeyChange[] = [
  { type: 'setAside', positions: [3, 12] },
  { type: 'setAside', positions: [3, 1, 2] },
  { type: 'setAside', positions: [31, 2] },
  { type: 'half', half: 'first' },
  { type: 'half', half: 'second' },
  { type: 'cut', after: 31, part: 'first' },
  { type: 'cut', after: 31, part: 'rest' },
  { type: 'cut', after: 3, part: 'first' },
  { type: 'calledOff' },
  { type: 'resend' },
];

it('follows from the key and the change alone, whatever the order of the positions', () => {
  const once = CHANGES.map((change) => derivedKey(KEY, change, sha256));
  expect(CHANGES.map((change) => derivedKey(KEY, change, sha256))).toEqual(once);
  expect(derivedKey(KEY, { type: 'setAside', positions: [12, 3] }, sha256)).toBe(once[0]);
  expect(derivedKey(parseRetryKey(KEY.toUpperCase()), { type: 'resend' }, sha256)).toBe(once.at(-1));
});

it('is another key for each change, and for each key before it, over many generations', () => {
  const keys = new Set<string>([KEY]);
  for (const change of CHANGES) {
    let key = KEY;
    for (let generation = 0; generation < 50; generation += 1) {
      key = derivedKey(key, change, sha256);
      keys.add(key);
    }
  }
  expect(keys.size).toBe(1 + CHANGES.length * 50);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
