import type { LimitTold } from '../../../../domain/broadcast/sending/batch/under-way.js';
import { limitBehind429, type QuotaEvidence } from '../../../../domain/broadcast/sending/pace/limit.js';
import {
  allowanceOf,
  FULL_PACE,
  lineAllowance,
  type Pace,
  paceAt,
  slowDown,
} from '../../../../domain/broadcast/sending/pace/pace.js';
import type { BroadcastSettings } from '../../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { PaceLimit, PaceLimiter } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Clock } from '../../../../ports/host.js';
import type { QuotaState } from '../../../quota.js';
import { unlessHalted } from '../halt.js';

/** When the next request may leave, and what a 429 meant. */
export interface PaceKeeper {
  /** Waits for the next moment. False when the run stops first. */
  take(stopping: AbortSignal): Promise<boolean>;
  /** Requests per second aimed at now. */
  perSecond(): number;
  /**
   * Finds out which limit a 429 meant, by asking the quota endpoints; where it was the rate, the pace is lowered. Null
   * where the run stops first. `needed` is how many messages must be left for the batch: none where LINE may have counted
   * it already.
   */
  tellLimitApart(problem: string, needed: number): Promise<LimitTold | null>;
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

/** What the quota endpoints said, and why they said nothing. */
interface QuotaAnswer {
  readonly quota: QuotaEvidence;
  readonly unread: LineOpsError | null;
}

export function createPaceKeeper({ settings, bot, limiter, clock, readQuota, stopping }: PaceParts): PaceKeeper {
  const { perSecond: target, burst } = allowanceOf(settings.via, settings);
  const line = { key: `${bot}/${settings.via}`, ...lineAllowance(settings.via) };
  let pace: Pace = FULL_PACE;
  let queue: Promise<unknown> = Promise.resolve();
  let asked: { readonly at: number; readonly answer: Promise<QuotaAnswer> } | null = null;

  const askForQuota = (): Promise<QuotaAnswer> => {
    if (asked === null || QUOTA_FRESH_MS <= clock.now() - asked.at)
      asked = { at: clock.now(), answer: readQuota().then(answerOf, noAnswerFor) };
    return asked.answer;
  };
  const perSecond = (): number => target * paceAt(pace, clock.now());
  /** LINE's limit is everybody's; below it goes who wishes to, or was told to. */
  const limits = (): readonly PaceLimit[] => {
    const own = { key: settings.id, perSecond: perSecond(), burst };
    return own.perSecond < line.perSecond ? [line, own] : [line];
  };

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
    async tellLimitApart(problem, needed) {
      const answer = await unlessHalted(stopping, askForQuota());
      if (answer === null) return null;
      const limit = limitBehind429({ quota: answer.quota, needed, problem });
      switch (limit.type) {
        case 'rate':
          pace = slowDown(pace, clock.now());
          return { type: 'rate', quotaUnread: answer.unread };
        case 'usedUp':
          return { type: 'month', reason: { type: 'quotaUsedUp', left: limit.left } };
        case 'reserved':
          return { type: 'month', reason: { type: 'quotaReserved', left: limit.left } };
      }
    },
  };
}

function answerOf({ left }: QuotaState): QuotaAnswer {
  return { quota: left === null ? { type: 'none' } : { type: 'limited', left }, unread: null };
}

function noAnswerFor(error: unknown): QuotaAnswer {
  if (error instanceof LineOpsError) return { quota: { type: 'unread' }, unread: error };
  throw error;
}
