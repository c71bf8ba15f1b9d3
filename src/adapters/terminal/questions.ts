import { failure } from '../../domain/failure/failure.js';
import type { Choice } from '../../ports/terminal.js';
import type { Abilities, Streams } from './abilities.js';
import type { Prompts } from './prompts.js';

interface QuestionParts {
  readonly streams: Streams;
  readonly abilities: Abilities;
  /** What every text goes through before it is shown. */
  readonly clean: (text: string) => string;
  /** Makes room on stderr. */
  readonly makeRoom: () => void;
}

/** Every question. @throws {LineOpsError} `usage` CANNOT_ASK where nobody can be asked. */
export function createQuestions({ streams, abilities, clean, makeRoom }: QuestionParts): Prompts {
  let prompts: Promise<Prompts> | null = null;
  const asking = async (): Promise<Prompts> => {
    if (!abilities.canAsk()) throw failure('CANNOT_ASK', { which: 'any' });
    makeRoom();
    prompts ??= loadPrompts(streams, abilities);
    return prompts;
  };
  return {
    confirm: async (question, takeBack) => (await asking()).confirm(clean(question), takeBack),
    ask: async (question) => (await asking()).ask(clean(question)),
    askSecret: async (question) => (await asking()).askSecret(clean(question)),
    choose: async <Value>(question: string, choices: readonly Choice<Value>[]) =>
      (await asking()).choose(
        clean(question),
        choices.map(({ name, value, description }) => ({
          name: clean(name),
          value,
          ...(description === undefined ? {} : { description: clean(description) }),
        })),
      ),
  };
}

async function loadPrompts({ stdin, stderr }: Streams, { isPlain, hasColour }: Abilities): Promise<Prompts> {
  const { createPrompts, createPlainPrompts } = await import('./prompts.js');
  return isPlain
    ? createPlainPrompts({ stdin, stderr })
    : createPrompts({ stdin, stderr, hasColour: hasColour('stderr') });
}
