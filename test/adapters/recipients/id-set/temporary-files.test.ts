import { existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  TemporaryFile,
  TemporaryFiles,
  temporaryFileError,
} from '../../../../src/adapters/recipients/id-set/temporary-files.js';
import { told } from '../../../support/failures.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-temporary-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('gives back records in order, a block at a time, as often as asked', () => {
  const files = new TemporaryFiles(join(folder, 'tmp'));
  const [file] = files.open(1, 2, 3);
  if (file === undefined) throw new Error('no file was opened');
  for (let number = 0; number < 10; number++) {
    const at = file.append();
    file.buffer[at] = number;
    file.buffer[at + 1] = 100 + number;
  }
  const read = () => Array.from(file.blocks(4), (block) => [...block]).flat();
  const expected = Array.from({ length: 10 }, (_, number) => [number, 100 + number]).flat();
  expect(read()).toEqual(expected);
  expect(read()).toEqual(expected);
  files.remove();
  files.remove();
  expect(existsSync(join(folder, 'tmp'))).toBe(false);
  expect(read).toThrow('closed');
});

it('removes its own folder only', () => {
  const first = new TemporaryFiles(join(folder, 'tmp'));
  const second = new TemporaryFiles(join(folder, 'tmp'));
  first.remove();
  expect(readdirSync(join(folder, 'tmp'))).toHaveLength(1);
  second.remove();
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

it.runIf(existsSync('/proc/1'))('says so, and does not go round for ever, where no folder can be made', () => {
  expect(() => new TemporaryFiles('/proc/1/line-ops/tmp')).toThrow(
    expect.objectContaining({ kind: 'failure', code: 'TEMPORARY_FILE' }),
  );
});

it.each(['ENOSPC', 'EDQUOT'])('%s reads as a full disk', (code) => {
  expect(told(temporaryFileError(Object.assign(new Error('write failed'), { code }), '/state/tmp'))).toMatchObject({
    kind: 'failure',
    code: 'DISK_FULL',
    message: 'the disk of /state/tmp is full',
    hint: expect.stringContaining('Free some space'),
  });
});

it.runIf(existsSync('/dev/full'))('a write that the disk has no room for is a full disk', () => {
  const file = new TemporaryFile(openSync('/dev/full', 'w'), 4, 2, '/state/tmp');
  file.append();
  file.append();
  expect(() => file.append()).toThrow(expect.objectContaining({ kind: 'failure', code: 'DISK_FULL' }));
  file.close();
});
