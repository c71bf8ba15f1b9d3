import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { createMessageFiles } from '../../src/adapters/files/message-files.js';
import { systemClock } from '../../src/adapters/host/host.js';
import { createTerminal } from '../../src/adapters/terminal/terminal.js';
import { main } from '../../src/cli/program/program.js';
import { createDeps } from '../../src/composition/deps.js';
import type { Deps } from '../../src/ports/deps.js';
import type { EnvironmentVariables, StopSignal } from '../../src/ports/host.js';
import { requireDeclaredExit } from './declared-exits.js';
import { holdDocuments } from './documents.js';

/** What one command line did. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it meant to wait, in milliseconds; no time passes. */
  readonly waits: readonly number[];
}

interface Circumstances {
  readonly stdin?: string;
  /** Whether stdout is a terminal. */
  readonly isShown?: boolean;
  /** stdout and stderr are a terminal of so many columns. */
  readonly columns?: number;
  /** Answers to the questions in their order; without them nobody can be asked. */
  readonly answers?: readonly (boolean | string)[];
  /** A signal that comes while the command waits. */
  readonly interruptedBy?: StopSignal;
}

/** A command that stays, in real time. */
export interface Staying {
  stdout(): string;
  stderr(): string;
  /** Resolves when stdout and stderr together hold the text, or are as they should be. */
  says(wanted: string | ((said: string) => boolean)): Promise<void>;
  signal(signal: StopSignal): void;
  readonly ended: Promise<Ran>;
}

/** The real program in this process: its own state folder, streams in memory, and waits that take no time. */
export interface CommandLine {
  readonly home: string;
  /** Changes the environment of the runs after it. */
  setEnv(env: EnvironmentVariables): void;
  run(...argv: readonly string[]): Promise<Ran>;
  runIn(circumstances: Circumstances, ...argv: readonly string[]): Promise<Ran>;
  /** Starts a command that stays until it gets a signal; it must be given one. */
  start(circumstances: Pick<Circumstances, 'stdin'>, ...argv: readonly string[]): Staying;
  remove(): void;
}

/** `others` takes the place of ports, where a test needs other bounds than a person does. */
export function openCommandLine(
  given: EnvironmentVariables = {},
  others: (env: EnvironmentVariables) => Partial<Deps> = () => ({}),
): CommandLine {
  const home = mkdtempSync(join(tmpdir(), 'line-ops-'));
  let env: EnvironmentVariables = {
    LINE_OPS_HOME: home,
    LINE_OPS_JOURNAL: join(home, 'journal'),
    LINE_OPS_SECRET_STORE: 'file',
    ...given,
  };

  const runIn = (circumstances: Circumstances, ...argv: readonly string[]): Promise<Ran> =>
    begin(circumstances, argv, false).ended;

  const begin = (
    { stdin = '', isShown = false, columns, answers, interruptedBy }: Circumstances,
    argv: readonly string[],
    isReal: boolean,
  ): Staying => {
    const [out, err] = [memoryStream(), memoryStream()];
    if (isShown) Object.assign(out.stream, { isTTY: true });
    if (columns !== undefined) for (const { stream } of [out, err]) Object.assign(stream, { isTTY: true, columns });
    const waits: number[] = [];
    /** Whoever waits until a time has come, or patience has ended, waits no longer than that. */
    let waited = 0;
    const input = Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]);
    const left = [...(answers ?? [])];
    let onSignal: ((signal: StopSignal) => void) | null = null;
    const interruption = {
      onFirst: (handler: (signal: StopSignal) => void) => {
        onSignal = handler;
        return () => {
          onSignal = null;
        };
      },
    };
    const clock = isReal
      ? systemClock
      : {
          now: () => systemClock.now() + waited,
          sleep: async (ms: number) => {
            waits.push(ms);
            waited += ms;
            if (interruptedBy !== undefined) onSignal?.(interruptedBy);
            await new Promise(setImmediate);
          },
        };
    const real = createDeps(env, interruption, { stdout: out.stream, clock });
    const next = (question: string) => {
      const answer = left.shift();
      if (answer === undefined) throw new Error(`nobody expected the question: ${question}`);
      err.stream.write(`? ${question}\n`);
      return answer;
    };
    const deps = {
      ...real,
      messageFiles: async () => createMessageFiles(input),
      ...others(env),
      terminal: (settings: Parameters<typeof real.terminal>[0]) => ({
        ...createTerminal(
          { stdin: input, stdout: out.stream, stderr: err.stream, env, redactor: real.redactor },
          settings,
        ),
        ...(answers === undefined
          ? {}
          : {
              canAsk: settings.mayAsk,
              confirm: async (question: string) => next(question) === true,
              ask: async (question: string) => String(next(question)),
            }),
      }),
    };
    const run = async () => {
      try {
        const exitCode = await main(argv, deps);
        await requireDeclaredExit(argv, exitCode, env['LINE_OPS_STATE_URL'] !== undefined);
        holdDocuments(out.text(), err.text());
        return { exitCode, stdout: out.text(), stderr: err.text(), waits };
      } finally {
        await real.close();
      }
    };
    const ended = run();
    return {
      stdout: out.text,
      stderr: err.text,
      says: async (wanted) => {
        const isSaid = () => {
          const said = out.text() + err.text();
          return typeof wanted === 'string' ? said.includes(wanted) : wanted(said);
        };
        const gone = ended.then(() => {
          if (!isSaid()) throw new Error(`ended without saying it: ${err.text()}`);
        });
        gone.catch(() => undefined);
        while (!isSaid()) await Promise.race([out.written(), err.written(), gone]);
      },
      signal: (signal) => onSignal?.(signal),
      ended,
    };
  };

  return {
    home,
    setEnv: (more) => {
      env = { ...env, ...more };
    },
    run: (...argv) => runIn({}, ...argv),
    runIn,
    start: (circumstances, ...argv) => begin(circumstances, argv, true),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function memoryStream(): { readonly stream: Writable; text(): string; written(): Promise<void> } {
  const chunks: string[] = [];
  let waiting: (() => void)[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      for (const wake of waiting) wake();
      waiting = [];
      done();
    },
  });
  return { stream, text: () => chunks.join(''), written: () => new Promise((resolve) => waiting.push(resolve)) };
}
