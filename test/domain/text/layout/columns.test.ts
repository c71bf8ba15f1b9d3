import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ColumnNeed, columnWidths, GAP } from '../../../../src/domain/text/layout/columns.js';

const whole = (widest: number, goes: number | null = null): ColumnNeed => ({
  widest,
  least: widest,
  how: 'whole',
  widestWord: 0,
  goes,
});
const cut = (widest: number, least: number, goes: number | null = null): ColumnNeed => ({
  ...whole(widest, goes),
  least,
  how: 'cut',
});
const fold = (widest: number, least: number, widestWord = 0): ColumnNeed => ({
  ...whole(widest),
  least,
  how: 'fold',
  widestWord,
});

it.each<[what: string, needs: readonly ColumnNeed[], room: number, widths: readonly (number | null)[]]>([
  ['what fits has the room that it takes', [whole(10), cut(20, 8)], 32, [10, 20]],
  ['words are folded before anything is cut', [whole(10), cut(20, 8), fold(40, 10)], 60, [10, 20, 26]],
  ['a cell is cut before a column is left out', [whole(10), whole(8, 1), cut(40, 8)], 40, [10, 8, 18]],
  ['the least important column is left out first', [whole(10), whole(8, 2), whole(9, 1)], 21, [10, 8, null]],
  ['then the next', [whole(10), whole(8, 2), whole(9, 1)], 15, [10, null, null]],
  ['what becomes free goes to what was cut', [whole(10), whole(20, 1), cut(40, 8)], 36, [10, null, 24]],
  ['a column that always stays is as wide as it has to be', [whole(50), whole(36)], 60, [50, 36]],
  ['no word is broken as long as anything else can give way', [fold(60, 10, 30), cut(40, 8)], 40, [30, 8]],
  ['a word may go over the end in the end', [whole(30), fold(60, 10, 50)], 60, [30, 28]],
])('%s', (_what, needs, room, widths) => {
  expect(columnWidths(needs, room)).toEqual(widths);
});

it('columns fit wherever what has to stay does, and none is wider than its widest cell', () => {
  const need = fc.oneof(
    fc.tuple(fc.nat(60), fc.option(fc.nat(5))).map(([widest, goes]) => whole(widest, goes)),
    fc.tuple(fc.integer({ min: 8, max: 60 }), fc.option(fc.nat(5))).map(([widest, goes]) => cut(widest, 8, goes)),
    fc
      .tuple(fc.integer({ min: 8, max: 60 }), fc.nat(60))
      .map(([widest, word]) => fold(widest, 8, Math.min(word, widest))),
  );
  fc.assert(
    fc.property(fc.array(need, { minLength: 1, maxLength: 8 }), fc.integer({ min: 20, max: 160 }), (needs, room) => {
      const widths = columnWidths(needs, room);
      const taken = widths.reduce<number>((sum, width) => sum + (width === null ? 0 : width + GAP), -GAP);
      const stays = needs.reduce((sum, { least, goes }) => sum + (goes === null ? least + GAP : 0), -GAP);
      if (stays <= room) expect(taken).toBeLessThanOrEqual(room);
      for (const [at, width] of widths.entries()) {
        expect(width === null ? needs[at]?.goes : 0).not.toBe(null);
        if (width !== null) expect(width).toBeLessThanOrEqual(needs[at]?.widest ?? 0);
      }
    }),
  );
});
