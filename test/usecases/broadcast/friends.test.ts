import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemWith } from '../../../src/cli/broadcast/running/run-problem.js';
import { shownStageState } from '../../../src/domain/broadcast/broadcast.js';
import { endedBySkipping } from '../../../src/domain/broadcast/sending/narrowcast.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { leaveOutRefused, resolveUnknown } from '../../../src/usecases/broadcast/audit/resolve-broadcast.js';
import { runBroadcast } from '../../../src/usecases/broadcast/sending/run-broadcast.js';
import type { RunProgress } from '../../../src/usecases/broadcast/sending/stages/stage-runner.js';
import { BroadcastBench, userId } from '../../support/broadcast-bench.js';
import { told, unreachable } from '../../support/failures.js';

let bench: BroadcastBench;

beforeEach(() => {
  bench = new BroadcastBench();
});

afterEach(() => {
  bench.close();
});

const DAY_MS = 24 * 60 * 60 * 1000;
const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const tooMany = (problem: string): SendReply => ({ type: 'tooMany', requestId: 'r', problem });
const friends = (count: number) => Array.from({ length: count }, (_, index) => userId(index));
const bodies = () => bench.platform.requests.map(({ body }): unknown => JSON.parse(body));
const retryKeys = () => new Set(bench.platform.requests.map(({ retryKey }) => retryKey));
const exclude = (...requestIds: string[]) => ({
  type: 'operator',
  not: { type: 'operator', or: requestIds.map((requestId) => ({ type: 'redelivery', requestId })) },
});

describe('narrowcast', () => {
  it('sends each stage to those who got none of the earlier ones, and the last to all who remain', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [5, 20, 75]);

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    const messages = [{ type: 'text', text: 'hi' }];
    expect(bodies()).toEqual([
      { messages, limit: { max: 5 } },
      { messages, recipient: exclude('request-1'), limit: { max: 20 } },
      { messages, recipient: exclude('request-1', 'request-2') },
    ]);
    expect(stoppedBy).toBeNull();
    expect(broadcast).toMatchObject({ state: 'completed', requests: 3, recipients: { unique: 100, accepted: 100 } });
    expect(broadcast.stages.map(({ accepted }) => accepted)).toEqual([5, 20, 75]);
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  it('begins no stage before the one before is delivered, and asks after 1, 2, 4 and 8 s, then every 10 s', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [5, 95], { intervalMs: 0 });

    const { broadcast } = await bench.run(id, ledger);

    const [first, second] = bench.platform.requests;
    const looks = bench.platform.looks.filter((at) => at < (second?.at ?? 0));
    expect(looks.map((at) => Math.floor((at - (first?.at ?? 0)) / 1_000))).toEqual([1, 2, 4, 8, 18]);
    expect(broadcast.stages[0]?.finishedAt).toBeLessThanOrEqual(broadcast.stages[1]?.startedAt ?? 0);
  });

  it('excludes the request that LINE accepted, where its answer was lost', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [5, 95]);
    bench.platform.fate = ({ number }, take) => {
      const reply = take();
      return number === 1 ? silence : reply;
    };

    const { broadcast } = await bench.run(id, ledger);

    expect(bodies()[1]).toEqual(bodies()[0]);
    expect(bodies()[2]).toMatchObject({ recipient: exclude('request-1') });
    expect(broadcast).toMatchObject({ state: 'completed', conflicts: 1, retries: 1 });
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  it('counts whom LINE did not reach as refused, and friends as LINE counts them', async () => {
    const ledger = await bench.openLedger();
    bench.platform.friends = friends(103);
    bench.platform.unreachable.add(userId(102));
    const id = await bench.planForFriends(ledger, 'narrowcast', [5, 95]);

    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast).toMatchObject({
      state: 'completed',
      recipients: { total: 103, unique: 103, accepted: 102, refused: 1, unknown: 0, pending: 0 },
    });
    expect(broadcast.stages.map(({ recipients, accepted }) => [recipients, accepted])).toEqual([
      [5, 5],
      [98, 97],
    ]);
  });

  it('stops at a stage that LINE did not deliver, and sends it again under a new key on resume', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [5, 95]);
    bench.platform.narrowcastFails = (number) => (number === 2 ? { errorCode: 2, reached: 0 } : null);

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    expect(stoppedBy).toEqual({
      type: 'stageFailed',
      stage: 1,
      why: 'too few recipients (error 2)',
      reachedNobody: true,
    });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 5, refused: 95, unknown: 0 } });
    const resumed = await bench.run(id, ledger);
    expect(resumed.broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 100, refused: 0 } });
    expect(retryKeys().size).toBe(3);
    expect(bodies()[2]).toEqual(bodies()[1]);
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  describe('with a stage that failed half way', () => {
    const failHalfWay = async () => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
      bench.platform.narrowcastFails = (number) => (number === 1 ? { errorCode: 1, reached: 7 } : null);
      const { broadcast, stoppedBy } = await bench.run(id, ledger);
      expect(stoppedBy).toMatchObject({ type: 'stageFailed', reachedNobody: false });
      expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 0, unknown: 20, pending: 80 } });
      return { id, ledger };
    };
    const decide = async (decision: 'resend' | 'skip') => {
      const { id, ledger } = await failHalfWay();
      await resolveUnknown(id, decision, bench.resolveDeps(ledger));
      return bench.run(id, ledger);
    };

    it('never sends it, or a later one, by itself', async () => {
      const { id, ledger } = await failHalfWay();

      const { broadcast, stoppedBy } = await bench.run(id, ledger);

      expect(bench.platform.requests).toHaveLength(1);
      expect(stoppedBy).toMatchObject({ type: 'stageBlocked', stage: 1 });
      expect(broadcast.recipients).toMatchObject({ unknown: 20, pending: 80 });
      expect(broadcast.stages.map((stage) => shownStageState(stage, broadcast.state))).toEqual([
        'incomplete',
        'planned',
      ]);
      expect(broadcast.stages[1]?.startedAt).toBeNull();
    });

    it('sends it again when the operator decides so, and goes on', async () => {
      const { broadcast } = await decide('resend');

      expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 100, unknown: 0 } });
      expect(bench.platform.totals).toEqual({ reached: 100, most: 2 });
    });

    it('ends when the operator skips it: a later stage would reach some twice', async () => {
      const { id, ledger } = await failHalfWay();
      expect(endedBySkipping(await bench.look(id))).toBe(80);

      const resolved = await resolveUnknown(id, 'skip', bench.resolveDeps(ledger));

      expect(resolved).toMatchObject({ state: 'cancelled', recipients: { leftOut: 20, pending: 80 } });
      expect(resolved.reason).toContain('who got a stage is not known');
      await expect(bench.run(id, ledger)).rejects.toMatchObject({ code: 'BROADCAST_CANCELLED' });
      expect(bench.platform.totals).toEqual({ reached: 7, most: 1 });
    });

    it('is over when the operator skips the last one', async () => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
      bench.platform.narrowcastFails = (number) => (number === 2 ? { errorCode: 1, reached: 7 } : null);
      await bench.run(id, ledger);
      expect(endedBySkipping(await bench.look(id))).toBe(0);

      await resolveUnknown(id, 'skip', bench.resolveDeps(ledger));

      expect((await bench.run(id, ledger)).broadcast).toMatchObject({
        state: 'completed',
        recipients: { accepted: 20, leftOut: 80, pending: 0 },
      });
    });

    it.each([1, 3, null])('names commands that lead to an end (error %s)', async (errorCode) => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
      bench.platform.narrowcastFails = (number) => (number === 1 ? { errorCode: errorCode ?? 99, reached: 0 } : null);
      const hint = told(await problemWith(await bench.run(id, ledger), null, bench.clock.ms)).hint;
      expect(hint).toContain(`line-ops broadcast resolve ${id} --unknown resend|skip`);
      expect(hint).toContain('skip: the broadcast ends there');
    });
  });

  it.each([2, 4, 5])(
    'a stage that reached nobody can be left out, and the rest goes on (error %i)',
    async (errorCode) => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
      bench.platform.narrowcastFails = (number) => (number < 3 ? { errorCode, reached: 0 } : null);
      for (const _run of [1, 2]) {
        const hint = told(await problemWith(await bench.run(id, ledger), null, bench.clock.ms)).hint;
        expect(hint).toContain(`line-ops broadcast resolve ${id} --refused skip`);
      }

      await leaveOutRefused(id, bench.deps(ledger));
      const { broadcast } = await bench.run(id, ledger);

      expect(broadcast).toMatchObject({ state: 'completed', recipients: { unique: 100, accepted: 100, leftOut: 0 } });
      expect(bodies().at(-1)).not.toHaveProperty('recipient');
      expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
    },
  );

  it('leaves a delivery to LINE when it is paused, and asks after it on resume without sending', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [100]);
    bench.platform.onLook = () => {
      void ledger.requestStop(id, 'pause');
    };

    const { broadcast, stoppedBy } = await bench.run(id, ledger);
    expect(stoppedBy).toEqual({ type: 'asked', to: 'pause' });
    expect(broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 0, unknown: 0, pending: 100 } });

    bench.platform.onLook = () => {};
    bench.clock.ms += 3 * DAY_MS;
    const resumed = await bench.run(id, ledger);
    expect(resumed.broadcast).toMatchObject({ state: 'completed', requests: 1, recipients: { accepted: 100 } });
  });

  it('sends nothing in the peak hours, and asks after a delivery all the same', async () => {
    const ledger = await bench.openLedger();
    const noonInJapan = Date.UTC(2026, 0, 15, 3);
    bench.clock.ms = noonInJapan - 10_000;
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80], { avoidPeak: true, intervalMs: 0 });

    const { broadcast } = await bench.run(id, ledger);

    const [first, second] = bench.platform.requests;
    expect(first?.at).toBeLessThan(noonInJapan);
    expect(broadcast.stages[0]?.finishedAt).toBeLessThan(noonInJapan + 60_000);
    expect(second?.at).toBeGreaterThanOrEqual(noonInJapan + 3_600_000);
  });

  it('asks after a delivery at once on resume, peak or not', async () => {
    const ledger = await bench.openLedger();
    const noonInJapan = Date.UTC(2026, 0, 15, 3);
    bench.clock.ms = noonInJapan - 10_000;
    const id = await bench.planForFriends(ledger, 'narrowcast', [100], { avoidPeak: true });
    bench.platform.onLook = () => {
      void ledger.requestStop(id, 'pause');
    };
    await bench.run(id, ledger);
    bench.platform.onLook = () => {};
    bench.clock.ms = noonInJapan + 600_000;

    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast.state).toBe('completed');
    expect(broadcast.finishedAt).toBeLessThan(noonInJapan + 660_000);
  });

  it('calls what LINE was delivering unknown when the broadcast is cancelled', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
    bench.platform.onLook = () => {
      void ledger.requestStop(id, 'cancel');
    };

    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast).toMatchObject({ state: 'cancelled', recipients: { accepted: 0, unknown: 20, pending: 80 } });
  });

  it('does not take silence about a delivery for its end', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
    const away = unreachable('connection reset');
    bench.platform.onLook = () => {
      throw away;
    };

    const { broadcast, stoppedBy } = await bench.run(id, ledger);
    expect(stoppedBy).toEqual({ type: 'noAnswer', why: away, inDoubt: false });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { pending: 100, unknown: 0 } });

    bench.platform.onLook = () => {};
    expect((await bench.run(id, ledger)).broadcast).toMatchObject({ state: 'completed', requests: 2 });
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  it('gives up as unknown what LINE has never heard of', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
    const api = { ...bench.platform.api, narrowcastProgress: async () => null };

    const { broadcast, stoppedBy } = await bench.run(id, ledger, { api });

    expect(stoppedBy).toMatchObject({ type: 'stageFailed', stage: 0, reachedNobody: false });
    expect(broadcast.recipients).toMatchObject({ unknown: 20, pending: 80 });
  });

  it('never begins a stage when LINE has forgotten who got an earlier one', async () => {
    const ledger = await bench.openLedger();
    const gate = { type: 'confirm' } as const;
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80], { gate });
    const stop = new AbortController().signal;
    await runBroadcast(id, bench.deps(ledger), {
      stop,
      onProgress: () => {},
      passGate: async () => 'not now',
    });
    bench.clock.ms += 14 * DAY_MS;

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    expect(bench.platform.requests).toHaveLength(1);
    expect(stoppedBy).toMatchObject({ type: 'stageBlocked', stage: 1 });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { accepted: 20, pending: 80 } });
  });

  it('never sends a stage in doubt again after 24 hours, nor a later one', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
    bench.platform.fate = (_request, take) => {
      take();
      return silence;
    };
    await bench.run(id, ledger);
    const requests = bench.platform.requests.length;
    bench.platform.fate = (_request, take) => take();
    bench.clock.ms += DAY_MS;

    const { broadcast, stoppedBy } = await bench.run(id, ledger);

    expect(bench.platform.requests).toHaveLength(requests);
    expect(stoppedBy).toMatchObject({ type: 'stageBlocked', stage: 1 });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { unknown: 20, pending: 80 } });
  });

  describe('and the quota', () => {
    it('needs the whole target reach for the last stage, whoever got an earlier one', async () => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
      bench.platform.quotaLimit = { type: 'limited', limit: 119 };

      await expect(bench.run(id, ledger)).rejects.toMatchObject({
        code: 'QUOTA_INSUFFICIENT',
        details: { needed: 120, left: 119 },
      });
      expect(bench.platform.requests).toEqual([]);
    });

    it('pauses when another delivery holds it', async () => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80]);
      bench.platform.quotaLimit = { type: 'limited', limit: 1_000 };
      bench.platform.fate = ({ number }, take) =>
        number === 2 ? tooMany('You have reached your monthly limit.') : take();

      const { broadcast, stoppedBy } = await bench.run(id, ledger);

      expect(stoppedBy).toMatchObject({ type: 'quotaReserved' });
      expect(broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 20, pending: 80, unknown: 0 } });
      expect((await bench.run(id, ledger)).broadcast.state).toBe('completed');
    });

    it('goes as far as it reaches when asked to', async () => {
      const ledger = await bench.openLedger();
      const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80], { allowPartialQuota: true });
      bench.platform.quotaLimit = { type: 'limited', limit: 110 };

      const { broadcast, stoppedBy } = await bench.run(id, ledger);

      expect(stoppedBy).toEqual({ type: 'quotaUsedUp', left: 90 });
      expect(broadcast).toMatchObject({ state: 'paused', recipients: { accepted: 20, pending: 80 } });
    });
  });

  it('stops beyond the error budget, and tells the live view what LINE is doing', async () => {
    const ledger = await bench.openLedger();
    bench.platform.friends = friends(100);
    for (const user of friends(2)) bench.platform.unreachable.add(user);
    const maxRefused = { type: 'count', count: 1 } as const;
    const id = await bench.planForFriends(ledger, 'narrowcast', [20, 80], { maxRefused });
    const seen: RunProgress[] = [];

    const { stoppedBy } = await runBroadcast(id, bench.deps(ledger), {
      stop: new AbortController().signal,
      onProgress: (look) => seen.push(look()),
      passGate: async () => null,
    });

    expect(stoppedBy).toEqual({ type: 'budgetSpent', stage: 0, refused: 2 });
    expect(seen.some(({ isDelivering, stage }) => isDelivering && stage === 0)).toBe(true);
    expect(seen.at(-1)?.broadcast.recipients).toMatchObject({ accepted: 18, refused: 2, pending: 80, unique: 100 });
  });
});

describe('broadcast', () => {
  it('is one request to all friends', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'broadcast', [100]);

    const { broadcast } = await bench.run(id, ledger);

    expect(bodies()).toEqual([{ messages: [{ type: 'text', text: 'hi' }] }]);
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { unique: 100, accepted: 100 } });
    expect(bench.platform.totals).toEqual({ reached: 100, most: 1 });
  });

  it('keeps its doubt until the operator decides, once LINE may have forgotten the key', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'broadcast', [100]);
    bench.platform.fate = () => silence;
    await bench.run(id, ledger);
    bench.clock.ms += DAY_MS;
    bench.platform.fate = (_request, take) => take();

    const { broadcast } = await bench.run(id, ledger);

    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { unknown: 100, accepted: 0 } });
    expect(bench.platform.totals).toEqual({ reached: 0, most: 0 });
  });

  it('stops at a refusal, and sends the same bytes under the same key on resume', async () => {
    const ledger = await bench.openLedger();
    const id = await bench.planForFriends(ledger, 'broadcast', [100]);
    bench.platform.fate = ({ number }, take) =>
      number === 1
        ? { type: 'refused', status: 400, requestId: 'r', problem: 'The property, to[0], is invalid', details: [] }
        : take();

    const { broadcast, stoppedBy } = await bench.run(id, ledger);
    expect(stoppedBy).toMatchObject({ type: 'refused', status: 400 });
    expect(broadcast).toMatchObject({ state: 'incomplete', recipients: { refused: 100 } });

    expect((await bench.run(id, ledger)).broadcast.state).toBe('completed');
    expect(retryKeys().size).toBe(1);
  });
});

it('a run that is stopped while it looks at the audience has not looked: the next one does', async () => {
  const id = 5614991000001;
  bench.platform.friends = friends(20);
  bench.platform.audiences.set(id, friends(10));
  const ledger = await bench.openLedger();
  const broadcast = await bench.planForFriends(ledger, 'narrowcast', [2, 8], {
    intervalMs: 60_000,
    toWord: `audience:${id}`,
  });
  const stop = new AbortController();
  let looks = 0;
  const { audience } = bench.platform.api;
  const api = {
    ...bench.platform.api,
    audience: async (...args: Parameters<typeof audience>) => {
      looks += 1;
      // Before the pause, and after it.
      if (looks === 2) stop.abort();
      return audience(...args);
    },
  };
  await bench.run(broadcast, ledger, { stop: stop.signal, api });
  bench.platform.audiences.set(id, friends(20));

  const { stoppedBy } = await bench.run(broadcast, ledger);
  expect(stoppedBy).toMatchObject({ type: 'audienceGrew', planned: 10, count: 20 });
});
