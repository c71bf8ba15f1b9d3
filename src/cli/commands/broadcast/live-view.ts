import type { Trouble } from '../../../domain/broadcast/patience.js';
import { formatDuration } from '../../../domain/duration.js';
import { fitted } from '../../../domain/text-width.js';
import type { Away } from '../../../usecases/broadcast/outage.js';
import type { RunProgress } from '../../../usecases/broadcast/stage-runner.js';
import type { Context } from '../../context.js';
import { count, isoTime } from '../../output.js';

/** Shows a run while it goes on; how, depends on who reads. */
export interface LiveView {
  update(progress: RunProgress): void;
  end(): void;
}

const REDRAW_EVERY_MS = 100;
const NDJSON_EVERY_MS = 1_000;
const LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 24;

/** Redrawn in place on a terminal, one JSON document a line with `--progress json`, else a plain line now and then. */
export function createLiveView({ terminal, globals, deps }: Context, progressForm: 'json' | 'auto'): LiveView {
  const { clock } = deps;
  let startedAt = clock.now();
  let shownAt = startedAt;
  let first: RunProgress | null = null;
  const everyMs = progressForm === 'json' ? NDJSON_EVERY_MS : terminal.canRedraw ? REDRAW_EVERY_MS : LINE_EVERY_MS;
  const isSilent = globals.quiet || (globals.json && progressForm !== 'json');

  const show = (progress: RunProgress) => {
    shownAt = clock.now();
    if (progressForm === 'json') terminal.warn(JSON.stringify(progressJson(progress)));
    else if (terminal.canRedraw)
      terminal.redraw(bar(progress, measuredPace(first, progress, shownAt - startedAt), terminal.columns));
    else terminal.note(line(progress));
  };
  let last: RunProgress | null = null;
  return {
    update(progress) {
      if (isSilent) return;
      // The way to the first request is not the pace of the run.
      if (first === null) startedAt = clock.now();
      first ??= progress;
      const isNews =
        last?.phase !== progress.phase ||
        last.stage !== progress.stage ||
        last.away?.trouble !== progress.away?.trouble;
      last = progress;
      if (isNews || everyMs <= clock.now() - shownAt) show(progress);
    },
    end() {
      if (isSilent) return;
      if (progressForm === 'json' && last !== null) show(last);
      // A second end says nothing again.
      last = null;
      terminal.redraw('');
    },
  };
}

function progressJson({
  id,
  phase,
  stage,
  stages,
  total,
  accepted,
  refused,
  unknown,
  requests,
  retries,
  troubled,
  perSecond,
  nextStageAt,
  away,
  quotaLeft,
}: RunProgress) {
  return {
    schema: 'line-ops/broadcast-progress@1',
    id,
    phase,
    stage,
    stages,
    recipients: { unique: total, accepted, refused, unknown, pending: total - accepted - refused - unknown },
    requests,
    retries,
    troubled,
    requestsPerSecond: perSecond,
    nextStageAt: isoTime(nextStageAt),
    waitingFor:
      away === null
        ? null
        : { what: WHAT_IS_AWAY[away.trouble], since: isoTime(away.since), until: isoTime(away.until) },
    quotaLeft,
  };
}

function bar(progress: RunProgress, pace: MeasuredPace, columns: number): string {
  const { accepted, total, stage, stages, retries, troubled, quotaLeft } = progress;
  const { perSecond, etaMs } = pace;
  const filled = total === 0 ? BAR_WIDTH : Math.floor((accepted / total) * BAR_WIDTH);
  const parts = [
    `stage ${stage + 1}/${stages}`,
    `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`,
    `${count(accepted)}/${count(total)}`,
    ...(progress.nextStageAt === null ? [] : ['waiting for the next stage']),
    ...(progress.phase === 'delivering' ? ['LINE is delivering'] : []),
    ...(progress.away === null ? [] : [awayWords(progress.away)]),
    ...(perSecond === null ? [] : [`${perSecond}/s`]),
    ...(retries === 0 ? [] : [`${count(retries)} retries`]),
    ...(troubled === 0 ? [] : [`${troubled} in trouble`]),
    ...(etaMs === null ? [] : [`${formatDuration(etaMs)} left`]),
    ...(quotaLeft === null ? [] : [`quota ${count(quotaLeft)}`]),
  ];
  return fitted(parts.join('  '), columns - 1);
}

function line(progress: RunProgress): string {
  const { id, stage, stages, accepted, total, retries, unknown } = progress;
  const goesOn = progress.phase === 'delivering' ? ', LINE is delivering' : '';
  const waits = progress.nextStageAt === null ? goesOn : `, next stage at ${isoTime(progress.nextStageAt)}`;
  return `${id}: stage ${stage + 1}/${stages}, ${count(accepted)} of ${count(total)} accepted, ${count(retries)} retries, ${count(unknown)} unknown${waits}${progress.away === null ? '' : `, ${awayWords(progress.away)}`}`;
}

/** What this run has done so far, per second, and how long it will take; null while there is nothing to go by. */
interface MeasuredPace {
  readonly perSecond: number | null;
  readonly etaMs: number | null;
}

function measuredPace(first: RunProgress | null, now: RunProgress, elapsedMs: number): MeasuredPace {
  const done = now.accepted - (first?.accepted ?? 0);
  if (done <= 0 || elapsedMs < 1_000 || now.phase !== 'sending') return { perSecond: null, etaMs: null };
  const requests = now.requests - (first?.requests ?? 0);
  const left = now.total - now.accepted - now.refused - now.unknown;
  return { perSecond: Math.round(requests / (elapsedMs / 1000)), etaMs: Math.round((elapsedMs / done) * left) };
}

const WHAT_IS_AWAY: Readonly<Record<Trouble, string>> = { noAnswer: 'line', rateLimit: 'rateLimit', noToken: 'token' };

const AWAY_WORDS: Readonly<Record<Trouble, string>> = {
  noAnswer: 'LINE does not answer',
  rateLimit: 'LINE refuses by rate',
  noToken: 'LINE gives no token',
};

function awayWords({ trouble, until }: Away): string {
  return `${AWAY_WORDS[trouble]}; trying until ${isoTime(until)}`;
}
