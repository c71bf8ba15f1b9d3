import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { ASSERTION_TYPE, CHANNEL_ID, emulate } from './platform.js';
import {
  type Answered,
  jwt,
  messages,
  NOON,
  PLAIN_CALLS,
  PREPARED_CALLS,
  RETRYABLE_CALLS,
  type Sdk,
  type SdkCall,
  sdkFor,
  secretOf,
  TOKEN_CALLS,
  uuid,
} from './sdk-calls.js';

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HOUR_MS = 60 * 60 * 1000;
const OAUTH_SUCCESS = { access_token: expect.any(String), token_type: 'Bearer' };

async function sdkOf(options: Parameters<typeof emulate>[0] = {}): Promise<Sdk> {
  return sdkFor(await emulate({ followers: 5, clock: NOON, longLived: true, ...options }));
}

/** The error that the SDK throws for anything but 2xx. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; body: string; headers: Headers }> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HTTPFetchError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

const message = (text: string) => JSON.stringify({ message: text });
const oauth = (error: string, description: string) => JSON.stringify({ error, error_description: description });

it.each<[name: string, call: SdkCall, status: number, body: unknown]>([
  [
    'issueChannelTokenByJWT',
    TOKEN_CALLS['issueChannelTokenByJWT'] ?? missing,
    200,
    { ...OAUTH_SUCCESS, expires_in: 86_400, key_id: expect.any(String) },
  ],
  [
    'verifyChannelTokenByJWT',
    TOKEN_CALLS['verifyChannelTokenByJWT'] ?? missing,
    200,
    { client_id: CHANNEL_ID, expires_in: expect.any(Number), scope: expect.any(String) },
  ],
  [
    'getsAllValidChannelAccessTokenKeyIds',
    TOKEN_CALLS['getsAllValidChannelAccessTokenKeyIds'] ?? missing,
    200,
    { kids: [] },
  ],
  ['revokeChannelTokenByJWT', TOKEN_CALLS['revokeChannelTokenByJWT'] ?? missing, 200, null],
  [
    'issueStatelessChannelToken',
    TOKEN_CALLS['issueStatelessChannelToken'] ?? missing,
    200,
    { ...OAUTH_SUCCESS, expires_in: 900 },
  ],
  [
    'issueStatelessChannelToken by assertion',
    (sdk) => sdk.tokens.issueStatelessChannelTokenWithHttpInfo('client_credentials', ASSERTION_TYPE, jwt(sdk)),
    200,
    { ...OAUTH_SUCCESS, expires_in: 900 },
  ],
  ['issueChannelToken', TOKEN_CALLS['issueChannelToken'] ?? missing, 200, { ...OAUTH_SUCCESS, expires_in: 2_592_000 }],
  [
    'verifyChannelToken',
    TOKEN_CALLS['verifyChannelToken'] ?? missing,
    200,
    { client_id: CHANNEL_ID, expires_in: 3_138_007_490, scope: 'P CM' },
  ],
  ['revokeChannelToken of an unknown token', TOKEN_CALLS['revokeChannelToken'] ?? missing, 200, null],
  [
    'pushMessage',
    (sdk) => RETRYABLE_CALLS['pushMessage']?.(sdk) ?? missing(),
    200,
    { sentMessages: [{ id: expect.stringMatching(/^\d{18}$/), quoteToken: expect.any(String) }] },
  ],
  ['multicast', (sdk) => RETRYABLE_CALLS['multicast']?.(sdk) ?? missing(), 200, {}],
  ['broadcast', (sdk) => RETRYABLE_CALLS['broadcast']?.(sdk) ?? missing(), 200, {}],
  ['narrowcast', (sdk) => RETRYABLE_CALLS['narrowcast']?.(sdk) ?? missing(), 202, {}],
  ...[
    'validateReply',
    'validatePush',
    'validateMulticast',
    'validateNarrowcast',
    'validateBroadcast',
    'setWebhookEndpoint',
  ].map((name) => [name, PLAIN_CALLS[name] ?? missing, 200, {}] as const satisfies [string, SdkCall, number, unknown]),
  ['getMessageQuota', PLAIN_CALLS['getMessageQuota'] ?? missing, 200, { type: 'none' }],
  ['getMessageQuotaConsumption', PLAIN_CALLS['getMessageQuotaConsumption'] ?? missing, 200, { totalUsage: 0 }],
  ...['Reply', 'Push', 'Multicast', 'Broadcast'].map(
    (method) =>
      [
        `getNumberOfSent${method}Messages`,
        PLAIN_CALLS[`getNumberOfSent${method}Messages`] ?? missing,
        200,
        { status: 'ready', success: 0 },
      ] as const satisfies [string, SdkCall, number, unknown],
  ),
  [
    'getAggregationUnitUsage',
    PLAIN_CALLS['getAggregationUnitUsage'] ?? missing,
    200,
    { numOfCustomAggregationUnits: 0 },
  ],
  [
    'getAggregationUnitNameList',
    PLAIN_CALLS['getAggregationUnitNameList'] ?? missing,
    200,
    { customAggregationUnits: [] },
  ],
  [
    'getProfile',
    PLAIN_CALLS['getProfile'] ?? missing,
    200,
    { userId: expect.stringMatching(/^U/), displayName: expect.any(String), language: expect.any(String) },
  ],
  [
    'getFollowers',
    PLAIN_CALLS['getFollowers'] ?? missing,
    200,
    { userIds: [expect.any(String), expect.any(String)], next: expect.any(String) },
  ],
  [
    'getBotInfo',
    PLAIN_CALLS['getBotInfo'] ?? missing,
    200,
    {
      userId: expect.any(String),
      basicId: expect.stringMatching(/^@/),
      displayName: expect.any(String),
      chatMode: 'bot',
      markAsReadMode: 'auto',
    },
  ],
  [
    'getNumberOfFollowers',
    PLAIN_CALLS['getNumberOfFollowers'] ?? missing,
    200,
    { status: 'ready', followers: 5, targetedReaches: 5, blocks: 0 },
  ],
  [
    'getNumberOfMessageDeliveries',
    PLAIN_CALLS['getNumberOfMessageDeliveries'] ?? missing,
    200,
    expect.objectContaining({ status: 'ready', apiPush: 0 }),
  ],
])('the SDK gets from %s what LINE answers', async (_name, call, status, body) => {
  const answered = await call(await sdkOf());
  expect([answered.httpResponse.status, answered.body]).toEqual([status, body]);
  expect(answered.httpResponse.headers.get('x-line-request-id')).toMatch(REQUEST_ID);
});

function missing(): Promise<Answered> {
  throw new Error('there is no such call');
}

const BEARER_CALLS = { ...RETRYABLE_CALLS, ...PLAIN_CALLS, ...PREPARED_CALLS };

it.each(Object.entries(BEARER_CALLS))('%s without a live token is a 401', async (_name, call) => {
  const { emulator } = await sdkOf();
  const { status, body, headers } = await refusal(call(sdkFor(emulator, { channelAccessToken: 'wrong' })));
  expect([status, body]).toEqual([
    401,
    message(
      'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
    ),
  ]);
  expect(headers.get('x-line-request-id')).toMatch(REQUEST_ID);
});

const WITHOUT_RETRY_KEY = { ...PLAIN_CALLS, ...PREPARED_CALLS };

it.each(Object.entries(WITHOUT_RETRY_KEY))('%s refuses a retry key', async (_name, call) => {
  const { emulator } = await sdkOf();
  const { status, body } = await refusal(call(sdkFor(emulator, { headers: { 'X-Line-Retry-Key': uuid('key') } })));
  expect([status, body]).toEqual([400, message('The retry key is not supported by this endpoint')]);
});

it.each(Object.entries(RETRYABLE_CALLS))(
  '%s under one retry key: once, 409 for 24 hours, then anew',
  async (name, call) => {
    const sdk = await sdkOf();
    const first = await call(sdk, uuid(name));
    const again = await refusal(call(sdk, uuid(name)));
    const sentMessages = name === 'pushMessage' ? (first.body as messagingApi.PushMessageResponse) : {};

    expect([again.status, JSON.parse(again.body)]).toEqual([
      409,
      { message: 'The retry key is already accepted', ...sentMessages },
    ]);
    expect(again.headers.get('x-line-accepted-request-id')).toBe(first.httpResponse.headers.get('x-line-request-id'));
    sdk.emulator.moveClock(24 * HOUR_MS - 60_000);
    expect((await refusal(call(sdk, uuid(name)))).status).toBe(409);
    sdk.emulator.moveClock(60_000);
    expect((await call(sdk, uuid(name))).httpResponse.status).toBe(first.httpResponse.status);
    expect(sdk.emulator.violationCount()).toBe(1);
  },
);

it.each(Object.entries(RETRYABLE_CALLS))('%s refuses a retry key that is no UUID', async (_name, call) => {
  const { status, body } = await refusal(call(await sdkOf(), 'not-a-uuid'));
  expect([status, body]).toEqual([400, message('Invalid retry key')]);
});

it.each(Object.entries(RETRYABLE_CALLS))('%s beyond the monthly limit is a 429', async (_name, call) => {
  const { status, body } = await refusal(call(await sdkOf({ quota: 0 })));
  expect([status, body]).toEqual([429, message('You have reached your monthly limit.')]);
});

const emptyText = (property: string) =>
  JSON.stringify({ message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property }] });
const NO_TEXT: messagingApi.TextMessage[] = [{ type: 'text', text: '' }];

it.each<[name: string, call: SdkCall, status: number, body: string]>([
  [
    'issueChannelTokenByJWT of another channel',
    (sdk) =>
      sdk.tokens.issueChannelTokenByJWTWithHttpInfo(
        'client_credentials',
        ASSERTION_TYPE,
        jwt(sdk, { claims: { iss: '9', sub: '9' } }),
      ),
    400,
    oauth('invalid_client', 'iss and clientId of key do not match'),
  ],
  [
    'issueChannelTokenByJWT with an unknown key',
    (sdk) =>
      sdk.tokens.issueChannelTokenByJWTWithHttpInfo(
        'client_credentials',
        ASSERTION_TYPE,
        jwt(sdk, { header: { kid: 'x' } }),
      ),
    404,
    message('Cannot find channel key that satisfies the conditions'),
  ],
  [
    'getsAllValidChannelAccessTokenKeyIds with an unknown key',
    (sdk) =>
      sdk.tokens.getsAllValidChannelAccessTokenKeyIdsWithHttpInfo(ASSERTION_TYPE, jwt(sdk, { header: { kid: 'x' } })),
    404,
    message('Cannot find channel key that satisfies the conditions'),
  ],
  [
    'getsAllValidChannelAccessTokenKeyIds with a past exp',
    (sdk) =>
      sdk.tokens.getsAllValidChannelAccessTokenKeyIdsWithHttpInfo(ASSERTION_TYPE, jwt(sdk, { claims: { exp: 1 } })),
    400,
    oauth('invalid_client', 'Invalid exp'),
  ],
  [
    'issueStatelessChannelToken with an unknown key',
    (sdk) =>
      sdk.tokens.issueStatelessChannelTokenWithHttpInfo(
        'client_credentials',
        ASSERTION_TYPE,
        jwt(sdk, { header: { kid: 'x' } }),
      ),
    404,
    message('Cannot find channel key that satisfies the conditions'),
  ],
  [
    'issueStatelessChannelToken with a wrong secret',
    (sdk) =>
      sdk.tokens.issueStatelessChannelTokenWithHttpInfo('client_credentials', undefined, undefined, CHANNEL_ID, 'x'),
    400,
    oauth('invalid_request', "Invalid 'client_credentials'."),
  ],
  [
    'issueChannelToken with a wrong ID',
    (sdk) => sdk.tokens.issueChannelTokenWithHttpInfo('client_credentials', '1', secretOf(sdk)),
    400,
    oauth('invalid_client', 'invalid client_id'),
  ],
  [
    'issueChannelToken with a wrong secret',
    (sdk) => sdk.tokens.issueChannelTokenWithHttpInfo('client_credentials', CHANNEL_ID, 'x'),
    400,
    oauth('invalid_client', 'invalid client_secret'),
  ],
  [
    'issueChannelToken with another grant',
    (sdk) => sdk.tokens.issueChannelTokenWithHttpInfo('password', CHANNEL_ID, secretOf(sdk)),
    400,
    oauth('invalid_request', 'some parameters missed or invalid'),
  ],
  [
    'verifyChannelTokenByJWT of another format',
    (sdk) => sdk.tokens.verifyChannelTokenByJWTWithHttpInfo(sdk.token),
    400,
    oauth('invalid_request', 'The access token not JWS'),
  ],
  [
    'revokeChannelTokenByJWT of another format',
    (sdk) => sdk.tokens.revokeChannelTokenByJWTWithHttpInfo(CHANNEL_ID, secretOf(sdk), sdk.token),
    400,
    oauth('invalid_request', 'The access token not JWS'),
  ],
  [
    'verifyChannelToken of an unknown token',
    (sdk) => sdk.tokens.verifyChannelTokenWithHttpInfo('A'.repeat(40)),
    400,
    oauth('invalid_request', 'access_token invalid'),
  ],
  [
    'verifyChannelToken of another format',
    (sdk) => sdk.tokens.verifyChannelTokenWithHttpInfo('a.b.c'),
    400,
    oauth('invalid_request', 'access_token in invalid format'),
  ],
  [
    'revokeChannelToken of another format',
    (sdk) => sdk.tokens.revokeChannelTokenWithHttpInfo('a.b.c'),
    400,
    '{"error":"invalid_request"}',
  ],

  [
    'pushMessage of an empty text',
    ({ line, emulator }) => line.pushMessageWithHttpInfo({ to: emulator.followerId(0), messages: NO_TEXT }),
    400,
    emptyText('messages[0].text'),
  ],
  [
    'pushMessage to a group it is not in',
    ({ line }) => line.pushMessageWithHttpInfo({ to: `C${'0'.repeat(32)}`, messages }),
    400,
    message('Failed to send messages'),
  ],
  [
    'multicast of an empty text',
    ({ line, emulator }) => line.multicastWithHttpInfo({ to: [emulator.followerId(0)], messages: NO_TEXT }),
    400,
    emptyText('messages[0].text'),
  ],
  [
    'multicast to a group',
    ({ line, emulator }) =>
      line.multicastWithHttpInfo({ to: [emulator.followerId(0), `C${'0'.repeat(32)}`], messages }),
    400,
    message('The property, to[1], in the request body is invalid (line: -, column: -)'),
  ],
  [
    'broadcast of an empty text',
    ({ line }) => line.broadcastWithHttpInfo({ messages: NO_TEXT }),
    400,
    emptyText('messages[0].text'),
  ],
  [
    'narrowcast of an empty text',
    ({ line }) => line.narrowcastWithHttpInfo({ messages: NO_TEXT }),
    400,
    emptyText('messages[0].text'),
  ],
  [
    'narrowcast to an audience that is not there',
    ({ line }) =>
      line.narrowcastWithHttpInfo({
        messages,
        recipient: { type: 'audience', audienceGroupId: 7 } as messagingApi.Recipient,
      }),
    400,
    message('Invalid audience group id: 7'),
  ],
  [
    'narrowcast after one that is not there',
    ({ line }) =>
      line.narrowcastWithHttpInfo({
        messages,
        recipient: { type: 'redelivery', requestId: uuid('x') } as messagingApi.Recipient,
      }),
    400,
    message(`Invalid request id: ${uuid('x')}`),
  ],
  [
    'narrowcast by attributes with few friends',
    ({ line }) =>
      line.narrowcastWithHttpInfo({
        messages,
        filter: { demographic: { type: 'gender', oneOf: ['male'] } as messagingApi.DemographicFilter },
      }),
    403,
    message('Your account does not have enough friends'),
  ],
  ['getNarrowcastProgress of nothing', PREPARED_CALLS['getNarrowcastProgress'] ?? missing, 404, message('Not found')],
  [
    'replyMessage with an unknown token',
    PREPARED_CALLS['replyMessage'] ?? missing,
    400,
    message('Invalid reply token'),
  ],
  ...(['validateReply', 'validatePush', 'validateMulticast', 'validateNarrowcast', 'validateBroadcast'] as const).map(
    (name) =>
      [
        `${name} of an empty text`,
        ({ line }: Sdk) => line[`${name}WithHttpInfo`]({ messages: NO_TEXT }),
        400,
        emptyText('messages[0].text'),
      ] as const satisfies [string, SdkCall, number, string],
  ),
  [
    'getNumberOfSentPushMessages of no day',
    ({ line }) => line.getNumberOfSentPushMessagesWithHttpInfo('2026-11-21'),
    400,
    message("The value for the 'date' parameter is invalid"),
  ],
  [
    'getAggregationUnitNameList from nowhere',
    ({ line }) => line.getAggregationUnitNameListWithHttpInfo('10', 'x'),
    400,
    message('Invalid start param'),
  ],
  ['getFollowers from nowhere', ({ line }) => line.getFollowersWithHttpInfo('x'), 400, message('Invalid start param')],
  [
    'getProfile of a stranger',
    ({ line, emulator }) => line.getProfileWithHttpInfo(emulator.followerId(5)),
    404,
    message('Not found'),
  ],
  [
    'markMessagesAsReadByToken with an unknown token',
    PREPARED_CALLS['markMessagesAsReadByToken'] ?? missing,
    400,
    message('Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.'),
  ],
  [
    'getWebhookEndpoint before one is set',
    PREPARED_CALLS['getWebhookEndpoint'] ?? missing,
    404,
    message('Webhook endpoint not found'),
  ],
  [
    'testWebhookEndpoint before one is set',
    PREPARED_CALLS['testWebhookEndpoint'] ?? missing,
    404,
    message('Webhook endpoint not found'),
  ],
  [
    'setWebhookEndpoint without TLS',
    ({ line }) => line.setWebhookEndpointWithHttpInfo({ endpoint: 'http://example.com' }),
    400,
    message('Invalid webhook endpoint URL'),
  ],
  [
    'testWebhookEndpoint without TLS',
    ({ line }) => line.testWebhookEndpointWithHttpInfo({ endpoint: 'http://example.com' }),
    400,
    message('Invalid webhook endpoint URL'),
  ],
  [
    'getNumberOfFollowers without a day',
    (sdk) => sdk.insight.getNumberOfFollowersWithHttpInfo(),
    400,
    message('date is required'),
  ],
])('the SDK is refused %s as LINE refuses it', async (_name, call, status, body) => {
  const sdk = await sdkOf();
  const refused = await refusal(call(sdk));
  expect([refused.status, refused.body]).toEqual([status, body]);
  expect(refused.headers.get('x-line-request-id')).toMatch(REQUEST_ID);
  expect(sdk.emulator.deliveries().messages).toBe(0);
});

it('follower IDs are for verified accounts: 403 for others', async () => {
  const { line } = await sdkOf({ verified: false });
  const { status, body } = await refusal(line.getFollowers());
  expect([status, body]).toEqual([403, message('Access to this API is not available for your account')]);
});

it('the 31st v2.1 token is refused, and an expired one is told apart', async () => {
  const sdk = await sdkOf();
  const issue = () => sdk.tokens.issueChannelTokenByJWT('client_credentials', ASSERTION_TYPE, jwt(sdk));
  const first = await issue();
  for (let issued = 1; issued < 30; issued++) await issue();
  const full = await refusal(issue());
  expect([full.status, full.body]).toEqual([
    400,
    message('The maximum number of access tokens has already been issued'),
  ]);

  sdk.emulator.moveClock(24 * HOUR_MS);
  const expired = await refusal(sdk.tokens.verifyChannelTokenByJWT(first.access_token));
  expect([expired.status, expired.body]).toEqual([400, oauth('invalid_request', 'The access token expired')]);
  await issue();
});

it.each<[name: string, call: (sdk: Sdk) => Promise<unknown>, perHour: number]>([
  ['broadcast', (sdk) => sdk.line.broadcast({ messages }), 60],
  ['narrowcast', (sdk) => sdk.line.narrowcast({ messages }), 60],
  ['testWebhookEndpoint', (sdk) => sdk.line.testWebhookEndpoint({}).catch(notFound), 60],
  ['getNumberOfFollowers', (sdk) => sdk.insight.getNumberOfFollowers('20261121'), 60],
  ['getNumberOfMessageDeliveries', (sdk) => sdk.insight.getNumberOfMessageDeliveries('20261121'), 60],
])('%s has a bucket of its own that fills up again', async (_name, call, perHour) => {
  const sdk = await sdkOf();
  for (let sent = 0; sent < perHour; sent++) await call(sdk);
  const { status, body } = await refusal(call(sdk));
  expect([status, body]).toEqual([429, message('The API rate limit has been exceeded. Try again later.')]);
  await sdk.line.getBotInfo();
  sdk.emulator.moveClock(HOUR_MS / perHour);
  await call(sdk);
  expect((await refusal(call(sdk))).status).toBe(429);
});

async function notFound(error: unknown): Promise<void> {
  if (!(error instanceof HTTPFetchError) || error.status !== 404) throw error;
}

it.each([1, 2, 3, 4, 5])('a narrowcast can be made to fail with error code %i', async (errorCode) => {
  const { line, emulator } = await sdkOf();
  await fetch(`${emulator.url}/_emulator/narrowcasts`, {
    method: 'POST',
    body: JSON.stringify({ failNext: errorCode }),
  });
  const failing = await line.narrowcastWithHttpInfo({ messages });
  const working = await line.narrowcastWithHttpInfo({ messages });
  emulator.moveClock(1000);

  const progressOf = ({ httpResponse }: Answered) =>
    line.getNarrowcastProgress(httpResponse.headers.get('x-line-request-id') ?? '');
  expect(await progressOf(failing)).toMatchObject({
    phase: 'failed',
    errorCode,
    failedDescription: expect.any(String),
  });
  expect(await progressOf(working)).toMatchObject({ phase: 'succeeded', successCount: 5 });
  expect(emulator.deliveries().messages).toBe(5);
});

it.each<[what: string, demographic: object, property: string]>([
  ['type', { type: 'shoe' }, 'filter.demographic.type'],
  ['gender', { type: 'gender', oneOf: ['male', 'no'] }, 'filter.demographic.oneOf[1]'],
  ['area', { type: 'area', oneOf: ['jp'] }, 'filter.demographic.oneOf[0]'],
  ['age', { type: 'operator', and: [{ type: 'age', gte: 'age_16' }] }, 'filter.demographic.and[0].gte'],
  ['period', { type: 'subscriptionPeriod' }, 'filter.demographic.gte'],
  ['operator', { type: 'operator', or: [] }, 'filter.demographic.or'],
  [
    'number of filters',
    { type: 'operator', or: Array(11).fill({ type: 'gender', oneOf: ['male'] }) },
    'filter.demographic',
  ],
])('names the place of a wrong %s in a filter', async (_what, demographic, property) => {
  const { line } = await sdkOf({ followers: 200 });
  const { status, body } = await refusal(
    line.narrowcast({ messages, filter: { demographic: demographic as messagingApi.DemographicFilter } }),
  );
  expect([status, JSON.parse(body).details.map((detail: { property: string }) => detail.property)]).toEqual([
    400,
    [property],
  ]);
});

it('the same seed draws the same followers for a limited narrowcast, another seed others', async () => {
  const reached = async (seed: number) => {
    const { line, emulator } = await sdkOf({ followers: 1000, seed });
    await line.narrowcast({ messages, limit: { max: 20 } });
    emulator.moveClock(1000);
    return Array.from({ length: 1000 }, (_, index) => emulator.deliveriesTo(emulator.followerId(index)));
  };
  const [first, again, other] = [await reached(3), await reached(3), await reached(4)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});
