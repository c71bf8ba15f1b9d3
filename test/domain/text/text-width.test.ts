import { expect, it } from 'vitest';
import { fitted, folded, textWidth } from '../../../src/domain/text/text-width.js';

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

it.each<[text: string, columns: number, lines: readonly string[]]>([
  ['curl -fsS http://127.0.0.1/health', 20, ['curl -fsS http://', '127.0.0.1/health']],
  ['env-file:/srv/app.env:TOKEN', 12, ['env-file:/', 'srv/app.env:', 'TOKEN']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['セールは今日', 5, ['セー', 'ルは', '今日']],
  ['short', 60, ['short']],
  ['', 60, ['']],
])('folds %j to %i columns, the whole of it', (text, columns, lines) => {
  expect(folded(text, columns)).toEqual(lines);
});
