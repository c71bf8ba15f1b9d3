import type { Readable, Writable } from 'node:stream';
import { failure } from '../../domain/failure/failure.js';
import type { EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { Choice, Terminal } from '../../ports/terminal.js';
import { createPainter } from './painter.js';
import type { Prompts } from './prompts.js';
import { createSink } from './sink.js';
import { createStyles } from './styles.js';

type MaybeTty<Stream> = Stream & { readonly isTTY?: boolean; readonly columns?: number };

/** The streams are looked at when they are first needed: opening them costs every start a little. */
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

export function createTerminal(streams: TerminalParts, settings: TerminalSettings): Terminal {
  const { env } = streams;
  const styles = createStyles();
  const clean = createSink(streams.redactor, styles);
  const isAccessible = env['ACCESSIBLE'] === '1' || env['TERM'] === 'dumb';
  const mayRedraw = () => !isAccessible && !settings.quiet && streams.stderr.isTTY === true;
  const mayAsk = () =>
    settings.mayAsk && !isOn(env['CI']) && streams.stdin.isTTY === true && streams.stderr.isTTY === true;
  let redrawn = false;

  const clearRedrawn = () => {
    if (redrawn) streams.stderr.write('\r\u001b[2K');
    redrawn = false;
  };
  const line = (text: string, handedOut?: string) => {
    clearRedrawn();
    streams.stderr.write(`${clean(text, { handedOut })}\n`);
  };
  let prompts: Promise<Prompts> | null = null;
  const asking = async (): Promise<Prompts> => {
    if (!mayAsk()) throw failure('CANNOT_ASK', {});
    clearRedrawn();
    prompts ??= import('./prompts.js').then(({ createPrompts, createPlainPrompts }) =>
      isAccessible
        ? createPlainPrompts({ stdin: streams.stdin, stderr: streams.stderr })
        : createPrompts({
            stdin: streams.stdin,
            stderr: streams.stderr,
            hasColour: hasColour(streams.stderr.isTTY === true, env, settings),
          }),
    );
    return prompts;
  };

  return {
    get canAsk() {
      return mayAsk();
    },
    get canRedraw() {
      return mayRedraw();
    },
    quiet: settings.quiet,
    verbose: settings.verbose,
    get columns() {
      return streams.stderr.columns ?? 80;
    },
    answer: (text, handedOut) => {
      clearRedrawn();
      streams.stdout.write(clean(text, { lines: true, handedOut }));
    },
    handOver: async (text, handedOut) => {
      clearRedrawn();
      const { writeTaken, NotTaken } = await import('./taken.js');
      try {
        await writeTaken(streams.stdout, clean(text, { lines: true, handedOut }));
      } catch (cause) {
        if (!(cause instanceof NotTaken)) throw cause;
        throw failure('STDOUT_NOT_TAKEN', { why: cause.message }, { cause });
      }
    },
    requireReceiver: async () => {
      const { takesNothing } = await import('./taken.js');
      if (!takesNothing(streams.stdout)) return;
      throw failure('STDOUT_CLOSED', {});
    },
    note: (text) => {
      if (!settings.quiet) line(text);
    },
    noteLines: (text) => {
      if (!settings.quiet) for (const one of text.split('\n')) line(one);
    },
    warn: line,
    document: (document) => line(JSON.stringify(document)),
    workflowCommand: (text, to, handedOut) => {
      clearRedrawn();
      streams[to].write(`${clean(text, { handedOut, workflowCommand: true })}\n`);
    },
    redraw: (text) => {
      if (!mayRedraw()) return;
      clearRedrawn();
      if (text === '') return;
      streams.stderr.write(clean(text));
      redrawn = true;
    },
    painter: async (stream) => createPainter(styles, hasColour(streams[stream].isTTY === true, env, settings)),
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
    readStdin: (maxBytes) => readAll(streams.stdin, maxBytes),
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
    throw failure('STDIN_IS_TERMINAL', { which: 'input' });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (maxBytes < bytes) throw failure('STDIN_TOO_LONG', { maxBytes });
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
