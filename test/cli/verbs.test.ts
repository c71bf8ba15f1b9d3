import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../../src/cli/schema/registry.js';
import type { Verb } from '../../src/cli/verb.js';
import { NOUNS } from '../../src/cli/verbs.js';
import { createWorld } from '../support/world.js';

const VERBS: readonly (readonly [words: string, verb: Verb])[] = await Promise.all(
  Object.entries(NOUNS).flatMap(([noun, { verbs }]) =>
    typeof verbs === 'function'
      ? [verbs().then((verb) => [noun, verb] as const)]
      : Object.entries(verbs).map(async ([word, load]) => [`${noun} ${word}`, await load()] as const),
  ),
);

const DRY_RUN = /^ +--dry-run /m;
const YES = /^ +-y, --yes /m;

describe('each verb of the list', () => {
  it.each(VERBS)('%s is in the file of its words, under their name', async (words, verb) => {
    expect(verb.path).toBe(words);
    const name = words.replace(/[ -]([a-z])/g, (_all, letter: string) => letter.toUpperCase());
    const path = new URL(`../../src/cli/${words.replace(' ', '/')}.ts`, import.meta.url).pathname;
    const file = await import(path);
    expect(file[name]).toBe(verb);
  });

  it.each(VERBS)('%s says what it does, in the words of a list', (_words, { summary, args, options }) => {
    const told = [summary, ...[...Object.values(args), ...Object.values(options)].map((spec) => spec.summary)];
    for (const text of told) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/\.$/);
    }
    expect(summary).toMatch(/^[a-z]/);
  });

  it.each(VERBS)('%s has one example to four', (_words, { examples }) => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.length).toBeLessThanOrEqual(4);
  });

  it.each(VERBS.filter(([, { changes }]) => changes !== 'nothing'))(
    '%s changes something, and has --dry-run and --yes in its help',
    async (words) => {
      const { stdout } = await createWorld().run(...words.split(' '), '--help');
      expect(stdout).toMatch(DRY_RUN);
      expect(stdout).toMatch(YES);
    },
  );

  it.each(VERBS.filter(([, { changes }]) => changes === 'nothing'))(
    '%s changes nothing, and refuses --dry-run',
    async (words, { examples }) => {
      const world = createWorld();
      const { stdout } = await world.run(...words.split(' '), '--help');
      expect(stdout).not.toMatch(DRY_RUN);
      expect(stdout).not.toMatch(YES);
      const refused = await world.run('--dry-run', ...wordsOf(examples[0]?.line ?? words));
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
      expect(refused.stderr).toContain("unknown option '--dry-run'");
      expect(world.calls).toEqual([]);
    },
  );
});

it('a noun that is a verb itself has the summary of the verb', async () => {
  for (const { summary, verbs } of Object.values(NOUNS))
    if (typeof verbs === 'function') expect((await verbs()).summary).toBe(summary);
});

it('every document that is printed has a schema', () => {
  const written = readdirSync(join('src', 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readFileSync(join('src', 'cli', name), 'utf8').match(/line-ops\/[a-z-]+@\d+/g) ?? []);
  const known = DOCUMENTS.map(({ id }) => id);
  expect([...new Set(written)].filter((id) => !known.includes(id))).toEqual([]);
});

/** The words that a shell makes of the line, up to where its output goes. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
  const end = words.findIndex((word) => ['>', '>>', '|', '<', '&&'].includes(word));
  return end === -1 ? words : words.slice(0, end);
}
