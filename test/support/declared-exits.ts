import { exitsOf } from '../../src/cli/help/exits-of.js';
import { EXIT_CODES } from '../../src/cli/program/exit.js';
import type { Verb } from '../../src/cli/verb.js';
import { NOUNS } from '../../src/cli/verbs.js';

/** Ends as the command it runs does. */
const OF_A_COMMAND = 'emulator exec';

/** So any verb can end whose state lies in a server: `help exit-codes` says it once for all. */
const OF_SERVER: readonly number[] = [EXIT_CODES.auth, EXIT_CODES.unavailable];

/** Every run of every test looks: the help of a verb names each way it can end. */
export async function requireDeclaredExit(argv: readonly string[], exitCode: number, hasServer = false): Promise<void> {
  if (hasServer && OF_SERVER.includes(exitCode)) return;
  const verb = await verbOf(argv);
  if (verb === null || verb.path === OF_A_COMMAND || exitsOf(verb).some(({ code }) => code === exitCode)) return;
  throw new Error(`"${verb.path}" ended with ${exitCode}, which its help does not name: declare it under \`exits\``);
}

async function verbOf([noun = '', word = '']: readonly string[]): Promise<Verb | null> {
  const verbs = Object.hasOwn(NOUNS, noun) ? NOUNS[noun]?.verbs : undefined;
  if (typeof verbs === 'function') return verbs();
  return verbs !== undefined && Object.hasOwn(verbs, word) ? ((await verbs[word]?.()) ?? null) : null;
}
