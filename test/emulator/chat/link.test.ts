import { expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, type Reply, tokenOf } from '../platform.js';
import { clientFor, listeningBot } from './bot.js';

const NONCE = 'c29tZSByYW5kb20gYnl0ZXM=';
const MINUTE_MS = 60 * 1000;

function open(emulator: Emulator, body: object): Promise<Reply> {
  return call(emulator, 'POST', '/_emulator/link', { body });
}

async function issue(emulator: Emulator, follower = 0): Promise<string> {
  return (await (await clientFor(emulator)).issueLinkToken(emulator.followerId(follower))).linkToken;
}

it('a user whose account is linked is told to the bot with the nonce, and can be answered', async () => {
  const emulator = await emulate();
  const events = await listeningBot(emulator);
  const linkToken = await issue(emulator, 3);

  expect((await open(emulator, { linkToken, nonce: NONCE })).body).toMatchObject({ result: 'ok', delivered: true });
  expect(events).toMatchObject([
    {
      type: 'accountLink',
      source: { type: 'user', userId: emulator.followerId(3) },
      link: { result: 'ok', nonce: NONCE },
    },
  ]);
  const client = await clientFor(emulator);
  const replyToken = String(events[0]?.['replyToken']);
  await client.replyMessage({ replyToken, messages: [{ type: 'text', text: 'Linked' }] });
  expect(emulator.deliveriesTo(emulator.followerId(3))).toBe(1);
});

it('somebody else with the link is not linked, and nobody is named to the bot', async () => {
  const emulator = await emulate();
  const events = await listeningBot(emulator);
  const body = { linkToken: await issue(emulator), nonce: NONCE, userId: emulator.followerId(1) };

  expect((await open(emulator, body)).body).toMatchObject({ result: 'failed', delivered: true });
  expect(events).toMatchObject([{ type: 'accountLink', link: { result: 'failed', nonce: NONCE } }]);
  expect(events[0]).not.toHaveProperty('source');
  expect(events[0]).not.toHaveProperty('replyToken');
});

it('a link token is good for ten minutes and for one use; after that the bot is told nothing', async () => {
  const emulator = await emulate();
  const events = await listeningBot(emulator);
  const [used, late] = [await issue(emulator), await issue(emulator)];
  await open(emulator, { linkToken: used, nonce: NONCE });
  emulator.moveClock(10 * MINUTE_MS);

  const seen = [used, late, 'no-such-token'].map((linkToken) => open(emulator, { linkToken, nonce: NONCE }));
  expect((await Promise.all(seen)).map(({ status, body }) => [status, body['message']])).toEqual([
    [410, 'The link token is used'],
    [410, 'The link token is expired'],
    [404, 'The link token is unknown'],
  ]);
  expect(events).toHaveLength(1);
});

it('a nonce has 10 to 255 characters, and a link token without a webhook is not used up', async () => {
  const emulator = await emulate();
  const linkToken = await issue(emulator);
  for (const nonce of ['123456789', 'n'.repeat(256)])
    expect((await open(emulator, { linkToken, nonce })).status).toBe(400);
  expect((await open(emulator, { linkToken, nonce: NONCE })).status).toBe(409);
  await listeningBot(emulator);
  expect((await open(emulator, { linkToken, nonce: NONCE })).status).toBe(200);
});

it('no link token is issued for strangers', async () => {
  const emulator = await emulate({ followers: 1 });
  const token = await tokenOf(emulator);
  const ask = (userId: string) => call(emulator, 'POST', `/v2/bot/user/${userId}/linkToken`, { token });
  const [stranger, nobody] = [await ask(emulator.followerId(1)), await ask('nobody')];
  expect([stranger.status, stranger.body]).toEqual([404, { message: 'Not found' }]);
  expect([nobody.status, nobody.body]).toEqual([400, { message: "The value for the 'userId' parameter is invalid" }]);
});

it('a used link token stays used, and an open one open, where the state goes on', async () => {
  const [first, second] = [await emulate(), await emulate()];
  await listeningBot(first);
  const [used, unused] = [await issue(first), await issue(first)];
  await open(first, { linkToken: used, nonce: NONCE });
  second.importState(first.exportState());
  await listeningBot(second);
  expect((await open(second, { linkToken: used, nonce: NONCE })).status).toBe(410);
  expect((await open(second, { linkToken: unused, nonce: NONCE })).body['result']).toBe('ok');
});
