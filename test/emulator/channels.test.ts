import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.js';
import { assertion, call, emulate, form, TEXT, tokenOf } from './platform.js';

const SECOND = { id: '2000000002', secret: '5ec0nd5ec0nd5ec0nd5ec0nd5ec0nd00' };

function secondToken(emulator: Awaited<ReturnType<typeof emulate>>): Promise<string> {
  return form(emulator, '/oauth2/v3/token', {
    grant_type: 'client_credentials',
    client_id: SECOND.id,
    client_secret: SECOND.secret,
  }).then(({ body }) => String(body['access_token']));
}

it('each channel has a bot, followers, a quota and deliveries of its own', async () => {
  const emulator = await emulate({ channels: [SECOND], followers: 10, quota: 1 });
  const [first, second] = [await tokenOf(emulator), await secondToken(emulator)];
  const ofFirst = new messagingApi.MessagingApiClient({ channelAccessToken: first, baseURL: emulator.url });
  const ofSecond = new messagingApi.MessagingApiClient({ channelAccessToken: second, baseURL: emulator.url });

  expect((await ofSecond.getBotInfo()).userId).not.toBe((await ofFirst.getBotInfo()).userId);
  const [stranger = ''] = (await ofSecond.getFollowers()).userIds;
  expect((await ofFirst.getFollowers()).userIds).not.toContain(stranger);
  const push = (token: string) =>
    call(emulator, 'POST', '/v2/bot/message/push', { token, body: { to: stranger, messages: TEXT } });
  expect(await push(first)).toMatchObject({ status: 400, body: { message: 'Failed to send messages' } });
  expect((await push(second)).status).toBe(200);
  expect((await push(second)).body['message']).toBe('You have reached your monthly limit.');

  const deliveries = async (query: string) => (await call(emulator, 'GET', `/_emulator/deliveries${query}`)).body;
  expect(await deliveries('')).toMatchObject({ messages: 0 });
  expect(await deliveries(`?channel=${SECOND.id}`)).toMatchObject({ messages: 1, recipients: 1 });
  expect((await call(emulator, 'GET', '/_emulator/deliveries?channel=1')).status).toBe(404);
});

it('a token proves one channel, and no other channel verifies or revokes it as its own', async () => {
  const emulator = await emulate({ channels: [SECOND] });
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const registered = await call(emulator, 'POST', '/_emulator/keys', {
    body: { channelId: SECOND.id, jwk: key.publicKey.export({ format: 'jwk' }) },
  });
  const asked = assertion(emulator, {
    header: { kid: registered.body['keyId'] },
    claims: { iss: SECOND.id, sub: SECOND.id },
    key: key.privateKey.export({ format: 'jwk' }),
  });
  const issued = await form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...asked });
  expect(issued.status).toBe(200);
  const token = String(issued.body['access_token']);

  const verified = await call(emulator, 'GET', `/oauth2/v2.1/verify?access_token=${token}`);
  expect(verified.body).toMatchObject({ client_id: SECOND.id });
  const revoked = (id: string, secret: string) =>
    form(emulator, '/oauth2/v2.1/revoke', { client_id: id, client_secret: secret, access_token: token });
  await revoked(emulator.env['LINE_CHANNEL_ID'] ?? '', emulator.env['LINE_CHANNEL_SECRET'] ?? '');
  expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(200);
  await revoked(SECOND.id, SECOND.secret);
  expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(401);
});

it('a key of one channel signs for no other', async () => {
  const emulator = await emulate({ channels: [SECOND] });
  const asked = assertion(emulator, { claims: { iss: SECOND.id, sub: SECOND.id } });
  const refused = await form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...asked });
  expect(refused.status).toBe(404);
});

it('every channel goes on from the state file, and a reset starts each afresh', async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), 'channels-')), 'world.json');
  const options = { channels: [SECOND], followers: 5, stateFile };
  const before = await startEmulator(options);
  const token = await secondToken(before);
  await before.stop();

  const after = await emulate(options);
  expect((await call(after, 'GET', '/v2/bot/info', { token })).status).toBe(200);
  after.reset();
  expect((await call(after, 'GET', '/v2/bot/info', { token })).status).toBe(401);
});

it.each([[{ id: 'main', secret: 'x' }], [{ id: '1', secret: '' }], [{ id: '1234567890', secret: 'x' }]])(
  'does not start beside its first channel with %j',
  async (channel) => {
    await expect(startEmulator({ channels: [channel] })).rejects.toMatchObject({ code: 'INVALID_CHANNEL' });
  },
);
