import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lineKeeping, readVariable, restored, valuesOf, withVariable } from '../../../src/domain/tokens/env-file.js';

describe('setting a variable', () => {
  it.each([
    ['a bare value', 'A=1\nT=old\nB=2\n', 'A=1\nT=new\nB=2\n'],
    ['the last line without an end', 'T=old', 'T=new'],
    ['an export prefix', 'export T=old\n', 'export T=new\n'],
    ['blanks around it', '  export  T = old  \n', '  export  T = new  \n'],
    ['double quotes', 'T="old"\n', 'T="new"\n'],
    ['single quotes', "T='old'\n", "T='new'\n"],
    ['backticks', 'T=`old`\n', 'T=`new`\n'],
    ['a comment after it', 'T=old # mine\nT2=x\n', 'T=new # mine\nT2=x\n'],
    ['a comment after quotes', 'T="old" # mine\n', 'T="new" # mine\n'],
    ['a hash inside the value', 'T=o#ld\n', 'T=new\n'],
    ['an empty value', 'T=\nB=2\n', 'T=new\nB=2\n'],
    ['a comment behind an empty value', 'T= # mine\n', 'T=new # mine\n'],
    ['a comment behind blanks', 'T=   # mine', 'T=new   # mine'],
    ['empty quotes', "export T='' # mine\n", "export T='new' # mine\n"],
    ['an export of the name alone', 'T=old\nexport T U\n', 'T=new\nexport T U\n'],
    ['uses of it', `T=old\nURL="http://x/?t=$T&u=$${'{T}'}"\n`, `T=new\nURL="http://x/?t=$T&u=$${'{T}'}"\n`],
    ['Windows line ends', 'A=1\r\nT=old\r\nB=2\r\n', 'A=1\r\nT=new\r\nB=2\r\n'],
    ['two places', 'T=old\nB=2\nexport T="older"\n', 'T=new\nB=2\nexport T="new"\n'],
    ['a comment that looks like it', '# T=old\nT=old\n', '# T=old\nT=new\n'],
    ['a name that ends like it', 'MY_T=old\nT=old\n', 'MY_T=old\nT=new\n'],
    [
      'lines of another value that look like it',
      'KEY="-----\nT=inside\n-----"\nT=old\n',
      'KEY="-----\nT=inside\n-----"\nT=new\n',
    ],
    ['an escaped quote in another value', 'A="x\\"\nT=inside"\nT=old\n', 'A="x\\"\nT=inside"\nT=new\n'],
    ['an empty file', '', 'T=new\n'],
    ['a file without it', 'A=1\n', 'A=1\nT=new\n'],
    ['a file without it and without an end', 'A=1', 'A=1\nT=new\n'],
    ['a Windows file without it', 'A=1\r\nB=2', 'A=1\r\nB=2\r\nT=new\r\n'],
  ])('keeps %s', (_what, before, after) => {
    expect(withVariable(before, 'T', 'new')).toBe(after);
    expect(readVariable(before, 'T').isClear).toBe(true);
    expect(new Set(valuesOf(after, 'T'))).toEqual(new Set(['new']));
  });

  /** Texts of the pieces that matter, those that are understood. */
  const clearTexts = fc
    .string({
      unit: fc.constantFrom(
        'A',
        'T',
        '=',
        'T=old',
        '"',
        "'",
        '#',
        ' ',
        '\n',
        '\r\n',
        'x',
        'export ',
        '\\',
        ';',
        '$',
        ':',
      ),
    })
    .filter((text) => readVariable(text, 'T').isClear);

  it('is the same done twice, and is undone byte for byte', () => {
    fc.assert(
      fc.property(clearTexts, (before) => {
        const set = withVariable(before, 'T', 'tok');
        expect(readVariable(set, 'T')).toEqual({ isClear: true, values: expect.arrayContaining(['tok']) });
        expect(new Set(valuesOf(set, 'T'))).toEqual(new Set(['tok']));
        expect(withVariable(set, 'T', 'tok')).toBe(set);
        expect(restored(set, { before, variable: 'T', value: 'tok' })).toEqual({ type: 'restored', text: before });
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a shell the new value, whatever form the old one had', () => {
    const folder = mkdtempSync(join(tmpdir(), 'line-ops-env-file-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const forms = ['T=old', 'T=', "T='old'", 'T="old"', 'export T=old', '  export T="old"', 'T=""', "export  T=''"];
    const endings = ['', ' # note', '   ', '\t# it\'s "x"'];
    const around = [
      ['', ''],
      ['A=1\n# T=older\n', '\nB="$T"\n'],
      ['', '\nT=old2\nexport T'],
      ['K="a\nb"\n', '\n'],
    ];
    const texts = forms.flatMap((form) =>
      endings.flatMap((ending) => around.map(([before, after]) => `${before}${form}${ending}${after}`)),
    );
    const files = [...texts, '', 'A=1', 'A=1\n'].map((text, index) => {
      expect(readVariable(text, 'T').isClear, text).toBe(true);
      const set = withVariable(text, 'T', 'new+/=._-');
      writeFileSync(join(folder, String(index)), set);
      return set;
    });

    // In one shell, each file in a subshell of its own.
    const script = 'i=0; while [ $i -lt $1 ]; do (unset T; . ./$i && printf "%s\\n" "$T"); i=$((i+1)); done';
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', String(files.length)], { cwd: folder, encoding: 'utf8' });

    expect(stdout.split('\n')).toEqual([...files.map(() => 'new+/=._-'), '']);
  });
});

describe('a text that sets the variable in another way', () => {
  it.each([
    ['behind another assignment', 'A=1; T=old\n', 1],
    ['beside another one', 'A=1\nA="1" T=old\n', 2],
    ['read-only', '# x\n\nreadonly T=old\n', 3],
    ['declared', 'declare -x T=old\n', 1],
    ['among exports', 'export A=1 T=old\n', 1],
    ['with a command behind it', 'T=old; export T\n', 1],
    ['for one command', 'T=old run\n', 1],
    ['with a quoted part', 'T=ol"d"\n', 1],
    ['with more behind the quotes', 'T="old"x\n', 1],
    ['over several lines', 'T="old\nmore"\n', 1],
    ['with a value that is put in', 'T="$OLD"\n', 1],
    ['from a command', 'T=$(cat token)\n', 1],
    ['with an escape', 'T=ol\\d\n', 1],
    ['by adding to it', 'T+=old\n', 1],
    ['in a line that goes on', 'A=1\\\nT=old\n', 2],
    ['in a test', 'if true; then T=old; fi\n', 1],
    ['and takes it away again', 'T=old\nunset T\n', 2],
    ['as a batch file', 'set T=old\n', 1],
    ['as YAML', 'T: old\n', 1],
    ['as JSON', '{\n  "T": "old"\n}\n', 2],
    ['as a comment that a shell takes for a value', 'T=#old\n', 1],
    ['not at all, in a line that is not over', 'A=1\\', 1],
  ])('%s: nothing is understood, and the line is named', (_what, text, line) => {
    expect(readVariable(text, 'T')).toMatchObject({ isClear: false, line });
  });
});

it('a line that keeps a string elsewhere is found: in comments, in other variables', () => {
  expect(lineKeeping('T=old\nA=1\n# T=old\n', 'T', 'old')).toBe(3);
  expect(lineKeeping('B="x old"\nT=old\n', 'T', 'old')).toBe(1);
  expect(lineKeeping("T=old\nexport T='old' # mine\n", 'T', 'old')).toBeNull();
});

describe('putting it back after others changed the file', () => {
  it.each([
    ['their lines stay', 'A=1\nT=old\n', 'A=2\nT=new\nC=3\n', 'A=2\nT=old\nC=3\n'],
    ['a line that was added goes', 'A=1\n', 'A=2\nT=new\n', 'A=2\n'],
    ['a file that was made goes', null, 'T=new\n', null],
    ['a file that was made and is used by now stays', null, 'T=new\nC=3\n', 'C=3\n'],
    ['a file in another form gets the earlier value', 'T=old\n', '{"T": "new"}\n', '{"T": "old"}\n'],
    ['a copy of it in a comment goes too', 'T=old\n', 'T=new # was new\n', 'T=old # was old\n'],
    ['a variable that was empty is empty again', 'T=\nA=1\n', 'T=new\n', 'T=\n'],
  ])('%s', (_rule, before, now, after) => {
    expect(restored(now, { before, variable: 'T', value: 'new' })).toEqual({ type: 'restored', text: after });
  });

  it('says so where the value is no longer there, or cannot be taken out', () => {
    const change = { variable: 'T', value: 'new' };
    expect(restored('T=theirs\n', { before: 'T=old\n', ...change })).toEqual({ type: 'not-there' });
    expect(restored('A=1\nreadonly T=new\n', { before: 'A=1\n', ...change })).toEqual({ type: 'stuck', line: 2 });
  });
});
