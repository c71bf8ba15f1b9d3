import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldedWords, lineParts, widestPiece } from '../../../../src/domain/text/layout/words.js';
import { textWidth } from '../../../../src/domain/text/text-width.js';

it.each<[what: string, text: string, columns: number, lines: readonly string[]]>([
  ['between words', 'one and two and three', 8, ['one and', 'two and', 'three']],
  [
    'never inside a word, however long',
    'see https://example.com/a/b/c now',
    12,
    ['see', 'https://example.com/a/b/c', 'now'],
  ],
  ['between characters of Japanese', 'セールは今日から', 6, ['セール', 'は今日', 'から']],
  ['not before what closes a sentence', 'セール。今日', 6, ['セー', 'ル。今', '日']],
  ['with its blanks at both sides of a break gone', 'a     b', 3, ['a', 'b']],
  ['not at all where it fits', 'short', 60, ['short']],
  ['to one line where it is empty', '', 60, ['']],
])('a text is folded %s', (_what, text, columns, lines) => {
  expect(foldedWords(text, columns)).toEqual(lines);
});

it.each([
  ['behind a colon', 'Add one with: line-ops channel add <name>', 'line-ops channel add <name>'],
  ['in quotes', 'Run "line-ops token list --all", then go on', '"line-ops token list --all",'],
  [
    'up to where the sentence goes on',
    'see: line-ops log list --since 1h; it has all',
    'line-ops log list --since 1h;',
  ],
  ['up to a dash', 'with: line-ops broadcast resume b-1 - who has it', 'line-ops broadcast resume b-1'],
  ['with what is quoted in it', "with: line-ops key set-id 'a; b. c' d", "line-ops key set-id 'a; b. c' d"],
  ['in a column of its own', 'line-ops token revoke t-1', 'line-ops token revoke t-1'],
])('a command %s is never broken', (_where, text, command) => {
  for (const columns of [10, 20, 30]) expect(foldedWords(text, columns)).toContain(command);
});

it('what a line has of a text is the whole text, and no line is too wide but for one word or command', () => {
  const words = fc.constantFrom(
    'a',
    'word',
    'セール',
    '今日。',
    'https://example.com/x',
    '  ',
    '👨‍👩‍👧',
    ': line-ops token list',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 20 }), fc.integer({ min: 4, max: 40 }), (chosen, columns) => {
      const text = chosen.join(' ');
      const parts = lineParts(text, columns);
      expect(parts.join('')).toBe(text);
      for (const part of parts) {
        const width = textWidth(part.trimEnd());
        expect(width <= columns || width === widestPiece(part)).toBe(true);
      }
    }),
  );
});
