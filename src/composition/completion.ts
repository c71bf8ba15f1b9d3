import { readFileSync } from 'node:fs';
import { systemClock } from '../adapters/host/host.js';
import { foldersFrom } from '../adapters/state/folders.js';
import { knownNames } from '../adapters/state/known-names.js';
import { complete } from '../cli/completion/complete.js';
import type { CompletionTable } from '../cli/completion/rows.js';
import type { EnvironmentVariables } from '../ports/host.js';

/** Asks for the table itself, which the build keeps beside the program. */
const TABLE = '--table';

/** Answers a key press. Never throws, and says nothing on stderr. */
export async function answerCompletion(argv: readonly string[], env: EnvironmentVariables): Promise<void> {
  const answer = await answerTo(argv, env).catch(() => '');
  process.stdout.on('error', () => undefined).write(answer);
}

async function answerTo(argv: readonly string[], env: EnvironmentVariables): Promise<string> {
  if (argv[0] === TABLE) return `${JSON.stringify(await newTable())}\n`;
  const table = builtTable() ?? (await newTable());
  return complete(argv, { table, known: knownNames(foldersFrom(env)), env, now: systemClock.now() });
}

/** As the build wrote it; null where the program runs from its source. */
function builtTable(): CompletionTable | null {
  try {
    return JSON.parse(readFileSync(new URL('completion.json', import.meta.url), 'utf8'));
  } catch {
    return null;
  }
}

async function newTable(): Promise<CompletionTable> {
  return (await import('../cli/completion/table.js')).completionTable();
}
