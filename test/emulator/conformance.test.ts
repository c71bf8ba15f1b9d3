import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import { ASSERTION_TYPE, emulate } from './platform.js';
import { jwt, messages, NOON, type Sdk, sdkFor, uuid } from './sdk-calls.js';

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HOUR_MS = 60 * 60 * 1000;

/** What the official SDK gives back: the HTTP answer and the parsed body. */
interface Answered {
  readonly httpResponse: Response;
  readonly body: unknown;
}

/** The methods of the Messaging API client that take a retry key. */
const RETRYABLE_CALLS: Readonly<Record<string, (sdk: Sdk, retryKey?: string) => Promise<Answered>>> = {
  pushMessage: ({ line, emulator }, retryKey) =>
    line.pushMessageWithHttpInfo({ to: emulator.followerId(0), messages }, retryKey),
  multicast: ({ line, emulator }, retryKey) =>
    line.multicastWithHttpInfo({ to: [emulator.followerId(0), emulator.followerId(1)], messages }, retryKey),
  broadcast: ({ line }, retryKey) => line.broadcastWithHttpInfo({ messages }, retryKey),
  narrowcast: ({ line }, retryKey) => line.narrowcastWithHttpInfo({ messages }, retryKey),
};

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

it.each(Object.entries(RETRYABLE_CALLS))(
  '%s under one retry key: once, 409 for 24 hours, then anew',
  async (name, call) => {
    const sdk = await sdkOf();
    const first = await call(sdk, uuid(name));
    expect(first.httpResponse.headers.get('x-line-request-id')).toMatch(REQUEST_ID);
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
