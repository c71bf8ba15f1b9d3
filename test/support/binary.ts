import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followerId } from '../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/settings.js';
import { openCommandLine } from './command-line.js';
import { holdDocuments } from './documents.js';
import { BIN, NODE, ProgramCopy } from './program.js';

/** Where recipients are messaged; the name of that endpoint in the emulator's journal. */
export const MULTICAST = '/v2/bot/message/multicast';
export const PUSH = '/v2/bot/message/push';

const POLL_MS = 2;

/** Waits until the condition holds: the only place where a test of the binary waits for anything. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (deadline < performance.now()) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Whether the process runs; one that has ended and waits for its parent to notice does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What stdin holds; null, the default, for no stdin at all. */
  readonly input?: string | Uint8Array | null;
  /** In place of running the binary directly: a shell command in which `"$@"` is the binary with its arguments. */
  readonly shell?: string;
  /** Another user, who gets a copy of the program: the checkout may be open to its owner alone. Takes root. */
  readonly uid?: number;
}

/** A running process; its output so far can be looked at. */
export class Running {
  stdout = '';
  stderr = '';
  hasEnded = false;
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, signal) => {
        this.hasEnded = true;
        try {
          holdDocuments(this.stdout, this.stderr);
        } catch (wrong) {
          reject(wrong);
        }
        resolve({ exitCode, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the process did not start');
    return this.child.pid;
  }

  /** Waits for a text on stderr. */
  async says(text: string): Promise<void> {
    await until(`"${text}" on stderr; so far: ${this.stderr}`, () => this.hasEnded || this.stderr.includes(text));
    if (!this.stderr.includes(text)) throw new Error(`ended without saying "${text}": ${this.stderr}${this.stdout}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<Ended> {
    this.child.kill('SIGKILL');
    return this.ended;
  }
}

/** A state folder, an emulated LINE Platform, and the binary between them. Everything is gone when the test is over. */
export class World implements AsyncDisposable {
  /** For files of the test's own. */
  readonly folder: string;
  readonly home: string;
  /** Where attempts are noted: apart from the state, and shared by its copies. */
  readonly journal: string;
  readonly #running = new Set<Running>();
  #copy: ProgramCopy | null = null;

  constructor(
    readonly emulator: Emulator,
    home: string | null = null,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), 'line-ops-binary-'));
    this.home = home ?? join(this.folder, 'home');
    this.journal = join(this.folder, 'journal');
  }

  /** Writes a file of the test's own and answers its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** One ID a line: the emulator's followers with these indices. */
  followersFile(count: number, from = 0): string {
    const ids = Array.from({ length: count }, (_, index) => followerId(from + index));
    return this.file(`followers-${from}-${count}.txt`, `${ids.join('\n')}\n`);
  }

  messagesFile(): string {
    return this.file('messages.json', '{"type":"text","text":"hello"}');
  }

  start(args: readonly string[], options: StartOptions = {}): Running {
    return this.#start([...(options.uid === undefined ? [NODE, BIN] : this.#programForOthers()), ...args], options);
  }

  /** As `run`, by another program than the one that was built here. */
  runAs(program: readonly string[], args: readonly string[], options?: StartOptions): Promise<Ended> {
    return this.#start([...program, ...args], options).ended;
  }

  #start(command: readonly string[], { env = {}, input = null, shell, uid }: StartOptions = {}): Running {
    const [file, ...rest] = shell === undefined ? command : ['sh', '-c', shell, 'sh', ...command];
    const child = spawn(file ?? '', rest, {
      env: environment({
        ...this.emulator.env,
        LINE_OPS_HOME: this.home,
        LINE_OPS_JOURNAL: this.journal,
        LINE_OPS_SECRET_STORE: 'file',
        ...env,
      }),
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      cwd: this.folder,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    // A process that refuses its input before it has read all of it closes the pipe.
    child.stdin?.on('error', () => undefined);
    if (input !== null) child.stdin?.end(input);
    const running = new Running(child);
    this.#running.add(running);
    const forget = () => this.#running.delete(running);
    running.ended.then(forget, forget);
    return running;
  }

  #programForOthers(): readonly string[] {
    this.#copy ??= new ProgramCopy();
    return this.#copy.command;
  }

  run(args: readonly string[], options?: StartOptions): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /**
   * As `run`, by the same program inside this process, which starts in no time: for what is about words and numbers, and
   * not about a process. Paths are absolute: this process stays in its folder. `columns`: at a terminal of so many.
   */
  async inside(args: readonly string[], env: StartOptions['env'] = {}, columns?: number): Promise<Ended> {
    const state = { LINE_OPS_HOME: this.home, LINE_OPS_JOURNAL: this.journal };
    const line = openCommandLine({ ...this.emulator.env, ...state, ...env });
    try {
      return { ...(await line.runIn(columns === undefined ? {} : { columns }, ...args)), signal: null };
    } finally {
      line.remove();
    }
  }

  /** Runs with `--json` and answers the one document on stdout. */
  async json(args: readonly string[], options?: StartOptions): Promise<JsonObject> {
    return documentOf(await this.run([...args, '--json'], options));
  }

  /** As `json`, inside this process: what a test prepares, or looks at afterwards. */
  async insideJson(args: readonly string[]): Promise<JsonObject> {
    return documentOf(await this.inside([...args, '--json']));
  }

  /** How many requests the emulator has seen at an endpoint. */
  requestsTo(path: string): number {
    return this.emulator
      .requests()
      .endpoints.filter((endpoint) => endpoint.path === path)
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** Waits until the emulator has seen that many requests at an endpoint, or the process has ended. */
  async seen(count: number, path: string, running: Running): Promise<void> {
    await until(`${count} requests to ${path}`, () => running.hasEnded || count <= this.requestsTo(path));
  }

  /** Every token the platform ever issued, with its string and what has become of it. */
  async tokens(): Promise<readonly EmulatedToken[]> {
    const answer: unknown = await (await fetch(`${this.emulator.url}/_emulator/tokens`)).json();
    return readTokens(answer);
  }

  /** The ID of the one broadcast in the state folder. */
  async onlyBroadcast(): Promise<string> {
    const { broadcasts } = await this.insideJson(['broadcast', 'list']);
    const [only, second] = Array.isArray(broadcasts) ? broadcasts : [];
    if (second !== undefined) throw new Error('several broadcasts');
    return String(only?.id);
  }

  /** What the platform delivered: with `{ reached: n, messages: n, most: 1 }` each of n got it exactly once. */
  delivered(): {
    readonly reached: number;
    readonly messages: number;
    readonly most: number;
    readonly violations: number;
  } {
    const { recipients, messages, maxPerRecipient } = this.emulator.deliveries();
    return { reached: recipients, messages, most: maxPerRecipient, violations: this.emulator.violationCount() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.kill()));
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
    this.#copy?.[Symbol.dispose]();
  }
}

/** Has the server listen on a free port of this machine until the end of the test: `await using`. */
export async function listening(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface EmulatedToken {
  readonly accessToken: string;
  readonly type: string;
  readonly keyId: string | null;
  readonly state: string;
  readonly endedBy: string | null;
}

/** Opens a world of its own for one test: `await using world = await openWorld()`. */
export async function openWorld(options: EmulatorOptions = {}, home: string | null = null): Promise<World> {
  return new World(await startEmulator(options), home);
}

/** The end of a process that must have ended with this exit code; what it said is in the failure. */
export function exited(exitCode: number, ended: Ended): Ended {
  if (ended.exitCode === exitCode) return ended;
  throw new Error(`exit ${ended.exitCode ?? ended.signal} in place of ${exitCode}\n${ended.stderr}${ended.stdout}`);
}

/** Each of so many recipients got it exactly once, and no retry key was misused. */
export function eachOnce(recipients: number) {
  return { reached: recipients, messages: recipients, most: recipients === 0 ? 0 : 1, violations: 0 };
}

export type JsonObject = Readonly<Record<string, unknown>>;

function documentOf({ exitCode, stdout, stderr }: Ended): JsonObject {
  if (stdout === '') throw new Error(`exit ${exitCode} without an answer: ${stderr}`);
  return readObject(stdout);
}

/** The JSON object that the text is. */
export function readObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error(`not a JSON object: ${text.slice(0, 200)}`);
  return value;
}

/** The number at a path of keys. */
export function numberAt(document: JsonObject, ...keys: readonly string[]): number {
  const value = keys.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
  if (typeof value !== 'number') throw new Error(`no number at ${keys.join('.')} of ${JSON.stringify(document)}`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function environment(wanted: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const all: Readonly<Record<string, string | undefined>> = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...wanted,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function readTokens(answer: unknown): readonly EmulatedToken[] {
  if (typeof answer === 'object' && answer !== null && 'tokens' in answer && Array.isArray(answer.tokens))
    return answer.tokens;
  throw new Error('the emulator did not list its tokens');
}
