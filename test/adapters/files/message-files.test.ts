import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageFiles } from '../../../src/adapters/files/message-files.js';
import { toldAs } from '../../support/failures.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const files = (stdin: Readable = Readable.from([])) => createMessageFiles(stdin);

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function linesOf(path: string, stdin?: Readable): Promise<string[]> {
  const all: string[] = [];
  for await (const group of files(stdin).lineGroups(path)) all.push(...group);
  return all;
}

describe('read', () => {
  it('gives the text with its byte order mark', async () => {
    expect(await files().read(fileOf('bom.json', '\u{feff}{"text":"あ"}'))).toBe('\u{feff}{"text":"あ"}');
  });

  it('reads stdin, also where a character is cut in two', async () => {
    const [first, second] = [Buffer.from('"あ"').subarray(0, 2), Buffer.from('"あ"').subarray(2)];
    expect(await files(Readable.from([first, second])).read('-')).toBe('"あ"');
  });

  it.each([
    ['FILE_NOT_READABLE', 'no such file', () => join(folder, 'nothing.json')],
    ['FILE_NOT_READABLE', 'it is a folder', () => folder],
    ['FILE_NOT_UTF8', 'is not UTF-8', () => fileOf('sjis.json', Uint8Array.from([0x22, 0x82, 0xa0, 0x22]))],
  ])('refuses with %s: %s', async (code, words, path) => {
    await expect(files().read(path())).rejects.toEqual(
      toldAs({
        kind: 'usage',
        code,
        message: expect.stringContaining(words),
      }),
    );
  });

  it('refuses a terminal as stdin', async () => {
    const terminal = Object.assign(Readable.from([]), { isTTY: true });
    await expect(files(terminal).read('-')).rejects.toMatchObject({ kind: 'usage', code: 'STDIN_IS_TERMINAL' });
    await expect(linesOf('-', terminal)).rejects.toMatchObject({ code: 'STDIN_IS_TERMINAL' });
  });
});

describe('lineGroups', () => {
  it('gives every line once, without its end, across chunks', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ${'あ🍎'.repeat(index % 20)}`);
    expect(await linesOf(fileOf('many.jsonl', lines.join('\n')))).toEqual(lines);
  });

  it('keeps empty lines, so that line numbers are right, and takes CRLF', async () => {
    expect(await linesOf(fileOf('crlf.jsonl', 'a\r\n\r\nb\n'))).toEqual(['a', '', 'b']);
  });

  it.each([
    ['FILE_NOT_READABLE', () => join(folder, 'nothing.jsonl')],
    ['FILE_NOT_UTF8', () => fileOf('bad.jsonl', Uint8Array.from([0x61, 0x0a, 0xff, 0x0a]))],
    ['LINE_TOO_LONG', () => fileOf('long.jsonl', 'x'.repeat(9 * 1024 * 1024))],
  ])('refuses with %s', async (code, path) => {
    await expect(linesOf(path())).rejects.toMatchObject({ kind: 'usage', code });
  });
});

describe('writeNew', () => {
  it('writes for the owner alone, and never over a file', async () => {
    const path = join(folder, 'page.html');
    await files().writeNew(path, 'hello');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(files().writeNew(path, 'again')).rejects.toMatchObject({ kind: 'usage', code: 'FILE_NOT_WRITABLE' });
  });
});

describe('parseYaml', () => {
  const parse = (text: string) => files().parseYaml(text);

  it('gives the JSON value, and the places of values and keys', async () => {
    const source = await parse('# a comment\n- type: text\n  text: やあ\n- type: sticker\n');
    if (source.type === 'broken') throw new Error(source.finding.message);
    expect(source.value).toEqual([{ type: 'text', text: 'やあ' }, { type: 'sticker' }]);
    expect(source.locate('/0/text')).toEqual({ line: 3, column: 9 });
    expect(source.locate('/0/text', 'key')).toEqual({ line: 3, column: 3 });
    expect(source.locate('/1/packageId')).toEqual({ line: 4, column: 3 });
    expect(source.locate('')).toEqual({ line: 2, column: 1 });
  });

  it('follows anchors', async () => {
    const source = await parse('base: &b\n  text: x\nother: *b\n');
    if (source.type === 'broken') throw new Error(source.finding.message);
    expect(source.value).toEqual({ base: { text: 'x' }, other: { text: 'x' } });
    expect(source.locate('/other/text')).toEqual({ line: 2, column: 9 });
  });

  it('names a key that occurs twice', async () => {
    const source = await parse('type: text\ntext: a\ntext: b\n');
    expect(source).toMatchObject({
      type: 'parsed',
      problems: [{ rule: 'duplicate-key', pointer: '/text', line: 3, column: 1, actual: 'text' }],
    });
  });

  it.each([
    ['deep inside', 'a:\n  - b/c: 1\n    b/c: 2\n', '/a/0/b~1c'],
    ['in an anchor', 'a: &x {b: 1, b: 2}\nc: *x\n', '/a/b'],
    ['beside a number', '1: a\n"1": b\n', '/1'],
    ['in quotes', '"a b": 1\n"a b": 2\n', '/a b'],
  ])('points at a key that occurs twice %s', async (_where, text, pointer) => {
    expect(await parse(text)).toMatchObject({ problems: [{ rule: 'duplicate-key', pointer }] });
  });

  it.each([
    ['a sequence that is not closed', 'a: [1\n', 2],
    ['several documents', 'a: 1\n---\nb: 2\n', 2],
    ['an alias inside its own anchor', '&a [*a]', 1],
    ['an alias without an anchor', 'a: *nothing', 1],
    ['brackets nested without end', '['.repeat(5000), 1],
    [
      'aliases of aliases of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`).join('\n')}\n`,
      1,
    ],
  ])('does not read %s', async (_what, text, line) => {
    expect(await parse(text)).toMatchObject({
      type: 'broken',
      finding: { rule: 'yaml-syntax', severity: 'error', line },
    });
  });
});
