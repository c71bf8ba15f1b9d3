import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { parseFault } from '../../../src/emulator/faults/fault-text.js';
import type { Fault } from '../../../src/emulator/faults/faults.js';
import { call, emulate, multicast, tokenOf } from '../platform.js';

const always = (kind: Fault['kind']): Fault => ({ kind, probability: 1 });
const KEY = '123e4567-e89b-12d3-a456-426614174000';

it.each([
  ['500-before', 500, 0],
  ['500-after', 500, 1],
  ['429', 429, 0],
  ['reset-before', 'lost', 0],
  ['reset-after', 'lost', 1],
  ['torn-body', 'lost', 1],
] as const)('%s answers %s and delivers to %i', async (kind, outcome, delivered) => {
  const emulator = await emulate({ faults: [always(kind)] });
  const token = await tokenOf(emulator);

  const seen = await multicast(emulator, token, [followerId(0)], KEY).then(
    ({ status }) => status,
    () => 'lost',
  );
  expect(seen).toBe(outcome);
  expect(emulator.deliveries().messages).toBe(delivered);

  emulator.setFaults([]);
  expect((await multicast(emulator, token, [followerId(0)], KEY)).status).toBe(delivered === 1 ? 409 : 200);
  expect(emulator.deliveries()).toMatchObject({ messages: 1, maxPerRecipient: 1 });
});

it('hang-after accepts and never answers', async () => {
  const emulator = await emulate({ faults: [always('hang-after')] });
  const token = await tokenOf(emulator);
  const silent = fetch(`${emulator.url}/v2/bot/message/multicast`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-line-retry-key': KEY },
    body: JSON.stringify({ to: [followerId(0)], messages: [{ type: 'text', text: 'Hello' }] }),
    signal: AbortSignal.timeout(300),
  });

  await expect(silent).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(emulator.deliveries().messages).toBe(1);
  expect(emulator.requests().recent.at(-1)?.outcome).toBe('hang');
});

it('slow holds the answer back for the time it says', async () => {
  const emulator = await emulate({ faults: [{ kind: 'slow', probability: 1, ms: 120 }] });
  const token = await tokenOf(emulator);
  const startedAt = performance.now();

  expect((await multicast(emulator, token, [followerId(0)])).status).toBe(200);
  expect(performance.now() - startedAt).toBeGreaterThan(110);
});

it('a fault that loses answers leaves a refusal as it is', async () => {
  const emulator = await emulate({ faults: [always('500-after')] });
  expect((await multicast(emulator, await tokenOf(emulator), ['nobody'])).status).toBe(400);
});

it('faults strike the endpoints with a retry key, and others only by name or path', async () => {
  const emulator = await emulate({ faults: [always('500-before')] });
  const token = await tokenOf(emulator);
  expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(200);

  emulator.setFaults([
    { ...always('500-before'), endpoint: 'bot-info' },
    { ...always('429'), endpoint: '/v2/bot/message/quota' },
  ]);
  expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(500);
  expect((await call(emulator, 'GET', '/v2/bot/message/quota', { token })).status).toBe(429);
  expect((await multicast(emulator, token, [followerId(0)])).status).toBe(200);
});

async function statusesWith(seed: number): Promise<number[]> {
  const emulator = await emulate({ seed, faults: [{ kind: '500-before', probability: 0.3 }] });
  const token = await tokenOf(emulator);
  const statuses: number[] = [];
  for (let sent = 0; sent < 60; sent++) statuses.push((await multicast(emulator, token, [followerId(sent)])).status);
  return statuses;
}

it('the same seed meets the same faults, another seed others, and about as many as the probability says', async () => {
  const [first, again, other] = [await statusesWith(7), await statusesWith(7), await statusesWith(8)];

  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const struck = first.filter((status) => status === 500).length;
  expect(struck).toBeGreaterThan(8);
  expect(struck).toBeLessThan(30);
});

it('faults can be set while it runs, as objects or as text', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const faults = ['429=1@multicast', { kind: '500-after', probability: 0.5 }];

  const set = await call(emulator, 'POST', '/_emulator/faults', { body: { faults } });
  expect(set.body).toEqual({
    faults: [
      { kind: '429', probability: 1, endpoint: 'multicast' },
      { kind: '500-after', probability: 0.5 },
    ],
  });
  expect((await multicast(emulator, token, [followerId(0)])).status).toBe(429);
  const refused = await call(emulator, 'POST', '/_emulator/faults', { body: { faults: ['explode=1'] } });
  expect(refused.status).toBe(400);
});

it.each([
  ['500-after=0.05', { kind: '500-after', probability: 0.05 }],
  ['429=1', { kind: '429', probability: 1 }],
  ['reset-before=0@multicast', { kind: 'reset-before', probability: 0, endpoint: 'multicast' }],
  [
    'torn-body=.5@/v2/bot/profile/{userId}',
    { kind: 'torn-body', probability: 0.5, endpoint: '/v2/bot/profile/{userId}' },
  ],
  ['slow=250', { kind: 'slow', probability: 1, ms: 250 }],
  ['slow=250@*', { kind: 'slow', probability: 1, ms: 250, endpoint: '*' }],
  ['slow:250=0.1@push', { kind: 'slow', probability: 0.1, ms: 250, endpoint: 'push' }],
])('reads the fault %s', (text, fault) => {
  expect(parseFault(text)).toEqual(fault);
});

it.each([
  '',
  '500-after',
  '500-after=',
  '500-after=2',
  '500-after=-1',
  '500-after=1.2.3',
  'unknown=0.1',
  '429:10=0.1',
  'slow=0.1',
  'slow:9=2',
])('refuses the fault %j', (text) => {
  expect(() => parseFault(text)).toThrow(expect.objectContaining({ kind: 'usage', code: 'INVALID_FAULT' }));
});
