import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scheduled } from '../../../../src/domain/broadcast/schedule/due.js';
import { parseBroadcastId } from '../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import type { Locks } from '../../../../src/ports/store.js';
import { type WorkOutcome, work } from '../../../../src/usecases/broadcast/worker/work.js';
import { BroadcastBench } from '../../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const LEASE_MS = 15_000;

/** What others hold: until when the lease lasts that they renew or not. */
function withOthers(lapsesAt: () => number): () => Promise<Locks> {
  return async () => ({
    acquire: async () => ({ heldBy: { pid: 4321, host: 'elsewhere', since: 0 } }),
    areHeld: async (names) => {
      const at = lapsesAt();
      return new Map(bench.clock.ms < at ? names.map((name) => [name, at]) : []);
    },
    allHeld: async () => [],
  });
}

async function drain(locks: () => Promise<Locks>): Promise<readonly string[]> {
  const begun: string[] = [];
  const run = async ({ settings: { id } }: Scheduled): Promise<WorkOutcome> => {
    begun.push(id);
    await ledger.setState(id, 'incomplete', { at: bench.clock.ms, reason: 'done with', workedMs: 0 });
    return { type: 'ended' };
  };
  await work({ drains: true, stop: new AbortController().signal, run }, { ...bench.deps(ledger), locks });
  return begun;
}

describe('a worker that drains', () => {
  it('waits for the lease of one that died, and takes over what it left within five seconds', async () => {
    const id = await bench.plan(ledger, [10], { startAt: bench.clock.ms, runsBy: 'worker' });
    const lapsesAt = bench.clock.ms + LEASE_MS;
    expect(await drain(withOthers(() => lapsesAt))).toEqual([id]);
    expect(bench.clock.ms - lapsesAt).toBeLessThan(5_000);
  });

  it('leaves to one that lives what that one does, as soon as it is seen to live', async () => {
    await bench.plan(ledger, [10], { startAt: bench.clock.ms, runsBy: 'worker' });
    const begunAt = bench.clock.ms;
    const renewedAt = () => begunAt + Math.floor((bench.clock.ms - begunAt) / 5_000) * 5_000;
    expect(await drain(withOthers(() => renewedAt() + LEASE_MS))).toEqual([]);
    expect(bench.clock.ms - begunAt).toBeLessThan(LEASE_MS);
  });

  it('does not wait for a lock that ends with its process', async () => {
    await bench.plan(ledger, [10], { startAt: bench.clock.ms, runsBy: 'worker' });
    const begunAt = bench.clock.ms;
    const locks = withOthers(() => 0);
    const held = async () => ({
      ...(await locks()),
      areHeld: async (names: readonly string[]) => new Map(names.map((name) => [name, null])),
    });
    expect(await drain(held)).toEqual([]);
    expect(bench.clock.ms - begunAt).toBeLessThan(1_000);
  });
});

it('four workers that find three hundred due at once each get their share, and hardly ask for the same ones', async () => {
  const settings = bench.settings({ startAt: bench.clock.ms });
  const due: Scheduled[] = Array.from({ length: 300 }, (_, index) => ({
    settings: {
      ...settings,
      id: parseBroadcastId(`b-20260115-${index.toString(36).padStart(6, '0')}`),
      channelId: `${index}`,
    },
    state: 'planned',
    runsBy: 'worker',
    startedAt: null,
    stages: [],
  }));
  const holders = new Map<string, number>();
  let collisions = 0;
  const sign = (id: string) => `broadcast-${id}-at-work`;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const worker = (number: number) => {
    const run = async ({ settings: { id } }: Scheduled, onHeld: () => void): Promise<WorkOutcome> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (holders.has(id)) {
        collisions += 1;
        return { type: 'busy' };
      }
      holders.set(id, number);
      if (holders.size === due.length) stop.abort();
      onHeld();
      await new Promise<void>((resolve) => {
        stop.signal.addEventListener('abort', () => resolve());
        if (stop.signal.aborted) resolve();
      });
      return { type: 'ended' };
    };
    let seed = number;
    const fraction = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const deps = {
      ...bench.deps(ledger),
      random: { ...bench.random, fraction },
      broadcastLedger: async () => ({
        ...ledger,
        scheduled: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return { scheduled: due, unreadable: [] };
        },
      }),
      locks: async (): Promise<Locks> => ({
        acquire: async () => ({ heldBy: null }),
        areHeld: async (names) =>
          new Map(
            due
              .filter(({ settings: { id } }) => holders.has(id) && names.includes(sign(id)))
              .map(({ settings: { id } }) => [sign(id), 1]),
          ),
        allHeld: async () => [],
      }),
    };
    return work({ drains: false, stop: stop.signal, run }, deps);
  };
  await Promise.all([1, 2, 3, 4].map(worker));
  const shares = [1, 2, 3, 4].map((number) => [...holders.values()].filter((each) => each === number).length);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(300);
  expect(Math.min(...shares)).toBeGreaterThan(40);
  expect(collisions).toBeLessThan(100);
});
