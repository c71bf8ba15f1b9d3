import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOutputFiles } from '../../../src/adapters/files/output-files.js';

const files = createOutputFiles();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-output-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('writes all chunks, for the owner alone', () => {
  const path = join(folder, 'new.csv');
  const chunks = Array.from({ length: 50_000 }, (_, index) => `row ${index}, 花\n`);
  files.writeNew(path, chunks);
  expect(readFileSync(path, 'utf8')).toBe(chunks.join(''));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('never touches a file that exists, and has no name for stdout', () => {
  const path = join(folder, 'old.csv');
  writeFileSync(path, 'old');
  const refused = expect.objectContaining({ kind: 'usage', code: 'FILE_NOT_WRITABLE' });
  expect(() => files.requireNew(path)).toThrow(refused);
  expect(() => files.writeNew(path, ['new'])).toThrow(refused);
  expect(() => files.requireNew('-')).toThrow(refused);
  expect(() => files.requireNew(join(folder, 'new.csv'))).not.toThrow();
  expect(readFileSync(path, 'utf8')).toBe('old');
});

it('leaves nothing where what is written fails half way', () => {
  const path = join(folder, 'half.csv');
  function* failing(): Generator<string> {
    yield 'x'.repeat(1024 * 1024);
    throw new Error('the ledger cannot be read');
  }
  expect(() => files.writeNew(path, failing())).toThrow('the ledger cannot be read');
  expect(existsSync(path)).toBe(false);
});
