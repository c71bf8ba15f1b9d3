import { join } from 'node:path';
import { Writable } from 'node:stream';
import manifest from '../package.json' with { type: 'json' };
import { systemClock, systemRandomness, systemStopwatch, systemTicker } from './adapters/host/host.js';
import { createRedactor } from './adapters/redaction/redactor.js';
import { foldersFrom, journalFolderFrom } from './adapters/state/folders.js';
import { toleratingBrokenPipe } from './adapters/terminal/broken-pipe.js';
import { createTerminal } from './adapters/terminal/terminal.js';
import { unwrapped } from './domain/line/credential-text.js';
import type { Deps } from './ports/deps.js';
import type { EnvironmentVariables, Interruption, StopSignal } from './ports/host.js';
import type { Terminal } from './ports/terminal.js';

/** The real world. The only place that knows adapters; each is loaded when it is first used. */
export function createDeps(
  env: EnvironmentVariables,
  interruption: Interruption,
  stdout: Writable | null = null,
): Deps {
  const redactor = createRedactor();
  const clock = systemClock;
  const folders = foldersFrom(env);
  let terminal: Terminal | null = null;
  const closers: (() => Promise<void> | void)[] = [];
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

  const locks = once(async () => (await import('./adapters/state/locks.js')).createLocks(folders.data, clock));
  const state = once(async () => {
    const opened = await (await import('./adapters/state/sqlite/database.js')).openStateDatabase(folders.data);
    closers.push(() => opened.database.close());
    return opened;
  });
  const configuration = once(async () =>
    (await import('./adapters/state/configuration.js')).createConfigurationStore(folders.config, await locks()),
  );
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
    lineApi: async ({ terminal: observer, channel }) => {
      const [{ createLineApi }, { createRequestLog }] = await Promise.all([
        import('./adapters/line/line-api.js'),
        import('./adapters/request-log/request-log.js'),
      ]);
      const withBodies = await (await configuration()).logsBodies();
      const log = createRequestLog(folders.logs, redactor, { channel, withBodies }, (line) => observer.warn(line));
      const api = await createLineApi({
        env,
        clock,
        redactor,
        tell: (line) => observer.warn(line),
        observe: (call) => {
          log(call);
          if (observer.verbose)
            observer.note(
              `${call.endpoint.method} ${call.endpoint.path} ${call.status ?? `no answer (${call.failure})`} ${call.ms} ms${call.requestId === null ? '' : ` ${call.requestId}`}`,
            );
        },
      });
      closers.push(() => api.close());
      return api;
    },
    assertionSigner: once(async () => (await import('./adapters/line/assertion.js')).createAssertionSigner()),
    locks,
    configuration,
    secrets: once(async () => {
      const [{ createSecretStore }, { createKeyring }] = await Promise.all([
        import('./adapters/secrets/secret-store.js'),
        import('./adapters/secrets/keyring.js'),
      ]);
      return createSecretStore({
        folder: folders.data,
        env,
        keyring: createKeyring(env),
        locks: await locks(),
        redactor,
        warn: (line) => terminal?.warn(line),
      });
    }),
    tokenLedger: once(async () => {
      const { database, path } = await state();
      return (await import('./adapters/state/token-ledger.js')).createTokenLedger(database, path);
    }),
    rotationJournal: once(async () => {
      const { database, path } = await state();
      return (await import('./adapters/state/rotation-journal.js')).createRotationJournal(database, path);
    }),
    tokenDelivery: once(async () => (await import('./adapters/delivery/token-delivery.js')).createTokenDelivery(env)),
    broadcastLedger: once(async () => {
      const { database, path } = await state();
      return (await import('./adapters/state/broadcasts/ledger.js')).createBroadcastLedger(database, path);
    }),
    broadcastTotals: once(async () =>
      (await import('./adapters/state/broadcasts/reads/totals-reader.js')).createBroadcastTotals(await state()),
    ),
    attemptJournal: once(async () =>
      (await import('./adapters/journal/attempt-journal.js')).createAttemptJournal(
        journalFolderFrom(env),
        clock,
        systemRandomness,
      ),
    ),
    paceLimiter: once(async () =>
      (await import('./adapters/state/pace-limiter.js')).openPaceLimiter(folders.data, clock, systemRandomness.uuid()),
    ),
    recipients: once(async () =>
      (await import('./adapters/recipients/reader.js')).createRecipientReader({
        temporaryFolder: join(folders.data, 'tmp'),
        stdin: () => process.stdin,
      }),
    ),
    followerPages: once(async () =>
      (await import('./adapters/state/follower-pages.js')).createFollowerPages(folders.data, await locks()),
    ),
    friendCounts: once(async () =>
      (await import('./adapters/state/friend-counts.js')).createFriendCounts(folders.data, await locks()),
    ),
    messageFiles: once(async () =>
      (await import('./adapters/files/message-files.js')).createMessageFiles(process.stdin),
    ),
    outputFiles: once(async () => (await import('./adapters/files/output-files.js')).createOutputFiles()),
    requestLog: once(async () =>
      (await import('./adapters/request-log/log-reader.js')).createRequestLogReader(folders.logs),
    ),
    webhookLog: once(async () =>
      (await import('./adapters/request-log/log-reader.js')).createWebhookLogReader(folders.logs),
    ),
    surroundings: once(async () =>
      (await import('./adapters/host/surroundings.js')).createSurroundings(folders, env, manifest.engines.node),
    ),
    webhookTraffic: once(async () =>
      (await import('./adapters/webhook/webhook-traffic.js')).createWebhookTraffic({
        logs: folders.logs,
        clock,
        redactor,
        warn: (line) => terminal?.warn(line),
        stdin: () => process.stdin,
      }),
    ),
    contentServers: once(async () => (await import('./adapters/content/content-servers.js')).createContentServers(env)),
    startEmulator: async (wish) => (await import('./adapters/emulator/start-platform.js')).startPlatform(wish),
    emulators: async () =>
      (await import('./adapters/emulator/emulator-registry.js')).createEmulatorRegistry(folders.data, clock),
    startSampleBot: async (channelSecret) =>
      (await import('./adapters/emulator/sample-bot.js')).startSampleBot(channelSecret),
    webhookSender: async (settings) =>
      (await import('./adapters/webhook/sender.js')).createWebhookSender(settings, env),
    resolveHost: async (name) => (await import('./adapters/host/resolve-host.js')).resolveHost(name),
    webhookProber: async (target) =>
      (await import('./adapters/webhook/probe/prober.js')).createWebhookProber(target, {
        env,
        version: manifest.version,
      }),
    runCommand: async (command, childEnv, outputTo, bounds) =>
      (await import('./adapters/commands/own-terminal.js')).runCommand(
        command,
        childEnv,
        interruption,
        outputTo,
        bounds,
      ),
    inEnvironment: (otherEnv, onAnswer) => createDeps(otherEnv, interruption, answerStream(onAnswer)),
    temporaryFolder: async () => (await import('./adapters/files/temporary-folder.js')).createTemporaryFolder(),
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
  for (const name of [
    'LINE_CHANNEL_SECRET',
    'LINE_CHANNEL_ACCESS_TOKEN',
    'LINE_ASSERTION_KEY',
    'LINE_OPS_SECRET_KEY',
  ]) {
    const value = env[name];
    if (!value) continue;
    redactor.register(value);
    redactor.register(unwrapped(value));
  }
}

function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}

const EXIT_CODE_OF: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Signals end the process with the documented code; a command may ask for the first one. */
export function createInterruption(): Interruption {
  let handlers: ((signal: StopSignal) => void)[] = [];
  const end = (signal: StopSignal) => {
    const handler = handlers.pop();
    if (handler === undefined) process.exit(EXIT_CODE_OF[signal]);
    handler(signal);
  };
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  // The kernel and the shell each say once that the terminal has gone: that is nobody's impatience.
  process.once('SIGHUP', () => {
    process.on('SIGHUP', () => {});
    end('SIGTERM');
  });
  return {
    onFirst(handler) {
      handlers.push(handler);
      return () => {
        handlers = handlers.filter((other) => other !== handler);
      };
    },
  };
}
