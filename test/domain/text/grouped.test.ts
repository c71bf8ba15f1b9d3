import fc from 'fast-check';
import { expect, it } from 'vitest';
import { grouped } from '../../../src/domain/text/grouped.js';

it.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [-12_345, '-12,345'],
  [1_234_567, '1,234,567'],
  [1_234.0625, '1,234.0625'],
])('%d has its digits in groups: %s', (value, text) => expect(grouped(value)).toBe(text));

it('any whole number has them as the runtime groups them in English', () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => grouped(value) === value.toLocaleString('en-US')));
});
