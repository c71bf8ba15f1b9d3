import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandLine, NEXT_COMMANDS, type NextCommand } from '../../src/cli/output/next.js';
import { NOUNS } from '../../src/cli/verbs.js';
import { shellLines } from '../support/papers/lines.js';
import { untypable } from '../support/papers/typing.js';
import { createTokenPlatform } from '../support/token-platform.js';
import { createWorld, type WorldOptions } from '../support/world.js';

const VERBS = await Promise.all(
  Object.values(NOUNS).flatMap(({ verbs }) =>
    typeof verbs === 'function' ? [verbs()] : Object.values(verbs).map((load) => load()),
  ),
);
const CHANGING = VERBS.filter(({ changes }) => changes !== 'nothing').map(({ path }) => path);
const SOURCES = readdirSync(join('src', 'cli'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('src', 'cli', name), 'utf8'));

/** Whatever a row may ask for. */
const FACTS = {
  id: 'b-20261121-4f7k2p',
  name: 'shop',
  hash: 'd0cf66f7e604889b',
  url: 'https://bot.example.com/a b',
  files: ["it's.json"],
  worker: ['--allow-commands'],
};

const ROWS = Object.entries(NEXT_COMMANDS).flatMap(([path, follow]) =>
  [true, false].map((isSo): readonly [string, NextCommand | null] => {
    const id = path.startsWith('audience') ? 5614991017776 : FACTS.id;
    const facts = { ...FACTS, id, isChange: isSo, isFile: isSo, isLeft: isSo, hasKey: isSo, isOfWebhooks: isSo };
    return [path, Reflect.apply(follow, null, [{ ...facts, worker: isSo ? facts.worker : null }])];
  }),
);

it('each verb that changes something has a next command, and nothing else has', () => {
  expect(Object.keys(NEXT_COMMANDS).toSorted()).toEqual(CHANGING.toSorted());
});

it.each(CHANGING)('%s says it', (path) => {
  const says = new RegExp(`sayNext\\((?:session|\\{[^)]*\\}), '${path}'`);
  expect(SOURCES.filter((source) => says.test(source))).not.toEqual([]);
});

it.each(ROWS)('what follows %s can be typed as it stands: %j', async (path, command) => {
  if (command === null) return;
  for (const channel of [null, 'shop']) {
    const line = commandLine(command, channel);
    expect(line).not.toMatch(/[<>]/);
    expect(await untypable(shellLines(path, line))).toEqual([]);
    expect(line.endsWith(' -c shop')).toBe(
      command.isOfChannel === true ? channel !== null : command.words.includes('-c') && command.words.at(-1) === 'shop',
    );
  }
});

function shop(options: WorldOptions = {}) {
  const world = createWorld({ line: createTokenPlatform().line, canAsk: true, isWatched: true, ...options });
  world.addChannel({});
  return world;
}

const NEXT = 'Next, to see what is alive: line-ops token list\n';

it('is one line behind everything else, on stderr', async () => {
  const { stdout, stderr } = await shop().run('token', 'issue', '--type', 'stateless', '--yes');
  expect(stderr.endsWith(NEXT)).toBe(true);
  expect(stderr.match(/Next/g)).toHaveLength(1);
  expect(stdout).not.toContain('Next');
});

it('names the channel that was named', async () => {
  const { stderr } = await shop().run('token', 'issue', '--type', 'stateless', '--yes', '-c', 'shop');
  expect(stderr).toContain('line-ops token list -c shop\n');
});

it.each<[string, readonly string[], WorldOptions]>([
  ['--quiet', ['--quiet'], {}],
  ['--json', ['--json'], {}],
  ['--dry-run', ['--dry-run'], {}],
  ['stdout or stderr is no terminal', [], { isWatched: false }],
])('is not said with %s', async (_what, more, options) => {
  const { exitCode, stderr } = await shop(options).run('token', 'issue', '--type', 'stateless', '--yes', ...more);
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain('Next');
});

it('is not said where what was asked for was not done', async () => {
  const world = shop({ line: {} });
  const { exitCode, stderr } = await world.run('token', 'revoke', 't-00000000', '--yes');
  expect(exitCode).toBe(2);
  expect(stderr).not.toContain('Next');
});
