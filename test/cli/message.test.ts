import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RULES } from '../../src/domain/messages/registry/rules.js';
import { emulated } from '../support/emulated.js';

const GOOD = '{"type":"text","text":"hi"}';
const TEXT_DOCS = 'https://developers.line.biz/en/reference/messaging-api/#text-message';

const at = emulated({ followers: 3 });

describe('message validate', () => {
  it('prints the whole result as JSON, and makes no request', async () => {
    const path = at.file('bad.json', '{\n  "type": "text"\n}\n');
    const { exitCode, stdout, stderr } = await at.line.run('message', 'validate', path, '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/message-validate@1',
      valid: false,
      errors: 1,
      warnings: 0,
      files: 1,
      inputs: [{ file: path, judgedAs: ['multicast'], messages: 1, wrapped: 0 }],
      results: [
        {
          file: path,
          line: 1,
          column: 1,
          pointer: '/text',
          rule: 'required',
          severity: 'error',
          message: '"text" is missing from the text message',
          limit: null,
          actual: null,
          docs: TEXT_DOCS,
        },
      ],
    });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'MESSAGES_INVALID', kind: 'findings', exitCode: 3 } });
    expect(at.emulator.requests().total).toBe(0);
  });

  it('prints the same with --format json', async () => {
    const path = at.file('bad.json', '{"type":"text"}');
    const [asJson, formatted] = [
      await at.line.run('message', 'validate', path, '--json'),
      await at.line.run('message', 'validate', path, '--format', 'json'),
    ];
    expect(formatted).toMatchObject({ exitCode: 3, stdout: asJson.stdout });
    expect(formatted.stderr).toMatch(/^error: /);
  });

  it('shows people the place, under its file', async () => {
    const bad = at.file('bad.json', '{\n  "type": "text",\n  "text": "あ",\n  "txt": "hi"\n}\n');
    const ran = await at.line.run('message', 'validate', at.file('good.json', GOOD), bad);
    expect(ran).toEqual({
      exitCode: 0,
      waits: [],
      stderr: '',
      stdout: [
        bad,
        `  4:3      warning  "txt" is not a property of the text message, LINE ignores it, did you mean "text"?  unknown-property`,
        '    |   "txt": "hi"',
        '    |   ^',
        '',
        '  unknown-property',
        `    ${TEXT_DOCS}`,
        '',
        '1 warning; 2 messages in 2 files, judged as multicast',
        '',
      ].join('\n'),
    });
  });

  it.each([
    ['Thai', 'ก็บ น้ำ', 5],
    ['letters with marks of their own', 'e\u0301a\u0308', 2],
    ['joined emoji', '👨‍👩‍👧👩🏽‍💻❤️', 6],
    ['flags', '🇯🇵🇹🇭', 4],
    ['wide letters', 'セール', 6],
    ['characters that act on a terminal', '\u202e\u009b', 12],
  ])('keeps the caret under its place behind %s', async (_what, text, columns) => {
    const { stdout } = await at.line.run(
      'message',
      'validate',
      at.file('m.json', `{"type":"text","text":"${text}","x":1}`),
    );
    const [, , source = '', caret = ''] = stdout.split('\n');
    expect(source).toContain('"x":1}');
    expect(caret).toBe(`    | ${' '.repeat('{"type":"text","text":"",'.length + columns)}^`);
  });

  it('shows a part of a long line around its place, and never half a character', async () => {
    const text = '👩🏽‍💻'.repeat(100);
    const path = at.file('m.json', `{"type":"text","text":"${text}","x":1,"quoteToken":"${text}"}`);
    const { stdout } = await at.line.run('message', 'validate', path);
    const [, , source, caret] = stdout.split('\n');
    expect(source).toBe(`    | …${'👩🏽‍💻'.repeat(10)}",${`"x":1,"quoteToken":"${'👩🏽‍💻'.repeat(14)}`}…`);
    expect(caret).toBe(`    | ${' '.repeat(23)}^`);
  });

  it('says so when all is well', async () => {
    expect(await at.line.run('message', 'validate', at.file('lines.jsonl', `${GOOD}\n${GOOD}\n`))).toMatchObject({
      exitCode: 0,
      stdout: 'ok: 2 messages in 1 file, judged as multicast\n',
      stderr: '',
    });
  });

  it('judges a request body as what it is, and says as what', async () => {
    const push = at.file('push.json', `{"to":"U${'0'.repeat(32)}","messages":[${GOOD}]}`);
    const reply = at.file('reply.json', `{"replyToken":"a","messages":[${GOOD}]}`);
    const ran = await at.line.run('message', 'validate', push, reply);
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ok: 2 messages in 2 files, judged as push and reply\n' });
    const { stdout } = await at.line.run('message', 'validate', push, reply, '--json');
    expect(JSON.parse(stdout).inputs).toEqual([
      { file: push, judgedAs: ['push'], messages: 1, wrapped: 0 },
      { file: reply, judgedAs: ['reply'], messages: 1, wrapped: 0 },
    ]);
    const asMulticast = await at.line.run('message', 'validate', push, '--for', 'multicast', '--json');
    expect(asMulticast.exitCode).toBe(3);
    expect(JSON.parse(asMulticast.stdout).results).toMatchObject([
      { pointer: '/to', message: expect.stringContaining('--for push') },
    ]);
  });

  it('reads a bare Flex container as a message where that is wanted, and asks LINE about that', async () => {
    const text = '{"type":"text","text":"hi"}';
    const bare = at.file(
      'bare.json',
      `{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[${text}]}}`,
    );
    expect(await at.line.run('message', 'validate', bare)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('put it into {"type":"flex"'),
    });
    const words = 'ok: 1 message in 1 file, judged as multicast, 1 bare Flex container read as a message\n';
    for (const remote of [[], ['--remote']])
      expect(await at.line.run('message', 'validate', '--wrap', ...remote, bare)).toMatchObject({
        exitCode: 0,
        stdout: words,
      });
  });

  it('writes GitHub workflow commands, escaped', async () => {
    mkdirSync(join(at.line.home, 'a,b'));
    const path = at.file('a,b/100%:x.json', '{"type":"text","text":5,"te\\nxt%":1}');
    const { exitCode, stdout } = await at.line.run('message', 'validate', path, '--format', 'github');
    expect(exitCode).toBe(0);
    const escaped = path.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
    const [first, second] = stdout.split('\n');
    expect(first).toBe(
      `::warning file=${escaped},line=1,col=23,title=wrong-type::text is a number, LINE turns it into the string "5" (${TEXT_DOCS})`,
    );
    expect(second).toMatch(/^::warning .*,title=unknown-property::.*%25/);
  });

  it('writes SARIF 2.1.0', async () => {
    mkdirSync(join(at.line.home, 'a b'));
    const path = at.file('a b/bad.json', '{"type":"text"}');
    const { exitCode, stdout } = await at.line.run('message', 'validate', path, '--format', 'sarif');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'line-ops',
              version: expect.any(String),
              rules: [
                {
                  id: 'required',
                  shortDescription: { text: RULES.required.means },
                  helpUri: RULES.required.docs,
                  defaultConfiguration: { level: 'error' },
                },
              ],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'required',
              ruleIndex: 0,
              level: 'error',
              message: {
                text: '"text" is missing from the text message',
                markdown: `"text" is missing from the text message ([page](${TEXT_DOCS}))`,
              },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: `file://${path.replace('a b', 'a%20b')}` },
                    region: { startLine: 1, startColumn: 1 },
                  },
                  logicalLocations: [{ fullyQualifiedName: '/text' }],
                },
              ],
              properties: { docs: TEXT_DOCS, limit: null, actual: null },
            },
          ],
        },
      ],
    });
  });

  it('reads stdin', async () => {
    const { exitCode, stdout } = await at.line.runIn({ stdin: '{"type":"text"}' }, 'message', 'validate', '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ results: [{ file: '-' }] });
  });

  describe('with a path that names nothing among others', () => {
    const run = (...words: readonly string[]) => {
      const paths = [join(at.line.home, 'nothing.json'), at.file('bad.json', '{"type":"text"}')];
      return at.line.run('message', 'validate', ...paths, ...words);
    };
    const rules = ['file-not-found', 'required'];

    it('exits with 2, behind the whole document', async () => {
      const { exitCode, stdout, stderr } = await run('--json');
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({
        valid: false,
        errors: 2,
        files: 2,
        results: rules.map((rule) => ({ rule })),
      });
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'FILE_NOT_READABLE', kind: 'usage' } });
    });

    it('exits with 2 in every other format, and writes all that was found', async () => {
      const sarif = await run('--format', 'sarif');
      expect(sarif.exitCode).toBe(2);
      expect(JSON.parse(sarif.stdout).runs).toMatchObject([
        { invocations: [{ executionSuccessful: false }], results: rules.map((ruleId) => ({ ruleId })) },
      ]);
      const github = await run('--format', 'github');
      expect(github.exitCode).toBe(2);
      expect(github.stdout.match(/title=[\w-]+/g)).toEqual(rules.map((rule) => `title=${rule}`));
      const pretty = await run();
      expect(pretty.exitCode).toBe(2);
      expect(pretty.stdout).toMatch(
        /nothing\.json: there is no such file {2}file-not-found[\s\S]*missing from the text message {2}required/,
      );
      expect(pretty.stdout).toMatch(/2 errors; 1 message in 2 files/);
    });
  });

  it('says of a file that is there and cannot be read that it was not judged, with exit code 3', async () => {
    const path = join(at.line.home, 'circle.json');
    symlinkSync(path, path);
    const { exitCode, stderr } = await at.line.run('message', 'validate', path, at.file('bad.json', '{"type":"text"}'));
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/^error: the messages have 1 error; LINE would refuse them; 1 file could not be read$/m),
    ]);
  });

  it('applies the rules of the send method', async () => {
    const path = at.file('quote.json', JSON.stringify({ type: 'text', text: 'hi', quoteToken: 'q' }));
    const results = await Promise.all(
      ['push', 'multicast'].map(async (method) =>
        JSON.parse((await at.line.run('message', 'validate', path, '--for', method, '--json')).stdout),
      ),
    );
    expect(results.map(({ results: found }) => found.length)).toEqual([0, 1]);
  });

  it('asks LINE with --remote', async () => {
    const { exitCode, stdout } = await at.line.run(
      'message',
      'validate',
      at.file('bad.json', '[{"type":"text",\n"text":""}]'),
      '--remote',
      '--json',
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).results).toContainEqual(
      expect.objectContaining({ rule: 'line-refused', severity: 'error', pointer: '/0/text', line: 2 }),
    );
    expect(await at.line.run('message', 'validate', at.file('good.json', GOOD), '--remote')).toMatchObject({
      exitCode: 0,
    });
  });

  it('writes what it found with --remote and no credentials', async () => {
    at.line.setEnv({ LINE_CHANNEL_ID: '', LINE_CHANNEL_SECRET: '' });
    const paths = [at.file('bad.json', '{"type":"text"}'), at.file('worse.json', '{"type":"txt"}')];
    const { exitCode, stdout } = await at.line.run('message', 'validate', ...paths, '--remote', '--json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      4,
      { valid: false, results: [{ rule: 'required' }, { rule: 'message-type' }] },
    ]);
  });

  describe('with --remote, when LINE fails', () => {
    /** A LINE that judges the first message and answers the rest with this status; it is asked `requests` times. */
    const openLine = async (status: number) => {
      let requests = 0;
      const server = createServer((_request, response) => {
        requests += 1;
        const isFirst = requests === 1;
        response.writeHead(isFirst ? 400 : status, { 'content-type': 'application/json', 'x-line-request-id': 'r' });
        response.end(
          isFirst ? '{"message":"no","details":[{"message":"Not so","property":"messages[0].text"}]}' : '{}',
        );
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        server.close();
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      at.line.setEnv({
        LINE_OPS_API_URL: `http://127.0.0.1:${address.port}`,
        LINE_CHANNEL_ACCESS_TOKEN: 'a-token',
      });
      return { requests: () => requests };
    };
    const files = () => [
      at.file('judged.json', GOOD),
      at.file('unjudged.json', GOOD),
      at.file('bad.jsonl', `${GOOD}\n{"type":"text"}\n`),
    ];

    it.each([
      [500, 6, 'LINE_FAILED'],
      [429, 5, 'RATE_LIMITED'],
    ])('%i: keeps everything that was found, and exits with %i', async (status, code, error) => {
      const { requests } = await openLine(status);
      const [judged, unjudged, bad] = files();
      const words = [judged ?? '', unjudged ?? '', bad ?? ''];
      const { exitCode, stdout, stderr } = await at.line.run('message', 'validate', ...words, '--remote', '--json');
      expect(exitCode).toBe(code);
      expect(JSON.parse(stdout)).toMatchObject({
        valid: false,
        errors: 2,
        files: 3,
        results: [
          { file: judged, rule: 'line-refused', pointer: '/text' },
          { file: bad, rule: 'required', line: 2 },
        ],
      });
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: error, exitCode: code } });
      // One answer, three tries for the next document, and none for what comes after.
      expect(requests()).toBe(4);
    });

    it('does not call well what LINE was not asked about', async () => {
      await openLine(500);
      const asking = [
        'message',
        'validate',
        '--remote',
        at.file('a.json', '{'),
        at.file('b.json', GOOD),
        at.file('c.json', GOOD),
      ];
      const forPeople = await at.line.run(...asking);
      expect(forPeople).toMatchObject({ exitCode: 6, stderr: expect.stringMatching(/^error: could not validate/m) });
      expect(forPeople.stdout).toContain('json-syntax');
      expect(forPeople.stdout).toMatch(/2 errors; .*, LINE could not judge them all\n$/);

      await openLine(500);
      const sarif = await at.line.run(...asking, '--format', 'sarif');
      expect(JSON.parse(sarif.stdout)).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false }] }] });
    });

    it('says neither ok nor valid when nothing was found', async () => {
      await openLine(500);
      const [judged = '', unjudged = ''] = files();
      await at.line.run('message', 'validate', judged, '--remote');
      const { exitCode, stdout } = await at.line.run('message', 'validate', unjudged, '--remote', '--json');
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([6, { valid: false, errors: 0, results: [] }]);
      const forPeople = await at.line.run('message', 'validate', unjudged, '--remote');
      expect(forPeople.stdout).toBe(
        'nothing found offline; 1 message in 1 file, judged as multicast, LINE could not judge them all\n',
      );
    });
  });

  it.each([
    ['two formats', ['x.json', '--format', 'github'], 'CONFLICTING_OPTIONS'],
    ['an unknown method', ['x.json', '--for', 'carrier-pigeon'], 'INVALID_ARGUMENT'],
  ])('exits with 2 for %s', async (_what, words, code) => {
    const { exitCode, stdout, stderr } = await at.line.run('message', 'validate', ...words, '--json');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code, kind: 'usage' } });
  });
});
