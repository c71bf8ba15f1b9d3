import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import type { Timeline } from '../../../domain/broadcast/planning/timeline.js';
import { formatDuration } from '../../../domain/text/duration.js';
import type { Notice } from '../../../ports/broadcast/notices.js';
import type { BroadcastReport } from '../../../usecases/broadcast/audit/report-broadcast.js';
import { count } from '../../output/view.js';
import { insightSection } from './insight-html.js';
import { escaped, fixed, table } from './page-parts.js';
import { acceptedBy, firstOf, namedRefusals, reportFacts, stageRows, TIMELINE_POINTS } from './report-view.js';

/** More refused recipients than this make a page that no browser likes; the CSV has them all. */
const MOST_REFUSED = 2_000;

const CHART = { width: 960, height: 260, left: 70, right: 10, top: 12, bottom: 28 } as const;

export interface PageFrame {
  /** Local time with its offset. */
  readonly time: (epochMs: number) => string;
  readonly now: number;
  readonly version: string;
}

/** The report as one page that loads nothing: readable in light and dark, on paper, and without scripts. */
export async function* reportHtml(
  report: BroadcastReport,
  notices: readonly Notice[],
  frame: PageFrame,
): AsyncGenerator<string> {
  const { settings, state, reason } = report.broadcast;
  const title = `Broadcast ${settings.id}${settings.name === null ? '' : `, ${settings.name}`}`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="state">${escaped(state)}${reason === null ? '' : `: ${escaped(reason)}`}</p>
`;
  yield* table([], reportFacts(report, frame.time), 'facts');
  yield* stageSection(report, frame);
  if (report.acceptances.length > 0) yield* chartSection(report, frame);
  if (report.insight !== null) yield* insightSection(report.insight, frame.time);
  yield* unknownSection(report, frame);
  yield* refusedSection(report);
  yield* acceptanceSection(report, frame);
  yield* noticeSection(notices, frame);
  yield `<footer>line-ops ${escaped(frame.version)}, ${escaped(frame.time(frame.now))}</footer>\n</body>\n</html>\n`;
}

function* stageSection(report: BroadcastReport, { time }: PageFrame): Generator<string> {
  yield '<h2>Stages</h2>\n';
  const { head, rows } = stageRows(report, time);
  yield* table(head, rows);
}

function* chartSection(report: BroadcastReport, { time }: PageFrame): Generator<string> {
  const timeline = report.timeline(TIMELINE_POINTS);
  yield `<h2>Accepted recipients, every ${escaped(formatDuration(timeline.intervalMs))}</h2>\n`;
  yield chart(timeline, time);
}

function* unknownSection({ unknownBatches }: BroadcastReport, { time }: PageFrame): Generator<string> {
  if (unknownBatches.length === 0) return;
  yield '<h2>Batches in doubt</h2>\n';
  const rows = unknownBatches.map((batch) => [
    String(batch.batch),
    String(stageNumber(batch.stage)),
    count(batch.recipients),
    batch.state,
    batch.firstAttemptAt === null ? '' : time(batch.firstAttemptAt),
    batch.retryKey,
    batch.reason ?? 'no answer yet',
  ]);
  yield* table(['batch', 'stage', 'recipients', 'state', 'first sent', 'retry key', 'reason'], rows);
}

async function* refusedSection(report: BroadcastReport): AsyncGenerator<string> {
  const refused = namedRefusals(report);
  if (refused === 0) return;
  yield '<h2>Refused recipients</h2>\n';
  yield* table(
    ['recipients', 'reason'],
    report.refusalReasons.map(({ reason, recipients }) => [count(recipients), reason]),
  );
  yield `<details><summary>${count(Math.min(refused, MOST_REFUSED))} of ${count(refused)} recipients</summary>\n`;
  const people = await firstOf(report.refusedPeople(), MOST_REFUSED);
  const rows = people.map(({ userId, batch, stage, requestId, reason }) => [
    userId,
    String(batch),
    String(stageNumber(stage)),
    requestId ?? '',
    reason,
  ]);
  yield* table(['user ID', 'batch', 'stage', 'request ID', 'reason'], rows);
  yield '</details>\n';
}

function* acceptanceSection({ acceptances }: BroadcastReport, { time }: PageFrame): Generator<string> {
  if (acceptances.length === 0) return;
  yield `<h2>Accepted batches</h2>\n<details><summary>${count(acceptances.length)} request IDs</summary>\n`;
  const rows = acceptances.map((acceptance) => [
    String(acceptance.batch),
    String(stageNumber(acceptance.stage)),
    count(acceptance.recipients),
    time(acceptance.at),
    acceptedBy(acceptance),
  ]);
  yield* table(['batch', 'stage', 'recipients', 'accepted at', 'request ID'], rows);
  yield '</details>\n';
}

function* noticeSection(notices: readonly Notice[], { time }: PageFrame): Generator<string> {
  if (notices.length === 0) return;
  yield '<h2>Notified</h2>\n';
  const rows = notices.map(({ event, at, state, attempts, settledAt, why }) => [
    event,
    time(at),
    why === null ? state : `${state}: ${why}`,
    settledAt === null ? '' : time(settledAt),
    count(attempts),
  ]);
  yield* table(['event', 'happened', 'outcome', 'settled', 'attempts'], rows);
}

function chart({ points }: Timeline, time: (epochMs: number) => string): string {
  const { width, height, left, right, top, bottom } = CHART;
  const most = Math.max(1, ...points.map(({ recipients }) => recipients));
  const step = (width - left - right) / points.length;
  const room = height - top - bottom;
  const y = (recipients: number) => top + room * (1 - recipients / most);
  const bars = points.map(({ at, recipients }, index) => {
    const barHeight = (room * recipients) / most;
    const x = left + index * step;
    return `<rect x="${fixed(x)}" y="${fixed(y(recipients))}" width="${fixed(Math.max(0.5, step * 0.85))}" height="${fixed(barHeight)}"><title>${escaped(time(at))}: ${count(recipients)}</title></rect>`;
  });
  const lines = [0, most / 2, most].map(
    (value) =>
      `<line x1="${left}" x2="${width - right}" y1="${fixed(y(value))}" y2="${fixed(y(value))}"/><text x="${left - 8}" y="${fixed(y(value) + 4)}" text-anchor="end">${count(Math.round(value))}</text>`,
  );
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? 0;
  const ends = `<text x="${left}" y="${height - 8}">${escaped(time(first))}</text>${first === last ? '' : `<text x="${width - right}" y="${height - 8}" text-anchor="end">${escaped(time(last))}</text>`}`;
  const total = points.reduce((sum, { recipients }) => sum + recipients, 0);
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${count(total)} recipients accepted from ${escaped(time(first))} to ${escaped(time(last))}">
<g class="grid">${lines.join('')}</g>
<g class="bars">${bars.join('\n')}</g>
${ends}
</svg>
`;
}

const STYLE = `
:root{--ink:#1b1f24;--dim:#5b6570;--line:#d5dae0;--paper:#fff;--bar:#06a04a}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--dim:#9aa4af;--line:#39424c;--paper:#14181c;--bar:#3ecf7a}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.state,footer{color:var(--dim)}footer{margin-top:3rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{text-align:left;padding:.2rem 1.2rem .2rem 0;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:top}
td:last-child{white-space:normal;overflow-wrap:anywhere}
th,.facts td:first-child{color:var(--dim);font-weight:normal}
svg{width:100%;height:auto}svg text{fill:var(--dim);font-size:12px}.grid line{stroke:var(--line)}.bars rect{fill:var(--bar)}
summary{cursor:pointer}
`;
