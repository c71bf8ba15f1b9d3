import { describe, expect, it } from 'vitest';
import { call } from '../platform.js';
import { BATCH_MS, type Bot, create, linkedTo, menu, refusal, startBot } from './menus.js';

const STRANGER = `U${'f'.repeat(32)}`;
const NO_IMAGE = {
  status: 400,
  body: { message: 'must upload richmenu image before applying it to user', details: [] },
};

/** What the user sees, by the emulator. */
async function seen({ emulator }: Bot, userId: string): Promise<unknown> {
  return (await call(emulator, 'GET', `/_emulator/users?userId=${userId}`)).body['richMenu'];
}

it("a user's own menu goes before the default, and that one before the one of LINE Official Account Manager", async () => {
  const bot = await startBot();
  const { line, user, order } = bot;
  const [a = '', b = ''] = await create(bot, {}, {});
  expect(await seen(bot, user(0))).toBeNull();
  await order({ managerDefault: true });
  expect(await seen(bot, user(0))).toEqual({ richMenuId: null, setBy: 'manager' });
  expect(await refusal(line.getDefaultRichMenuId())).toEqual({
    status: 403,
    body: { message: 'the richmenu is owned by another channel', details: [] },
  });
  await line.setDefaultRichMenu(a);
  expect(await seen(bot, user(0))).toEqual({ richMenuId: a, setBy: 'default' });
  expect(await seen(bot, STRANGER)).toEqual({ richMenuId: a, setBy: 'default' });
  await line.linkRichMenuIdToUser(user(0), b);
  expect(await seen(bot, user(0))).toEqual({ richMenuId: b, setBy: 'user' });
  await line.unlinkRichMenuIdFromUser(user(0));
  await line.cancelDefaultRichMenu();
  expect(await seen(bot, user(0))).toEqual({ richMenuId: null, setBy: 'manager' });
});

it('a menu without its image can neither be linked nor become the default or have an alias', async () => {
  const { line, user } = await startBot();
  const { richMenuId } = await line.createRichMenu(menu());
  for (const promise of [
    line.setDefaultRichMenu(richMenuId),
    line.linkRichMenuIdToUser(user(0), richMenuId),
    line.linkRichMenuIdToUsers({ richMenuId, userIds: [user(0)] }),
  ])
    expect(await refusal(promise)).toEqual(NO_IMAGE);
  expect(await refusal(line.createRichMenuAlias({ richMenuAliasId: 'a', richMenuId }))).toEqual({
    status: 400,
    body: { message: 'richmenu not found', details: [] },
  });
});

it('who is no friend is answered as if, and gets no menu', async () => {
  const bot = await startBot();
  const { line, user, emulator } = bot;
  const [a = '', b = ''] = await create(bot, {}, {});
  await line.linkRichMenuIdToUser(user(1), a);
  await call(emulator, 'POST', '/_emulator/users', { body: { block: [user(0), user(1)] } });
  for (const userId of [STRANGER, user(0), user(1)]) await line.linkRichMenuIdToUser(userId, b);
  await line.linkRichMenuIdToUsers({ richMenuId: b, userIds: [STRANGER, user(0), user(1)] });
  await line.unlinkRichMenuIdFromUser(STRANGER);
  emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 2)).toEqual([null, a]);
  expect(await refusal(line.getRichMenuIdOfUser(STRANGER))).toEqual({
    status: 404,
    body: { message: 'the user has no richmenu', details: [] },
  });
});

it('many are linked in the background, in the order in which it was asked for', async () => {
  const bot = await startBot();
  const { line, user, emulator } = bot;
  const [a = '', b = ''] = await create(bot, {}, {});
  const everybody = Array.from({ length: 10 }, (_, index) => user(index));
  await line.linkRichMenuIdToUsers({ richMenuId: a, userIds: everybody });
  await line.linkRichMenuIdToUsers({ richMenuId: b, userIds: everybody.slice(5) });
  await line.unlinkRichMenuIdFromUsers({ userIds: everybody.slice(8) });
  expect(await linkedTo(bot, 10)).toEqual(Array(10).fill(null));
  emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 10)).toEqual([a, a, a, a, a, b, b, b, null, null]);
});

describe('a request about many', () => {
  it.each<[what: string, body: (user: string) => object, answer: object]>([
    [
      'with an ID that is none',
      (user) => ({ userIds: [user, 'U123'] }),
      { message: "The property, 'userIds[1]', in the request body is invalid (line: -, column: -)" },
    ],
    [
      'with more than 500',
      (user) => ({ userIds: Array(501).fill(user) }),
      { details: [{ message: 'Size must be between 1 and 500', property: 'userIds' }] },
    ],
    ['with nobody', () => ({ userIds: [] }), { details: [{ property: 'userIds' }] }],
    ['without a list', () => ({}), { details: [{ message: 'must be specified', property: 'userIds' }] }],
  ])('%s is refused whole', async (_what, body, answer) => {
    const bot = await startBot();
    const [a = ''] = await create(bot, {});
    await bot.line.linkRichMenuIdToUser(bot.user(0), a);
    for (const path of ['link', 'unlink'])
      expect(
        await bot.ask('POST', `/v2/bot/richmenu/bulk/${path}`, { richMenuId: a, ...body(bot.user(0)) }),
      ).toMatchObject({ status: 400, body: answer });
    bot.emulator.moveClock(BATCH_MS);
    expect(await linkedTo(bot, 1)).toEqual([a]);
  });
});
