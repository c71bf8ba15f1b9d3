import { ANSWER_WITHIN_MS } from '../../../domain/webhook/load/latencies.js';
import type { Column, Painter } from '../../../ports/terminal.js';
import { type Fact, factTable } from '../../output/facts.js';
import { count, plural, type View } from '../../output/view.js';
import { loadText } from './load-view.js';
import { isGood, type KeptAnswer, type SendResult } from './result.js';

/** Of a body, for people; `--json` has all that was kept. */
const SHOWN_CHARACTERS = 500;

/** What was sent and what came back, in both forms. */
export function resultView(result: SendResult, isOk: boolean): View {
  return {
    schema: 'line-ops/webhook-send@1',
    json: resultJson(result, isOk),
    text: (paint) => {
      const [only, second] = result.answers;
      if (result.isLoad || only === undefined) return loadText(result, paint, paint.columns);
      return second === undefined ? answerText(only, result, paint) : answersTable(result.answers, paint);
    },
  };
}

function resultJson(result: SendResult, ok: boolean) {
  const { url, signature, report, answers, isLoad, judged } = result;
  const { figures, planned, notSent, cutOff, late, heldBack, elapsedMs, rateReached } = report;
  return {
    url: url.href,
    signature,
    ok,
    requests: figures.requests,
    accepted: figures.accepted,
    statuses: figures.statuses,
    failures: figures.failures,
    latencyMs: figures.latencyMs,
    over2s: figures.tooLate,
    rateAsked: result.rateAsked === null ? null : round(result.rateAsked),
    rateReached: rateReached === null ? null : round(rateReached),
    planned,
    notSent,
    cutOff,
    startedLate: late,
    heldBack,
    elapsedMs: Math.round(elapsedMs),
    histogram: figures.rows,
    conditions: judged,
    answers: isLoad
      ? null
      : answers.map(({ events, bytes, answer, ms }) => ({
          events,
          bytes,
          status: answer.status,
          ms: round(ms),
          problem: answer.why,
          location: answer.headers['location'] ?? null,
          contentType: answer.headers['content-type'] ?? null,
          body: answer.text,
        })),
  };
}

function answerText({ events, bytes, answer, ms }: KeptAnswer, { signature }: SendResult, paint: Painter): string {
  const location = answer.headers['location'];
  const facts: readonly Fact[] = [
    {
      label: 'sent',
      words: `${plural(events.length, 'event')}${namesOf(events)}, ${plural(bytes, 'byte')}, ${SIGNED[signature]}`,
    },
    { label: 'answer', words: answeredWords({ answer, ms }), tone: isGood(answer) ? 'good' : 'bad' },
    ...(location === undefined ? [] : [{ label: 'redirects', words: `to ${location}; LINE does not follow` }]),
    ...(answer.text === '' ? [] : [{ label: 'body', words: start(answer.text) }]),
  ];
  return factTable(facts, paint);
}

/** Of their names, for people. */
const SHOWN_NAMES = 5;

function namesOf(events: readonly string[]): string {
  if (events.length === 0) return '';
  const others = events.length - SHOWN_NAMES;
  return ` (${events.slice(0, SHOWN_NAMES).join(', ')}${others <= 0 ? '' : ` and ${others} more`})`;
}

const SIGNED = { valid: 'signed', wrong: 'with a wrong signature', missing: 'without a signature' } as const;

function answeredWords({ answer, ms }: Pick<KeptAnswer, 'answer' | 'ms'>): string {
  const { status, why } = answer;
  if (why === null) return `${status} in ${milliseconds(ms)}${ms <= ANSWER_WITHIN_MS ? '' : TOO_LATE}`;
  return `${status === null ? 'no' : `${status}, but no whole`} answer after ${milliseconds(ms)}: ${why}`;
}

const TOO_LATE = '; LINE waits 2 s, and would count this as a failure';

const COLUMNS: readonly (string | Column)[] = [
  { title: 'EVENT', foldTo: 16 },
  { title: 'ANSWERED', foldTo: 16 },
  { title: 'AFTER', goes: 3 },
  { title: 'BYTES', goes: 2 },
  { title: 'BODY', cutTo: 12, goes: 1 },
];

function answersTable(answers: readonly KeptAnswer[], paint: Painter): string {
  const rows = answers.map(({ events, bytes, answer, ms }) => [
    events.join(', '),
    answer.why ?? String(answer.status),
    milliseconds(ms),
    count(bytes),
    start(answer.text),
  ]);
  return paint.table(COLUMNS, rows);
}

function start(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

/** `3.4 ms`, `120 ms`, `2,100 ms`. */
function milliseconds(ms: number): string {
  return `${ms < 10 ? round(ms) : count(Math.round(ms))} ms`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
