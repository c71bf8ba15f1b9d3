import { expect } from 'vitest';
import { messages, uuid } from '../../emulator/sdk-calls.js';
import { oneError, type Parts, type Row, type World } from '../table/area.js';
import { area } from '../table/record-area.js';

/** Long, so that each phase is seen by whoever is slow too. */
const NARROWCAST_MS = 60_000;
const GROUP = `C${'0'.repeat(32)}`;
const NO_TEXT = [{ type: 'text', text: '' }];
const EMPTY = oneError('messages[0].text', 'May not be empty');
const MONTHLY_LIMIT = 'You have reached your monthly limit.';
const METHODS = ['push', 'multicast', 'broadcast', 'narrowcast', 'reply'];
const [push, multicast, broadcast, narrowcast, reply] = [
  'POST /v2/bot/message/push',
  'POST /v2/bot/message/multicast',
  'POST /v2/bot/message/broadcast',
  'POST /v2/bot/message/narrowcast',
  'POST /v2/bot/message/reply',
] as const;

const toOne = ({ emulator }: World): Parts => ({ json: { to: emulator.followerId(0), messages } });
const toSome = ({ emulator }: World): Parts => ({ json: { to: [emulator.followerId(0)], messages } });
const narrowed = (more: object): Parts => ({ json: { messages, ...more } });

const VALIDATIONS: Readonly<Record<string, Row<World>>> = Object.fromEntries(
  METHODS.map((method) => [
    `POST /v2/bot/message/validate/${method}`,
    {
      request: { json: { messages } },
      answer: {},
      refusals: [
        [400, EMPTY, { json: { messages: NO_TEXT } }],
        [400, null, { json: { messages: [...NO_TEXT, { type: 'no' }] } }],
      ],
    },
  ]),
);

export const SENDING = area({
  name: 'sending',
  account: { narrowcastMs: NARROWCAST_MS },
  prepare: async ({ line, emulator }) => {
    const begin = async () => {
      const { httpResponse } = await line.narrowcastWithHttpInfo({ messages, limit: { max: 3 } });
      return httpResponse.headers.get('x-line-request-id') ?? '';
    };
    const requestId = await begin();
    for (const ms of [NARROWCAST_MS / 2, NARROWCAST_MS]) {
      await line.getNarrowcastProgress(requestId);
      emulator.moveClock(ms);
    }
    for (const errorCode of [1, 2, 3, 4, 5]) {
      await fetch(`${emulator.url}/_emulator/narrowcasts`, {
        method: 'POST',
        body: JSON.stringify({ failNext: errorCode }),
      });
      const failing = await begin();
      emulator.moveClock(2 * NARROWCAST_MS);
      await line.getNarrowcastProgress(failing);
    }
    return { requestId };
  },
  rows: {
    [push]: {
      request: toOne,
      answer: { sentMessages: [{ id: expect.stringMatching(/^\d{18}$/), quoteToken: expect.any(String) }] },
      refusals: [
        [400, EMPTY, ({ emulator }) => ({ json: { to: emulator.followerId(0), messages: NO_TEXT } })],
        [400, 'Failed to send messages', { json: { to: GROUP, messages } }],
        [
          400,
          null,
          ({ emulator }) => ({
            json: {
              to: emulator.followerId(0),
              messages,
              notificationDisabled: 'yes',
              customAggregationUnits: ['a-b'],
            },
          }),
        ],
      ],
    },
    [multicast]: {
      request: toSome,
      answer: {},
      refusals: [
        [400, EMPTY, ({ emulator }) => ({ json: { to: [emulator.followerId(0)], messages: NO_TEXT } })],
        [
          400,
          'The property, to[1], in the request body is invalid (line: -, column: -)',
          ({ emulator }) => ({ json: { to: [emulator.followerId(0), GROUP], messages } }),
        ],
        [400, null, { json: { messages } }],
        [400, null, ({ emulator }) => ({ json: { to: Array(501).fill(emulator.followerId(0)), messages } })],
      ],
    },
    [broadcast]: {
      request: { json: { messages } },
      answer: {},
      refusals: [
        [400, EMPTY, { json: { messages: NO_TEXT } }],
        [400, null, { json: { messages: Array(6).fill(messages[0]) } }],
      ],
    },
    [narrowcast]: {
      request: { json: { messages } },
      answer: {},
      refusals: [
        [400, EMPTY, { json: { messages: NO_TEXT } }],
        [400, 'Invalid audience group id: 7', narrowed({ recipient: { type: 'audience', audienceGroupId: 7 } })],
        [
          400,
          `Invalid request id: ${uuid('x')}`,
          narrowed({ recipient: { type: 'redelivery', requestId: uuid('x') } }),
        ],
        [400, null, narrowed({ limit: { max: 0 } })],
        [400, null, narrowed({ limit: { forbidPartialDelivery: true } })],
        [400, null, narrowed({ filter: { demographic: { type: 'gender', oneOf: ['no'] } } })],
        [
          403,
          'Your account does not have enough friends',
          narrowed({ filter: { demographic: { type: 'gender', oneOf: ['male'] } } }),
        ],
      ],
    },
    'GET /v2/bot/message/progress/narrowcast': {
      request: ({ requestId }) => ({ query: { requestId } }),
      refusals: [
        [404, 'Not found', { query: { requestId: uuid('none') } }],
        [400, null, { query: { requestId: 'x' } }],
      ],
    },
    [reply]: {
      request: async ({ emulator, bot }) => {
        emulator.setWebhook(bot.url);
        await emulator.sendEvents([{ type: 'message' }]);
        return { json: { replyToken: bot.lastEvent()['replyToken'], messages } };
      },
      refusals: [[400, 'Invalid reply token', { json: { replyToken: 'none', messages } }]],
    },
    ...VALIDATIONS,
  },
  otherWorlds: [
    {
      account: { quota: 0 },
      refusals: {
        [push]: [429, MONTHLY_LIMIT, toOne],
        [multicast]: [429, MONTHLY_LIMIT, toSome],
        [broadcast]: [429, MONTHLY_LIMIT, { json: { messages } }],
        [narrowcast]: [429, MONTHLY_LIMIT, { json: { messages } }],
      },
    },
  ],
});
