import { type Command, Option } from 'commander';
import { GLOBAL_OPTIONS, type GlobalOption } from './global-options.js';
import type { Globals } from './globals.js';

/** Adds the options that every verb takes, where the command does not have them yet. */
export function addGlobalOptions(command: Command): Command {
  // The program itself takes --dry-run too, so that it may stand before the noun.
  return addMissing(command, ({ takenBy }) => takenBy === 'each verb' || command.parent === null);
}

/** Adds the options of a command that changes something at LINE or on disk. */
export function addChangeOptions(command: Command): Command {
  return addMissing(command, ({ takenBy }) => takenBy === 'changes');
}

function addMissing(command: Command, isTaken: (option: GlobalOption) => boolean): Command {
  for (const option of GLOBAL_OPTIONS.filter(isTaken)) {
    const { flags, summary } = option;
    const added = new Option(flags, summary);
    // A worker takes several.
    if (added.long === '--channel')
      added.argParser((name: string, sofar: readonly string[] = []): readonly string[] => [...sofar, name]);
    if (command.options.every(({ long }) => long !== added.long)) command.addOption(added);
  }
  return command;
}

/** What was given anywhere between the program's name and the end of the line. */
export function readGlobals(command: Command): Globals {
  const given = (name: string): unknown => {
    for (let at: Command | null = command; at !== null; at = at.parent) {
      if (at.getOptionValueSource(name) === 'cli') return at.getOptionValue(name);
    }
    return undefined;
  };
  const channel = given('channel');
  const channels: readonly string[] = Array.isArray(channel) ? channel.map(String) : [];
  return {
    channel: channels.at(-1) ?? null,
    channels,
    json: given('json') === true,
    dryRun: given('dryRun') === true,
    yes: given('yes') === true,
    input: given('input') !== false,
    quiet: given('quiet') === true,
    verbose: given('verbose') === true,
    color: given('color') !== false,
    stderr: given('progress') === 'json' ? 'ndjson' : 'text',
  };
}
