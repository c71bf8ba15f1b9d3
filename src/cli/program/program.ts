import { Command, CommanderError } from 'commander';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { nearestName } from '../../domain/text/nearest-name.js';
import type { Deps } from '../../ports/deps.js';
import type { Terminal } from '../../ports/terminal.js';
import { isoTime } from '../output/view.js';
import { createSession, openTerminal } from '../session.js';
import { NOUNS } from '../verbs.js';
import { fillCommand } from './command-of.js';
import { ExitStatus, renderFailure } from './exit.js';
import { addGlobalOptions, guessGlobals, readGlobals } from './globals.js';
import { helpTopic, TOPIC_NAMES } from './help-topics.js';
import { isSecretOption, secretsOfOptions, wordsLikeSecrets } from './secret-arguments.js';

/**
 * Runs one command line and answers its exit code. Never throws, never ends the process. Other `nouns` than the program's own are for
 * who wants to know whether a line can be typed, and not to run it.
 */
export async function main(argv: readonly string[], deps: Deps, nouns = NOUNS): Promise<number> {
  for (const secret of secretsOfOptions(argv)) deps.redactor.register(secret);
  try {
    const program = await createProgram(argv, deps, nouns);
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    return await fail(error, argv, deps);
  }
}

async function createProgram(argv: readonly string[], deps: Deps, nouns: typeof NOUNS): Promise<Command> {
  const program = new Command('line-ops')
    .description(
      'Operations tool for LINE Messaging API channels: tokens, staged broadcasts, message validation,\nwebhook checks, and an emulator of the LINE platform.',
    )
    .version(deps.version, '-V, --version', 'print the version')
    .usage('<noun> <verb> [arguments] [options]')
    .helpCommand(false)
    .addHelpText('after', `\nHelp topics: line-ops help ${TOPIC_NAMES.join('|')}\n`);
  const unread = await addVerbs(program, argv, deps, nouns);
  program
    .command('help [topic...]')
    .description('help for a command, or a help topic')
    .action((words: string[]) => showHelp(program, words, deps));
  prepare(program, unread, openTerminal(deps, guessGlobals(argv)));
  program.action(() => showWhereOneStands(program, deps));
  return program;
}

/**
 * Adds the tree of nouns and verbs, and answers what was not read in: commands that are not on the line, named in the
 * help, and never run. Of a noun without a verb behind it all verbs are read, for its help.
 */
async function addVerbs(
  program: Command,
  argv: readonly string[],
  deps: Deps,
  nouns: typeof NOUNS,
): Promise<ReadonlySet<Command>> {
  const unread = new Set<Command>();
  for (const [name, { summary, verbs }] of Object.entries(nouns)) {
    const noun = program.command(name).description(summary);
    if (!argv.includes(name)) {
      unread.add(noun);
    } else if (typeof verbs === 'function') {
      fillCommand(noun, await verbs(), deps);
    } else {
      const named = Object.keys(verbs).filter((verb) => argv.includes(verb));
      for (const [verb, load] of Object.entries(verbs)) {
        const command = noun.command(verb);
        if (named.length === 0 || named.includes(verb)) fillCommand(command, await load(), deps);
        else unread.add(command);
      }
    }
  }
  return unread;
}

/** Settings that commander does not hand down to every kind of child, applied to each command of the tree. */
function prepare(command: Command, unread: ReadonlySet<Command>, terminal: Terminal): void {
  if (unread.has(command)) return;
  const isLeaf = command.commands.length === 0 && command.parent !== null;
  if (command.parent === null || isLeaf) addGlobalOptions(command);
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false, helpWidth: 100 })
    // Usage errors are told once, by us; help that was asked for is an answer.
    .configureOutput({ writeOut: (text) => terminal.answer(text), writeErr: () => {}, outputError: () => {} });
  if (!isLeaf && command.commands.length > 0) {
    command.action(() => {
      const [word] = command.args;
      if (word !== undefined) throw unknownCommand(command, word);
      command.outputHelp();
    });
    command.allowExcessArguments();
  }
  for (const child of command.commands) prepare(child, unread, terminal);
}

/** The program alone: how things stand, for whoever looks at a terminal; the help for everybody else. Asks LINE nothing. */
async function showWhereOneStands(program: Command, deps: Deps): Promise<void> {
  const [word] = program.args;
  if (word !== undefined) throw unknownCommand(program, word);
  const session = createSession(deps, readGlobals(program));
  if (!session.terminal.showsAnswers || session.globals.json || session.globals.dryRun) return program.outputHelp();
  return (await import('../status/show-status.js')).showStatus(session, { asksLine: false });
}

function unknownCommand(command: Command, word: string): LineOpsError {
  const path = pathOf(command);
  const meant = nearestName(
    word,
    command.commands.map((child) => child.name()),
  );
  return failure('UNKNOWN_COMMAND', { which: 'command', word, path, meant });
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

async function showHelp(program: Command, words: readonly string[], deps: Deps): Promise<void> {
  const [first] = words;
  const topic = first === undefined ? null : await helpTopic(first);
  if (topic !== null) {
    openTerminal(deps, guessGlobals([])).answer(`${topic}\n`);
    return;
  }
  let command = program;
  for (const word of words) {
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) throw failure('UNKNOWN_COMMAND', { which: 'topic', words });
    command = next;
  }
  command.outputHelp();
}

async function fail(error: unknown, argv: readonly string[], deps: Deps): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof ExitStatus) return error.status;
  for (const word of wordsLikeSecrets(argv)) deps.redactor.register(word);
  const globals = guessGlobals(argv);
  const { exitCode, lines } = await renderFailure(error instanceof CommanderError ? usageError(error) : error, {
    json: globals.json || globals.stderr === 'ndjson',
    at: globals.stderr === 'ndjson' ? isoTime(deps.clock.now()) : null,
    debug: deps.env['LINE_OPS_DEBUG'] === '1',
  });
  // The lines are documents already, where documents are asked for.
  const terminal = openTerminal(deps, { ...globals, stderr: 'text' });
  for (const line of lines) terminal.warn(line);
  return exitCode;
}

function usageError(error: CommanderError): LineOpsError {
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\n(?=\(Did you mean )/, ' ')
    // What stands behind the name of an unknown option says nothing about what is wrong.
    .replace(/^(unknown option '[^'=]*)=.*'/s, "$1'");
  const [, option] = /^unknown option '([^']*)'/.exec(message) ?? [];
  const misused = { words: message, isSecret: option !== undefined && isSecretOption(option) };
  const code = CODES[error.code] ?? 'USAGE';
  return code === 'USAGE' || code === 'INVALID_ARGUMENT' || code === 'TOO_MANY_ARGUMENTS'
    ? failure(code, misused, { cause: error })
    : failure(code, { which: 'parsed', ...misused }, { cause: error });
}

type UsageCode =
  | 'USAGE'
  | 'INVALID_ARGUMENT'
  | 'TOO_MANY_ARGUMENTS'
  | 'UNKNOWN_OPTION'
  | 'UNKNOWN_COMMAND'
  | 'MISSING_ARGUMENT'
  | 'MISSING_OPTION'
  | 'CONFLICTING_OPTIONS';

const CODES: Readonly<Record<string, UsageCode>> = {
  'commander.unknownOption': 'UNKNOWN_OPTION',
  'commander.unknownCommand': 'UNKNOWN_COMMAND',
  'commander.missingArgument': 'MISSING_ARGUMENT',
  'commander.optionMissingArgument': 'MISSING_ARGUMENT',
  'commander.missingMandatoryOptionValue': 'MISSING_OPTION',
  'commander.invalidArgument': 'INVALID_ARGUMENT',
  'commander.excessArguments': 'TOO_MANY_ARGUMENTS',
  'commander.conflictingOption': 'CONFLICTING_OPTIONS',
};
