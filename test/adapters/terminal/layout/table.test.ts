import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { createPainter } from '../../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../../src/adapters/terminal/styles.js';
import type { Column } from '../../../../src/ports/terminal.js';

const COLUMNS: readonly (string | Column)[] = [
  'ID',
  { title: 'TYPE', goes: 1 },
  { title: 'LABEL', cutTo: 8 },
  { title: 'WHY', foldTo: 10 },
];
const ROWS = [
  ['t-1', 'v2.1', '春のセールの本番環境', 'because it was over'],
  ['t-2', 'stateless', 'short', 'x'],
];

it('gives way column by column, and is aligned under wide characters', async () => {
  const paint = await createPainter(createStyles(), false);
  expect(paint.table(COLUMNS, ROWS, { width: 60 })).toBe(
    [
      'ID   TYPE       LABEL                 WHY',
      't-1  v2.1       春のセールの本番環境  because it was over',
      't-2  stateless  short                 x',
    ].join('\n'),
  );
  expect(paint.table(COLUMNS, ROWS, { width: 36 })).toBe(
    [
      'ID   TYPE       LABEL     WHY',
      't-1  v2.1       春のセ…   because it',
      '                          was over',
      't-2  stateless  short     x',
    ].join('\n'),
  );
  expect(paint.table(COLUMNS, ROWS, { width: 25 })).toBe(
    ['ID   LABEL     WHY', 't-1  春のセ…   because it', '               was over', 't-2  short     x'].join('\n'),
  );
});

it('a style goes on in each line of a folded cell, and never beyond a cut one', async () => {
  const styles = createStyles();
  const paint = await createPainter(styles, true);
  const shown = styles.release(
    paint.table(
      [
        { title: '', cutTo: 4 },
        { title: '', foldTo: 5 },
      ],
      [[paint.bad('abcdef'), paint.good('one two')]],
      { width: 11 },
    ),
  );
  expect(shown).toBe('\u001b[31mabc\u001b[39m…  \u001b[32mone\u001b[39m\n      \u001b[32mtwo\u001b[39m');
});

it('is told row by row, whole, to who reads by ear, where it does not fit', async () => {
  const paint = await createPainter(createStyles(), false, { columns: 30, isReadInOrder: true });
  expect(paint.table(COLUMNS, ROWS)).toBe(
    [
      'ID: t-1',
      'TYPE: v2.1',
      'LABEL: 春のセールの本番環境',
      'WHY: because it was over',
      '',
      'ID: t-2',
      'TYPE: stateless',
      'LABEL: short',
      'WHY: x',
    ].join('\n'),
  );
});

it('prose is folded on a terminal, and one line stays one line for a program', async () => {
  const long = 'hint: something that is longer than thirty columns are';
  const onTerminal = await createPainter(createStyles(), false, { columns: 30, isTerminal: true });
  expect(onTerminal.folded(long)).toBe('hint: something that is longer\n      than thirty columns are');
  expect((await createPainter(createStyles(), false, { columns: 30 })).folded(long)).toBe(long);
});

it('what is folded keeps its colours', async () => {
  const styles = createStyles();
  const paint = await createPainter(styles, true, { columns: 12, isTerminal: true });
  const shown = styles.release(paint.folded(`one ${paint.bad('two three')} four`));
  expect(stripVTControlCharacters(shown)).toBe('one two\n  three four');
  expect(shown).toBe('one \u001b[31mtwo\u001b[39m\n  \u001b[31mthree\u001b[39m four');
});
