import { expect } from 'vitest';
import type { World } from '../table/area.js';
import { area } from '../table/record-area.js';

const WEBHOOK = '/v2/bot/channel/webhook';
const NO_WEBHOOK = 'Webhook endpoint not found';
const NO_URL = 'Invalid webhook endpoint URL';

export const ACCOUNT = area({
  name: 'account, followers and webhook',
  prepare: async ({ line }) => {
    const { next } = await line.getFollowers(undefined, 4);
    return { next: next ?? '' };
  },
  rows: {
    'GET /v2/bot/info': {
      request: {},
      answer: {
        userId: expect.any(String),
        basicId: expect.stringMatching(/^@/),
        displayName: expect.any(String),
        chatMode: 'bot',
        markAsReadMode: 'auto',
      },
      also: [
        async ({ emulator }) => {
          const body = JSON.stringify({ premiumId: '@shop', pictureUrl: 'https://example.com/bot', chatMode: 'chat' });
          await fetch(`${emulator.url}/_emulator/bot`, { method: 'POST', body });
          return {};
        },
      ],
    },
    'GET /v2/bot/profile/{userId}': {
      request: ({ emulator }) => ({ path: { userId: emulator.followerId(0) } }),
      refusals: [
        [404, 'Not found', ({ emulator }) => ({ path: { userId: emulator.followerId(5) } })],
        [400, null, { path: { userId: 'nobody' } }],
      ],
    },
    'GET /v2/bot/followers/ids': {
      request: { query: { limit: 2 } },
      answer: { userIds: [expect.any(String), expect.any(String)], next: expect.any(String) },
      also: [({ next }) => ({ query: { start: next, limit: 4 } })],
      refusals: [
        [400, 'Invalid start param', { query: { start: 'x' } }],
        [400, null, { query: { limit: 1001 } }],
      ],
    },
    [`PUT ${WEBHOOK}/endpoint`]: {
      request: { json: { endpoint: 'https://example.com/hook' } },
      answer: {},
      refusals: [[400, NO_URL, { json: { endpoint: 'http://example.com' } }]],
    },
    [`GET ${WEBHOOK}/endpoint`]: {
      request: ({ emulator, bot }: World) => {
        emulator.setWebhook(bot.url);
        return {};
      },
    },
    [`POST ${WEBHOOK}/test`]: {
      request: { json: {} },
      also: [
        ({ bot }: World) => {
          bot.status = 503;
          return { json: {} };
        },
      ],
      refusals: [[400, NO_URL, { json: { endpoint: 'http://example.com' } }]],
    },
  },
  otherWorlds: [
    {
      refusals: {
        [`GET ${WEBHOOK}/endpoint`]: [404, NO_WEBHOOK, {}],
        [`POST ${WEBHOOK}/test`]: [404, NO_WEBHOOK, { json: {} }],
      },
    },
    {
      account: { verified: false },
      refusals: {
        'GET /v2/bot/followers/ids': [403, 'Access to this API is not available for your account', {}],
      },
    },
  ],
});
