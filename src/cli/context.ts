import type { Command } from 'commander';
import { LineOpsError } from '../domain/failure/failure.js';
import { parseSecretStoreWish } from '../domain/host/secret-protection.js';
import type { Deps } from '../ports/deps.js';
import type { Terminal } from '../ports/terminal.js';
import { type Globals, readGlobals, takesDryRun } from './globals.js';
import { ndjsonTerminal } from './output/ndjson-terminal.js';

/** What a command works with. */
export interface Context {
  readonly deps: Deps;
  readonly terminal: Terminal;
  readonly globals: Globals;
}

/** Opens the terminal that the global options describe. */
export function openTerminal(deps: Deps, globals: Globals): Terminal {
  const terminal = deps.terminal({
    mayAsk: globals.input && !globals.json && globals.stderr === 'text',
    mayColour: globals.color,
    quiet: globals.quiet,
    verbose: globals.verbose,
  });
  return globals.stderr === 'text' ? terminal : ndjsonTerminal(terminal, deps.clock);
}

/** What a command was given on the line. */
export interface Given<Options> {
  readonly args: readonly string[];
  readonly options: Options;
}

/** Makes the handler the command's action, with a context made from the global options. */
export function runs<Options>(
  command: Command,
  deps: Deps,
  handler: (context: Context, given: Given<Options>) => Promise<void>,
): Command {
  return command.action(async () => {
    const globals = readGlobals(command);
    if (globals.dryRun && !takesDryRun(command)) throw noDryRun(command);
    // Whether or not this command comes to store a secret: the next one would be in the wrong place.
    parseSecretStoreWish(deps.env['LINE_OPS_SECRET_STORE']);
    const context = { deps, globals, terminal: openTerminal(deps, globals) };
    await handler(context, { args: command.args, options: command.opts() as Options });
  });
}

/** The program lets the option stand before the noun too, where commander does not know yet which verb it is for. */
function noDryRun(command: Command): LineOpsError {
  return new LineOpsError('usage', 'UNKNOWN_OPTION', `unknown option '--dry-run' for "${command.name()}"`, {
    hint: 'This command has none: leave the option out if it is to be run; see --help.',
  });
}

/**
 * For commands that ask LINE before they ask the operator: where nobody can agree later, no request is made either.
 *
 * @throws {LineOpsError} `usage` where nobody can be asked and `--yes` was not given.
 */
export function requireConfirmable({ terminal, globals }: Context): void {
  if (globals.yes || terminal.canAsk) return;
  throw new LineOpsError('usage', 'CONFIRMATION_NEEDED', 'this needs a confirmation, and nobody can be asked here', {
    hint: 'Add --yes to go ahead.',
  });
}

/**
 * Asks before something is changed that cannot be taken back. `--yes` agrees; where nobody can be asked that is the
 * only way.
 *
 * @throws {LineOpsError} `usage` where nobody can be asked, `cancelled` when the answer is no.
 */
export async function confirmOrStop(context: Context, question: string): Promise<void> {
  requireConfirmable(context);
  if (context.globals.yes) return;
  if (!(await context.terminal.confirm(question)))
    throw new LineOpsError('cancelled', 'CANCELLED', 'cancelled; nothing was changed');
}
