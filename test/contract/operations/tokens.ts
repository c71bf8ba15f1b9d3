import { expect } from 'vitest';
import { ASSERTION_TYPE, CHANNEL_ID } from '../../emulator/platform.js';
import { jwt, secretOf } from '../../emulator/sdk-calls.js';
import { oauth, type World } from '../table/area.js';
import { area } from '../table/record-area.js';

const GRANT = { grant_type: 'client_credentials' };
const UNKNOWN = 'A'.repeat(40);
const MAX_TOKENS = 30;
const ISSUED = { access_token: expect.any(String), token_type: 'Bearer' };
const NO_KEY = 'Cannot find channel key that satisfies the conditions';

const proof = (world: World, parts: Parameters<typeof jwt>[1] = {}) => ({
  client_assertion_type: ASSERTION_TYPE,
  client_assertion: jwt(world, parts),
});
const credentials = (world: World) => ({ client_id: CHANNEL_ID, client_secret: secretOf(world) });
const unknownKey = { header: { kid: 'x' } };

export const TOKENS = area({
  name: 'tokens',
  prepare: async (world) => {
    const { tokens } = world;
    const issue = () => tokens.issueChannelTokenByJWT('client_credentials', ASSERTION_TYPE, jwt(world));
    return { live: (await issue()).access_token, toRevoke: (await issue()).access_token };
  },
  rows: {
    'POST /oauth2/v2.1/token': {
      request: (world) => ({ form: { ...GRANT, ...proof(world) } }),
      answer: { ...ISSUED, expires_in: 86_400, key_id: expect.any(String) },
      refusals: [
        [
          400,
          oauth('invalid_client', 'iss and clientId of key do not match'),
          (world) => ({
            form: { ...GRANT, ...proof(world, { claims: { iss: '9', sub: '9' } }) },
          }),
        ],
        [404, NO_KEY, (world) => ({ form: { ...GRANT, ...proof(world, unknownKey) } })],
      ],
    },
    'GET /oauth2/v2.1/verify': {
      request: ({ live }) => ({ query: { access_token: live } }),
      answer: { client_id: CHANNEL_ID, expires_in: expect.any(Number), scope: expect.any(String) },
      refusals: [
        [400, oauth('invalid_request', 'The access token not JWS'), { query: { access_token: UNKNOWN } }],
        [400, null, { query: { access_token: 'a.b.c' } }],
      ],
    },
    'GET /oauth2/v2.1/tokens/kid': {
      request: (world) => ({ query: proof(world) }),
      refusals: [
        [
          400,
          oauth('invalid_client', 'Invalid exp'),
          (world) => ({
            query: proof(world, { claims: { exp: 1 } }),
          }),
        ],
        [404, NO_KEY, (world) => ({ query: proof(world, unknownKey) })],
      ],
    },
    'POST /oauth2/v2.1/revoke': {
      request: (world) => ({ form: { ...credentials(world), access_token: world.toRevoke } }),
      refusals: [
        [
          400,
          oauth('invalid_request', 'The access token not JWS'),
          (world) => ({
            form: { ...credentials(world), access_token: UNKNOWN },
          }),
        ],
        [400, null, { form: { client_id: CHANNEL_ID, client_secret: 'x', access_token: 'a.b.c' } }],
      ],
    },
    'POST /oauth2/v3/token': {
      request: (world) => ({ form: { ...GRANT, ...credentials(world) } }),
      answer: { ...ISSUED, expires_in: 900 },
      also: [(world) => ({ form: { ...GRANT, ...proof(world) } })],
      refusals: [
        [404, NO_KEY, (world) => ({ form: { ...GRANT, ...proof(world, unknownKey) } })],
        [
          400,
          oauth('invalid_request', "Invalid 'client_credentials'."),
          {
            form: { ...GRANT, client_id: CHANNEL_ID, client_secret: 'x' },
          },
        ],
      ],
    },
    'POST /v2/oauth/accessToken': {
      request: (world) => ({ form: { ...GRANT, ...credentials(world) } }),
      answer: { ...ISSUED, expires_in: 2_592_000 },
      refusals: [
        [
          400,
          oauth('invalid_client', 'invalid client_id'),
          (world) => ({
            form: { ...GRANT, client_id: '1', client_secret: secretOf(world) },
          }),
        ],
        [
          400,
          oauth('invalid_client', 'invalid client_secret'),
          {
            form: { ...GRANT, client_id: CHANNEL_ID, client_secret: 'x' },
          },
        ],
        [
          400,
          oauth('invalid_request', 'some parameters missed or invalid'),
          (world) => ({
            form: { ...credentials(world), grant_type: 'password' },
          }),
        ],
        [400, null, { form: {} }],
      ],
    },
    'POST /v2/oauth/verify': {
      request: ({ token }) => ({ form: { access_token: token } }),
      // Long-lived: nearly a hundred years.
      answer: { client_id: CHANNEL_ID, expires_in: 3_138_007_490, scope: 'P CM' },
      refusals: [
        [400, oauth('invalid_request', 'access_token invalid'), { form: { access_token: UNKNOWN } }],
        [400, oauth('invalid_request', 'access_token in invalid format'), { form: { access_token: 'a.b.c' } }],
      ],
    },
    'POST /v2/oauth/revoke': {
      request: { form: { access_token: UNKNOWN } },
      refusals: [[400, { error: 'invalid_request' }, { form: { access_token: 'a.b.c' } }]],
    },
  },
  otherWorlds: [
    {
      // The thirty-first key of a channel.
      prepare: async (world) => {
        for (let count = 0; count < MAX_TOKENS; count++)
          await world.tokens.issueChannelTokenByJWT('client_credentials', ASSERTION_TYPE, jwt(world));
      },
      refusals: {
        'POST /oauth2/v2.1/token': [400, null, (world) => ({ form: { ...GRANT, ...proof(world) } })],
      },
    },
  ],
});
