import { failure } from '../../failure/failure.js';
import type { AudienceId } from '../../line/ids.js';
import { MAX_NARROWCAST_RECIPIENTS } from '../../messages/rules/request/narrowcast.js';
import type { Broadcast } from '../broadcast.js';

const HOUR_MS = 60 * 60 * 1000;

/** Each stage names all the earlier ones, so one more than that. An audience takes a place of its own. */
export const mostStages = (audiences: number): number => MAX_NARROWCAST_RECIPIENTS + 1 - audiences;

/** An accepted narrowcast can be asked about, and excluded, this long. @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
export const NARROWCAST_KNOWN_MS = 336 * HOUR_MS;

/** The last stage begins no later after the first: a day is left for what delays it. */
const LATEST_STAGE_MS = 13 * 24 * HOUR_MS;

/** A stage of a narrowcast, as far as it is known before it is sent. */
interface StageOfFriends {
  readonly expected: number;
  readonly isLast: boolean;
  /** Null for all friends. */
  readonly audienceId: AudienceId | null;
  /** People whom earlier stages were planned for and have not reached. */
  readonly missed: number;
}

/**
 * How many people a stage may reach at most; null for no limit. The last one has all that are left. Of friends nobody knows
 * how many they are, so that it has no limit, and LINE reserves the whole target reach for it. Of an audience it is known: nobody
 * is lost by the limit, and LINE reserves no more than it.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-limit
 */
export function mostPeople({ expected, isLast, audienceId, missed }: StageOfFriends): number | null {
  if (!isLast) return expected;
  return audienceId === null ? null : expected + missed;
}

/** Recipients that a narrowcast with audiences or attributes needs. @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
export const SMALLEST_NARROWCAST = 50;

/** Small deliveries are done at once; LINE gives no figure for the others. Since the delivery began. */
const EARLY_LOOKS_AFTER_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000];
const LOOK_EVERY_MS = 10_000;

/** How long to wait for the next look, in milliseconds, after so many. */
export function waitBeforeLookMs(looks: number): number {
  const at = EARLY_LOOKS_AFTER_MS[looks];
  return at === undefined ? LOOK_EVERY_MS : at - (EARLY_LOOKS_AFTER_MS[looks - 1] ?? 0);
}

/** LINE accepts before it can tell of a narrowcast: a 404 this soon means nothing. */
export const UNHEARD_OF_MS = 5 * 60 * 1000;

/** How far a narrowcast has come. @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
export type NarrowcastProgress =
  | { readonly phase: 'waiting' | 'sending' }
  | { readonly phase: 'succeeded'; readonly successCount: number; readonly failureCount: number }
  | {
      readonly phase: 'failed';
      readonly errorCode: number | null;
      readonly description: string | null;
      /** Null where LINE does not say. */
      readonly successCount: number | null;
    };

/** @see https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
const FAILURES: Readonly<Record<number, { readonly words: string; readonly reachedNobody: boolean }>> = {
  1: { words: 'an internal error at LINE', reachedNobody: false },
  2: { words: 'too few recipients', reachedNobody: true },
  3: { words: 'the same request was accepted before', reachedNobody: false },
  4: { words: `an audience of fewer than ${SMALLEST_NARROWCAST} recipients`, reachedNobody: true },
  5: { words: 'only a part of the recipients would have got it', reachedNobody: true },
};

/** What follows one look at a narrowcast that LINE accepted. */
export type DeliveryStep =
  | { readonly do: 'wait' }
  | { readonly do: 'settle'; readonly accepted: number; readonly refused: number }
  /** Certainly nobody got it: it may be sent again, under a new key. */
  | { readonly do: 'callOff'; readonly why: string }
  /** Some may have got it, and LINE cannot exclude them: sending again could deliver twice. */
  | { readonly do: 'giveUpAsUnknown'; readonly why: string };

export function decideDelivery(progress: NarrowcastProgress): DeliveryStep {
  switch (progress.phase) {
    case 'waiting':
    case 'sending':
      return { do: 'wait' };
    case 'succeeded':
      return { do: 'settle', accepted: progress.successCount, refused: progress.failureCount };
    case 'failed': {
      const { errorCode, description, successCount } = progress;
      const failure = errorCode === null ? undefined : FAILURES[errorCode];
      const words = failure?.words ?? 'no reason that is known';
      const code = errorCode === null ? '' : ` (error ${errorCode})`;
      const why = `${words}${code}${description === null ? '' : `: ${description}`}`;
      const reachedNobody = failure?.reachedNobody === true && (successCount ?? 0) === 0;
      return { do: reachedNobody ? 'callOff' : 'giveUpAsUnknown', why };
    }
  }
}

/**
 * Recipients of later stages that could never be sent once nobody is to be sent an undecided stage again: LINE excludes
 * the people of a narrowcast that succeeded, and of no other, so that a later stage could reach them twice.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
export function endedBySkipping({ settings, stages }: Pick<Broadcast, 'settings' | 'stages'>): number {
  if (settings.via !== 'narrowcast') return 0;
  const doubted = stages.findIndex(({ undecided, inDoubt }) => undecided.batches + inDoubt.batches > 0);
  return doubted === -1 ? 0 : stages.slice(doubted + 1).reduce((sum, { toSend }) => sum + toSend.recipients, 0);
}

/** @throws {LineOpsError} `usage` for more stages than LINE can tell apart, or pauses longer than it remembers. */
export function requireNarrowcastStages(count: number, intervalMs: number, { audiences }: { audiences: number }): void {
  const most = mostStages(audiences);
  if (most < count) {
    throw failure('TOO_MANY_STAGES', { count, most, audiences });
  }
  if (LATEST_STAGE_MS < (count - 1) * intervalMs) {
    throw failure('STAGES_TOO_FAR_APART', {});
  }
}
