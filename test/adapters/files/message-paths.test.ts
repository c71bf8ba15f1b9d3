import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesAt } from '../../../src/adapters/files/message-paths.js';
import { namePattern } from '../../../src/adapters/files/name-pattern.js';

const FILES = [
  'a.json',
  'b.yaml',
  'notes.txt',
  'picture.png',
  '.hidden.json',
  'spring/c.yml',
  'spring/deep/d.jsonl',
  'spring/deep/[id].json',
  'node_modules/e.json',
  '.git/f.json',
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  symlinkSync(folder, join(folder, 'spring', 'circle'));
  symlinkSync(join(folder, 'a.json'), join(folder, 'spring', 'link.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const found = (path: string) => filesAt(`${folder}/${path}`).map((file) => file.slice(folder.length + 1));
const ALL = ['a.json', 'b.yaml', 'spring/c.yml', 'spring/deep/[id].json', 'spring/deep/d.jsonl', 'spring/link.json'];

describe('filesAt', () => {
  it.each<[string, readonly string[]]>([
    ['', ALL],
    ['spring/', ALL.slice(2)],
    ['*.json', ['a.json']],
    ['*', ['a.json', 'b.yaml']],
    ['**', ALL],
    ['**/*.json', ['a.json', 'spring/deep/[id].json', 'spring/link.json']],
    ['**/**/c.yml', ['spring/c.yml']],
    ['*/*.{yml,yaml}', ['spring/c.yml']],
    ['{a,b,c}.{json,yaml}', ['a.json', 'b.yaml']],
    ['?.json', ['a.json']],
    ['[!b-z].json', ['a.json']],
    ['*.txt', ['notes.txt']],
    ['.*.json', ['.hidden.json']],
    ['node_modules/*.json', ['node_modules/e.json']],
    ['.git', ['.git/f.json']],
    ['spring/deep/[id].json', ['spring/deep/[id].json']],
    ['nothing.json', ['nothing.json']],
  ])('expands "%s"', (path, files) => {
    expect(found(path)).toEqual(files);
  });

  it('takes stdin as it is', () => {
    expect(filesAt('-')).toEqual(['-']);
  });

  it.each(['*.md', 'spring/**/x*', '{x,y}.json', 'no/[a]/*'])('refuses a pattern that names no file: %s', (path) => {
    expect(() => found(path)).toThrow(expect.objectContaining({ kind: 'usage', code: 'NO_SUCH_FILES' }));
  });

  it('leaves out a pipe that nobody named: reading it would wait for a writer', () => {
    const pipe = join(folder, 'spring', 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    expect(filesAt(join(folder, 'spring'))).not.toContain(pipe);
    expect(filesAt(join(folder, 'spring', '*.json'))).not.toContain(pipe);
    rmSync(pipe);
  });

  it('refuses a folder without a message file', () => {
    mkdirSync(join(folder, 'empty'));
    expect(() => found('empty')).toThrow(expect.objectContaining({ kind: 'usage', code: 'NO_SUCH_FILES' }));
  });
});

describe('namePattern', () => {
  it.each<[string, string, boolean]>([
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['*', '', true],
    ['[]x]', ']', true],
    ['[^a]', 'a', false],
    ['[a', '[a', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['?', '🍎', true],
    ['[a-]', '-', true],
  ])('%s and %s', (pattern, name, matches) => {
    expect(namePattern(pattern).matches(name)).toBe(matches);
  });

  it('needs no more steps than both lengths allow', () => {
    expect(namePattern(`${'*a'.repeat(500)}b`).matches('a'.repeat(5_000))).toBe(false);
  });
});
