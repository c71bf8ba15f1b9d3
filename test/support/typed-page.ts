import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { fillCommand } from '../../src/cli/program/command-of.js';
import { addGlobalOptions } from '../../src/cli/program/globals.js';
import type { Verb } from '../../src/cli/verb.js';
import { NOUNS } from '../../src/cli/verbs.js';
import { createWorld } from './world.js';

/** A page of `docs/`, and every command line of its code blocks: alone, in a crontab, a unit file or a workflow. */
export function readPage(name: string): { readonly page: string; readonly lines: readonly string[] } {
  const page = readFileSync(join('docs', name), 'utf8');
  const lines = [...page.matchAll(/^ *```(?!json)\w+\n([\s\S]*?)^ *```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .flatMap((line) => /^(?:.*[\s/])?line-ops ([a-z].*)$/.exec(line)?.[1] ?? []);
  return { page, lines };
}

/** Answers how often the verb ran: once, where the line can be typed. */
export async function typed(line: string): Promise<number> {
  const [verb, rest] = await verbOf(line.trim().split(/\s+/));
  const command = new Command(verb.path).exitOverride().configureOutput({ writeErr: () => {} });
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  fillCommand(command, { ...verb, run }, createWorld().deps);
  await addGlobalOptions(command).parseAsync([...rest], { from: 'user' });
  return runs;
}

async function verbOf(words: readonly string[]): Promise<readonly [verb: Verb, rest: readonly string[]]> {
  const [noun = '', word = ''] = words;
  const verbs = NOUNS[noun]?.verbs;
  if (typeof verbs === 'function') return [await verbs(), words.slice(1)];
  const load = verbs?.[word];
  if (load === undefined) throw new Error(`no such verb: ${noun} ${word}`);
  return [await load(), words.slice(2)];
}
