import { describe, expect, it } from 'vitest';
import { Followers } from '../../../src/emulator/bot/followers.js';
import { FIRST_CHANNEL } from '../../../src/emulator/channel.js';
import { richMenuFrom } from '../../../src/emulator/richmenu/menus/rich-menu.js';
import { RichMenuBook } from '../../../src/emulator/richmenu/menus/rich-menu-book.js';
import { settingsOf } from '../../../src/emulator/settings.js';
import { create, linkedTo, menu, refusal, startBot } from './menus.js';

const NOT_FOUND = { status: 404, body: { message: 'Not found' } };
const AREA = { bounds: { x: 0, y: 0, width: 800, height: 270 }, action: { type: 'postback', data: 'x' } };
const withAction = (action: object) => ({ ...menu(), areas: [{ ...AREA, action }] });
const withBounds = (bounds: object) => ({ ...menu(), areas: [{ ...AREA, bounds: { ...AREA.bounds, ...bounds } }] });
const withSize = (width: unknown, height: unknown) => ({ ...menu(), size: { width, height } });

describe('a rich menu object', () => {
  it.each<[what: string, property: string, message: string, body: object]>([
    ['without a name', 'name', 'must be specified', { ...menu(), name: undefined }],
    ['with null for its chat bar', 'chatBarText', 'must be specified', { ...menu(), chatBarText: null }],
    ['without a size', 'size', 'must be specified', { ...menu(), size: undefined }],
    ['without a width', 'size.width', 'must be specified', withSize(undefined, 270)],
    ['too narrow', 'size.width', 'Must be between 800 and 2500', withSize(799, 270)],
    ['too wide', 'size.width', 'Must be between 800 and 2500', withSize(2501, 270)],
    ['too low', 'size.height', expect.stringContaining('at least 250'), withSize(800, 249)],
    ['too high for its width', 'size', expect.stringContaining('at least 1.45'), withSize(800, 552)],
    ['with a word for selected', 'selected', expect.stringContaining('true or false'), { ...menu(), selected: 'yes' }],
    ['with a long name', 'name', 'Length must be between 0 and 300', { ...menu(), name: 'n'.repeat(301) }],
    [
      'with a long chat bar',
      'chatBarText',
      'Length must be between 0 and 14',
      { ...menu(), chatBarText: 'c'.repeat(15) },
    ],
    ['with 21 areas', 'areas', 'Size must be between 0 and 20', { ...menu(), areas: Array(21).fill(AREA) }],
    ['with an area left of it', 'areas[0].bounds.x', 'Must be between 0 and 2147483647', withBounds({ x: -1 })],
    ['with an area of no width', 'areas[0].bounds.width', 'Must be between 1 and 2147483647', withBounds({ width: 0 })],
    ['with an area without action', 'areas[0].action', 'must be specified', withAction(null as unknown as object)],
    ['with a postback without data', 'areas[0].action.data', 'must be specified', withAction({ type: 'postback' })],
    [
      'with a long label',
      'areas[0].action.label',
      'Length must be between 0 and 20',
      withAction({ type: 'message', label: 'l'.repeat(21), text: 'x' }),
    ],
    [
      'with an alias of 33 characters',
      'areas[0].action.richMenuAliasId',
      'Length must be between 0 and 32',
      withAction({ type: 'richmenuswitch', data: 'x', richMenuAliasId: 'a'.repeat(33) }),
    ],
    [
      'with a link to a file server',
      'areas[0].action.uri',
      'invalid uri',
      withAction({ type: 'uri', uri: 'ftp://x.y' }),
    ],
  ])('%s is refused, at its place', async (_what, property, message, body) => {
    const { ask } = await startBot();
    const expected = { message: 'The request body has 1 error(s)', details: [{ message, property }] };
    for (const path of ['/v2/bot/richmenu', '/v2/bot/richmenu/validate'])
      expect(await ask('POST', path, body)).toMatchObject({ status: 400, body: expected });
  });

  it.each<[what: string, body: object]>([
    [
      'with the greatest of everything',
      { ...menu(), name: '家'.repeat(300), chatBarText: '👨‍👩‍👧'.repeat(14), areas: Array(20).fill(AREA) },
    ],
    ['with no area', { ...menu(), areas: [] }],
    ['with an area that reaches beyond it, as in the guide of LINE', withBounds({ x: 700, width: 101 })],
    ['as high as its width allows', withSize(2500, 1724)],
    ['with a property that LINE does not know', { ...menu(), colour: 'red' }],
  ])('%s is taken', async (_what, body) => {
    const { ask } = await startBot();
    expect((await ask('POST', '/v2/bot/richmenu', body)).status).toBe(200);
  });
});

it('validation makes nothing', async () => {
  const { line } = await startBot();
  await line.validateRichMenuObject(menu());
  expect(await line.getRichMenuList()).toEqual({ richmenus: [] });
});

it('a menu that is deleted is gone from everybody and as the default; an alias stays, and a switch by it fails', async () => {
  const bot = await startBot();
  const { line, user, order } = bot;
  const area = { bounds: AREA.bounds, action: { type: 'richmenuswitch' as const, richMenuAliasId: 'b', data: 'x' } };
  const [a = '', b = ''] = await create(bot, { areas: [area] }, {});
  await line.createRichMenuAlias({ richMenuAliasId: 'b', richMenuId: b });
  await line.linkRichMenuIdToUser(user(0), b);
  await line.linkRichMenuIdToUser(user(1), a);
  await line.setDefaultRichMenu(b);
  await line.deleteRichMenu(b);
  expect(await linkedTo(bot, 2)).toEqual([null, a]);
  expect(await refusal(line.getDefaultRichMenuId())).toMatchObject({ status: 404 });
  expect(await line.getRichMenuAlias('b')).toEqual({ richMenuAliasId: 'b', richMenuId: b });
  const { body } = await order({ tap: { userId: user(1), area: 0 } });
  expect(body['event']).toMatchObject({ postback: { data: 'x', params: { status: 'RICHMENU_NOTFOUND' } } });
  for (const promise of [line.getRichMenu(b), line.deleteRichMenu(b), line.setDefaultRichMenu(b)])
    expect(await refusal(promise)).toEqual(NOT_FOUND);
});

it('of a thousand menus, and of a thousand aliases, the next one is refused until one is deleted', () => {
  const settings = settingsOf({ faults: [], recorder: null });
  const book = new RichMenuBook(new Followers({ count: 1, blockedRatio: 0 }), FIRST_CHANNEL, settings);
  const object = richMenuFrom({ ...menu() });
  const menus = Array.from({ length: 1000 }, () => book.create(object, 0)).filter((made) => made !== null);
  expect(new Set(menus.map(({ id }) => id)).size).toBe(1000);
  expect(book.create(object, 0)).toBeNull();
  const [first, second] = menus;
  if (first === undefined || second === undefined) throw new Error('there are none');
  for (let index = 0; index < 1000; index++) expect(book.aliases.set(`alias-${index}`, first)).toBe(true);
  expect([book.aliases.set('more', first), book.aliases.set('alias-7', second)]).toEqual([false, true]);
  book.aliases.delete('alias-7');
  book.delete(first, 0);
  expect([book.aliases.set('more', second), book.create(object, 0)?.id]).toEqual([true, expect.any(String)]);
});
