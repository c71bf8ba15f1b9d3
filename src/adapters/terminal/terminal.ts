import type { Readable, Writable } from 'node:stream';
import { LineOpsError } from '../../domain/failure.js';
import type { EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { Choice, Painter, Terminal } from '../../ports/terminal.js';
import { createPainter } from './painter.js';

type MaybeTty<Stream> = Stream & { readonly isTTY?: boolean; readonly columns?: number };

export interface TerminalParts {
  readonly stdin: MaybeTty<Readable>;
  readonly stdout: MaybeTty<Writable>;
  readonly stderr: MaybeTty<Writable>;
  readonly env: EnvironmentVariables;
  readonly redactor: Redactor;
}

/** What the global options say about the terminal. */
export interface TerminalSettings {
  readonly mayAsk: boolean;
  readonly mayColour: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export function createTerminal(
  { stdin, stdout, stderr, env, redactor }: TerminalParts,
  settings: TerminalSettings,
): Terminal {
  const isAccessible = env['ACCESSIBLE'] === '1' || env['TERM'] === 'dumb';
  const canRedraw = stderr.isTTY === true && !isAccessible && !settings.quiet;
  const canAsk = settings.mayAsk && stdin.isTTY === true && stderr.isTTY === true && !isOn(env['CI']);
  let redrawn = false;

  const clearRedrawn = () => {
    if (redrawn) stderr.write('\r\u001b[2K');
    redrawn = false;
  };
  const line = (text: string) => {
    clearRedrawn();
    stderr.write(`${redactor.redact(text)}\n`);
  };
  const prompt = async <Answer>(
    ask: (library: typeof import('@inquirer/prompts'), context: { output: Writable }) => Promise<Answer>,
  ): Promise<Answer> => {
    if (!canAsk)
      throw new LineOpsError('usage', 'CANNOT_ASK', 'a question would have to be asked, and nobody can answer here', {
        hint: 'Give the answer as an option; see --help.',
      });
    clearRedrawn();
    const library = await import('@inquirer/prompts');
    try {
      return await ask(library, { output: stderr });
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError')
        throw new LineOpsError('cancelled', 'CANCELLED', 'cancelled', { cause: error });
      throw error;
    }
  };
  const painters = new Map<'stdout' | 'stderr', Promise<Painter>>();

  return {
    canAsk,
    canRedraw,
    quiet: settings.quiet,
    verbose: settings.verbose,
    columns: stderr.columns ?? 80,
    answer: (text, handedOut) => {
      clearRedrawn();
      stdout.write(redactor.redact(text, handedOut));
    },
    note: (text) => {
      if (!settings.quiet) line(text);
    },
    warn: line,
    redraw: (text) => {
      if (!canRedraw) return;
      clearRedrawn();
      if (text === '') return;
      stderr.write(redactor.redact(text));
      redrawn = true;
    },
    painter: (stream) => {
      const existing = painters.get(stream);
      if (existing !== undefined) return existing;
      const created = createPainter(
        hasColour(stream === 'stdout' ? stdout.isTTY === true : stderr.isTTY === true, env, settings),
      );
      painters.set(stream, created);
      return created;
    },
    confirm: (question) => prompt(({ confirm }, context) => confirm({ message: question, default: false }, context)),
    ask: (question) => prompt(({ input }, context) => input({ message: question }, context)),
    askSecret: (question) => prompt(({ password }, context) => password({ message: question, mask: true }, context)),
    choose: <Value>(question: string, choices: readonly Choice<Value>[]) =>
      prompt(({ select }, context) =>
        select({ message: question, choices: choices.map((choice) => ({ ...choice })) }, context),
      ),
    readStdin: (maxBytes) => readAll(stdin, maxBytes),
  };
}

/** `--no-color` and `NO_COLOR` win; `FORCE_COLOR` colours a pipe; else only a terminal that can show colours. */
function hasColour(isTty: boolean, env: EnvironmentVariables, { mayColour }: TerminalSettings): boolean {
  if (!mayColour || (env['NO_COLOR'] ?? '') !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTty && env['TERM'] !== 'dumb';
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

async function readAll(stdin: MaybeTty<Readable>, maxBytes: number): Promise<string> {
  if (stdin.isTTY === true) {
    throw new LineOpsError('usage', 'STDIN_IS_TERMINAL', 'stdin is a terminal', {
      hint: 'Pipe the input in, for example: line-ops … < file',
    });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (maxBytes < bytes)
      throw new LineOpsError('usage', 'STDIN_TOO_LONG', `stdin holds more than ${maxBytes} bytes`, {
        hint: 'Check what is piped in.',
      });
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
