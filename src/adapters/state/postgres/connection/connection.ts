import { Socket } from 'node:net';
import Client from 'pg/lib/client.js';
import type { ServerAddress } from '../../../../domain/state/server-url.js';
import type { SqlValue } from '../../sql/steps.js';
import { TimedOut } from './timed-out.js';
import { protectionFor } from './tls.js';
import { VALUES } from './values.js';

/** What the server said to one statement. */
export interface Said {
  readonly rows: readonly unknown[];
  readonly count: number;
  /** The word that it calls what it did by. */
  readonly command: string;
}

/** One connection. Whatever goes wrong with it, it is never used again. */
export interface Connection {
  /** Statements without values may be several, with `;` between them: the answer is of each. */
  ask(sql: string, values: readonly SqlValue[], withinMs: number): Promise<readonly Said[]>;
  /** Whether anything could still come through it. */
  isUsable(): boolean;
  /** Says goodbye, and waits for nothing. */
  end(): void;
  destroy(): void;
}

/** What is asked of the password when the server wants one. @throws where there is none. */
export type PasswordSource = () => Promise<string>;

/** Idle connections are asked for a sign of life, so that a firewall does not forget them in silence. */
const KEEP_ALIVE_AFTER_MS = 5_000;

/** How long a server may take to let us in. */
const CONNECT_MS = 5_000;

/** @throws what the driver, the system or the TLS library throws. */
export async function openConnection(
  address: ServerAddress,
  password: PasswordSource,
  ended?: AbortSignal,
): Promise<Connection> {
  const { host, port, database, user, applicationName, connectTimeoutMs } = address;
  const socket = new Socket();
  const client = new Client({
    host,
    port,
    database,
    user,
    // Everything is said here: the driver would take the rest from the environment.
    password,
    ssl: protectionFor(address),
    sslnegotiation: 'postgres',
    application_name: applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: VALUES,
    stream: () => socket,
  });
  let isUsable = true;
  // Without a listener an error between two statements would end the process.
  client.on('error', () => {
    isUsable = false;
  });
  client.on('end', () => {
    isUsable = false;
  });
  const destroy = (why?: Error) => {
    isUsable = false;
    socket.destroy(why);
  };
  const giveUp = () => destroy(new Error('given up'));
  ended?.addEventListener('abort', giveUp);
  try {
    await within(connectTimeoutMs ?? CONNECT_MS, destroy, () => client.connect());
  } catch (error) {
    destroy();
    throw error;
  } finally {
    ended?.removeEventListener('abort', giveUp);
  }
  return {
    ask: async (sql, values, ms) => saidIn(await within(ms, destroy, () => client.query(sql, [...values]))),
    isUsable: () => isUsable,
    end() {
      isUsable = false;
      // Nobody is left who would want to know.
      client.end().catch(() => {});
    },
    destroy: () => destroy(),
  };
}

/** What takes longer ends with its connection: an answer that comes later would be taken for that of the next statement. */
async function within<Result>(ms: number, destroy: (why: Error) => void, work: () => Promise<Result>): Promise<Result> {
  const timer = setTimeout(() => destroy(new TimedOut(ms)), ms);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

interface DriverResult {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
  readonly command: string | null;
}

/** Several statements in one text are answered with a list, which the driver's types do not know. */
function saidIn(answer: DriverResult | readonly DriverResult[]): readonly Said[] {
  const results: readonly DriverResult[] = 'rows' in answer ? [answer] : answer;
  return results.map(({ rows, rowCount, command }) => ({ rows, count: rowCount ?? 0, command: command ?? '' }));
}
