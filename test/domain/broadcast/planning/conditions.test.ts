import { expect, it } from 'vitest';
import { nextOffPeak } from '../../../../src/domain/broadcast/japan-time.js';
import {
  isBudgetSpent,
  parseBudget,
  parseGate,
  requireFutureStart,
} from '../../../../src/domain/broadcast/planning/conditions.js';

it.each([
  ['confirm', { type: 'confirm' }],
  ['webhook', { type: 'webhook' }],
  ['cmd:./check.sh --fast', { type: 'command', command: './check.sh --fast' }],
])('the gate %s', (text, gate) => {
  expect(parseGate(text)).toEqual(gate);
});

it.each(['cmd:', 'cmd: ', 'yes', ''])('"%s" is no gate', (text) => {
  expect(() => parseGate(text)).toThrow(expect.objectContaining({ kind: 'usage', code: 'INVALID_GATE' }));
});

it.each([
  ['1%', 10, 1000, false],
  ['1%', 11, 1000, true],
  ['0%', 1, 1000, true],
  ['50', 50, 1000, false],
  ['50', 51, 1000, true],
])('a budget of %s with %d refused of %d is spent: %s', (text, refused, stage, spent) => {
  expect(isBudgetSpent(parseBudget(text), refused, stage)).toBe(spent);
});

it.each(['101%', '-1', '1.5', 'x'])('"%s" is no budget', (text) => {
  expect(() => parseBudget(text)).toThrow(expect.objectContaining({ code: 'INVALID_BUDGET' }));
});

it('takes a start a few minutes ago as at once, and refuses one that is over', () => {
  const now = Date.UTC(2026, 10, 22, 1);
  for (const startAt of [null, now + 1, now, now - 5 * 60_000])
    expect(() => requireFutureStart(startAt, now)).not.toThrow();
  expect(() => requireFutureStart(now - 5 * 60_000 - 1, now)).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'START_IN_THE_PAST' }),
  );
});

const japan = (hour: number, minute = 0) => Date.UTC(2026, 0, 15, hour - 9, minute);

it.each([
  ['before noon', japan(11, 59), japan(11, 59)],
  ['at noon', japan(12), japan(13)],
  ['at one', japan(13), japan(13)],
  ['before the evening', japan(16, 59), japan(16, 59)],
  ['in the evening', japan(17), japan(24)],
  ['just before midnight', japan(23, 59), japan(24)],
])('%s in Japan, sending goes on at', (_when, now, expected) => {
  expect(nextOffPeak(now)).toBe(expected);
});
