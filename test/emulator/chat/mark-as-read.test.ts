import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messagingApi } from '@line/bot-sdk';
import { expect, it, onTestFinished } from 'vitest';
import { call, emulate, tokenOf } from '../platform.js';

const PATH = '/v2/bot/chat/markAsRead';

it('takes the read token of a message from the official SDK, as often as it comes and however late', async () => {
  const emulator = await emulate();
  const events: { readonly message: { readonly markAsReadToken: string } }[] = [];
  const bot = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    events.push(...JSON.parse(body).events);
    response.end();
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bot.close());
  emulator.setWebhook(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/`);
  await emulator.sendEvents([{ type: 'message' }]);
  emulator.moveClock(400 * 24 * 60 * 60 * 1000);

  const client = new messagingApi.MessagingApiClient({
    channelAccessToken: await tokenOf(emulator),
    baseURL: emulator.url,
  });
  const markAsReadToken = events[0]?.message.markAsReadToken ?? '';
  for (let time = 0; time < 2; time++) expect(await client.markMessagesAsReadByToken({ markAsReadToken })).toEqual({});
});

it.each<[about: string, body: object, answer: object]>([
  [
    'a token that no webhook brought',
    { markAsReadToken: 'nz0x74mZT2mRn' },
    { message: 'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.' },
  ],
  [
    'no token',
    { chat: { userId: `U${'0'.repeat(32)}` } },
    {
      message: 'The request body has 1 error(s)',
      details: [{ message: 'May not be empty', property: 'markAsReadToken' }],
    },
  ],
])('refuses %s', async (_about, body, answer) => {
  const emulator = await emulate();
  const reply = await call(emulator, 'POST', PATH, { token: await tokenOf(emulator), body });
  expect([reply.status, reply.body]).toEqual([400, answer]);
});

it('takes no token of a page for one of a message', async () => {
  const emulator = await emulate({ followers: 2 });
  const token = await tokenOf(emulator);
  const { body } = await call(emulator, 'GET', '/v2/bot/followers/ids?limit=1', { token });
  const markAsReadToken = (body as { readonly next: string }).next;
  expect((await call(emulator, 'POST', PATH, { token, body: { markAsReadToken } })).status).toBe(400);
});
