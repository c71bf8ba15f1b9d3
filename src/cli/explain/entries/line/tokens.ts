import type { LineSubject } from '../../entry.js';

const TOKEN_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#channel-access-token';
const KEY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/';

/** What the endpoints of channel access tokens answer. */
export const TOKEN_SUBJECTS: readonly LineSubject[] = [
  {
    name: 'token-limit',
    title: 'The maximum number of access tokens has already been issued',
    seenAs: [/maximum number of access tokens has already been issued/i],
    means: 'Thirty v2.1 tokens of the channel are alive, and LINE issues no further one.',
    causes: ['A job issues one at each run.', 'Tokens of old systems live on until their 30 days are over.'],
    next: [
      'See them: `line-ops token list`.',
      'End what nobody uses: `line-ops token revoke <id>`.',
      'Reuse one: `line-ops token get --label ci`.',
    ],
    docs: TOKEN_PAGE,
  },
  {
    name: 'key-not-registered',
    title: 'Cannot find channel key that satisfies the conditions',
    seenAs: [/Cannot find channel key/i],
    means: 'LINE has no public key in this channel that the assertion could be checked with.',
    causes: ['The key ID is another one, or that of another channel.', 'The public key was deleted in the console.'],
    next: [
      'Compare with the console, then prove it: `line-ops key set-id <kid>`.',
      'Make and register a new one: `line-ops key generate`.',
    ],
    docs: KEY_PAGE,
  },
  {
    name: 'iss-and-client-id',
    title: 'iss and clientId of key do not match',
    seenAs: [/iss and clientId of key do not match/i],
    means: 'The assertion names another channel than the one whose key signed it.',
    causes: ['The channel ID and the key belong to two channels.'],
    next: [
      'See what is configured: `line-ops channel list`, and give both again: `line-ops channel add <name> --replace`.',
    ],
    docs: KEY_PAGE,
  },
  {
    name: 'invalid-exp',
    title: 'Invalid exp',
    seenAs: [/Invalid exp\b/i],
    means: 'The assertion is over, or good for longer than the 30 minutes that LINE takes.',
    causes: ['The clock of the computer that made it is wrong.', 'An assertion was kept and used again.'],
    next: [
      'Set the clock; see the difference: `line-ops doctor`.',
      'Let one be made for each call: `line-ops token issue`.',
    ],
    docs: KEY_PAGE,
  },
  {
    name: 'token-expired',
    title: 'The access token expired',
    seenAs: [/The access token expired/i],
    means: 'The v2.1 token has come to its end.',
    causes: ['Nothing has rotated it in time.'],
    next: [
      'Put a new one in its place: `line-ops token rotate --label prod --to env-file:.env`.',
      'Be told before: `line-ops token check --within 7d`.',
    ],
    docs: TOKEN_PAGE,
  },
  {
    name: 'token-not-jws',
    title: 'The access token not JWS',
    seenAs: [/The access token (?:not JWS|malformed)/i],
    means: 'The string is no v2.1 token, and was sent to an endpoint for these.',
    causes: ['It is a short-lived or long-lived token.', 'A part of it is missing.'],
    next: ['Let every endpoint be tried: `line-ops token verify --stdin`.'],
    docs: TOKEN_PAGE,
  },
  {
    name: 'access-token-invalid',
    title: 'access_token invalid',
    seenAs: [/access_token (?:invalid|in invalid format)/i],
    means: 'LINE knows no short-lived or long-lived token of this string.',
    causes: [
      'It has ended.',
      'It is a v2.1 or stateless token, which have other endpoints.',
      'A part of it is missing.',
    ],
    next: ['Let every endpoint be tried: `line-ops token verify --stdin`.'],
    docs: TOKEN_PAGE,
  },
  {
    name: 'wrong-channel-credentials',
    title: 'invalid client_id, invalid client_secret',
    seenAs: [/invalid client_(?:id|secret)/i, /Invalid 'client_credentials'/i],
    means: 'LINE does not take this channel ID with this channel secret.',
    causes: [
      'The secret was reissued in the console, which ends the old one at once.',
      'ID and secret belong to two channels.',
      'The secret of the LINE Login channel was taken.',
    ],
    next: [
      'Copy both again from the Basic settings tab: `line-ops channel add <name> --replace`.',
      'Prove them: `line-ops channel show`.',
    ],
    docs: TOKEN_PAGE,
  },
  {
    name: 'invalid_client',
    title: 'invalid_client',
    seenAs: [/"error"\s{0,4}:\s{0,4}"invalid_client"/],
    means: 'LINE does not take who is asking for a token: channel ID, secret, or signed assertion.',
    causes: [
      'The channel secret was reissued.',
      'The signing key is not registered, or its key ID is another one.',
      'The clock is wrong.',
    ],
    next: ['The description beside it says more.', 'See what LINE says of the channel: `line-ops channel show`.'],
    docs: TOKEN_PAGE,
  },
  {
    name: 'invalid_request',
    title: 'invalid_request',
    seenAs: [/"error"\s{0,4}:\s{0,4}"invalid_request"/],
    means: 'A token endpoint cannot use what it was sent: something is missing, has another form, or is over.',
    causes: ['The token has ended.', 'A form field is missing, or JSON was sent where a form is needed.'],
    next: [
      'The description beside it says more.',
      'Use the verbs, which know the forms: `line-ops token verify --stdin`.',
    ],
    docs: TOKEN_PAGE,
  },
];
