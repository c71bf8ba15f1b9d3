import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restored, valuesOf, withVariable } from '../../../src/domain/tokens/env-file.js';

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
    expect(new Set(valuesOf(after, 'T'))).toEqual(new Set(['new']));
  });

  it('is the same done twice, and is undone byte for byte', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'T', '=', '"', "'", '#', ' ', '\n', '\r\n', 'x', 'export ') }),
        (before) => {
          const set = withVariable(before, 'T', 'tok');
          expect(withVariable(set, 'T', 'tok')).toBe(set);
          expect(restored(set, { before, variable: 'T', value: 'tok' })).toBe(before);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('putting it back after others changed the file', () => {
  it.each([
    ['their lines stay', 'A=1\nT=old\n', 'A=2\nT=new\nC=3\n', 'A=2\nT=old\nC=3\n'],
    ['a value that is no longer ours stays', 'T=old\n', 'T=theirs\nC=3\n', 'T=theirs\nC=3\n'],
    ['a line that was added goes', 'A=1\n', 'A=2\nT=new\n', 'A=2\n'],
    ['a file that was made goes', null, 'T=new\n', null],
    ['a file that was made and is used by now stays', null, 'T=new\nC=3\n', 'C=3\n'],
  ])('%s', (_rule, before, now, after) => {
    expect(restored(now, { before, variable: 'T', value: 'new' })).toBe(after);
  });
});
