import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { endAtOnce, endWithThisProcess, isReady, SERVER_FOLDER } from './ending.js';
import { asServerUser, finished, freePort, ownedByServerUser, POSTGRES_BIN } from './programs.js';

/** Who owns the databases of the tests; no superuser. */
export const ROLE = 'line_ops';
export const PASSWORD = 'sesame';

/** Of the server itself, over its Unix socket, without a password. */
const SUPERUSER = 'postgres';

/** A run of the tests needs few of each; the rest of the memory is for what is tested. */
const SETTINGS = {
  max_connections: 300,
  shared_buffers: '64MB',
  wal_level: 'minimal',
  max_wal_senders: 0,
  // In its own folder: a server that was killed leaves nothing behind elsewhere.
  dynamic_shared_memory_type: 'mmap',
  log_min_messages: 'fatal',
  timezone: 'UTC',
} as const;

/** No test pulls the plug of the machine: what a killed server had handed to the system is there. */
const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'on' } as const;
const HONEST = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' } as const;

const POLL_MS = 10;
const START_MS = 20_000;

type Settings = Readonly<Record<string, string | number>>;

export interface ServerOptions {
  /** Added to the settings of the server, such as `ssl`. */
  readonly settings?: Settings;
  /** Files that lie beside its data, such as a certificate; a setting may name them without a folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether what it calls durable is handed to the disk: for servers that a test kills. */
  readonly isHonest?: boolean;
}

/** What a test may do with a server that others use too. */
export interface SharedServer {
  readonly port: number;
  /** The folder of its Unix socket. */
  readonly socket: string;
  /** A new database, owned by `ROLE`, empty or a copy of another one: its `postgres://` URL over TCP on this machine. */
  freshDatabase(copyOf?: string): Promise<string>;
  /** Runs SQL as the superuser, in the database of that URL, or in one of the server's own; answers the rows. */
  sql(text: string, url?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A real PostgreSQL in a folder of its own; everything of it is gone with `await using`, or when this process ends. */
export interface PostgresServer extends SharedServer, AsyncDisposable {
  readonly folder: string;
  /** As an operator stops it: connections are cut, what was committed is kept. */
  stop(): Promise<void>;
  /** As the system may end it: all of its processes at once. */
  kill9(): Promise<void>;
  /** Again, on the same port, with the same data; answers when it takes connections. */
  start(): Promise<void>;
}

/** Starts a server of the test's own, for what others must not notice: `await using server = await startServer()`. */
export async function startServer(options: ServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), SERVER_FOLDER));
  return startIn(folder, { isHonest: true, ...options });
}

let shared: Promise<SharedServer> | null = null;

/** The one server of this run of the tests, started when it is first asked for; it ends with the run. */
export function sharedServer(): Promise<SharedServer> {
  shared ??= joinOrStart(join(tmpdir(), `${SERVER_FOLDER}shared-${process.pid}`));
  return shared;
}

/** A new database on the shared server, empty or a copy of another one: its URL. */
export async function freshDatabase(copyOf?: string): Promise<string> {
  return (await sharedServer()).freshDatabase(copyOf);
}

/** The workers of a run share the process and its folder: who makes the folder starts the server for all. */
async function joinOrStart(folder: string): Promise<SharedServer> {
  const told = join(folder, 'started.json');
  if (isMade(folder)) {
    try {
      const { port, socket } = await startIn(folder, { isHonest: false });
      writeFileSync(told, JSON.stringify({ port }));
      return accessTo(port, socket);
    } catch (error) {
      writeFileSync(told, JSON.stringify({ failed: String(error) }));
      throw error;
    }
  }
  const { port, failed } = await readWhenThere(told);
  if (port === undefined) throw new Error(`the server of this run did not start: ${failed}`);
  return accessTo(port, folder);
}

async function startIn(
  folder: string,
  { settings = {}, files = {}, isHonest }: ServerOptions,
): Promise<PostgresServer> {
  const data = join(folder, 'data');
  const port = await freePort();
  writeFileSync(join(folder, 'password'), PASSWORD);
  await ownedByServerUser(folder);
  endWithThisProcess(folder);
  const access = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${join(folder, 'password')}`];
  await program('initdb', ['-D', data, '-U', SUPERUSER, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', ...access]);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(data, name), text, { mode: 0o600 });
  await ownedByServerUser(data);

  const all: Settings = { ...SETTINGS, ...(isHonest ? HONEST : FAST), ...settings };
  const switches = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const where = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'];
  const start = async () => {
    const log = openSync(join(folder, 'log'), 'a');
    const child = spawn(...asServerUser(inBin('postgres'), [...where, ...switches]), {
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    const deadline = performance.now() + START_MS;
    while (!isReady(data, child.pid)) {
      if (child.exitCode !== null || deadline < performance.now())
        throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2_000)}`);
      await pause();
    }
  };
  await start();
  const shared = accessTo(port, folder);
  await shared.sql(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}'`);
  return {
    ...shared,
    folder,
    start,
    stop: () => endAtOnce(data, 'SIGINT'),
    kill9: () => endAtOnce(data, 'SIGKILL'),
    async [Symbol.asyncDispose]() {
      await endAtOnce(data, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function accessTo(port: number, socket: string): SharedServer {
  const sql: SharedServer['sql'] = async (text, url) => {
    const database = url === undefined ? SUPERUSER : databaseOf(url);
    const client = new pg.Client({ host: socket, port, user: SUPERUSER, database });
    // The test may end the server meanwhile: that is told by the query.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    port,
    socket,
    sql,
    async freshDatabase(copyOf = 'template0') {
      const name = `t${crypto.randomUUID().replaceAll('-', '')}`;
      // Copied as files it takes a third of the time that it takes by way of the log.
      await sql(`CREATE DATABASE ${name} OWNER ${ROLE} TEMPLATE ${copyOf} STRATEGY file_copy`);
      return `postgres://${ROLE}:${PASSWORD}@127.0.0.1:${port}/${name}`;
    },
  };
}

/** The name of the database in a URL. */
export function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** The same database by way of another port, such as that of a proxy. */
export function through(port: number, url: string): string {
  const other = new URL(url);
  other.port = String(port);
  return other.href;
}

function program(name: string, args: readonly string[]): Promise<void> {
  return finished(spawn(...asServerUser(inBin(name), args), { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] }), name);
}

function inBin(name: string): string {
  if (POSTGRES_BIN === null) throw new Error('PostgreSQL is not installed here');
  return join(POSTGRES_BIN, name);
}

/** Whether this call made the folder. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch {
    return false;
  }
}

async function readWhenThere(path: string): Promise<{ readonly port?: number; readonly failed?: string }> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      if (deadline < performance.now()) throw error;
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
