import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateSignature } from '@line/bot-sdk';
import { expect, it, onTestFinished } from 'vitest';
import { FIRST_CHANNEL } from '../../../src/emulator/channel.js';
import { call, emulate, TEXT, tokenOf } from '../platform.js';

/** A bot that takes what is rightly signed, after it has refused the first request. */
async function bot() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    const isSigned = validateSignature(body, FIRST_CHANNEL.secret, String(request.headers['x-line-signature']));
    response.writeHead(isSigned && 1 < bodies.length ? 200 : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
}

const NEW = 'addedTomorrow';

it('webhooks of an emulator that mutates are signed, delivered again as they were, and can be replied to', async () => {
  const emulator = await emulate({ mutate: true, seed: 5 });
  const { url, bodies } = await bot();
  emulator.setWebhook(url);
  const userId = emulator.followerId(2);
  expect(await emulator.sendEvents([{ source: { userId } }], { redeliveries: 1 })).toMatchObject([
    { reason: 'ERROR_STATUS_CODE' },
    { reason: 'OK', isRedelivery: true },
  ]);
  const [first, second] = bodies.map((body) => JSON.parse(body));
  expect(first.events).toHaveLength(5);
  expect(NEW in first).toBe(true);
  const again = first.events.map((event: { deliveryContext: object }) => ({
    ...event,
    deliveryContext: { ...event.deliveryContext, isRedelivery: true },
  }));
  expect(second).toEqual({ ...first, events: again });

  const { replyToken } = first.events.find(({ source }: { source: { userId?: string } }) => source.userId === userId);
  const body = { replyToken, messages: TEXT };
  const reply = await call(emulator, 'POST', '/v2/bot/message/reply', { token: await tokenOf(emulator), body });
  expect(reply.status).toBe(200);
  // Events in between have not happened.
  expect(emulator.messagesTo(userId)).toHaveLength(2);
});

it('an order of events says whether it is mutated, whatever the emulator was started with', async () => {
  for (const mutate of [true, false]) {
    const emulator = await emulate({ mutate: !mutate });
    const { url, bodies } = await bot();
    emulator.setWebhook(url);
    const { body } = await call(emulator, 'POST', '/_emulator/events', { body: { events: [{}], mutate } });
    expect(bodies.map((text) => text.includes(NEW))).toEqual([mutate, mutate]);
    expect(body['events']).toHaveLength(1);
    await emulator.sendEvents([{}]);
    await emulator.sendEvents([{}], { mutate });
    expect(bodies.slice(2).map((text) => text.includes(NEW))).toEqual([!mutate, mutate]);
  }
});

it('the same seed makes the same of the same events', async () => {
  const shapes: string[] = [];
  for (const seed of [1, 1, 2]) {
    const emulator = await emulate({ mutate: true, seed });
    const { url, bodies } = await bot();
    emulator.setWebhook(url);
    await emulator.sendEvents([{ type: 'follow' }]);
    const { events } = JSON.parse(bodies[0] ?? '{}');
    shapes.push(JSON.stringify(events.map(Object.keys)));
  }
  expect(shapes[0]).toBe(shapes[1]);
  expect(shapes[0]).not.toBe(shapes[2]);
});
