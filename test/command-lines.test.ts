import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOUNS } from '../src/cli/verbs.js';
import { markdownLines, type PaperLine, shellLines, yamlLines } from './support/papers/lines.js';
import { untypable } from './support/papers/typing.js';

/** All papers but the history of changes, in which what is gone is named too. */
const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md'),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

it.each(PAGES)('every command line of %s can be typed', async (page) => {
  expect(await untypable(markdownLines(page, readFileSync(page, 'utf8')))).toEqual([]);
});

it('every command line of what the changelog calls unreleased can be typed', async () => {
  const [head = '', unreleased = ''] = readFileSync('CHANGELOG.md', 'utf8').split(/^(?=## )/m);
  expect(unreleased).toContain('## Unreleased');
  const page = head.replace(/[^\n]/g, '') + unreleased;
  expect(await untypable(markdownLines('CHANGELOG.md', page))).toEqual([]);
});

it('every command line of action.yml can be typed', async () => {
  expect(await untypable(yamlLines('action.yml', readFileSync('action.yml', 'utf8')))).toEqual([]);
});

const EXAMPLES = await Promise.all(
  Object.entries(NOUNS).map(async ([noun, { verbs }]) => {
    const all =
      typeof verbs === 'function' ? [await verbs()] : await Promise.all(Object.values(verbs).map((load) => load()));
    return [noun, all] as const;
  }),
);

it.each(EXAMPLES)('every example of %s can be typed', async (_noun, verbs) => {
  const lines = verbs.flatMap(({ path, examples }) =>
    examples.flatMap(({ line }) => {
      const found = shellLines(path, `line-ops ${line}`);
      expect({ line, first: found[0]?.words.join(' ').slice(0, path.length) }).toEqual({ line, first: path });
      return found;
    }),
  );
  expect(await untypable(lines)).toEqual([]);
});

describe('the command lines of a page', () => {
  const found = (page: string): readonly string[] => markdownLines('page.md', page).map(written);
  const written = ({ line, words, extent }: PaperLine): string =>
    `${line} ${words.join(' ')}${extent === 'part' ? ' (part)' : ''}`;
  const block = (info: string, ...code: readonly string[]): string => [`\`\`\`${info}`, ...code, '```'].join('\n');

  it.each([
    ['sh', ['line-ops quota'], ['2 quota']],
    ['', ['line-ops quota   # what is left'], ['2 quota']],
    ['sh', ['npm ci && npx line-ops demo'], ['2 demo']],
    ['sh', ['LINE_OPS_HOME=/x line-ops quota --json | jq .limit > limit.txt 2>&1'], ['2 quota --json']],
    [
      'sh',
      ['line-ops broadcast plan \\', '  --to a.txt \\', '  --messages m.json', 'line-ops quota'],
      ['2 broadcast plan --to a.txt --messages m.json', '5 quota'],
    ],
    [
      'sh',
      ['line-ops api GET "/v2/bot/followers/ids?limit=1000" --paginate'],
      ['2 api GET /v2/bot/followers/ids?limit=1000 --paginate'],
    ],
    [
      'sh',
      ['TOKEN=$(line-ops token get)', 'curl -H "Authorization: Bearer $(line-ops token get --min-ttl 1h)"'],
      ['2 token get', '3 token get --min-ttl 1h'],
    ],
    ['sh', ['if ! line-ops token check --within 7d; then mail; fi'], ['2 token check --within 7d']],
    ['sh', ['line-ops login verify-id-token --client-id 1 < token.txt'], ['2 login verify-id-token --client-id 1']],
    ['sh', ['line-ops broadcast show <id> --watch'], ['2 broadcast show <id> --watch']],
    ['sh', ['line-ops emulator exec -- line-ops quota'], ['2 emulator exec -- line-ops quota', '2 quota']],
    [
      'sh',
      ["line-ops token rotate --verify-cmd 'line-ops quota -q'"],
      ['2 token rotate --verify-cmd line-ops quota -q', '2 quota -q'],
    ],
    ['sh', ['npm install --global line-ops', 'cd line-ops'], []],
    ['sh', ['cat > m.json <<EOF', "it's line-ops token nonsense", 'EOF', 'line-ops quota'], ['5 quota']],
    ['cron', ["# what's due", '*/5 * * * * LINE_OPS_HOME=/x line-ops worker --drain'], ['3 worker --drain']],
    ['ini', ['User=line-ops', 'ExecStart=/usr/local/bin/line-ops worker --no-color'], ['3 worker --no-color']],
    [
      'console',
      ['$ line-ops quota', 'hint: line-ops nonsense', '$ line-ops token \\', '    list'],
      ['2 quota', '4 token list'],
    ],
    [
      'yaml',
      ['steps:', '  - run: >', '      line-ops token rotate', "      --to 'exec:gh secret'"],
      ['3 token rotate --to exec:gh secret'],
    ],
    ['json', ['"line-ops quota"'], []],
  ])('in a block of %s: %j', (info, code, lines) => {
    expect(found(block(info, ...code))).toEqual(lines);
  });

  it('in a sentence and in a table, with how much of the line is there', () => {
    const page = [
      'Run `line-ops token check --within 7d`, or `line-ops doctor`; `token issue --type v2.1` names a part.',
      '',
      '| `token issue --type v2.1\\|stateless` | the mark `line-ops/quota@1`, and `message objects` |',
    ].join('\n');
    expect(found(page)).toEqual([
      '1 token check --within 7d',
      '1 doctor (part)',
      '1 token issue --type v2.1 (part)',
      '3 token issue --type v2.1|stateless (part)',
    ]);
  });
});

describe('a command line that cannot be typed', () => {
  it.each([
    ['`line-ops tokens list`', 'unknown command'],
    ['`line-ops token lst`', 'unknown command'],
    ['`line-ops token list --everything`', "unknown option '--everything'"],
    ['`line-ops broadcast plan --to a.txt`', "required option '--messages <file>' not specified"],
    ['`line-ops token check --within soon`', 'soon'],
    ['`line-ops token issue --type v3`', 'v3'],
    ['`line-ops quota now please`', 'too many arguments'],
    ['`line-ops broadcast show`, `broadcast show <id> --wach`', "unknown option '--wach'"],
    ['`line-ops help nonsense`', 'nonsense'],
    ['`line-ops explane <code>`', 'explane'],
    ['`line-ops token issue --type v2.1|v3`', 'v3'],
  ])('%s', async (page, reason) => {
    const [told = '', ...more] = await untypable(markdownLines('page.md', page));
    expect(told).toMatch(/^page\.md:1: line-ops /);
    expect(told).toContain(reason);
    expect(more).toEqual([]);
  });

  it.each([
    '`line-ops token revoke <id>`, `line-ops token issue --type <type>`, `line-ops token check --within …`',
    '`line-ops broadcast create …`, `line-ops broadcast create --name $NAME …`, `line-ops <noun> <verb>`',
    '`line-ops token issue --type <v2.1|stateless>`, `line-ops token verify <id|->`, `line-ops help environment|exit-codes`, `line-ops help <noun> <verb>`, `line-ops -c shop token list`, `line-ops --version`, `line-ops`',
    '`token list [--all] [--offline]`, `line-ops webhook check [url] --strict`, `line-ops token check [--within 7d]`',
  ])('is none of %s', async (page) => {
    expect(await untypable(markdownLines('page.md', page))).toEqual([]);
  });
});
