import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { createPainter } from '../../../src/adapters/terminal/painter.js';
import { createSink, type Passing } from '../../../src/adapters/terminal/sink.js';
import { createStyles } from '../../../src/adapters/terminal/styles.js';

const styles = createStyles();
const paint = await createPainter(styles, true);
const redactor = createRedactor();
const clean = createSink(redactor, styles);

describe('what reaches a stream', () => {
  it('has our colours, and shows those of anybody else', () => {
    expect(clean(`${paint.bad('failed')} \u001b[31mfailed\u001b[39m`)).toBe(
      '\u001b[31mfailed\u001b[39m \\u001b[31mfailed\\u001b[39m',
    );
  });

  it('goes on in the outer style behind an inner one', () => {
    expect(clean(paint.warn(`a ${paint.bad('b')} c`))).toBe('\u001b[33ma \u001b[31mb\u001b[39m\u001b[33m c\u001b[39m');
  });

  it.each<[text: string, passing: Passing]>([
    ['::error::x', {}],
    [' \t\u3000::error::x', { lines: true }],
    ['fine\n::set-output name=a::b', { lines: true }],
    [paint.dim('::warning::x'), {}],
  ])('never begins a line with a workflow command: %j', (text, passing) => {
    for (const line of clean(text, passing).split('\n'))
      expect(stripVTControlCharacters(line).trimStart()).not.toMatch(/^::/);
  });

  it('has no command of the older forms anywhere in a line', () => {
    const text = '{"a":"x ##[error]y ##vso[task.setvariable variable=a]b ##teamcity[x]"}';
    expect(clean(text)).not.toMatch(/##(\[|vso\[|teamcity\[)/);
    expect(JSON.parse(clean(text))).toEqual(JSON.parse(text));
  });

  it('may be a workflow command where we write one', () => {
    expect(clean('::add-mask::a', { workflowCommand: true })).toBe('::add-mask::a');
  });

  it('is one line, unless we laid it out', () => {
    expect(clean('a\nb')).toBe('a\\nb');
    expect(clean('a\nb', { lines: true })).toBe('a\nb');
  });

  it('has no secret', () => {
    redactor.register('a secret\nof two lines');
    expect(clean('x a secret\nof two lines y')).toBe('x [redacted] y');
  });
});

describe('a table', () => {
  it('has its columns in line under wide, combining and joined characters', async () => {
    const plain = await createPainter(createStyles(), false);
    expect(
      plain.table(
        ['name', 'n'],
        [
          ['セール', '1'],
          ['ก็บ', '2'],
          ['👨‍👩‍👧', '3'],
        ],
      ),
    ).toBe(['name    n', 'セール  1', 'ก็บ      2', '👨‍👩‍👧      3'].join('\n'));
  });

  it('shows a line break inside a cell, and takes several lines where they are ours', async () => {
    const plain = await createPainter(createStyles(), false);
    expect(plain.table([], [['a', 'x\ny'], ['b', ['1', '2']], ['c']])).toBe('a  x\\ny\nb  1\n   2\nc');
  });
});
