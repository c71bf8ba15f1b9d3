import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeSystemError, isMissing, systemCodeOf, whyOf } from '../../../src/domain/failure/system-errors.js';

const systemError = (code: string, more: object = {}) => Object.assign(new Error(`${code}: no`), { code, ...more });

it('an error of the system is told without its code and call', () => {
  const error = caught(() => readFileSync('/no-such-folder/file'));
  expect(whyOf(error)).toBe('there is no such file or folder');
  expect(isMissing(error)).toBe(true);
  expect(describeSystemError(error)).toEqual({
    message: 'cannot open /no-such-folder/file: there is no such file or folder',
    hint: 'Mend that, and run the command again.',
  });
});

it.each([
  [
    systemError('ENOENT', { syscall: 'spawn no-such-program', path: 'no-such-program' }),
    'cannot start no-such-program: there is no such program',
  ],
  [systemError('EMFILE', { syscall: 'open', path: '/a' }), 'cannot open /a: this process has too many files open'],
  [systemError('EISDIR', { syscall: 'read' }), 'cannot read a file: it is a folder'],
  [systemError('EWHATEVER', { syscall: 'stat', path: '/a' }), 'cannot look at /a: the system says EWHATEVER'],
])('%s is described', (error, message) => {
  expect(describeSystemError(error)?.message).toBe(message);
});

it('anything else keeps its own words', () => {
  for (const error of [new TypeError('x is not a function'), systemError('ERR_INVALID_ARG_TYPE')]) {
    expect(systemCodeOf(error)).toBeNull();
    expect(describeSystemError(error)).toBeNull();
    expect(whyOf(error)).toBe(error.message);
  }
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing went wrong');
}
