import { emitKeypressEvents } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { failureAs, type LineOpsError } from '../../domain/failure/failure.js';
import type { Choice, Terminal } from '../../ports/terminal.js';

export type Prompts = Pick<Terminal, 'confirm' | 'ask' | 'askSecret' | 'choose'>;

interface PromptParts {
  readonly stdin: Readable;
  readonly stderr: Writable & { readonly columns?: number };
  readonly hasColour: boolean;
}

/** What sets a colour: the escape character, a bracket, numbers, and `m`. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Questions that are redrawn while they are answered. Esc, Ctrl-C and Ctrl-D cancel, and so does a terminal that goes away. */
export function createPrompts({ stdin, stderr, hasColour }: PromptParts): Prompts {
  const prompt = async <Answer>(
    ask: (
      library: typeof import('./used-prompts.js')['prompts'],
      context: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal },
    ) => Promise<Answer>,
    takeBack?: AbortSignal,
  ): Promise<Answer> => {
    const { prompts: library } = await import('./used-prompts.js');
    const left = new AbortController();
    const leave = () => left.abort();
    const onKey = (_text: string | undefined, key: { readonly name?: string; readonly ctrl?: boolean } | undefined) => {
      if (key?.name === 'escape' || (key?.name === 'd' && key.ctrl)) leave();
    };
    emitKeypressEvents(stdin);
    stdin.on('keypress', onKey);
    // The library would wait for an answer that cannot come any more, and the process end as if all were well.
    stdin.on('end', leave);
    try {
      const output = hasColour ? stderr : withoutColours(stderr);
      const signal = takeBack === undefined ? left.signal : AbortSignal.any([left.signal, takeBack]);
      return await ask(library, { input: stdin, output, signal });
    } catch (error) {
      if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name))
        throw cancelled(error);
      throw error;
    } finally {
      stdin.off('keypress', onKey);
      stdin.off('end', leave);
    }
  };
  return {
    confirm: (question, takeBack) =>
      prompt(({ confirm }, context) => confirm({ message: question, default: false }, context), takeBack),
    ask: (question) => prompt(({ input }, context) => input({ message: question }, context)),
    // The library could show what was typed at the press of a key.
    askSecret: (question) =>
      prompt(({ password }, context) => password({ message: question, mask: true, toggleMask: false }, context)),
    choose: <Value>(question: string, choices: readonly Choice<Value>[]) =>
      prompt(({ select }, context) =>
        select({ message: question, choices: choices.map((choice) => ({ ...choice })), loop: false }, context),
      ),
  };
}

/** The prompts colour by themselves, whatever NO_COLOR says. */
function withoutColours(stderr: PromptParts['stderr']): Writable {
  const plain = new Writable({
    write(chunk, _encoding, done) {
      stderr.write(String(chunk).replaceAll(COLOURS, ''));
      done();
    },
  });
  return Object.assign(plain, { columns: stderr.columns, isTTY: true });
}

/** Questions as plain lines, for screen readers and terminals that cannot redraw. Ctrl-C cancels, and so does Esc with Enter. */
export function createPlainPrompts({ stdin, stderr }: Pick<PromptParts, 'stdin' | 'stderr'>): Prompts {
  const line = async (question: string, takeBack?: AbortSignal): Promise<string> => {
    const { createInterface } = await import('node:readline');
    stderr.write(`${question} `);
    const reader = createInterface({ input: stdin, terminal: false, ...(takeBack && { signal: takeBack }) });
    try {
      const answer = await new Promise<string | null>((resolve) => {
        reader.once('line', resolve);
        reader.once('close', () => resolve(null));
      });
      if (answer === null || answer.startsWith('\u001b')) throw cancelled();
      return answer;
    } finally {
      reader.close();
    }
  };
  return {
    confirm: async (question, takeBack) => /^y(es)?$/i.test((await line(`${question} [y/N]`, takeBack)).trim()),
    ask: (question) => line(`${question}:`),
    askSecret: async (question) => {
      const answer = readHidden(stdin);
      // Only now: what is typed before the echo is off would be shown.
      stderr.write(`${question}; what you type is not shown: `);
      const text = await answer;
      stderr.write('\n');
      if (text === null) throw cancelled();
      return text;
    },
    async choose(question, choices) {
      stderr.write(`${question}\n`);
      for (const [index, { name, description }] of choices.entries())
        stderr.write(`  ${index + 1}. ${name}${description === undefined ? '' : ` - ${description}`}\n`);
      for (;;) {
        const choice = choices[Number((await line(`Number from 1 to ${choices.length}:`)).trim()) - 1];
        if (choice !== undefined) return choice.value;
        stderr.write('That is none of them.\n');
      }
    },
  };
}

/** Keys as a terminal sends them that does not echo. */
const ENTER = '\r\n';
const CTRL_C_CTRL_D_ESC = '\u0003\u0004\u001b';
const BACKSPACE = '\u007f\b';

/** One line that the terminal does not echo; null for Ctrl-C, Ctrl-D or Esc. */
function readHidden(stdin: Readable & { setRawMode?: (mode: boolean) => unknown }): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const end = (answer: string | null) => {
      stdin.off('data', onData);
      stdin.setRawMode?.(false);
      stdin.pause();
      resolve(answer);
    };
    const onData = (chunk: Buffer | string) => {
      for (const key of String(chunk)) {
        if (ENTER.includes(key)) return end(text);
        if (CTRL_C_CTRL_D_ESC.includes(key)) return end(null);
        text = BACKSPACE.includes(key) ? text.slice(0, -1) : `${text}${key}`;
      }
    };
    stdin.setRawMode?.(true);
    stdin.on('data', onData);
    stdin.resume();
  });
}

function cancelled(cause?: unknown): LineOpsError {
  return failureAs('cancelled', 'CANCELLED', { which: 'saidNo' }, cause === undefined ? {} : { cause });
}
