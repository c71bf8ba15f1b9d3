import { expect, it } from 'vitest';
import { parseRate } from '../../../src/domain/text/rate.js';
import { toldAs } from '../../support/failures.js';

it.each([
  ['200/s', 200],
  ['60/m', 1],
  ['1/h', 1 / 3600],
  ['0.5/s', 0.5],
])('%s is %d requests a second', (text, perSecond) => {
  expect(parseRate(text)).toBe(perSecond);
});

it.each(['0.001/h', '0/s', '0.0000000001/s'])('%s is slower than can be kept, and the bound is named', (text) => {
  expect(() => parseRate(text)).toThrow(
    toldAs({ kind: 'usage', code: 'INVALID_RATE', message: expect.stringContaining('1/h') }),
  );
});

it.each(['', '200', '-1/s', '1e3/s', 'NaN/s', '1/d', `${'9'.repeat(400)}/s`])('%j is no rate', (text) => {
  expect(() => parseRate(text)).toThrow(expect.objectContaining({ kind: 'usage', code: 'INVALID_RATE' }));
});
