import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolderOf } from '../../../src/emulator/state/folder-above.js';
import { lockStateFile } from '../../../src/emulator/state/state-file-lock.js';

it('makes the folders above a file, also where some are there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of [join(folder, 'a', 'b', 'state.json'), join(folder, 'a', 'c', 'state.json')]) {
    makeFolderOf(file);
    expect(statSync(join(file, '..')).isDirectory()).toBe(true);
    expect(existsSync(file)).toBe(false);
  }
});

it.runIf(existsSync('/proc/1'))('fails, and does not go round for ever, where nothing can be made', () => {
  expect(() => makeFolderOf('/proc/1/above/state.json')).toThrow(/ENOENT|EACCES/);
  expect(() => lockStateFile('/proc/1/above/further/state.json')).toThrow(/ENOENT|EACCES/);
});
