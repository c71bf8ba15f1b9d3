import { createPublicKey, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, form, type Reply } from '../platform.js';

const LOGIN = { id: '2000000002', secret: 'a-secret-of-the-login-channel' };

async function idToken(emulator: Emulator, body: object = {}, channel = LOGIN.id): Promise<string> {
  return String((await call(emulator, 'POST', `/_emulator/id-tokens?channel=${channel}`, { body })).body['idToken']);
}

function verified(emulator: Emulator, id_token: string, more: Record<string, string> = {}): Promise<Reply> {
  return form(emulator, '/oauth2/v2.1/verify', { id_token, client_id: LOGIN.id, ...more });
}

it.each(['HS256', 'ES256'])('an ID token that %s signed is verified for its channel, with its claims', async (alg) => {
  const emulator = await emulate({ channels: [LOGIN] });
  const sub = emulator.followerId(7);
  const token = await idToken(emulator, { alg, sub, nonce: 'n-1', email: 'taro@example.com', name: null });

  const { status, body } = await verified(emulator, token, { nonce: 'n-1', user_id: sub });
  expect(status).toBe(200);
  expect(body).toMatchObject({ iss: 'https://access.line.me', aud: LOGIN.id, sub, email: 'taro@example.com' });
  expect(body).not.toHaveProperty('name');
  expect(body).not.toHaveProperty('alg');
  const first = emulator.env['LINE_CHANNEL_ID'] ?? '';
  expect((await verified(emulator, token, { client_id: first })).status).toBe(400);
});

it.each<[what: string, claims: object, more: Record<string, string>, description: string]>([
  ['of another issuer', { iss: 'https://example.com' }, {}, 'Invalid IdToken Issuer.'],
  ['that has ended', { exp: 1 }, {}, 'IdToken expired.'],
  ['for another channel', { aud: '1234567890' }, {}, 'Invalid IdToken Audience.'],
  ['of another login', { nonce: 'n-1' }, { nonce: 'n-2' }, 'Invalid IdToken Nonce.'],
  ['about somebody else', {}, { user_id: `U${'0'.repeat(32)}` }, 'Invalid IdToken Subject Identifier.'],
])('an ID token %s is refused in the words of LINE', async (_what, claims, more, description) => {
  const emulator = await emulate({ channels: [LOGIN] });
  const { status, body } = await verified(emulator, await idToken(emulator, claims), more);
  expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: description }]);
});

it('an ID token ends by the clock of the emulator', async () => {
  const emulator = await emulate({ channels: [LOGIN] });
  const token = await idToken(emulator);
  emulator.moveClock(60 * 60 * 1000);
  expect((await verified(emulator, token)).body['error_description']).toBe('IdToken expired.');
});

it('who verifies an ES256 token without asking finds its key among the published ones', async () => {
  const emulator = await emulate();
  const token = await idToken(emulator, { alg: 'ES256' }, emulator.env['LINE_CHANNEL_ID'] ?? '');
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const { body } = await call(emulator, 'GET', '/oauth2/v2.1/certs');
  const jwk = (body['keys'] as readonly Record<string, string>[]).find((key) => key['kid'] === kid) ?? {};

  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(isSigned).toBe(true);
});

it.each(['__proto__', 'hasOwnProperty', 'none'])('a token that says it was signed with %s is none', async (alg) => {
  const emulator = await emulate({ channels: [LOGIN] });
  const [header, payload] = [{ alg }, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const { status, body } = await verified(emulator, `${header}.${payload}.AAAA`);
  expect([status, body['error_description']]).toEqual([400, 'Invalid IdToken.']);
});

it('a token that was changed, or signed by nobody, is none', async () => {
  const emulator = await emulate({ channels: [LOGIN] });
  const [header, , signature] = (await idToken(emulator, { alg: 'ES256' })).split('.');
  const payload = Buffer.from('{"iss":"https://access.line.me"}').toString('base64url');
  for (const token of [`${header}.${payload}.${signature}`, 'a.b.c', ''])
    expect((await verified(emulator, token)).status).toBe(400);
});
