import { Command, CommanderError } from 'commander';
import { failure } from '../../domain/failure/failure.js';
import type { Deps } from '../../ports/deps.js';
import type { Terminal } from '../../ports/terminal.js';
import { createSession, openTerminal } from '../session.js';
import type { Verb } from '../verb.js';
import type { NOUNS } from '../verbs.js';
import { addGlobalOptions, readGlobals } from './command-globals.js';
import { fillCommand } from './command-of.js';
import { VERSION_OPTION } from './global-options.js';
import { guessGlobals } from './globals.js';

type Nouns = typeof NOUNS;

/** Runs the verb that is on the line. @throws {CommanderError} for a line that cannot be read. */
export async function runLine(argv: readonly string[], deps: Deps, nouns: Nouns): Promise<void> {
  await (await createProgram(argv, deps, nouns)).parseAsync(argv, { from: 'user' });
}

/** Whether the program takes the line; its verb is not run. */
export async function canBeTyped(argv: readonly string[], nouns: Nouns, deps: Deps): Promise<boolean> {
  try {
    const program = await createProgram(argv, deps, nouns, async () => {});
    await program.parseAsync(argv, { from: 'user' });
    return true;
  } catch {
    return false;
  }
}

/** The commands that are on the line, and no others: what else there is, help and suggestions know. */
async function createProgram(argv: readonly string[], deps: Deps, nouns: Nouns, run?: Verb['run']): Promise<Command> {
  const program = new Command('line-ops').version(deps.version, VERSION_OPTION.flags, VERSION_OPTION.summary);
  for (const [name, { verbs }] of Object.entries(nouns).filter(([word]) => argv.includes(word))) {
    const noun = program.command(name);
    if (typeof verbs === 'function') fillCommand(noun, instead(await verbs(), run), deps);
    else {
      for (const [verb, load] of Object.entries(verbs).filter(([word]) => argv.includes(word)))
        fillCommand(noun.command(verb), instead(await load(), run), deps);
      withoutVerb(noun, () => showNoun(noun, argv, nouns, deps));
    }
  }
  withoutVerb(program, () => showWhereOneStands(program, argv, nouns, deps));
  prepare(program, openTerminal(deps, guessGlobals(argv)));
  return program;
}

/** The verb, with something else to do. */
function instead(verb: Verb, run: Verb['run'] = verb.run): Verb {
  return run === verb.run ? verb : { ...verb, run };
}

/** What a line does that stops short of a verb; a word that is no command is told by who knows them all. */
function withoutVerb(command: Command, stop: () => Promise<void>): void {
  command.allowExcessArguments().action(() => {
    const [word] = command.args;
    if (word !== undefined) throw new CommanderError(1, 'commander.unknownCommand', word);
    return stop();
  });
}

/** The program alone: how things stand, for whoever looks at a terminal; the help for everybody else. Asks LINE nothing. */
async function showWhereOneStands(program: Command, argv: readonly string[], nouns: Nouns, deps: Deps): Promise<void> {
  const session = createSession(deps, readGlobals(program));
  if (!session.terminal.showsAnswers || session.globals.json || session.globals.dryRun)
    return (await import('../help/answer-help.js')).answerHelp(argv, nouns, deps);
  return (await import('../status/show-status.js')).showStatus(session, { asksLine: false });
}

/** A noun alone: its help. Programs read none. */
async function showNoun(noun: Command, argv: readonly string[], nouns: Nouns, deps: Deps): Promise<void> {
  if (readGlobals(noun).json) throw failure('MISSING_ARGUMENT', { which: 'verb', path: `line-ops ${noun.name()}` });
  return (await import('../help/answer-help.js')).answerHelp(argv, nouns, deps);
}

/** Settings that commander does not hand down to every kind of child, applied to each command of the tree. */
function prepare(command: Command, terminal: Terminal): void {
  const isLeaf = command.parent !== null && command.commands.length === 0;
  if (command.parent === null || isLeaf) addGlobalOptions(command);
  command
    .exitOverride()
    // Both are ours: neither loads what it does not need.
    .helpOption(false)
    .showSuggestionAfterError(false)
    // Usage errors are told once, by us; the version that was asked for is an answer.
    .configureOutput({ writeOut: (text) => terminal.answer(text), writeErr: () => {}, outputError: () => {} });
  for (const child of command.commands) prepare(child, terminal);
}
