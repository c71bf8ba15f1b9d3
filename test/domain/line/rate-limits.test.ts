import { expect, it } from 'vitest';
import { RATE_LIMITS, rateLimitOf } from '../../../src/domain/line/rate-limits.js';

it.each([
  ['POST', '/v2/bot/message/multicast', 200, 1000],
  ['POST', '/v2/bot/message/push', 2000, 1000],
  ['POST', '/v2/bot/message/reply', 2000, 1000],
  ['POST', '/v2/bot/message/broadcast', 60, 3_600_000],
  ['POST', '/v2/bot/message/narrowcast', 60, 3_600_000],
  ['POST', '/v2/bot/channel/webhook/test', 60, 3_600_000],
  ['GET', '/v2/bot/channel/webhook/endpoint', 1000, 60_000],
  ['PUT', '/v2/bot/channel/webhook/endpoint', 1000, 60_000],
  ['GET', '/v2/bot/insight/followers', 60, 3_600_000],
  ['POST', '/v2/bot/richmenu/batch', 3, 3_600_000],
  ['GET', '/v2/bot/richmenu/list', 10, 1000],
  ['GET', '/v2/bot/audienceGroup/4711', 60, 60_000],
  ['POST', '/v2/oauth/accessToken', 370, 1000],
  ['POST', '/oauth2/v2.1/token', 2000, 1000],
])('%s %s takes %i requests per %i ms', (method, path, count, periodMs) => {
  expect(rateLimitOf(method, path)).toMatchObject({ count, periodMs });
});

it('another method on the same path is another endpoint', () => {
  expect(rateLimitOf('GET', '/v2/bot/richmenu/batch')).toMatchObject({ method: 'GET', count: 2000 });
});

it('values of path parameters do not make another endpoint', () => {
  const first = rateLimitOf('GET', '/v2/bot/profile/U1');
  expect(rateLimitOf('GET', '/v2/bot/profile/U2')).toEqual(first);
  expect(first.path).toBe('/v2/bot/profile/{userId}');
});

it('names each endpoint once', () => {
  const endpoints = RATE_LIMITS.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(endpoints).size).toBe(endpoints.length);
});
