import { expect, it } from 'vitest';
import { fitted, textWidth } from '../../src/domain/text-width.js';

it.each<[text: string, columns: number]>([
  ['shop', 4],
  ['セール', 6],
  ['ﾃｽﾄ', 3],
  ['ก็บ', 2],
  ['กำ', 2],
  ['é', 1],
  ['e\u0301', 1],
  ['👨‍👩‍👧', 2],
  ['👩🏽‍💻', 2],
  ['❤️', 2],
  ['🇯🇵', 2],
  ['한국', 4],
  ['\u1112\u1161\u11ab', 2],
])('%s takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

it('cuts a text to the columns there are, never inside a character', () => {
  expect(fitted('abcdef', 6)).toBe('abcdef');
  expect(fitted('abcdef', 4)).toBe('abc…');
  expect(fitted('セール中', 6)).toBe('セー…');
  expect(fitted('ก็ก็ก็', 2)).toBe('ก็…');
  expect(fitted('👨‍👩‍👧👨‍👩‍👧', 3)).toBe('👨‍👩‍👧…');
});
