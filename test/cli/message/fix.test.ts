import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContentReply } from '../../../src/domain/doctor/content/judge.js';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';

let line: CommandLine;
/** What was asked of servers, in order. */
let fetched: string[];
let reply: ContentReply;

const ANSWER = {
  type: 'answer',
  status: 200,
  redirects: [],
  contentType: 'image/png',
  bytes: 1,
  atLeast: 1,
  head: new Uint8Array(),
  tls: 'TLSv1.3',
  address: null,
} as const;

beforeEach(() => {
  fetched = [];
  reply = ANSWER;
  const contentServers = async () => ({
    fetch: async (url: string) => {
      fetched.push(url);
      return reply;
    },
  });
  line = openCommandLine({}, () => ({ contentServers }));
});

afterEach(() => line.remove());

function file(name: string, text: string): string {
  const path = join(line.home, name);
  writeFileSync(path, text);
  return path;
}

const read = (path: string) => readFileSync(path, 'utf8');

const text = (...components: readonly string[]) => `{
  "type": "flex",
  "altText": "x",
  "contents": {
    "type": "bubble",
    "body": {
      "type": "box",
      "layout": "vertical",
      "contents": [
        ${components.join(',\n        ')}
      ]
    }
  }
}
`;
const image = (url: string) =>
  `{"type":"image","originalContentUrl":"${url}","previewImageUrl":"https://example.com/p.png"}`;

/** Mends the text, and holds that a second time nothing changes. */
async function mended(name: string, before: string, ...words: readonly string[]): Promise<string> {
  const path = file(name, before);
  expect(await line.run('message', 'fix', '--write', ...words, path)).toMatchObject({ exitCode: 0 });
  const once = read(path);
  const again = await line.run('message', 'fix', '--write', ...words, path);
  expect(again).toMatchObject({ exitCode: 0, stdout: '' });
  expect(read(path)).toBe(once);
  return once;
}

describe('message fix', () => {
  it.each([
    ['a URL', image('https://example.com/夏 1.png'), image('https://example.com/%E5%A4%8F%201.png')],
    [
      'a short colour',
      text('{ "type": "text", "text": "a", "color": "#Abc" }'),
      text('{ "type": "text", "text": "a", "color": "#AAbbcc" }'),
    ],
    [
      'a colour without its sign',
      text('{ "type": "text", "text": "a", "color": "aabbcc80" }'),
      text('{ "type": "text", "text": "a", "color": "#aabbcc80" }'),
    ],
    [
      'a word in another case',
      text('{ "type": "Text", "text": "a", "weight": "Bold " }'),
      text('{ "type": "text", "text": "a", "weight": "bold" }'),
    ],
    [
      'a measure',
      text('{ "type": "text", "text": "a", "margin": " 10 PX" }'),
      text('{ "type": "text", "text": "a", "margin": "10px" }'),
    ],
    ['a number for a string', text('{ "type": "text", "text": 1e1 }'), text('{ "type": "text", "text": "10" }')],
    [
      'a string for a number',
      text('{ "type": "text", "text": "a", "flex": "2" }'),
      text('{ "type": "text", "text": "a", "flex": 2 }'),
    ],
    [
      'a string for a truth',
      text('{ "type": "text", "text": "a", "wrap": "true" }'),
      text('{ "type": "text", "text": "a", "wrap": true }'),
    ],
    [
      'null in the middle',
      text('{ "type": "text", "flex": null, "text": "a" }'),
      text('{ "type": "text", "text": "a" }'),
    ],
    ['null at the end', text('{ "type": "text", "text": "a", "flex": null }'), text('{ "type": "text", "text": "a" }')],
    ['a message type in another case', '{"type":"Textv2","text":"a"}', '{"type":"textV2","text":"a"}'],
    [
      'a spacer at the end',
      text('{ "type": "text", "text": "a" }', '{ "type": "spacer", "size": "sm" }'),
      text(
        '{ "type": "text", "text": "a" }',
        '{ "type": "box", "margin": "sm", "layout": "vertical", "contents": [] }',
      ),
    ],
    [
      'a spacer in the middle, and no more room behind it',
      text('{ "type": "text", "text": "a" }', '{"type":"spacer"}', '{ "type": "text", "text": "b" }'),
      text(
        '{ "type": "text", "text": "a" }',
        '{"type":"box","layout":"vertical","contents":[],"margin":"md"}',
        '{ "type": "text", "text": "b", "margin": "none" }',
      ),
    ],
    [
      'a spacer at the beginning, where LINE ignores margins',
      text('{ "type": "spacer", "size": "xl" }', '{ "type": "text", "text": "b" }'),
      text(
        '{ "type": "box", "layout": "vertical", "contents": [] }',
        '{ "type": "text", "text": "b", "margin": "xl" }',
      ),
    ],
    [
      'a Flex Message without its type',
      '{"altText":"a","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[]}}}',
      '{"altText":"a","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[]}},"type":"flex"}',
    ],
  ])('mends %s, and leaves the rest as it is', async (_what, before, after) => {
    expect(await mended('m.json', before)).toBe(after);
  });

  it.each([
    ['text that is too long', `{"type":"text","text":"${'あ'.repeat(4999)}👩🏽‍💻"}`],
    ['braces without a partner', '{"type":"textV2","text":"a { b"}'],
    ['a name that LINE does not know, where nobody was asked', '{"type":"text","text":"a","quoteTokn":"q"}'],
    ['http, where no host was asked', image('http://example.com/a.png')],
    ['a number that would be another one', text('{ "type": "text", "text": 123456789012345678901 }')],
    ['a number in a measure: of pixels, or of what?', text('{ "type": "text", "text": "a", "margin": 10 }')],
    ['a URL that another program fills', image('https://example.com/{{id}} é.png')],
    ['a spacer alone in its box', text('{ "type": "spacer" }')],
    [
      'capitals of an ID',
      '{"type":"video","originalContentUrl":"https://example.com/a.mp4","previewImageUrl":"https://example.com/a.png","trackingId":"a/B"}',
    ],
  ])('leaves alone: %s', async (_what, before) => {
    expect(await mended('m.json', before)).toBe(before);
    expect(fetched).toEqual([]);
  });

  it('keeps a byte order mark, line ends, tabs, order and notation of a JSON file', async () => {
    const before =
      '\u{feff}[\r\n\t{"text" : "\\u3042", "type":"Text"},\r\n\r\n\t{"type":"text","text":"\\ud83d\\ude00"}\r\n]';
    expect(await mended('m.json', before)).toBe(before.replace('"Text"', '"text"'));
  });

  it('keeps comments, quotes and blank lines of a YAML file', async () => {
    const before = [
      '# the summer sale',
      'type: flex # one bubble',
      'altText: >-',
      '  Summer',
      '  sale',
      'contents:',
      '  type: bubble',
      '  body:',
      '    type: box',
      '    layout: Vertical',
      '',
      '    contents:',
      '      # what it costs',
      "      - {type: text, text: 'a', color: '#fff'} # white",
      '      - type: text',
      '        text: 12 # yen',
      '        gravity: null',
      '        wrap: "true"',
      '      - type: spacer # room',
      '# end',
      '',
    ];
    const after = before
      .join('\r\n')
      .replace('Vertical', 'vertical')
      .replace("'#fff'", "'#ffffff'")
      .replace('text: 12', 'text: "12"')
      .replace('        gravity: null\r\n', '')
      .replace('wrap: "true"', 'wrap: true')
      .replace(
        'type: spacer # room',
        'type: box # room\r\n        layout: vertical\r\n        contents: []\r\n        margin: md',
      );
    expect(await mended('m.yaml', before.join('\r\n'))).toBe(after);
  });

  it('leaves in YAML what stands for other places too, and a property whose comment would go', async () => {
    const before = [
      '- type: image',
      '  originalContentUrl: &url https://example.com/é.png',
      '  previewImageUrl: *url',
      '- type: text',
      '  text: *url',
      '- type: flex',
      '  altText: x',
      '  contents:',
      '    type: bubble',
      '    direction: null # as people read',
      '    body: { type: box, layout: vertical, contents: [] }',
      '',
    ].join('\n');
    expect(await mended('m.yaml', before)).toBe(before);
  });

  it('mends JSON lines line by line, and leaves their ends', async () => {
    const before = '{"type":"text","text":"a"}\r\n\n{"type":"Text","text":"b"}\n{"type":"TEXT","text":"c"}';
    const after = '{"type":"text","text":"a"}\r\n\n{"type":"text","text":"b"}\n{"type":"text","text":"c"}';
    expect(await mended('m.jsonl', before)).toBe(after);
  });

  it('shows a diff, writes nothing, and says what is left to whom', async () => {
    const before = `${image('https://example.com/é.png')}\n`;
    const path = file('m.json', before);
    const { exitCode, stdout, stderr } = await line.run('message', 'fix', path);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        `--- ${path}`,
        `+++ ${path}`,
        '@@ -1 +1 @@',
        `-${before.trimEnd()}`,
        `+${image('https://example.com/%C3%A9.png')}`,
        '',
      ].join('\n'),
    );
    expect(stderr).toBe(`${path}: 1 change; make it with --write\n  1:38     percent-encoded  url\n`);
    expect(read(path)).toBe(before);
  });

  it('writes nothing with --dry-run', async () => {
    const before = image('https://example.com/é.png');
    const path = file('m.json', before);
    expect((await line.run('message', 'fix', '--write', '--dry-run', path)).stdout).toContain('%C3%A9');
    expect(read(path)).toBe(before);
  });

  it('wraps a bare bubble in the words that are given, or with --yes in its first text', async () => {
    const bubble =
      '{\n\t"type": "bubble",\n\t"body": { "type": "box", "layout": "vertical", "contents": [{ "type": "text", "text": "Hi\\nyou" }] }\n}\n';
    const wrapped = (words: string) =>
      `{\n\t"type": "flex",\n\t"altText": "${words}",\n\t"contents": ${bubble.trimEnd().replaceAll('\n', '\n\t')}\n}\n`;
    expect(await mended('a.json', bubble)).toBe(bubble);
    expect(await mended('b.json', bubble, '--yes')).toBe(wrapped('Hi you'));
    expect(await mended('c.json', bubble, '--alt-text', 'Sale')).toBe(wrapped('Sale'));
  });

  it('asks a person for the words, for names, and before a host is asked; alike places once', async () => {
    const before = `[{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"Hi","wieght":"bold"},{"type":"text","text":"b","wieght":"bold"},{"type":"image","url":"http://example.com/a.png"},{"type":"image","url":"http://example.com/b.png"}]}}]`;
    const path = file('m.json', before);
    const ran = await line.runIn({ answers: [true, true, ''] }, 'message', 'fix', '--write', path);
    expect(ran.stderr.match(/^\? .*$/gm)).toEqual([
      `? …/m.json:1:99: write "weight" for "wieght"?`,
      `? …/m.json:1:181: ask example.com whether it answers https?`,
      `? …/m.json:1:2: put into a Flex Message; its alternative text (Enter: "Hi"):`,
    ]);
    expect(fetched).toEqual(['https://example.com/a.png', 'https://example.com/b.png']);
    expect(JSON.parse(read(path))[0]).toMatchObject({ type: 'flex', altText: 'Hi', contents: { body: {} } });
    expect(read(path)).not.toContain('http:');
    expect(read(path).match(/"weight":"bold"/g)).toHaveLength(2);
  });

  it('writes what LINE lists in place of line://, and with --yes a browser parameter by its name', async () => {
    const action = (uri: string) => `{"type":"button","action":{"type":"uri","label":"a","uri":"${uri}"}}`;
    const before = text(
      action('line://nv/camera/'),
      action('line://app/12-ab?x=1'),
      action('line://nobody/knows'),
      action('https://example.com/?a=1&openExternalBrowsr=1#b'),
    );
    const after = text(
      action('https://line.me/R/nv/camera/'),
      action('https://liff.line.me/12-ab?x=1'),
      action('line://nobody/knows'),
      action('https://example.com/?a=1&openExternalBrowser=1#b'),
    );
    expect(await mended('m.json', before, '--yes')).toBe(after);
  });

  it('does not change what a person says no to', async () => {
    const before = '{"type":"text","text":"a","quoteTokn":"q"}';
    const path = file('m.json', before);
    expect(await line.runIn({ answers: [false] }, 'message', 'fix', '--write', path)).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect(read(path)).toBe(before);
  });

  it.each([
    ['answers', ANSWER, 'https', ''],
    ['says no', { ...ANSWER, status: 404 }, 'http', 'not written, it answers 404'],
    ['is not reached', { type: 'notReached', why: 'nobody is there' }, 'http', 'not written, nobody is there'],
  ] as const)('asks hosts with --https alone: one that %s', async (_what, answer, scheme, said) => {
    reply = answer;
    const path = file('m.json', image('http://example.com/a.png'));
    await line.run('message', 'fix', '--write', '--yes', path);
    expect(fetched).toEqual([]);
    const { stderr } = await line.run('message', 'fix', '--write', '--https', path);
    expect(fetched).toEqual(['https://example.com/a.png']);
    expect(read(path)).toBe(image(`${scheme}://example.com/a.png`));
    expect(stderr).toContain(said);
  });

  it('shows a cut at a character, and never writes it', async () => {
    const path = file(
      'm.json',
      `{"type":"template","altText":"a","template":{"type":"confirm","text":"${'a'.repeat(239)}👨‍👩‍👧b","actions":[{"type":"message","label":"y","text":"y"},{"type":"message","label":"n","text":"n"}]}}`,
    );
    const json = JSON.parse((await line.run('message', 'fix', path, '--yes', '--json')).stdout);
    expect(json.results[0]).toMatchObject({ changes: [], offered: [], diff: '', errorsLeft: 1 });
    expect(json.results[0].suggestions).toEqual([
      {
        line: 1,
        column: 70,
        pointer: '/template/text',
        rule: 'max-length',
        suggestion: 'cut between two characters, at 240',
        text: `${'a'.repeat(239)}👨‍👩‍👧`,
      },
    ]);
  });

  it('is one document with --json', async () => {
    const path = file('m.json', '{"type":"Text","text":"a","quoteTokn":"q"}');
    const { stdout } = await line.run('message', 'fix', '--write', path, '--json');
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/message-fix@1',
      files: 1,
      changes: 1,
      written: 1,
      results: [
        {
          file: path,
          written: true,
          problem: null,
          changes: [
            {
              line: 1,
              column: 9,
              pointer: '/type',
              rule: 'message-type',
              kind: 'mechanical',
              change: 'the word as LINE writes it',
            },
          ],
          offered: [
            {
              line: 1,
              column: 27,
              pointer: '/quoteTokn',
              rule: 'unknown-property',
              kind: 'asked',
              change: '"quoteToken" for "quoteTokn"',
            },
          ],
          suggestions: [],
          errorsLeft: 0,
          warningsLeft: 1,
          diff: `--- ${path}\n+++ ${path}\n@@ -1 +1 @@\n-{"type":"Text","text":"a","quoteTokn":"q"}\n\\ No newline at end of file\n+{"type":"text","text":"a","quoteTokn":"q"}\n\\ No newline at end of file\n`,
          text: null,
        },
      ],
    });
  });

  it('shows a diff of stdin, and with --write its text', async () => {
    const stdin = '{"type":"Text","text":"a"}\n';
    expect((await line.runIn({ stdin }, 'message', 'fix')).stdout).toContain('--- stdin\n+++ stdin\n');
    expect((await line.runIn({ stdin }, 'message', 'fix', '--write', '-')).stdout).toBe('{"type":"text","text":"a"}\n');
    const unchanged = '{"type": "text","text":"a"}';
    expect((await line.runIn({ stdin: unchanged }, 'message', 'fix', '--write')).stdout).toBe(unchanged);
  });

  it('keeps the mode of a file', async () => {
    const path = file('m.json', '{"type":"Text","text":"a"}');
    chmodSync(path, 0o640);
    await line.run('message', 'fix', '--write', path);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('mends the other files where one cannot be read, and ends as validate does', async () => {
    const [broken, good] = [file('a.json', '{"type":'), file('b.json', '{"type":"Text","text":"a"}')];
    const { exitCode, stderr } = await line.run('message', 'fix', '--write', broken, good);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`error: ${broken} cannot be read as messages, at line 1: `);
    expect(read(good)).toBe('{"type":"text","text":"a"}');
    const missing = await line.run('message', 'fix', join(line.home, 'none.json'), good);
    expect(missing).toMatchObject({ exitCode: 2 });
    expect(missing.stderr).toContain('nothing to change');
  });

  it('refuses to replace a file that somebody changed while questions were asked', async () => {
    const path = file('m.json', image('http://example.com/a.png'));
    const theirs = '{"type":"text","text":"theirs"}';
    line = openCommandLine({}, () => ({
      contentServers: async () => ({
        fetch: async () => {
          writeFileSync(path, theirs);
          return ANSWER;
        },
      }),
    }));
    const { exitCode, stderr } = await line.run('message', 'fix', '--write', '--https', path);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`somebody else has changed ${path} meanwhile`);
    expect(read(path)).toBe(theirs);
  });
});
