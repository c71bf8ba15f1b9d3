import { expect, it } from 'vitest';
import { FIRST_CHANNEL } from '../../../src/emulator/channel.js';
import { createChannels, firstOf } from '../../../src/emulator/control/platform.js';
import { richMenuFrom } from '../../../src/emulator/richmenu/menus/rich-menu.js';
import { settingsOf } from '../../../src/emulator/settings.js';
import { call, emulate, form } from '../platform.js';
import { BATCH_MS, botAt, create, image, linkedTo, menu, png, startBot } from './menus.js';

it('a state that is taken over has the menus, images, aliases, links, default and what is still to be done', async () => {
  const bot = await startBot({ followers: 30 });
  const { line, emulator, user } = bot;
  const [a = '', b = ''] = await create(bot, {}, {});
  const newcomer = `U${'1'.repeat(32)}`;
  await call(emulator, 'POST', '/_emulator/users', { body: { follow: [newcomer] } });
  await line.createRichMenuAlias({ richMenuAliasId: 'second', richMenuId: b });
  await line.setDefaultRichMenu(a);
  for (const userId of [user(0), user(1), user(25), newcomer]) await line.linkRichMenuIdToUser(userId, a);
  await bot.order({ failNextBatch: true });
  const operations = [{ type: 'link' as const, from: a, to: b }];
  const { httpResponse } = await line.richMenuBatchWithHttpInfo({ operations, resumeRequestKey: 'swap' });
  await line.linkRichMenuIdToUsers({ richMenuId: b, userIds: [user(2)] });
  const saved = emulator.exportState();

  // Fewer followers than before: who is no follower any more has no link either.
  const other = await emulate({ followers: 20, menuBatchMs: BATCH_MS });
  other.importState(saved);
  const taken = botAt(other, bot.token);
  expect((await taken.line.getRichMenuList()).richmenus.map(({ richMenuId }) => richMenuId)).toEqual([a, b]);
  expect(await taken.line.getRichMenuAlias('second')).toEqual({ richMenuAliasId: 'second', richMenuId: b });
  expect(await taken.line.getDefaultRichMenuId()).toEqual({ richMenuId: a });
  expect(await linkedTo(taken, 3)).toEqual([a, a, null]);
  expect((await taken.line.getRichMenuIdOfUser(newcomer)).richMenuId).toBe(a);
  const stored = await fetch(`${other.url}/v2/bot/richmenu/${b}/content`, {
    headers: { authorization: `Bearer ${bot.token}` },
  });
  expect(Buffer.from(await stored.arrayBuffer()).equals(png())).toBe(true);
  other.moveClock(BATCH_MS);
  const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
  expect((await taken.line.getRichMenuBatchProgress(requestId)).phase).toBe('failed');
  await taken.line.richMenuBatch({ operations, resumeRequestKey: 'swap' });
  other.moveClock(BATCH_MS);
  expect(await linkedTo(taken, 3)).toEqual([b, b, b]);

  const { richMenuId } = await taken.line.createRichMenu(menu());
  expect([a, b]).not.toContain(richMenuId);
  other.reset();
  expect((await call(other, 'GET', `/_emulator/users?userId=${other.followerId(0)}`)).body['richMenu']).toBeNull();
});

it('the menus of one channel are unknown to another', async () => {
  const emulator = await emulate({ followers: 5, longLived: true, channels: [{ id: '2', secret: 'of the second' }] });
  const first = botAt(emulator, emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '');
  const grant = { grant_type: 'client_credentials', client_id: '2', client_secret: 'of the second' };
  const issued = await form(emulator, '/oauth2/v3/token', grant);
  const second = botAt(emulator, String(issued.body['access_token']));
  const [a = ''] = await create(first, {});
  const { richMenuId } = await second.line.createRichMenu(menu());
  expect(richMenuId).not.toBe(a);
  expect((await second.ask('GET', `/v2/bot/richmenu/${a}`)).status).toBe(404);
  await second.files.setRichMenuImage(richMenuId, image(png()));
  await second.line.setDefaultRichMenu(richMenuId);
  expect((await first.ask('GET', '/v2/bot/user/all/richmenu')).status).toBe(404);
});

it('among ten million followers only those who are linked cost anything, and all of them are unlinked together', () => {
  const settings = settingsOf({ faults: [], recorder: null, followers: 10_000_000, menuBatchMs: BATCH_MS });
  const { menus, followers } = firstOf(createChannels([FIRST_CHANNEL], settings));
  const made = menus.create(richMenuFrom({ ...menu() }), 0);
  const last = followers.idOf(9_990_000);
  for (let index = 0; index < 1000; index++) menus.link(followers.idOf(index * 10_000), made, 0);
  const BYTES_PER_LINK = 8;
  expect(Buffer.from(menus.toData().links, 'base64').length).toBe(1000 * BYTES_PER_LINK);
  menus.changeLater([{ from: null, to: null }], { requestId: 'one', resumeKey: null }, 1);
  expect(menus.linkedTo(last, BATCH_MS)).toBe(made);
  expect(menus.linkedTo(last, BATCH_MS + 1)).toBeNull();
  expect(menus.toData().links).toBe('');
});
