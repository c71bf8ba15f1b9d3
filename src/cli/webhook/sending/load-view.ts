import { formatDuration } from '../../../domain/text/duration.js';
import { foldedWords } from '../../../domain/text/layout/words.js';
import { ANSWER_WITHIN_MS, type LatencyRow } from '../../../domain/webhook/load/latencies.js';
import type { Figures } from '../../../domain/webhook/load/tally.js';
import type { Painter } from '../../../ports/terminal.js';
import type { LoadReport } from '../../../usecases/webhook/send/run-load.js';
import { type Fact, factTable } from '../../output/facts.js';
import { count, plural } from '../../output/view.js';
import { figureWords, type SendResult } from './result.js';

/** A load in figures, and how long its answers took, with LINE's limit among them. */
export function loadText(result: SendResult, paint: Painter, width: number): string {
  const parts = [
    headline(result, paint, width),
    factTable(factsOf(result), paint, width),
    histogram(result, paint, width),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function headline({ report, url }: SendResult, paint: Painter, width: number): string {
  const { figures, elapsedMs } = report;
  const said = `${plural(figures.requests, 'request')} to ${url.host} in ${seconds(elapsedMs)}: ${count(figures.accepted)} answered 2xx`;
  const tone = figures.accepted === report.planned ? paint.good : paint.bad;
  return foldedWords(said, width).map(tone).join('\n');
}

function factsOf(result: SendResult): readonly Fact[] {
  const { report, rateAsked, judged } = result;
  const { figures, notSent, cutOff, rateReached } = report;
  const { statuses, failures, latencyMs } = figures;
  return [
    { label: 'asked', words: rateAsked === null ? 'each once' : `${perSecond(rateAsked)}` },
    {
      label: 'reached',
      words: `${rateReached === null ? 'no rate' : perSecond(rateReached)}${lateWords(report)}`,
    },
    ...some('answered', statuses),
    ...some('no answer', failures),
    ...(notSent === 0 ? [] : [{ label: 'not sent', words: notSentWords(result), tone: 'bad' as const }]),
    ...(cutOff === 0 ? [] : [{ label: 'given up', words: `${plural(cutOff, 'request')} on their way` }]),
    { label: 'latency', words: latencyWords(latencyMs) },
    { label: 'over 2 s', ...tooLateWords(figures) },
    ...judged.map(({ condition, value, failed }) => ({
      label: failed ? 'failed' : 'held',
      words: `${condition}: ${value === null ? 'there is nothing to tell it by' : figureWords(condition, value)}`,
      tone: failed ? ('bad' as const) : ('good' as const),
    })),
  ];
}

function notSentWords({ report: { notSent }, isStopped }: SendResult): string {
  return `${plural(notSent, 'request')}: ${isStopped ? 'stopped before' : 'the time was over before a connection was free'}`;
}

/** A rate that was not kept has a reason on this side: no connection was free, or this machine has too much to do. */
function lateWords({ late, heldBack }: LoadReport): string {
  if (late === 0) return '';
  const why = heldBack === 0 ? '' : `, ${count(heldBack)} of them for want of a connection`;
  return `; ${plural(late, 'request')} left late${why}`;
}

function some(label: string, counts: Readonly<Record<string, number>>): readonly Fact[] {
  const words = Object.entries(counts).map(([what, times]) => `${what}: ${count(times)}`);
  return words.length === 0 ? [] : [{ label, words: words.join(', ') }];
}

/** Where nothing was measured, none is no good news. */
function tooLateWords({ tooLate, requests, latencyMs }: Figures): Omit<Fact, 'label'> {
  if (latencyMs.max === null) return { words: NOTHING_MEASURED };
  return { words: `${count(tooLate)} (${percent(tooLate / requests)})`, tone: tooLate === 0 ? 'good' : 'bad' };
}

const NOTHING_MEASURED = 'nothing was answered';

function latencyWords(latencyMs: Readonly<Record<string, number | null>>): string {
  const words = Object.entries(latencyMs).flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${short(ms)}`]));
  return words.length === 0 ? NOTHING_MEASURED : words.join(', ');
}

const COUNT_HEAD = 'requests';
const GAP = 2;
const LIMIT_WORDS = 'LINE waits no longer';

/** One row for each span of time from the fastest answer to the slowest, and the line at which LINE gives up. */
function histogram({ report }: SendResult, paint: Painter, width: number): string {
  const { rows } = report.figures;
  const first = rows.findIndex((row) => 0 < row.count);
  if (first === -1) return '';
  const last = rows.findLastIndex((row) => 0 < row.count);
  const shown = rows.slice(first, last + 1);
  const most = Math.max(...shown.map((row) => row.count));
  const labelWidth = Math.max(...shown.map((row) => labelOf(row).length), 'up to'.length);
  const countWidth = Math.max(count(most).length, COUNT_HEAD.length);
  const room = width - labelWidth - countWidth - 2 * GAP;
  const line = (label: string, middle: string, bar: string) =>
    `${label.padStart(labelWidth)}${' '.repeat(GAP)}${middle.padStart(countWidth)}${' '.repeat(GAP)}${bar}`.trimEnd();
  const limit = `${'2 s'.padStart(labelWidth)}${' '.repeat(GAP)}${`---- ${LIMIT_WORDS} `.padEnd(countWidth + GAP + room, '-')}`;
  const lines = shown.map((row) => {
    const bar = '#'.repeat(Math.ceil((row.count / most) * room));
    const isLate = ANSWER_WITHIN_MS <= row.fromMs;
    return { isLate, text: line(labelOf(row), count(row.count), isLate ? paint.bad(bar) : paint.good(bar)) };
  });
  return [
    paint.dim(line('up to', COUNT_HEAD, '')),
    ...lines.filter(({ isLate }) => !isLate).map(({ text }) => text),
    paint.warn(limit),
    ...lines.filter(({ isLate }) => isLate).map(({ text }) => text),
  ].join('\n');
}

function labelOf({ fromMs, toMs }: LatencyRow): string {
  return toMs === null ? `> ${short(fromMs)}` : short(toMs);
}

/** `3.4 ms`, `120 ms`, `2.1 s`. */
function short(ms: number): string {
  if (1000 <= ms) return `${Math.round(ms / 100) / 10} s`;
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
}

function seconds(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
}

function perSecond(rate: number): string {
  return `${rate < 100 ? Math.round(rate * 10) / 10 : count(Math.round(rate))}/s`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
