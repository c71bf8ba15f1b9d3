import { generateKeyPairSync } from 'node:crypto';
import { channelAccessToken } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { RateLimiter } from '../../../src/emulator/sending/rate-limiter.js';
import { ASSERTION_TYPE, assertion, CHANNEL_ID, call, credentials, emulate, form } from '../platform.js';

const DAY_MS = 24 * 60 * 60 * 1000;

function sdk(emulator: Emulator): channelAccessToken.ChannelAccessTokenClient {
  return new channelAccessToken.ChannelAccessTokenClient({ baseURL: emulator.url });
}

async function issueV21(emulator: Emulator): Promise<{ accessToken: string; keyId: string }> {
  const client = sdk(emulator);
  const issued = await client.issueChannelTokenByJWT(
    'client_credentials',
    ASSERTION_TYPE,
    assertion(emulator).client_assertion,
  );
  return { accessToken: issued.access_token, keyId: issued.key_id };
}

it('the official SDK issues, verifies, lists and revokes a v2.1 token', async () => {
  const emulator = await emulate();
  const client = sdk(emulator);

  const issued = await client.issueChannelTokenByJWT(
    'client_credentials',
    ASSERTION_TYPE,
    assertion(emulator).client_assertion,
  );
  expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
  expect(await client.verifyChannelTokenByJWT(issued.access_token)).toMatchObject({ client_id: CHANNEL_ID });
  const listed = await client.getsAllValidChannelAccessTokenKeyIds(
    ASSERTION_TYPE,
    assertion(emulator).client_assertion,
  );
  expect(listed.kids).toEqual([issued.key_id]);

  await client.revokeChannelTokenByJWT(CHANNEL_ID, credentials(emulator).client_secret, issued.access_token);
  const left = await client.getsAllValidChannelAccessTokenKeyIds(ASSERTION_TYPE, assertion(emulator).client_assertion);
  expect(left.kids).toEqual([]);
  expect((await call(emulator, 'GET', '/v2/bot/info', { token: issued.access_token })).status).toBe(401);
});

it('the official SDK issues, verifies and revokes a short-lived token', async () => {
  const emulator = await emulate();
  const client = sdk(emulator);
  const { client_id, client_secret } = credentials(emulator);

  const issued = await client.issueChannelToken('client_credentials', client_id, client_secret);
  expect(issued.expires_in).toBe(2_592_000);
  expect(await client.verifyChannelToken(issued.access_token)).toMatchObject({ client_id: CHANNEL_ID, scope: 'P CM' });
  await client.revokeChannelToken(issued.access_token);
  await expect(client.verifyChannelToken(issued.access_token)).rejects.toMatchObject({ status: 400 });
});

it.each(['secret', 'assertion'] as const)(
  'a stateless token by %s works for 15 minutes and has no key ID',
  async (way) => {
    const emulator = await emulate();
    const proof = way === 'secret' ? credentials(emulator) : assertion(emulator);

    const { body } = await form(emulator, '/oauth2/v3/token', { grant_type: 'client_credentials', ...proof });
    expect(body).toEqual({ token_type: 'Bearer', access_token: expect.any(String), expires_in: 900 });
    const token = String(body['access_token']);
    emulator.moveClock(14 * 60 * 1000);
    expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(200);
    emulator.moveClock(61 * 1000);
    expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(401);
  },
);

it('refuses the 31st v2.1 token, and takes it again once the others have expired', async () => {
  const emulator = await emulate();
  for (let issued = 0; issued < 30; issued++) await issueV21(emulator);
  const request = { grant_type: 'client_credentials', ...assertion(emulator) };

  const refused = await form(emulator, '/oauth2/v2.1/token', request);
  expect([refused.status, refused.text]).toEqual([
    400,
    '{"message":"The maximum number of access tokens has already been issued"}',
  ]);

  emulator.moveClock(DAY_MS + 1);
  const later = { grant_type: 'client_credentials', ...assertion(emulator, { now: Date.now() + DAY_MS + 1 }) };
  expect((await form(emulator, '/oauth2/v2.1/token', later)).status).toBe(200);
});

it('the 31st short-lived token ends the oldest without a word', async () => {
  const emulator = await emulate();
  const tokens: string[] = [];
  for (let issued = 0; issued < 31; issued++) {
    const { body } = await form(emulator, '/v2/oauth/accessToken', {
      grant_type: 'client_credentials',
      ...credentials(emulator),
    });
    tokens.push(String(body['access_token']));
  }

  const statuses = await Promise.all(
    tokens.map(async (token) => (await call(emulator, 'GET', '/v2/bot/info', { token })).status),
  );
  expect(statuses).toEqual([401, ...Array(30).fill(200)]);
});

it('plants one long-lived token, and a second one ends the first', async () => {
  const emulator = await emulate();
  const first = String((await call(emulator, 'POST', '/_emulator/tokens')).body['accessToken']);
  const second = String((await call(emulator, 'POST', '/_emulator/tokens')).body['accessToken']);

  expect((await form(emulator, '/v2/oauth/verify', { access_token: second })).body).toMatchObject({ scope: 'P CM' });
  expect((await call(emulator, 'GET', '/v2/bot/info', { token: first })).status).toBe(401);
  emulator.moveClock(400 * DAY_MS);
  expect((await call(emulator, 'GET', '/v2/bot/info', { token: second })).status).toBe(200);
});

it('revoking an unknown token is no error, as at LINE', async () => {
  const emulator = await emulate();
  const v21 = await form(emulator, '/oauth2/v2.1/revoke', { ...credentials(emulator), access_token: 'a.b.c' });
  const opaque = await form(emulator, '/v2/oauth/revoke', { access_token: 'A'.repeat(40) });

  expect([v21.status, v21.text, opaque.status, opaque.text]).toEqual([200, '', 200, '']);
});

const KEY_UNKNOWN = '{"message":"Cannot find channel key that satisfies the conditions"}';
const OAUTH = (error: string, description: string) => `{"error":"${error}","error_description":"${description}"}`;

it.each([
  [
    'another channel',
    { claims: { iss: '99', sub: '99' } },
    400,
    OAUTH('invalid_client', 'iss and clientId of key do not match'),
  ],
  ['an unregistered key', { header: { kid: 'other' } }, 404, KEY_UNKNOWN],
  ['no key ID', { header: { kid: undefined } }, 404, KEY_UNKNOWN],
  ['a past exp', { claims: { exp: 1 } }, 400, OAUTH('invalid_client', 'Invalid exp')],
  [
    'an exp 31 minutes ahead',
    { claims: { exp: Date.now() / 1000 + 1860 } },
    400,
    OAUTH('invalid_client', 'Invalid exp'),
  ],
  ['another audience', { claims: { aud: 'https://api.line.me' } }, 400, OAUTH('invalid_client', 'Invalid aud')],
  ['another algorithm', { header: { alg: 'HS256' } }, 400, OAUTH('invalid_client', 'Invalid alg or typ')],
  ['a life of 31 days', { claims: { token_exp: 31 * 86_400 } }, 400, OAUTH('invalid_client', 'Invalid token_exp')],
  ['no life', { claims: { token_exp: undefined } }, 400, OAUTH('invalid_client', 'Invalid token_exp')],
])('refuses an assertion with %s', async (_what, parts, status, text) => {
  const emulator = await emulate();
  const request = { grant_type: 'client_credentials', ...assertion(emulator, parts) };

  const refused = await form(emulator, '/oauth2/v2.1/token', request);
  expect([refused.status, refused.text]).toEqual([status, text]);
});

it('refuses an assertion that was changed after signing', async () => {
  const emulator = await emulate();
  const [header, , signature] = assertion(emulator).client_assertion.split('.');
  const claims = Buffer.from(JSON.stringify({ iss: CHANNEL_ID, sub: CHANNEL_ID })).toString('base64url');

  const request = { client_assertion_type: ASSERTION_TYPE, client_assertion: [header, claims, signature].join('.') };
  const { status, body } = await form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...request });
  expect([status, body['error']]).toEqual([400, 'invalid_client']);
});

it('answers each documented error of the token endpoints in its own words', async () => {
  const emulator = await emulate();
  const good = { grant_type: 'client_credentials', ...credentials(emulator) };
  const { accessToken } = await issueV21(emulator);
  const query = (token: string) => `/oauth2/v2.1/verify?access_token=${encodeURIComponent(token)}`;
  const short = String((await form(emulator, '/v2/oauth/accessToken', good)).body['access_token']);

  const seen = {
    'v2.1 verify of another format': await call(emulator, 'GET', query(short)),
    'v2.1 revoke of another format': await form(emulator, '/oauth2/v2.1/revoke', { ...good, access_token: short }),
    'v2.1 revoke without a token': await form(emulator, '/oauth2/v2.1/revoke', good),
    'stateless with a wrong secret': await form(emulator, '/oauth2/v3/token', { ...good, client_secret: 'x' }),
    'short-lived with a wrong ID': await form(emulator, '/v2/oauth/accessToken', { ...good, client_id: '1' }),
    'short-lived with a wrong secret': await form(emulator, '/v2/oauth/accessToken', { ...good, client_secret: 'x' }),
    'short-lived without parameters': await form(emulator, '/v2/oauth/accessToken', {}),
    'short-lived as JSON': await call(emulator, 'POST', '/v2/oauth/accessToken', { body: good }),
    'verify of an unknown token': await form(emulator, '/v2/oauth/verify', { access_token: 'A'.repeat(40) }),
    'verify of a v2.1 token': await form(emulator, '/v2/oauth/verify', { access_token: accessToken }),
    'revoke of a v2.1 token': await form(emulator, '/v2/oauth/revoke', { access_token: accessToken }),
  };
  emulator.moveClock(DAY_MS);
  const expired = await call(emulator, 'GET', query(accessToken));

  const answers = Object.entries(seen).map(([what, { status, text }]) => [what, status, text]);
  expect([...answers, ['v2.1 verify of an expired token', expired.status, expired.text]]).toEqual([
    ['v2.1 verify of another format', 400, OAUTH('invalid_request', 'The access token not JWS')],
    ['v2.1 revoke of another format', 400, OAUTH('invalid_request', 'The access token not JWS')],
    ['v2.1 revoke without a token', 400, OAUTH('invalid_request', 'The access token malformed')],
    ['stateless with a wrong secret', 400, OAUTH('invalid_request', "Invalid 'client_credentials'.")],
    ['short-lived with a wrong ID', 400, OAUTH('invalid_client', 'invalid client_id')],
    ['short-lived with a wrong secret', 400, OAUTH('invalid_client', 'invalid client_secret')],
    ['short-lived without parameters', 400, OAUTH('invalid_request', 'some parameters missed or invalid')],
    ['short-lived as JSON', 400, OAUTH('invalid_request', 'some parameters missed or invalid')],
    ['verify of an unknown token', 400, OAUTH('invalid_request', 'access_token invalid')],
    ['verify of a v2.1 token', 400, OAUTH('invalid_request', 'access_token in invalid format')],
    ['revoke of a v2.1 token', 400, '{"error":"invalid_request"}'],
    ['v2.1 verify of an expired token', 400, OAUTH('invalid_request', 'The access token expired')],
  ]);
});

it('takes assertions of a key that was registered as in the console, also after its state went to another emulator', async () => {
  const [first, second] = [await emulate(), await emulate()];
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [key, jwk] = [pair.privateKey.export({ format: 'jwk' }), pair.publicKey.export({ format: 'jwk' })];
  const register = (body: object) => call(first, 'POST', '/_emulator/keys', { body });

  const { body: registered } = await register({ channelId: CHANNEL_ID, jwk: { ...jwk, alg: 'RS256', use: 'sig' } });
  const { keyId: kid } = registered;
  for (const refused of [{ jwk: key }, { jwk: { ...jwk, kid: 'mine' } }, { channelId: '1', jwk }, {}])
    expect((await register(refused)).status).toBe(400);

  const listWith = (emulator: Emulator) =>
    sdk(emulator).getsAllValidChannelAccessTokenKeyIds(
      ASSERTION_TYPE,
      assertion(emulator, { key, header: { kid } }).client_assertion,
    );
  expect((await listWith(first)).kids).toEqual([]);
  await expect(listWith(second)).rejects.toThrow();
  const { text: body } = await call(first, 'GET', '/_emulator/state');
  await call(second, 'PUT', '/_emulator/state', { body });
  expect((await listWith(second)).kids).toEqual([]);
});

it.each<[way: string, assertionFields: boolean]>([
  ['by the secret, with an empty assertion', false],
  ['by an assertion, with an empty secret', true],
])('the official SDK gets a stateless token %s beside it', async (_way, byAssertion) => {
  const emulator = await emulate();
  const { client_id, client_secret } = credentials(emulator);
  const fields: [string, string, string, string] = byAssertion
    ? [ASSERTION_TYPE, assertion(emulator).client_assertion, '', '']
    : ['', '', client_id, client_secret];

  const issued = await sdk(emulator).issueStatelessChannelToken('client_credentials', ...fields);
  expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
});

it('a stateless token has the form of a v2.1 token, and no endpoint verifies or revokes it', async () => {
  const emulator = await emulate();
  const { body } = await form(emulator, '/oauth2/v3/token', {
    ...credentials(emulator),
    grant_type: 'client_credentials',
  });
  const token = String(body['access_token']);
  expect(token).toMatch(/^ey[\w-]+\.[\w-]+\.[\w-]+$/);
  const asked = [
    await call(emulator, 'GET', `/oauth2/v2.1/verify?access_token=${token}`),
    await form(emulator, '/v2/oauth/verify', { access_token: token }),
    await form(emulator, '/v2/oauth/revoke', { access_token: token }),
    await form(emulator, '/oauth2/v2.1/revoke', { ...credentials(emulator), access_token: token }),
  ];
  expect(asked.map(({ status }) => status)).toEqual([400, 400, 400, 200]);
  expect((await call(emulator, 'GET', '/v2/bot/info', { token })).status).toBe(200);
});

it.each<[what: string, parts: { header?: object; claims?: object }]>([
  ['no issuer', { claims: { iss: undefined } }],
  ['a number for its issuer', { claims: { iss: Number(CHANNEL_ID) } }],
  ['no subject', { claims: { sub: undefined } }],
  ['another subject', { claims: { sub: '99' } }],
  ['no audience', { claims: { aud: undefined } }],
  ['no end', { claims: { exp: undefined } }],
  ['an end in milliseconds', { claims: { exp: Date.now() + 60_000 } }],
  ['an end as text', { claims: { exp: String(Math.floor(Date.now() / 1000) + 60) } }],
  ['a life as text', { claims: { token_exp: '86400' } }],
  ['a life of nothing', { claims: { token_exp: 0 } }],
  ['a life of half seconds', { claims: { token_exp: 0.5 } }],
  ['no type', { header: { typ: undefined } }],
  ['no signature to be made', { header: { alg: 'none' } }],
])('refuses an assertion with %s, whatever it is for', async (_what, parts) => {
  const emulator = await emulate();
  const proof = assertion(emulator, parts);
  const refused = [
    await form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...proof }),
    await form(emulator, '/oauth2/v3/token', { grant_type: 'client_credentials', ...proof }),
    await call(emulator, 'GET', `/oauth2/v2.1/tokens/kid?${new URLSearchParams(proof)}`),
  ];
  expect(refused.map(({ status, body }) => [status, body['error']])).toEqual(Array(3).fill([400, 'invalid_client']));
});

it.each(['=', '+', '/'])('refuses an assertion whose base64 holds "%s"', async (character) => {
  const emulator = await emulate();
  const { client_assertion_type, client_assertion } = assertion(emulator);
  for (const part of [0, 1, 2]) {
    const parts = client_assertion.split('.');
    parts[part] = `${parts[part]}${character}`;
    const request = { grant_type: 'client_credentials', client_assertion_type, client_assertion: parts.join('.') };
    const { status, body } = await form(emulator, '/oauth2/v2.1/token', request);
    expect([status, body['error']]).toEqual([400, 'invalid_client']);
  }
});

it('the end of an assertion is judged by the clock of the emulator', async () => {
  const emulator = await emulate();
  const now = Date.now();
  const ask = (at: number) =>
    form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...assertion(emulator, { now: at }) });
  emulator.moveClock(31 * 60 * 1000);
  expect((await ask(now)).body['error_description']).toBe('Invalid exp');
  expect((await ask(now + 31 * 60 * 1000)).status).toBe(200);
});

it.each<[what: string, more: object]>([
  ['a factor of the private key', { p: 'AQAB' }],
  ['a coefficient of the private key', { qi: 'AQAB' }],
  ['a key ID of its own', { kid: 'mine' }],
  ['another algorithm', { alg: 'RS512' }],
  ['another use', { use: 'enc' }],
  ['the right to sign', { key_ops: ['sign'] }],
])('does not register a key with %s, in any channel', async (_what, more) => {
  const emulator = await emulate({ channels: [{ id: '2000000002', secret: 'x' }] });
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const register = (channelId: string, key: object) =>
    call(emulator, 'POST', '/_emulator/keys', { body: { channelId, jwk: key } });
  for (const channelId of [CHANNEL_ID, '2000000002']) {
    expect((await register(channelId, { ...jwk, ...more })).status).toBe(400);
    expect((await register(channelId, { ...jwk, alg: 'RS256', key_ops: ['verify'], ext: true })).status).toBe(200);
  }
});

it('each channel has its thirty v2.1 tokens, and lists only its own', async () => {
  const other = '2000000002';
  const emulator = await emulate({ channels: [{ id: other, secret: 'x' }] });
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const { body } = await call(emulator, 'POST', '/_emulator/keys', { body: { channelId: other, jwk } });
  const ofOther = () =>
    assertion(emulator, {
      header: { kid: body['keyId'] },
      claims: { iss: other, sub: other },
      key: pair.privateKey.export({ format: 'jwk' }),
    });
  for (let issued = 0; issued < 30; issued++) await issueV21(emulator);
  const issue = await form(emulator, '/oauth2/v2.1/token', { grant_type: 'client_credentials', ...ofOther() });

  expect(issue.status).toBe(200);
  const list = await call(emulator, 'GET', `/oauth2/v2.1/tokens/kid?${new URLSearchParams(ofOther())}`);
  expect(list.body).toEqual({ kids: [issue.body['key_id']] });
});

it('370 short-lived tokens a second are issued', () => {
  const limiter = new RateLimiter();
  const taken = Array.from({ length: 371 }, () => limiter.take('POST', '/v2/oauth/accessToken', 0));
  expect(taken).toEqual([...Array(370).fill(true), false]);
});
