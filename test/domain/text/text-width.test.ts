import fc from 'fast-check';
import { expect, it } from 'vitest';
import { charactersOf, fitted, folded, textWidth } from '../../../src/domain/text/text-width.js';

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
  ['at 12:00-13:00 and 17:00-24:00', 24, ['at 12:00-13:00 and', '17:00-24:00']],
  ['env-file:/srv/app.env:TOKEN', 12, ['env-file:/', 'srv/app.env:', 'TOKEN']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['セールは今日', 5, ['セー', 'ルは', '今日']],
  ['short', 60, ['short']],
  ['', 60, ['']],
])('folds %j to %i columns, the whole of it', (text, columns, lines) => {
  expect(folded(text, columns)).toEqual(lines);
});

it('finds the characters of a long text where the runtime finds them', () => {
  const parts = [
    'a',
    'か',
    'e\u0301',
    '👨‍👩‍👧',
    '👩🏽‍💻',
    '🇯🇵',
    '🇯',
    '\u0301',
    '\u{e0101}',
    '\ud83d',
    '\r\n',
    '한',
    `z${'\u0301'.repeat(700)}`,
  ];
  const whole = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { minLength: 100, maxLength: 600 }), (chosen) => {
      const text = chosen.join('');
      expect(charactersOf(text)).toEqual(Array.from(whole.segment(text), ({ segment }) => segment));
    }),
    { numRuns: 40 },
  );
});

it('lays out a text of hundreds of thousands of characters, which step by step would take minutes', () => {
  expect(folded('あ'.repeat(200_000), 80)).toHaveLength(5_000);
});
