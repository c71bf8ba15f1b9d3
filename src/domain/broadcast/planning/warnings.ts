import { grouped } from '../../text/grouped.js';
import { touchesPeakHours } from '../japan-time.js';
import { SMALLEST_NARROWCAST } from '../sending/narrowcast.js';

/** Accounts with more friends than this are asked to send in stages. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
export const STAGED_ABOVE_RECIPIENTS = 1_000_000;

/** What an operator should know before sending. */
export interface PlanWarning {
  readonly code:
    | 'SENT_BEFORE'
    | 'DUPLICATES'
    | 'MALFORMED'
    | 'TOO_MANY_MALFORMED'
    | 'LIST_CUT_OFF'
    | 'LIST_HAS_NEXT_PAGE'
    | 'PEAK_HOURS'
    | 'ONE_MILLION_UNSTAGED'
    | 'QUOTA_NEARLY_USED'
    | 'QUOTA_INSUFFICIENT'
    | 'SMALL_STAGE'
    | 'MESSAGE';
  readonly message: string;
}

/** The facts that warnings are drawn from. */
export interface PlanFacts {
  readonly unique: number;
  /** Friends of the account; null where nobody can tell. */
  readonly friends: number | null;
  readonly duplicates: number;
  readonly malformed: number;
  /** In words, by kind. */
  readonly malformedWords: string;
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
  /** Sizes of narrowcast stages that exclude others; empty for other ways. */
  readonly excludingStages: readonly number[];
  /** The same message to the same people within a day, in words; null where there was none. */
  readonly sentBefore: string | null;
  readonly messageWarnings: readonly string[];
}

/** Below this share of the month's limit the rest is called nearly used. */
const NEARLY_USED = 0.1;

/** What an operator should know before sending, in the order in which it is shown. */
export function planWarnings(facts: PlanFacts): readonly PlanWarning[] {
  return WARNINGS.flatMap((warningsOf) => warningsOf(facts));
}

const WARNINGS: readonly ((facts: PlanFacts) => readonly PlanWarning[])[] = [
  sentBefore,
  malformed,
  shortLists,
  duplicates,
  unstaged,
  peakHours,
  quota,
  smallStage,
  ({ messageWarnings }) => messageWarnings.map((message) => ({ code: 'MESSAGE', message })),
];

function sentBefore(facts: PlanFacts): readonly PlanWarning[] {
  return facts.sentBefore === null ? [] : [{ code: 'SENT_BEFORE', message: facts.sentBefore }];
}

function malformed({ malformed: count, malformedWords, isTooMalformed }: PlanFacts): readonly PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (count > 0)
    warnings.push({
      code: 'MALFORMED',
      message: `${count} malformed ${count === 1 ? 'recipient is' : 'recipients are'} left out: ${malformedWords}`,
    });
  if (isTooMalformed)
    warnings.push({
      code: 'TOO_MANY_MALFORMED',
      message: `create and send refuse a list with so many malformed lines, unless they get --max-malformed ${count}`,
    });
  return warnings;
}

function shortLists(facts: PlanFacts): readonly PlanWarning[] {
  return facts.shortLists.map(({ why, source, line }) =>
    why === 'cut-off'
      ? {
          code: 'LIST_CUT_OFF',
          message: `${source} ends in the middle of line ${line}: if what wrote it was cut off, people are missing`,
        }
      : {
          code: 'LIST_HAS_NEXT_PAGE',
          message: `${source} is one page of the follower list: its "next" says that more people follow`,
        },
  );
}

function duplicates({ duplicates: count }: PlanFacts): readonly PlanWarning[] {
  if (count === 0) return [];
  return [{ code: 'DUPLICATES', message: `${count} ${count === 1 ? 'duplicate is' : 'duplicates are'} sent to once` }];
}

/** The rule is about the account, and not about the list: only where nobody knows the account does the list stand for it. */
function unstaged({ unique, friends, stageCount }: PlanFacts): readonly PlanWarning[] {
  if ((friends ?? unique) <= STAGED_ABOVE_RECIPIENTS || stageCount !== 1) return [];
  return [
    {
      code: 'ONE_MILLION_UNSTAGED',
      message: `LINE asks accounts with over 1,000,000 friends to send in stages${friends === null ? '' : `, and this one has ${grouped(friends)}`}: add --stages 1%,10%,rest --interval 10m`,
    },
  ];
}

function peakHours({ stages }: PlanFacts): readonly PlanWarning[] {
  if (!stages.some(({ startsAt, endsAt }) => touchesPeakHours(startsAt, endsAt))) return [];
  return [
    {
      code: 'PEAK_HOURS',
      message: 'the plan touches the peak hours that LINE names (12:00-13:00 and 17:00-24:00 Japan time)',
    },
  ];
}

function quota({ quotaLeft, quotaNeeded, quotaLimit, leftAfter }: PlanFacts): readonly PlanWarning[] {
  if (quotaLeft !== null && quotaLeft < quotaNeeded)
    return [
      {
        code: 'QUOTA_INSUFFICIENT',
        message: `${quotaNeeded} messages are needed and ${quotaLeft} are left of this month's quota`,
      },
    ];
  if (leftAfter === null || quotaLimit === null) return [];
  const isNearlyUsed = 0 <= leftAfter && leftAfter < quotaLimit * NEARLY_USED;
  if (!isNearlyUsed) return [];
  return [{ code: 'QUOTA_NEARLY_USED', message: `${leftAfter} messages of the month's quota would be left` }];
}

function smallStage({ excludingStages }: PlanFacts): readonly PlanWarning[] {
  const smallest = Math.min(...excludingStages);
  if (SMALLEST_NARROWCAST <= smallest) return [];
  return [
    {
      code: 'SMALL_STAGE',
      message: `a stage of ${smallest} may fail: LINE asks for ${SMALLEST_NARROWCAST} recipients where a narrowcast is narrowed down`,
    },
  ];
}
