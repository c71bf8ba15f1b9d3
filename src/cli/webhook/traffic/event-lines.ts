import { textWidth } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';
import { ANSWER_WITHIN_MS } from '../../../domain/webhook/load/latencies.js';
import { type ReceivedBody, type ReceivedEvent, replyUntil } from '../../../domain/webhook/received/events.js';
import type { Painter } from '../../../ports/terminal.js';
import type { PostEnd } from '../../../ports/webhook/listening.js';
import type { WebhookReport } from '../../../usecases/webhook/listen/listen.js';
import { count } from '../../output/view.js';

/** The guidelines ask this. @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-unsend-message */
const UNSEND_ADVICE = 'a person took this message back: remove it from what people see and from what is kept';

/** What the guidelines ask to be done about an event, where that is not clear from its type; else null. */
export function adviceOn({ type }: ReceivedEvent): string | null {
  return type === 'unsend' ? UNSEND_ADVICE : null;
}

/** When a webhook came, and how it is shown. */
interface Arrival {
  readonly at: number;
  /** When it is looked at: a reply token ends meanwhile. */
  readonly now: number;
  readonly seenBefore: readonly (number | null)[];
  /** Columns of the terminal; null where a line may be as long as it likes. */
  readonly columns: number | null;
}

/** What came, as lines: one an event, and what is to be known of it below. */
export function eventLines(body: ReceivedBody | null, arrival: Arrival, paint: Painter): readonly string[] {
  const time = { text: paint.time(arrival.at), paint: paint.dim };
  const lineOf = (parts: readonly Part[]) => `${paint.accent('-->')} ${fitted([...parts, time], arrival.columns)}`;
  if (body === null) return [lineOf([{ text: '(signed, and no webhook)', paint: null }])];
  if (body.events.length === 0) return [lineOf([{ text: '(no events: a check of the connection)', paint: null }])];
  return body.events.flatMap((event, index) => {
    const id = event.webhookEventId === null ? [] : [{ text: visible(event.webhookEventId), paint: paint.dim }];
    const marks = marksOf(event, arrival, arrival.seenBefore[index] ?? null, paint);
    const line = lineOf([{ text: nameOf(event), paint: null }, ...marks, ...id]);
    const advice = adviceOn(event);
    return advice === null ? [line] : [line, `    ${paint.warn(`unsend: ${advice}`)}`];
  });
}

interface Part {
  readonly text: string;
  readonly paint: ((text: string) => string) | null;
}

const BETWEEN = '  ';
const ARROW_COLUMNS = 4;

/** As many parts as there is room for, the first in any case: the last are the least important. */
function fitted(parts: readonly Part[], columns: number | null): string {
  let left = (columns ?? Number.POSITIVE_INFINITY) - ARROW_COLUMNS;
  const shown: string[] = [];
  for (const { text, paint } of parts) {
    const width = textWidth(text) + (shown.length === 0 ? 0 : BETWEEN.length);
    if (shown.length > 0 && left < width) break;
    left -= width;
    shown.push(paint === null ? text : paint(text));
  }
  return shown.join(BETWEEN);
}

/** `message text U4af4980…`, `unsend U4af4980… message 325708`. */
function nameOf({ type, messageType, source, unsentMessageId }: ReceivedEvent): string {
  const who = source?.userId ?? null;
  const where = source?.groupId ?? source?.roomId ?? null;
  const parts = [
    type ?? '(no type)',
    messageType,
    who === null ? null : shortId(who),
    where === null ? null : `in ${shortId(where)}`,
    unsentMessageId === null ? null : `message ${unsentMessageId}`,
  ];
  return visible(parts.filter((part) => part !== null).join(' '));
}

const SHOWN_OF_ID = 8;

function shortId(id: string): string {
  return id.length <= SHOWN_OF_ID + 1 ? id : `${id.slice(0, SHOWN_OF_ID)}…`;
}

function marksOf(event: ReceivedEvent, { at, now }: Arrival, seenAt: number | null, paint: Painter): readonly Part[] {
  const until = replyUntil(event, at);
  const marks: Part[] = [];
  if (seenAt !== null) marks.push({ text: `came before, at ${paint.time(seenAt)}`, paint: paint.warn });
  if (event.isRedelivery) marks.push({ text: 'redelivery', paint: paint.warn });
  if (event.mode === 'standby') marks.push({ text: 'standby: send nothing', paint: null });
  if (until !== null)
    marks.push(
      until <= now
        ? { text: 'reply token too old', paint: paint.warn }
        : { text: `reply within ${secondsLeft(until, now)} s`, paint: null },
    );
  return marks;
}

export function secondsLeft(until: number, at: number): number {
  return Math.max(0, Math.floor((until - at) / 1000));
}

/** What was answered by ourselves. */
export function answerLine({ status, ms, signature, fault, recordProblem }: WebhookReport, paint: Painter): string {
  const why =
    recordProblem !== null
      ? ': it could not be kept'
      : signature === 'missing'
        ? ': it has no x-line-signature'
        : signature === 'wrong'
          ? `: its signature is wrong${fault === null ? '' : `: ${visible(fault.explanation)}`}`
          : signature === 'previous'
            ? '  signed with the previous secret'
            : '';
  return `${arrow(status, paint)} ${count(ms)} ms${why}`;
}

/** What the bot answered. */
export function botLine({ status, ms, problem }: PostEnd, eventId: string | null, paint: Painter): string {
  const late = ANSWER_WITHIN_MS < ms ? paint.warn(`  LINE waits ${ANSWER_WITHIN_MS / 1000} s`) : '';
  const of = eventId === null ? '' : `  ${paint.dim(visible(eventId))}`;
  if (status === null) return `${paint.bad('<-- no answer')}: ${visible(problem)}  ${count(ms)} ms${late}${of}`;
  return `${arrow(status, paint)} ${count(ms)} ms from the bot${late}${of}`;
}

function arrow(status: number, paint: Painter): string {
  const isGood = 200 <= status && status < 300;
  return `${paint.accent('<--')} ${isGood ? paint.good(String(status)) : paint.bad(String(status))}`;
}
