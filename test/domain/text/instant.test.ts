import { expect, it } from 'vitest';
import { dayOf, instantOf, parseInstant } from '../../../src/domain/text/instant.js';
import { toldAs } from '../../support/failures.js';

it.each([
  ['2026-11-22T10:00+09:00', Date.UTC(2026, 10, 22, 1)],
  ['2026-11-22T10:00+0900', Date.UTC(2026, 10, 22, 1)],
  ['2026-11-22T01:00Z', Date.UTC(2026, 10, 22, 1)],
  ['2026-11-22T01:00:30.5Z', Date.UTC(2026, 10, 22, 1, 0, 30, 500)],
  ['2026-11-22T01:00:30.123456+00:00', Date.UTC(2026, 10, 22, 1, 0, 30, 123)],
  ['2028-02-29T00:00-12:00', Date.UTC(2028, 1, 29, 12)],
])('%s is a time', (text, ms) => {
  expect(parseInstant(text)).toBe(ms);
});

it.each([
  '2027-02-30T10:00+09:00',
  '2027-02-29T00:00Z',
  '2026-04-31T00:00Z',
  '2026-13-01T00:00Z',
  '2026-00-10T00:00Z',
  '2026-11-00T00:00Z',
  '2026-11-22T24:00Z',
  '2026-11-22T25:00Z',
  '2026-11-22T10:60Z',
  '2026-11-22T10:00:60Z',
  '2026-11-22T10:00+15:00',
  '2026-11-22T10:00+09:60',
])('%s does not exist', (text) => {
  expect(() => parseInstant(text)).toThrow(
    toldAs({
      kind: 'usage',
      code: 'INVALID_TIME',
      message: expect.stringContaining('does not exist'),
    }),
  );
});

it.each(['2026-11-22T10:00', '2026-11-22', '2026-11-22 10:00Z', 'tomorrow', '', '2026-11-22T10:00Z\n'])(
  '%j is not a time with its offset',
  (text) => {
    expect(instantOf(text)).toBeNull();
    expect(() => parseInstant(text)).toThrow(expect.objectContaining({ kind: 'usage', code: 'INVALID_TIME' }));
  },
);

it('knows the days that there are', () => {
  expect(dayOf('2028-02-29')).toBe(Date.UTC(2028, 1, 29));
  expect(['2027-02-29', '2026-11-31', '2026-1-1', '2026-11-22T01:00Z', ''].map(dayOf)).toEqual(Array(5).fill(null));
});
