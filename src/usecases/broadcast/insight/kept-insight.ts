import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { type InsightQuestion, questionsOf, type UnitPeriod } from '../../../domain/broadcast/insight/questions.js';
import {
  COUNTED_FOR_MS,
  type InsightStatus,
  type Missing,
  missingOf,
  statusAt,
} from '../../../domain/broadcast/insight/standing.js';
import type { HeardStatistics, Statistics } from '../../../domain/broadcast/insight/statistics.js';
import { statisticsDay } from '../../../domain/broadcast/japan-time.js';
import { contentOf } from '../../../domain/broadcast/planning/body.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { linksIn } from '../../../domain/messages/links.js';
import type { InsightBook } from '../../../ports/broadcast/insight-book.js';

/** Why one of the two numbers of people is not there. */
interface MissingNumbers {
  readonly uniqueImpression: Missing | null;
  readonly uniqueClick: Missing | null;
}

/** What is known of a request, or of a unit in some days. */
export interface UnitInsight {
  /** Null where it is counted by request. */
  readonly unit: string | null;
  readonly requestId: string | null;
  /** Of a request, from 0. */
  readonly stage: number | null;
  readonly period: UnitPeriod | null;
  readonly status: InsightStatus;
  /** Recipients that LINE accepted. */
  readonly accepted: number;
  /** Null where there are none. */
  readonly statistics: Statistics | null;
  readonly missing: MissingNumbers;
  /** When LINE said it, by its clock, milliseconds since 1970; null where it has not. */
  readonly heardAt: number | null;
  /** Other broadcasts that LINE counts together with this one, because they were sent under the same unit. */
  readonly sharedWith: readonly BroadcastId[];
}

/** What this state knows of what people did with a broadcast. */
export interface BroadcastInsight {
  readonly units: readonly UnitInsight[];
  /** People who were not sent to, to compare with. */
  readonly heldOut: number;
}

/** The unit of a broadcast's messages; null where they have none. */
function unitOf({ settings }: Broadcast): string | null {
  return contentOf(settings.bodyTail).units[0] ?? null;
}

/** What there is to ask of a broadcast, `now` being LINE's time. */
export async function questionsAbout(
  broadcast: Broadcast,
  book: InsightBook,
  now: number,
): Promise<readonly InsightQuestion[]> {
  const { settings } = broadcast;
  return questionsOf(settings.via, unitOf(broadcast), await book.acceptedSends(settings.id), now);
}

/** What was heard of it so far; LINE is not asked. `unknown` has the questions to which LINE said that it knows no such request. */
export async function insightOf(
  broadcast: Broadcast,
  questions: readonly InsightQuestion[],
  book: InsightBook,
  unknown: ReadonlySet<string> = new Set(),
): Promise<BroadcastInsight> {
  const { settings, recipients } = broadcast;
  const kept = await book.kept(settings.id);
  const hasLinks = contentOf(settings.bodyTail).messages.some((message) => linksIn(message).length > 0);
  const units: UnitInsight[] = [];
  for (const question of questions) {
    const heard = kept.get(question.key) ?? null;
    const missing = unknown.has(question.key) ? 'not-known' : 'not-asked';
    units.push({
      ...namesOf(question, heard),
      accepted: question.accepted,
      sharedWith: question.type === 'unit' ? await othersUnder(question, broadcast, book) : [],
      ...(heard === null ? without(missing) : heardOf(heard, question, hasLinks)),
    });
  }
  return { units: units.length > 0 ? units : [nothingToAsk(broadcast)], heldOut: recipients.heldOut };
}

/** What was heard of it so far; null where LINE was never asked. `now` by our clock, milliseconds since 1970. */
export async function keptInsight(
  broadcast: Broadcast,
  book: InsightBook,
  now: number,
): Promise<BroadcastInsight | null> {
  const heard = [...(await book.kept(broadcast.settings.id)).values()];
  if (heard.length === 0) return null;
  // LINE's clock may be ahead of ours.
  const latest = Math.max(now, ...heard.map(({ at }) => at));
  return insightOf(broadcast, await questionsAbout(broadcast, book, latest), book);
}

function namesOf(
  question: InsightQuestion,
  heard: HeardStatistics | null,
): Pick<UnitInsight, 'unit' | 'requestId' | 'stage' | 'period'> {
  if (question.type === 'request')
    return { unit: null, requestId: question.requestId, stage: question.stage, period: null };
  const { unit, period } = question;
  // Days that had not come when it was asked were not asked for.
  const asked = heard === null ? period : { ...period, to: earlier(period.to, statisticsDay(heard.at, 0)) };
  return { unit, requestId: null, stage: null, period: asked };
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

type Heard = Pick<UnitInsight, 'status' | 'statistics' | 'missing' | 'heardAt'>;

function heardOf({ statistics, at }: HeardStatistics, { lastSentAt }: InsightQuestion, hasLinks: boolean): Heard {
  return {
    status: statusAt(at, lastSentAt),
    statistics,
    missing: missingOf(statistics, { ageMs: at - lastSentAt, hasLinks }),
    heardAt: at,
  };
}

function without(missing: Missing): Heard {
  return {
    status: 'none',
    statistics: null,
    missing: { uniqueImpression: missing, uniqueClick: missing },
    heardAt: null,
  };
}

/** LINE counts all of a unit together; what was sent up to fourteen days before can have been opened in these days. */
async function othersUnder(
  { unit, lastSentAt }: Extract<InsightQuestion, { readonly type: 'unit' }>,
  { settings, startedAt }: Broadcast,
  book: InsightBook,
): Promise<readonly BroadcastId[]> {
  const between = { from: (startedAt ?? lastSentAt) - COUNTED_FOR_MS, to: lastSentAt + COUNTED_FOR_MS };
  const others = await book.othersWithUnit(settings.id, unit, between);
  return others.filter(({ channelId }) => channelId === settings.channelId).map(({ id }) => id);
}

function nothingToAsk(broadcast: Broadcast): UnitInsight {
  const unit = unitOf(broadcast);
  const { via } = broadcast.settings;
  return {
    unit,
    requestId: null,
    stage: null,
    period: null,
    accepted: broadcast.recipients.accepted,
    sharedWith: [],
    ...without(namesRecipients(via) && unit === null ? 'no-unit' : 'nothing-accepted'),
  };
}
