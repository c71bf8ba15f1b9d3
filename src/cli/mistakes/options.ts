import type { Advice } from '../../domain/failure/facts.js';
import { ownWords, wordPlaces } from '../help/asked.js';
import { GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from '../program/global-options.js';
import { flagName, type Verb } from '../verb.js';
import { OPTION_SYNONYMS } from './synonyms.js';
import { asLine, loadVerb, type Nouns, replaced, type Typed, verbsOf } from './typed-line.js';
import { type Caution, meantWord } from './word.js';

/** An option on the line that its verb does not take. */
export interface UnknownOption {
  /** As it was typed, without its value. */
  readonly option: string;
  readonly advice: Advice;
}

/** The first option that the verb does not know; null where it knows all. Told before anything that is missing. */
export async function unknownOption(typed: Typed, verb: Verb): Promise<UnknownOption | null> {
  const unknown = unknownOptions(typed.argv, verb);
  const [first] = unknown;
  if (first === undefined) return null;
  const see = `line-ops ${verb.path} --help`;
  const meant = unknown.map(({ at, option }) => ({ at, option, name: optionMeantBy(option, verb) }));
  const [{ name } = { name: null }] = meant;
  const holders = await holdersOf(typed.nouns, verb, first.option);
  const isNear = name !== null && isSlip(first.option, name);
  if (0 < holders.length && !isNear)
    return { option: first.option, advice: { type: 'option of others', option: first.option, holders, see } };
  if (name === null) return { option: first.option, advice: { type: 'see', see } };
  const mended = meant.reduce<readonly string[]>(
    (argv, { at, option, name: each }) =>
      each === null ? argv : replaced(argv, at, `${each}${(argv[at] ?? '').slice(option.length)}`),
    typed.argv,
  );
  const advice: Advice = (await typed.canBeTyped(mended))
    ? { type: 'lines', lines: [asLine(mended)] }
    : { type: 'word', word: name, see };
  return { option: first.option, advice };
}

/** The same where the line has no verb yet: of the options that the program takes itself. */
export function unknownProgramOption(argv: readonly string[], see: string): Advice {
  const names = [...GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION].flatMap(
    ({ flags }) => /--([a-z-]+)/.exec(flags)?.[1] ?? [],
  );
  const unknown = ownWords(argv).find((word) => word.startsWith('-') && !names.includes(word.slice(2))) ?? '';
  const typed = nameOf(unknown);
  const near = typed.length < 2 ? null : meantWord(typed, names, () => 'free');
  return near === null ? { type: 'see', see } : { type: 'word', word: `--${near}`, see };
}

/** A line without the words that its verb has no use for, where it may be typed to see what comes of it; null elsewhere. */
export async function withoutExcess(typed: Typed, { path, changes }: Verb): Promise<Advice | null> {
  if (changes !== 'nothing' || path.includes(' ')) return null;
  const [noun, ...excess] = wordPlaces(ownWords(typed.argv));
  const mended = typed.argv.filter((_word, at) => at === noun || !excess.includes(at));
  return (await typed.canBeTyped(mended)) ? { type: 'lines', lines: [asLine(mended)] } : null;
}

/** A value of a few known ones that is none of them, with the line as it was meant; null where none is near. */
export async function meantValue(typed: Typed, verb: Verb): Promise<Advice | null> {
  for (const { option, at, value } of givenValues(typed.argv, verb)) {
    const spec = Object.entries(verb.options).find(([name]) => flagName(name) === option)?.[1];
    const choices = spec?.choices ?? null;
    if (choices === null || choices.includes(value)) continue;
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
    const meant =
      choices.find((choice) => plain(choice) === plain(value)) ?? meantWord(value, choices, () => 'only when clear');
    if (meant === null || meant === undefined) return null;
    const word = typed.argv[at] ?? '';
    const mended = replaced(typed.argv, at, word === value ? meant : `${option}=${meant}`);
    return (await typed.canBeTyped(mended))
      ? { type: 'lines', lines: [asLine(mended)] }
      : { type: 'word', word: meant, see: `line-ops ${verb.path} --help` };
  }
  return null;
}

/** Required options that are not on the line, as the help has them. */
export function missingOptions(argv: readonly string[], verb: Verb): readonly string[] {
  const given = new Set(ownWords(argv).map((word) => word.replace(/=.*$/s, '')));
  return Object.entries(verb.options)
    .filter(([name, { isRequired }]) => isRequired && !given.has(flagName(name)))
    .map(([name, { placeholder }]) => `${flagName(name)} ${placeholder}`);
}

/** Options of the verb by their flags; whether a value stands behind each. */
function taken(verb: Verb): ReadonlyMap<string, boolean> {
  const own = Object.entries(verb.options).map(
    ([name, { placeholder }]) => [flagName(name), placeholder !== null] as const,
  );
  const globals = GLOBAL_OPTIONS.filter(({ takenBy }) => takenBy === 'each verb' || verb.changes !== 'nothing');
  const flags = globals.flatMap(({ flags: words }) =>
    words
      .replace(/ <.*$/, '')
      .split(', ')
      .map((flag) => [flag, words.includes('<')] as const),
  );
  return new Map([...own, ...flags]);
}

interface Given {
  readonly option: string;
  /** Where the value stands; where the option does, if it has none of its own. */
  readonly at: number;
  readonly value: string;
}

function givenValues(argv: readonly string[], verb: Verb): readonly Given[] {
  const known = taken(verb);
  return ownWords(argv).flatMap((word, at): Given[] => {
    const [, option = word, value] = /^(--?[^=]+)=(.*)$/s.exec(word) ?? [];
    if (known.get(option) !== true) return [];
    return value === undefined ? [{ option, at: at + 1, value: argv[at + 1] ?? '' }] : [{ option, at, value }];
  });
}

function unknownOptions(
  argv: readonly string[],
  verb: Verb,
): readonly { readonly at: number; readonly option: string }[] {
  const known = taken(verb);
  const values = new Set(givenValues(argv, verb).map(({ at }) => at));
  return ownWords(argv).flatMap((word, at) => {
    const option = word.replace(/=.*$/s, '');
    const isValue = values.has(at) && !known.has(option);
    const isOption = /^--?[A-Za-z]/.test(word);
    return !isOption || isValue || known.has(option) || isCluster(option, known) ? [] : [{ at, option }];
  });
}

/** `-qv`, and `-cshop`. */
function isCluster(option: string, known: ReadonlyMap<string, boolean>): boolean {
  if (!/^-[A-Za-z]/.test(option) || option.startsWith('--')) return false;
  return (
    known.get(option.slice(0, 2)) === true || [...option.slice(1)].every((letter) => known.get(`-${letter}`) === false)
  );
}

/** What takes a protection away, or decides for good: offered only for a slip of a key. */
const GUARDED =
  /^(?:yes|again|all|force|write|replace|restore|unknown|refused|keep-old|send-events|revoke-.*|allow-.*|without-.*|confirm-.*|no-(?!input|color).*)$/;

function optionMeantBy(option: string, verb: Verb): string | null {
  const names = [...taken(verb).keys()].filter((flag) => flag.startsWith('--')).map((flag) => flag.slice(2));
  const typed = nameOf(option);
  if (names.includes(typed)) return `--${typed}`;
  const synonym = (OPTION_SYNONYMS[typed] ?? []).find((name) => names.includes(name));
  if (synonym !== undefined) return `--${synonym}`;
  const isGuarded = (name: string): boolean => verb.changes !== 'nothing' && GUARDED.test(name);
  const caution = (name: string): Caution => (isGuarded(name) ? 'only when clear' : 'free');
  const near = typed.length < 2 ? null : meantWord(typed, names, caution);
  return near === null ? null : `--${near}`;
}

/** `--dryRun` and `--dry_run` as names are written here. */
function nameOf(option: string): string {
  return option
    .replace(/^-+/, '')
    .replace(/[a-z][A-Z]/g, ([before = '', after = '']) => `${before}-${after}`)
    .replaceAll('_', '-')
    .toLowerCase();
}

function isSlip(option: string, name: string): boolean {
  return meantWord(nameOf(option), [name.slice(2)], () => 'only when clear') !== null;
}

/** Verbs of the same noun that take exactly this option, those that change nothing first. */
async function holdersOf(nouns: Nouns, { path }: Verb, option: string): Promise<readonly string[]> {
  const [noun = '', own] = path.split(' ');
  const words = Object.keys(verbsOf(nouns, noun) ?? {}).filter((word) => word !== own);
  const verbs = (await Promise.all(words.map((word) => loadVerb(nouns, noun, word)))).filter((verb) => verb !== null);
  const holding = verbs.filter(({ options }) => Object.keys(options).some((name) => flagName(name) === option));
  const isChanging = ({ changes }: Verb) => Number(changes !== 'nothing');
  return holding.sort((one, other) => isChanging(one) - isChanging(other)).map(({ path: words }) => `"${words}"`);
}

/** The verb that the line begins with. */
export async function typedVerb({ argv, nouns }: Typed): Promise<Verb | null> {
  const [noun, word] = wordPlaces(ownWords(argv)).map((at) => argv[at]);
  return noun === undefined ? null : loadVerb(nouns, noun, word);
}
