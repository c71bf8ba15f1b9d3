import { readFileSync } from 'node:fs';
import { messagingApi } from '@line/bot-sdk';
import { expect, it, onTestFinished } from 'vitest';
import type { EmulatorChannel } from '../../src/emulator/channel-handle.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { emulate, TEXT } from './platform.js';

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

const SECOND = { id: '2000000002', secret: '5ec0nd5ec0nd5ec0nd5ec0nd5ec0nd00' };

function clientOf({ env }: EmulatorChannel): messagingApi.MessagingApiClient {
  return new messagingApi.MessagingApiClient({
    channelAccessToken: env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '',
    baseURL: env['LINE_OPS_API_URL'] ?? '',
  });
}

it('each channel is at hand with its credentials, its people and its books; the emulator itself is the first', async () => {
  const emulator = await emulate({ channels: [SECOND], followers: 3, longLived: true });
  const second = emulator.channel(SECOND.id);
  expect(emulator.channels.map(({ channelId }) => channelId)).toEqual([emulator.channelId, SECOND.id]);
  expect(second.env).toMatchObject({ LINE_CHANNEL_ID: SECOND.id, LINE_CHANNEL_SECRET: SECOND.secret });
  expect(second.env).not.toHaveProperty('LINE_ASSERTION_KEY');
  expect((await clientOf(second).getBotInfo()).userId).toBe(second.botUserId);

  await clientOf(second).pushMessage({ to: second.followerId(0), messages: TEXT as messagingApi.Message[] });
  expect([emulator.deliveries().messages, second.deliveriesTo(second.followerId(0))]).toEqual([0, 1]);
  expect([emulator.requests().total, second.requests().total]).toEqual([0, 2]);
  expect(() => emulator.channel('3')).toThrow(expect.objectContaining({ code: 'INVALID_CHANNEL' }));
});

it('faults and webhook are of one channel', async () => {
  const emulator = await emulate({ channels: [SECOND], longLived: true });
  const second = emulator.channel(SECOND.id);
  second.setFaults(['500-before=1@*']);
  second.setWebhook('http://127.0.0.1:9/webhook');

  await expect(clientOf(second).getBotInfo()).rejects.toMatchObject({ status: 500 });
  expect(await clientOf(emulator).getBotInfo()).toMatchObject({ userId: emulator.botUserId });
  expect(await second.sendEvents([{ type: 'follow' }])).toMatchObject([{ reason: 'COULD_NOT_CONNECT' }]);
  await expect(emulator.sendEvents([{ type: 'follow' }])).rejects.toMatchObject({ code: 'NO_WEBHOOK' });
});

it('reset, export and import are of all channels, and what was at hand stays so', async () => {
  const emulator = await emulate({ channels: [SECOND], longLived: true });
  const second = emulator.channel(SECOND.id);
  await clientOf(second).broadcast({ messages: TEXT as messagingApi.Message[] });
  emulator.moveClock(3_600_000);
  const exported = emulator.exportState();

  emulator.reset();
  expect([second.deliveries().messages, second.requests().total]).toEqual([0, 0]);
  expect((await clientOf(second).getBotInfo()).userId).toBe(second.botUserId);
  expect(emulator.now() - Date.now()).toBeLessThan(1000);
  emulator.importState(exported);
  expect(second.deliveries().messages).toBe(1000);
  expect(emulator.now() - Date.now()).toBeGreaterThan(3_590_000);
});

it.each([
  ['settings.ts', 'EmulatorOptions'],
  ['emulator.ts', 'Emulator'],
  ['channel-handle.ts', 'EmulatorChannel'],
])('the page names all that %s offers as %s', (file, name) => {
  const source = readFileSync(`src/emulator/${file}`, 'utf8');
  const body = new RegExp(`^export interface ${name} [^]*?^}`, 'm').exec(source)?.[0] ?? '';
  const offered = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?:(]/gm)].map(([, member = '']) => member);
  const page = readFileSync('docs/emulator.md', 'utf8');
  expect(offered.length).toBeGreaterThan(5);
  expect(offered.filter((member) => !page.includes(`\`${member}`))).toEqual([]);
});
