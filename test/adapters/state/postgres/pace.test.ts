import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { systemStopwatch } from '../../../../src/adapters/host/host.js';
import { createPaceLimiter } from '../../../../src/adapters/state/postgres/pace.js';
import type { StateServer } from '../../../../src/adapters/state/postgres/server.js';
import { PACE_TABLES } from '../../../../src/adapters/state/postgres/tables/pace.js';
import { lineAllowance } from '../../../../src/domain/broadcast/sending/pace/pace.js';
import { failure } from '../../../../src/domain/failure/failure.js';
import type { PaceLimit, PaceLimiter } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import {
  freshDatabase,
  type PostgresServer,
  type SharedServer,
  sharedServer,
  startServer,
} from '../../../support/postgres/server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const LINE: PaceLimit = { key: 'bot/multicast', ...lineAllowance('multicast') };

/** One statement at a time, as the pace asks them. */
function serverAt(url: string, heard: Row[] = []): StateServer {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  const never = () => Promise.reject(new Error('the pace asks one statement at a time'));
  return {
    name: 'test',
    write: never,
    read: never,
    snapshot: never,
    close: never,
    async once(sql, values) {
      try {
        const { rows, rowCount } = await pool.query(sql, [...values]);
        heard.push(...rows.map(withNumbers));
        return { rows: heard.slice(-1), changes: rowCount ?? 0 };
      } catch (error) {
        throw failure('STATE_SERVER_AWAY', { server: 'test', why: String(error), waitedMs: 0 });
      }
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

function withNumbers(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, Number(value)]));
}

async function prepared(server: SharedServer, url: string): Promise<string> {
  await server.sql(`SET ROLE line_ops; ${PACE_TABLES}`, url);
  return url;
}

function limiterAt(url: string, taker: string, heard: Row[] = []): PaceLimiter {
  return createPaceLimiter(serverAt(url, heard), systemStopwatch, taker);
}

interface Taking {
  /** When each request left. */
  readonly times: number[];
  /** Until so many have left since. */
  more(count: number): Promise<void>;
  stop(): Promise<readonly number[]>;
}

/** Takes of these limits, one request after the other, until it is stopped. */
function taking(limiter: PaceLimiter, limits: readonly PaceLimit[] = [LINE]): Taking {
  const stopping = new AbortController();
  const times: number[] = [];
  const awaited: { readonly count: number; readonly done: () => void }[] = [];
  const ended = (async () => {
    for (;;) {
      await limiter.take(limits, stopping.signal);
      if (stopping.signal.aborted) return times;
      times.push(performance.now());
      for (const { count, done } of awaited) if (count <= times.length) done();
    }
  })();
  return {
    times,
    more: (count) => new Promise((done) => awaited.push({ count: times.length + count, done })),
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

function mostInOneSecond(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((time) => start <= time && time <= start + 1_000).length));
}

describeWithPostgres('the pace of a bot in a server', () => {
  it('is one for all processes: they take turns within the limit, and each gets its part', async () => {
    const url = await prepared(await sharedServer(), await freshDatabase());
    const [one, other] = [taking(limiterAt(url, 'one')), taking(limiterAt(url, 'other'))];
    await Promise.all([one.more(150), other.more(150)]);
    expect(mostInOneSecond([...(await one.stop()), ...(await other.stop())])).toBeLessThanOrEqual(200);
  });

  it('keeps a pace below the limit for who asked for it, and takes none of the limit from the others', async () => {
    const url = await prepared(await sharedServer(), await freshDatabase());
    const slow = taking(limiterAt(url, 'slow'), [LINE, { key: 'b-slow', perSecond: 4, burst: 1 }]);
    const fast = taking(limiterAt(url, 'fast'));
    await slow.more(4);
    const [slowTimes, fastTimes] = [await slow.stop(), await fast.stop()];
    for (const [index, time] of slowTimes.slice(1).entries())
      expect(time - (slowTimes[index] ?? 0)).toBeGreaterThanOrEqual(250);
    expect(fastTimes.length).toBeGreaterThan(10 * slowTimes.length);
  });

  it('gives up at once when the signal fires, and leaves the moment of a slow limit to the next', async () => {
    const url = await prepared(await sharedServer(), await freshDatabase());
    const hourly: PaceLimit = { key: 'bot/narrowcast', perSecond: 1 / 3_600, burst: 1 };
    const limiter = limiterAt(url, 'one');
    await limiter.take([hourly], new AbortController().signal);
    const before = await (await sharedServer()).sql('SELECT next_at FROM pace', url);
    const stopping = new AbortController();
    const waiting = limiter.take([hourly], stopping.signal);
    setTimeout(() => stopping.abort(), 100);
    await waiting;
    expect(await (await sharedServer()).sql('SELECT next_at FROM pace', url)).toEqual(before);
  });

  it.each<[string, (server: PostgresServer) => Promise<void>]>([
    [
      'the whole of it is killed and started again',
      async (server) => {
        await server.kill9();
        await server.start();
      },
    ],
    [
      'one of its processes is killed, and it begins anew by itself',
      async (server) => {
        const [row] = await server.sql("SELECT pid FROM pg_stat_activity WHERE usename = 'line_ops' LIMIT 1");
        process.kill(Number(row?.['pid']), 'SIGKILL');
      },
    ],
  ])('lets nobody send for a second when the server may have forgotten moments: %s', async (_how, crash) => {
    await using server = await startServer();
    const url = await prepared(server, await server.freshDatabase());
    const heard: Row[] = [];
    const sending = taking(limiterAt(url, 'one', heard));
    await sending.more(60);
    const heardBefore = heard.length;
    await crash(server);
    await sending.more(60);
    await sending.stop();
    const aheadOf = (row: Row | undefined) => Number(row?.['first_at']) - Number(row?.['asked_at']);
    const begunAnew = heard.slice(heardBefore).map(aheadOf);
    expect(Math.max(...begunAnew)).toBeGreaterThanOrEqual(1_000_000);
  });
});
