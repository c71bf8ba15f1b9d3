import { quotaMonth } from '../domain/line/quota-month.js';
import { readQuotaState } from '../usecases/quota.js';
import { count, isoTime, show } from './output/view.js';
import type { Session } from './session.js';
import { verb } from './verb.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export const quota = verb({
  path: 'quota',
  summary: "show this month's message quota",
  args: {},
  options: {},
  examples: [{ line: 'quota', does: 'limit, used, left, and when it runs out' }],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/quota@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-quota'],
  run: showQuota,
});

async function showQuota(session: Session): Promise<void> {
  const { api, tokens, channel } = await session.atLine();
  const { quota, used, left } = await readQuotaState(api, tokens);
  const now = session.deps.clock.now();
  const limit = quota.type === 'none' ? null : quota.limit;
  const runsOutAt = left === null ? null : forecast(now, used, left);
  await show(session, {
    schema: 'line-ops/quota@1',
    json: {
      channelId: channel.id,
      type: quota.type,
      limit,
      used,
      left,
      approximate: true,
      runsOutAt: isoTime(runsOutAt),
    },
    text: (paint) =>
      paint.table(
        [],
        [
          ['limit', limit === null ? 'none' : count(limit)],
          ['used', `about ${count(used)}`],
          ['left', left === null ? 'no limit' : left === 0 ? paint.bad('0') : count(left)],
          [
            'runs out',
            limit === null
              ? 'never'
              : runsOutAt === null
                ? "not this month, at this month's pace"
                : paint.warn(`${paint.time(runsOutAt)}, at this month's pace`),
          ],
        ],
      ),
  });
}

/** When the rest is used up if the month goes on as it began; null when that is after the month. */
export function forecast(now: number, used: number, left: number): number | null {
  if (left === 0) return now;
  const { startsAt, endsAt } = quotaMonth(now);
  // The first hours of a month say nothing about its pace.
  if (used === 0 || now - startsAt < DAY_MS) return null;
  const runsOutAt = now + (left / used) * (now - startsAt);
  return runsOutAt < endsAt ? Math.round(runsOutAt) : null;
}
