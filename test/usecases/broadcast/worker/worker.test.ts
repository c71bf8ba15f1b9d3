import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseQuietHours } from '../../../../src/domain/broadcast/schedule/quiet-hours.js';
import type { BroadcastSettings } from '../../../../src/domain/broadcast/settings.js';
import { failure, LineOpsError } from '../../../../src/domain/failure/failure.js';
import { type BroadcastId, parseBroadcastId, parseUserId } from '../../../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../../../src/ports/broadcast/broadcast-ledger.js';
import { showBroadcast } from '../../../../src/usecases/broadcast/audit/broadcast-status.js';
import { stopBroadcast } from '../../../../src/usecases/broadcast/sending/stop-broadcast.js';
import { findDue, type WorkOutcome, work } from '../../../../src/usecases/broadcast/worker/work.js';
import { BroadcastBench, noLocks } from '../../../support/broadcast-bench.js';
import { Killer, mortalApi, mortalLedger } from '../../../support/killer.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The clock of the bench begins at noon in Tokyo. */
const NOON = Date.UTC(2026, 0, 15, 3);

let bench: BroadcastBench;
let ledger: BroadcastLedger;

beforeEach(async () => {
  bench = new BroadcastBench();
  ledger = await bench.openLedger();
});

afterEach(() => {
  bench.close();
});

/** Agreed to, for a worker. */
function scheduled(stages: readonly number[], settings: Partial<BroadcastSettings> = {}): Promise<BroadcastId> {
  return bench.plan(ledger, stages, { startAt: NOON + HOUR, intervalMs: 10 * MINUTE, runsBy: 'worker', ...settings });
}

/** What a worker does that runs whatever is due, and ends; answers why the runs failed that did. */
async function drain(overrides: Parameters<BroadcastBench['run']>[2] = {}): Promise<readonly string[]> {
  const failed: string[] = [];
  const run = async ({ settings }: { readonly settings: BroadcastSettings }): Promise<WorkOutcome> => {
    try {
      const release = { who: null, how: 'worker' };
      const { stoppedBy } = await bench.run(settings.id, ledger, { byWorker: true, release, ...overrides });
      return stoppedBy?.type === 'notDue' ? { type: 'waits', until: stoppedBy.until } : { type: 'ended' };
    } catch (error) {
      if (!(error instanceof LineOpsError)) throw error;
      if (error.code === 'BROADCAST_BUSY') return { type: 'busy' };
      failed.push(error.code);
      return { type: 'failed' };
    }
  };
  await work({ drains: true, stop: new AbortController().signal, run }, bench.deps(ledger));
  return failed;
}

const requests = () => bench.platform.requests.length;

describe('a worker', () => {
  it('begins at the time, leaves between two stages, and goes on when the pause is over', async () => {
    const id = await scheduled([10, 20]);
    await drain();
    expect(requests()).toBe(0);
    expect((await bench.look(id)).state).toBe('planned');

    bench.clock.ms = NOON + HOUR;
    await drain();
    expect(requests()).toBe(1);
    const status = await showBroadcast(id, bench.deps(ledger));
    expect(status).toMatchObject({ isHeld: false, broadcast: { state: 'waiting', reason: null } });
    const goesOn = (status.broadcast.stages[0]?.finishedAt ?? 0) + 10 * MINUTE;
    expect(status.nextStageAt).toBe(goesOn);
    expect(await findDue(bench.deps(ledger))).toEqual({
      due: [],
      withOthers: new Map(),
      nextAt: goesOn,
      unreadable: [],
    });

    bench.clock.ms = goesOn - 1_000;
    await drain();
    expect(requests()).toBe(1);
    bench.clock.ms = goesOn;
    await drain();
    const broadcast = await bench.look(id);
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30 } });
    expect(broadcast.acts.map(({ what, how }) => `${what} ${how}`)).toEqual(['released worker', 'released worker']);
    expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
  });

  it('pauses what would begin too late, asks LINE nothing, and a person may begin it all the same', async () => {
    const id = await scheduled([10]);
    bench.platform.onBotInfo = () => {
      throw new Error('asked');
    };
    bench.clock.ms = NOON + 2 * HOUR + MINUTE;
    await drain();
    const late = await bench.look(id);
    expect(late).toMatchObject({ state: 'paused', startedAt: null, acts: [] });
    expect(late.reason).toContain('late');
    expect((await findDue(bench.deps(ledger))).due).toEqual([]);

    bench.platform.onBotInfo = () => {};
    expect((await bench.run(id, ledger)).broadcast.state).toBe('completed');
  });

  it('pauses before a stage that would begin too late, and goes on with one that was begun however late it is', async () => {
    const id = await scheduled([10, 10]);
    bench.clock.ms = NOON + HOUR;
    await drain();
    bench.clock.ms += 10 * MINUTE + HOUR + MINUTE;
    await drain();
    expect(await bench.look(id)).toMatchObject({ state: 'paused', reason: expect.stringContaining('--not-after') });
    expect((await findDue(bench.deps(ledger))).due).toEqual([]);
    expect(requests()).toBe(1);

    const begun = await scheduled([30], { id: parseBroadcastId('b-20260115-bbbbbb'), startAt: bench.clock.ms });
    // A process began its stage, and died.
    await ledger.setState(begun, 'running', { at: bench.clock.ms, reason: null, workedMs: 0 });
    await ledger.startStage(begun, 0, bench.clock.ms);
    bench.clock.ms += 2 * HOUR;
    await drain();
    expect((await bench.look(begun)).state).toBe('completed');
  });

  it.each(['paused', 'incomplete', 'cancelled'] as const)('never goes on with what is %s', async (state) => {
    const id = await scheduled([10]);
    await ledger.setState(id, state, { at: NOON, reason: null, workedMs: 0 });
    bench.clock.ms = NOON + HOUR;
    await drain();
    expect(requests()).toBe(0);
  });

  it('never begins what nobody agreed to, and never takes up a run that was begun by hand and died', async () => {
    const id = await scheduled([10], { startAt: NOON });
    const killer = new Killer(8);
    const api = mortalApi(bench.platform.api, killer);
    await killer.outlived(bench.run(id, mortalLedger(ledger, killer), { api, locks: noLocks }));
    const before = requests();
    await drain();
    expect(requests()).toBe(before);
    const { broadcast } = await showBroadcast(id, bench.deps(ledger));
    expect(broadcast).toMatchObject({ state: 'incomplete', reason: expect.stringContaining('resume it') });
  });

  it('that does not reach LINE at the time tries on for as long as the broadcast does, and then leaves it to a person', async () => {
    const id = await scheduled([10], { keepTryingMs: 5 * MINUTE });
    bench.clock.ms = NOON + HOUR;
    let isBackAt = bench.clock.ms + 4 * MINUTE;
    bench.platform.onBotInfo = () => {
      if (bench.clock.ms < isBackAt)
        throw failure('LINE_NOT_REACHABLE', { which: 'ofLine', doing: 'read the bot', why: 'no' });
    };
    expect(await drain()).toEqual([]);
    expect(await bench.look(id)).toMatchObject({ state: 'completed', recipients: { accepted: 10 } });

    const other = await scheduled([10], {
      id: parseBroadcastId('b-20260115-bbbbbb'),
      keepTryingMs: 5 * MINUTE,
      again: true,
    });
    isBackAt = bench.clock.ms + 20 * MINUTE;
    expect(await drain()).toEqual(['LINE_NOT_REACHABLE']);
    expect((await bench.look(other)).state).toBe('incomplete');
    bench.clock.ms = isBackAt;
    await drain();
    expect(bench.platform.totals).toEqual({ reached: 10, most: 1 });
  });

  it('leaves to a person what fails before it sends', async () => {
    const id = await scheduled([10]);
    bench.clock.ms = NOON + HOUR;
    bench.platform.botUserId = parseUserId(`U${'c'.repeat(32)}`);
    expect(await drain()).toEqual([expect.stringMatching(/BOT/)]);
    expect(await bench.look(id)).toMatchObject({ state: 'incomplete', reason: expect.stringMatching(/bot/) });
    expect(await drain()).toEqual([]);
    expect(requests()).toBe(0);
  });

  it('sends nothing of what this machine cannot know to be unsent: a copy put back, without the journal, after a day', async () => {
    const id = await scheduled([10, 10], { intervalMs: 26 * HOUR });
    bench.clock.ms = NOON + HOUR;
    await drain();
    expect(requests()).toBe(1);
    rmSync(join(bench.folder, 'journal'), { recursive: true });
    bench.clock.ms += 26 * HOUR + MINUTE;
    expect(await drain()).toEqual(['HISTORY_UNKNOWN']);
    expect(await bench.look(id)).toMatchObject({ state: 'incomplete', recipients: { pending: 10 } });
    expect(await drain()).toEqual([]);
    expect(requests()).toBe(1);
  });

  it('hears a pause in the pause between two stages', async () => {
    const id = await scheduled([10, 10]);
    bench.clock.ms = NOON + HOUR;
    await drain();
    expect((await stopBroadcast(id, 'pause', bench.deps(ledger))).state).toBe('paused');
    bench.clock.ms += HOUR;
    await drain();
    expect(requests()).toBe(1);
  });
});

describe('quiet hours', () => {
  const quietHours = { ...parseQuietHours('21:00-08:00'), timeZone: 'Asia/Tokyo' };
  const NIGHT = NOON + 9 * HOUR;
  const MORNING = NOON + 20 * HOUR;
  /** It gets dark while LINE answers the third request. */
  const darkAtThird = () => {
    bench.platform.fate = ({ number }, take) => {
      const reply = take();
      if (number === 3) bench.clock.ms = NIGHT + MINUTE;
      return reply;
    };
  };
  const sentAtNight = () => bench.platform.requests.filter(({ at }) => NIGHT <= at && at < NIGHT + HOUR);

  it('are slept through between two batches by who sends by hand', async () => {
    // A shorter night, because this process is awake in it.
    const id = await bench.plan(ledger, [500], { quietHours: { ...quietHours, to: 22 * 60 } });
    darkAtThird();
    const { broadcast } = await bench.run(id, ledger);
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 500 } });
    expect(bench.clock.ms).toBeGreaterThan(NIGHT + HOUR);
    // What was begun before is let go.
    expect(sentAtNight().length).toBeLessThanOrEqual(3);
  });

  it('that are nearer than the next batch of a slow pace are left to the morning at once, not begun again and again', async () => {
    // A batch in two minutes: what is begun within the last four would leave in the quiet hours.
    const id = await scheduled([500], { quietHours, recipientsPerMinute: 5, startAt: NIGHT - HOUR });
    bench.clock.ms = NIGHT - HOUR;
    bench.platform.fate = ({ number }, take) => {
      if (number === 2) bench.clock.ms = NIGHT - MINUTE;
      return take();
    };
    await drain();
    await drain();
    const { acts, state } = await bench.look(id);
    expect({ state, releases: acts.length }).toEqual({ state: 'waiting', releases: 1 });
    expect(await findDue(bench.deps(ledger))).toMatchObject({ due: [], nextAt: MORNING });
  });

  it('leave time to the slowest pace too', async () => {
    // A batch takes longer than a day is open.
    const id = await scheduled([10], { quietHours, requestsPerSecond: 1 / (20 * 60 * 60) });
    bench.clock.ms = NOON + HOUR;
    await drain();
    expect((await bench.look(id)).state).toBe('completed');
  });

  it('are left to the morning by a worker', async () => {
    const id = await scheduled([500], { quietHours });
    bench.clock.ms = NOON + HOUR;
    darkAtThird();
    await drain();
    expect(await bench.look(id)).toMatchObject({ state: 'waiting', recipients: { unknown: 0 } });
    const sent = requests();
    bench.clock.ms = MORNING - MINUTE;
    await drain();
    expect(requests()).toBe(sent);
    bench.clock.ms = MORNING;
    await drain();
    expect(await bench.look(id)).toMatchObject({ state: 'completed', recipients: { accepted: 500 } });
    expect(bench.platform.totals.most).toBe(1);
  });
});

it('ends what killed workers left, each person once, whatever request or write each died at', async () => {
  let step = 0;
  for (let isOver = false; !isOver; step += 1) {
    const own = new BroadcastBench();
    const books = await own.openLedger();
    const id = await own.plan(books, [10, 20], { startAt: own.clock.ms, intervalMs: 0, runsBy: 'worker' });
    const killer = new Killer(step + 1);
    const api = mortalApi(own.platform.api, killer);
    await killer.outlived(own.run(id, mortalLedger(books, killer), { api, locks: noLocks, byWorker: true }));
    isOver = !killer.isDead;
    const next = await own.openLedger();
    const due = await findDue({ ...own.deps(next), locks: noLocks });
    if (!isOver && due.due.length === 1) await own.run(id, next, { locks: noLocks, byWorker: true });
    expect({ step, state: (await own.look(id)).state, ...own.platform.totals }).toEqual({
      step,
      state: 'completed',
      reached: 30,
      most: 1,
    });
    own.close();
  }
  expect(step).toBeGreaterThan(15);
});

it('two workers on one state folder share what is due, and nobody is messaged twice', async () => {
  const ids = ['a', 'b', 'c', 'd'].map((letter) => parseBroadcastId(`b-20260115-${letter.repeat(6)}`));
  for (const id of ids) await scheduled([50], { id, again: true, startAt: NOON });
  await Promise.all([drain(), drain()]);
  for (const id of ids) {
    const { state, acts } = await bench.look(id);
    expect({ state, releases: acts.length }).toEqual({ state: 'completed', releases: 1 });
  }
  expect(requests()).toBe(20);
});

it('long broadcasts of one channel keep nobody of another one from beginning', async () => {
  const begun: string[] = [];
  const stop = new AbortController();
  const ids = 'abcdefghijkl'.split('').map((letter) => parseBroadcastId(`b-20260115-${letter.repeat(6)}`));
  const last = ids.at(-1);
  for (const id of ids)
    await scheduled([10], { id, startAt: NOON, channelId: id === last ? '2222222222' : '1234567890' });
  const run = async ({ settings: { id } }: { readonly settings: BroadcastSettings }) => {
    begun.push(id);
    // Nothing of the first channel ends before the other one was begun.
    if (id === last) stop.abort();
    await new Promise((resolve) =>
      stop.signal.aborted ? resolve(null) : stop.signal.addEventListener('abort', resolve),
    );
    return { type: 'ended' } as const;
  };
  await work({ drains: false, stop: stop.signal, run }, bench.deps(ledger));
  expect(begun).toContain(last);
  expect(begun).toHaveLength(9);
});

it('a staying worker tries again what could not be run, for as long as the ledger calls it due', async () => {
  const id = await scheduled([10], { startAt: NOON });
  const stop = new AbortController();
  let tries = 0;
  const run = async (): Promise<WorkOutcome> => {
    tries += 1;
    // The disk was full, so that not even that could be written.
    if (tries < 3) return { type: 'failed' };
    await bench.run(id, ledger, { byWorker: true });
    stop.abort();
    return { type: 'ended' };
  };
  await work({ drains: false, stop: stop.signal, run }, bench.deps(ledger));
  expect(bench.platform.totals).toEqual({ reached: 10, most: 1 });
  expect(bench.clock.ms - NOON).toBeGreaterThan(2 * MINUTE);
});

it('a worker that is stopped while it looks begins nothing, and leaves it to the next', async () => {
  const id = await scheduled([10], { startAt: NOON });
  const stop = new AbortController();
  const deps = bench.deps(ledger);
  const locks = await deps.locks();
  const areHeld = async (names: readonly string[]) => {
    stop.abort();
    return locks.areHeld(names);
  };
  const begun: string[] = [];
  const run = async ({ settings }: { readonly settings: BroadcastSettings }): Promise<WorkOutcome> => {
    begun.push(settings.id);
    return { type: 'ended' };
  };
  const looked = { ...deps, locks: async () => ({ ...locks, areHeld }) };
  await work({ drains: false, stop: stop.signal, run }, looked);
  expect(begun).toEqual([]);
  await drain();
  expect(await bench.look(id)).toMatchObject({ state: 'completed' });
});

it('a staying worker outlasts a state that cannot be read for a moment, and ends where nobody can read it', async () => {
  const id = await scheduled([10], { startAt: NOON });
  const unreadable = new Error('disk I/O error');
  const failing = (times: number) => {
    let looks = 0;
    const scheduled = () => {
      looks += 1;
      return looks <= times ? Promise.reject(unreadable) : ledger.scheduled();
    };
    return { ...bench.deps(ledger), broadcastLedger: async () => Object.assign(Object.create(ledger), { scheduled }) };
  };
  const stop = new AbortController();
  const run = async (): Promise<WorkOutcome> => {
    await bench.run(id, ledger, { byWorker: true });
    stop.abort();
    return { type: 'ended' };
  };
  const never = { drains: false, stop: new AbortController().signal, run };
  await expect(work(never, failing(Number.POSITIVE_INFINITY))).rejects.toBe(unreadable);
  expect(requests()).toBe(0);
  await expect(work({ ...never, drains: true }, failing(1))).rejects.toBe(unreadable);
  await work({ drains: false, stop: stop.signal, run }, failing(3));
  expect(bench.platform.totals).toEqual({ reached: 10, most: 1 });
});

it('a staying worker begins within five seconds of the time, and ends when it is stopped', async () => {
  const id = await scheduled([10]);
  const stop = new AbortController();
  let begunAt = 0;
  const run = async () => {
    begunAt = bench.clock.ms;
    await bench.run(id, ledger, { byWorker: true });
    stop.abort();
    return { type: 'ended' } as const;
  };
  await work({ drains: false, stop: stop.signal, run }, bench.deps(ledger));
  expect(begunAt - (NOON + HOUR)).toBeLessThan(5_000);
  expect(begunAt).toBeGreaterThanOrEqual(NOON + HOUR);
  expect(bench.platform.totals).toEqual({ reached: 10, most: 1 });
});

it('who waits by hand for its time, and wakes up too late, pauses', async () => {
  const id = await bench.plan(ledger, [10], { startAt: NOON + HOUR });
  const run = bench.run(id, ledger, {
    clock: {
      now: () => bench.clock.now(),
      // The machine sleeps from the first wait until the evening.
      sleep: async () => {
        bench.clock.ms = NOON + 6 * HOUR;
      },
    },
  });
  const { broadcast, stoppedBy } = await run;
  expect(stoppedBy).toMatchObject({ type: 'late' });
  expect(broadcast.state).toBe('paused');
  expect(requests()).toBe(0);
});
