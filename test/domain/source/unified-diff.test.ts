import { expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/domain/source/unified-diff.js';

const LINES = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

it('shows a change with three lines around it, and changes that are near as one', () => {
  const changed = LINES.with(9, 'ten').with(12, 'thirteen').toSpliced(27, 1);
  expect(unifiedDiff('a.json', text(LINES), text(changed))).toEqual([
    '--- a.json',
    '+++ a.json',
    '@@ -7,10 +7,10 @@',
    ' line 7',
    ' line 8',
    ' line 9',
    '-line 10',
    '+ten',
    ' line 11',
    ' line 12',
    '-line 13',
    '+thirteen',
    ' line 14',
    ' line 15',
    ' line 16',
    '@@ -25,6 +25,5 @@',
    ' line 25',
    ' line 26',
    ' line 27',
    '-line 28',
    ' line 29',
    ' line 30',
  ]);
});

it('is empty where nothing differs, however lines end', () => {
  expect(unifiedDiff('a', 'x\r\ny', 'x\r\ny')).toEqual([]);
});

it('says where a last line has no end', () => {
  expect(unifiedDiff('a', 'x', 'y\n')).toEqual([
    '--- a',
    '+++ a',
    '@@ -1 +1 @@',
    '-x',
    '\\ No newline at end of file',
    '+y',
  ]);
});

it.each([
  ['at the beginning', text(LINES.toSpliced(0, 0, 'zero'))],
  ['at the end', text([...LINES, 'last'])],
  ['everywhere', text(LINES.map((line) => `  ${line}`))],
  ['to nothing', ''],
  ['in its order', text([...LINES.slice(10), ...LINES.slice(0, 10)])],
  ['without an end of the last line', text(LINES).slice(0, -1)],
])('makes the one text of the other: a text that changes %s', (_where, after) => {
  expect(patched(text(LINES), unifiedDiff('a', text(LINES), after))).toBe(after);
});

/** What `patch` does, without its guesses. */
function patched(before: string, diff: readonly string[]): string {
  const from = before.split('\n').slice(0, -1);
  const result: string[] = [];
  let done = 0;
  let hasEnd = true;
  for (const line of diff.slice(2)) {
    const [, start, count] = /^@@ -(\d+)(?:,(\d+))? \+\S+ @@$/.exec(line) ?? [];
    if (start !== undefined) {
      const at = count === '0' ? Number(start) : Number(start) - 1;
      result.push(...from.slice(done, at));
      done = at;
    } else if (line.startsWith('\\')) {
      hasEnd = false;
    } else {
      if (!line.startsWith('+')) {
        expect(line.slice(1)).toBe(from[done]);
        done += 1;
      }
      if (!line.startsWith('-')) result.push(line.slice(1));
    }
  }
  const lines = [...result, ...from.slice(done)].join('\n');
  return lines === '' ? '' : `${lines}${hasEnd ? '\n' : ''}`;
}
