import { messagingApi } from '@line/bot-sdk';
import { expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.js';
import type * as published from '../../src/emulator/public-module.js';

it('is what the published types say, option for option and method for method', () => {
  expectTypeOf(startEmulator).toEqualTypeOf<typeof published.startEmulator>();
  expectTypeOf<Parameters<typeof startEmulator>[0]>().toEqualTypeOf<published.EmulatorOptions | undefined>();
  expectTypeOf<Awaited<ReturnType<typeof startEmulator>>>().branded.toEqualTypeOf<published.Emulator>();
});

it('a test of a bot needs its URL, its environment, its deliveries and its stop', async () => {
  const emulator = await startEmulator({ followers: 3, longLived: true });
  onTestFinished(() => emulator.stop());
  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '',
    baseURL: emulator.url,
  });

  await client.pushMessage({ to: emulator.followerId(1), messages: [{ type: 'text', text: 'Hello' }] });
  expect([0, 1, 2].map((index) => emulator.deliveriesTo(emulator.followerId(index)))).toEqual([0, 1, 0]);
  await emulator.stop();
  await emulator.stop();
  await emulator.stopped;
});

it('a state that was exported goes on elsewhere', async () => {
  const first = await startEmulator({ followers: 5 });
  onTestFinished(() => first.stop());
  const second = await startEmulator({ followers: 5 });
  onTestFinished(() => second.stop());
  first.moveClock(3_600_000);
  second.importState(first.exportState());

  expect(Math.abs(second.now() - first.now())).toBeLessThan(1000);
  expect(() => second.importState('{}')).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
});

it.each([
  ['explode=1', /not a kind of fault/],
  ['429=1@multicsat', /no endpoint "multicsat"/],
])('does not start with the fault %s', async (fault, message) => {
  await expect(startEmulator({ faults: [fault] })).rejects.toThrow(message);
});

it('sends events only where a webhook is set, and takes only a URL that LINE would take', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  await expect(emulator.sendEvents([{ type: 'follow' }])).rejects.toMatchObject({ code: 'NO_WEBHOOK' });
  expect(() => emulator.setWebhook('ftp://example.com')).toThrow(expect.objectContaining({ kind: 'usage' }));
});
