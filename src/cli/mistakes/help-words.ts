import type { Advice } from '../../domain/failure/facts.js';
import { TOPICS } from '../help/topics.js';
import { meantVerbs, nounMeantBy } from './commands.js';
import { TOPIC_SYNONYMS } from './synonyms.js';
import { loadVerb, type Nouns, verbsOf } from './typed-line.js';
import { meantWord } from './word.js';

/** What help may have been meant. Help changes nothing: it is offered of any verb that is near. */
export async function meantHelp(words: readonly string[], nouns: Nouns): Promise<Advice> {
  const found = await helpWords(words, nouns);
  return found === null
    ? { type: 'see', see: 'line-ops --help' }
    : { type: 'lines', lines: [`line-ops help ${found}`] };
}

async function helpWords([first = '', second, ...others]: readonly string[], nouns: Nouns): Promise<string | null> {
  const topic = topicMeantBy(first);
  const isNoun = Object.hasOwn(nouns, first);
  if (topic !== null && !isNoun && second === undefined) return topic;
  // The verb before its noun, or both in one word.
  if (!isNoun && second !== undefined && Object.hasOwn(nouns, second))
    return helpWords([second, first, ...others], nouns);
  const [, before, after] = /^([a-z]+)[-_:./](.+)$/.exec(first) ?? [];
  if (!isNoun && before !== undefined && after !== undefined && nounMeantBy(nouns, before) !== null)
    return helpWords([before, after], nouns);
  const noun = nounOf(nouns, first);
  if (noun === null) return topic;
  const verbs = verbsOf(nouns, noun);
  if (verbs === null || second === undefined)
    return isNoun && second === undefined ? null : withVerb(nouns, noun, first);
  if ((await loadVerb(nouns, noun, second)) !== null) return `${noun} ${second}`;
  const [verb = meantWord(second, Object.keys(verbs), () => 'free')] = await meantVerbs(nouns, noun, second);
  return verb === null ? noun : `${noun} ${verb}`;
}

/** A verb alone: help of the noun that has it, where only one does. */
async function withVerb(nouns: Nouns, noun: string, word: string): Promise<string> {
  return (await loadVerb(nouns, noun, word)) === null ? noun : `${noun} ${word}`;
}

function nounOf(nouns: Nouns, word: string): string | null {
  const holders = Object.keys(nouns).filter((name) => Object.hasOwn(verbsOf(nouns, name) ?? {}, word));
  const [only] = holders;
  return holders.length === 1 && only !== undefined ? only : nounMeantBy(nouns, word);
}

function topicMeantBy(word: string): string | null {
  const typed = word.toLowerCase();
  const names = TOPICS.map(({ name }) => name);
  const [synonym] = Object.hasOwn(TOPIC_SYNONYMS, typed) ? (TOPIC_SYNONYMS[typed] ?? []) : [];
  return synonym ?? meantWord(typed, names, () => 'free');
}
