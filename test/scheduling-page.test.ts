import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { fillCommand } from '../src/cli/program/command-of.js';
import { addGlobalOptions } from '../src/cli/program/globals.js';
import type { Verb } from '../src/cli/verb.js';
import { NOUNS } from '../src/cli/verbs.js';
import { createWorld } from './support/world.js';

const PAGE = readFileSync(join('docs', 'scheduling.md'), 'utf8');

/** Every command line of a code block: alone, in a crontab, a unit file or a workflow. */
const LINES = [...PAGE.matchAll(/^ *```\w+\n([\s\S]*?)^ *```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .flatMap((line) => /^(?:.*[\s/])?line-ops ([a-z].*)$/.exec(line)?.[1] ?? []);

async function verbOf(words: readonly string[]): Promise<readonly [verb: Verb, rest: readonly string[]]> {
  const [noun = '', word = ''] = words;
  const verbs = NOUNS[noun]?.verbs;
  if (typeof verbs === 'function') return [await verbs(), words.slice(1)];
  const load = verbs?.[word];
  if (load === undefined) throw new Error(`no such verb: ${noun} ${word}`);
  return [await load(), words.slice(2)];
}

it('finds the command lines of the page', () => {
  expect(LINES.filter((line) => line.startsWith('worker')).length).toBeGreaterThanOrEqual(5);
  expect(LINES.length).toBeGreaterThanOrEqual(14);
});

it.each(LINES)('line-ops %s can be typed', async (line) => {
  const [verb, rest] = await verbOf(line.trim().split(/\s+/));
  const command = new Command(verb.path).exitOverride().configureOutput({ writeErr: () => {} });
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  fillCommand(command, { ...verb, run }, createWorld().deps);
  await addGlobalOptions(command).parseAsync([...rest], { from: 'user' });
  expect(runs).toBe(1);
});
