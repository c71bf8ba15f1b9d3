import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BroadcastSettings } from '../../../src/domain/broadcast/settings.js';
import type { BroadcastId } from '../../../src/domain/line/ids.js';
import type { HistoryFindings } from '../../../src/usecases/broadcast/sending/run-journal.js';
import { BroadcastBench, noLocks, totalsIn, userId } from '../../support/broadcast-bench.js';
import type { Fate } from '../../support/sending-platform.js';

const HOUR_MS = 60 * 60 * 1000;

let bench: BroadcastBench;
let findings: HistoryFindings[];

beforeEach(() => {
  bench = new BroadcastBench();
  findings = [];
});

afterEach(() => bench.close());

const onHistory = (found: HistoryFindings) => findings.push(found);

/** Runs what the state in that folder holds, as a process started in it would: the lock is the folder's. */
async function runIn(folder: string, id: BroadcastId, options: Parameters<BroadcastBench['run']>[2] = {}) {
  const broadcastTotals = async () => totalsIn(folder);
  return bench.run(id, await bench.openLedger(folder), { locks: noLocks, broadcastTotals, onHistory, ...options });
}

/** How often each retry key was sent. */
function keys(): number {
  return new Set(bench.platform.requests.map(({ retryKey }) => retryKey)).size;
}

describe('a copy of the state put back after the broadcast was sent', () => {
  it.each(['planned', 'half sent'])(
    '%s, an hour later: LINE is asked under the same keys, nobody gets it twice',
    async (when) => {
      const id = await bench.plan(await bench.openLedger(), [50, 50]);
      let copy = bench.copyState();
      bench.platform.fate = ({ number }, take) => {
        if (number === 5 && when === 'half sent') copy = bench.copyState();
        return take();
      };
      expect((await runIn(bench.folder, id)).broadcast.state).toBe('completed');
      bench.platform.fate = (_request, take) => take();
      bench.clock.ms += HOUR_MS;

      const { broadcast } = await runIn(copy, id);

      expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 100, unknown: 0 } });
      expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
      expect(keys()).toBe(10);
      expect(findings[0]).toMatchObject({ inDoubt: { batches: 0 }, givenUp: { batches: 0 } });
      expect(findings[1]?.inDoubt.batches).toBeGreaterThan(when === 'planned' ? 9 : 3);
    },
  );

  it.each(['planned', 'half sent'])(
    '%s, 25 hours later: what this machine sent is unknown, and nothing is sent',
    async (when) => {
      const id = await bench.plan(await bench.openLedger(), [100]);
      let copy = bench.copyState();
      bench.platform.fate = ({ number }, take) => {
        if (number === 5 && when === 'half sent') copy = bench.copyState();
        return take();
      };
      await runIn(bench.folder, id);
      bench.platform.fate = (_request, take) => take();
      bench.clock.ms += 25 * HOUR_MS;

      const { broadcast } = await runIn(copy, id);

      expect(bench.platform.requests).toHaveLength(10);
      expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { pending: 0 } });
      expect(broadcast.recipients.unknown).toBeGreaterThan(0);
      expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
    },
  );

  it('sends what nobody sent, beside what is unknown', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [50, 50]);
    const copy = bench.copyState();
    bench.platform.fate = ({ number }, take) => {
      if (number === 5) void ledger.requestStop(id, 'pause');
      return take();
    };
    await bench.run(id, ledger);
    const sent = bench.platform.requests.length;
    expect(sent).toBeLessThan(10);
    bench.platform.fate = (_request, take) => take();
    bench.clock.ms += 25 * HOUR_MS;

    const { broadcast } = await runIn(copy, id);

    expect(broadcast.batches).toMatchObject({ accepted: 10 - sent, unknown: sent, pending: 0 });
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });
});

describe('where LINE refuses somebody', () => {
  const BAD = [userId(13), userId(17), userId(18), userId(64)];
  const isBad = (id: string) => BAD.some((bad) => bad === id);
  /** LINE names one of the bad at a time, as long as there is one. */
  const naming: Fate = ({ userIds }, take) => {
    const position = userIds.findIndex(isBad);
    const problem = `The property, to[${position}], in the request body is invalid`;
    return position === -1 ? take() : { type: 'refused', status: 400, requestId: 'r', problem, details: [] };
  };
  /** LINE names nobody. */
  const silent: Fate = ({ userIds }, take) =>
    userIds.some(isBad)
      ? { type: 'refused', status: 400, requestId: 'r', problem: 'Failed to send messages', details: [] }
      : take();

  it.each([
    ['naming them', naming],
    ['naming nobody', silent],
  ])('%s, a copy put back within a day sets the same aside and asks under the same keys', async (_how, fate) => {
    const id = await bench.plan(await bench.openLedger(), [50, 50]);
    const copy = bench.copyState();
    bench.platform.fate = fate;
    expect((await runIn(bench.folder, id)).broadcast.recipients).toMatchObject({ accepted: 96, refused: 4 });
    const before = keys();
    bench.clock.ms += HOUR_MS;

    const { broadcast } = await runIn(copy, id);

    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 96, refused: 4, unknown: 0 } });
    expect(bench.platform.totals).toEqual({ reached: 96, most: 1 });
    expect(keys()).toBe(before);
  });

  it.each([
    ['naming them', naming],
    ['naming nobody', silent],
  ])('%s, a copy put back a day later messages nobody twice', async (_how, fate) => {
    const id = await bench.plan(await bench.openLedger(), [50, 50]);
    const copy = bench.copyState();
    bench.platform.fate = fate;
    await runIn(bench.folder, id);
    // Meanwhile LINE finds no fault with them any more.
    bench.platform.fate = (_request, take) => take();
    bench.clock.ms += 25 * HOUR_MS;

    const { broadcast } = await runIn(copy, id);

    expect(broadcast.recipients).toMatchObject({ accepted: 0, unknown: 96, refused: 4, pending: 0 });
    expect(bench.platform.totals).toEqual({ reached: 96, most: 1 });
  });

  it.each([
    ['naming them', naming],
    ['naming nobody', silent],
  ])('%s, copies that are sent at once message nobody twice, and reach everybody', async (_how, fate) => {
    const id = await bench.plan(await bench.openLedger(), [50, 50]);
    const copies = [bench.folder, bench.copyState(), bench.copyState()];
    bench.platform.fate = fate;
    await Promise.all(copies.map((folder) => runIn(folder, id)));
    expect(bench.platform.totals).toEqual({ reached: 96, most: 1 });
  });

  it.each([
    ['naming them', naming],
    ['naming nobody', silent],
  ])('%s, a copy that another one overtakes follows what that one did', async (_how, fate) => {
    const id = await bench.plan(await bench.openLedger(), [50, 50]);
    const copy = bench.copyState();
    bench.platform.fate = fate;
    let isOvertaken = false;
    const overtaken = {
      ...bench.platform.api,
      multicast: async (...request: Parameters<typeof bench.platform.api.multicast>) => {
        const reply = await bench.platform.api.multicast(...request);
        if (!isOvertaken) {
          isOvertaken = true;
          expect((await runIn(bench.folder, id)).broadcast.state).toBe('completed');
        }
        return reply;
      },
    };

    const { broadcast } = await runIn(copy, id, { api: overtaken });

    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 96, refused: 4, unknown: 0 } });
    expect(bench.platform.totals).toEqual({ reached: 96, most: 1 });
  });
});

describe('an attempt that LINE did not take', () => {
  it('is no reason for doubt, however long ago it was', async () => {
    const id = await bench.plan(await bench.openLedger(), [100]);
    const copy = bench.copyState();
    bench.platform.fate = () => ({ type: 'tooMany', requestId: 'r', problem: 'You have reached your monthly limit.' });
    bench.platform.quotaLimit = { type: 'limited', limit: 1_000 };
    await runIn(bench.folder, id);
    bench.platform.fate = (_request, take) => take();
    bench.clock.ms += 25 * HOUR_MS;

    const { broadcast } = await runIn(copy, id);

    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 100, unknown: 0 } });
    expect(findings.at(-1)).toMatchObject({ inDoubt: { batches: 0 }, givenUp: { batches: 0 } });
  });
});

describe('two copies that are sent at once', () => {
  it('message nobody twice', async () => {
    const id = await bench.plan(await bench.openLedger(), [50, 50]);
    const copies = [bench.folder, bench.copyState(), bench.copyState()];
    await Promise.all(copies.map((folder) => runIn(folder, id)));
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
    expect(keys()).toBe(10);
  });

  it('message nobody twice where one of them is a day behind the other', async () => {
    const id = await bench.plan(await bench.openLedger(), [50, 50], { intervalMs: HOUR_MS });
    const copy = bench.copyState();
    let isAhead = false;
    // The second run sleeps in its first request while the first one sends everything, and a day passes.
    const slow = {
      ...bench.platform.api,
      multicast: async (...request: Parameters<typeof bench.platform.api.multicast>) => {
        const reply = await bench.platform.api.multicast(...request);
        if (!isAhead) {
          isAhead = true;
          await runIn(bench.folder, id);
          bench.clock.ms += 25 * HOUR_MS;
        }
        return reply;
      },
    };

    const { broadcast } = await runIn(copy, id, { api: slow });

    expect(broadcast.recipients).toMatchObject({ accepted: 10, unknown: 90, pending: 0 });
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });
});

describe('where there is no journal', () => {
  const stopHalfWay = async (settings: Partial<BroadcastSettings> = {}) => {
    const ledger = await bench.openLedger();
    const id = await bench.plan(ledger, [50, 20, 30], settings);
    bench.platform.fate = ({ number }, take) => {
      if (number === 3) void ledger.requestStop(id, 'pause');
      return take();
    };
    await bench.run(id, ledger);
    bench.platform.fate = (_request, take) => take();
    rmSync(join(bench.folder, 'journal'), { recursive: true });
    return { id, sent: bench.platform.requests.length };
  };

  it('a broadcast goes on within a day', async () => {
    const { id } = await stopHalfWay();
    bench.clock.ms += 23 * HOUR_MS;
    expect((await runIn(bench.folder, id)).broadcast.state).toBe('completed');
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  it('nothing is sent after a day, unless the operator answers for it, once', async () => {
    const { id, sent } = await stopHalfWay();
    bench.clock.ms += 25 * HOUR_MS;
    const refused = { kind: 'incomplete', code: 'HISTORY_UNKNOWN' };
    await expect(runIn(bench.folder, id)).rejects.toMatchObject(refused);
    await expect(runIn(bench.folder, id)).rejects.toMatchObject(refused);
    expect(bench.platform.requests).toHaveLength(sent);

    const stop = AbortSignal.abort();
    await runIn(bench.folder, id, { withoutJournal: true, stop });
    expect((await runIn(bench.folder, id)).broadcast.state).toBe('completed');
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  it('a run that began within the day stops when the day is over', async () => {
    const { id } = await stopHalfWay({ intervalMs: HOUR_MS });
    bench.clock.ms += 23.5 * HOUR_MS;

    const { broadcast, stoppedBy } = await runIn(bench.folder, id);

    expect(stoppedBy).toMatchObject({ type: 'failed', error: { code: 'HISTORY_UNKNOWN' } });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 70, unknown: 0, pending: 30 } });
  });

  it('the request log tells what was sent from a copy that was never begun', async () => {
    const id = await bench.plan(await bench.openLedger(), [100]);
    const copy = bench.copyState();
    await runIn(bench.folder, id);
    const lines = bench.platform.requests.map(({ retryKey, at }, index) =>
      JSON.stringify({
        time: new Date(at).toISOString(),
        requestId: `r-${index}`,
        acceptedRequestId: null,
        retryKey,
        method: 'POST',
        url: 'https://api.line.me/v2/bot/message/multicast',
        status: index === 9 ? 429 : 200,
      }),
    );
    mkdirSync(join(bench.folder, 'logs'));
    writeFileSync(join(bench.folder, 'logs', 'requests-2026-01-15.jsonl'), `${lines.join('\n')}\n`);
    rmSync(join(bench.folder, 'journal'), { recursive: true });
    bench.clock.ms += 25 * HOUR_MS;

    const { broadcast } = await runIn(copy, id);

    expect(broadcast.batches).toMatchObject({ accepted: 1, unknown: 9 });
    expect(findings.at(-1)).toMatchObject({ inDoubt: { batches: 9, recipients: 90 } });
  });

  it('a broadcast that was never begun is sent, however old it is', async () => {
    const id = await bench.plan(await bench.openLedger(), [100]);
    bench.clock.ms += 100 * HOUR_MS;
    expect((await runIn(bench.folder, id)).broadcast.state).toBe('completed');
  });
});
