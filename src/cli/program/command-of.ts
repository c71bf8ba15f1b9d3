import { Argument, type Command, Option } from 'commander';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { parseSecretStoreWish } from '../../domain/host/secret-protection.js';
import type { Deps } from '../../ports/deps.js';
import { createSession } from '../session.js';
import { type ArgumentSpec, flagName, type OptionSpec, type Verb } from '../verb.js';
import { addChangeOptions, readGlobals } from './command-globals.js';

/** Makes the verb the command's own: its arguments, options, help and action. */
export function fillCommand(command: Command, verb: Verb, deps: Deps): void {
  command.description(verb.summary);
  for (const [name, spec] of Object.entries(verb.args)) command.addArgument(commanderArgument(name, spec));
  for (const [name, spec] of Object.entries(verb.options)) command.addOption(commanderOption(name, spec));
  if (verb.changes !== 'nothing') addChangeOptions(command);
  command.action(async () => {
    const globals = readGlobals(command);
    if (globals.dryRun && verb.changes === 'nothing') throw noDryRun(command);
    // Whether or not this verb comes to store a secret: the next one would be in the wrong place.
    parseSecretStoreWish(deps.env['LINE_OPS_SECRET_STORE']);
    await verb.run(createSession(deps, globals), { args: argsOf(command, verb), options: optionsOf(command, verb) });
  });
}

function commanderArgument(name: string, { summary, takes }: ArgumentSpec<unknown>): Argument {
  const words = takes === 'any number' || takes === 'at least one' ? `${name}...` : name;
  return new Argument(takes === 'one' || takes === 'at least one' ? `<${words}>` : `[${words}]`, summary);
}

function commanderOption(name: string, spec: OptionSpec<unknown>): Option {
  const { placeholder, summary, parse, isRequired, isRepeatable, choices, fallback, conflicts } = spec;
  const option = new Option(placeholder === null ? flagName(name) : `${flagName(name)} ${placeholder}`, summary);
  if (choices !== null) option.choices(choices);
  else if (isRepeatable) option.argParser(collecting(parse));
  else if (placeholder !== null) option.argParser((text) => parse(text));
  if (fallback !== null) option.default(fallback.value, fallback.shown);
  return option.makeOptionMandatory(isRequired).conflicts([...conflicts]);
}

function collecting(
  parse: (text: string) => unknown,
): (text: string, sofar?: readonly unknown[]) => readonly unknown[] {
  return (text, sofar = []) => [...sofar, parse(text)];
}

/** Parsed here, and not by commander: an option that the verb does not take is told first. */
function argsOf({ args: words }: Command, { args }: Verb): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(args).map(([name, { takes, parse }], index) => {
      if (takes === 'any number' || takes === 'at least one')
        return [name, words.slice(index).map((word) => parse(word))];
      const word = words[index];
      return [name, word === undefined ? undefined : parse(word)];
    }),
  );
}

/** `--store` and `--no-store`, which commander keeps as one option and its opposite, are two switches here. */
function optionsOf(command: Command, { options }: Verb): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { placeholder }]) => {
      const known = command.options.find(({ long }) => long === flagName(name));
      const value: unknown = command.getOptionValue(known?.attributeName() ?? name);
      if (placeholder !== null) return [name, value];
      return [name, value === (known?.negate !== true) ? true : undefined];
    }),
  );
}

/** The program lets the option stand before the noun too, where commander does not know yet which verb it is for. */
function noDryRun(command: Command): LineOpsError {
  return failure('UNKNOWN_OPTION', { which: 'dryRun', command: command.name() });
}
