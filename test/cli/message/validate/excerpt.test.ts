import { expect, it } from 'vitest';
import { excerptOf } from '../../../../src/cli/message/validate/excerpt.js';
import { textWidth } from '../../../../src/domain/text/text-width.js';

const SCRIPTS = {
  Thai: 'ก็บน้ำ',
  Devanagari: 'नमस्ते',
  'joined emoji': '👨‍👩‍👧👩🏽‍💻',
  flags: '🇯🇵🇹🇭',
  'wide letters': 'セール',
  'directions and controls': 'a\u202eb\tc\u0000',
};

it.each(Object.entries(SCRIPTS).flatMap(([name, text]) => [52, 72, 120].map((width) => [name, width, text] as const)))(
  'fits %s into %i columns, whole characters only, with the caret below its place',
  (_name, width, text) => {
    const line = `${text.repeat(60)}<${text.repeat(60)}`;
    const [source, caret] = excerptOf(line, line.indexOf('<') + 1, width) ?? ['', ''];
    expect(textWidth(source)).toBeLessThanOrEqual(width);
    expect(source).toMatch(/^….*<.*…$/);
    expect(caret).toBe(`${' '.repeat(textWidth(source.slice(0, source.indexOf('<'))))}^`);
    // No half of a surrogate pair, and nothing that a terminal would obey.
    expect(source).not.toMatch(/[\p{Cs}\p{Cc}\p{Bidi_Control}]|\\ud[89a-f]/u);
  },
);

it('says at both ends that the line goes on, and at none where it is whole', () => {
  expect(excerptOf('{"a":1}', 6, 52)).toEqual(['{"a":1}', '     ^']);
  expect(excerptOf(`${'x'.repeat(30)}<`, 31, 52)?.[0]).toBe(`${'x'.repeat(30)}<`);
  expect(excerptOf(`<${'x'.repeat(2000)}`, 1, 10)).toEqual([`<${'x'.repeat(8)}…`, '^']);
});
