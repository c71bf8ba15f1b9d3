import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecipientReader } from '../../../src/adapters/recipients/reader.js';
import type { TextEncoding } from '../../../src/domain/broadcast/planning/recipient-text.js';
import { countUserIds, unpackUserId } from '../../../src/domain/broadcast/planning/user-id-bytes.js';
import type { RecipientFormat } from '../../../src/domain/failure/facts.js';
import type {
  MalformedEntry,
  RecipientList,
  RecipientSource,
  TextWish,
} from '../../../src/ports/broadcast/recipients.js';
import { toldAs } from '../../support/failures.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-recipients-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const id = (number: number): string => `U${number.toString(16).padStart(32, '0')}`;
const [A, B, C] = [id(1), id(2), id(0xabcdef)];

async function* chunksOf(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  // One buffer for all chunks, as a fast source would do: nobody may keep a chunk.
  const buffer = new Uint8Array(size);
  for (let at = 0; at < content.length; at += size) {
    const part = content.subarray(at, at + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

function readerWith(stdin: AsyncIterable<Uint8Array> = chunksOf(new Uint8Array(0), 1), maxInMemory?: number) {
  const temporaryFolder = join(folder, 'state', 'tmp');
  return createRecipientReader({
    temporaryFolder,
    stdin: () => stdin,
    ...(maxInMemory === undefined ? {} : { maxInMemory }),
  });
}

function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const UNTOLD: TextWish = { format: null, column: null, delimiter: null, encoding: null };

function file(path: string, reading: Partial<TextWish> = {}): RecipientSource {
  return { type: 'file', path, ...UNTOLD, ...reading };
}

function stdin(reading: Partial<TextWish> = {}): RecipientSource {
  return { type: 'stdin', ...UNTOLD, ...reading };
}

function readFile(path: string, column: string | null = null): Promise<RecipientList> {
  return readerWith().read(file(path, { column }));
}

/** Reads content in tiny chunks, where every boundary falls everywhere. */
async function readInPieces(content: string, format: RecipientFormat, column: string | null = null) {
  const lists = [];
  for (const size of [1, 3, 7, 64]) {
    const reader = readerWith(chunksOf(Buffer.from(content), size));
    lists.push(await reader.read(stdin({ format, column })));
  }
  const [first, ...others] = lists.map((list) => ({ ids: idsOf(list), ...factsOf(list) }));
  for (const other of others) expect(other).toEqual(first);
  return first;
}

/** What a list says of itself. */
function factsOf({ batches: _batches, heldOutIds: _heldOutIds, close: _close, ...facts }: RecipientList) {
  return facts;
}

function idsOf(list: RecipientList): string[] {
  return [...list.batches(2)].flatMap((batch) =>
    Array.from({ length: countUserIds(batch) }, (_, position) => unpackUserId(batch, position)),
  );
}

function failing(code: string, message: string, hint = '') {
  return toldAs({
    kind: 'usage',
    code,
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });
}

describe('a text list', () => {
  it.each([
    ['LF', `${A}\n${B}\n${C}\n`],
    ['CRLF', `${A}\r\n${B}\r\n${C}\r\n`],
    ['lone CR', `${A}\r${B}\r${C}\r`],
    ['mixed newlines', `${A}\r${B}\r\n${C}\n`],
    ['no newline at the end', `${A}\n${B}\n${C}`],
    ['a byte order mark', `\ufeff${A}\n${B}\n${C}`],
    ['blank lines', `\n\n${A}\n \t\n${B}\r\n\r\n${C}\n""\n`],
    ['spaces and tabs around', ` ${A}\t\n\t ${B}\n${C}  `],
    ['double quotes', `"${A}"\n ${B}\n "${C}"\n`],
  ])('may have %s', async (_what, content) => {
    expect(await readInPieces(content, 'txt')).toMatchObject({ ids: [A, B, C], total: 3, malformed: 0, duplicates: 0 });
  });

  it('is checked and de-duplicated, with the lines to look at', async () => {
    const content = [A, 'U123', B, '', A, C.toUpperCase(), `${C} x`, B, `\u200b${C}`, `"${A}`, C].join('\r\n');
    expect(await readInPieces(content, 'txt')).toMatchObject({
      ids: [A, B, C],
      total: 10,
      unique: 3,
      duplicates: 3,
      malformed: 4,
      malformedSamples: [
        { line: 2, text: 'U123', kind: 'other' },
        { line: 6, text: C.toUpperCase(), kind: 'upper-case' },
        { line: 7, text: `${C} x`, kind: 'other' },
        { line: 10, text: `"${A}`, kind: 'other' },
      ],
      malformedKinds: [
        { kind: 'other', count: 3, lines: [2, 7, 10] },
        { kind: 'upper-case', count: 1, lines: [6] },
      ],
      duplicateSamples: [
        { line: 5, text: A },
        { line: 8, text: B },
        { line: 11, text: C },
      ],
    });
  });

  it('keeps the first 20 samples as they stand there, and the first lines of each kind', async () => {
    const content = `${A}\n${Array.from({ length: 30 }, (_, index) => `${index}\u001b[31m${'x'.repeat(100)}`).join('\n')}`;
    const list = await readInPieces(content, 'txt');
    expect(list?.malformed).toBe(30);
    expect(list?.malformedSamples).toHaveLength(20);
    expect(list?.malformedSamples[0]).toEqual({ line: 2, text: `0\u001b[31m${'x'.repeat(100)}`, kind: 'other' });
    expect(list?.malformedSamples[19]?.line).toBe(21);
    expect(list?.malformedKinds).toEqual([{ kind: 'other', count: 30, lines: [2, 3, 4, 5, 6] }]);
  });

  it('tells of every line that is no user ID, in order', async () => {
    const told: MalformedEntry[] = [];
    const path = fileWith('list.txt', `${A}\nx y\n${B.replace('U', 'C')}\n${C}\n`);
    await readerWith().read(file(path), { onMalformed: (entry) => told.push(entry) });
    expect(told).toEqual([
      { line: 2, text: 'x y', kind: 'other' },
      { line: 3, text: B.replace('U', 'C'), kind: 'group-or-room-id' },
    ]);
  });

  it.each([
    ['an ideographic space', '\u3000'],
    ['a no-break space', '\u00a0'],
    ['a zero-width space', '\u200b'],
    ['a byte order mark of a file that was put behind another', '\ufeff'],
    ['a right-to-left mark', '\u200f'],
  ])('may have around its IDs %s', async (_what, blank) => {
    const content = `${A}${blank}\n${blank}${B}\n"${blank}${C}${blank}"${blank}\n${blank}\n`;
    expect(await readInPieces(content, 'txt')).toMatchObject({ ids: [A, B, C], total: 3, malformed: 0 });
  });

  it('names what is invisible inside an ID', async () => {
    const list = await readInPieces(`${A}\n${B.slice(0, 9)}\u200b${B.slice(9)}\n`, 'txt');
    expect(list).toMatchObject({ ids: [A], malformedKinds: [{ kind: 'invisible-character', count: 1, lines: [2] }] });
  });

  it.each(['userId', 'LINE User ID', 'user_id', 'ユーザーID', '友だち一覧', '# of users', '\ufeffuid', '"User ID"'])(
    'may begin with the title %s, which is no entry',
    async (title) => {
      const list = await readInPieces(`${title}\n\n# exported today\n${A}\n #${B}\n${C}\n`, 'txt');
      expect(list).toMatchObject({ ids: [A, C], total: 2, malformed: 0 });
    },
  );

  it.each([
    ['a broken ID', C.toUpperCase()],
    ['a group ID', A.replace('U', 'C')],
    ['the LINE ID of an account', '@line-users'],
    ['an e-mail address', 'user@line.me'],
    ['a telephone number', '０９０１２３４５６７８'],
    ['a title', `${A}\nuserId`],
  ])('has no title in %s: it is counted as malformed', async (_what, first) => {
    expect(await readInPieces(`${first}\n${B}\n`, 'txt')).toMatchObject({ malformed: 1, readAs: { title: null } });
  });

  it('skips a very long line to its end without keeping it', async () => {
    const megabyte = new Uint8Array(1024 * 1024).fill(0x61);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${A}\n`);
      for (let count = 0; count < 200; count++) yield megabyte;
      yield Buffer.from(`\n${B}\n${'b'.repeat(4097)}\r\n${C}\n${'c'.repeat(5000)}`);
    }
    const before = process.memoryUsage().arrayBuffers;
    const list = await readerWith(source()).read(stdin());
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
    expect(idsOf(list)).toEqual([A, B, C]);
    expect(list).toMatchObject({ total: 6, malformed: 3 });
    expect(list.malformedSamples.map(({ line }) => line)).toEqual([2, 4, 6]);
  });

  it('may be compressed, in several members', async () => {
    const path = fileWith('list.txt.gz', Buffer.concat([gzipSync(`${A}\n${B}`), gzipSync(`\n${C}\n`)]));
    expect(idsOf(await readFile(path))).toEqual([A, B, C]);
  });

  it('says how far it has read', async () => {
    const path = fileWith('list.txt', `${A}\n`.repeat(20_000));
    const seen: number[][] = [];
    await readerWith().read(file(path), { onProgress: (lines, bytes) => seen.push([lines, bytes]) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual([20_000, 20_000 * 34]);
  });

  it('has no columns', async () => {
    const path = fileWith('list.txt', A);
    await expect(readFile(path, 'userId')).rejects.toEqual(failing('RECIPIENTS_COLUMN', 'has no columns', '.csv'));
  });
});

describe('a list that is not text', () => {
  it.each([
    ['an Excel file', 'list.csv', Buffer.from('PK\x03\x04 something'), 'an Excel file', 'as CSV'],
    ['an old Excel file', 'list.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), 'an old Excel file', 'as CSV'],
    ['gzip data under another name', 'list.txt', gzipSync(A), 'gzip data', '.gz'],
    ['binary', 'list.txt', Buffer.from(`${A}\n\0\x01`), 'a binary file', '.csv'],
    ['Excel in gzip', 'list.csv.gz', gzipSync('PK\x03\x04'), 'an Excel file', 'as CSV'],
  ])('is told from text: %s', async (_what, name, content, seems, hint) => {
    await expect(readFile(fileWith(name, content))).rejects.toEqual(failing('RECIPIENTS_NOT_TEXT', seems, hint));
  });

  it('is not judged by what comes after the first 64 KB', async () => {
    const list = await readFile(fileWith('list.txt', `${`${A}\n`.repeat(3000)}\0\n`));
    expect(list).toMatchObject({ unique: 1, malformed: 1 });
  });
});

describe('a list that cannot be read', () => {
  it.each([
    ['is missing', 'missing.txt', 'does not exist'],
    ['lies in no folder', 'a-file/list.txt', 'does not exist'],
    ['is a folder', '.', 'is a folder'],
    ['is a missing .gz', 'missing.gz', 'does not exist'],
  ])('is named when it %s', async (_what, name, message) => {
    fileWith('a-file', A);
    const path = join(folder, name);
    await expect(readFile(path)).rejects.toEqual(failing('RECIPIENTS_FILE', `"${path}" ${message}`));
  });

  it('is refused when its gzip data is damaged or cut off', async () => {
    const whole = gzipSync(Array.from({ length: 5000 }, (_, number) => id(number)).join('\n'));
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, 5000, 5100);
    const contents = [
      whole.subarray(0, whole.length / 2),
      damaged,
      Buffer.from(A),
      whole.subarray(0, whole.length - 4),
    ];
    for (const content of contents) {
      await expect(readFile(fileWith('list.gz', content))).rejects.toEqual(
        failing('RECIPIENTS_GZIP', 'not sound gzip'),
      );
    }
  });
});

describe('a list without any user ID', () => {
  it.each([
    ['an empty file', 'list.txt', '', 'it is empty', 'at least one user ID'],
    ['blank lines', 'list.txt', '\n \r\n', 'blank lines only', 'at least one user ID'],
    ['a header alone', 'list.csv', 'userId\n', 'no rows below a header', 'at least one user ID'],
    ['names', 'list.txt', 'taro\nhanako\n', 'none of its 2 entries is one, the first is "taro" in line 1', 'LINE ID'],
    [
      'CSV under another name',
      'list.txt',
      `user_id,name\n${A},x`,
      'the first is "user_id,name"',
      '.csv and give --column',
    ],
    ['JSON under another name', 'list.txt', `["${A}"]`, 'its only entry is not one', '.json'],
    ['group IDs', 'list.txt', A.replace('U', 'C'), 'its only entry', 'group or room'],
    ['upper case', 'list.txt', C.toUpperCase(), 'its only entry', 'lower case'],
    ['more than the ID', 'list.txt', `${A} taro`, 'its only entry', 'nothing else'],
    ['cells', 'list.txt', `${A};taro`, 'its only entry', 'looks like CSV'],
    ['a comma behind each', 'list.txt', `${A},\n${B},\n`, 'none of its 2 entries is one', 'follows the user IDs'],
    ['an invisible character', 'list.txt', `${A.slice(0, 4)}\u200b${A.slice(4)}`, 'U000\\u200b0', 'invisible'],
    ['an array without IDs', 'list.json', '[]', 'it is empty', 'at least one user ID'],
    ['an object without a list', 'list.json', '{"ids":["x"],"total":1}', '{"ids","total"}', '--column'],
    ['objects with another property', 'list.jsonl', `{"uid":"${A}"}`, 'its only entry', '--column'],
    ['the wrong column', 'list.csv', `userId,name\ntaro,${A}`, 'the first is "taro" in line 2', '--column'],
  ])('is refused: %s', async (_what, name, content, message, hint) => {
    await expect(readFile(fileWith(name, content))).rejects.toEqual(failing('NO_RECIPIENTS', message, hint));
  });
});

describe('a JSONL list', () => {
  it('holds strings or objects, and tells what is neither', async () => {
    const content = [
      JSON.stringify(A),
      ` {"name":"花子","userId":"${B}"} `,
      `{"userId":"\\u0055${C.slice(1)}"}`,
      `{"userId":5}`,
      `{"user_id":"${C}"}`,
      A,
      '[]',
      'null',
      '',
      `{"userId":"${A}"`,
    ].join('\n');
    expect(await readInPieces(content, 'jsonl')).toMatchObject({ ids: [A, B, C], total: 9, malformed: 6 });
  });

  it('may name the property', async () => {
    const list = await readInPieces(`{"line":{"a":1},"uid":"${A}","userId":"${B}"}\n{"toString":1}\n`, 'jsonl', 'uid');
    expect(list).toMatchObject({ ids: [A], malformed: 1 });
  });

  it('may have objects longer than a text line', async () => {
    const list = await readFile(fileWith('list.jsonl', `${JSON.stringify({ note: 'x'.repeat(10_000), userId: A })}\n`));
    expect(idsOf(list)).toEqual([A]);
  });
});

describe('a CSV', () => {
  it.each([
    ['userId,name', null],
    ['name,USER_ID', null],
    ['User ID,mail', null],
    ['name, uid ', null],
    ['name,LINE', 'LINE'],
    ['name,LINE', 'line'],
    ['name,LINE', '2'],
    ['2,name', '2'],
    ['氏名,ユーザーID', 'ユーザーID'],
    ['"name","userId"', null],
    ['"name, given",userId', null],
  ])('with the header %s is read by column %j', async (header, column) => {
    const names = header.includes('given') ? ['name', 'userId'] : header.split(',');
    const wanted =
      column === '2' && names[0] !== '2' ? 1 : names.findIndex((name) => /2|id\b|line|ユーザー/i.test(name));
    const row = (userId: string) => (wanted === 0 ? `${userId},x` : `x,${userId}`);
    const content = `${header}\r\n${row(A)}\r\n${row(B)}\r\n`;
    expect(await readInPieces(content, 'csv', column)).toMatchObject({ ids: [A, B], total: 2 });
  });

  it('needs no header where its only column holds user IDs, nor with a column number', async () => {
    expect(await readInPieces(`${A}\n${B}\n`, 'csv')).toMatchObject({ ids: [A, B] });
    expect(await readInPieces(`x,${A}\ny,${B}\n`, 'csv', '2')).toMatchObject({ ids: [A, B] });
  });

  it('counts a broken user ID in the first row instead of taking it for a header', async () => {
    const list = await readInPieces(`${C.toUpperCase()}\n${B}\n`, 'csv');
    expect(list).toMatchObject({ ids: [B], malformed: 1 });
  });

  it.each([
    ['unknown columns', 'name,mail\nx,y', null, 'no column that is known', '1 "name", 2 "mail"'],
    ['two usual columns', 'uid,userId\nx,y', null, 'several columns', '1 "uid", 2 "userId"'],
    ['a missing column', 'name,mail\nx,y', 'userId', 'no column "userId"', '1 "name", 2 "mail"'],
    ['a number too high', 'name,mail\nx,y', '3', 'no column "3"', '2 "mail"'],
    ['number 0', 'name,mail\nx,y', '0', 'no column "0"', '2 "mail"'],
    ['the same name twice', 'id,id\nx,y', 'id', '2 columns called "id"', '2 "id"'],
    ['a quoted header', '"name","mail"\nx,y', null, 'no column that is known', '1 "name", 2 "mail"'],
  ])('is refused for its columns: %s', async (_what, content, column, message, columns) => {
    const path = fileWith('list.csv', content);
    await expect(readFile(path, column)).rejects.toEqual(failing('RECIPIENTS_COLUMN', message, '--column'));
    await expect(readFile(path, column)).rejects.toEqual(toldAs({ message: expect.stringContaining(columns) }));
  });

  it.each([
    ['semicolons', ';', 'list.csv'],
    ['tabs', '\t', 'list.csv'],
    ['tabs in a .tsv', '\t', 'list.tsv'],
    ['commas in a .tsv', ',', 'list.tsv'],
    ['semicolons, with commas in the cells', ';', 'list.csv', 'Doe, J'],
    ['semicolons in quotes', ';', 'list.csv', '"a;b,c"'],
  ])('may have cells separated by %s', async (_what, delimiter, name, cell = 'x') => {
    const rows = [A, B, C].map((userId) => [cell, userId, cell].join(delimiter));
    const path = fileWith(name, `${['name', 'userId', 'note'].join(delimiter)}\n${rows.join('\n')}\n`);
    const list = await readFile(path);
    expect({ ids: idsOf(list), readAs: list.readAs }).toMatchObject({
      ids: [A, B, C],
      readAs: { format: 'csv', delimiter, column: { number: 2, name: 'userId' } },
    });
  });

  it('may have its separator named', async () => {
    const path = fileWith('list.txt', `name|userId\nx,y|${A}\n"a|b"|${B}\n`);
    expect(idsOf(await readerWith().read(file(path, { delimiter: '|' })))).toEqual([A, B]);
  });

  it.each([
    ['its name', `氏名,ユーザーID\n花子,${A}\n`, null, 'Column 2 "ユーザーID" holds user IDs: --column "ユーザーID"'],
    ['its name, where another was named', `no,LINE\n1,${A}\n`, 'id', 'Column 2 "LINE" holds user IDs: --column "LINE"'],
    [
      'its number, where no row names the columns',
      `花子,${A}\n太郎,${B}\n`,
      null,
      'Column 2 holds user IDs: --column 2',
    ],
    ['its number, where a shell would read the name', `n,a$b\n1,${A}\n`, null, 'holds user IDs: --column 2'],
    ['its number, where two have that name', `id,id\n1,${A}\n`, null, 'Column 2 "id" holds user IDs: --column 2'],
    ['all of them', `n,a,b\n1,${A},${B}\n`, null, 'Columns 2 "a" and 3 "b" hold user IDs'],
    ['the one of the usual names', `uid,userId\n1,${A}\n`, null, 'Column 2 "userId" holds user IDs'],
    ['none', 'n,m\n1,2\n', null, 'None of them holds user IDs'],
  ])('proposes the column that holds user IDs by %s', async (_what, content, column, hint) => {
    const path = fileWith('list.csv', content);
    await expect(readFile(path, column)).rejects.toEqual(failing('RECIPIENTS_COLUMN', '', hint));
  });

  it.each([
    ['the usual name', null],
    ['the option', 'userId'],
  ])('proposes the column that holds user IDs where the one of %s holds none', async (_what, column) => {
    const path = fileWith('list.csv', `userId,LINE\n100,${A}\n101,${B}\n`);
    const hint = 'Column 2 "LINE" holds user IDs: --column "LINE"';
    await expect(readFile(path, column)).rejects.toEqual(failing('NO_RECIPIENTS', 'none of its 2 entries', hint));
  });

  it('may have quotes, commas and newlines in cells, from any row on', async () => {
    const content = [
      '\ufeffname,userId,note',
      `plain,${A},x`,
      '',
      `"Doe, ""J""","${B}","two`,
      `lines"`,
      `plain,${A},y`,
      `"x", ${C} ,z`,
      `"short"`,
      '"",,',
      `plain,${C.toUpperCase()},`,
      `last,${id(4)},"a"`,
    ].join('\r\n');
    expect(await readInPieces(content, 'csv')).toMatchObject({
      ids: [A, B, C, id(4)],
      total: 7,
      duplicates: 1,
      malformed: 2,
      duplicateSamples: [{ line: 6, text: A }],
      malformedSamples: [
        { line: 8, text: 'short', kind: 'display-id' },
        { line: 10, text: C.toUpperCase(), kind: 'upper-case' },
      ],
    });
  });

  it('has the same meaning with and without quotes', async () => {
    const rows = ['userId,name', `${A},x`, ',', ' , ', '', `,${B}`, `${B} ,`, `U1,x`, `${A}`, `${C},a,b,c`];
    const plain = await readInPieces(rows.join('\n'), 'csv');
    const quoted = await readInPieces(['"userId",name', ...rows.slice(1)].join('\n'), 'csv');
    expect(plain).toMatchObject({ ids: [A, B, C], total: 6, malformed: 2, duplicates: 1 });
    expect(quoted).toEqual(plain);
  });

  it('may be in another encoding as long as the IDs are ASCII', async () => {
    const name = Buffer.from([0x8e, 0x52, 0x93, 0x63]);
    for (const quote of ['', '"']) {
      const parts = [Buffer.from(`name,userId\n${quote}`), name, Buffer.from(`${quote},${A}\n`)];
      expect(idsOf(await readFile(fileWith('list.csv', Buffer.concat(parts))))).toEqual([A]);
    }
  });

  it.each([
    ['a quote that is never closed', `userId\n${A}\n"${B}\n${C}\n`, 'at line 3: a double quote is never closed'],
    ['text after a quote', `userId,n\n${A},"x"\n${B},"x"y\n`, 'at line 3: something follows'],
    ['a quote in the middle', `userId,n\n\n${A},5" disk\n`, 'at line 3: a double quote stands inside'],
    ['a row without end', `userId\n"${'x\n'.repeat(700_000)}`, 'at line 2: a row is longer'],
    [
      'a long row that then has a quote',
      `userId\n${A},${'x'.repeat(1_400_000)},"${B}"\n`,
      'at line 2: a row is longer',
    ],
    ['a long row', `userId\n${A},${'x'.repeat(1_100_000)}\n`, 'at line 2: a row is longer'],
  ])('is refused with its line: %s', async (_what, content, message) => {
    await expect(readFile(fileWith('list.csv', content))).rejects.toEqual(failing('RECIPIENTS_CSV', message));
  });

  it('may be long and quoted', async () => {
    const rows = Array.from({ length: 30_000 }, (_, number) => `"n, ${number}",${id(number % 20_000)}`);
    const list = await readFile(fileWith('list.csv.gz', gzipSync(`name,uid\n${rows.join('\n')}`)));
    expect(list).toMatchObject({ total: 30_000, unique: 20_000, duplicates: 10_000 });
    expect(idsOf(list)).toEqual(Array.from({ length: 20_000 }, (_, number) => id(number)));
    expect(list.duplicateSamples[0]).toEqual({ line: 20_002, text: id(0) });
  });
});

describe('a JSON document', () => {
  it.each([
    ['an array', JSON.stringify([A, B, C])],
    ['an array on many lines', `\ufeff${JSON.stringify([A, B, C], null, 2)}\r\n`],
    ['an answer of the follower API', JSON.stringify({ userIds: [A, B, C] })],
    [
      'one among other properties',
      `{"a":{"userIds":["x"]},"n":[1,{}],\n"userIds" : [ "${A}","${B}" ,"${C}"], "z":"\\""}`,
    ],
    ['several answers', `{"userIds":["${A}"],"next":"x"}\n{"userIds":["${B}","${C}"]}`],
    ['objects', JSON.stringify([{ userId: A, tags: ['{', '"'] }, { n: null, userId: B }, { userId: C }])],
    ['one value a line', `{"userId":"${A}"}\n{"userId":"${B}"}\n"${C}"\n`],
    ['escaped letters', `["\\u0055${A.slice(1)}","${B}","${C}"]`],
    ['nothing else than that', `[]{"userIds":[]} ["${A}"] ["${B}","${C}"]`],
  ])('may be %s', async (_what, content) => {
    expect(await readInPieces(content, 'json')).toMatchObject({
      ids: [A, B, C],
      total: 3,
      malformed: 0,
      shortLists: [],
    });
  });

  it('counts what is no user ID with its line', async () => {
    const content = `["${A}",\n5,\n{"userId":7},\n"${B.toUpperCase().replace('U', 'C')}",\n[], null, "${C}"]`;
    expect(await readInPieces(content, 'json')).toMatchObject({
      ids: [A, C],
      malformed: 5,
      malformedSamples: [
        { line: 2, text: '5' },
        { line: 3, text: '{"userId":7}' },
        { line: 4, kind: 'group-or-room-id' },
        { line: 5, text: '[]' },
        { line: 5, text: 'null' },
      ],
    });
  });

  it('may have its list in a property that is named', async () => {
    const content = JSON.stringify({ userIds: [B], members: [A, { members: C }] });
    expect(await readInPieces(content, 'json', 'members')).toMatchObject({ ids: [A, C], malformed: 0 });
  });

  it.each([
    ['cut off in an ID', `["${A}","${B.slice(0, 20)}`, 'line 1: it ends before it is closed'],
    ['cut off after one', `{"userIds":["${A}",\n"${B}"`, 'line 2: it ends before it is closed'],
    ['cut off before the end of the object', `{"userIds":["${A}"]`, 'it ends before it is closed'],
    ['without a comma', `["${A}" "${B}"]`, 'it should have , or ]'],
    ['with a comma at the end', `["${A}",]`, 'a value is not JSON'],
    ['with a comma between documents', `["${A}"],["${B}"]`, 'a value is not JSON'],
    ['with names without quotes', `{userIds:["${A}"]}`, 'it should have " or }'],
    ['with one value over all bounds', `["${A}",{"x":"${'x'.repeat(1_100_000)}"}]`, 'a value is longer'],
    ['of another kind', `<html>${A}</html>`, 'a value is not JSON'],
  ])('is refused %s', async (_what, content, message) => {
    await expect(readFile(fileWith('list.json', content))).rejects.toEqual(failing('RECIPIENTS_JSON', message));
    await expect(readFile(fileWith('list.json.gz', gzipSync(content)))).rejects.toMatchObject({ kind: 'usage' });
  });

  it('may be long', async () => {
    const all = Array.from({ length: 50_000 }, (_, number) => id(number % 40_000));
    const list = await readFile(fileWith('list.json.gz', gzipSync(JSON.stringify({ userIds: all }))));
    expect(list).toMatchObject({ total: 50_000, unique: 40_000, malformed: 0 });
  });

  it.each([
    ['json', JSON.stringify({ userIds: [A], next: 'yANU9IA…' }, null, 1)],
    ['jsonl', `${JSON.stringify({ userIds: [A] })}\n${JSON.stringify({ userIds: [B], next: 'yANU9IA…' })}\n`],
  ] as const)('that is one page of more is told: .%s', async (format, content) => {
    const list = await readInPieces(content, format);
    expect(list?.shortLists).toMatchObject([{ why: 'one-page', source: 'stdin' }]);
  });
});

describe('an encoding', () => {
  const rows = `氏名,ユーザーID\r\n花子,${A}\r\n"山田、太郎",${B}\r\n`;
  // "氏名,ユーザーID", "花子" and "山田、太郎" in the two encodings.
  const inShiftJis = [
    ...[0x8e, 0x81, 0x96, 0xbc, 0x2c, 0x83, 0x86, 0x81, 0x5b, 0x83, 0x55, 0x81, 0x5b, 0x49, 0x44, 0x0d, 0x0a],
    ...[0x89, 0xd4, 0x8e, 0x71, 0x2c, ...Buffer.from(A), 0x0d, 0x0a],
    ...[0x22, 0x8e, 0x52, 0x93, 0x63, 0x81, 0x41, 0x91, 0xbe, 0x98, 0x59, 0x22, 0x2c, ...Buffer.from(B), 0x0d, 0x0a],
  ];
  const inEucJp = [
    ...[0xbb, 0xe1, 0xcc, 0xbe, 0x2c, 0xa5, 0xe6, 0xa1, 0xbc, 0xa5, 0xb6, 0xa1, 0xbc, 0x49, 0x44, 0x0d, 0x0a],
    ...[0xb2, 0xd6, 0xbb, 0xd2, 0x2c, ...Buffer.from(A), 0x0d, 0x0a],
    ...[0x22, 0xbb, 0xb3, 0xc5, 0xc4, 0xa1, 0xa2, 0xc2, 0xc0, 0xcf, 0xba, 0x22, 0x2c, ...Buffer.from(B), 0x0d, 0x0a],
  ];
  const inUtf16 = (text: string) => Buffer.from(text, 'utf16le');
  const samples: readonly (readonly [encoding: TextEncoding, what: string, bytes: Uint8Array])[] = [
    ['utf-8', 'with its mark', Buffer.from(`\ufeff${rows}`)],
    ['utf-8', 'without', Buffer.from(rows)],
    ['utf-16le', 'with its mark', inUtf16(`\ufeff${rows}`)],
    ['utf-16be', 'with its mark', inUtf16(`\ufeff${rows}`).swap16()],
    ['shift_jis', 'by its bytes', Uint8Array.from(inShiftJis)],
    ['euc-jp', 'by its bytes', Uint8Array.from(inEucJp)],
  ];

  it.each(samples)('is told: %s %s', async (encoding, _what, bytes) => {
    for (const size of [1, 7, 4096]) {
      const list = await readerWith(chunksOf(bytes, size)).read(stdin({ format: 'csv', column: 'ユーザーID' }));
      expect({ ids: idsOf(list), readAs: list.readAs }).toMatchObject({
        ids: [A, B],
        readAs: { encoding, column: { number: 2, name: 'ユーザーID' } },
      });
    }
  });

  it.each(samples)('shows the names of the columns: %s %s', async (_encoding, _what, bytes) => {
    const hint = 'Column 2 "ユーザーID" holds user IDs';
    await expect(readFile(fileWith('list.csv', bytes))).rejects.toEqual(failing('RECIPIENTS_COLUMN', '1 "氏名"', hint));
  });

  it('is named where it is not UTF-8', async () => {
    const path = fileWith('list.csv', Uint8Array.from(inShiftJis));
    await expect(readFile(path)).rejects.toEqual(failing('RECIPIENTS_COLUMN', 'list.csv" (Shift_JIS) has'));
  });

  it.each([
    ['utf-16le', inUtf16(`${A}\n${B}\n`)],
    ['utf-16be', inUtf16(`${A}\n${B}\n`).swap16()],
  ] as const)('is told from the zeros of a list of IDs: %s', async (encoding, bytes) => {
    const list = await readFile(fileWith('list.txt', bytes));
    expect({ ids: idsOf(list), encoding: list.readAs?.encoding }).toEqual({ ids: [A, B], encoding });
  });

  it('may be named where nothing tells it, and a mark is believed first', async () => {
    const withName = (name: string) => fileWith('list.csv', inUtf16(`${name},uid\n${A},${A}\n`));
    const named = await readerWith().read(file(withName('花'.repeat(500)), { encoding: 'utf-16le' }));
    const marked = await readerWith().read(file(withName('\ufeffn'), { encoding: 'shift_jis' }));
    expect([named, marked].map((list) => [idsOf(list), list.readAs?.encoding])).toEqual([
      [[A], 'utf-16le'],
      [[A], 'utf-16le'],
    ]);
  });

  it('takes the ideographic space of Shift_JIS off an ID', async () => {
    const lines = [Buffer.from(`${A}`), Buffer.from([0x81, 0x40, 0x0a]), Buffer.from(`${B}\n`)];
    expect(idsOf(await readFile(fileWith('list.txt', Buffer.concat(lines))))).toEqual([A, B]);
  });

  it('that ends in the middle of a character costs that line only', async () => {
    const bytes = inUtf16(`\ufeff${A}\n${B}`);
    const list = await readFile(fileWith('list.txt', bytes.subarray(0, -1)));
    expect(list).toMatchObject({ unique: 1, malformed: 1, shortLists: [{ why: 'cut-off', line: 2 }] });
  });
});

describe('a list that may be cut off', () => {
  const cutOff = (line: number, source = 'stdin') => [{ why: 'cut-off', source, line }];
  const piped = (content: string, reading: Partial<TextWish> = {}) =>
    readerWith(chunksOf(Buffer.from(content), 10)).read(stdin(reading));

  it.each([
    ['in an ID', `${A}\n${B.slice(0, 20)}`, null],
    ['behind one', `${A}\n${B}`, null],
    ['in a row', `n,uid\n1,${A}\n2,${B.slice(0, 8)}`, 'uid'],
    ['in a cell behind the ID', `uid,n\n${A},x\n${B},`, 'uid'],
    ['in an object', `{"userId":"${A}"}\n{"userId":"${B}`, null],
  ])('is told of stdin that ends %s', async (_where, content, column) => {
    expect((await piped(content, { column })).shortLists).toMatchObject(cutOff(content.split('\n').length));
  });

  it('is told of a file that ends in a broken entry or row, and not of one that lacks its last line end', async () => {
    const whole = await readFile(fileWith('whole.txt', `${A}\n${B}`));
    const broken = await readFile(fileWith('broken.txt', `${A}\n${B.slice(0, 30)}`));
    const short = await readFile(fileWith('short.csv', `uid,name,note\n${A},x,y\n${B},x`));
    const quoted = await readFile(fileWith('quoted.csv', `uid,name,note\n${A},"x",y\n${B},"x"`));
    const compressed = await readFile(fileWith('broken.txt.gz', gzipSync(`${A}\n${B.slice(0, 30)}`)));
    expect(whole.shortLists).toEqual([]);
    expect(broken).toMatchObject({ malformed: 1, shortLists: cutOff(2, `"${join(folder, 'broken.txt')}"`) });
    for (const [list, line] of [
      [short, 3],
      [quoted, 3],
      [compressed, 2],
    ] as const)
      expect(list.shortLists).toMatchObject([{ why: 'cut-off', line }]);
  });

  it('is not told of stdin that ends with its line', async () => {
    for (const content of [`${A}\n`, `${A}\r\n`, `["${A}"]`]) expect((await piped(content)).shortLists).toEqual([]);
  });

  it('is told of a list of people to leave out, too', async () => {
    const list = await readerWith(chunksOf(Buffer.from(B), 10)).read(file(fileWith('list.txt', `${A}\n`)), {
      exclude: [stdin()],
    });
    expect(list.shortLists).toMatchObject(cutOff(1));
  });
});

describe('stdin', () => {
  it.each([
    ['one ID a line', `${A}\n${B}\n`, null],
    ['objects', `{"userId":"${A}"}\n{"userId":"${B}"}\n`, null],
    ['an array', ` ["${A}","${B}"]`, null],
    ['an answer of the follower API', `{"userIds":["${A}","${B}"]}`, null],
    ['that on many lines', JSON.stringify({ userIds: [A, B] }, null, 2), null],
    ['a table, where a column is named', `n,id\n1,${A}\n2,${B}\n`, 'id'],
  ])('is recognised as %s', async (_what, content, column) => {
    const source = stdin({ column });
    const list = await readerWith(chunksOf(Buffer.from(content), 10)).read(source);
    expect(idsOf(list)).toEqual([A, B]);
  });

  it('that is closed holds no recipients', async () => {
    const read = readerWith().read(stdin());
    await expect(read).rejects.toEqual(failing('NO_RECIPIENTS', 'stdin holds no recipients'));
  });
});

describe('pages of user IDs', () => {
  async function* pages(...all: string[][]): AsyncGenerator<readonly string[]> {
    yield* all;
  }

  it('become a list', async () => {
    const source: RecipientSource = { type: 'pages', name: 'the follower list', pages: pages([A, B], [], [B, 'x', C]) };
    const list = await readerWith().read(source);
    expect(idsOf(list)).toEqual([A, B, C]);
    expect(list).toMatchObject({
      total: 5,
      duplicateSamples: [{ line: 3, text: B }],
      malformedSamples: [{ line: 4, text: 'x', kind: 'other' }],
    });
  });

  it('without any user ID are refused', async () => {
    const source: RecipientSource = { type: 'pages', name: 'the follower list', pages: pages([]) };
    await expect(readerWith().read(source)).rejects.toEqual(failing('NO_RECIPIENTS', 'the follower list holds no'));
  });

  it('pass on the failure of the API', async () => {
    async function* broken(): AsyncGenerator<readonly string[]> {
      yield [A];
      throw new Error('the API said no');
    }
    const source: RecipientSource = { type: 'pages', name: 'the follower list', pages: broken() };
    await expect(readerWith().read(source)).rejects.toThrow('the API said no');
  });
});

describe('whatever the list', () => {
  const entry = fc.oneof(fc.nat(5).map(id), fc.constantFrom('', ' ', 'x', A.toUpperCase(), C.toUpperCase()));
  const newline = fc.constantFrom('\n', '\r\n', '\r');
  const chunkSize = fc.integer({ min: 1, max: 80 });
  const read = (content: string, size: number, format: RecipientFormat, column: string | null) =>
    readerWith(chunksOf(Buffer.from(content), size)).read(stdin({ format, column }));

  it('nobody of a text list is lost or twice in it', async () => {
    const lines = fc.array(fc.tuple(entry, newline));
    await fc.assert(
      fc.asyncProperty(lines, chunkSize, async (all, size) => {
        const content = `${A}\n${all.flat().join('')}${B}`;
        const entries = content.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
        const valid = entries.filter((line) => /^U[0-9a-f]{32}$/.test(line));
        const list = await read(content, size, 'txt', null);
        expect(idsOf(list)).toEqual([...new Set(valid)]);
        expect(list.total).toBe(entries.length);
        expect(list.unique + list.duplicates).toBe(valid.length);
      }),
    );
  });

  it('nobody of a CSV is lost or twice in it, however its cells are quoted', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '花', ',', '"', '\n', '\r\n', ' '), maxLength: 6 });
    const written = (cell: string, isQuoted: boolean) =>
      isQuoted || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    const row = fc.tuple(text, fc.boolean(), entry, fc.boolean(), text, fc.boolean(), newline);
    await fc.assert(
      fc.asyncProperty(fc.array(row), chunkSize, async (rows, size) => {
        const lines = rows.map(([first, q1, userId, q2, last, q3, end]) => {
          return `${written(first, q1)},${written(userId, q2)},${written(last, q3)}${end}`;
        });
        const userIds = [A, ...rows.map(([, , userId]) => userId)];
        const valid = userIds.filter((userId) => /^U[0-9a-f]{32}$/.test(userId));
        const list = await read(`name,id,note\n,${A},\n${lines.join('')}`, size, 'csv', 'id');
        expect(idsOf(list)).toEqual([...new Set(valid)]);
        expect(list.unique + list.duplicates).toBe(valid.length);
        const blank = rows.filter(([first, , userId, , last]) => `${first}${userId}${last}`.trim() === '').length;
        expect(list.total).toBe(userIds.length - blank);
      }),
    );
  });
});

describe('batches', () => {
  it('can be cut in any sizes, again and again, each a copy', async () => {
    const list = await readFile(fileWith('list.txt', Array.from({ length: 10 }, (_, number) => id(number)).join('\n')));
    const sizesOf = (sizes: number | number[]) => [...list.batches(sizes)].map(countUserIds);
    expect(sizesOf(4)).toEqual([4, 4, 2]);
    expect(sizesOf(500)).toEqual([10]);
    expect(sizesOf([1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
    expect(sizesOf([6, 6, 6])).toEqual([6, 4]);
    expect(sizesOf([3])).toEqual([3]);
    const [first] = list.batches(3);
    first?.fill(0xff);
    expect(idsOf(list)).toEqual(Array.from({ length: 10 }, (_, number) => id(number)));
    expect(() => sizesOf(0)).toThrow(RangeError);
    list.close();
    list.close();
    expect(() => sizesOf(4)).toThrow('closed');
  });
});

describe('a list too long for memory', () => {
  const numbers = Array.from({ length: 40_000 }, (_, index) => (index * 7919) % 25_000);
  const content = numbers.map((number, index) => (index % 1000 === 500 ? 'broken' : id(number))).join('\n');

  it('comes out exactly as it would from memory', async () => {
    const path = fileWith('list.txt', content);
    const inMemory = await readFile(path);
    for (const maxInMemory of [1, 1000, 24_999]) {
      const source = file(path);
      const spilled = await readerWith(undefined, maxInMemory).read(source);
      expect({ ...factsOf(spilled), ids: idsOf(spilled).join() }).toEqual({
        ...factsOf(inMemory),
        ids: idsOf(inMemory).join(),
      });
      const batches = [...spilled.batches([1, 20_000, 500])];
      expect(batches.map(countUserIds)).toEqual([1, 20_000, 500]);
      expect(Buffer.concat(batches).equals(Buffer.concat([...inMemory.batches([20_501])]))).toBe(true);
      spilled.close();
      spilled.close();
      expect(() => idsOf(spilled)).toThrow('closed');
    }
  });

  it('leaves no name in the temporary folder, not even while it is open', async () => {
    const path = fileWith('list.txt', content);
    const list = await readerWith(undefined, 1000).read(file(path));
    expect(existsSync(join(folder, 'state', 'tmp'))).toBe(false);
    list.close();
  });

  it('uses a folder for nobody else, and leaves one that was there', async () => {
    const temporaryFolder = join(folder, 'state', 'tmp');
    let mode = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 });
      yield Buffer.from(content);
      mode = statSync(temporaryFolder).mode & 0o777;
    }
    const reader = createRecipientReader({ temporaryFolder, stdin: source, maxInMemory: 10 });
    const list = await reader.read(stdin());
    expect(mode).toBe(0o700);
    expect(readdirSync(temporaryFolder)).toEqual([]);
    list.close();
    expect(existsSync(temporaryFolder)).toBe(true);
  });

  it('leaves nothing behind when reading fails', async () => {
    const path = fileWith('list.txt.gz', gzipSync(content).subarray(0, -4));
    const source = file(path);
    await expect(readerWith(undefined, 10).read(source)).rejects.toEqual(failing('RECIPIENTS_GZIP', 'not sound'));
    expect(existsSync(join(folder, 'state', 'tmp'))).toBe(false);
  });

  it('says so when the temporary folder cannot be used', async () => {
    fileWith('state', 'a file where a folder should be');
    const path = fileWith('list.txt', content);
    const read = readerWith(undefined, 10).read(file(path));
    await expect(read).rejects.toEqual(
      toldAs({
        kind: 'failure',
        code: 'TEMPORARY_FILE',
        message: expect.stringContaining(join(folder, 'state', 'tmp')),
      }),
    );
  });
});

describe('leaving people out', () => {
  const everybody = Array.from({ length: 40_000 }, (_, index) => (index * 7919) % 25_000);
  const list = (): RecipientSource => file(fileWith('list.txt', everybody.map(id).join('\n')));
  const excluding = (name: string, content: string | Uint8Array, column: string | null = null): RecipientSource =>
    file(fileWith(name, content), { column });
  const unpacked = (blocks: Iterable<Uint8Array>) =>
    [...blocks].flatMap((block) =>
      Array.from({ length: countUserIds(block) }, (_, position) => unpackUserId(block, position)),
    );
  const distinct = [...new Set(everybody)].map(id);

  it.each([
    ['in memory', undefined],
    ['in temporary files', 1000],
  ])('works %s: excluded first, then held out, each person once and in order', async (_where, maxInMemory) => {
    // Longer than the list, mostly of strangers, and with repetitions.
    const named = [...Array.from({ length: 60_000 }, (_, index) => id(20_000 + index)), id(7), id(7), id(24_999)];
    const holdOut = { share: 0.1, seed: 'test' };
    const source = list();
    const plain = await readerWith(undefined, maxInMemory).read(source, { holdOut });
    const both = await readerWith(undefined, maxInMemory).read(source, {
      exclude: [
        excluding('gone.txt', named.slice(0, 30_000).join('\n')),
        excluding(
          'gone.csv.gz',
          gzipSync(
            `name,uid\n${named
              .slice(30_000)
              .map((user) => `x,${user}`)
              .join('\n')}`,
          ),
        ),
      ],
      holdOut,
    });

    const excluded = new Set(named);
    const heldOutBefore = new Set<string>(unpacked(plain.heldOutIds()));
    const left = distinct.filter((user) => !excluded.has(user));
    expect(idsOf(both)).toEqual(left.filter((user) => !heldOutBefore.has(user)));
    expect(unpacked(both.heldOutIds())).toEqual(left.filter((user) => heldOutBefore.has(user)));
    expect(both).toMatchObject({ total: 40_000, duplicates: 15_000, malformed: 0, excluded: 5_001 });
    // Who is in both lists counts for the first.
    expect(both.excludedBy).toEqual([5_000, 1]);
    expect(both.unique + both.heldOut).toBe(left.length);
    expect(unpacked(both.heldOutIds())).toHaveLength(both.heldOut);
    expect(both.total).toBe(both.unique + both.duplicates + both.malformed + both.excluded + both.heldOut);
    expect(Math.abs(both.heldOut / left.length - 0.1)).toBeLessThan(0.02);
    both.close();
    expect(() => unpacked(both.heldOutIds())).toThrow('closed');
    expect(existsSync(join(folder, 'state', 'tmp'))).toBe(false);
  });

  it('holds out the same people from memory and from temporary files, whatever the order of the list', async () => {
    const holdOut = { share: 0.05, seed: 'test' };
    const reversed = excluding('reversed.txt', everybody.map(id).reverse().join('\n'));
    const lists = [
      await readerWith().read(list(), { holdOut }),
      await readerWith(undefined, 10).read(list(), { holdOut }),
      await readerWith().read(reversed, { holdOut }),
    ];
    const [first, ...others] = lists.map((read) => unpacked(read.heldOutIds()).sort().join());
    for (const other of others) expect(other).toBe(first);
    for (const read of lists) read.close();
  });

  it('takes an empty list of people to exclude: today there may be nobody', async () => {
    const read = await readFile(fileWith('a.txt', `${A}\n`));
    const excludingNobody = await readerWith().read(file(fileWith('a.txt', `${A}\n`)), {
      exclude: [excluding('empty.txt', '\n')],
    });
    expect({ ...excludingNobody, ids: idsOf(excludingNobody) }).toMatchObject({ ids: idsOf(read), excluded: 0 });
  });

  it.each<[string, string, string, string]>([
    ['an entry that is no user ID', `${B}\n${C.toUpperCase()}\n`, 'EXCLUDE_MALFORMED', 'an entry that is no user ID'],
    ['nothing but other things', 'x\ny\n', 'EXCLUDE_MALFORMED', '2 entries that are no user ID, first "x" in line 1'],
  ])(
    'refuses a list of people to exclude with %s: they would get the message',
    async (_what, content, code, message) => {
      const source = file(fileWith('a.txt', A));
      const read = readerWith().read(source, { exclude: [excluding('gone.txt', content)] });
      await expect(read).rejects.toEqual(failing(code, message, 'would get the message'));
    },
  );

  it('refuses a list of which nobody is left', async () => {
    const source = file(fileWith('a.txt', A));
    const read = readerWith().read(source, { exclude: [excluding('all.txt', A)] });
    await expect(read).rejects.toEqual(failing('NO_RECIPIENTS', 'nobody is left to send to: 1 are excluded, 0 held'));
  });

  it('says how far it has read over all lists together', async () => {
    const seen: number[][] = [];
    await readerWith().read(list(), {
      exclude: [excluding('gone.txt', `${A}\n${B}\n`)],
      onProgress: (lines, bytes) => seen.push([lines, bytes]),
    });
    expect(seen.at(-1)).toEqual([40_002, 40_000 * 34 - 1 + 68]);
    expect(seen.every(([lines = 0], index) => (seen[index - 1]?.[0] ?? 0) <= lines)).toBe(true);
  });
});

describe('packed user IDs', () => {
  const packed = (...users: readonly string[]) => Buffer.concat(users.map((user) => Buffer.from(user.slice(1), 'hex')));

  it('become a list, and may be none', async () => {
    const blocks = [packed(A, B), packed(B), packed(), packed(C)];
    const list = await readerWith().read({ type: 'packed', name: 'the ledger', blocks });
    expect(idsOf(list)).toEqual([A, B, C]);
    expect(list).toMatchObject({ total: 4, duplicates: 1, duplicateSamples: [{ line: 3, text: B }] });
    const none = await readerWith().read({ type: 'packed', name: 'the ledger', blocks: [] });
    expect({ ids: idsOf(none), total: none.total }).toEqual({ ids: [], total: 0 });
  });
});
