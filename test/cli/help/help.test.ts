import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpWidth, type Section, sectionsText } from '../../../src/cli/help/layout.js';
import { manualOf } from '../../../src/cli/help/manual.js';
import { nounSections } from '../../../src/cli/help/noun-help.js';
import { FIRST_LINES, GROUPS, rootSections } from '../../../src/cli/help/root-help.js';
import { chapterSections } from '../../../src/cli/help/topics/content.js';
import { TOPICS } from '../../../src/cli/help/topics.js';
import { verbSections } from '../../../src/cli/help/verb-help.js';
import { flagName, type Verb } from '../../../src/cli/verb.js';
import { NOUNS } from '../../../src/cli/verbs.js';
import { textWidth } from '../../../src/domain/text/text-width.js';
import { shellLines } from '../../support/papers/lines.js';
import { untypable } from '../../support/papers/typing.js';
import { createWorld } from '../../support/world.js';

const WIDTHS = [60, 80, 100];

const VERBS: readonly (readonly [path: string, verb: Verb])[] = (
  await Promise.all(
    Object.values(NOUNS).flatMap(({ verbs }) =>
      typeof verbs === 'function' ? [verbs()] : Object.values(verbs).map((load) => load()),
    ),
  )
).map((verb) => [verb.path, verb]);

const textOf = (sections: readonly Section[]): string => sectionsText(sections, (text) => text);

/** Lines that are wider than they may be; an address that is too long by itself is left whole. */
const tooWide = (text: string, width: number): readonly string[] =>
  text.split('\n').filter((line) => width < textWidth(line) && !/^ *https:\/\/\S+$/.test(line));

/** As a shell reads lines that go on behind a backslash. */
const joined = (text: string): string => text.replace(/ \\\n +/g, ' ');

describe('the help of a verb', () => {
  it.each(VERBS)('%s fits 60, 80 and 100 columns', (_path, verb) => {
    for (const width of WIDTHS) expect(tooWide(textOf(verbSections(manualOf(verb), width)), width)).toEqual([]);
  });

  it.each(VERBS)('%s has its examples before its options, each to be pasted as it stands', (_path, verb) => {
    for (const width of WIDTHS) {
      const text = joined(textOf(verbSections(manualOf(verb), width)));
      const [first = 0, ...others] = verb.examples.map(({ line }) => text.indexOf(`  line-ops ${line}`));
      expect([first, ...others].every((at) => 0 < at && at < text.indexOf('\nGlobal options:'))).toBe(true);
      for (const { does } of verb.examples) expect(text.replace(/( {2}# .*)\n {2}# /g, '$1 ')).toContain(does);
    }
  });

  it.each(VERBS)('%s names every option once, and what must be there as such', (_path, verb) => {
    const text = textOf(verbSections(manualOf(verb), 100));
    for (const [name, { isRequired }] of Object.entries(verb.options)) {
      const rows = text
        .split('\n')
        .flatMap((line, at, all) =>
          new RegExp(`^ {2}${flagName(name)}( |$)`).test(line) ? [`${line} ${all[at + 1]}`] : [],
        );
      expect(rows).toHaveLength(1);
      expect(/Required\. /.test(rows[0] ?? '')).toBe(isRequired);
      if (isRequired) expect(text).toMatch(new RegExp(`^Usage: [^[]*${flagName(name)} <`, 'm'));
    }
  });

  it('has heads for many options, with safety and output behind the rest', () => {
    const send = VERBS.find(([path]) => path === 'broadcast send')?.[1];
    const titles = send === undefined ? [] : manualOf(send).groups.map(({ title }) => title);
    expect(titles).toEqual(['Message', 'Recipients', 'Stages and pace', 'Times', 'Safety', 'Output']);
  });

  it('has no more than a dozen options below one head', () => {
    for (const [path, verb] of VERBS)
      for (const { title, rows } of manualOf(verb).groups)
        expect([path, title, rows.length <= 12]).toEqual([path, title, true]);
  });

  it.each([
    ['token check', 3, 'a live token ends within that time, or LINE no longer knows it'],
    ['broadcast send', 7, 'it ended incomplete and can be resumed, or has batches whose fate is unknown'],
    ['token issue', 5, 'the type is at its limit of live tokens'],
    ['channel list', 2, 'wrong usage, or nobody to ask; nothing was done'],
  ])('%s can end with %i, and says why', (path, code, means) => {
    const verb = VERBS.find(([words]) => words === path)?.[1];
    expect(verb === undefined ? [] : manualOf(verb).exits).toContainEqual({ code, means });
  });

  it('of what only looks at this machine names no exit code of LINE', () => {
    const list = VERBS.find(([path]) => path === 'channel list')?.[1];
    expect(list === undefined ? [] : manualOf(list).exits.map(({ code }) => code)).toEqual([0, 1, 2, 130, 143]);
  });

  it.each(VERBS)('%s names pages that are there', (_path, verb) => {
    const { guide, links } = manualOf(verb);
    if (guide !== null) expect(existsSync(guide)).toBe(true);
    for (const link of links) expect(link).toMatch(/^https:\/\/developers\.line\.biz\/en\/\S+$/);
  });
});

describe('the help of the program and its nouns', () => {
  it('fits 60, 80 and 100 columns', async () => {
    for (const width of WIDTHS) {
      expect(tooWide(textOf(rootSections(NOUNS, width)), width)).toEqual([]);
      for (const [noun, { summary, verbs }] of Object.entries(NOUNS)) {
        if (typeof verbs === 'function') continue;
        const all = await Promise.all(Object.values(verbs).map((load) => load()));
        expect(tooWide(textOf(nounSections(noun, { summary, verbs: all }, width)), width)).toEqual([]);
      }
    }
  });

  it('has every noun below a head', () => {
    const named = GROUPS.flatMap(([, nouns]) => nouns);
    expect(Object.keys(NOUNS).filter((noun) => !named.includes(noun))).toEqual([]);
  });

  it('names every topic, and lines to begin with that can be typed', async () => {
    const text = textOf(rootSections(NOUNS, 80));
    for (const { name } of TOPICS) expect(text).toContain(`line-ops help ${name}`);
    const begin = FIRST_LINES.filter(({ term }) => text.includes(term));
    expect(begin.length).toBeGreaterThan(2);
    expect(await untypable(begin.flatMap(({ term }) => shellLines('root', term)))).toEqual([]);
  });
});

describe('a help topic', () => {
  it.each(TOPICS.map(({ name, chapters }) => [name, chapters] as const))(
    '%s fits 60, 80 and 100 columns',
    async (_name, chapters) => {
      for (const width of WIDTHS) expect(tooWide(textOf(chapterSections(await chapters(), width)), width)).toEqual([]);
    },
  );

  it.each(TOPICS.map(({ name, chapters }) => [name, chapters] as const))(
    '%s has command lines that can be typed',
    async (name, chapters) => {
      const blocks = (await chapters()).flatMap(({ blocks: all }) => all);
      const commands = blocks.flatMap((block) => (block.type === 'commands' ? block.commands : []));
      expect(await untypable(commands.flatMap((command) => shellLines(name, command)))).toEqual([]);
    },
  );

  it.each([
    ['json', 'line-ops/error@1'],
    ['json', 'NDJSON'],
    ['ci', '--no-input'],
    ['ci', '--format github'],
    ['ci', 'cron'],
    ['exit-codes', '143'],
    ['environment', 'LINE_OPS_JOURNAL'],
  ])('%s tells of %s', async (topic, part) => {
    expect(await createWorld().run('help', topic)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(part),
      stderr: '',
    });
  });
});

it.each([
  [20, 60],
  [60, 60],
  [72, 72],
  [100, 100],
  [300, 100],
])('on a terminal of %i columns help takes %i', (columns, width) => {
  expect(helpWidth(columns)).toBe(width);
});

it.each([[['--help']], [['-h']], [['help']], [['-q', '-h']]])('%j is the help of the program', async (argv) => {
  const { exitCode, stdout } = await createWorld().run(...argv);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage: line-ops <noun> <verb>');
});

it.each([
  [['-h', 'token', 'revoke']],
  [['token', '-h', 'revoke']],
  [['token', 'revoke', 'abc', '--label', 'x', '-h']],
  [['-c', 'shop', 'token', 'revoke', '--help']],
  [['token', 'revoke', '--no-such-option', '-h']],
  [['help', 'token', 'revoke']],
])('%j is the help of token revoke, wherever it stands, and revokes nothing', async (argv) => {
  const world = createWorld();
  const { exitCode, stdout } = await world.run(...argv);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage: line-ops token revoke');
  expect(world.calls).toEqual([]);
});

it('what stands behind -- is for the command that is run, and asks for no help', async () => {
  const { stdout } = await createWorld().run('emulator', 'exec', '--', 'sh', '-h');
  expect(stdout).not.toContain('Usage:');
});

it('a noun without a verb gets its verbs, and a program an error', async () => {
  const world = createWorld();
  expect(await world.run('token')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Verbs:') });
  const { exitCode, stdout, stderr } = await world.run('token', '--json');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'MISSING_ARGUMENT', hint: 'See: line-ops token --help' } });
});
