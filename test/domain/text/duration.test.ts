import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationWord, formatDuration, parseDuration } from '../../../src/domain/text/duration.js';
import { toldAs } from '../../support/failures.js';

it.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['12h', 43_200_000],
  ['30d', 2_592_000_000],
  ['0s', 0],
  ['007m', 420_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '10', 'm', '1.5h', '-1s', '1 h', '1h30m', '10M', '10ms', '1w', '１0s', '1s\n', '+1s', '1e3s'])(
  '%j is refused and the form is named',
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      toldAs({
        kind: 'usage',
        code: 'INVALID_DURATION',
        hint: expect.stringContaining('90s, 10m, 12h, 30d'),
      }),
    );
  },
);

it.each(['3651d', '999999999d', '87601h', `${'9'.repeat(400)}s`])('%s is longer than anything lasts', (text) => {
  expect(() => parseDuration(text)).toThrow(
    toldAs({ kind: 'usage', code: 'INVALID_DURATION', message: expect.stringContaining('3650d') }),
  );
});

it('is bounded by what the option allows', () => {
  expect(parseDuration('30d', 30)).toBe(2_592_000_000);
  expect(() => parseDuration('721h', 30)).toThrow(toldAs({ message: expect.stringContaining('30d') }));
});

it.each([
  [0, '0 s'],
  [-5, '0 s'],
  [45_000, '45 s'],
  [59_600, '1 min'],
  [200_000, '3 min 20 s'],
  [605_000, '10 min 05 s'],
  [600_000, '10 min'],
  [3_599_600, '1 h'],
  [3_900_000, '1 h 05 min'],
  [86_399_000, '1 d'],
  [183_600_000, '2 d 3 h'],
  [2_592_000_000, '30 d'],
])('%d ms reads as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('never shows a part that should have been carried over', () => {
  fc.assert(
    fc.property(fc.nat(400 * 86_400_000), (ms) => {
      expect(formatDuration(ms)).not.toMatch(/(60 s|60 min|24 h|\b0+ (min|s|h) )/);
    }),
  );
});

it('is written so that it can be given again', () => {
  expect([0, 90_000, 600_000, 7_200_000, 1_209_600_000].map(durationWord)).toEqual(['0s', '90s', '10m', '2h', '14d']);
  fc.assert(
    fc.property(fc.nat(86_400 * 40), (seconds) => {
      expect(parseDuration(durationWord(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});
