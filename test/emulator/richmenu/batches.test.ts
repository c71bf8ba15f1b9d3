import { describe, expect, it } from 'vitest';
import { BATCH_MS, type Bot, create, DAY_MS, linkedTo, menu, startBot } from './menus.js';

const PEOPLE = 40;
type Operation = { readonly type: string; readonly from?: string; readonly to?: string };

/** Begins a batch and answers with its request ID. */
async function begin({ ask }: Bot, operations: readonly Operation[], resumeRequestKey?: string): Promise<string> {
  const { status, body, headers } = await ask('POST', '/v2/bot/richmenu/batch', { operations, resumeRequestKey });
  expect({ status, body }).toEqual({ status: 202, body: {} });
  return headers.get('x-line-request-id') ?? '';
}

const progress = ({ ask }: Bot, requestId: string) =>
  ask('GET', `/v2/bot/richmenu/progress/batch?requestId=${requestId}`);

async function phase(bot: Bot, requestId: string): Promise<unknown> {
  return (await progress(bot, requestId)).body['phase'];
}

/** So many people, all of them linked to the first of three menus. */
async function withPeople(): Promise<{ readonly bot: Bot; readonly menus: readonly [string, string, string] }> {
  const bot = await startBot({ followers: PEOPLE, rateLimits: false });
  const [a = '', b = '', c = ''] = await create(bot, {}, {}, {});
  const userIds = Array.from({ length: PEOPLE }, (_, index) => bot.user(index));
  await bot.line.linkRichMenuIdToUsers({ richMenuId: a, userIds });
  bot.emulator.moveClock(BATCH_MS);
  return { bot, menus: [a, b, c] };
}

it('each operation looks at the menus from before the request, and none at what another makes', async () => {
  const { bot, menus } = await withPeople();
  const [a, b, c] = menus;
  await bot.line.linkRichMenuIdToUser(bot.user(0), b);
  await bot.line.linkRichMenuIdToUser(bot.user(1), c);
  await begin(bot, [
    { type: 'link', from: a, to: b },
    { type: 'link', from: b, to: c },
    { type: 'unlink', from: c },
  ]);
  expect((await linkedTo(bot, 3)).slice(0, 3)).toEqual([b, c, a]);
  bot.emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 4)).toEqual([c, null, b, b]);
});

it('all are unlinked at once; who is linked meanwhile keeps the new menu', async () => {
  const { bot, menus } = await withPeople();
  await begin(bot, [{ type: 'unlinkAll' }]);
  await bot.line.linkRichMenuIdToUser(bot.user(1), menus[1]);
  bot.emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 3)).toEqual([null, menus[1], null]);
});

it('a batch that fails leaves some undone, and its key goes on with those alone', async () => {
  const { bot, menus } = await withPeople();
  const [a, b, c] = menus;
  const operations = [{ type: 'link', from: a, to: b }];
  await bot.order({ failNextBatch: true });
  const first = await begin(bot, operations, 'swap');
  bot.emulator.moveClock(BATCH_MS);
  expect((await progress(bot, first)).body).toMatchObject({ phase: 'failed', completedTime: expect.any(String) });
  const after = await linkedTo(bot, PEOPLE);
  const [undone, done] = [after.indexOf(a), after.indexOf(b)];
  expect([undone, done]).not.toContain(-1);

  // Without the key these would be moved as well: they came to the old menu after the first request.
  await bot.line.linkRichMenuIdToUser(bot.user(done), a);
  await bot.line.linkRichMenuIdToUser(bot.user(undone), c);
  const second = await begin(bot, operations, 'swap');
  bot.emulator.moveClock(BATCH_MS);
  expect(await phase(bot, second)).toBe('succeeded');
  expect(await phase(bot, first)).toBe('failed');
  const end = await linkedTo(bot, PEOPLE);
  expect([end[undone], end[done]]).toEqual([c, a]);
  expect(end.filter((id) => id === b)).toHaveLength(PEOPLE - 2);
});

it('a key that was used with success does nothing more, until it has expired after 14 days', async () => {
  const { bot, menus } = await withPeople();
  const [a, b] = menus;
  const operations = [{ type: 'link', from: a, to: b }];
  await begin(bot, operations, 'swap');
  bot.emulator.moveClock(BATCH_MS);
  await bot.line.linkRichMenuIdToUser(bot.user(0), a);
  const again = await begin(bot, operations, 'swap');
  bot.emulator.moveClock(BATCH_MS);
  expect([await phase(bot, again), ...(await linkedTo(bot, 2))]).toEqual(['succeeded', a, b]);
  bot.emulator.moveClock(14 * DAY_MS);
  await begin(bot, operations, 'swap');
  bot.emulator.moveClock(BATCH_MS);
  expect(await linkedTo(bot, 2)).toEqual([b, b]);
});

it('whose new menu is deleted meanwhile keeps the old one, and the batch has failed', async () => {
  const { bot, menus } = await withPeople();
  const requestId = await begin(bot, [{ type: 'link', from: menus[0], to: menus[1] }]);
  await bot.line.deleteRichMenu(menus[1]);
  bot.emulator.moveClock(BATCH_MS);
  expect([await phase(bot, requestId), ...(await linkedTo(bot, 1))]).toEqual(['failed', menus[0]]);
});

it('tells of its progress by its own time for 14 days', async () => {
  const bot = await startBot({ clock: new Date('2026-11-21T03:00:00.000Z') });
  const requestId = await begin(bot, [{ type: 'unlinkAll' }]);
  const ongoing = (await progress(bot, requestId)).body;
  expect(Object.keys(ongoing)).toEqual(['phase', 'acceptedTime']);
  bot.emulator.moveClock(DAY_MS);
  const { acceptedTime, completedTime } = (await progress(bot, requestId)).body;
  expect(Date.parse(String(completedTime)) - Date.parse(String(acceptedTime))).toBe(BATCH_MS);
  expect(String(acceptedTime)).toMatch(/^2026-11-21T03:00:0/);
  bot.emulator.moveClock(12.9 * DAY_MS);
  expect(await phase(bot, requestId)).toBe('succeeded');
  bot.emulator.moveClock(0.1 * DAY_MS);
  expect(await progress(bot, requestId)).toMatchObject({ status: 404, body: { message: 'Not found' } });
  expect((await progress(bot, 'no-request-id')).status).toBe(400);
  const other = (await bot.ask('GET', '/v2/bot/richmenu/list')).headers.get('x-line-request-id') ?? '';
  expect((await progress(bot, other)).status).toBe(404);
});

it('begins three times an hour, and validates as often as one likes', async () => {
  const { ask, emulator } = await startBot({ clock: new Date('2026-11-21T03:00:00Z') });
  const body = { operations: [{ type: 'unlinkAll' }] };
  const statuses: number[] = [];
  for (const path of ['validate/batch', 'batch', 'batch', 'batch', 'batch', 'validate/batch'])
    statuses.push((await ask('POST', `/v2/bot/richmenu/${path}`, body)).status);
  expect(statuses).toEqual([200, 202, 202, 202, 429, 200]);
  emulator.moveClock(20 * 60 * 1000);
  expect((await ask('POST', '/v2/bot/richmenu/batch', body)).status).toBe(202);
});

describe('a batch is refused whole, by LINE and by the validation', () => {
  const NO_MENU = `richmenu-${'0'.repeat(32)}`;
  it.each<[what: string, status: number, property: string, message: string, (ids: string[]) => object]>([
    ['without operations', 400, 'operations', 'must be specified', () => ({})],
    ['with none', 400, 'operations', 'Size must be between 1 and 1000', () => ({ operations: [] })],
    [
      'with more than a thousand',
      400,
      'operations',
      'Size must be between 1 and 1000',
      () => ({ operations: Array(1001).fill({ type: 'unlinkAll' }) }),
    ],
    [
      'of another type',
      400,
      'operations[0].type',
      'Must be one of the following values: [link, unlink, unlinkAll]',
      () => ({ operations: [{ type: 'relink' }] }),
    ],
    ['without its menu', 400, 'operations[0].from', 'must be specified', () => ({ operations: [{ type: 'unlink' }] })],
    [
      'without its new menu',
      400,
      'operations[0].to',
      'must be specified',
      ([a]) => ({ operations: [{ type: 'link', from: a }] }),
    ],
    [
      'of a menu that is none',
      400,
      'operations[0].from',
      'invalid richMenuId',
      () => ({ operations: [{ type: 'unlink', from: 'menu' }] }),
    ],
    [
      'of one menu twice',
      400,
      'operations[].from',
      'from richmenu ({0}) is duplicated',
      ([a, b]) => ({
        operations: [
          { type: 'unlink', from: a },
          { type: 'link', from: a, to: b },
        ],
      }),
    ],
    [
      'of all and of one',
      400,
      'operations[].type',
      "'unlinkAll' type can't be combined with other type",
      ([a]) => ({ operations: [{ type: 'unlinkAll' }, { type: 'unlink', from: a }] }),
    ],
    [
      'of a menu that is not there',
      404,
      'operations[0].to',
      `Richmenu (${NO_MENU}) is not found`,
      ([a]) => ({ operations: [{ type: 'link', from: a, to: NO_MENU }] }),
    ],
    [
      'to a menu without image',
      400,
      'operations[0].to',
      "'to' richmenu ({2}) must have image but it doesn't",
      ([a, , bare]) => ({ operations: [{ type: 'link', from: a, to: bare }] }),
    ],
    [
      'with an impossible key',
      400,
      'resumeRequestKey',
      'invalid resumeRequestKey',
      () => ({ operations: [{ type: 'unlinkAll' }], resumeRequestKey: 'k'.repeat(101) }),
    ],
  ])('%s', async (_what, status, property, message, body) => {
    const bot = await startBot();
    const ids = [...(await create(bot, {}, {})), (await bot.line.createRichMenu(menu())).richMenuId];
    const text = message.replace(/\{(\d)\}/, (_all, index: string) => ids[Number(index)] ?? '');
    const expected = { message: 'The request body has 1 error(s)', details: [{ message: text, property }] };
    for (const path of ['batch', 'validate/batch'])
      expect(await bot.ask('POST', `/v2/bot/richmenu/${path}`, body(ids))).toMatchObject({ status, body: expected });
  });
});
