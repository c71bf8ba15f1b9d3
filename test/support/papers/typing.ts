import { InvalidArgumentError } from 'commander';
import type { ArgumentSpecs, OptionSpecs, Verb } from '../../../src/cli/verb.js';
import { NOUNS } from '../../../src/cli/verbs.js';
import { createWorld } from '../world.js';
import type { PaperLine } from './lines.js';

/** The lines that cannot be typed, each with its place and the reason. */
export async function untypable(lines: readonly PaperLine[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const line of lines) {
    const reason = await whyNot(line);
    if (reason !== null) found.push(`${line.file}:${line.line}: line-ops ${line.words.join(' ')}: ${reason}`);
  }
  return found;
}

/**
 * Why this line cannot be typed, in the program's own words; null where it can. The program's own command tree reads it, and runs
 * nothing: unknown words and options, missing ones, values of a wrong form, too many arguments. What a reader fills in
 * (`<id>`, `…`, `$URL`) may be anything.
 */
async function whyNot({ words, extent }: Pick<PaperLine, 'words' | 'extent'>): Promise<string | null> {
  const [noun = '', verb = ''] = words;
  const hasVerbs = noun === 'help' || (Object.hasOwn(NOUNS, noun) && typeof NOUNS[noun]?.verbs === 'object');
  if (isOpen(noun) || (hasVerbs && isOpen(verb))) return null;
  for (const alternative of alternativesOf(words)) {
    const reason = await whyNotExactly(alternative, extent);
    if (reason !== null) return reason;
  }
  return null;
}

/** What a reader, a shell or a runner puts something in place of. */
const isOpen = (text: string): boolean => /<[^<>]+>|…|\$[\w({]/.test(text);

/** A line for each of `a|b|c`; what a synopsis has in square brackets is there. */
function alternativesOf(words: readonly string[]): readonly (readonly string[])[] {
  const plain = words.map(withoutBrackets);
  const several = plain.findIndex((word) => 1 < alternativesIn(word).length);
  if (several === -1) return [plain];
  return alternativesIn(plain[several] ?? '').flatMap((word) =>
    alternativesOf([...plain.slice(0, several), word, ...plain.slice(several + 1)]),
  );
}

/** `<a|b>` is one thing that a reader fills in. */
function alternativesIn(word: string): readonly string[] {
  if (/['"{(\s]/.test(word.replace(/<[^<>]*>/g, ''))) return [word];
  return word.match(/(?:<[^<>]*>|[^|<])+/g) ?? [word];
}

function withoutBrackets(word: string): string {
  if (word === '[options]' || word === '[arguments]') return '…';
  if (/^\[[a-z-]+\]$/.test(word) && !word.startsWith('[-')) return `<${word.slice(1, -1)}>`;
  const opened = word.replace(/^\[(?=[-<\w])/, '');
  const isClosing = opened.endsWith(']') && !opened.includes('[');
  return isClosing ? opened.slice(0, -1) : opened;
}

async function whyNotExactly(words: readonly string[], extent: PaperLine['extent']): Promise<string | null> {
  const told = await refusal(words);
  if (told === null) return null;
  // Dots are a value that is not named, or all that is left out.
  const isCut = words.includes('…');
  const shorter = isCut ? await refusal(words.filter((word) => word !== '…')) : told;
  if (shorter === null) return null;
  return (isCut || extent === 'part') && shorter.code.startsWith('MISSING_') ? null : shorter.message;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

async function refusal(words: readonly string[]): Promise<Refusal | null> {
  const { exitCode, stderr } = await createWorld({ nouns: HARMLESS }).run('--json', ...words);
  if (exitCode === 0) return null;
  const { error } = JSON.parse(stderr) as { readonly error: Refusal };
  return error;
}

/** The command tree of the program, with verbs that do nothing and take for a value whatever a reader fills in. */
const HARMLESS: typeof NOUNS = Object.fromEntries(
  Object.entries(NOUNS).map(([noun, { summary, verbs }]) => [
    noun,
    {
      summary,
      verbs:
        typeof verbs === 'function'
          ? async () => harmless(await verbs())
          : Object.fromEntries(
              Object.entries(verbs).map(([word, load]) => [word, async () => harmless(await load())] as const),
            ),
    },
  ]),
);

function harmless(verb: Verb): Verb {
  return { ...verb, args: openArguments(verb.args), options: openOptions(verb.options), run: async () => {} };
}

function openArguments(specs: ArgumentSpecs): ArgumentSpecs {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { ...spec, parse: (text: string) => (isOpen(text) ? text : spec.parse(text)) },
    ]),
  );
}

function openOptions(specs: OptionSpecs): OptionSpecs {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const parse = (text: string) => {
        if (isOpen(text)) return text;
        if (spec.choices !== null && !spec.choices.includes(text))
          throw new InvalidArgumentError(`Allowed choices are ${spec.choices.join(', ')}.`);
        return spec.parse(text);
      };
      return [name, { ...spec, choices: null, parse }];
    }),
  );
}
