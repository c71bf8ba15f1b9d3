import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench, noLocks } from '../../support/broadcast-bench.js';
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

const FATES: readonly (readonly [name: string, fate: Fate, namesRecipients: boolean])[] = [
  ['a LINE that works', (_request, take) => take(), false],
  [
    'a LINE that loses every third answer',
    ({ number }, take) => (number % 3 === 0 ? butLosing(take, silence) : take()),
    false,
  ],
  [
    'a LINE that names a wrong recipient in each batch',
    ({ userIds }, take) => {
      const position = userIds.findIndex((id) => id.endsWith('7'));
      return position === -1
        ? take()
        : {
            type: 'refused',
            status: 400,
            requestId: 'r',
            problem: `The property, to[${position}], in the request body is invalid`,
            details: [],
          };
    },
    true,
  ],
];

describe.each(FATES)('killed at every write and every request, against %s', (_name, fate, namesRecipients) => {
  it('loses nobody and messages nobody twice', async () => {
    let points = 0;
    for (let killAt = 1; ; killAt += 1) {
      bench.close();
      bench = new BroadcastBench();
      bench.platform.fate = fate;
      const id = await bench.plan(await bench.openLedger(), [8, 20], { batchSize: 8, intervalMs: 0 });
      const killer = new Killer(killAt);
      const api = mortalApi(bench.platform.api, killer);

      // A killed process finishes nothing: whatever its run still says is not waited for.
      const run = bench.run(id, mortalLedger(await bench.openLedger(), killer), { api, locks: noLocks });
      await killer.outlived(run);
      const { broadcast } = await bench.run(id, await bench.openLedger(), { locks: noLocks });

      const { recipients } = broadcast;
      expect({ killAt, ...bench.platform.totals }).toEqual({ killAt, reached: recipients.accepted, most: 1 });
      expect({ killAt, all: recipients.accepted + recipients.refused + recipients.unknown }).toEqual({
        killAt,
        all: 28,
      });
      // A refusal after a doubt stays a doubt; nothing else does.
      if (!namesRecipients)
        expect({ killAt, state: broadcast.state, unknown: recipients.unknown }).toEqual({
          killAt,
          state: 'completed',
          unknown: 0,
        });
      if (!killer.isDead) break;
      points += 1;
    }
    expect(points).toBeGreaterThan(30);
  });
});

/** LINE takes the request, and its answer never arrives. */
function butLosing(take: () => SendReply, seen: SendReply): SendReply {
  take();
  return seen;
}
