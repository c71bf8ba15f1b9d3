import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, freePort, ownedByServerUser, spawnPgBouncer } from './programs.js';
import { PASSWORD, ROLE } from './server.js';

const POLL_MS = 10;

/** Fewer connections to the server than a test has at once: a transaction gets whichever is free. */
const POOL_SIZE = 4;

/** A PgBouncer in transaction mode, as Debian has it, in front of a server of this machine. */
export interface PgBouncer extends AsyncDisposable {
  readonly port: number;
}

/** `settings`: lines for its section `[pgbouncer]`. */
export async function startPgBouncer(serverPort: number, settings: readonly string[] = []): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  const port = await freePort();
  writeFileSync(join(folder, 'users'), `"${ROLE}" "${PASSWORD}"\n`);
  const lines = [
    '[databases]',
    `* = host=127.0.0.1 port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'pool_mode = transaction',
    `default_pool_size = ${POOL_SIZE}`,
    'auth_type = scram-sha-256',
    `auth_file = ${join(folder, 'users')}`,
    ...settings,
  ];
  writeFileSync(join(folder, 'pgbouncer.ini'), `${lines.join('\n')}\n`);
  await ownedByServerUser(folder);
  const child = spawnPgBouncer(join(folder, 'pgbouncer.ini'));
  const ended = finished(child, 'pgbouncer');
  // Whoever waits for it is told; it ends with a failure when it is killed, too.
  ended.catch(() => undefined);
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) await ended;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGQUIT');
      await ended.catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
