import { shownStageState } from '../../../domain/broadcast/broadcast.js';
import type { Timeline } from '../../../domain/broadcast/timeline.js';
import { formatDuration } from '../../../domain/duration.js';
import { visible } from '../../../domain/visible.js';
import type { Acceptance, RefusedPerson, UnknownBatch } from '../../../ports/broadcast-books.js';
import type { Painter } from '../../../ports/terminal.js';
import type { BroadcastReport } from '../../../usecases/broadcast/report.js';
import { count, isoTime, plural, type View } from '../../output.js';
import { broadcastJson } from './views.js';

/** Intervals of the plot in JSON and HTML, and as text, where each takes a line. */
export const TIMELINE_POINTS = 120;
const PLOTTED_LINES = 24;
const BAR_WIDTH = 36;
/** Rows of a table that a person would read; all of them are in JSON and in the files. */
const SHOWN_ROWS = 20;

export function reportView(report: BroadcastReport): View {
  return {
    schema: 'line-ops/broadcast-report@1',
    // A getter, so that text never reads every refused recipient.
    get json() {
      return reportJson(report);
    },
    text: (paint) => reportText(report, paint),
  };
}

function reportJson(report: BroadcastReport) {
  const document = broadcastJson(report.broadcast, report.forecast);
  const { excluded, heldOut } = report.broadcast.recipients;
  const timeline = report.timeline(TIMELINE_POINTS);
  return {
    ...document,
    recipients: { ...document.recipients, excluded, heldOut },
    acceptances: report.acceptances.map(({ batch, stage, recipients, at, requestId, acceptedRequestId }) => ({
      batch,
      stage,
      recipients,
      at: isoTime(at),
      requestId,
      acceptedRequestId,
    })),
    refusedRecipients: Array.from(report.refusedPeople(), personJson),
    leftOutRecipients: Array.from(report.leftOutPeople(), personJson),
    unknownBatches: report.unknownBatches.map((batch) => ({
      batch: batch.batch,
      stage: batch.stage,
      recipients: batch.recipients,
      state: batch.state,
      reason: batch.reason,
      retryKey: batch.retryKey,
      firstAttemptAt: isoTime(batch.firstAttemptAt),
      requests: batch.requests,
    })),
    timelineIntervalMs: timeline.intervalMs,
    timeline: timeline.points.map(({ at, recipients }) => ({ at: isoTime(at), recipients })),
  };
}

function personJson({ userId, reason, requestId, batch, stage }: RefusedPerson) {
  return { userId, reason, requestId, batch, stage };
}

function reportText(report: BroadcastReport, paint: Painter): string {
  const { settings, state, reason } = report.broadcast;
  const title = [paint.bold(settings.id), visible(settings.name ?? ''), state].filter((part) => part !== '').join('  ');
  return [
    title,
    paint.table([], [...reportFacts(report), ...(reason === null ? [] : [['reason', paint.warn(reason)]])]),
    '',
    stageTable(report, paint),
    ...section(report.acceptances.length, 'accepted over time', () => plot(report.timeline(PLOTTED_LINES), paint)),
    ...section(report.acceptances.length, 'accepted batches', () => acceptanceTable(report.acceptances, paint)),
    ...section(report.refusalReasons.length, 'refused recipients', () => refusedTable(report, paint)),
    ...section(report.unknownBatches.length, 'batches in doubt', () => unknownTable(report.unknownBatches, paint)),
  ].join('\n');
}

/** The facts that stand at the head of a report, in words. */
export function reportFacts({ broadcast }: BroadcastReport): string[][] {
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
    ['pending', count(recipients.pending)],
    ['left out', count(recipients.leftOut)],
    [
      'requests',
      `${count(requests)} for ${plural(batches.total, 'batch', 'batches')}, ${plural(retries, 'retry', 'retries')}, ${count(conflicts)} answered 409`,
    ],
    ['worked', formatDuration(elapsedMs)],
    ['plan hash', settings.planHash],
  ];
}

function section(size: number, title: string, body: () => string): readonly string[] {
  return size === 0 ? [] : ['', title, body()];
}

function stageTable({ broadcast: { stages, state } }: BroadcastReport, paint: Painter): string {
  const time = (at: number | null) => (at === null ? '' : paint.time(at));
  return paint.table(
    ['stage', 'recipients', 'accepted', 'refused', 'unknown', 'pending', 'state', 'started', 'finished'],
    stages.map((stage) => [
      String(stage.index + 1),
      count(stage.recipients),
      count(stage.accepted),
      count(stage.refused),
      count(stage.unknown),
      count(stage.pending),
      shownStageState(stage, state),
      time(stage.startedAt),
      time(stage.finishedAt),
    ]),
  );
}

/** One line an interval, in plain ASCII; the number says all that the bar says. */
function plot({ intervalMs, points }: Timeline, paint: Painter): string {
  const most = Math.max(1, ...points.map(({ recipients }) => recipients));
  const rows = points.map(({ at, recipients }) => [
    paint.time(at),
    count(recipients),
    recipients === 0 ? '' : '#'.repeat(Math.max(1, Math.round((recipients / most) * BAR_WIDTH))),
  ]);
  return paint.table([`every ${formatDuration(intervalMs)}`, 'recipients', ''], rows);
}

function acceptanceTable(acceptances: readonly Acceptance[], paint: Painter): string {
  const rows = acceptances
    .slice(0, SHOWN_ROWS)
    .map((acceptance) => [
      String(acceptance.batch),
      String(acceptance.stage + 1),
      count(acceptance.recipients),
      paint.time(acceptance.at),
      acceptedBy(acceptance),
    ]);
  return withRest(
    paint.table(['batch', 'stage', 'recipients', 'accepted at', 'request ID'], rows),
    acceptances.length,
    '--json or --html',
  );
}

/** The request that got through, and what told us so where that was a later one. */
export function acceptedBy({ requestId, acceptedRequestId }: Acceptance): string {
  const accepted = acceptedRequestId ?? requestId ?? 'none';
  return requestId === null || requestId === accepted ? accepted : `${accepted} (409 to ${requestId})`;
}

function refusedTable(report: BroadcastReport, paint: Painter): string {
  const reasons = report.refusalReasons
    .slice(0, SHOWN_ROWS)
    .map(({ reason, recipients }) => [count(recipients), reason]);
  const people = firstOf(report.refusedPeople(), SHOWN_ROWS).map(({ userId, reason, requestId, batch, stage }) => [
    userId,
    String(batch),
    String(stage + 1),
    requestId ?? '',
    reason,
  ]);
  return [
    paint.table([], reasons),
    '',
    withRest(
      paint.table(['user ID', 'batch', 'stage', 'request ID', 'reason'], people),
      namedRefusals(report),
      '--csv <file>',
    ),
  ].join('\n');
}

/** How many refused recipients have a user ID that we know. */
export function namedRefusals({ refusalReasons }: BroadcastReport): number {
  return refusalReasons.reduce((sum, { recipients }) => sum + recipients, 0);
}

function unknownTable(batches: readonly UnknownBatch[], paint: Painter): string {
  const rows = batches
    .slice(0, SHOWN_ROWS)
    .map((batch) => [
      String(batch.batch),
      String(batch.stage + 1),
      count(batch.recipients),
      batch.state,
      batch.firstAttemptAt === null ? '' : paint.time(batch.firstAttemptAt),
      batch.reason ?? 'no answer yet',
    ]);
  return withRest(
    paint.table(['batch', 'stage', 'recipients', 'state', 'first sent', 'reason'], rows),
    batches.length,
    '--json or --html',
  );
}

function firstOf(people: Iterable<RefusedPerson>, most: number): RefusedPerson[] {
  const first: RefusedPerson[] = [];
  for (const person of people) {
    first.push(person);
    if (first.length === most) break;
  }
  return first;
}

function withRest(table: string, size: number, where: string): string {
  return size <= SHOWN_ROWS ? table : `${table}\nand ${count(size - SHOWN_ROWS)} more, all with ${where}`;
}
