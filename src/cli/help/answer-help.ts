import { failure, type LineOpsError } from '../../domain/failure/failure.js';
import type { Deps } from '../../ports/deps.js';
import type { Terminal } from '../../ports/terminal.js';
import { guessGlobals } from '../program/globals.js';
import { openTerminal } from '../session.js';
import type { Verb } from '../verb.js';
import type { NOUNS } from '../verbs.js';
import { commandWords, ownWords } from './asked.js';
import { helpWidth, type Section, sectionsText, USUAL_WIDTH } from './layout.js';
import { manualOf } from './manual.js';
import { nounSections } from './noun-help.js';
import { rootSections } from './root-help.js';
import { chapterSections } from './topics/content.js';
import { TOPICS } from './topics.js';
import { verbSections } from './verb-help.js';

type Nouns = typeof NOUNS;

/**
 * Prints the help that the line asks for: of the program, a noun, a verb, or a topic.
 *
 * @throws {LineOpsError} `usage` UNKNOWN_COMMAND for what there is no help on.
 */
export async function answerHelp(argv: readonly string[], nouns: Nouns, deps: Deps): Promise<void> {
  const line = ownWords(argv);
  const words = commandWords(line);
  const isAskedByWord = words[0] === 'help';
  const about = isAskedByWord ? words.slice(1) : words;
  const terminal = openTerminal(deps, guessGlobals(argv));
  const topic = isAskedByWord ? TOPICS.find(({ name }) => name === about[0]) : undefined;
  const width = terminal.showsAnswers ? helpWidth(terminal.columns) : USUAL_WIDTH;
  const sections =
    topic === undefined ? await sectionsAbout(about, nouns, width) : chapterSections(await topic.chapters(), width);
  if (sections === null) throw await noHelp(about, nouns);
  terminal.answer(`${sectionsText(sections, await headStyle(terminal))}\n`);
}

/** Null for a noun or a verb that there is not. What stands behind a verb is its argument. */
async function sectionsAbout(
  [noun, word]: readonly string[],
  nouns: Nouns,
  width: number,
): Promise<readonly Section[] | null> {
  if (noun === undefined) return rootSections(nouns, width);
  const found = Object.hasOwn(nouns, noun) ? nouns[noun] : undefined;
  if (found === undefined) return null;
  const { summary, verbs } = found;
  if (typeof verbs === 'function') return verbSections(manualOf(await verbs()), width);
  if (word === undefined) {
    const all: readonly Verb[] = await Promise.all(Object.values(verbs).map((load) => load()));
    return nounSections(noun, { summary, verbs: all }, width);
  }
  const load = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  return load === undefined ? null : verbSections(manualOf(await load()), width);
}

/** Suggestions are loaded on a mistake alone. */
async function noHelp(words: readonly string[], nouns: Nouns): Promise<LineOpsError> {
  const [{ meantHelp }, { contextOf }] = await Promise.all([
    import('../mistakes/help-words.js'),
    import('../mistakes/context.js'),
  ]);
  const advice = await meantHelp(words, nouns);
  return failure('UNKNOWN_COMMAND', { which: 'topic', words, advice }, contextOf(advice));
}

/** Colours are loaded for a terminal alone. */
async function headStyle(terminal: Terminal): Promise<(text: string) => string> {
  return terminal.showsAnswers ? (await terminal.painter('stdout')).bold : (text) => text;
}
