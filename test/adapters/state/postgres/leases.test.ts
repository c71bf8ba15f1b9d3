import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock, systemRandomness, systemStopwatch } from '../../../../src/adapters/host/host.js';
import { Leases } from '../../../../src/adapters/state/postgres/leases/leases.js';
import type { StateServer } from '../../../../src/adapters/state/postgres/server.js';
import type { HeldLock, Locks } from '../../../../src/ports/store.js';
import { freshDatabase, sharedServer } from '../../../support/postgres/server.js';
import { stateServerAt } from '../../../support/postgres/state-server.js';
import { describeWithPostgres } from '../../../support/postgres.js';

/** Two machines at one server. Times in milliseconds. */
async function team() {
  const url = await freshDatabase();
  const { sql } = await sharedServer();
  const machine = async (host: string, { aheadMs = 0 }: { readonly aheadMs?: number } = {}) => {
    const server = await stateServerAt(url);
    const passed = { wall: aheadMs };
    const leases = new Leases({
      server,
      renewals: server,
      clock: { ...systemClock, now: () => Date.now() + passed.wall },
      stopwatch: systemStopwatch,
      random: systemRandomness,
      process: { pid: 4321, host },
    });
    onTestFinished(() => leases.close());
    return {
      server,
      leases,
      /** As long as it sleeps, one clock stands still. */
      sleeps(ms: number) {
        passed.wall += ms;
      },
    };
  };
  return {
    here: await machine('here'),
    there: await machine('there', { aheadMs: 3_600_000 }),
    machine,
    /** So long nobody has renewed anything. */
    serverWaits: (ms: number) => sql(`UPDATE line_ops.lease SET ends = ends - ${ms}`, url),
    sql: (text: string) => sql(text, url),
  };
}

async function taken(locks: Locks, name: string, waitMs = 0): Promise<HeldLock> {
  const lock = await locks.acquire(name, waitMs);
  if ('held' in lock) return lock.held;
  throw new Error(`${name} is held by ${JSON.stringify(lock.heldBy)}`);
}

const NAME = 'broadcast-1';

describeWithPostgres('leases', () => {
  it('let one in at a time, also of two processes with one number, and name the holder to the other', async () => {
    const { here, there } = await team();
    const lock = await taken(here.leases, NAME);
    const before = Date.now() - 5_000;

    const refused = await there.leases.acquire(NAME, 0);
    expect(refused).toEqual({ heldBy: { pid: 4321, host: 'here', since: expect.any(Number) } });
    if ('heldBy' in refused) expect(refused.heldBy?.since).toBeGreaterThan(before);
    expect(await there.leases.areHeld([NAME, 'other'])).toEqual(new Map([[NAME, expect.any(Number)]]));
    expect(await there.leases.allHeld()).toMatchObject([{ name: NAME, holder: { host: 'here' } }]);
    expect(await there.leases.acquire('other', 0)).toHaveProperty('held');

    await lock.release();
    expect(await there.leases.areHeld([NAME])).toEqual(new Map());
    expect(await there.leases.acquire(NAME, 0)).toHaveProperty('held');
  });

  it('let exactly one of many in at once', async () => {
    const { here, there, machine } = await team();
    const machines = [here, there, await machine('elsewhere')];
    const all = await Promise.all([...machines, ...machines].map(({ leases }) => leases.acquire(NAME, 0)));
    expect(all.filter((lock) => 'held' in lock)).toHaveLength(1);
  });

  it('are waited for, until they are given back', async () => {
    const { here, there } = await team();
    const lock = await taken(here.leases, NAME);
    const waiting = there.leases.acquire(NAME, 30_000);
    await lock.release();
    expect(await waiting).toHaveProperty('held');
  });

  it('are renewed all at once while their process lives, which hears so which are lost', async () => {
    const { here, there, serverWaits } = await team();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const lost = await taken(here.leases, NAME);
    await serverWaits(20_000);
    await taken(there.leases, NAME);
    await taken(here.leases, 'tokens-1');
    const kept = await taken(here.leases, 'tokens-2');
    const ends = async () => [...(await there.leases.areHeld(['tokens-1', 'tokens-2'])).values()];
    const before = await ends();
    vi.advanceTimersByTime(5_000);
    while (!lost.lost.aborted) await new Promise((resolve) => setImmediate(resolve));
    expect(kept.lost.aborted).toBe(false);
    const after = await ends();
    expect(after).toHaveLength(2);
    expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
  });

  it('that lapsed are taken over: who had one hears of it, proves nothing with it, and takes nothing away', async () => {
    const { here, there, serverWaits } = await team();
    const old = await taken(here.leases, NAME);
    expect(await there.leases.acquire(NAME, 0)).toHaveProperty('heldBy');
    await serverWaits(15_000);
    const lock = await taken(there.leases, NAME);

    expect(old.isCertain()).toBe(true);
    await expect(here.server.write((session) => here.leases.prove([NAME], session))).rejects.toThrow('LEASE_LOST');
    expect(old.lost.aborted).toBe(true);
    expect(old.isCertain()).toBe(false);
    await expect(old.requireHeld()).rejects.toThrow('LEASE_LOST');
    await old.release();
    await there.server.write((session) => there.leases.prove([NAME], session));
    expect(lock.lost.aborted).toBe(false);
  });

  it('that lapsed and were taken by nobody go on: who slept asks, and is certain again', async () => {
    const { here, serverWaits } = await team();
    const lock = await taken(here.leases, NAME);
    here.sleeps(20_000);
    await serverWaits(20_000);
    expect(lock.isCertain()).toBe(false);
    expect(await here.leases.areHeld([NAME])).toEqual(new Map());
    await lock.requireHeld();
    expect(lock.isCertain()).toBe(true);
    expect(await here.leases.areHeld([NAME])).toEqual(new Map([[NAME, expect.any(Number)]]));
    await here.server.write((session) => here.leases.prove([NAME], session));
  });

  it('are asked for once more by who slept while it asked', async () => {
    const { here, there, serverWaits } = await team();
    const lock = await taken(here.leases, NAME);
    here.sleeps(20_000);
    const { write } = here.server;
    here.server.write = async (work, patience) => {
      here.server.write = write;
      const answer = await write(work, patience);
      here.sleeps(20_000);
      await serverWaits(20_000);
      await taken(there.leases, NAME);
      return answer;
    };
    await expect(lock.requireHeld()).rejects.toThrow('LEASE_LOST');
  });

  it('that lapsed, were taken over and given back again are lost all the same', async () => {
    const { here, there, serverWaits } = await team();
    const old = await taken(here.leases, NAME);
    here.sleeps(20_000);
    await serverWaits(20_000);
    await (await taken(there.leases, NAME)).release();
    await expect(old.requireHeld()).rejects.toThrow('LEASE_LOST');
    expect(old.lost.aborted).toBe(true);
    // What is taken anew is another one.
    await (await taken(here.leases, NAME)).requireHeld();
    await expect(old.requireHeld()).rejects.toThrow('LEASE_LOST');
  });

  it('with a fence that a server gave twice, because it failed over, are not taken for one another', async () => {
    const { here, there, sql } = await team();
    const old = await taken(here.leases, NAME);
    await sql(`DELETE FROM line_ops.lease WHERE name = '${NAME}'; SELECT setval('line_ops.lease_fence', 1, false)`);
    const lock = await taken(there.leases, NAME);
    await expect(here.server.write((session) => here.leases.prove([NAME], session))).rejects.toThrow('LEASE_LOST');
    await expect(old.requireHeld()).rejects.toThrow('LEASE_LOST');
    await there.server.write((session) => there.leases.prove([NAME], session));
    await lock.requireHeld();
  });

  it('are not taken over while something is written under them, and are renewed all the same', async () => {
    const { here, there, serverWaits } = await team();
    const old = await taken(here.leases, NAME);
    here.sleeps(20_000);
    await serverWaits(20_000);
    const order: string[] = [];
    let taking: Promise<HeldLock> | null = null;
    await here.server.write(async (session) => {
      await here.leases.prove([NAME], session);
      taking = taken(there.leases, NAME).finally(() => order.push('taken over'));
      await until(
        here.server,
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%lease%'",
      );
      await session.query('SELECT 1');
      order.push('written');
    });
    await taking;
    expect(order).toEqual(['written', 'taken over']);
    await expect(old.requireHeld()).rejects.toThrow('LEASE_LOST');

    const lock = await taken(here.leases, 'broadcast-2');
    here.sleeps(20_000);
    await here.server.write(async (session) => {
      await here.leases.prove(['broadcast-2'], session);
      await lock.requireHeld();
    });
    expect(lock.isCertain()).toBe(true);
  });

  it('are kept from everybody else while the state is moved, and hold the move up while they are held', async () => {
    const { here, there } = await team();
    const before = await taken(there.leases, NAME);
    const move = await taken(here.leases, 'state-move');
    expect(await here.leases.allHeld()).toMatchObject([{ name: NAME }, { name: 'state-move' }]);
    expect(await there.leases.acquire('state-move', 0)).toMatchObject({ heldBy: { host: 'here' } });
    expect(await there.leases.acquire('tokens-1', 0)).toMatchObject({ heldBy: { host: 'here' } });
    await before.release();
    await (await taken(here.leases, NAME)).release();
    await move.release();
    expect(await here.leases.allHeld()).toEqual([]);
    await (await taken(there.leases, 'state-move')).release();
    await taken(here.leases, 'tokens-1');
  });
});

async function until(server: StateServer, sql: string): Promise<void> {
  for (;;) {
    const { rows } = await server.read((session) => session.query(sql));
    if (0 < rows.length) return;
  }
}
