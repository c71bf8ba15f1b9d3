import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { NO_FORECAST } from '../../../domain/broadcast/planning/forecast.js';
import { latenessOf } from '../../../domain/broadcast/schedule/due.js';
import { visible } from '../../../domain/text/visible.js';
import type { DueNow } from '../../../usecases/broadcast/worker/work.js';
import { count, isoTime, plural, type View } from '../../output/view.js';
import { broadcastJson } from '../views/broadcast-views.js';

/** What a worker did. `nextAt`: when the next broadcast is due, milliseconds since 1970; null where none is. */
export function workerView(broadcasts: readonly Broadcast[], nextAt: number | null): View {
  return {
    schema: 'line-ops/worker@1',
    json: {
      broadcasts: broadcasts.map((broadcast) => broadcastJson(broadcast, NO_FORECAST)),
      nextDueAt: isoTime(nextAt),
    },
    text: (paint) =>
      [
        broadcasts.length === 0
          ? 'Nothing was due.'
          : paint.table(
              ['ID', 'STATE', 'ACCEPTED', { title: 'NAME', cutTo: 12, goes: 1 }],
              broadcasts.map(({ settings, state, recipients }) => [
                settings.id,
                state,
                `${count(recipients.accepted)}/${count(recipients.unique)}`,
                visible(settings.name ?? ''),
              ]),
            ),
        ...(nextAt === null ? [] : [`Next: ${paint.time(nextAt)}`]),
      ].join('\n'),
  };
}

/** What a worker would do at `now`, milliseconds since 1970. */
export function workerPlanView({ due, nextAt }: Pick<DueNow, 'due' | 'nextAt'>, now: number): View {
  return {
    schema: 'line-ops/worker-plan@1',
    json: {
      due: due.map(({ settings, state, startedAt }) => ({
        id: settings.id,
        name: settings.name,
        channelId: settings.channelId,
        state,
        lateMs: startedAt === null ? latenessOf(settings, now) : null,
      })),
      nextDueAt: isoTime(nextAt),
    },
    text: (paint) =>
      [
        due.length === 0
          ? 'nothing is due'
          : `would run: ${plural(due.length, 'broadcast')}: ${due.map(({ settings }) => settings.id).join(', ')}`,
        ...(nextAt === null ? [] : [`next: ${paint.time(nextAt)}`]),
      ].join('\n'),
  };
}
