import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench, noLocks, userId } from '../../support/broadcast-bench.js';
import { unreachable } from '../../support/failures.js';
import { Killer, mortalApi, mortalLedger } from '../../support/killer.js';
import type { Fate } from '../../support/sending-platform.js';

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

const silence: SendReply = { type: 'doubt', why: 'connection reset', requestId: null, stranger: null };
const failed: SendReply = { type: 'doubt', why: 'LINE answered 503', requestId: 'r', stranger: null };

/** LINE takes the request, and its answer never arrives. */
const butLosing = (take: () => SendReply, seen: SendReply): SendReply => {
  take();
  return seen;
};

const WORLDS: readonly (readonly [name: string, fate: Fate, loseEveryLook: number])[] = [
  ['a LINE that works', (_request, take) => take(), 0],
  [
    'a LINE that loses every other answer and every other look',
    ({ number }, take) => (number % 2 === 0 ? take() : butLosing(take, silence)),
    2,
  ],
  [
    'a LINE that fails every other request before taking it',
    ({ number }, take) => (number % 2 === 0 ? take() : failed),
    3,
  ],
];

/** Everybody in it is a friend; there are as many friends who are not. */
const AUDIENCE = 5614991017776;

const WAYS = [
  ['narrowcast', null],
  ['narrowcast', `audience:${AUDIENCE}`],
  ['broadcast', null],
] as const;

describe.each(WAYS)('%s to %s, killed at every write, request and look', (via, toWord) => {
  it.each(WORLDS)('against %s, reaches every friend exactly once', async (_name, fate, loseEveryLook) => {
    const stages = via === 'narrowcast' ? [5, 20, 75] : [100];
    let points = 0;
    for (let killAt = 1; ; killAt += 1) {
      bench.close();
      bench = new BroadcastBench();
      const { platform } = bench;
      platform.fate = fate;
      platform.onLook = () => {
        if (loseEveryLook > 0 && platform.looks.length % loseEveryLook === 0) throw unreachable();
      };
      if (toWord !== null) {
        platform.friends = Array.from({ length: 200 }, (_, index) => userId(index));
        platform.audiences.set(AUDIENCE, platform.friends.slice(50, 150));
      }
      const id = await bench.planForFriends(await bench.openLedger(), via, stages, { intervalMs: 0, toWord });
      const killer = new Killer(killAt);

      // A killed process finishes nothing: whatever its run still says is not waited for.
      const mortal = { api: mortalApi(platform.api, killer), locks: noLocks };
      const run = bench.run(id, mortalLedger(await bench.openLedger(), killer), mortal);
      await killer.outlived(run);
      const { broadcast } = await bench.run(id, await bench.openLedger(), { locks: noLocks });

      expect({ killAt, ...platform.totals }).toEqual({ killAt, reached: 100, most: 1 });
      const asked = toWord === null ? platform.friends : (platform.audiences.get(AUDIENCE) ?? []);
      expect([...platform.delivered.keys()].every((person) => asked.includes(person))).toBe(true);
      expect({ killAt, state: broadcast.state, ...broadcast.recipients }).toMatchObject({
        killAt,
        state: 'completed',
        unique: 100,
        accepted: 100,
        refused: 0,
        unknown: 0,
        pending: 0,
      });
      expect(broadcast.stages.map(({ accepted }) => accepted)).toEqual(stages);
      if (!killer.isDead) break;
      points += 1;
    }
    expect(points).toBeGreaterThan(via === 'narrowcast' ? 35 : 8);
  });
});
