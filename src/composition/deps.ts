import { Writable } from 'node:stream';
import manifest from '../../package.json' with { type: 'json' };
import { systemClock, systemRandomness, systemStopwatch, systemTicker } from '../adapters/host/host.js';
import { createRedactor } from '../adapters/redaction/redactor.js';
import { foldersFrom } from '../adapters/state/places.js';
import { toleratingBrokenPipe } from '../adapters/terminal/broken-pipe.js';
import { createTerminal } from '../adapters/terminal/terminal.js';
import { SECRET_VARIABLES, unwrapped } from '../domain/line/credential-text.js';
import { secretsInUrl } from '../domain/state/url-secrets.js';
import type { Deps } from '../ports/deps.js';
import type { Clock, EnvironmentVariables, Interruption } from '../ports/host.js';
import type { Terminal } from '../ports/terminal.js';
import { type Ground, once } from './ground.js';
import { keptState } from './kept-state.js';
import { lineApiOf } from './line.js';
import { onThisMachine } from './machine.js';
import { otherServers } from './servers.js';

/** The real world: every adapter is loaded when it is first used. */
export function createDeps(
  env: EnvironmentVariables,
  interruption: Interruption,
  { stdout = null, clock = systemClock }: { readonly stdout?: Writable | null; readonly clock?: Clock } = {},
): Deps {
  const redactor = createRedactor();
  let terminal: Terminal | null = null;
  const closers: (() => Promise<void> | void)[] = [];
  const ground: Ground = {
    env,
    clock,
    folders: foldersFrom(env),
    redactor,
    warn: (line) => terminal?.warn(line),
    atEnd(close) {
      closers.push(close);
    },
  };
  registerSecretsOf(env, redactor);
  const streams = {
    env,
    redactor,
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return stdout ?? toleratingBrokenPipe(process.stdout);
    },
    get stderr() {
      return toleratingBrokenPipe(process.stderr);
    },
  };

  const state = keptState(ground);
  return {
    version: manifest.version,
    env,
    clock,
    ticker: systemTicker,
    stopwatch: systemStopwatch,
    random: systemRandomness,
    redactor,
    interruption,
    // Asked for only when it is used: loading it costs every start.
    sha256: (text) => process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex'),
    terminal: (settings) => {
      terminal = createTerminal(streams, settings);
      return terminal;
    },
    ...state,
    ...onThisMachine(ground, interruption),
    ...otherServers(ground),
    lineApi: lineApiOf(ground, state.configuration),
    assertionSigner: once(async () => (await import('../adapters/line/assertion.js')).createAssertionSigner()),
    inEnvironment: (otherEnv, onAnswer) =>
      createDeps(otherEnv, interruption, { stdout: answerStream(onAnswer), clock }),
    close: async () => {
      // In reverse: what was opened last may still use what was opened before.
      for (const close of closers.reverse()) await close();
    },
  };
}

/** A stdout that hands what is written to a function. */
function answerStream(onAnswer: (text: string) => void): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      onAnswer(String(chunk));
      done();
    },
  });
}

/** Secrets that came by the environment are known before anything can be printed. */
function registerSecretsOf(env: EnvironmentVariables, redactor: { register(secret: string): void }): void {
  for (const name of SECRET_VARIABLES) {
    const value = env[name];
    if (!value) continue;
    redactor.register(value);
    redactor.register(unwrapped(value));
  }
  for (const secret of secretsInUrl(env['LINE_OPS_STATE_URL'] ?? '')) redactor.register(secret);
}
