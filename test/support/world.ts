import { createHash, generateKeyPairSync } from 'node:crypto';
import { decodedText } from '../../src/adapters/files/decoded-text.js';
import { createAssertionSigner } from '../../src/adapters/line/assertion.js';
import { createRedactor } from '../../src/adapters/redaction/redactor.js';
import { createPainter } from '../../src/adapters/terminal/painter.js';
import { createSink } from '../../src/adapters/terminal/sink.js';
import { createStyles } from '../../src/adapters/terminal/styles.js';
import { main } from '../../src/cli/program/program.js';
import { NOUNS } from '../../src/cli/verbs.js';
import { failure } from '../../src/domain/failure/failure.js';
import { parseChannelId, parseChannelName, parseSigningKeyId } from '../../src/domain/line/ids.js';
import { type ChannelAccessToken, channelAccessToken } from '../../src/domain/line/secret.js';
import type { OutsideTarget } from '../../src/domain/tokens/delivery-target.js';
import { lineKeeping, readVariable, restored, valuesOf, withVariable } from '../../src/domain/tokens/env-file.js';
import type { Rotation } from '../../src/domain/tokens/rotation.js';
import type { TokenRecord } from '../../src/domain/tokens/token.js';
import type { Deps, TerminalSettings } from '../../src/ports/deps.js';
import type { LineApi } from '../../src/ports/line-api.js';
import type { ChannelSettings, Configuration, Locks, SecretStore, TokenLedger } from '../../src/ports/store.js';
import type { Terminal } from '../../src/ports/terminal.js';
import type { Place, TokenDelivery } from '../../src/ports/tokens/delivery.js';
import type { RotationJournal } from '../../src/ports/tokens/rotation.js';
import { channelCalled } from './channel-settings.js';
import { requireDeclaredExit } from './declared-exits.js';
import { holdDocuments } from './documents.js';

/** How one command line ended. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What LINE answers; a method that is not here is an unscripted call and fails the command. */
  readonly line?: Partial<LineApi>;
  /** Whether a person sits at the terminal; their answers come from `world.answers`. */
  readonly canAsk?: boolean;
  /** Whether stdout is a terminal too. */
  readonly isWatched?: boolean;
  /** Ports of other nouns, such as `recipients`. */
  readonly deps?: Partial<Deps>;
  /** Other verbs than the program's own. */
  readonly nouns?: typeof NOUNS;
}

/** The program with everything outside it in memory. Runs share the state, like runs on one machine. */
export interface World {
  run(...argv: readonly string[]): Promise<Ran>;
  readonly deps: Deps;
  readonly line: Partial<LineApi>;
  /** Names of the LINE calls made, in order. */
  readonly calls: string[];
  /** What is piped into the next runs; null is a closed stdin. */
  stdin: string | null;
  /** Why stdout takes nothing that is handed over; null where it does. */
  stdoutFailure: string | null;
  /** LINE's clock minus ours, once LINE was asked anything. */
  clockSkewMs: number;
  /** Given to the next questions, in order. */
  readonly answers: (string | boolean)[];
  readonly questions: string[];
  readonly tokens: Map<string, TokenRecord>;
  readonly secrets: Map<string, string>;
  readonly files: Map<string, string>;
  readonly rotations: Map<string, Rotation>;
  /** Locks that another machine has taken over, by their names, where this world is one of several. */
  readonly lostLocks: Set<string>;
  /** What a command of `--to exec:` or `--verify-cmd` does with the token it gets; answers its exit status. */
  readonly commands: Map<string, (token: string) => number>;
  configuration: Configuration;
  /** Lets time pass. */
  wait(ms: number): void;
  /** Adds a configured channel, with its secrets, and makes it the current one. */
  addChannel(
    settings?: Partial<ChannelSettings> & { readonly secret?: string | null; readonly assertionKey?: string | null },
  ): void;
  /** Kills the program at its n-th step (before or after a port call, from 0); null lets it live. Answers the steps so far. */
  killAt(step: number | null): number;
  /**
   * From its n-th write on, from 0, the disk of the state folder takes nothing but one small write that still fits; null
   * frees it. Answers the writes so far.
   */
  fillDiskAt(write: number | null, fitting?: number): number;
}

export const START = Date.UTC(2026, 10, 21, 3, 0, 0);
export const CHANNEL_ID = parseChannelId('1234567890');
export const CHANNEL_SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const SIGNING_KEY_ID = parseSigningKeyId('test-signing-key');

let signingKey: string | null = null;

/** A private JWK, made once. */
export function testSigningKey(): string {
  signingKey ??= JSON.stringify(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  );
  return signingKey;
}

export function createWorld({
  env = {},
  line = {},
  canAsk = false,
  isWatched = false,
  deps: otherPorts = {},
  nouns = NOUNS,
}: WorldOptions = {}): World {
  const redactor = createRedactor();
  const kill = createKiller();
  let now = START;
  // A clock that stands still would hide code that reads the time twice.
  const clock = {
    now: () => now++,
    sleep: async (ms: number) => {
      now += ms;
      await new Promise(setImmediate);
    },
  };
  let drawn = 0;
  const letters = (length: number) => (drawn++).toString(36).padStart(length, '0');
  let output = { stdout: '', stderr: '' };

  const world: World = {
    line: { ...line },
    calls: [],
    stdin: null,
    stdoutFailure: null,
    clockSkewMs: 0,
    answers: [],
    questions: [],
    tokens: new Map(),
    secrets: new Map(),
    files: new Map(),
    rotations: new Map(),
    lostLocks: new Set(),
    commands: new Map(),
    configuration: { current: null, channels: [] },
    wait: (ms) => {
      now += ms;
    },
    addChannel: ({ secret = CHANNEL_SECRET, assertionKey = null, ...settings } = {}) => {
      const name = settings.name ?? parseChannelName('shop');
      const channel = channelCalled(name, {
        channelId: CHANNEL_ID,
        signingKeyId: assertionKey === null ? null : SIGNING_KEY_ID,
        ...settings,
      });
      world.configuration = { current: name, channels: [...world.configuration.channels, channel] };
      if (secret !== null) world.secrets.set(`channel/${channel.channelId}/secret`, secret);
      if (assertionKey !== null) world.secrets.set(`channel/${channel.channelId}/assertion-key`, assertionKey);
    },
    killAt: (step) => kill.at(step),
    fillDiskAt: (write, fitting) => kill.full(write, fitting),
    run: async (...argv) => {
      output = { stdout: '', stderr: '' };
      const own = output;
      const terminal: Deps['terminal'] = (settings) =>
        createTestTerminal(settings, own, world, { isTerminal: canAsk, isWatched }, redactor);
      const exitCode = await main(argv, { ...world.deps, terminal }, nouns);
      await requireDeclaredExit(argv, exitCode);
      holdDocuments(own.stdout, own.stderr);
      return { exitCode, stdout: own.stdout, stderr: own.stderr };
    },
    deps: {
      version: '0.0.0-test',
      env,
      clock,
      ticker: { every: () => () => {} },
      stopwatch: {
        now: () => now,
        until: async (moment: number) => {
          now = Math.max(now, moment);
          await new Promise(setImmediate);
        },
      },
      random: { letters, uuid: () => `00000000-0000-4000-8000-${letters(12)}`, fraction: () => 0.5 },
      redactor,
      interruption: { onFirst: () => () => {} },
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      terminal: (settings) => createTestTerminal(settings, output, world, { isTerminal: canAsk, isWatched }, redactor),
      lineApi: async () => strictLine(world, kill, redactor),
      assertionSigner: async () => createAssertionSigner(),
      configuration: async () => ({
        logsBodies: async () => false,
        keepRecipientsMs: async () => null,
        read: async () => world.configuration,
        change: (edit) =>
          kill.around(async () => {
            world.configuration = await edit(world.configuration);
          }),
      }),
      secrets: async () => memorySecrets(world, kill, redactor),
      tokenLedger: async () => memoryLedger(world, kill),
      rotationJournal: async () => memoryJournal(world, kill),
      tokenDelivery: async () => memoryDelivery(world, kill),
      locks: once(() => memoryLocks(world, clock, kill)),
      wholeState: async () => ({
        facts: async () => ({ place: { type: 'folder', path: '/state' }, schemaVersion: 1, move: null, server: null }),
      }),
      messageFiles: async () => memoryFiles(world.files),
      // No broadcasts; what works on some gives its own ledger.
      broadcastLedger: async () => ({ list: async () => [], find: async () => null }),
      forgetting: async () => ({
        liesIn: 'file',
        endedBefore: async () => [],
        storedBytes: async () => 0,
        tellsFirst: async () => false,
      }),
      // Asked today, and LINE had no figure; what is about it gives its own.
      friendCounts: async () => ({ of: async () => ({ friends: null }), keep: async () => {} }),
      paceLimiter: () => notHere('paceLimiter'),
      recipients: () => notHere('recipients'),
      surroundings: async () => ({ userName: () => 'anna', hostName: () => 'desk' }),
      resolveHost: async () => [],
      close: async () => {},
      ...otherPorts,
    } as Deps,
  };
  return world;
}

function notHere(port: string): never {
  throw new Error(`this world has no ${port}: give it in createWorld({ deps })`);
}

function once<Value>(make: () => Value): () => Promise<Value> {
  let made: Value | null = null;
  return async () => {
    made ??= make();
    return made;
  };
}

interface Killer {
  at(step: number | null): number;
  /** Counts a step before and one after the work; a killed program does nothing more. */
  around<Result>(work: () => Promise<Result> | Result): Promise<Result>;
  /** The same around a write to the state folder, whose disk may be full. */
  writing<Result>(work: () => Result): Promise<Result>;
  full(write: number | null, fitting?: number): number;
  readonly revivals: () => number;
}

function createKiller(): Killer {
  let steps = 0;
  let last: number | null = null;
  let revivals = 0;
  let writes = 0;
  let fullFrom: number | null = null;
  let stillFits: number | null = null;
  const around = async <Result>(work: () => Promise<Result> | Result): Promise<Result> => {
    step();
    const result = await work();
    step();
    return result;
  };
  const step = () => {
    if (last !== null && last <= steps) throw new Error('killed');
    steps += 1;
  };
  return {
    at: (end) => {
      const made = steps;
      steps = 0;
      last = end;
      revivals += 1;
      return made;
    },
    around,
    writing: (work) =>
      around(() => {
        const isFull = fullFrom !== null && fullFrom <= writes && writes !== stillFits;
        writes += 1;
        if (isFull) throw failure('DISK_FULL', { which: 'database', path: 'state.db' });
        return work();
      }),
    full: (write, fitting) => {
      const made = writes;
      writes = 0;
      fullFrom = write;
      stillFits = fitting ?? null;
      return made;
    },
    revivals: () => revivals,
  };
}

function strictLine(world: World, kill: Killer, redactor: Deps['redactor']): LineApi {
  const answer = (method: string) => {
    const scripted: unknown = Reflect.get(world.line, method);
    return (...args: unknown[]) =>
      kill.around(async () => {
        world.calls.push(method);
        if (typeof scripted !== 'function') throw new Error(`unscripted call to LINE: ${method}`);
        const reply: unknown = await Reflect.apply(scripted, world.line, args);
        // As the real client does: an issued token is known before anything can print it.
        if (typeof reply === 'object' && reply !== null && 'token' in reply)
          redactor.register(Reflect.get(Object(reply.token), 'reveal').call(reply.token));
        return reply;
      });
  };
  const api = new Proxy(
    {},
    {
      get: (_target, method) =>
        method === 'then' ? undefined : (NO_REQUESTS(world)[String(method)] ?? answer(String(method))),
    },
  );
  return api as LineApi;
}

/** Methods of the port that ask LINE nothing. */
const NO_REQUESTS = (world: World): Readonly<Record<string, (() => unknown) | undefined>> => ({
  close: async () => {},
  clockSkewMs: () => (world.calls.length === 0 ? null : world.clockSkewMs),
});

function memoryLedger({ tokens, lostLocks }: World, kill: Killer): TokenLedger {
  const all = () => [...tokens.values()].sort((a, b) => (a.issuedAt ?? 0) - (b.issuedAt ?? 0));
  return {
    list: (channelId) => kill.around(() => all().filter((record) => record.channelId === channelId)),
    find: (id) => kill.around(() => tokens.get(id) ?? null),
    findByFingerprint: (fingerprint) =>
      kill.around(() => all().find((record) => record.fingerprint === fingerprint) ?? null),
    put: (record) =>
      kill.writing(() => {
        tokens.set(record.id, record);
      }),
    putCounted: (record) =>
      kill.writing(() => {
        requireOwn(lostLocks, `tokens-${record.channelId}`);
        tokens.set(record.id, record);
      }),
    remove: (id) =>
      kill.writing(() => {
        tokens.delete(id);
      }),
  };
}

function memorySecrets({ secrets }: World, kill: Killer, redactor: Deps['redactor']): SecretStore {
  return {
    get: (name) =>
      kill.around(() => {
        const value = secrets.get(name) ?? null;
        if (value !== null) redactor.register(value);
        return value;
      }),
    set: (changes) =>
      kill.writing(() => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) secrets.set(name, value);
          else secrets.delete(name);
          if (value) redactor.register(value);
        }
      }),
    entries: async () => Object.fromEntries(secrets),
    requireReadable: async () => {},
    requireWritable: () => kill.around(() => {}),
    protection: async () => ({ type: 'plain', why: 'LINE_OPS_SECRET_STORE=file' }),
  };
}

function memoryJournal({ rotations }: World, kill: Killer): RotationJournal {
  return {
    unfinished: (channelId) =>
      kill.around(() =>
        [...rotations.values()].filter((rotation) => rotation.channelId === channelId && rotation.finishedAt === null),
      ),
    put: (rotation) =>
      kill.writing(() => {
        rotations.set(rotation.id, rotation);
      }),
  };
}

/** Env files are `world.files`; commands are `world.commands`; workflow files are env files of their own name. */
function memoryDelivery({ files, commands }: World, kill: Killer): TokenDelivery {
  const run = (command: string, token: ChannelAccessToken): number => {
    const behave = commands.get(command);
    if (behave === undefined) throw new Error(`no such command: ${command}`);
    return behave(token.reveal());
  };
  const handTo = (command: string, token: ChannelAccessToken): void => {
    if (run(command, token) !== 0)
      throw failure('DELIVERY_FAILED', { which: 'command', isLate: false, timeoutMs: 0, status: 1 });
  };
  const place = (target: Exclude<OutsideTarget, { type: 'exec' }>): { path: string; variable: string } => {
    if (target.type === 'env-file') return target;
    return { path: target.type, variable: target.type === 'github-env' ? target.variable : target.name };
  };
  return {
    prepare: async (target) => (target.type === 'exec' ? { ...target, folder: '/' } : target),
    look: (target, old) =>
      kill.around((): Place => {
        if (target.type === 'exec') return { type: 'untold' };
        const { path, variable } = place(target);
        const text = files.get(path);
        if (text === undefined) return { type: 'missing' };
        const reading = readVariable(text, variable);
        if (!reading.isClear) return { type: 'unclear', line: reading.line, why: reading.why };
        const line = old === null ? null : lineKeeping(text, variable, old.reveal());
        if (line !== null) return { type: 'unclear', line, why: 'holds the old token' };
        return { type: 'readable', held: reading.values.filter((value) => value !== '').map(channelAccessToken) };
      }),
    remember: (target) => kill.around(() => (target.type === 'env-file' ? (files.get(target.path) ?? null) : null)),
    deliver: (target, token, from, observer) =>
      kill.around(() => {
        if (target.type === 'exec') return handTo(target.command, token);
        if (target.type !== 'env-file') observer.mask(token);
        const { path, variable } = place(target);
        const others = valuesOf(files.get(path) ?? '', variable).filter(
          (value) => value !== '' && value !== token.reveal(),
        );
        if (target.type === 'env-file' && others.some((value) => from.every((held) => held.reveal() !== value)))
          throw failure('PLACE_CHANGED', { path });
        files.set(path, withVariable(files.get(path) ?? '', variable, token.reveal()));
      }),
    takeBack: (target, { before, delivered, previous }) =>
      kill.around(() => {
        if (target.type === 'exec') {
          if (previous === null) throw failure('DELIVERY_FAILED', { which: 'oldTokenUnknown' });
          return handTo(target.command, previous);
        }
        const { path, variable } = place(target);
        const now = files.get(path);
        if (now === undefined) return;
        const earlier = restored(now, { before, variable, value: delivered.reveal() });
        if (earlier.type === 'stuck') throw failure('DELIVERY_FAILED', { which: 'stuck', path, line: 1 });
        if (earlier.type === 'not-there') return;
        if (earlier.text === null) files.delete(path);
        else files.set(path, earlier.text);
      }),
    check: (command, token) => kill.around(() => ({ status: run(command, token), endedBy: 'itself' as const })),
  };
}

const LOCK_POLL_MS = 50;

function requireOwn(lostLocks: ReadonlySet<string>, name: string): void {
  if (lostLocks.has(name)) throw failure('LEASE_LOST', { name });
}

function memoryLocks({ lostLocks }: World, clock: Deps['clock'], kill: Killer): Locks {
  const held = new Map<string, { since: number; life: number }>();
  return {
    acquire: async (name, waitMs) => {
      const deadline = clock.now() + waitMs;
      for (;;) {
        const holder = held.get(name);
        // The operating system lets go of the locks of a killed program.
        if (holder === undefined || holder.life !== kill.revivals()) break;
        if (deadline <= clock.now()) return { heldBy: { pid: 4321, host: 'test', since: holder.since } };
        await clock.sleep(LOCK_POLL_MS);
      }
      held.set(name, { since: clock.now(), life: kill.revivals() });
      const release = async () => void held.delete(name);
      const isCertain = () => !lostLocks.has(name);
      const requireHeld = async () => requireOwn(lostLocks, name);
      return { held: { release, lost: new AbortController().signal, isCertain, requireHeld } };
    },
    areHeld: async (names) =>
      new Map(names.filter((name) => held.get(name)?.life === kill.revivals()).map((name) => [name, null])),
    allHeld: async () =>
      [...held].map(([name, { since }]) => ({ name, holder: { pid: 4321, host: 'test', since }, lapsesAt: null })),
  };
}

function memoryFiles(files: Map<string, string>) {
  const read = async (path: string) => {
    const text = files.get(path);
    if (text === undefined) throw failure('FILE_NOT_READABLE', { source: path, why: 'there is no such file' });
    return text;
  };
  const bytes = async (path: string) => new TextEncoder().encode(await read(path));
  return {
    filesAt: async (path: string) => [path],
    read,
    bytes,
    readText: async (path: string) => decodedText(await bytes(path)),
    lineGroups: async function* (path: string) {
      yield (await read(path)).split('\n');
    },
    writeNew: async (path: string, text: string) => {
      if (files.has(path)) throw failure('FILE_NOT_WRITABLE', { which: 'exists', path });
      files.set(path, text);
    },
  };
}

function createTestTerminal(
  settings: TerminalSettings,
  output: { stdout: string; stderr: string },
  world: World,
  { isTerminal, isWatched }: { readonly isTerminal: boolean; readonly isWatched: boolean },
  redactor: Deps['redactor'],
): Terminal {
  const canAsk = isTerminal && settings.mayAsk;
  const styles = createStyles();
  const clean = createSink(redactor, styles);
  const warn = (line: string, handedOut?: string) => {
    output.stderr += `${clean(line, { handedOut })}\n`;
  };
  const note = (line: string) => {
    if (!settings.quiet) warn(line);
  };
  const next = (question: string): string | boolean => {
    if (!canAsk) throw new Error(`asked where nobody can answer: ${question}`);
    world.questions.push(question);
    const answer = world.answers.shift();
    if (answer === undefined) throw new Error(`no answer was prepared for: ${question}`);
    return answer;
  };
  return {
    canAsk,
    canRedraw: false,
    showsAnswers: isWatched,
    isWatched,
    quiet: settings.quiet,
    verbose: settings.verbose,
    columns: 80,
    answer: (text, handedOut) => {
      output.stdout += clean(text, { lines: true, handedOut });
    },
    handOver: async (text, handedOut) => {
      if (world.stdoutFailure !== null) throw failure('STDOUT_NOT_TAKEN', { why: world.stdoutFailure });
      output.stdout += clean(text, { lines: true, handedOut });
    },
    answerPart: async (text) => {
      output.stdout += clean(text, { lines: true });
      return true;
    },
    answerBytes: async (bytes) => {
      output.stdout += redactor.redact(Buffer.from(bytes).toString());
      return true;
    },
    requireReceiver: async () => {},
    note,
    noteLines: (text) => {
      for (const line of text.split('\n')) note(line);
    },
    warn,
    document: (document) => warn(JSON.stringify(document)),
    workflowCommand: (line, to, handedOut) => {
      output[to] += `${clean(line, { handedOut, workflowCommand: true })}\n`;
    },
    redraw: () => {},
    painter: async () => createPainter(styles, false),
    confirm: async (question) => next(question) === true,
    ask: async (question) => String(next(question)),
    askSecret: async (question) => String(next(question)),
    choose: async (question, choices) => {
      const name = next(question);
      const choice = choices.find((candidate) => candidate.name === name);
      if (choice === undefined) throw new Error(`"${String(name)}" is not a choice of: ${question}`);
      return choice.value;
    },
    readStdin: async () => {
      if (world.stdin === null) return '';
      return world.stdin;
    },
  };
}
