import type { MalformedGroup, Reason, SentAgain } from '../../failure/facts.js';
import { touchesPeakHours } from '../japan-time.js';
import { SMALLEST_NARROWCAST } from '../sending/narrowcast.js';

/** Accounts with more friends than this are asked to send in stages. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
export const STAGED_ABOVE_RECIPIENTS = 1_000_000;

/** How somebody stands in an earlier broadcast whom it surely did not reach, or of whom nobody can tell. */
type NotReached = 'refused' | 'unknown' | 'leftOut';

/** What an operator should know before sending. */
export type PlanWarning =
  /** `isAgain` where it is sent all the same; null where that was agreed to earlier. */
  | { readonly code: 'SENT_BEFORE'; readonly earlier: SentAgain; readonly isAgain: boolean | null }
  /** Nobody can tell whether it was. */
  | { readonly code: 'SENT_BEFORE'; readonly unknown: Reason }
  /** People are left out by a broadcast that is being sent: also those whom it has not reached yet. */
  | { readonly code: 'EXCLUDED_BEING_SENT'; readonly id: string; readonly pending: number }
  /** It has stopped, and may go on to people who are not left out. */
  | { readonly code: 'EXCLUDED_MAY_GO_ON'; readonly id: string; readonly state: string; readonly pending: number }
  /** User IDs are the same within one provider only. */
  | { readonly code: 'EXCLUDED_DUE'; readonly id: string; readonly pending: number }
  | { readonly code: 'EXCLUDED_OTHER_CHANNEL'; readonly id: string }
  /** LINE refused so many of these recipients in an earlier broadcast, or nobody could tell. */
  | {
      readonly code: 'REFUSED_BEFORE';
      readonly id: string;
      readonly people: number;
      readonly standings: readonly NotReached[];
    }
  | { readonly code: 'MALFORMED'; readonly malformed: number; readonly kinds: readonly MalformedGroup[] }
  | { readonly code: 'TOO_MANY_MALFORMED'; readonly malformed: number }
  | { readonly code: 'LIST_CUT_OFF'; readonly source: string; readonly line: number }
  | { readonly code: 'LIST_HAS_NEXT_PAGE'; readonly source: string }
  | { readonly code: 'DUPLICATES'; readonly duplicates: number }
  /** `friends` of the account; null where nobody can tell. */
  | { readonly code: 'ONE_MILLION_UNSTAGED'; readonly friends: number | null }
  /** They reached people in the time of --max-per-recipient, and LINE does not say whom. */
  | { readonly code: 'REACHED_UNCOUNTED'; readonly broadcasts: readonly string[] }
  | { readonly code: 'PEAK_HOURS' }
  | { readonly code: 'QUOTA_INSUFFICIENT'; readonly needed: number; readonly left: number }
  | { readonly code: 'QUOTA_NEARLY_USED'; readonly leftAfter: number }
  /** LINE did not say how many of the month's units are used. */
  | { readonly code: 'UNITS_NOT_COUNTED'; readonly why: Reason }
  | { readonly code: 'SMALL_STAGE'; readonly smallest: number }
  /** Uploads to the audience that failed at LINE. */
  | { readonly code: 'AUDIENCE_JOBS_FAILED'; readonly failed: number }
  | { readonly code: 'MESSAGE'; readonly path: string; readonly line: number; readonly message: string }
  /** The broadcast whose messages these are was silent, or under a unit, and this one is not. */
  | {
      readonly code: 'MESSAGES_SENT_OTHERWISE';
      readonly id: string;
      readonly silent: boolean;
      readonly unit: string | null;
    };

/** A broadcast by which people are left out. */
interface ExcludedFacts {
  readonly id: string;
  readonly state: string;
  /** Whether a process is at work on it. */
  readonly isBeingSent: boolean;
  /** A worker goes on with it when it is due. */
  readonly goesOnByItself: boolean;
  /** Whom it has not reached, and may. */
  readonly pending: number;
  readonly isSameChannel: boolean;
}

/** The facts that warnings are drawn from. */
export interface PlanFacts {
  readonly unique: number;
  /** Friends of the account; null where nobody can tell. */
  readonly friends: number | null;
  readonly duplicates: number;
  readonly malformed: number;
  readonly malformedKinds: readonly MalformedGroup[];
  /** Whether they are too many for a list that is sent to. */
  readonly isTooMalformed: boolean;
  /** Lists that may be shorter than they were meant to be. */
  readonly shortLists: readonly {
    readonly why: 'cut-off' | 'one-page';
    readonly source: string;
    readonly line: number;
  }[];
  readonly stageCount: number;
  /** When each stage is sent, milliseconds since 1970. */
  readonly stages: readonly { readonly startsAt: number; readonly endsAt: number }[];
  /** Messages left of the month's quota after this plan; null where there is no limit. */
  readonly leftAfter: number | null;
  readonly quotaLimit: number | null;
  /** Messages left now; null where there is no limit. */
  readonly quotaLeft: number | null;
  /** Messages that must be left when it begins. */
  readonly quotaNeeded: number;
  /** Sizes of the narrowcast stages that LINE may find too small; empty for other ways. */
  readonly excludingStages: readonly number[];
  /** Uploads to its audience that failed at LINE. */
  readonly audienceJobsFailed: number;
  /** The same message to the same people within a day; null where there was none. */
  readonly sentBefore: Extract<PlanWarning, { readonly code: 'SENT_BEFORE' }> | null;
  /** Broadcasts by which people are left out. */
  readonly excluded: readonly ExcludedFacts[];
  /** Earlier broadcasts whose refused or unknown people are recipients again. */
  readonly refusedBefore: readonly {
    readonly id: string;
    readonly people: number;
    readonly standings: readonly NotReached[];
  }[];
  /** Broadcasts to friends whom LINE chose, in the time of --max-per-recipient. */
  readonly uncounted: readonly string[];
  readonly messageWarnings: readonly Extract<PlanWarning, { readonly code: 'MESSAGE' | 'MESSAGES_SENT_OTHERWISE' }>[];
}

/** Below this share of the month's limit the rest is called nearly used. */
const NEARLY_USED = 0.1;

/** What an operator should know before sending, in the order in which it is shown. */
export function planWarnings(facts: PlanFacts): readonly PlanWarning[] {
  return WARNINGS.flatMap((warningsOf) => warningsOf(facts));
}

const WARNINGS: readonly ((facts: PlanFacts) => readonly PlanWarning[])[] = [
  sentBefore,
  excluded,
  ({ refusedBefore }) => refusedBefore.map((one) => ({ code: 'REFUSED_BEFORE', ...one })),
  malformed,
  shortLists,
  duplicates,
  ({ uncounted }) => (uncounted.length === 0 ? [] : [{ code: 'REACHED_UNCOUNTED', broadcasts: uncounted }]),
  unstaged,
  peakHours,
  quota,
  smallStage,
  ({ audienceJobsFailed: failed }) => (failed === 0 ? [] : [{ code: 'AUDIENCE_JOBS_FAILED', failed }]),
  ({ messageWarnings }) => messageWarnings,
];

function sentBefore(facts: PlanFacts): readonly PlanWarning[] {
  return facts.sentBefore === null ? [] : [facts.sentBefore];
}

function excluded(facts: PlanFacts): readonly PlanWarning[] {
  return facts.excluded.flatMap(({ id, state, isBeingSent, goesOnByItself, pending, isSameChannel }) => {
    const warnings: PlanWarning[] = [];
    if (!isSameChannel) warnings.push({ code: 'EXCLUDED_OTHER_CHANNEL', id });
    if (pending === 0 || state === 'cancelled') return warnings;
    if (isBeingSent) warnings.push({ code: 'EXCLUDED_BEING_SENT', id, pending });
    else if (goesOnByItself) warnings.push({ code: 'EXCLUDED_DUE', id, pending });
    else warnings.push({ code: 'EXCLUDED_MAY_GO_ON', id, state, pending });
    return warnings;
  });
}

function malformed({ malformed: count, malformedKinds: kinds, isTooMalformed }: PlanFacts): readonly PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (count > 0) warnings.push({ code: 'MALFORMED', malformed: count, kinds });
  if (isTooMalformed) warnings.push({ code: 'TOO_MANY_MALFORMED', malformed: count });
  return warnings;
}

function shortLists(facts: PlanFacts): readonly PlanWarning[] {
  return facts.shortLists.map(({ why, source, line }) =>
    why === 'cut-off' ? { code: 'LIST_CUT_OFF', source, line } : { code: 'LIST_HAS_NEXT_PAGE', source },
  );
}

function duplicates({ duplicates: count }: PlanFacts): readonly PlanWarning[] {
  return count === 0 ? [] : [{ code: 'DUPLICATES', duplicates: count }];
}

/** The rule is about the account, and not about the list: only where nobody knows the account does the list stand for it. */
function unstaged({ unique, friends, stageCount }: PlanFacts): readonly PlanWarning[] {
  const isDue = stageCount === 1 && STAGED_ABOVE_RECIPIENTS < (friends ?? unique);
  return isDue ? [{ code: 'ONE_MILLION_UNSTAGED', friends }] : [];
}

function peakHours({ stages }: PlanFacts): readonly PlanWarning[] {
  return stages.some(({ startsAt, endsAt }) => touchesPeakHours(startsAt, endsAt)) ? [{ code: 'PEAK_HOURS' }] : [];
}

function quota({ quotaLeft: left, quotaNeeded: needed, quotaLimit, leftAfter }: PlanFacts): readonly PlanWarning[] {
  if (left !== null && left < needed) return [{ code: 'QUOTA_INSUFFICIENT', needed, left }];
  if (leftAfter === null || quotaLimit === null) return [];
  const isNearlyUsed = 0 <= leftAfter && leftAfter < quotaLimit * NEARLY_USED;
  return isNearlyUsed ? [{ code: 'QUOTA_NEARLY_USED', leftAfter }] : [];
}

function smallStage({ excludingStages }: PlanFacts): readonly PlanWarning[] {
  const smallest = Math.min(...excludingStages);
  return smallest < SMALLEST_NARROWCAST ? [{ code: 'SMALL_STAGE', smallest }] : [];
}
