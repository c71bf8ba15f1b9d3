import { describe, expect, it } from 'vitest';
import { type RecordingBot, startRecordingBot } from '../../contract/traffic/recorded-emulator.js';
import { type Bot, create, linkedTo, startBot } from './menus.js';

const BOUNDS = { x: 0, y: 0, width: 400, height: 270 };

/** A bot that hears of what people do with two menus, the second of them with an alias. */
async function listening(play: (bot: Bot, server: RecordingBot, menus: readonly [string, string]) => Promise<void>) {
  const server = await startRecordingBot();
  try {
    const bot = await startBot();
    bot.emulator.setWebhook(server.url);
    const actions = [
      { type: 'richmenuswitch' as const, richMenuAliasId: 'second', data: 'to second' },
      { type: 'postback' as const, data: 'buy' },
      { type: 'message' as const, text: 'Hello' },
      { type: 'datetimepicker' as const, data: 'when', mode: 'date' as const, initial: '2026-12-01' },
      { type: 'uri' as const, uri: 'https://example.com/' },
    ];
    const [a = '', b = ''] = await create(bot, { areas: actions.map((action) => ({ bounds: BOUNDS, action })) }, {});
    await bot.line.createRichMenuAlias({ richMenuAliasId: 'second', richMenuId: b });
    await bot.line.setDefaultRichMenu(a);
    await play(bot, server, [a, b]);
  } finally {
    await server.stop();
  }
}

/** The events that the bot has heard of. */
const heard = ({ requests }: RecordingBot): readonly Record<string, unknown>[] =>
  requests.flatMap(({ body }) => JSON.parse(body.toString()).events);

const paramsOf = (server: RecordingBot) => heard(server).map(({ postback }) => Object(postback)['params']);

it('a tap does what the area says, and the bot hears of it as LINE tells it', () =>
  listening(async (bot, server, [, b]) => {
    const tap = (area: number) => bot.order({ tap: { userId: bot.user(0), area } });
    for (const area of [1, 2, 3, 4, 0]) expect((await tap(area)).status).toBe(200);
    expect(heard(server)).toMatchObject([
      { type: 'postback', postback: { data: 'buy' }, source: { userId: bot.user(0) }, replyToken: expect.any(String) },
      { type: 'message', message: { type: 'text', text: 'Hello' } },
      { type: 'postback', postback: { data: 'when', params: { date: '2026-12-01' } } },
      {
        type: 'postback',
        postback: { data: 'to second', params: { newRichMenuAliasId: 'second', status: 'SUCCESS' } },
      },
    ]);
    expect(await linkedTo(bot, 2)).toEqual([b, null]);
    expect((await tap(5)).status).toBe(404);
  }));

describe('an event of a switch', () => {
  const event = (bot: Bot, alias: string, more: object = {}) => ({
    type: 'postback',
    source: { type: 'user', userId: bot.user(0) },
    postback: { data: 'x', params: { newRichMenuAliasId: alias, ...more } },
  });

  it('happens: the user has the other menu before the bot hears of it', () =>
    listening(async (bot, server, [, b]) => {
      await bot.emulator.sendEvents([event(bot, 'second')]);
      expect(paramsOf(server)).toEqual([{ newRichMenuAliasId: 'second', status: 'SUCCESS' }]);
      expect(await linkedTo(bot, 1)).toEqual([b]);
    }));

  it('to a menu that is gone, and of somebody who is no friend, says so and changes nothing', () =>
    listening(async (bot, server, [, b]) => {
      const stranger = { type: 'user', userId: `U${'e'.repeat(32)}` };
      await bot.emulator.sendEvents([{ ...event(bot, 'second', { status: 'SUCCESS' }), source: stranger }]);
      await bot.line.deleteRichMenu(b);
      await bot.emulator.sendEvents([event(bot, 'second')]);
      expect(paramsOf(server)).toEqual([{ status: 'FAILED' }, { status: 'RICHMENU_NOTFOUND' }]);
      expect(await linkedTo(bot, 1)).toEqual([null]);
    }));

  it('that says itself that it failed, or of an alias that nobody made, is told as it stands', () =>
    listening(async (bot, server) => {
      const failed = { status: 'FAILED' };
      await bot.emulator.sendEvents([event(bot, 'second', failed), event(bot, 'nobody', { status: 'SUCCESS' })]);
      expect(paramsOf(server)).toEqual([
        { newRichMenuAliasId: 'second', status: 'FAILED' },
        { newRichMenuAliasId: 'nobody', status: 'SUCCESS' },
      ]);
      expect(await linkedTo(bot, 1)).toEqual([null]);
    }));
});
