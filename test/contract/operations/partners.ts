import { messages } from '../../emulator/sdk-calls.js';
import type { Row, World } from '../table/area.js';
import { area } from '../table/record-area.js';

const APPLICATION = 'an application to LINE';
const MODULE = 'a module channel';
const MEMBERSHIP = 'a membership of the account';

function refused(needs: string, request: Row<World>['request']): Row<World> {
  const answer = { message: 'Access to this API is not available for your account' };
  return { request, onlyRefused: { status: 403, answer, needs } };
}

function empty(message: string, request: Row<World>['request'], refusals: Row<World>['refusals'] = []): Row<World> {
  return { request, refusals, onlyRefused: { status: 404, answer: { message }, needs: MEMBERSHIP } };
}

/** What an ordinary account may not do, and what it has none of. */
export const PARTNERS = area({
  name: 'partners',
  prepare: async () => ({}),
  rows: {
    'GET /v2/bot/membership/list': empty('Membership plan not found', {}),
    'GET /v2/bot/membership/subscription/{userId}': empty(
      'Not found',
      ({ emulator }) => ({ path: { userId: emulator.followerId(0) } }),
      [[400, "The value for the 'userId' parameter is invalid", { path: { userId: 'nobody' } }]],
    ),
    'GET /v2/bot/membership/{membershipId}/users/ids': empty(
      'Membership ID is not found',
      { path: { membershipId: 3189 } },
      [
        [400, 'Invalid start param', { path: { membershipId: 3189 }, query: { start: 'x' } }],
        [400, null, { path: { membershipId: 3189 }, query: { limit: 1001 } }],
      ],
    ),
    'POST /v2/bot/message/markAsRead': refused(APPLICATION, ({ emulator }) => ({
      json: { chat: { userId: emulator.followerId(0) } },
    })),
    'POST /bot/pnp/push': refused(APPLICATION, { json: { to: 'a'.repeat(64), messages } }),
    'GET /v2/bot/message/delivery/pnp': {
      request: { query: { date: '20261120' } },
      answer: { status: 'ready', success: 0 },
      refusals: [[400, "The value for the 'date' parameter is invalid", { query: { date: 'today' } }]],
    },
    'POST /v2/bot/channel/detach': refused(MODULE, ({ emulator }) => ({ json: { botId: emulator.followerId(0) } })),
    'POST /v2/bot/chat/{chatId}/control/acquire': refused(MODULE, ({ emulator }) => ({
      path: { chatId: emulator.followerId(0) },
      json: { expired: true, ttl: 3600 },
    })),
    'POST /v2/bot/chat/{chatId}/control/release': refused(MODULE, ({ emulator }) => ({
      path: { chatId: emulator.followerId(0) },
    })),
    'GET /v2/bot/list': refused(MODULE, {}),
  },
});
