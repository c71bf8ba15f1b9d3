import { expect, it, onTestFinished } from 'vitest';
import type { BroadcastSettings } from '../../../src/domain/broadcast/settings.js';
import type { BroadcastLedger } from '../../../src/ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { type RunDeps, type RunOptions, runBroadcast } from '../../../src/usecases/broadcast/sending/run-broadcast.js';
import { BroadcastBench } from '../../support/broadcast-bench.js';
import { oneToken } from '../../support/sending-platform.js';

const HEARD_WITHIN_MS = 2_000;

/** How a run gets into a wait. */
interface Wait {
  readonly via?: 'narrowcast';
  readonly settings?: Partial<BroadcastSettings>;
  readonly deps?: Partial<RunDeps>;
  readonly options?: Partial<RunOptions>;
}

/** What is done when the run has come to its wait. */
interface Arrival {
  /** Another terminal asks the run to stop. */
  readonly ask: () => void;
  /** The same, and then what was waited for does not come. */
  readonly askAndHang: () => Promise<void>;
}

const tooMany: SendReply = { type: 'tooMany', requestId: 'r', problem: 'The API rate limit has been exceeded.' };
const notTaken: SendReply = { type: 'notTaken', why: 'connection refused' };

const onceWaiting = (ask: () => void): Wait['options'] => ({
  onProgress: (look) => {
    if (look().broadcast.state === 'waiting') ask();
  },
});

const WAITS: readonly (readonly [string, (bench: BroadcastBench, arrival: Arrival) => Wait])[] = [
  ['its start', ({ clock }, { ask }) => ({ settings: { startAt: clock.ms + 86_400_000 }, options: onceWaiting(ask) })],
  [
    'the pause between two stages',
    (_bench, { ask }) => ({ settings: { intervalMs: 3_600_000 }, options: onceWaiting(ask) }),
  ],
  [
    'the end of the peak hours',
    ({ clock }, { ask }) => {
      // Noon in Japan.
      clock.ms = Date.UTC(2026, 0, 15, 3);
      return { settings: { avoidPeak: true }, options: onceWaiting(ask) };
    },
  ],
  [
    'what LINE says before the first request',
    ({ platform: { api } }, { askAndHang }) => ({
      deps: { api: { ...api, botInfo: (token) => askAndHang().then(() => api.botInfo(token)) } },
    }),
  ],
  [
    'the pace',
    ({ clock }, { ask }) => ({
      deps: {
        paceLimiter: async () => ({
          take: (_limits, signal) => {
            ask();
            return clock.sleep(3_600_000, signal);
          },
        }),
      },
    }),
  ],
  [
    'its next attempt',
    ({ platform }, { ask }) => {
      platform.fate = ({ number }) => {
        if (number === 6) ask();
        return notTaken;
      };
      return {};
    },
  ],
  [
    'the end of a rate limit',
    ({ platform }, { ask }) => {
      platform.fate = ({ number }) => {
        if (number === 6) ask();
        return tooMany;
      };
      return {};
    },
  ],
  [
    'what is left of the quota',
    ({ platform }, { askAndHang }) => {
      platform.fate = () => tooMany;
      let times = 0;
      const { api } = platform;
      const consumption: typeof api.consumption = async (token) => {
        times += 1;
        if (times === 2) await askAndHang();
        return api.consumption(token);
      };
      return { deps: { api: { ...api, consumption } } };
    },
  ],
  [
    'a token',
    (_bench, { askAndHang }) => {
      let times = 0;
      const current = async () => {
        times += 1;
        if (times === 4) await askAndHang();
        return oneToken.current();
      };
      return { deps: { tokens: { ...oneToken, current } } };
    },
  ],
  [
    'its gate',
    (_bench, { askAndHang }) => ({
      settings: { gate: { type: 'confirm' }, intervalMs: 0 },
      options: { passGate: () => askAndHang().then(() => null) },
    }),
  ],
  [
    'LINE to deliver a narrowcast',
    ({ platform }, { ask }) => {
      platform.onLook = () => {
        if (platform.looks.length === 3) ask();
      };
      return { via: 'narrowcast' };
    },
  ],
  [
    'what LINE says of a narrowcast',
    ({ platform: { api } }, { askAndHang }) => ({
      via: 'narrowcast',
      deps: {
        api: {
          ...api,
          narrowcastProgress: (token, id) => askAndHang().then(() => api.narrowcastProgress(token, id)),
        },
      },
    }),
  ],
];

it.each(WAITS)('a run that waits for %s hears another terminal within 2 s', async (_wait, arrive) => {
  const bench = new BroadcastBench();
  onTestFinished(() => bench.close());
  const opened = await bench.openLedger();
  let isHeard = false;
  const ledger: BroadcastLedger = {
    ...opened,
    requestedStop: async (of) => {
      const to = await opened.requestedStop(of);
      isHeard ||= to !== null;
      return to;
    },
  };
  let askedAt: number | null = null;
  const ask = () => {
    askedAt ??= bench.clock.ms;
    void ledger.requestStop(id, 'pause');
  };
  const askAndHang = async () => {
    ask();
    for (let waited = 0; waited < 60_000 && !isHeard; waited += 100) await bench.clock.sleep(100);
    // Whoever has heard it must not need this any more.
    if (isHeard) await new Promise(() => {});
  };
  const { via, settings, deps, options } = arrive(bench, { ask, askAndHang });
  const id =
    via === undefined
      ? await bench.plan(ledger, [100, 100], settings)
      : await bench.planForFriends(ledger, via, [100, 100]);

  const { broadcast, stoppedBy } = await runBroadcast(id, bench.deps(ledger, deps), {
    stop: new AbortController().signal,
    onProgress: () => {},
    passGate: async () => null,
    ...options,
  });

  expect(bench.clock.ms - (askedAt ?? 0)).toBeLessThanOrEqual(HEARD_WITHIN_MS);
  expect(stoppedBy).toEqual({ type: 'asked', to: 'pause' });
  expect(broadcast).toMatchObject({ state: 'paused', recipients: { unknown: 0 } });
});
