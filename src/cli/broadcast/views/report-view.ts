import { shownStageState, stageNumber } from '../../../domain/broadcast/broadcast.js';
import type { Timeline } from '../../../domain/broadcast/planning/timeline.js';
import { quietHoursWords } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { GAP } from '../../../domain/text/layout/columns.js';
import { visible } from '../../../domain/text/visible.js';
import type { Acceptance, Pages, RefusedPerson, UnknownBatch } from '../../../ports/broadcast/broadcast-totals.js';
import type { Notice } from '../../../ports/broadcast/notices.js';
import type { Column, Painter } from '../../../ports/terminal.js';
import type { BroadcastReport } from '../../../usecases/broadcast/audit/report-broadcast.js';
import { type Fact, factTable } from '../../output/facts.js';
import { count, isoTime, plural, type View } from '../../output/view.js';
import { broadcastJson, paceWords, scheduleFacts } from './broadcast-views.js';
import { insightJson, insightText } from './insight-view.js';

/** Intervals of the plot in JSON and HTML, and as text, where each takes a line. */
export const TIMELINE_POINTS = 120;
const PLOTTED_LINES = 24;
const BAR_WIDTH = 36;
/** Rows of a table that a person would read; all of them are in JSON and in the files. */
const SHOWN_ROWS = 20;

/** The people who are named in a report: all of them in a document, those whom a person would read in text. */
interface PeopleShown {
  readonly refused: readonly RefusedPerson[];
  readonly leftOut: readonly RefusedPerson[];
}

export async function peopleShown(report: BroadcastReport, isJson: boolean): Promise<PeopleShown> {
  const most = isJson ? Number.POSITIVE_INFINITY : SHOWN_ROWS;
  return {
    refused: await firstOf(report.refusedPeople(), most),
    leftOut: isJson ? await firstOf(report.leftOutPeople(), most) : [],
  };
}

export function reportView(report: BroadcastReport, notices: readonly Notice[], people: PeopleShown): View {
  return {
    schema: 'line-ops/broadcast-report@1',
    get json() {
      return reportJson(report, notices, people);
    },
    text: (paint) => reportText(report, notices, people, paint),
  };
}

function reportJson(report: BroadcastReport, notices: readonly Notice[], people: PeopleShown) {
  const document = broadcastJson(report.broadcast, report.forecast);
  const timeline = report.timeline(TIMELINE_POINTS);
  return {
    ...document,
    acts: report.broadcast.acts.map(({ what, who, how, at, planHash }) => ({
      what,
      who,
      how,
      at: isoTime(at),
      planHash,
    })),
    startAt: isoTime(report.broadcast.settings.startAt),
    notAfterMs: report.broadcast.settings.notAfterMs,
    quietHours: quietHoursJson(report),
    acceptances: report.acceptances.map(({ batch, stage, recipients, at, requestId, acceptedRequestId }) => ({
      batch,
      stage: stageNumber(stage),
      recipients,
      at: isoTime(at),
      requestId,
      acceptedRequestId,
    })),
    refusedRecipients: people.refused.map(personJson),
    leftOutRecipients: people.leftOut.map(personJson),
    unknownBatches: report.unknownBatches.map((batch) => ({
      batch: batch.batch,
      stage: stageNumber(batch.stage),
      recipients: batch.recipients,
      state: batch.state,
      reason: batch.reason,
      retryKey: batch.retryKey,
      firstAttemptAt: isoTime(batch.firstAttemptAt),
      requests: batch.requests,
    })),
    notices: notices.map(({ event, at, state, attempts, settledAt, why }) => ({
      event,
      at: isoTime(at),
      state,
      attempts,
      settledAt: isoTime(settledAt),
      why,
    })),
    insight: report.insight === null ? null : insightJson(report.insight),
    timelineIntervalMs: timeline.intervalMs,
    timeline: timeline.points.map(({ at, recipients }) => ({ at: isoTime(at), recipients })),
  };
}

function quietHoursJson({ broadcast: { settings } }: BroadcastReport): string | null {
  return settings.quietHours === null ? null : quietHoursWords(settings.quietHours);
}

function personJson({ userId, reason, requestId, batch, stage }: RefusedPerson) {
  return { userId, reason, requestId, batch, stage: stageNumber(stage) };
}

function reportText(report: BroadcastReport, notices: readonly Notice[], people: PeopleShown, paint: Painter): string {
  const { settings, state, reason } = report.broadcast;
  const title = [paint.bold(settings.id), visible(settings.name ?? ''), state].filter((part) => part !== '').join('  ');
  const facts: readonly Fact[] = [
    ...reportFacts(report, paint.time).map(([label = '', words = '']) => ({ label, words })),
    ...(reason === null ? [] : [{ label: 'reason', words: reason, tone: 'warn' as const }]),
  ];
  return [
    title,
    factTable(facts, paint),
    '',
    stageTable(report, paint),
    ...section(report.acceptances.length, 'accepted over time', () => plot(report.timeline(PLOTTED_LINES), paint)),
    ...insightPart(report, paint),
    ...section(report.acceptances.length, 'accepted batches', () => acceptanceTable(report.acceptances, paint)),
    ...section(report.refusalReasons.length, 'refused recipients', () => refusedTable(report, people, paint)),
    ...section(report.unknownBatches.length, 'batches in doubt', () => unknownTable(report.unknownBatches, paint)),
    ...section(notices.length, 'notified', () => noticeTable(notices, paint)),
  ].join('\n');
}

/** What LINE said when it was asked last; the report itself asks nothing. */
function insightPart({ insight }: BroadcastReport, paint: Painter): readonly string[] {
  return insight === null ? [] : ['', 'opened and followed, as LINE counts it', insightText(insight, paint)];
}

/** The facts that stand at the head of a report, in words. */
export function reportFacts({ broadcast, forecast }: BroadcastReport, time: (at: number) => string): string[][] {
  const { recipients, batches, requests, retries, conflicts, elapsedMs, settings } = broadcast;
  const leftOut = [
    plural(recipients.duplicates, 'duplicate'),
    `${count(recipients.malformed)} malformed`,
    `${count(recipients.excluded)} excluded`,
    `${count(recipients.heldOut)} held out`,
  ];
  return [
    ['recipients', `${count(recipients.unique)} of ${count(recipients.total)}; ${leftOut.join(', ')}`],
    ['accepted', count(recipients.accepted)],
    ['refused', count(recipients.refused)],
    ['unknown', count(recipients.unknown)],
    ...(recipients.inFlight === 0 ? [] : [['in flight', count(recipients.inFlight)]]),
    ['pending', count(recipients.pending)],
    ['left out', count(recipients.leftOut)],
    [
      'requests',
      `${count(requests)} for ${plural(batches.total, 'batch', 'batches')}, ${plural(retries, 'retry', 'retries')}, ${count(conflicts)} answered 409`,
    ],
    ['worked', formatDuration(elapsedMs)],
    ...paceWords(forecast, time),
    ...scheduleFacts(broadcast, time).map(({ label, words }) => [label, words]),
    ['plan hash', settings.planHash],
  ];
}

function section(size: number, title: string, body: () => string): readonly string[] {
  return size === 0 ? [] : ['', title, body()];
}

/** The totals of the stages; what is in flight has a column only while something is. */
export function stageRows(
  { broadcast: { stages, state } }: BroadcastReport,
  time: (at: number) => string,
): { readonly head: readonly (string | Column)[]; readonly rows: readonly (readonly string[])[] } {
  const isUnderWay = stages.some(({ inFlight }) => inFlight > 0);
  const underWay = (cell: string) => (isUnderWay ? [cell] : []);
  return {
    head: [
      'STAGE',
      { title: 'RECIPIENTS', goes: 4 },
      ...['ACCEPTED', 'REFUSED', 'UNKNOWN', ...underWay('IN FLIGHT'), 'PENDING'],
      { title: 'STATE', goes: 3 },
      { title: 'STARTED', goes: 2 },
      { title: 'FINISHED', goes: 1 },
    ],
    rows: stages.map((stage) => [
      String(stageNumber(stage.index)),
      count(stage.recipients),
      count(stage.accepted),
      count(stage.refused),
      count(stage.unknown),
      ...underWay(count(stage.inFlight)),
      count(stage.pending),
      shownStageState(stage, state),
      stage.startedAt === null ? '' : time(stage.startedAt),
      stage.finishedAt === null ? '' : time(stage.finishedAt),
    ]),
  };
}

function stageTable(report: BroadcastReport, paint: Painter): string {
  const { head, rows } = stageRows(report, paint.time);
  return paint.table(head, rows);
}

/** One line an interval, in plain ASCII; the number says all that the bar says. */
function plot({ intervalMs, points }: Timeline, paint: Painter): string {
  const most = Math.max(1, ...points.map(({ recipients }) => recipients));
  const times = points.map(({ at }) => paint.time(at));
  const every = `EVERY ${formatDuration(intervalMs)}`;
  const taken = Math.max(every.length, ...times.map((time) => time.length)) + 'RECIPIENTS'.length + 2 * GAP;
  const widest = Math.min(BAR_WIDTH, paint.columns - taken);
  const rows = points.map(({ recipients }, at) => [
    times[at] ?? '',
    count(recipients),
    recipients === 0 ? '' : '#'.repeat(Math.max(1, Math.round((recipients / most) * widest))),
  ]);
  return paint.table([every, 'RECIPIENTS', ''], rows);
}

function acceptanceTable(acceptances: readonly Acceptance[], paint: Painter): string {
  const rows = acceptances
    .slice(0, SHOWN_ROWS)
    .map((acceptance) => [
      String(acceptance.batch),
      String(stageNumber(acceptance.stage)),
      count(acceptance.recipients),
      paint.time(acceptance.at),
      acceptedBy(acceptance),
    ]);
  const table = paint.table(
    [
      'BATCH',
      { title: 'STAGE', goes: 2 },
      { title: 'RECIPIENTS', goes: 1 },
      { title: 'ACCEPTED AT', goes: 3 },
      { title: 'REQUEST ID', foldTo: 36 },
    ],
    rows,
  );
  return withRest(table, acceptances.length, '--json or --html');
}

/** The request that got through, and what told us so where that was a later one. */
export function acceptedBy({ requestId, acceptedRequestId }: Acceptance): string {
  const accepted = acceptedRequestId ?? requestId ?? 'none';
  return requestId === null || requestId === accepted ? accepted : `${accepted} (409 to ${requestId})`;
}

function refusedTable(report: BroadcastReport, { refused }: PeopleShown, paint: Painter): string {
  const reasons = report.refusalReasons
    .slice(0, SHOWN_ROWS)
    .map(({ reason, recipients }) => [count(recipients), reason]);
  const people = refused.map(({ userId, reason, requestId, batch, stage }) => [
    userId,
    String(batch),
    String(stageNumber(stage)),
    requestId ?? '',
    visible(reason),
  ]);
  const table = paint.table(
    [
      'USER ID',
      { title: 'BATCH', goes: 3 },
      { title: 'STAGE', goes: 2 },
      { title: 'REQUEST ID', goes: 1 },
      { title: 'REASON', cutTo: SHORTEST_REASON },
    ],
    people,
  );
  return [
    factTable(
      reasons.map(([label = '', words = '']) => ({ label, words })),
      paint,
    ),
    '',
    withRest(table, namedRefusals(report), '--csv <file>'),
  ].join('\n');
}

/** How many refused recipients have a user ID that we know. */
export function namedRefusals({ refusalReasons }: BroadcastReport): number {
  return refusalReasons.reduce((sum, { recipients }) => sum + recipients, 0);
}

/** Columns; what is cut is whole with `--json`. */
const SHORTEST_REASON = 20;

function unknownTable(batches: readonly UnknownBatch[], paint: Painter): string {
  const rows = batches
    .slice(0, SHOWN_ROWS)
    .map((batch) => [
      String(batch.batch),
      String(stageNumber(batch.stage)),
      count(batch.recipients),
      batch.state,
      batch.firstAttemptAt === null ? '' : paint.time(batch.firstAttemptAt),
      visible(batch.reason ?? 'no answer yet'),
    ]);
  const table = paint.table(
    [
      'BATCH',
      { title: 'STAGE', goes: 2 },
      'RECIPIENTS',
      'STATE',
      { title: 'FIRST SENT', goes: 1 },
      { title: 'REASON', cutTo: SHORTEST_REASON },
    ],
    rows,
  );
  return withRest(table, batches.length, '--json or --html');
}

function noticeTable(notices: readonly Notice[], paint: Painter): string {
  const rows = notices.map(({ event, at, state, attempts, why }) => [
    event,
    paint.time(at),
    why === null ? state : `${state}: ${visible(why)}`,
    count(attempts),
  ]);
  const columns: readonly (string | Column)[] = [
    'EVENT',
    { title: 'HAPPENED', goes: 2 },
    { title: 'OUTCOME', cutTo: SHORTEST_REASON },
    { title: 'ATTEMPTS', goes: 1 },
  ];
  return paint.table(columns, rows);
}

export async function firstOf(people: Pages<RefusedPerson>, most: number): Promise<readonly RefusedPerson[]> {
  const first: RefusedPerson[] = [];
  for await (const some of people) {
    for (const person of some) first.push(person);
    if (most <= first.length) break;
  }
  return first.slice(0, most);
}

function withRest(table: string, size: number, where: string): string {
  return size <= SHOWN_ROWS ? table : `${table}\nand ${count(size - SHOWN_ROWS)} more, all with ${where}`;
}
