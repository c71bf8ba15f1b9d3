import { SMALLEST_NARROWCAST } from '../sending/narrowcast.js';

/** Accounts with more friends than this are asked to send in stages. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
export const STAGED_ABOVE_RECIPIENTS = 1_000_000;

/** LINE names the 12 o'clock hour and 17:00 to 24:00; the time zone is not stated, Japan time is meant. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
const PEAK_HOURS_JAPAN: readonly (readonly [from: number, to: number])[] = [
  [12, 13],
  [17, 24],
];

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const JAPAN_OFFSET_MS = 9 * HOUR_MS;

/** A day in UTC+9, as LINE's statistics write it: today's are not ready, nor always yesterday's. @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
export function statisticsDay(now: number, daysAgo: number): string {
  return new Date(now + JAPAN_OFFSET_MS - daysAgo * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Whether any moment from `start` to `end` (milliseconds since 1970) lies in LINE's peak hours. */
function touchesPeakHours(start: number, end: number): boolean {
  const startInJapan = start + JAPAN_OFFSET_MS;
  const firstDay = Math.floor(startInJapan / DAY_MS) * DAY_MS;
  for (let day = firstDay; day <= end + JAPAN_OFFSET_MS; day += DAY_MS) {
    for (const [from, to] of PEAK_HOURS_JAPAN) {
      if (startInJapan < day + to * HOUR_MS && day + from * HOUR_MS <= end + JAPAN_OFFSET_MS) return true;
    }
  }
  return false;
}

/** The earliest moment from `now` on that lies outside LINE's peak hours; `now` itself when it does. Milliseconds since 1970. */
export function nextOffPeak(now: number): number {
  const inJapan = now + JAPAN_OFFSET_MS;
  const day = Math.floor(inJapan / DAY_MS) * DAY_MS;
  const peak = PEAK_HOURS_JAPAN.find(([from, to]) => day + from * HOUR_MS <= inJapan && inJapan < day + to * HOUR_MS);
  return peak === undefined ? now : day + peak[1] * HOUR_MS - JAPAN_OFFSET_MS;
}

/** When LINE's peak hours last ended, at `now` or before. Milliseconds since 1970. */
export function lastPeakEnd(now: number): number {
  const inJapan = now + JAPAN_OFFSET_MS;
  const day = Math.floor(inJapan / DAY_MS) * DAY_MS;
  const ends = [day - DAY_MS, day].flatMap((of) => PEAK_HOURS_JAPAN.map(([, to]) => of + to * HOUR_MS));
  return Math.max(...ends.filter((end) => end <= inJapan)) - JAPAN_OFFSET_MS;
}

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

export function planWarnings(facts: PlanFacts): readonly PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (facts.sentBefore !== null) warnings.push({ code: 'SENT_BEFORE', message: facts.sentBefore });
  if (facts.malformed > 0)
    warnings.push({
      code: 'MALFORMED',
      message: `${facts.malformed} malformed ${facts.malformed === 1 ? 'recipient is' : 'recipients are'} left out: ${facts.malformedWords}`,
    });
  if (facts.isTooMalformed) {
    warnings.push({
      code: 'TOO_MANY_MALFORMED',
      message: `create and send refuse a list with so many malformed lines, unless they get --max-malformed ${facts.malformed}`,
    });
  }
  for (const { why, source, line } of facts.shortLists)
    warnings.push(
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
  if (facts.duplicates > 0)
    warnings.push({
      code: 'DUPLICATES',
      message: `${facts.duplicates} ${facts.duplicates === 1 ? 'duplicate is' : 'duplicates are'} sent to once`,
    });
  if (STAGED_ABOVE_RECIPIENTS < facts.unique && facts.stageCount === 1) {
    warnings.push({
      code: 'ONE_MILLION_UNSTAGED',
      message:
        'LINE asks accounts with over 1,000,000 friends to send in stages: add --stages 1%,10%,rest --interval 10m',
    });
  }
  if (facts.stages.some(({ startsAt, endsAt }) => touchesPeakHours(startsAt, endsAt))) {
    warnings.push({
      code: 'PEAK_HOURS',
      message: 'the plan touches the peak hours that LINE names (12:00-13:00 and 17:00-24:00 Japan time)',
    });
  }
  if (facts.quotaLeft !== null && facts.quotaLeft < facts.quotaNeeded) {
    warnings.push({
      code: 'QUOTA_INSUFFICIENT',
      message: `${facts.quotaNeeded} messages are needed and ${facts.quotaLeft} are left of this month's quota`,
    });
  } else if (
    facts.leftAfter !== null &&
    facts.quotaLimit !== null &&
    0 <= facts.leftAfter &&
    facts.leftAfter < facts.quotaLimit * NEARLY_USED
  ) {
    warnings.push({
      code: 'QUOTA_NEARLY_USED',
      message: `${facts.leftAfter} messages of the month's quota would be left`,
    });
  }
  const smallest = Math.min(...facts.excludingStages);
  if (smallest < SMALLEST_NARROWCAST) {
    warnings.push({
      code: 'SMALL_STAGE',
      message: `a stage of ${smallest} may fail: LINE asks for ${SMALLEST_NARROWCAST} recipients where a narrowcast is narrowed down`,
    });
  }
  for (const message of facts.messageWarnings) warnings.push({ code: 'MESSAGE', message });
  return warnings;
}
