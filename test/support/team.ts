import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmulatorOptions } from '../../src/emulator/settings.js';
import { type Ended, exited, type JsonObject, openWorld, type Running, readObject, type World } from './binary.js';
import { freshDatabase } from './postgres/server.js';

/** Moves the clock of a process that it is loaded into. */
const SHIFTED_CLOCK = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

/** A name and process IDs of its own: programs on two machines have the same IDs. Takes root. */
const OWN_NAMESPACES = ['unshare', '--uts', '--pid', '--fork', '--kill-child'];

const MAY_UNSHARE = spawnSync(OWN_NAMESPACES[0] ?? '', [...OWN_NAMESPACES.slice(1), 'true']).status === 0;

export interface MachineOptions {
  /** By how much its clock is ahead, milliseconds. */
  readonly clockAheadMs?: number;
  /** Where it reaches the state, such as by way of a proxy; left out, directly. */
  readonly url?: string;
}

/** One of several machines on one state: a folder, a journal, a name and process IDs of its own. */
export class Machine {
  readonly #env: Readonly<Record<string, string>>;
  readonly #clockAheadMs: number;

  constructor(
    readonly world: World,
    readonly name: string,
    { clockAheadMs = 0, url }: MachineOptions & { readonly url: string },
  ) {
    this.#clockAheadMs = clockAheadMs;
    this.#env = {
      LINE_OPS_HOME: join(world.folder, name, 'home'),
      LINE_OPS_JOURNAL: join(world.folder, name, 'journal'),
      LINE_OPS_STATE_URL: url,
      LINE_OPS_SECRET_KEY: 'a key that the whole team shares',
      ...(clockAheadMs === 0
        ? {}
        : { CLOCK_AHEAD_MS: String(clockAheadMs), NODE_OPTIONS: `--import=${SHIFTED_CLOCK}` }),
    };
  }

  /** How messages call it. */
  get host(): string {
    return MAY_UNSHARE ? this.name : hostname();
  }

  /** What its clock shows, as an option takes it. */
  get now(): string {
    return new Date(Date.now() + this.#clockAheadMs).toISOString();
  }

  start(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Running {
    const named = `hostname ${this.name}; "$@"`;
    const shell = MAY_UNSHARE ? `exec ${OWN_NAMESPACES.join(' ')} sh -c '${named}' sh "$@"` : '"$@"';
    return this.world.start(args, { shell, env: { ...this.#env, ...env } });
  }

  run(args: readonly string[], env?: Readonly<Record<string, string | undefined>>): Promise<Ended> {
    return this.start(args, env).ended;
  }

  /** As `run`, inside this process, which starts in no time: what a test prepares. */
  inside(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Ended> {
    return this.world.inside(args, { ...this.#env, ...env });
  }

  /** Runs with `--json`, which must end with 0; answers the document. */
  async json(args: readonly string[]): Promise<JsonObject> {
    return readObject(exited(0, await this.run([...args, '--json'])).stdout);
  }

  /** Plans a broadcast to that many of the followers, two to a request; answers its ID. */
  async plan(people: number, ...options: readonly string[]): Promise<string> {
    const plan = ['--messages', this.world.messagesFile(), '--to', this.world.followersFile(people)];
    const { id } = await this.json(['broadcast', 'create', ...plan, '--batch-size', '2', '--yes', ...options]);
    return String(id);
  }
}

/** An emulated LINE, an empty state in a real PostgreSQL, and machines between them. */
export class Team implements AsyncDisposable {
  private constructor(
    readonly world: World,
    readonly url: string,
  ) {}

  /** `await using team = await Team.open()`; on a database of the server of this run, or on the one of that URL. */
  static async open(options: EmulatorOptions = {}, url?: string): Promise<Team> {
    return new Team(await openWorld(options), url ?? (await freshDatabase()));
  }

  machine(name: string, options: MachineOptions = {}): Machine {
    return new Machine(this.world, name, { url: this.url, ...options });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

/** Sends a signal to the program itself, below whatever started it. */
export function signalProgram(running: Running, signal: NodeJS.Signals): void {
  let pid = running.pid;
  for (let child = childOf(pid); child !== null; child = childOf(pid)) pid = child;
  process.kill(pid, signal);
}

/** Ends the program as `kill -9` does. */
export function killProgram(running: Running): Promise<Ended> {
  signalProgram(running, 'SIGKILL');
  return running.ended;
}

function childOf(pid: number): number | null {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return child === undefined || child === '' ? null : Number(child);
}
