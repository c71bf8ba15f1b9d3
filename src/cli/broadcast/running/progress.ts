import { type Stage, stageNumber } from '../../../domain/broadcast/broadcast.js';
import { stagesLeft } from '../../../domain/broadcast/planning/forecast.js';
import type { Trouble } from '../../../domain/broadcast/sending/patience.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { textWidth } from '../../../domain/text/text-width.js';
import type { Painter } from '../../../ports/terminal.js';
import type { BroadcastStatus } from '../../../usecases/broadcast/audit/broadcast-status.js';
import type { RunProgress } from '../../../usecases/broadcast/sending/stages/stage-runner.js';
import { count, isoTime, plural } from '../../output/view.js';
import { perSecond, round, totalsJson } from '../views/broadcast-views.js';

/** A broadcast that is being run, as anybody sees it from outside. */
type Running = Omit<BroadcastStatus, 'isHeld'>;

/** What only the process that runs it can tell. */
type OfRun = Partial<Pick<RunProgress, 'isDelivering' | 'away' | 'troubled' | 'quotaLeft'>>;

/** The stage that is sent or waited for. */
function stageOf({ broadcast, nextStageAt }: Running): Stage | undefined {
  const { stages } = broadcast;
  if (nextStageAt === null) return stages.findLast(({ startedAt }) => startedAt !== null) ?? stages[0];
  const [next] = stagesLeft(broadcast, nextStageAt, null);
  return stages.find(({ index }) => index === next?.index);
}

function stageWords(running: Running): string {
  return `stage ${stageNumber(stageOf(running)?.index ?? 0)}/${running.broadcast.stages.length}`;
}

/** What it waits for: the next stage, or the end of the peak hours in the middle of one. */
function waitingWords(running: Running, time: (at: number) => string): readonly string[] {
  const { nextStageAt } = running;
  if (nextStageAt === null) return [];
  return [`${stageOf(running)?.startedAt === null ? 'next stage' : 'goes on'} at ${time(nextStageAt)}`];
}

/** A line of `--progress json`: the counts are those of `broadcast show`. `at` in milliseconds since 1970. */
export function progressJson(progress: RunProgress, at: number) {
  const { broadcast, stage, troubled, isDelivering, away, quotaLeft, ...forecast } = progress;
  return {
    schema: 'line-ops/broadcast-progress@1',
    at: isoTime(at),
    id: broadcast.settings.id,
    state: broadcast.state,
    stage: stageNumber(stage),
    stages: broadcast.stages.length,
    recipients: {
      unique: broadcast.recipients.unique,
      ...totalsJson(broadcast.recipients),
      leftOut: broadcast.recipients.leftOut,
    },
    requests: broadcast.requests,
    retries: broadcast.retries,
    conflicts: broadcast.conflicts,
    troubled,
    isDelivering,
    waitingFor:
      away === null
        ? null
        : { what: WHAT_IS_AWAY[away.trouble], since: isoTime(away.since), until: isoTime(away.until) },
    elapsedMs: broadcast.elapsedMs,
    ratePerSecond: round(forecast.ratePerSecond),
    recipientsPerSecond: round(forecast.recipientsPerSecond),
    nextStageAt: isoTime(forecast.nextStageAt),
    estimatedEnd: isoTime(forecast.estimatedEnd),
    quotaLeft,
  };
}

const WHAT_IS_AWAY: Readonly<Record<Trouble, string>> = { noAnswer: 'line', rateLimit: 'rateLimit', noToken: 'token' };

const AWAY_WORDS: Readonly<Record<Trouble, string>> = {
  noAnswer: 'LINE does not answer',
  rateLimit: 'LINE refuses by rate',
  noToken: 'LINE gives no token',
};

/** Where a run stands, on one line: of `send` into a file, and of `show --watch`. */
export function progressLine(running: Running & OfRun, paint: Painter): string {
  const { broadcast, ratePerSecond, recipientsPerSecond, estimatedEnd } = running;
  const { settings, state, recipients, retries } = broadcast;
  const parts = [
    `${settings.id}: ${state}`,
    stageWords(running),
    `${count(recipients.accepted)} of ${count(recipients.unique)} accepted`,
    ...some(recipients.refused, 'refused'),
    ...some(recipients.unknown, 'unknown'),
    ...some(recipients.inFlight, 'in flight'),
    ...some(recipients.leftOut, 'left out'),
    ...some(retries, retries === 1 ? 'retry' : 'retries'),
    ...(running.isDelivering === true ? ['LINE is delivering'] : []),
    ...(!running.away ? [] : [`${AWAY_WORDS[running.away.trouble]}; trying until ${paint.time(running.away.until)}`]),
    ...waitingWords(running, paint.time),
    ...(ratePerSecond === null ? [] : [`${perSecond(ratePerSecond)} requests/s`]),
    ...(recipientsPerSecond === null ? [] : [`${perSecond(recipientsPerSecond)} recipients/s`]),
    ...(estimatedEnd === null ? [] : [`ends at ${paint.time(estimatedEnd)}`]),
  ];
  return parts.join(', ');
}

function some(value: number, what: string): readonly string[] {
  return value === 0 ? [] : [`${count(value)} ${what}`];
}

const WIDEST_BAR = 26;
const SHORTEST_BAR = 10;
const BAR_PLACE = 1;
const GAP = '  ';

/** The same, redrawn in place: what matters least is left out where the terminal is narrow. `now` in milliseconds since 1970. */
export function progressBar(
  running: Running & OfRun,
  { paint, columns, now }: { readonly paint: Painter; readonly columns: number; readonly now: number },
): string {
  const { broadcast, ratePerSecond, recipientsPerSecond, nextStageAt, estimatedEnd } = running;
  const { recipients, retries } = broadcast;
  const { accepted, refused, unknown, unique } = recipients;
  const troubled = running.troubled ?? 0;
  const away = running.away ?? null;
  const quotaLeft = running.quotaLeft ?? null;
  const clock = (at: number) => clockTime(at, now, paint);
  const isSending = nextStageAt === null;
  // In the order of what they are worth; `place` is where they are shown.
  const parts: readonly Part[] = [
    { place: 2, words: `${count(accepted)}/${count(unique)}` },
    { place: 0, words: stageWords(running) },
    ...part(4, unknown > 0, `${count(unknown)} unknown`),
    ...waitingWords(running, clock).map((words) => ({ place: 3, words })),
    ...part(3, running.isDelivering === true, 'LINE is delivering'),
    ...(away === null ? [] : [{ place: 3, words: `${AWAY_WORDS[away.trouble]}; trying until ${clock(away.until)}` }]),
    ...part(5, troubled > 0, `${count(troubled)} in trouble`),
    ...(estimatedEnd === null ? [] : [{ place: 9, words: `ends ${clock(estimatedEnd)}` }]),
    ...part(4, refused > 0, `${count(refused)} refused`),
    ...(ratePerSecond === null || !isSending ? [] : [{ place: 6, words: `${perSecond(ratePerSecond)} requests/s` }]),
    { place: BAR_PLACE, words: '-'.repeat(SHORTEST_BAR) },
    ...(recipientsPerSecond === null || !isSending
      ? []
      : [{ place: 7, words: `${perSecond(recipientsPerSecond)} recipients/s` }]),
    ...(estimatedEnd === null ? [] : [{ place: 10, words: `${formatDuration(estimatedEnd - now)} left` }]),
    ...part(8, retries > 0, plural(retries, 'retry', 'retries')),
    ...(quotaLeft === null ? [] : [{ place: 11, words: `quota ${count(quotaLeft)}` }]),
  ];
  let room = columns;
  const fitting = parts.filter(({ words }, index) => {
    const needed = textWidth(words) + (index === 0 ? 0 : GAP.length);
    if (room < needed) return false;
    room -= needed;
    return true;
  });
  const bar = barOf(accepted, unique, Math.min(WIDEST_BAR, SHORTEST_BAR + room));
  return fitting
    .sort((one, other) => one.place - other.place)
    .map(({ place, words }) => (place === BAR_PLACE ? bar : words))
    .join(GAP);
}

interface Part {
  readonly place: number;
  readonly words: string;
}

function part(place: number, isShown: boolean, words: string): readonly Part[] {
  return isShown ? [{ place, words }] : [];
}

function barOf(accepted: number, unique: number, width: number): string {
  const inside = width - 2;
  const done = unique === 0 ? inside : Math.floor((accepted / unique) * inside);
  return `[${'#'.repeat(done)}${'-'.repeat(inside - done)}]`;
}

/** The local time, without the day where that is today's. */
function clockTime(at: number, now: number, paint: Painter): string {
  const [day, ...time] = paint.time(at).split(' ');
  const [today] = paint.time(now).split(' ');
  return day === today ? time.join(' ') : paint.time(at);
}
