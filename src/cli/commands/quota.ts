import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { readQuotaState } from '../../usecases/quota.js';
import { type Context, runs } from '../context.js';
import { count, isoTime, show } from '../output.js';
import { openSession } from '../session.js';

/** LINE gives no time zone for the turn of the month; its other days are in Japan time, so the forecast is too. */
const JAPAN_OFFSET_MS = 9 * 60 * 60 * 1000;
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
  const japan = new Date(now + JAPAN_OFFSET_MS);
  const monthStart = Date.UTC(japan.getUTCFullYear(), japan.getUTCMonth(), 1) - JAPAN_OFFSET_MS;
  const monthEnd = Date.UTC(japan.getUTCFullYear(), japan.getUTCMonth() + 1, 1) - JAPAN_OFFSET_MS;
  // The first hours of a month say nothing about its pace.
  if (used === 0 || now - monthStart < DAY_MS) return null;
  const runsOutAt = now + (left / used) * (now - monthStart);
  return runsOutAt < monthEnd ? Math.round(runsOutAt) : null;
}
