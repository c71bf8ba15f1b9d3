import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileChanged, replaceFile, writeNewFile } from '../../../src/adapters/files/atomic-file.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-atomic-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file as a killed process leaves it. */
function leftover(folder: string, of: string): string {
  const path = join(folder, `.${of}.line-ops-${'0a'.repeat(12)}.tmp`);
  writeFileSync(path, 'secret');
  return path;
}

describe('replaceFile', () => {
  it('keeps mode and owner, and the links that lead to the file', () => {
    const folder = newFolder();
    const file = join(folder, 'file');
    mkdirSync(join(folder, 'links'));
    symlinkSync('../file', join(folder, 'links', 'file'));
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chownSync(file, 1234, 4321);

    replaceFile(join(folder, 'links', 'file'), 'new');

    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o7777).toBe(0o640);
    if (isRoot) expect([statSync(file).uid, statSync(file).gid]).toEqual([1234, 4321]);
    expect(readdirSync(join(folder, 'links'))).toEqual(['file']);
    expect(readdirSync(folder).sort()).toEqual(['file', 'links']);
  });

  it('makes a new file for its owner alone', () => {
    const file = join(newFolder(), 'file');
    replaceFile(file, 'new', null);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('sweeps what a killed process left of this file, whatever its process ID was, and nothing else', () => {
    const folder = newFolder();
    const mine = leftover(folder, 'file');
    const others = [leftover(folder, 'file2'), join(folder, 'file.line-ops-note.tmp')];
    writeFileSync(others[1] ?? '', 'a note');

    replaceFile(join(folder, 'file'), 'new');

    expect(existsSync(mine)).toBe(false);
    expect(others.map((path) => existsSync(path))).toEqual([true, true]);
  });

  it.each([
    ['was changed', 'other', 'old'],
    ['was removed', null, 'old'],
    ['came to be', 'other', null],
  ] as const)('leaves a file that %s since it was read', (_what, now, seen) => {
    const folder = newFolder();
    const file = join(folder, 'file');
    if (now !== null) writeFileSync(file, now);

    expect(() => replaceFile(file, 'new', seen === null ? null : Buffer.from(seen))).toThrow(FileChanged);

    expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(now);
    expect(readdirSync(folder)).toEqual(now === null ? [] : ['file']);
  });

  it('writes to a name as long as names can be', () => {
    const file = join(newFolder(), '花'.repeat(85));
    replaceFile(file, 'new');
    replaceFile(file, 'newer');
    expect(readFileSync(file, 'utf8')).toBe('newer');
  });
});

describe('writeNewFile', () => {
  it('never takes the place of a file, and leaves nothing beside it', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), 'old');
    expect(() => writeNewFile(join(folder, 'file'), ['new'])).toThrow('EEXIST');
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
  });

  it('sweeps only what is too old to be somebody’s who is still writing', () => {
    const folder = newFolder();
    const young = leftover(folder, 'young');
    const old = leftover(folder, 'old');
    utimesSync(old, 0, 0);
    writeNewFile(join(folder, 'young'), ['new']);
    writeNewFile(join(folder, 'old'), ['new']);
    expect([existsSync(young), existsSync(old)]).toEqual([true, false]);
  });
});
