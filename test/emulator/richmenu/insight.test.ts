import { expect, it } from 'vitest';
import { BATCH_MS, type Bot, create, DAY_MS, linkedTo, startBot } from './menus.js';

const MIDNIGHT = new Date('2026-11-20T15:00:00Z'); // The 21st in UTC+9.

interface Metrics {
  readonly date: string;
  readonly count: number;
  readonly uniqueUsers: number;
}

interface Statistics {
  readonly metricsFrom: string;
  readonly metricsTo: string;
  readonly impression: { readonly metrics: Metrics & readonly Metrics[] };
  readonly clicks: readonly { readonly bounds: object; readonly metrics: Metrics & readonly Metrics[] }[];
}

async function insight({ ask }: Bot, menuId: string, kind: 'summary' | 'daily', from: string, to: string) {
  const { status, body } = await ask('GET', `/v2/bot/insight/richmenu/${menuId}/${kind}?from=${from}&to=${to}`);
  expect(status).toBe(200);
  return body as unknown as Statistics & { readonly richMenuId: string };
}

async function ofDefault(seed = 1): Promise<{ readonly bot: Bot; readonly id: string }> {
  const bot = await startBot({ followers: 1000, clock: MIDNIGHT, seed });
  const [id = ''] = await create(bot, {});
  await bot.line.setDefaultRichMenu(id);
  return { bot, id };
}

it('tells of a day when the next one is over, and of no day before the menu was made', async () => {
  const { bot, id } = await ofDefault();
  for (const days of [0, 1, 0.99])
    expect(
      await insight(bot, id, 'daily', '20261101', '20261130').finally(() => bot.emulator.moveClock(days * DAY_MS)),
    ).toEqual({
      richMenuId: id,
    });
  bot.emulator.moveClock(0.02 * DAY_MS);
  expect(await insight(bot, id, 'daily', '20261101', '20261130')).toMatchObject({
    richMenuId: id,
    metricsFrom: '20261121',
    metricsTo: '20261121',
  });
  expect(await insight(bot, id, 'summary', '20261101', '20261120')).toEqual({ richMenuId: id });
});

it('has the days add up to the whole, and people counted once', async () => {
  const { bot, id } = await ofDefault();
  bot.emulator.moveClock(5 * DAY_MS);
  const days = await insight(bot, id, 'daily', '20261121', '20261123');
  const whole = await insight(bot, id, 'summary', '20261121', '20261123');
  expect(days.impression.metrics.map(({ date }) => date)).toEqual(['20261121', '20261122', '20261123']);
  expect(whole.clicks.map(({ bounds }) => bounds)).toEqual([
    { x: 0, y: 0, width: 400, height: 270 },
    { x: 400, y: 0, width: 400, height: 270 },
  ]);
  const pairs = [[days.impression, whole.impression], ...days.clicks.map((area, index) => [area, whole.clicks[index]])];
  for (const [daily, total] of pairs) {
    const each = daily?.metrics ?? [];
    expect(total?.metrics.count).toBe(each.reduce((sum, { count }) => sum + count, 0));
    expect(total?.metrics.uniqueUsers).toBeGreaterThanOrEqual(Math.max(...each.map(({ uniqueUsers }) => uniqueUsers)));
    expect(total?.metrics.uniqueUsers).toBeLessThanOrEqual(total?.metrics.count ?? 0);
  }
  expect(whole.impression.metrics.uniqueUsers).toBeLessThanOrEqual(1000);
});

it('follows from the seed, and from how many users had the menu how long', async () => {
  const seen = async ({ bot, id }: Awaited<ReturnType<typeof ofDefault>>, days = '20261121') => {
    bot.emulator.moveClock(5 * DAY_MS);
    return (await insight(bot, id, 'summary', days, days)).impression.metrics.uniqueUsers;
  };
  const [one, same, other] = [
    await seen(await ofDefault(1)),
    await seen(await ofDefault(1)),
    await seen(await ofDefault(2)),
  ];
  expect(same).toBe(one);
  expect(other).not.toBe(one);

  // For half of the day only.
  const half = await ofDefault(1);
  half.bot.emulator.moveClock(DAY_MS / 2);
  await half.bot.line.cancelDefaultRichMenu();
  expect(Math.abs((await seen(half)) - one / 2)).toBeLessThan(5);
  expect(await insight(half.bot, half.id, 'summary', '20261122', '20261122')).toEqual({ richMenuId: half.id });
});

it('gives nothing but the ID where fewer than twenty people tapped', async () => {
  const bot = await startBot({ followers: 200, clock: MIDNIGHT });
  const [a = '', b = ''] = await create(bot, {}, {});
  const users = Array.from({ length: 200 }, (_, index) => bot.user(index));
  await bot.line.linkRichMenuIdToUsers({ richMenuId: a, userIds: users.slice(0, 20) });
  await bot.line.linkRichMenuIdToUsers({ richMenuId: b, userIds: users.slice(20) });
  bot.emulator.moveClock(BATCH_MS);
  expect((await linkedTo(bot, 21)).slice(19)).toEqual([a, b]);
  bot.emulator.moveClock(5 * DAY_MS);
  expect(await insight(bot, a, 'summary', '20261121', '20261121')).toEqual({ richMenuId: a });
  expect(await insight(bot, b, 'summary', '20261121', '20261123')).toMatchObject({ metricsFrom: '20261121' });
});
