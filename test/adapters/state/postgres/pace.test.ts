import { expect, it } from 'vitest';
import { systemStopwatch } from '../../../../src/adapters/host/host.js';
import { createPaceLimiter } from '../../../../src/adapters/state/postgres/pace/pace-limiter.js';
import type { StateServer } from '../../../../src/adapters/state/postgres/server.js';
import { lineAllowance } from '../../../../src/domain/broadcast/sending/pace/pace.js';
import type { PaceLimit, PaceLimiter } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import { freshDatabase, type PostgresServer, sharedServer, startServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

const LINE: PaceLimit = { key: 'bot/multicast', ...lineAllowance('multicast') };

type Row = Readonly<Record<string, unknown>>;

async function limiterAt(url: string, taker: string, heard: unknown[] = []): Promise<PaceLimiter> {
  const server = await stateServerAt(url);
  const once: StateServer['once'] = async (...asked) => {
    const answered = await server.once(...asked);
    heard.push(...answered.rows);
    return answered;
  };
  return createPaceLimiter({ ...server, once }, systemStopwatch, taker);
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
    const url = await freshDatabase();
    const [one, other] = [taking(await limiterAt(url, 'one')), taking(await limiterAt(url, 'other'))];
    await Promise.all([one.more(150), other.more(150)]);
    expect(mostInOneSecond([...(await one.stop()), ...(await other.stop())])).toBeLessThanOrEqual(200);
  });

  it('keeps a pace below the limit for who asked for it, and takes none of the limit from the others', async () => {
    const url = await freshDatabase();
    const slow = taking(await limiterAt(url, 'slow'), [LINE, { key: 'b-slow', perSecond: 4, burst: 1 }]);
    const fast = taking(await limiterAt(url, 'fast'));
    await slow.more(4);
    const [slowTimes, fastTimes] = [await slow.stop(), await fast.stop()];
    for (const [index, time] of slowTimes.slice(1).entries())
      expect(time - (slowTimes[index] ?? 0)).toBeGreaterThanOrEqual(250);
    expect(fastTimes.length).toBeGreaterThan(10 * slowTimes.length);
  });

  it('gives up at once when the signal fires, and leaves the moment of a slow limit to the next', async () => {
    const url = await freshDatabase();
    const hourly: PaceLimit = { key: 'bot/narrowcast', perSecond: 1 / 3_600, burst: 1 };
    const limiter = await limiterAt(url, 'one');
    await limiter.take([hourly], new AbortController().signal);
    const before = await (await sharedServer()).sql('SELECT next_at FROM line_ops.pace', url);
    const stopping = new AbortController();
    const waiting = limiter.take([hourly], stopping.signal);
    setTimeout(() => stopping.abort(), 100);
    await waiting;
    expect(await (await sharedServer()).sql('SELECT next_at FROM line_ops.pace', url)).toEqual(before);
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
    const url = await server.freshDatabase();
    const heard: Row[] = [];
    const sending = taking(await limiterAt(url, 'one', heard));
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
