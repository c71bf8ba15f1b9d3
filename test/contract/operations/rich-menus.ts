import type { messagingApi } from '@line/bot-sdk';
import { image, menu, png } from '../../emulator/richmenu/menus.js';
import { uuid } from '../../emulator/sdk-calls.js';
import { oneError } from '../table/area.js';
import { area } from '../table/record-area.js';

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const FOLLOWERS = 500;
const MENUS = '/v2/bot/richmenu';
const USER = '/v2/bot/user/{userId}/richmenu';
const DEFAULT = '/v2/bot/user/all/richmenu';
const NO_MENU = `richmenu-${'0'.repeat(32)}`;
const NONE = { path: { richMenuId: NO_MENU } };
const NO_ALIAS = { path: { richMenuAliasId: 'nothing' } };
const NOBODY = { path: { userId: 'nobody' } };
const PERIOD = { from: '20261121', to: '20261123' };
const NOT_FOUND = 'Not found';
const WRONG_USER = "The value for the 'userId' parameter is invalid";
const INVALID = 'invalid richMenuId';
const withoutDetails = (message: string) => ({ message, details: [] });
const NO_IMAGE = withoutDetails('must upload richmenu image before applying it to user');
const picture = (content: Buffer, type = 'image/png') => ({ bytes: { type, content } });

/** Every action that an area of a menu can have. */
const ACTIONS: readonly messagingApi.Action[] = [
  { type: 'richmenuswitch', label: 'Next', richMenuAliasId: 'second', data: 'to=second' },
  { type: 'uri', label: 'Open', uri: 'https://example.com/' },
  { type: 'message', label: 'Say', text: 'Hello' },
  { type: 'postback', label: 'Buy', data: 'action=buy' },
  { type: 'datetimepicker', label: 'When', data: 'when', mode: 'datetime' },
  { type: 'clipboard', label: 'Copy', clipboardText: 'AB-12' },
];
const EVERY_ACTION = menu({
  areas: ACTIONS.map((action, index) => ({ bounds: { x: 100 * index, y: 0, width: 100, height: 270 }, action })),
});
const [AREA] = menu().areas ?? [];

/** What LINE refuses of a menu, by the words of the reference. */
const WRONG_MENUS = [
  [400, oneError('name', 'must be specified'), { json: { ...menu(), name: undefined } }],
  [
    400,
    oneError('areas[0].action.uri', 'invalid uri'),
    { json: menu({ areas: [{ ...AREA, action: { type: 'uri', label: 'x', uri: 'ftp://example.com' } }] }) },
  ],
] as const;

export const RICH_MENUS = area({
  name: 'rich menus',
  account: { followers: FOLLOWERS },
  /** Two menus that can be shown and one that cannot, an alias, a batch, and three days of a default menu. */
  prepare: async ({ emulator, line, lineFiles }) => {
    const create = async (parts: messagingApi.RichMenuRequest) => (await line.createRichMenu(parts)).richMenuId;
    const [a, b, bare] = [await create(EVERY_ACTION), await create(menu()), await create(menu())];
    for (const id of [a, b]) await lineFiles.setRichMenuImage(id, image(png()));
    await line.createRichMenuAlias({ richMenuAliasId: 'first', richMenuId: a });
    await line.setDefaultRichMenu(a);
    emulator.moveClock(5 * DAY_MS);
    await line.linkRichMenuIdToUser(emulator.followerId(0), b);
    const batch = async () => {
      const operations: messagingApi.RichMenuBatchOperation[] = [{ type: 'link', from: b, to: a }];
      const { httpResponse } = await line.richMenuBatchWithHttpInfo({ operations });
      return httpResponse.headers.get('x-line-request-id') ?? '';
    };
    const done = await batch();
    emulator.moveClock(SECOND_MS);
    return { a, b, bare, batch, done, user: emulator.followerId(0), other: emulator.followerId(1) };
  },
  rows: {
    [`POST ${MENUS}`]: { request: { json: EVERY_ACTION }, refusals: WRONG_MENUS },
    [`POST ${MENUS}/validate`]: { request: { json: EVERY_ACTION }, answer: {}, refusals: WRONG_MENUS },
    [`GET ${MENUS}/list`]: { request: {} },
    [`GET ${MENUS}/{richMenuId}`]: {
      request: ({ a }) => ({ path: { richMenuId: a } }),
      refusals: [[404, NOT_FOUND, NONE]],
    },
    [`POST ${MENUS}/{richMenuId}/content`]: {
      request: async ({ line }) => ({
        path: { richMenuId: (await line.createRichMenu(menu())).richMenuId },
        ...picture(png()),
      }),
      answer: {},
      refusals: [
        [415, null, { ...NONE, ...picture(png(), 'image/gif') }],
        [404, NOT_FOUND, { ...NONE, ...picture(png()) }],
        [
          400,
          'An image has already been uploaded to the richmenu',
          ({ a }) => ({ path: { richMenuId: a }, ...picture(png()) }),
        ],
        [
          400,
          'The image size is not allowed for richmenu',
          ({ bare }) => ({ path: { richMenuId: bare }, ...picture(png(799, 250)) }),
        ],
      ],
    },
    [`GET ${MENUS}/{richMenuId}/content`]: {
      request: ({ a }) => ({ path: { richMenuId: a } }),
      refusals: [
        [404, NOT_FOUND, NONE],
        [404, NOT_FOUND, ({ bare }) => ({ path: { richMenuId: bare } })],
      ],
    },

    [`GET /v2/bot/insight/richmenu/{richMenuId}/summary`]: {
      request: ({ a }) => ({ path: { richMenuId: a }, query: PERIOD }),
      also: [({ b }) => ({ path: { richMenuId: b }, query: PERIOD })],
      refusals: refusedPeriods('20271223', 396),
    },
    [`GET /v2/bot/insight/richmenu/{richMenuId}/daily`]: {
      request: ({ a }) => ({ path: { richMenuId: a }, query: PERIOD }),
      also: [({ b }) => ({ path: { richMenuId: b }, query: PERIOD })],
      refusals: refusedPeriods('20270301', 99),
    },

    [`GET ${DEFAULT}`]: { request: {} },
    [`DELETE ${DEFAULT}`]: { request: {}, answer: {} },
    [`POST ${DEFAULT}/{richMenuId}`]: {
      request: ({ b }) => ({ path: { richMenuId: b } }),
      answer: {},
      refusals: [
        [404, NOT_FOUND, NONE],
        [400, NO_IMAGE, ({ bare }) => ({ path: { richMenuId: bare } })],
      ],
    },
    [`GET ${USER}`]: {
      request: ({ user }) => ({ path: { userId: user } }),
      refusals: [
        [400, WRONG_USER, NOBODY],
        [404, withoutDetails('the user has no richmenu'), ({ other }) => ({ path: { userId: other } })],
      ],
    },
    [`POST ${USER}/{richMenuId}`]: {
      request: ({ user, a }) => ({ path: { userId: user, richMenuId: a } }),
      answer: {},
      refusals: [
        [400, WRONG_USER, { path: { userId: 'nobody', richMenuId: NO_MENU } }],
        [404, NOT_FOUND, ({ user }) => ({ path: { userId: user, richMenuId: NO_MENU } })],
        [400, NO_IMAGE, ({ user, bare }) => ({ path: { userId: user, richMenuId: bare } })],
      ],
    },
    [`DELETE ${USER}`]: {
      request: ({ user }) => ({ path: { userId: user } }),
      answer: {},
      refusals: [[400, WRONG_USER, NOBODY]],
    },
    [`POST ${MENUS}/bulk/link`]: {
      request: ({ a, user, other }) => ({ json: { richMenuId: a, userIds: [user, other] } }),
      answer: {},
      refusals: [
        [
          400,
          "The property, 'userIds[0]', in the request body is invalid (line: -, column: -)",
          ({ a }) => ({ json: { richMenuId: a, userIds: ['nobody'] } }),
        ],
        [400, oneError('richMenuId', INVALID), ({ user }) => ({ json: { richMenuId: 'menu', userIds: [user] } })],
        [400, NO_IMAGE, ({ bare, user }) => ({ json: { richMenuId: bare, userIds: [user] } })],
        [404, withoutDetails('richmenu not found'), ({ user }) => ({ json: { richMenuId: NO_MENU, userIds: [user] } })],
        [400, null, ({ a, user }) => ({ json: { richMenuId: a, userIds: Array(501).fill(user) } })],
      ],
    },
    [`POST ${MENUS}/bulk/unlink`]: {
      request: ({ user }) => ({ json: { userIds: [user] } }),
      answer: {},
      refusals: [[400, null, { json: { userIds: ['nobody'] } }]],
    },

    [`POST ${MENUS}/batch`]: {
      request: ({ a, b }) => ({
        json: {
          operations: [
            { type: 'link', from: a, to: b },
            { type: 'unlink', from: b },
          ],
          resumeRequestKey: 'swap-1_A',
        },
      }),
      answer: {},
      also: [{ json: { operations: [{ type: 'unlinkAll' }] } }],
      refusals: [
        [400, oneError('operations[0].from', INVALID), { json: { operations: [{ type: 'unlink', from: 'menu' }] } }],
        [
          400,
          oneError('operations[].type', "'unlinkAll' type can't be combined with other type"),
          ({ a }) => ({ json: { operations: [{ type: 'unlinkAll' }, { type: 'unlink', from: a }] } }),
        ],
        [400, null, { json: { operations: Array(1001).fill({ type: 'unlinkAll' }) } }],
      ],
    },
    [`POST ${MENUS}/validate/batch`]: {
      request: ({ a, b }) => ({ json: { operations: [{ type: 'link', from: a, to: b }] } }),
      answer: {},
      refusals: [
        [
          404,
          oneError('operations[0].to', `Richmenu (${NO_MENU}) is not found`),
          ({ a }) => ({ json: { operations: [{ type: 'link', from: a, to: NO_MENU }] } }),
        ],
        [400, null, { json: { operations: [{ type: 'unlinkAll' }], resumeRequestKey: 'with a space' } }],
      ],
    },
    [`GET ${MENUS}/progress/batch`]: {
      request: async ({ batch }) => ({ query: { requestId: await batch() } }),
      also: [({ done }) => ({ query: { requestId: done } })],
      refusals: [
        [400, null, { query: { requestId: 'x' } }],
        [404, NOT_FOUND, { query: { requestId: uuid('none') } }],
      ],
    },

    [`POST ${MENUS}/alias`]: {
      request: ({ b }) => ({ json: { richMenuAliasId: 'second', richMenuId: b } }),
      answer: {},
      refusals: [
        [
          400,
          withoutDetails('conflict richmenu alias id'),
          ({ a }) => ({ json: { richMenuAliasId: 'first', richMenuId: a } }),
        ],
        ...aliasesOf((richMenuId) => ({ json: { richMenuAliasId: 'third', richMenuId } })),
        [400, null, ({ a }) => ({ json: { richMenuAliasId: 'Capital', richMenuId: a } })],
      ],
    },
    [`GET ${MENUS}/alias/list`]: { request: {} },
    [`GET ${MENUS}/alias/{richMenuAliasId}`]: {
      request: { path: { richMenuAliasId: 'first' } },
      refusals: [
        [404, withoutDetails('richmenu alias not found'), NO_ALIAS],
        [400, null, { path: { richMenuAliasId: 'Capital' } }],
      ],
    },
    [`POST ${MENUS}/alias/{richMenuAliasId}`]: {
      request: ({ b }) => ({ path: { richMenuAliasId: 'first' }, json: { richMenuId: b } }),
      answer: {},
      refusals: [
        [404, withoutDetails('richmenu alias not found'), { ...NO_ALIAS, json: { richMenuId: NO_MENU } }],
        ...aliasesOf((richMenuId) => ({ path: { richMenuAliasId: 'first' }, json: { richMenuId } })),
      ],
    },
    [`DELETE ${MENUS}/alias/{richMenuAliasId}`]: {
      request: { path: { richMenuAliasId: 'second' } },
      answer: {},
      refusals: [[404, withoutDetails('richmenu alias not found'), NO_ALIAS]],
    },
    [`DELETE ${MENUS}/{richMenuId}`]: {
      request: ({ bare }) => ({ path: { richMenuId: bare } }),
      answer: {},
      refusals: [[404, NOT_FOUND, NONE]],
    },
  },
  otherWorlds: [
    {
      refusals: {
        [`GET ${DEFAULT}`]: [404, withoutDetails('no default richmenu'), {}],
      },
    },
    {
      prepare: async ({ emulator }) => {
        const body = JSON.stringify({ managerDefault: true });
        await fetch(`${emulator.url}/_emulator/menus`, { method: 'POST', body });
      },
      refusals: {
        [`GET ${DEFAULT}`]: [403, withoutDetails('the richmenu is owned by another channel'), {}],
      },
    },
  ],
});

/** A menu that an alias cannot be for. */
function aliasesOf(of: (richMenuId: string) => { readonly json: unknown; readonly path?: Record<string, string> }) {
  return [
    [400, withoutDetails('richmenu not found'), of(NO_MENU)],
    [400, oneError('richMenuId', INVALID), of('menu')],
  ] as const;
}

/** Periods of which there are no statistics. `tooLate` is more than so many days after the beginning. */
function refusedPeriods(tooLate: string, days: number) {
  const of = (query: Readonly<Record<string, string>>) => ({ ...NONE, query });
  return [
    [400, 'Bad Request', of({ from: '20261121' })],
    [400, 'Bad Request', of({ from: '2026-11-21', to: '20261123' })],
    [400, 'Parameter to must be the same date as, or after parameter from.', of({ from: '20261121', to: '20261120' })],
    [400, `Date range exceeds. Max range is ${days} days.`, of({ from: '20261121', to: tooLate })],
    [400, 'Parameter from must be the same date as, or after 2023-11-26.', of({ from: '20231125', to: '20231126' })],
    [404, NOT_FOUND, of(PERIOD)],
  ] as const;
}
