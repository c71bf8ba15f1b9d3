import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecipientReader } from '../../../../src/adapters/recipients/reader.js';

import { SAME_AGAIN_MS } from '../../../../src/domain/broadcast/planning/sent-before.js';
import { type BroadcastId, parseBroadcastId } from '../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import { requireBroadcast } from '../../../../src/usecases/broadcast/audit/find-broadcast.js';
import {
  findSentBefore,
  holdBeginning,
  type SentBeforeDeps,
  toBeSent,
} from '../../../../src/usecases/broadcast/planning/sent-before.js';
import { runBroadcast } from '../../../../src/usecases/broadcast/sending/run-broadcast.js';
import { BroadcastBench, totalsIn } from '../../../support/broadcast-bench.js';

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

const FIRST = parseBroadcastId('b-20260115-firsta');
const SECOND = parseBroadcastId('b-20260115-second');

function deps(): SentBeforeDeps {
  return {
    ...bench.deps(ledger),
    broadcastTotals: async () => totalsIn(bench.folder),
    recipients: async () => createRecipientReader({ temporaryFolder: bench.folder, stdin: () => process.stdin }),
  };
}

async function sentBefore(id: BroadcastId) {
  const found = await findSentBefore(toBeSent(await requireBroadcast(id, ledger)), deps());
  return found?.earlier.settings.id ?? null;
}

describe('an earlier broadcast of the same message to the same people', () => {
  it('counts for a day from its beginning', async () => {
    await bench.plan(ledger, [10], { id: FIRST });
    await bench.plan(ledger, [10], { id: SECOND });
    expect(await sentBefore(SECOND)).toBeNull();
    await bench.run(FIRST, ledger);
    expect(await sentBefore(SECOND)).toBe(FIRST);
    bench.clock.ms += SAME_AGAIN_MS;
    expect(await sentBefore(SECOND)).toBeNull();
  });

  it.each([
    ['another bot', { botUserId: `U${'e'.repeat(32)}` }],
    ['another channel, where LINE names no bot', { botUserId: null, channelId: '999' }],
    ['another message', { bodyTail: '],"messages":[{"type":"text","text":"ho"}]}' }],
  ])('is none from or of %s', async (_what, other) => {
    await bench.plan(ledger, [10], { id: FIRST });
    await bench.run(FIRST, ledger);
    await bench.plan(ledger, [10], { id: SECOND, ...other });
    expect(await sentBefore(SECOND)).toBeNull();
  });

  it('is one with another unit, or with a sound', async () => {
    await bench.plan(ledger, [10], { id: FIRST });
    await bench.run(FIRST, ledger);
    const bodyTail = '],"messages":[{"type":"text","text":"hi"}],"notificationDisabled":true}';
    await bench.plan(ledger, [10], { id: SECOND, bodyTail });
    expect(await sentBefore(SECOND)).toBe(FIRST);
  });

  it('counts whom it reached or may have reached, not whom LINE refused', async () => {
    const silence = { type: 'doubt', why: 'reset', requestId: null, stranger: null } as const;
    const no = { type: 'refused', status: 403, requestId: 'r', problem: 'no', details: [] } as const;
    for (const [reply, expected] of [
      [silence, FIRST],
      [no, null],
    ] as const) {
      bench.close();
      bench = new BroadcastBench();
      ledger = await bench.openLedger();
      await bench.plan(ledger, [10], { id: FIRST });
      await bench.plan(ledger, [10], { id: SECOND });
      bench.platform.fate = () => reply;
      await bench.run(FIRST, ledger);
      expect(await sentBefore(SECOND)).toBe(expected);
    }
  });

  it('counts everybody while it is being sent, and once it ended only whom it reached', async () => {
    await bench.plan(ledger, [100], { id: FIRST });
    await bench.plan(ledger, [100], { id: SECOND });
    const seen: (string | null)[] = [];
    const stop = new AbortController();
    bench.platform.fate = async ({ number }, take) => {
      if (number === 1) seen.push(await sentBefore(SECOND));
      if (number === 2) stop.abort();
      return take();
    };
    await bench.run(FIRST, ledger, { stop: stop.signal });
    expect(seen).toEqual([FIRST]);
    expect((await bench.look(FIRST)).recipients.accepted).toBeLessThanOrEqual(50);
    expect(await sentBefore(SECOND)).toBeNull();
  });
});

describe('two that begin at once', () => {
  it('are not both begun: the second sees the first', async () => {
    await bench.plan(ledger, [30], { id: FIRST });
    await bench.plan(ledger, [30], { id: SECOND });
    const comparedAt = bench.clock.now();
    const begin = (id: BroadcastId) =>
      runBroadcast(id, bench.deps(ledger), {
        stop: new AbortController().signal,
        onProgress: () => {},
        passGate: async () => null,
        holdBeginning: (broadcast) => holdBeginning(broadcast, { isAgain: false, comparedAt }, deps()),
      }).then(
        ({ broadcast }) => broadcast.state,
        (error: { readonly code?: string }) => error.code,
      );
    expect((await Promise.all([begin(FIRST), begin(SECOND)])).sort()).toEqual(['SENT_BEFORE', 'completed']);
    expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
  });
});
