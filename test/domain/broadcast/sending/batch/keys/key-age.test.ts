import { expect, it } from 'vitest';
import {
  isKeyTooOld,
  RETRY_KEY_LIFETIME_MS,
} from '../../../../../../src/domain/broadcast/sending/batch/keys/key-age.js';

it.each([
  [0, false],
  [RETRY_KEY_LIFETIME_MS - 10 * 60_000, false],
  [RETRY_KEY_LIFETIME_MS - 60_000, true],
  [RETRY_KEY_LIFETIME_MS, true],
  [-1, true],
])('a retry key of age %d ms is too old: %s', (ageMs, expected) => {
  expect(isKeyTooOld(ageMs)).toBe(expected);
});
