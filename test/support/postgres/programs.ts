import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where Debian's packages lie, a folder for each version. */
const VERSIONS = '/usr/lib/postgresql';

/** Debian's PgBouncer. */
const PGBOUNCER = '/usr/sbin/pgbouncer';

/** As whom the servers run: they refuse root. Debian's package brings the user. */
const SERVER_USER = 'postgres';

const SYSTEM_ADMINISTRATOR = 0;

/** Below where the system takes the ports of outgoing connections from: one that was let go for a moment stays free. */
const FIRST_PORT = 18_000;
const PORTS = 14_000;

/** The folder with the programs of the newest PostgreSQL of this machine; null where there is none. */
export const POSTGRES_BIN: string | null = newestBin();

export const HAS_PGBOUNCER = existsSync(PGBOUNCER);

/** `LINE_OPS_TEST_POSTGRES=required`, as CI has it, makes a missing server a failure instead of a line on stderr. */
export const IS_POSTGRES_REQUIRED = process.env['LINE_OPS_TEST_POSTGRES'] === 'required';

/** The command line that runs a program of PostgreSQL as a user that it accepts. */
export function asServerUser(program: string, args: readonly string[]): readonly [file: string, args: string[]] {
  if (process.getuid?.() !== SYSTEM_ADMINISTRATOR) return [program, [...args]];
  return ['setpriv', ['--reuid', SERVER_USER, '--regid', SERVER_USER, '--clear-groups', program, ...args]];
}

/** Hands a folder to whom the servers run as. */
export async function ownedByServerUser(folder: string): Promise<void> {
  if (process.getuid?.() !== SYSTEM_ADMINISTRATOR) return;
  await finished(spawn('chown', ['-R', `${SERVER_USER}:${SERVER_USER}`, folder], { stdio: 'ignore' }), 'chown');
}

/** Starts PgBouncer with a file of settings. */
export function spawnPgBouncer(settings: string): ChildProcess {
  return spawn(...asServerUser(PGBOUNCER, [settings]), { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Waits for its end. @throws with what it said, where it failed. */
export async function finished(child: ChildProcess, what: string): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${what} ended with ${code}: ${said}`))));
  });
}

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function newestBin(): string | null {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).map(Number) : [];
  const newest = versions
    .filter((version) => existsSync(join(VERSIONS, String(version), 'bin', 'postgres')))
    .sort((a, b) => b - a)[0];
  return newest === undefined ? null : join(VERSIONS, String(newest), 'bin');
}
