import { expect, it } from 'vitest';
import { call, credentials, emulate, form, tokenOf } from '../platform.js';
import { clientFor, listeningBot } from './bot.js';

const PATH = '/v2/bot/chat/markAsRead';

function readTokenIn([event]: readonly Readonly<Record<string, unknown>>[]): string {
  return String(Object(event?.['message']).markAsReadToken);
}

it('takes the read token of a message from the official SDK, as often as it comes and however late', async () => {
  const emulator = await emulate();
  const events = await listeningBot(emulator);
  await emulator.sendEvents([{ type: 'message' }]);
  emulator.moveClock(400 * 24 * 60 * 60 * 1000);

  const client = await clientFor(emulator);
  const markAsReadToken = readTokenIn(events);
  for (let time = 0; time < 2; time++) expect(await client.markMessagesAsReadByToken({ markAsReadToken })).toEqual({});
});

it('takes no read token that another channel got, though both have the same secret', async () => {
  const emulator = await emulate();
  const { client_secret: secret } = credentials(emulator);
  const both = await emulate({ channels: [{ id: '2000000002', secret }] });
  const events = await listeningBot(both);
  await both.sendEvents([{ type: 'message' }]);
  const { body } = await form(both, '/oauth2/v3/token', {
    grant_type: 'client_credentials',
    client_id: '2000000002',
    client_secret: secret,
  });
  const read = (token: string) => call(both, 'POST', PATH, { token, body: { markAsReadToken: readTokenIn(events) } });
  expect((await read(String(body['access_token']))).status).toBe(400);
  expect((await read(await tokenOf(both))).status).toBe(200);
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
