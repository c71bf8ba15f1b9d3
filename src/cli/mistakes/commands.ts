import type { Advice } from '../../domain/failure/facts.js';
import { ownWords, wordPlaces } from '../help/asked.js';
import { TOPICS } from '../help/topics.js';
import type { Verb } from '../verb.js';
import { LOOKING, NOUN_SYNONYMS, VERB_SYNONYMS } from './synonyms.js';
import { asLine, loadVerb, type Nouns, replaced, type Typed, verbsOf } from './typed-line.js';
import { type Caution, meantWord } from './word.js';

/** What was typed in place of a noun or a verb, and what may have been meant. */
export interface UnknownWord {
  readonly word: string;
  /** The command that has no such word. */
  readonly path: string;
  readonly advice: Advice;
}

/** Null where noun and verb are there. */
export async function unknownWord(typed: Typed): Promise<UnknownWord | null> {
  const { argv, nouns } = typed;
  const [at, next] = wordPlaces(ownWords(argv));
  const noun = at === undefined ? undefined : argv[at];
  if (at === undefined || noun === undefined) return null;
  if (!Object.hasOwn(nouns, noun)) {
    const own = ofTheProgram(noun);
    const advice = own ?? (await adviceOf(typed, await meantNouns(typed, at, next), 'line-ops'));
    return { word: noun, path: 'line-ops', advice };
  }
  const verb = next === undefined ? undefined : argv[next];
  const verbs = verbsOf(nouns, noun);
  if (verbs === null || next === undefined || verb === undefined || Object.hasOwn(verbs, verb)) return null;
  const path = `line-ops ${noun}`;
  const lines = (await meantVerbs(nouns, noun, verb)).map((word) => replaced(argv, next, word));
  return { word: verb, path, advice: await adviceOf(typed, { lines, isEach: false }, path) };
}

/** What is no noun here: the version, and what there is a topic on. */
function ofTheProgram(word: string): Advice | null {
  if (word === 'version') return { type: 'lines', lines: ['line-ops --version'] };
  return TOPICS.some(({ name }) => name === word) ? { type: 'lines', lines: [`line-ops help ${word}`] } : null;
}

/** Lines that may have been meant: each as likely, or the likeliest first. */
interface Meant {
  readonly lines: readonly (readonly string[])[];
  readonly isEach: boolean;
}

/** Lines that can be typed as they stand; where there are none, the commands alone, and their help. */
async function adviceOf(typed: Typed, { lines, isEach }: Meant, path: string): Promise<Advice> {
  // Nothing but the word tells them apart.
  if (isEach && typed.argv.length === 1) return { type: 'lines', lines: await namedOrHelped(typed, lines) };
  const typable: string[] = [];
  for (const argv of lines) {
    if (await typed.canBeTyped(argv)) typable.push(asLine(argv));
    if (!isEach && 0 < typable.length) break;
  }
  if (0 < typable.length) return { type: 'lines', lines: typable.slice(0, MOST_NAMED) };
  const commands = new Set(lines.map((argv) => commandOf(argv, typed.nouns)).filter((command) => command !== null));
  if (commands.size === 0) return { type: 'see', see: `${path} --help` };
  return { type: 'lines', lines: [...commands].slice(0, MOST_NAMED).map((command) => `${command} --help`) };
}

/** Each that can be typed as it stands, the help of each other. */
async function namedOrHelped(typed: Typed, lines: readonly (readonly string[])[]): Promise<readonly string[]> {
  return Promise.all(
    lines
      .slice(0, MOST_NAMED)
      .map(async (argv) => ((await typed.canBeTyped(argv)) ? asLine(argv) : `${asLine(argv)} --help`)),
  );
}

const MOST_NAMED = 4;

/** Noun and verb alone, as far as they are there. */
function commandOf(argv: readonly string[], nouns: Nouns): string | null {
  const [noun = '', verb = ''] = wordPlaces(ownWords(argv)).map((at) => argv[at] ?? '');
  if (!Object.hasOwn(nouns, noun)) return null;
  const verbs = verbsOf(nouns, noun);
  return verbs !== null && Object.hasOwn(verbs, verb) ? `line-ops ${noun} ${verb}` : `line-ops ${noun}`;
}

/** Lines that may have been meant by one that begins with no noun. */
async function meantNouns({ argv, nouns }: Typed, at: number, next: number | undefined): Promise<Meant> {
  const word = argv[at] ?? '';
  const swapped = next === undefined ? [] : await swappedWords(nouns, argv[next] ?? '', word);
  if (next !== undefined && 0 < swapped.length)
    return { lines: swapped.map(([noun, verb]) => replaced(replaced(argv, next, verb), at, noun)), isEach: false };
  const glued = gluedWords(nouns, word);
  if (glued !== null) {
    const [noun, verb] = glued;
    const verbs = await verbsNamed(nouns, noun, verb);
    return { lines: verbs.map((each) => replaced(argv, at, noun, each)), isEach: false };
  }
  // A verb whose noun was left out.
  const holders = Object.keys(nouns).filter((name) => Object.hasOwn(verbsOf(nouns, name) ?? {}, word));
  if (0 < holders.length) {
    const lines = holders.map(async (name) =>
      (await verbsNamed(nouns, name, word)).map((verb) => replaced(argv, at, name, verb)),
    );
    return { lines: (await Promise.all(lines)).flat(), isEach: true };
  }
  const noun = nounMeantBy(nouns, word);
  return { lines: noun === null ? [] : await completed(nouns, replaced(argv, at, noun), next), isEach: false };
}

/** With the verb behind the noun mended too. */
async function completed(
  nouns: Nouns,
  argv: readonly string[],
  next: number | undefined,
): Promise<readonly (readonly string[])[]> {
  const noun = argv[wordPlaces(ownWords(argv))[0] ?? 0] ?? '';
  const verb = next === undefined ? undefined : argv[next];
  const verbs = verbsOf(nouns, noun);
  if (verbs === null) return (await isHarmless(nouns, noun)) ? [argv] : [[noun, '--help']];
  if (next === undefined || verb === undefined) return [[noun, '--help']];
  if (Object.hasOwn(verbs, verb)) return [argv];
  const meant = await meantVerbs(nouns, noun, verb);
  return meant.length === 0 ? [[noun, '--help']] : meant.map((word) => replaced(argv, next, word));
}

/** What changes nothing may be typed to see what comes of it. */
async function isHarmless(nouns: Nouns, noun: string): Promise<boolean> {
  return (await loadVerb(nouns, noun, undefined))?.changes === 'nothing';
}

/** `list token`. */
async function swappedWords(
  nouns: Nouns,
  noun: string,
  verb: string,
): Promise<readonly (readonly [noun: string, verb: string])[]> {
  const name = Object.hasOwn(nouns, noun) ? noun : withoutPlural(nouns, noun);
  const verbs = name === null ? null : verbsOf(nouns, name);
  if (name === null || verbs === null) return [];
  const words = Object.hasOwn(verbs, verb) ? await verbsNamed(nouns, name, verb) : await meantVerbs(nouns, name, verb);
  return words.map((each) => [name, each] as const);
}

/**
 * The verb of that name, where it stands in another place than behind its noun. `get tokens` looks in other tools: it is
 * not answered with what may issue one here.
 */
async function verbsNamed(nouns: Nouns, noun: string, verb: string): Promise<readonly string[]> {
  const isMisleading = LOOKING.has(verb) && (await loadVerb(nouns, noun, verb))?.changes !== 'nothing';
  return isMisleading ? synonymsIn(VERB_SYNONYMS[noun] ?? {}, 'status').slice(0, 1) : [verb];
}

/** `token-list`, `token:list`, `list-tokens`. */
function gluedWords(nouns: Nouns, word: string): readonly [noun: string, verb: string] | null {
  for (const cut of word.matchAll(/[-_:./]|(?=\w)/g)) {
    const [before, after] = [word.slice(0, cut.index), word.slice(cut.index + cut[0].length)];
    for (const [noun, verb] of [
      [before, after],
      [after, before],
    ] as const) {
      const name = Object.hasOwn(nouns, noun) ? noun : withoutPlural(nouns, noun);
      if (name !== null && Object.hasOwn(verbsOf(nouns, name) ?? {}, verb)) return [name, verb];
    }
  }
  return null;
}

function withoutPlural(nouns: Nouns, word: string): string | null {
  return word.endsWith('s') && Object.hasOwn(nouns, word.slice(0, -1)) ? word.slice(0, -1) : null;
}

/** Another word for a noun, or one that is near to it. */
export function nounMeantBy(nouns: Nouns, word: string): string | null {
  const typed = word.toLowerCase();
  if (Object.hasOwn(nouns, typed)) return typed;
  const plural = withoutPlural(nouns, typed);
  if (plural !== null) return plural;
  const [synonym] = synonymsIn(NOUN_SYNONYMS, typed).filter((name) => Object.hasOwn(nouns, name));
  return synonym ?? meantWord(typed, Object.keys(nouns), () => 'free');
}

/** Verbs that may have been meant, the likeliest first; what changes something only where the word is clearly that. */
export async function meantVerbs(nouns: Nouns, noun: string, word: string): Promise<readonly string[]> {
  const verbs = verbsOf(nouns, noun) ?? {};
  const typed = word.toLowerCase();
  if (Object.hasOwn(verbs, typed)) return [typed];
  const synonyms = synonymsIn(VERB_SYNONYMS[noun] ?? {}, typed).filter((verb) => Object.hasOwn(verbs, verb));
  if (0 < synonyms.length) return synonyms;
  const changes = new Map<string, Verb['changes']>();
  for (const [name, load] of Object.entries(verbs)) changes.set(name, (await load()).changes);
  const caution = (verb: string): Caution => (changes.get(verb) === 'nothing' ? 'free' : 'only when clear');
  const near = meantWord(typed, Object.keys(verbs), caution);
  if (near !== null) return [near];
  // A slip in the word of another tool.
  const words = Object.entries(VERB_SYNONYMS[noun] ?? {});
  const isCareful = (other: string): Caution =>
    words.find(([name]) => name === other)?.[1].every((verb) => caution(verb) === 'free') === true
      ? 'free'
      : 'only when clear';
  const other = meantWord(
    typed,
    words.map(([name]) => name).filter((name) => 3 < name.length),
    isCareful,
  );
  return other === null
    ? []
    : synonymsIn(VERB_SYNONYMS[noun] ?? {}, other).filter((verb) => Object.hasOwn(verbs, verb));
}

function synonymsIn(table: Readonly<Record<string, readonly string[]>>, word: string): readonly string[] {
  return Object.hasOwn(table, word) ? (table[word] ?? []) : [];
}
