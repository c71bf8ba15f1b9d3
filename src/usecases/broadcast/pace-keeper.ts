import type { BroadcastSettings, SendWay } from '../../domain/broadcast/broadcast.js';
import { allowanceOf, FULL_PACE, lineAllowance, type Pace, paceAt, slowDown } from '../../domain/broadcast/pace.js';
import type { PaceLimit, PaceLimiter } from '../../ports/broadcast-ledger.js';
import type { Clock } from '../../ports/host.js';
import type { QuotaState } from '../quota.js';
import { unlessHalted } from './halt.js';
import type { StopReason } from './stop-reason.js';

/** When the next request may leave, and what a 429 meant. */
export interface PaceKeeper {
  /** Waits for the next moment. False when the run stops first. */
  take(stopping: AbortSignal): Promise<boolean>;
  noteAcceptance(): void;
  /** Requests per second aimed at now. */
  perSecond(): number;
  /**
   * Finds out which limit a 429 meant, by asking the quota endpoints. Null: the rate; the pace is lowered and the wait
   * is over. Else the run must stop, for that reason. `needed` is how many messages must be left for the batch: none where
   * LINE may have counted it already.
   */
  tellLimitApart(problem: string, needed: number): Promise<StopReason | null>;
}

interface PaceParts {
  readonly settings: BroadcastSettings;
  /** Whose limit it is: the bot's user ID, so that every process shares it, whatever it calls the channel. */
  readonly bot: string;
  readonly limiter: PaceLimiter;
  readonly clock: Clock;
  readonly readQuota: () => Promise<QuotaState>;
  readonly stopping: AbortSignal;
}

/** Several batches get the same 429 at once: one look at the quota serves them all. */
const QUOTA_FRESH_MS = 2_000;

/** 429s in a row, each after a longer wait, until the rate is no longer believed to be the reason. */
const MAX_429_IN_A_ROW = 8;

/** How long to wait after the first 429, and at most: a limit of an hour refills more slowly than one of a second. */
const WAITS_AFTER_429: Readonly<Record<SendWay, { readonly firstMs: number; readonly longestMs: number }>> = {
  push: { firstMs: 500, longestMs: 15_000 },
  multicast: { firstMs: 500, longestMs: 15_000 },
  narrowcast: { firstMs: 15_000, longestMs: 120_000 },
  broadcast: { firstMs: 15_000, longestMs: 120_000 },
};

export function createPaceKeeper({ settings, bot, limiter, clock, readQuota, stopping }: PaceParts): PaceKeeper {
  const { perSecond: target, burst } = allowanceOf(settings.via, settings);
  const line = { key: `${bot}/${settings.via}`, ...lineAllowance(settings.via) };
  const { firstMs, longestMs } = WAITS_AFTER_429[settings.via];
  let pace: Pace = FULL_PACE;
  let queue: Promise<unknown> = Promise.resolve();
  let in429s = 0;
  let counted429At = Number.NEGATIVE_INFINITY;
  let quota: { readonly at: number; readonly state: Promise<QuotaState> } | null = null;

  const freshQuota = (): Promise<QuotaState> => {
    if (quota === null || QUOTA_FRESH_MS <= clock.now() - quota.at) quota = { at: clock.now(), state: readQuota() };
    return quota.state;
  };
  const perSecond = (): number => target * paceAt(pace, clock.now());
  /** LINE's limit is everybody's; below it goes who wishes to, or was told to. */
  const limits = (): readonly PaceLimit[] => {
    const own = { key: settings.id, perSecond: perSecond(), burst };
    return own.perSecond < line.perSecond ? [line, own] : [line];
  };
  const wait = (): number => Math.min(longestMs, firstMs * 2 ** (in429s - 1));

  return {
    take(signal) {
      // One at a time: many waiting at the shared limiter would only wake each other.
      const taken = queue.then(async () => {
        await limiter.take(limits(), signal);
        return !signal.aborted;
      });
      queue = taken.catch(() => {});
      return taken;
    },
    perSecond,
    noteAcceptance: () => {
      in429s = 0;
    },
    async tellLimitApart(problem, needed) {
      // Where the quota cannot be read, a limit that stays is found by waiting.
      const read = freshQuota().then(
        ({ left }) => ({ left }),
        () => ({ left: null }),
      );
      const quotaRead = await unlessHalted(stopping, read);
      if (quotaRead === null) return null;
      const { left } = quotaRead;
      if (left !== null && left < needed) return { type: 'quotaUsedUp', left };
      // Quota is left, and LINE speaks of the month: another delivery holds it. The text alone decides nothing.
      if (left !== null && /monthly limit/i.test(problem))
        return { type: left === 0 ? 'quotaUsedUp' : 'quotaReserved', left };
      const now = clock.now();
      if (wait() / 2 <= now - counted429At) {
        in429s += 1;
        counted429At = now;
      }
      if (MAX_429_IN_A_ROW < in429s) return left === null ? { type: 'rateLimited' } : { type: 'quotaReserved', left };
      pace = slowDown(pace, now);
      await clock.sleep(wait(), stopping);
      return null;
    },
  };
}
