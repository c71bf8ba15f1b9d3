import type { CommanderError } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { asksForHelp } from '../help/asked.js';
import { isoTime } from '../output/view.js';
import { openTerminal } from '../session.js';
import { NOUNS } from '../verbs.js';
import { ExitStatus, renderFailure } from './exit.js';
import { guessGlobals } from './globals.js';
import { secretsOfOptions, wordsLikeSecrets } from './secret-arguments.js';

type Nouns = typeof NOUNS;

/**
 * Runs one command line and answers its exit code. Never throws, never ends the process. Other `nouns` than the program's own are for
 * who wants to know whether a line can be typed, and not to run it.
 */
export async function main(argv: readonly string[], deps: Deps, nouns: Nouns = NOUNS): Promise<number> {
  for (const secret of secretsOfOptions(argv)) deps.redactor.register(secret);
  try {
    if (asksForHelp(argv)) await (await import('../help/answer-help.js')).answerHelp(argv, nouns, deps);
    // The parser is not loaded for help, which has no use for it.
    else await (await import('./line.js')).runLine(argv, deps, nouns);
    return 0;
  } catch (error) {
    return await fail(error, argv, nouns, deps);
  }
}

/** An error of the parser's, told by its code: its class is not loaded for this. */
function isOfParser(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

async function fail(error: unknown, argv: readonly string[], nouns: Nouns, deps: Deps): Promise<number> {
  if (isOfParser(error) && error.exitCode === 0) return 0;
  if (error instanceof ExitStatus) return error.status;
  for (const word of wordsLikeSecrets(argv)) deps.redactor.register(word);
  const globals = guessGlobals(argv);
  const told = isOfParser(error) ? await misused(error, argv, nouns, deps) : error;
  const { exitCode, document, lines } = await renderFailure(told, {
    json: globals.json || globals.stderr === 'ndjson',
    at: globals.stderr === 'ndjson' ? isoTime(deps.clock.now()) : null,
    debug: deps.env['LINE_OPS_DEBUG'] === '1',
    isVerbose: globals.verbose,
  });
  // The lines are documents already, where documents are asked for.
  const terminal = openTerminal(deps, { ...globals, stderr: 'text' });
  if (document !== null) terminal.document(document);
  for (const line of lines) terminal.warn(line);
  return exitCode;
}

/** Who knows what may have been meant is loaded on a mistake alone. */
async function misused(error: CommanderError, argv: readonly string[], nouns: Nouns, deps: Deps): Promise<unknown> {
  const [{ usageError }, { canBeTyped }] = await Promise.all([
    import('../mistakes/usage-error.js'),
    import('./line.js'),
  ]);
  return usageError(error, { argv, nouns, canBeTyped: (other) => canBeTyped(other, nouns, deps) });
}
