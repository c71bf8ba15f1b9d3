import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageFiles } from '../../../src/adapters/files/message-files.js';
import { readMessageDocument } from '../../../src/usecases/messages/message-document.js';
import { type FileFinding, validateMessages } from '../../../src/usecases/messages/validate-messages.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function validate(path: string, stdin = Buffer.alloc(0)) {
  const found: FileFinding[] = [];
  const { messages } = await validateMessages(
    { paths: [path], method: null, destination: 'unknown', wrap: false },
    {
      files: createMessageFiles(Readable.from([stdin])),
      askLine: null,
      onFindings: (some) => found.push(...some),
      describe: async (problem) => problem.code,
    },
  );
  const places = found.map(({ finding: { line, column, rule, pointer } }) => `${line}:${column} ${rule} ${pointer}`);
  return { messages, places, message: found[0]?.finding.message ?? '' };
}

async function inFile(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return validate(path);
}

const GOOD = '{"type":"text","text":"hi"}';
const EMPTY = '{"type":"text","text":""}';

describe('a .json file that is not JSON is recognised, and what is inside is checked at its place', () => {
  it.each<[string, string, string, string[]]>([
    [
      'a Markdown fence',
      `Here it is:\n\n\`\`\`json\n${EMPTY}\n\`\`\`\nFine?\n`,
      'code fence',
      ['3:1 json-syntax ', '4:23 empty /text'],
    ],
    ['a fence that is not closed', `~~~\n${EMPTY}\n`, 'code fence', ['1:1 json-syntax ', '2:23 empty /text']],
    [
      'a curl command',
      `curl -X POST https://api.line.me/v2/bot/message/broadcast \\\n-d '{"messages":[${EMPTY}]}'\n`,
      'curl',
      ['1:1 json-syntax ', '2:40 empty /messages/0/text'],
    ],
    ['quotes of a shell', `'${EMPTY}'\n`, 'quotes', ['1:1 json-syntax ', '1:24 empty /text']],
    ['escaped quotes', '{\\"type\\":\\"text\\"}', 'backslash', ['1:2 json-syntax ']],
    ['a program', `export const message = ${EMPTY};\n`, 'program', ['1:1 json-syntax ', '1:46 empty /text']],
    [
      'a program in its own notation',
      "// Sale\nmodule.exports = {\n  type: 'text', // a text\n  text: '',\n};\n",
      'program',
      ['2:1 json-syntax ', '3:3 json-syntax ', '4:9 empty /text'],
    ],
    ['comments', `{"type":"text", /* none */ "text":""}`, 'JSON5', ['1:17 json-syntax ', '1:35 empty /text']],
    ['a trailing comma', '{"type":"text","text":"",}', 'JSON5', ['1:25 json-syntax ', '1:23 empty /text']],
    ['single quotes', "{'type':'text','text':''}", 'JSON5', ['1:2 json-syntax ', '1:23 empty /text']],
    ['YAML', 'type: text\ntext: ""\n', '.yaml', ['1:1 json-syntax ', '2:7 empty /text']],
    ['JSON lines', `${GOOD}\n\n${EMPTY}\n`, '.jsonl', ['3:1 json-syntax ', '3:23 empty /text']],
    [
      'placeholders',
      `{"type":"location","title":{{title}},"address":"",\n"latitude":\${lat},"longitude":1}`,
      '{{title}}',
      ['1:28 json-syntax ', '2:12 json-syntax ', '1:48 empty /address'],
    ],
    ['half a template', '[{% for m in messages %}{"type":"text"},{% endfor %}]', '{% for', ['1:2 json-syntax ']],
  ])('%s', async (_what, text, words, expected) => {
    const { places, message } = await inFile('input.json', text);
    expect(message).toContain(words);
    expect(places).toEqual(expected);
  });

  it.each(['{', '{"type":"text"', 'hello', '{"a":1 "b":2}', '[1,2', '"\\'])(
    'says why it is not JSON: %s',
    async (text) => {
      expect((await inFile('input.json', text)).places).toEqual([expect.stringMatching(/^1:\d+ json-syntax $/)]);
    },
  );
});

describe('stdin is read as what it is', () => {
  it.each([
    ['YAML', 'type: text\ntext: hi\n', 1],
    ['a list in YAML', '# two\n- type: text\n  text: hi\n- type: text\n  text: hi\n', 2],
    ['JSON lines', `${GOOD}\n[${GOOD},${GOOD}]\n`, 3],
    ['JSON', GOOD, 1],
  ])('%s', async (_what, text, messages) => {
    expect(await validate('-', Buffer.from(text))).toMatchObject({ messages, places: [] });
  });

  it('finds what is wrong at its line', async () => {
    expect((await validate('-', Buffer.from(`${GOOD}\n${EMPTY}\n`))).places).toEqual(['2:23 empty /text']);
    expect((await validate('-', Buffer.from('type: text\ntext: ""\n'))).places).toEqual(['2:7 empty /text']);
  });
});

it('takes JSON under .yaml', async () => {
  expect((await inFile('input.yaml', `\t${GOOD}\n`)).places).toEqual([]);
});

it('names one document over several lines under .jsonl, and checks it', async () => {
  const { places, message } = await inFile('input.jsonl', '{\n  "type": "text",\n  "text": ""\n}\n');
  expect(places).toEqual(['1:1 json-syntax ', '3:11 empty /text']);
  expect(message).toContain('name it .json');
});

describe('an encoding that is not UTF-8 is named, and what is inside is checked', () => {
  const TEXT = '[{"type":"text","text":"春の感謝祭を開催します"},\n{"type":"text","text":""}]';
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
  const sjis = Buffer.from(
    '5b7b2274797065223a2274657874222c2274657874223a228f7482cc8ab48ed38dd582f08a4a8dc382b582dc82b7227d2c0a7b2274797065223a2274657874222c2274657874223a22227d5d',
    'hex',
  );
  const eucJp = Buffer.from(
    '5b7b2274797065223a2274657874222c2274657874223a22bdd5a4ceb4b6bcd5bad7a4f2b3abbac5a4b7a4dea4b9227d2c0a7b2274797065223a2274657874222c2274657874223a22227d5d',
    'hex',
  );

  it.each<[string, Buffer, string]>([
    ['UTF-8 with a mark', Buffer.from(`\u{feff}${TEXT}`), 'BOM'],
    ['UTF-16, little endian', Buffer.from(`\u{feff}${TEXT}`, 'utf16le'), 'UTF-16LE'],
    ['UTF-16, big endian', swapped(Buffer.from(`\u{feff}${TEXT}`, 'utf16le')), 'UTF-16BE'],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), 'UTF-16LE'],
    ['Shift_JIS', sjis, 'Shift_JIS'],
    ['EUC-JP', eucJp, 'EUC-JP'],
  ])('%s', async (_what, bytes, words) => {
    const { places, message } = await inFile('input.json', bytes);
    expect(message).toContain(words);
    expect(places).toEqual(['1:1 encoding ', '2:23 empty /1/text']);
    const lines = await inFile('input.jsonl', bytes);
    expect(lines.places).toEqual(['1:1 encoding ', '2:23 empty /1/text']);
  });

  it('damage is shown where it is', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"type":"text",\n"text":"'),
      Buffer.from([0xff, 0xfe, 0x81]),
      Buffer.from('"}'),
    ]);
    expect((await inFile('input.json', bytes)).places).toEqual(['2:9 encoding ']);
  });

  it.each([
    ['zero bytes', Buffer.from([0, 1, 2, 3])],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('what is no text is called that: %s', async (_what, bytes) => {
    expect((await inFile('input.json', bytes)).places).toEqual(['1:1 encoding ']);
  });

  it('JSON lines behind the first that is damaged are still checked', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${EMPTY}\n{"type":"text","text":"`),
      sjis.subarray(24, 34),
      Buffer.from(`"}\n${EMPTY}\n`),
    ]);
    expect((await inFile('input.jsonl', bytes)).places).toEqual([
      '1:1 encoding ',
      '1:23 empty /text',
      '3:23 empty /text',
    ]);
  });
});

it('refuses in the same words where one file is sent', async () => {
  const path = join(folder, 'sent.json');
  writeFileSync(path, `\`\`\`\n${GOOD}\n\`\`\`\n`);
  const { findings } = await readMessageDocument(path, 'push', createMessageFiles(Readable.from([])));
  expect(findings).toMatchObject([{ severity: 'error', rule: 'json-syntax', message: (await validate(path)).message }]);
});
