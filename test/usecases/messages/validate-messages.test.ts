import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMessageFiles } from '../../../src/adapters/files/message-files.js';
import type { RemoteValidation } from '../../../src/ports/line-api.js';
import type { MessageFiles } from '../../../src/ports/message-files.js';
import { readMessageDocument } from '../../../src/usecases/messages/message-document.js';
import { type FileFinding, validateMessages } from '../../../src/usecases/messages/validate-messages.js';
import { told } from '../../support/failures.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const readFiles = createMessageFiles(Readable.from([]));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A link to itself: who may read everything, as in a container, cannot read it either. */
function circle(name: string): string {
  const path = join(folder, name);
  symlinkSync(path, path);
  return path;
}

interface Outside {
  readonly answer?: RemoteValidation;
  readonly files?: MessageFiles;
}

async function validate(paths: readonly string[], { answer, files = readFiles }: Outside = {}) {
  const found: FileFinding[] = [];
  const asked: unknown[] = [];
  const askLine =
    answer === undefined
      ? null
      : async (method: string, body: string) => {
          asked.push([method, JSON.parse(body)]);
          return answer;
        };
  const summary = await validateMessages(
    { paths, method: 'push', destination: 'unknown', wrap: false },
    {
      files,
      askLine,
      onFindings: (findings) => found.push(...findings),
      describe: async (problem) => told(problem).message,
    },
  );
  return {
    summary,
    asked,
    places: found.map(({ finding: { line, column, rule, pointer } }) => `${line}:${column} ${rule} ${pointer}`),
    found,
  };
}

const GOOD = '{"type":"text","text":"hi"}';

describe('validateMessages', () => {
  it('counts files and messages, whatever their form', async () => {
    const paths = [
      fileOf('one.json', GOOD),
      fileOf('two.json', `[${GOOD},${GOOD}]`),
      fileOf('body.json', `{"messages":[${GOOD}],"notificationDisabled":true}`),
      fileOf('one.yaml', 'type: text\ntext: hi\n'),
      fileOf('lines.jsonl', `${GOOD}\n\n[${GOOD},${GOOD}]\n`),
    ];
    const counts = [1, 2, 1, 1, 3];
    expect((await validate(paths)).summary).toEqual({
      errors: 0,
      warnings: 0,
      files: 5,
      messages: 8,
      judged: paths.map((file, at) => ({ file, judgedAs: ['push'], messages: counts[at], wrapped: 0 })),
      unreadable: 0,
      remoteFailure: null,
      pathFailure: null,
    });
  });

  it('finds everything in every file, with its place in that file', async () => {
    const json = fileOf('bad.json', '{\n  "type": "text",\n  "text": "",\n  "quickReply": {"items": []}\n}\n');
    const yaml = fileOf('bad.yml', '- type: text\n  text: ""\n- type: sticker\n  packageId: "1"\n');
    const { places, summary, found } = await validate([json, yaml]);
    expect(places.slice(0, 1)).toEqual(['3:11 empty /text']);
    expect(places).toContain('2:9 empty /0/text');
    expect(places).toContain('3:3 required /1/stickerId');
    expect(summary.errors).toBe(found.filter(({ finding }) => finding.severity === 'error').length);
    expect(found.at(0)).toMatchObject({ file: json, sourceLine: '  "text": "",' });
  });

  it('gives the line of a document in a .jsonl file', async () => {
    const path = fileOf('bad.jsonl', `${GOOD}\r\n\r\n{"type":"text"}\r\n${GOOD}\r\n{oops\r\n`);
    const { places, found } = await validate([path]);
    expect(places).toEqual(['3:1 required /text', '5:2 json-syntax ']);
    expect(found.map(({ sourceLine }) => sourceLine)).toEqual(['{"type":"text"}', '{oops']);
  });

  it('names a file without any document', async () => {
    expect((await validate([fileOf('empty.jsonl', '\n\n')])).places).toEqual(['1:1 json-syntax ']);
  });

  it('names a key that occurs twice, in JSON and in YAML', async () => {
    const json = fileOf('twice.json', '{"type":"text","text":"a","text":"b"}');
    const yaml = fileOf('twice.yaml', 'type: text\ntext: a\ntext: b\n');
    expect((await validate([json, yaml])).places).toEqual(['1:27 duplicate-key /text', '3:1 duplicate-key /text']);
  });

  it('names a number that is not sent as it is written, in YAML too', async () => {
    const location = 'type: location\ntitle: a\naddress: b\nlongitude: 0\n';
    const infinite = fileOf('infinite.yaml', `${location}latitude: .inf\n`);
    const large = fileOf('large.yaml', `${location}latitude: 1\nextra:\n  - 12345678901234567890\n`);
    expect((await validate([infinite, large])).places).toEqual([
      '5:11 number-overflow /latitude',
      '6:1 unknown-property /extra',
      '7:5 number-precision /extra/0',
    ]);
  });

  it.each<[string, rule: string, path: () => string]>([
    ['names nothing', 'file-not-found', () => join(folder, 'nothing.json')],
    ['names nothing, of one document a line', 'file-not-found', () => join(folder, 'nothing.jsonl')],
    ['has a line without an end', 'line-length', () => fileOf('long.jsonl', 'x'.repeat(9 * 1024 * 1024))],
    ['leads in a circle', 'file-not-readable', () => circle('circle.json')],
  ])('makes a file that %s a finding of that file, and checks the others', async (_what, rule, path) => {
    const bad = path();
    const before = fileOf('before.json', '{"type":"text"}');
    const after = fileOf('after.json', '{"type":"text","text":""}');
    const { found, summary } = await validate([before, bad, after]);
    expect(found.map(({ file, finding }) => [file, finding.rule])).toEqual([
      [before, 'required'],
      [bad, rule],
      [after, 'empty'],
    ]);
    expect(summary).toMatchObject({ files: 3, errors: 3, unreadable: 1 });
    expect(summary.pathFailure === null).toBe(rule !== 'file-not-found');
  });

  it('cuts a document into its lines once, however much is found in it', async () => {
    const text = JSON.stringify(Array(500).fill({ type: 'text' }), null, 1);
    const split = vi.spyOn(RegExp.prototype, Symbol.split);
    onTestFinished(() => split.mockRestore());
    const { found } = await validate([fileOf('many.json', text)]);
    expect(found.length).toBeGreaterThan(500);
    const cut = split.mock.calls.reduce((sum, [whole]) => sum + whole.length, 0);
    expect(cut).toBeLessThan(3 * text.length);
  });

  it('takes stdin that is a terminal for a path that names nothing', async () => {
    const terminal = createMessageFiles(Object.assign(Readable.from([]), { isTTY: true }));
    const { found, summary } = await validate([fileOf('bad.json', '{"type":"text"}'), '-'], { files: terminal });
    expect(found.map(({ finding }) => finding.rule)).toEqual(['required', 'file-not-readable']);
    expect(summary.pathFailure).toMatchObject({ code: 'STDIN_IS_TERMINAL' });
    await expect(validate(['-'], { files: terminal })).rejects.toMatchObject({ code: 'STDIN_IS_TERMINAL' });
  });
});

describe('validateMessages, asking LINE', () => {
  const refusal = (property: string): RemoteValidation => ({
    valid: false,
    requestId: 'r',
    problem: 'The request body has 1 error(s)',
    details: [{ property, message: 'May not be empty' }],
  });

  it.each([
    ['one message', 'remote-1.json', '{"type":"text",\n"text":"hi"}', 'messages[0].text', '2:8 line-refused /text'],
    [
      'an array',
      'remote-2.json',
      `[${GOOD},\n {"type":"text","text":"hi"}]`,
      'messages[1].text',
      '2:24 line-refused /1/text',
    ],
    [
      'a request body',
      'remote-3.json',
      `{"messages":\n[${GOOD}]}`,
      'messages[0].text',
      '2:24 line-refused /messages/0/text',
    ],
    ['YAML', 'remote-4.yaml', 'type: text\ntext: hi\n', 'messages[0].text', '2:7 line-refused /text'],
    ['a line', 'remote-5.jsonl', `\n${GOOD}\n`, 'messages[0].text', '2:23 line-refused /text'],
    ['the whole', 'remote-6.json', `[${GOOD}]`, 'messages', '1:1 line-refused '],
  ])('points into %s', async (_what, name, text, property, place) => {
    const { places, asked, found } = await validate([fileOf(name, text)], { answer: refusal(property) });
    expect(places).toEqual([place]);
    expect(asked).toEqual([['push', { messages: expect.arrayContaining([{ type: 'text', text: 'hi' }]) }]]);
    expect(found[0]?.finding.message).toBe(`LINE refuses what no rule here does: ${property}: May not be empty`);
  });

  describe('a JSON pointer into a Flex Message', () => {
    const flex =
      '{"type":"flex","altText":"a","contents":{"type":"bubble","body":{"type":"box","layout":"vertical",\n"contents":[{"type":"text","text":"a","size":\n"md"}]}}}';
    const answered = (property: string, problem = 'A message (messages[1]) in the request body is invalid') =>
      ({ valid: false, requestId: null, problem, details: [{ property, message: 'invalid property' }] }) as const;

    it.each([
      ['of a body', `{"messages":[${GOOD},\n${flex}]}`, '4:1 line-refused /messages/1/contents/body/contents/0/size'],
      ['of an array', `[${GOOD},\n${flex}]`, '4:1 line-refused /1/contents/body/contents/0/size'],
      ['alone', flex, '1:1 line-refused '],
    ])('%s', async (_where, text, place) => {
      const { places } = await validate([fileOf('flex.json', text)], { answer: answered('/body/contents/0/size') });
      expect(places).toEqual([place]);
    });

    it.each([
      [
        'without an index, of the only message',
        flex,
        '/body/contents/0/size',
        '3:1 line-refused /contents/body/contents/0/size',
      ],
      ['without an index, of several', `[${flex},\n${flex}]`, '/body/contents/0/size', '1:1 line-refused '],
      ['from the message', flex, '/contents/body/contents/0/size', '3:1 line-refused /contents/body/contents/0/size'],
      ['to what is not there', flex, '/footer/contents/0', '1:1 line-refused '],
      ['that is none', flex, '/', '1:1 line-refused '],
    ])('%s', async (_where, text, property, place) => {
      const { places } = await validate([fileOf('flex.json', text)], {
        answer: answered(property, 'The request body is invalid'),
      });
      expect(places).toEqual([place]);
    });

    it('to the message where only that is known', async () => {
      const { places, found } = await validate([fileOf('flex.json', `[${GOOD},\n${flex}]`)], {
        answer: answered('/hero/url'),
      });
      expect(places).toEqual(['2:1 line-refused /1']);
      expect(found[0]?.finding.message).toBe('LINE refuses what no rule here does: /hero/url: invalid property');
    });

    it('through names that a pointer escapes', async () => {
      const { places } = await validate([fileOf('flex.json', '{"type":"flex","contents":{"a/b":\n{"c~d":1}}}')], {
        answer: answered('/a~1b/c~0d', 'no'),
      });
      expect(places).toContain('2:8 line-refused /contents/a~1b/c~0d');
    });
  });

  it('passes on a refusal without details', async () => {
    const { found } = await validate([fileOf('r.json', GOOD)], {
      answer: { valid: false, requestId: null, problem: 'Not so', details: [] },
    });
    expect(found[0]?.finding).toMatchObject({
      rule: 'line-refused',
      severity: 'error',
      message: 'LINE refuses what no rule here does: Not so',
    });
  });

  it('says beside what was found here whether LINE refuses the same', async () => {
    const path = fileOf('two-wrong.json', '[{"type":"text","text":""},{"type":"text","text":"a"}]');
    const said = async (property: string) => {
      const { found } = await validate([path], { answer: refusal(property) });
      return found.at(-1)?.finding.message;
    };
    expect(await said('messages[0].text')).toBe(
      'LINE refuses it too: messages[0].text: May not be empty; found here: empty at /0/text',
    );
    expect(await said('messages[1].text')).toBe(
      'LINE refuses what no rule here does: messages[1].text: May not be empty; found here: empty at /0/text',
    );
  });

  it('warns where LINE accepts what is refused here, once a document, and changes no verdict', async () => {
    const texts = Array(5).fill('{"type":"text","text":""}').join();
    const answer: RemoteValidation = { valid: true, requestId: null };
    const { found, summary } = await validate([fileOf('taken.json', `{"messages":[${texts}]}`)], { answer });
    expect(summary).toMatchObject({ errors: 5, warnings: 1 });
    expect(found.at(-1)?.finding).toMatchObject({
      rule: 'line-accepted',
      severity: 'warning',
      pointer: '/messages/0/text',
      message:
        'LINE accepts what is refused here: empty at /messages/0/text, empty at /messages/1/text, empty at /messages/2/text and 2 more',
    });
  });

  it('does not take it for a disagreement that LINE accepts what it was not shown', async () => {
    const answer: RemoteValidation = { valid: true, requestId: null };
    const twice = fileOf('twice.json', '{"type":"text","text":"a","text":"b"}');
    const recipients = fileOf('to.json', `{"to":"nobody","messages":[${GOOD}]}`);
    const { found } = await validate([twice, recipients], { answer });
    expect(found.map(({ finding }) => finding.rule)).not.toContain('line-accepted');
  });

  it('finds nothing where LINE agrees, and does not ask about what is no JSON', async () => {
    const agrees: RemoteValidation = { valid: true, requestId: null };
    expect((await validate([fileOf('ok.json', GOOD)], { answer: agrees })).places).toEqual([]);
    expect((await validate([fileOf('broken.json', '{')], { answer: agrees })).asked).toEqual([]);
  });
});

describe('readMessageDocument', () => {
  it('wants one document', async () => {
    await expect(readMessageDocument(fileOf('many.jsonl', GOOD), 'push', readFiles)).rejects.toMatchObject({
      kind: 'usage',
      code: 'ONE_DOCUMENT_NEEDED',
    });
  });

  it('has no value where there is none to be had', async () => {
    expect(await readMessageDocument(fileOf('none.yaml', 'a: [1\n'), 'push', readFiles)).toMatchObject({
      value: null,
      findings: [{ rule: 'yaml-syntax' }],
    });
  });
});
