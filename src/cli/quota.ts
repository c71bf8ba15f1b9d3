import type { Command } from 'commander';
import { quotaMonth } from '../domain/line/quota-month.js';
import type { Deps } from '../ports/deps.js';
import { readQuotaState } from '../usecases/quota.js';
import { type Context, runs } from './context.js';
import { count, isoTime, show } from './output/view.js';
import { openSession } from './session.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export function addQuota(noun: Command, deps: Deps): void {
  runs(noun, deps, showQuota);
}

async function showQuota(context: Context): Promise<void> {
  const { api, tokens, channel } = await openSession(context);
  const { quota, used, left } = await readQuotaState(api, tokens);
  const now = context.deps.clock.now();
  const limit = quota.type === 'none' ? null : quota.limit;
  const runsOutAt = left === null ? null : forecast(now, used, left);
  await show(context, {
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
