import { messages } from '../../emulator/sdk-calls.js';
import type { Row, World } from '../table/area.js';
import { area } from '../table/record-area.js';

const DAY = { date: '20261120' };
const NO_DAY = "The value for the 'date' parameter is invalid";

const DELIVERIES: Readonly<Record<string, Row<World>>> = Object.fromEntries(
  ['reply', 'push', 'multicast', 'broadcast'].map((method) => [
    `GET /v2/bot/message/delivery/${method}`,
    {
      request: { query: DAY },
      also: [{ query: { date: '20100101' } }, { query: { date: '20300101' } }],
      refusals: [[400, NO_DAY, { query: { date: '2026-11-21' } }]],
    },
  ]),
);

export const STATISTICS = area({
  name: 'quota, delivery counts and aggregation units',
  account: { quota: 1000 },
  prepare: async ({ line, emulator }) => {
    const to = emulator.followerId(0);
    for (const unit of ['one', 'two']) await line.pushMessage({ to, messages, customAggregationUnits: [unit] });
    const { next } = await line.getAggregationUnitNameList('1');
    return { next: next ?? '' };
  },
  rows: {
    'GET /v2/bot/message/quota': { request: {}, answer: { type: 'limited', value: 1000 } },
    'GET /v2/bot/message/quota/consumption': { request: {}, answer: { totalUsage: 2 } },
    ...DELIVERIES,
    'GET /v2/bot/message/aggregation/info': { request: {}, answer: { numOfCustomAggregationUnits: 2 } },
    'GET /v2/bot/message/aggregation/list': {
      request: {},
      answer: { customAggregationUnits: ['one', 'two'] },
      also: [({ next }) => ({ query: { limit: '1', start: next } })],
      refusals: [
        [400, 'Invalid start param', { query: { start: 'x' } }],
        [400, null, { query: { limit: '0' } }],
      ],
    },
  },
});
