import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { BATCH_MS, create, image, linkedTo, menu, png, refusal, startBot } from './menus.js';

it('the official SDK makes a menu with tabs, shows it to all and to some, lets them switch, moves them all, and deletes it', async () => {
  const bot = await startBot();
  const { line, files, user, emulator, order } = bot;
  const tab = (richMenuAliasId: string) => ({
    bounds: { x: 0, y: 0, width: 800, height: 270 },
    action: { type: 'richmenuswitch' as const, richMenuAliasId, data: `to=${richMenuAliasId}` },
  });
  const first = menu({ name: 'A', areas: [tab('tab-b')] });
  await line.validateRichMenuObject(first);
  const { richMenuId: a } = await line.createRichMenu(first);
  await files.setRichMenuImage(a, image(png()));
  expect(await text(await files.getRichMenuImage(a))).toBe(png().toString('utf8'));
  const [b = ''] = await create(bot, { name: 'B', areas: [tab('tab-a')] });
  expect((await line.getRichMenuList()).richmenus.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(await line.getRichMenu(a)).toEqual({ richMenuId: a, ...first });

  await line.createRichMenuAlias({ richMenuAliasId: 'tab-a', richMenuId: a });
  await line.createRichMenuAlias({ richMenuAliasId: 'tab-b', richMenuId: a });
  await line.updateRichMenuAlias('tab-b', { richMenuId: b });
  expect((await line.getRichMenuAliasList()).aliases).toEqual([
    { richMenuAliasId: 'tab-a', richMenuId: a },
    { richMenuAliasId: 'tab-b', richMenuId: b },
  ]);

  await line.setDefaultRichMenu(a);
  expect(await line.getDefaultRichMenuId()).toEqual({ richMenuId: a });
  await line.linkRichMenuIdToUser(user(0), b);
  await line.linkRichMenuIdToUsers({ richMenuId: a, userIds: [user(1), user(2)] });
  expect(await linkedTo(bot, 4)).toEqual([b, null, null, null]);
  emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 4)).toEqual([b, a, a, null]);

  // Whoever sees the default taps its tab, and has the other menu for their own.
  const { body } = await order({ tap: { userId: user(3), area: 0 } });
  expect(body['event']).toMatchObject({
    type: 'postback',
    postback: { data: 'to=tab-b', params: { newRichMenuAliasId: 'tab-b', status: 'SUCCESS' } },
  });
  expect(await linkedTo(bot, 4)).toEqual([b, a, a, b]);

  const operations = [
    { type: 'link' as const, from: a, to: b },
    { type: 'link' as const, from: b, to: a },
  ];
  await line.validateRichMenuBatchRequest({ operations });
  const { httpResponse } = await line.richMenuBatchWithHttpInfo({ operations, resumeRequestKey: 'swap' });
  expect(httpResponse.status).toBe(202);
  const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
  expect(await line.getRichMenuBatchProgress(requestId)).toEqual({
    phase: 'ongoing',
    acceptedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/),
  });
  emulator.moveClock(BATCH_MS);
  expect(await line.getRichMenuBatchProgress(requestId)).toMatchObject({
    phase: 'succeeded',
    completedTime: expect.any(String),
  });
  expect(await linkedTo(bot, 4)).toEqual([a, b, b, a]);

  await line.unlinkRichMenuIdFromUser(user(0));
  await line.unlinkRichMenuIdFromUsers({ userIds: [user(3)] });
  emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 4)).toEqual([null, b, b, null]);

  await line.cancelDefaultRichMenu();
  await line.deleteRichMenuAlias('tab-a');
  await line.deleteRichMenu(b);
  expect(await linkedTo(bot, 4)).toEqual([null, null, null, null]);
  expect(await refusal(line.getDefaultRichMenuId())).toEqual({
    status: 404,
    body: { message: 'no default richmenu', details: [] },
  });
});
