import type { CommanderError } from 'commander';
import type { Advice } from '../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import { commandWords, ownWords } from '../help/asked.js';
import { isSecretOption, secretsOfOptions, wordsLikeSecrets } from '../program/secret-arguments.js';
import type { Verb } from '../verb.js';
import { unknownWord } from './commands.js';
import { contextOf } from './context.js';
import {
  meantValue,
  missingOptions,
  typedVerb,
  unknownOption,
  unknownProgramOption,
  withoutExcess,
} from './options.js';
import type { Typed } from './typed-line.js';

/**
 * What is wrong with a line that the parser does not take, told from the left: the noun, the verb, an option that the verb does not know,
 * and only then what is missing.
 */
export async function usageError(error: CommanderError, line: Typed): Promise<LineOpsError> {
  // A line that is said again must not say a secret again, and would not work without it.
  const hasSecret = 0 < secretsOfOptions(line.argv).length || 0 < wordsLikeSecrets(line.argv).length;
  const typed: Typed = hasSecret ? { ...line, canBeTyped: async () => false } : line;
  const unknown = await unknownWord(typed);
  if (unknown !== null) {
    const { advice } = unknown;
    return failure('UNKNOWN_COMMAND', { which: 'command', ...unknown }, { ...contextOf(advice), cause: error });
  }
  const verb = await typedVerb(typed);
  const strange = verb === null ? null : await unknownOption(typed, verb);
  if (strange !== null) {
    const { option, advice } = strange;
    const facts = { words: `unknown option '${option}'`, isSecret: isSecretOption(option), advice };
    return failure('UNKNOWN_OPTION', { which: 'parsed', ...facts }, { ...contextOf(advice), cause: error });
  }
  return parsedError(error, typed, verb);
}

async function parsedError(error: CommanderError, typed: Typed, verb: Verb | null): Promise<LineOpsError> {
  const words = error.message
    .replace(/^error: /, '')
    // What stands behind the name of an unknown option says nothing about what is wrong.
    .replace(/^(unknown option '[^'=]*)=.*'/s, "$1'");
  const code = CODES[error.code] ?? 'USAGE';
  const advice = await adviceFor(code, typed, verb);
  const misused = { words, isSecret: false, advice };
  const context = { ...contextOf(advice), cause: error };
  return code === 'USAGE' || code === 'INVALID_ARGUMENT' || code === 'TOO_MANY_ARGUMENTS'
    ? failure(code, misused, context)
    : failure(code, { which: 'parsed', ...misused }, context);
}

async function adviceFor(code: UsageCode, typed: Typed, verb: Verb | null): Promise<Advice> {
  if (verb === null) return unknownProgramOption(typed.argv, nounHelp(typed));
  const see = `line-ops ${verb.path} --help`;
  if (code === 'TOO_MANY_ARGUMENTS') return (await withoutExcess(typed, verb)) ?? { type: 'see', see };
  if (code === 'INVALID_ARGUMENT') return (await meantValue(typed, verb)) ?? { type: 'see', see };
  if (code === 'MISSING_OPTION') return { type: 'missing', options: missingOptions(typed.argv, verb), see };
  if (code === 'MISSING_ARGUMENT') return sourceOfIds(verb, see);
  return { type: 'see', see };
}

function nounHelp({ argv, nouns }: Typed): string {
  const [noun = ''] = commandWords(ownWords(argv));
  return Object.hasOwn(nouns, noun) ? `line-ops ${noun} --help` : 'line-ops --help';
}

/** Lists that show what is to be typed, by what a shell would offer there. */
const LISTS: Readonly<Record<string, string>> = {
  channel: 'line-ops channel list',
  token: 'line-ops token list',
  'live token': 'line-ops token list',
  broadcast: 'line-ops broadcast list',
  'unfinished broadcast': 'line-ops broadcast list',
  audience: 'line-ops audience list',
};

function sourceOfIds({ args }: Verb, see: string): Advice {
  const known = Object.values(args).flatMap(({ completes = [] }) => completes);
  const line = known.flatMap((what) => (typeof what === 'string' ? (LISTS[what] ?? []) : []))[0];
  return line === undefined ? { type: 'see', see } : { type: 'shown by', line, see };
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
