import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { totalsBalance } from '../../../src/domain/broadcast/broadcast.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench, noLocks, userId } from '../../support/broadcast-bench.js';
import { LIE_IN_SERVER } from '../../support/kept-books.js';
import { Killer, mortalApi, mortalLedger } from '../../support/killer.js';
import type { Fate } from '../../support/sending-platform.js';

/** Fewer where each commit asks a server: what differs there is how they are written, not when. */
const SEEDS = LIE_IN_SERVER ? 20 : 280;
/** Seeds at work at once: while one waits for its next commit, others go on. */
const LANES = 4;
const KILLS_PER_SEED = 4;
/** About as many steps as a run without faults has: a kill may hit any of them. */
const STEPS = 60;
/** Runs that may stop of themselves, after eight attempts or eight 429s in a row, until all is sent. */
const MAX_RESUMES = 20;

/** Ten batches, the last one not full. */
const STAGES = [21, 28, 20];
const BATCH_SIZE = 7;
const PEOPLE = Array.from({ length: 69 }, (_, index) => userId(index));

const silence = (why: string): SendReply => ({ type: 'doubt', why, requestId: null, stranger: null });
const failed: SendReply = { type: 'doubt', why: 'LINE answered 503', requestId: 'r', stranger: null };
const tooMany: SendReply = { type: 'tooMany', requestId: 'r', problem: 'The API rate limit has been exceeded.' };
const page: SendReply = { type: 'doubt', why: 'answered 200', requestId: null, stranger: 'https://proxy.example' };
const tornYes: SendReply = {
  type: 'doubt',
  why: 'LINE answered 200, and the answer broke off',
  requestId: 'r',
  stranger: null,
};
const notConnected: SendReply = { type: 'notTaken', why: 'connection refused' };

type TroubleName =
  | 'timeout, never taken'
  | 'timeout, taken later'
  | 'reset before acceptance'
  | 'reset after acceptance'
  | '5xx before acceptance'
  | '5xx after acceptance'
  | "a page in LINE's place, never taken"
  | "a page in LINE's place, taken"
  | 'a yes that breaks off'
  | '429'
  | 'connection refused';

/** Whatever comes to LINE after the sender gave up waiting for it. */
type TakeLater = (take: () => SendReply) => void;

const TROUBLES: Readonly<Record<TroubleName, (take: () => SendReply, takeLater: TakeLater) => SendReply>> = {
  'timeout, never taken': () => silence('no answer in time'),
  'timeout, taken later': (take, takeLater) => {
    takeLater(take);
    return silence('no answer in time');
  },
  'reset before acceptance': () => silence('connection reset'),
  'reset after acceptance': (take) => butLosing(take, silence('connection reset')),
  '5xx before acceptance': () => failed,
  '5xx after acceptance': (take) => butLosing(take, failed),
  "a page in LINE's place, never taken": () => page,
  "a page in LINE's place, taken": (take) => butLosing(take, page),
  'a yes that breaks off': (take) => butLosing(take, tornYes),
  '429': () => tooMany,
  'connection refused': () => notConnected,
};
const TROUBLE_NAMES = Object.keys(TROUBLES) as readonly TroubleName[];
/** Of all requests. */
const TROUBLE_SHARE = 0.5;
/** By how much somebody sets our clock between two runs; LINE's goes on. */
const CLOCK_JUMPS_MS = [0, -30 * 3_600_000, -3 * 3_600_000, 60_000, 3 * 3_600_000, 30 * 3_600_000];
/** Turns of the event loop: long enough to be passed by the attempt that follows. */
const LATEST_TURNS = 20;

/** A number from 0 to 1 that depends on nothing but its name, in whatever order requests happen to leave. */
function drawn(...name: readonly (string | number)[]): number {
  return createHash('sha256').update(name.join('/')).digest().readUInt32BE() / 2 ** 32;
}

/** LINE's half of one seed: a fate for every request under every retry key. */
class SeededPlatform {
  readonly met = new Map<TroubleName, number>();
  readonly #late = new Set<Promise<void>>();
  readonly #requestsOf = new Map<string, number>();

  constructor(readonly seed: number) {}

  readonly fate: Fate = ({ retryKey }, take) => {
    const number = (this.#requestsOf.get(retryKey) ?? 0) + 1;
    this.#requestsOf.set(retryKey, number);
    const draw = drawn(this.seed, 'fate', retryKey, number) / TROUBLE_SHARE;
    const name = TROUBLE_NAMES[Math.floor(draw * TROUBLE_NAMES.length)];
    if (name === undefined) return take();
    this.met.set(name, (this.met.get(name) ?? 0) + 1);
    return TROUBLES[name](take, (taking) =>
      this.#takeLater(taking, drawn(this.seed, 'late', retryKey, number) * LATEST_TURNS),
    );
  };

  /** All that is still on its way has arrived. */
  async quiet(): Promise<void> {
    await Promise.all(this.#late);
  }

  #takeLater(take: () => SendReply, turns: number): void {
    const arriving = (async () => {
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      take();
    })();
    this.#late.add(arriving);
  }
}

/** Kills a run up to four times, then lets it through. */
async function sendUnderKills(seed: number) {
  const bench = new BroadcastBench();
  const platform = new SeededPlatform(seed);
  try {
    bench.platform.fate = platform.fate;
    bench.platform.quotaLimit = { type: 'limited', limit: 10_000 };
    // A process that was killed in here still holds its lock: only the operating system takes that away.
    const id = await bench.plan(await bench.openLedger(), STAGES, { batchSize: BATCH_SIZE, intervalMs: 1_000 });
    let kills = 0;
    for (let number = 0; number < KILLS_PER_SEED; number += 1) {
      const killer = new Killer(1 + Math.floor(drawn(seed, 'kill', number) * STEPS));
      const api = mortalApi(bench.platform.api, killer);
      const run = bench.run(id, mortalLedger(await bench.openLedger(), killer), { api, locks: noLocks });
      await killer.outlived(run);
      kills += killer.isDead ? 1 : 0;
      const jump = CLOCK_JUMPS_MS[Math.floor(drawn(seed, 'clock', number) * CLOCK_JUMPS_MS.length)] ?? 0;
      bench.setClockAhead(jump);
    }
    const ledger = await bench.openLedger();
    let { broadcast } = await bench.run(id, ledger, { locks: noLocks });
    for (let resumes = 0; broadcast.state !== 'completed' && resumes < MAX_RESUMES; resumes += 1)
      ({ broadcast } = await bench.run(id, ledger, { locks: noLocks }));
    await platform.quiet();

    const bodies = new Map<string, Set<string>>();
    for (const { retryKey, body } of bench.platform.requests)
      bodies.set(retryKey, (bodies.get(retryKey) ?? new Set()).add(body));
    const { delivered, requests } = bench.platform;
    expect({
      seed,
      lost: PEOPLE.filter((person) => !delivered.has(person)),
      twice: [...delivered].filter(([, times]) => times !== 1),
      strangers: delivered.size - PEOPLE.length,
      state: broadcast.state,
      accepted: broadcast.recipients.accepted,
      totalsBalance: totalsBalance(broadcast.recipients),
      keysOfTwoBodies: [...bodies.values()].filter((ofOneKey) => ofOneKey.size !== 1).length,
      keys: bodies.size,
      requestsOffTheBooks: Math.max(0, requests.length - broadcast.requests),
    }).toEqual({
      seed,
      lost: [],
      twice: [],
      strangers: 0,
      state: 'completed',
      accepted: PEOPLE.length,
      totalsBalance: true,
      keysOfTwoBodies: 0,
      keys: 10,
      requestsOffTheBooks: 0,
    });
    return { kills, met: platform.met, conflicts: broadcast.conflicts };
  } finally {
    bench.close();
  }
}

it('loses nobody and messages nobody twice, killed again and again amid faults of every kind', async () => {
  let kills = 0;
  let conflicts = 0;
  const met = new Map<TroubleName, number>();
  const lane = async (first: number) => {
    for (let seed = first; seed <= SEEDS; seed += LANES) {
      const seeded = await sendUnderKills(seed);
      kills += seeded.kills;
      conflicts += seeded.conflicts;
      for (const [name, times] of seeded.met) met.set(name, (met.get(name) ?? 0) + times);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index + 1)));

  expect(kills).toBeGreaterThanOrEqual(LIE_IN_SERVER ? 60 : 1000);
  expect(conflicts).toBeGreaterThan(LIE_IN_SERVER ? 5 : 100);
  const least = LIE_IN_SERVER ? 5 : 100;
  expect(TROUBLE_NAMES.filter((name) => (met.get(name) ?? 0) < least)).toEqual([]);
}, 120_000);

/** LINE takes the request, and its answer never arrives. */
function butLosing(take: () => SendReply, seen: SendReply): SendReply {
  take();
  return seen;
}
