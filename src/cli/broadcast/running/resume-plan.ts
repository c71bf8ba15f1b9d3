import { type Broadcast, stageNumber } from '../../../domain/broadcast/broadcast.js';
import { type StageForecast, stagesLeft } from '../../../domain/broadcast/planning/forecast.js';
import { allowanceOf, bindingPace } from '../../../domain/broadcast/sending/pace/pace.js';
import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import type { Painter } from '../../../ports/terminal.js';
import { LIMIT_WORDS } from '../../output/send-card.js';
import { count, isoTime, plural, type View } from '../../output/view.js';
import { perSecond } from '../views/broadcast-views.js';
import { contentLoad } from '../views/content-load.js';

/**
 * What `resume` would do if it began now (milliseconds since 1970), for `--dry-run`: which requests, to whom, and when
 * each stage that is left would begin. `endsAt` is null where LINE alone decides how long it takes.
 */
export function resumePlanView(broadcast: Broadcast, now: number): View {
  const { settings, state, stages } = broadcast;
  const left = stagesLeft(broadcast, now, null).map((forecast) => ({ ...forecast, ...workOf(broadcast, forecast) }));
  const sum = (number: (stage: (typeof left)[number]) => number) => left.reduce((all, stage) => all + number(stage), 0);
  const { method, path } = ENDPOINTS[settings.via];
  const request = { method, path, count: sum(({ requests }) => requests) };
  const pace = allowanceOf(settings.via, settings);
  const toSend = sum(({ recipients }) => recipients);
  const inDoubt = sum((stage) => stage.inDoubt);
  const undecided = stages.reduce((all, stage) => all + stage.undecided.recipients, 0);
  return {
    schema: 'line-ops/broadcast-resume-plan@1',
    json: {
      id: settings.id,
      state,
      requests: request.count === 0 ? [] : [request],
      recipients: { toSend, inDoubt, undecided },
      stages: left.map(({ index, requests, recipients, inDoubt: doubted, startsAt, endsAt }) => ({
        index: stageNumber(index),
        requests,
        recipients,
        inDoubt: doubted,
        startsAt: isoTime(startsAt),
        endsAt: isoTime(endsAt),
      })),
      intervalMs: settings.intervalMs,
      requestsPerSecond: pace.perSecond,
      limitedBy: settings.via === 'multicast' ? bindingPace(settings).limitedBy : null,
      estimatedEnd: isoTime(left.at(-1)?.endsAt ?? null),
      // What is stored is not slowed down any more.
      contentHosts: contentLoad({
        ...settings,
        stages: left.map(({ recipients, inDoubt: doubted }) => recipients + doubted),
        perSecond: pace.perSecond,
      }).map((host) => ({ ...host, halvedBy: [] })),
      planHash: settings.planHash,
    },
    text: (paint) =>
      [
        request.count === 0
          ? 'nothing is left to send'
          : `would send: ${plural(request.count, 'request')} ${request.method} ${request.path} to ${plural(toSend + inDoubt, 'recipient')}`,
        ...(inDoubt === 0
          ? []
          : [
              `would ask again: ${plural(inDoubt, 'recipient')} in doubt, under the same retry keys; nobody gets it twice`,
            ]),
        ...(undecided === 0
          ? []
          : [
              `would leave: ${plural(undecided, 'recipient')} unknown; decide with: line-ops broadcast resolve ${settings.id} --unknown resend|skip`,
            ]),
        ...(settings.via !== 'multicast' || left.length === 0
          ? []
          : [
              `at up to ${perSecond(pace.perSecond)} requests/s; ${LIMIT_WORDS[bindingPace(settings).limitedBy]}; would end ${endWords(left, paint)}`,
            ]),
        ...(left.length === 0 ? [] : ['', stageTable(left, paint)]),
      ].join('\n'),
  };
}

function endWords(left: readonly StageForecast[], paint: Painter): string {
  const end = left.at(-1)?.endsAt ?? null;
  return end === null ? 'when LINE has delivered' : `${paint.time(end)} at the earliest`;
}

interface StageWork {
  readonly requests: number;
  readonly recipients: number;
  readonly inDoubt: number;
}

function workOf({ stages }: Broadcast, { index }: StageForecast): StageWork {
  const stage = stages.find((each) => each.index === index);
  return {
    requests: (stage?.toSend.batches ?? 0) + (stage?.inDoubt.batches ?? 0),
    recipients: stage?.toSend.recipients ?? 0,
    inDoubt: stage?.inDoubt.recipients ?? 0,
  };
}

function stageTable(stages: readonly (StageForecast & StageWork)[], paint: Painter): string {
  return paint.table(
    ['STAGE', { title: 'REQUESTS', goes: 1 }, 'RECIPIENTS', 'IN DOUBT', 'STARTS, IF BEGUN NOW'],
    stages.map(({ index, requests, recipients, inDoubt, startsAt }) => [
      String(stageNumber(index)),
      count(requests),
      count(recipients),
      count(inDoubt),
      paint.time(startsAt),
    ]),
  );
}
