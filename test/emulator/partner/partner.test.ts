import { expect, it } from 'vitest';
import { call, emulate, form, tokenOf } from '../platform.js';

const USER = `U${'1'.repeat(32)}`;
const NOT_AVAILABLE = { message: 'Access to this API is not available for your account' };

it.each<[method: string, path: string, status: number, answer: object, body?: object]>([
  ['GET', '/v2/bot/membership/list', 404, { message: 'Membership plan not found' }],
  ['GET', `/v2/bot/membership/subscription/${USER}`, 404, { message: 'Not found' }],
  ['GET', '/v2/bot/membership/subscription/me', 400, { message: "The value for the 'userId' parameter is invalid" }],
  ['GET', '/v2/bot/membership/3189/users/ids', 404, { message: 'Membership ID is not found' }],
  [
    'GET',
    '/v2/bot/membership/3189/users/ids?limit=1001',
    400,
    { message: "The value for the 'limit' parameter is invalid" },
  ],
  ['GET', '/v2/bot/membership/3189/users/ids?start=x', 400, { message: 'Invalid start param' }],
  ['POST', '/v2/bot/message/markAsRead', 403, NOT_AVAILABLE, { chat: { userId: USER } }],
  ['POST', '/bot/pnp/push', 403, NOT_AVAILABLE, { to: 'a'.repeat(64), messages: [] }],
  ['POST', '/v2/bot/message/pnp/templated/push', 403, NOT_AVAILABLE, { to: 'a'.repeat(64), templateKey: 'x' }],
  ['POST', '/v2/bot/channel/detach', 403, NOT_AVAILABLE, { botId: USER }],
  ['POST', `/v2/bot/chat/${USER}/control/acquire`, 403, NOT_AVAILABLE, { expired: true, ttl: 3600 }],
  ['POST', `/v2/bot/chat/${USER}/control/release`, 403, NOT_AVAILABLE],
  ['GET', '/v2/bot/list', 403, NOT_AVAILABLE],
  ['GET', '/v2/bot/message/delivery/pnp', 400, { message: "The value for the 'date' parameter is invalid" }],
])('an account without the right gets what LINE documents: %s %s is %i', async (method, path, status, answer, body) => {
  const emulator = await emulate();
  const reply = await call(emulator, method, path, { token: await tokenOf(emulator), ...(body ? { body } : {}) });
  expect([reply.status, reply.body]).toEqual([status, answer]);
});

it.each(['pnp', 'pnp/templated'])('no notification message was ever sent: delivery/%s', async (kind) => {
  const emulator = await emulate({ clock: new Date('2026-11-21T03:00:00Z') });
  const path = `/v2/bot/message/delivery/${kind}?date=20261120`;
  const { body } = await call(emulator, 'GET', path, { token: await tokenOf(emulator) });
  expect(body).toEqual({ status: 'ready', success: 0 });
});

it('a channel that is no module is attached to nothing', async () => {
  const emulator = await emulate();
  const { status, body } = await form(emulator, '/module/auth/v1/token', {
    grant_type: 'authorization_code',
    code: 'a',
    redirect_uri: 'https://example.com/',
  });
  expect([status, body['error']]).toEqual([400, 'unauthorized_client']);
});
