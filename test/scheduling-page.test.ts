import { expect, it } from 'vitest';
import { readPage, typed } from './support/typed-page.js';

const { lines } = readPage('scheduling.md');

it('finds the command lines of the page', () => {
  expect(lines.filter((line) => line.startsWith('worker')).length).toBeGreaterThanOrEqual(5);
  expect(lines.length).toBeGreaterThanOrEqual(14);
});

it.each(lines)('line-ops %s can be typed', async (line) => {
  expect(await typed(line)).toBe(1);
});
