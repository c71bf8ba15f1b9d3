import { expect, it } from 'vitest';
import { RATE_LIMITS, rateLimitOf } from '../../../src/domain/line/rate-limits.js';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { RateLimiter } from '../../../src/emulator/sending/rate-limiter.js';
import { RetryKeyMemory } from '../../../src/emulator/sending/retry-keys.js';
import { call, emulate, multicast, TEXT, tokenOf } from '../platform.js';
import { uuid } from '../sdk-calls.js';

const KEY = uuid('control');

it('says who it is, what time it has and which faults are in force', async () => {
  const emulator = await emulate({
    followers: 7,
    clock: new Date('2026-01-01T00:00:00Z'),
    faults: ['429=0@push'],
  });
  const [about, clock, faults] = await Promise.all(
    ['', 'clock', 'faults'].map(async (name) => (await call(emulator, 'GET', `/_emulator/${name}`)).body),
  );
  expect(about).toMatchObject({ emulator: 'line', id: emulator.id, pid: process.pid, followers: 7, verified: true });
  expect(clock?.['now']).toMatch(/^2026-01-01T00:00:/);
  expect(faults).toEqual({ faults: [{ kind: '429', probability: 0, endpoint: 'push' }] });
});

it('a state that is downloaded from one emulator goes on in another', async () => {
  const [first, second] = [await emulate({ followers: 20 }), await emulate({ followers: 20 })];
  const token = await tokenOf(first);
  const stranger = `U${'0'.repeat(32)}`;
  await multicast(first, token, [followerId(1), stranger], KEY);
  const push = { token, body: { to: followerId(2), messages: TEXT }, headers: { 'x-line-retry-key': uuid('push') } };
  const pushed = await call(first, 'POST', '/v2/bot/message/push', push);
  const { text: state } = await call(first, 'GET', '/_emulator/state');

  expect((await call(second, 'PUT', '/_emulator/state', { body: state })).status).toBe(200);
  expect(second.deliveries()).toMatchObject({ recipients: 2, messages: 2, undeliverable: 1 });
  expect((await multicast(second, token, [followerId(1), stranger], KEY)).status).toBe(409);
  const again = await call(second, 'POST', '/v2/bot/message/push', push);
  expect([again.status, again.body['sentMessages']]).toEqual([409, pushed.body['sentMessages']]);
  expect(again.headers.get('x-line-accepted-request-id')).toBe(pushed.headers.get('x-line-request-id'));
  expect((await call(second, 'GET', `/_emulator/deliveries?userId=${stranger}`)).body).toMatchObject({
    undeliverable: 1,
  });
  expect(second.violationCount()).toBe(0);
});

it.each(['', '{}', '{"version":1}', '[1]'])('takes no state from %j, and keeps its own', async (body) => {
  const emulator = await emulate();
  await multicast(emulator, await tokenOf(emulator), [followerId(1)]);
  expect((await call(emulator, 'PUT', '/_emulator/state', { body })).status).toBe(400);
  expect(emulator.deliveries().messages).toBe(1);
});

it.each([
  ['a time that no date is written with', { clockAheadMs: 1e300 }],
  ['a webhook endpoint that is no URL', { webhook: { endpoint: 'bot', active: true } }],
  ['an account of another form', { bot: { displayName: 7 } }],
  ['a content type that no header takes', { received: [{ id: '1', content: { contentType: 'a\nb' } }] }],
])('takes no state with %s, and answers on', async (_what, damaged) => {
  const emulator = await emulate();
  const { body } = await call(emulator, 'GET', '/_emulator/state');
  expect((await call(emulator, 'PUT', '/_emulator/state', { body: { ...body, ...damaged } })).status).toBe(400);
  expect((await call(emulator, 'GET', '/_emulator/clock')).status).toBe(200);
});

it('stops for who knows its ID', async () => {
  const emulator = await emulate();
  expect((await call(emulator, 'POST', '/_emulator/stop', { body: {} })).status).toBe(403);
  expect((await call(emulator, 'POST', '/_emulator/stop', { body: { id: emulator.id } })).status).toBe(200);
  await emulator.stopped;
  await expect(call(emulator, 'GET', '/_emulator/')).rejects.toThrow();
});

it('a planted token survives a reset, other tokens do not', async () => {
  const emulator = await emulate({ longLived: true });
  const planted = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const token = await tokenOf(emulator);
  emulator.reset();
  const statuses = [planted, token].map(
    async (each) => (await call(emulator, 'GET', '/v2/bot/info', { token: each })).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 401]);
});

it('a slow answer can fail as well, and * strikes every endpoint', async () => {
  const emulator = await emulate({ faults: ['slow=60@*', '500-after=1@*'] });
  const startedAt = performance.now();
  expect((await call(emulator, 'GET', '/v2/bot/info')).status).toBe(401);
  expect(performance.now() - startedAt).toBeGreaterThan(55);
  emulator.setFaults(['500-before=1@*']);
  expect((await call(emulator, 'GET', '/v2/bot/info')).status).toBe(500);
  expect((await call(emulator, 'GET', '/_emulator/requests')).status).toBe(200);
});

it.each([
  ['/_emulator/faults', { faults: ['429=1@nowhere'] }],
  ['/_emulator/narrowcasts', { failNext: 6 }],
  ['/_emulator/webhook', { endpoint: 'ftp://x' }],
  ['/_emulator/events', { events: 'all' }],
])('%s refuses %j', async (path, body) => {
  expect((await call(await emulate(), 'POST', path, { body })).status).toBe(400);
});

it.each(RATE_LIMITS.map(({ method, path, count, periodMs }) => [method, path, count, periodMs] as const))(
  '%s %s takes %i requests at once, and one more after its share of %i ms',
  (method, path, count, periodMs) => {
    const limiter = new RateLimiter();
    const concrete = path.replace(/\{[^}]+\}/g, 'x');
    const taken = Array.from({ length: count }, () => limiter.take(method, concrete, 0));
    expect(taken.every(Boolean)).toBe(true);
    expect(limiter.take(method, concrete, 0)).toBe(false);
    expect(limiter.take(method === 'GET' ? 'HEAD' : 'GET', '/v2/bot/info', 0)).toBe(true);

    const share = (periodMs / count) * 1.001;
    expect([limiter.take(method, concrete, share), limiter.take(method, concrete, share)]).toEqual([true, false]);
    expect(rateLimitOf(method, concrete)).toMatchObject({ count, periodMs });
  },
);

it('packs a retry key and unpacks it again', () => {
  const memory = new RetryKeyMemory();
  const bodyDigest = Buffer.from('0123456789abcdef0123', 'hex');
  memory.remember(KEY, { requestId: uuid('request'), acceptedAt: 1_790_000_000_000.5, bodyDigest, sent: 0b100101 });
  const restored = new RetryKeyMemory();
  restored.restore(memory.toData());

  expect(restored.size).toBe(1);
  expect(restored.find(KEY.toUpperCase(), 1_790_000_000_001)).toEqual({
    requestId: uuid('request'),
    acceptedAt: 1_790_000_000_000.5,
    bodyDigest: bodyDigest.subarray(0, 8),
    sent: 0b100101,
  });
});
