import type { LoadProgress } from '../../../usecases/webhook/send/run-load.js';
import { count, isoTime } from '../../output/view.js';
import type { Session } from '../../session.js';

const REDRAW_EVERY_MS = 100;
const NDJSON_EVERY_MS = 1_000;
const LINE_EVERY_MS = 10_000;
const NARROW = 79;

/** Shows a load while it goes on; the answer ends it. As a line that is redrawn, as NDJSON, or as a line now and then. */
export function showWhile({ terminal, globals, deps }: Session, look: () => LoadProgress): () => void {
  const isJson = globals.stderr === 'ndjson';
  const isSilent = !isJson && (globals.quiet || globals.json);
  if (isSilent) return () => {};
  const show = () => {
    const progress = look();
    if (isJson) terminal.document(progressJson(progress, deps.clock.now()));
    else if (terminal.canRedraw) terminal.redraw((columns) => progressWords(progress, columns));
    else terminal.note(progressWords(progress, Number.POSITIVE_INFINITY));
  };
  const everyMs = isJson ? NDJSON_EVERY_MS : terminal.canRedraw ? REDRAW_EVERY_MS : LINE_EVERY_MS;
  const stop = deps.ticker.every(everyMs, show);
  return () => {
    stop();
    if (isJson) show();
    else terminal.redraw('');
  };
}

function progressJson({ planned, begun, inFlight, elapsedMs, late, rateReached, figures }: LoadProgress, at: number) {
  return {
    schema: 'line-ops/webhook-send-progress@1',
    at: isoTime(at),
    planned,
    begun,
    inFlight,
    requests: figures.requests,
    accepted: figures.accepted,
    latencyMs: figures.latencyMs,
    over2s: figures.tooLate,
    rateReached: rateReached === null ? null : Math.round(rateReached * 10) / 10,
    startedLate: late,
    elapsedMs: Math.round(elapsedMs),
  };
}

/** What matters least goes first where the terminal is narrow. */
function progressWords({ planned, begun, inFlight, rateReached, figures }: LoadProgress, columns: number): string {
  const { requests, accepted, latencyMs, tooLate } = figures;
  const parts = [
    `${count(requests)}/${count(planned)} answered`,
    ...(requests === accepted ? [] : [`${count(requests - accepted)} not 2xx`]),
    ...(tooLate === 0 ? [] : [`${count(tooLate)} over 2 s`]),
    ...(latencyMs.p99 === null ? [] : [`p99 ${Math.round(latencyMs.p99)} ms`]),
    ...(rateReached === null ? [] : [`${Math.round(rateReached)}/s`]),
    `${count(inFlight)} on their way`,
    ...(columns < NARROW || planned === begun ? [] : [`${count(planned - begun)} to come`]),
  ];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (columns < longer.length) break;
    line = longer;
  }
  return line;
}
