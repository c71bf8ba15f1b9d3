import { HTTPFetchError, insight, manageAudience, messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate } from '../platform.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const JOB_MS = 500;
const FIRST = 'https://example.com/first';
const SECOND = 'https://example.com/second';
const links = [
  { type: 'text' as const, text: `Look: ${FIRST}` },
  { type: 'text' as const, text: `${FIRST} or ${SECOND}` },
];
const followUp = [{ type: 'text' as const, text: 'You have looked' }];
const NOTHING = '00000000-0000-4000-8000-000000000000';

/** A bot author's clients. */
async function clientsOf(options: Parameters<typeof emulate>[0] = {}) {
  const emulator = await emulate({ followers: 1000, longLived: true, rateLimits: false, ...options });
  return { emulator, ...clientsAt(emulator, emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '') };
}

function clientsAt(emulator: Emulator, channelAccessToken: string) {
  const config = { channelAccessToken, baseURL: emulator.url };
  const line = new messagingApi.MessagingApiClient(config);
  return {
    token: channelAccessToken,
    line,
    audiences: new manageAudience.ManageAudienceClient(config),
    statistics: new insight.InsightClient(config),
    narrowcast: async (body: object) => {
      const request = { messages: followUp, ...body } as messagingApi.NarrowcastRequest;
      const { httpResponse } = await line.narrowcastWithHttpInfo(request);
      return httpResponse.headers.get('x-line-request-id') ?? '';
    },
    broadcast: async (messages: messagingApi.Message[] = links) => {
      const { httpResponse } = await line.broadcastWithHttpInfo({ messages });
      return httpResponse.headers.get('x-line-request-id') ?? '';
    },
  };
}

type Clients = Awaited<ReturnType<typeof clientsOf>>;

const to = (audienceGroupId?: number) => ({ recipient: { type: 'audience', audienceGroupId } });

/** The followers with as many messages as this. */
function withMessages({ emulator }: Clients, messages: number): readonly number[] {
  const everybody = Array.from({ length: 1000 }, (_, index) => index);
  return everybody.filter((index) => emulator.deliveriesTo(emulator.followerId(index)) === messages);
}

async function groupOf({ audiences }: Clients, id = 0) {
  return (await audiences.getAudienceData(id)).audienceGroup;
}

async function refusal(promise: Promise<unknown>): Promise<{ readonly status: number; readonly code: string }> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HTTPFetchError)) throw new Error('not refused');
  const { details, message } = JSON.parse(error.body);
  return { status: error.status, code: details?.[0]?.message ?? message };
}

it('a bot sends, waits a day, reads who clicked, and narrowcasts to exactly those', async () => {
  const clients = await clientsOf({ blockedRatio: 0.1 });
  const { emulator, audiences, statistics } = clients;
  const requestId = await clients.broadcast();
  const got = withMessages(clients, 1);

  expect((await statistics.getMessageEvent(requestId)).overview?.uniqueClick).toBeNull();
  emulator.moveClock(DAY_MS);
  const { overview, clicks } = await statistics.getMessageEvent(requestId);
  const uniqueClick = overview?.uniqueClick ?? 0;
  expect(uniqueClick).toBeGreaterThanOrEqual(50);

  const created = await audiences.createClickBasedAudienceGroup({ description: 'clicked', requestId });
  expect(created).toMatchObject({ type: 'CLICK', requestId, permission: 'READ_WRITE', createRoute: 'MESSAGING_API' });
  expect(created).not.toHaveProperty('clickUrl');
  expect(await groupOf(clients, created.audienceGroupId)).toMatchObject({ status: 'IN_PROGRESS', audienceCount: 0 });
  emulator.moveClock(JOB_MS);
  expect(await groupOf(clients, created.audienceGroupId)).toMatchObject({
    status: 'READY',
    audienceCount: uniqueClick,
    requestId,
  });

  await clients.narrowcast(to(created.audienceGroupId));
  emulator.moveClock(JOB_MS);
  const clicked = withMessages(clients, 2);
  expect(clicked).toHaveLength(uniqueClick);
  expect(clicked.every((index) => got.includes(index))).toBe(true);
  // Everybody who clicked followed one link or the other.
  const first = clicks?.find(({ url }) => url === FIRST)?.uniqueClickOfRequest ?? 0;
  const second = clicks?.find(({ url }) => url === SECOND)?.uniqueClickOfRequest ?? 0;
  expect(first + second).toBeGreaterThanOrEqual(uniqueClick);
});

it('who followed one link, who followed the other and who looked are told apart, and agree with the statistics', async () => {
  const clients = await clientsOf();
  const { emulator, audiences, statistics } = clients;
  const requestId = await clients.broadcast();
  const first = await audiences.createClickBasedAudienceGroup({ description: 'first', requestId, clickUrl: FIRST });
  const second = await audiences.createClickBasedAudienceGroup({ description: 'second', requestId, clickUrl: SECOND });
  const any = await audiences.createClickBasedAudienceGroup({ description: 'any', requestId });
  const seen = await audiences.createImpBasedAudienceGroup({ description: 'seen', requestId });
  expect(first).toMatchObject({ clickUrl: FIRST });
  emulator.moveClock(JOB_MS);
  // Nobody has looked yet: fewer than 50 people are not ready.
  for (const { audienceGroupId } of [first, second, any, seen])
    expect(await groupOf(clients, audienceGroupId)).toMatchObject({ status: 'IN_PROGRESS' });

  for (const days of [3, 11, 30]) {
    emulator.moveClock(days * DAY_MS);
    const { overview, clicks = [] } = await statistics.getMessageEvent(requestId);
    const ofUrl = (url: string) => clicks.find((click) => click.url === url)?.uniqueClickOfRequest;
    const sizes = await Promise.all(
      [first, second, any, seen].map(
        async ({ audienceGroupId }) => (await groupOf(clients, audienceGroupId))?.audienceCount,
      ),
    );
    expect(sizes).toEqual([ofUrl(FIRST), ofUrl(SECOND), overview?.uniqueClick, overview?.uniqueImpression]);
  }

  const either = { type: 'operator', or: [to(first.audienceGroupId).recipient, to(second.audienceGroupId).recipient] };
  await clients.narrowcast({ recipient: either });
  emulator.moveClock(JOB_MS);
  const reached = withMessages(clients, 2);
  expect(reached).toHaveLength((await groupOf(clients, any.audienceGroupId))?.audienceCount ?? -1);
  await clients.narrowcast(to(seen.audienceGroupId));
  emulator.moveClock(JOB_MS);
  // Whoever clicked has looked.
  expect(withMessages(clients, 2).filter((index) => reached.includes(index))).toEqual([]);
  expect(withMessages(clients, 3)).toEqual(reached);
});

it('those of a narrowcast are among whom it reached, and who has blocked the account since is counted and not sent to', async () => {
  const clients = await clientsOf();
  const { emulator, audiences } = clients;
  const requestId = await clients.narrowcast({ messages: links, limit: { max: 400 } });
  expect(await refusal(audiences.createImpBasedAudienceGroup({ description: 'early', requestId }))).toEqual({
    status: 400,
    code: 'REQUEST_NOT_FOUND',
  });
  emulator.moveClock(JOB_MS);
  const { audienceGroupId } = await audiences.createImpBasedAudienceGroup({ description: 'seen', requestId });
  emulator.moveClock(20 * DAY_MS);
  const reached = withMessages(clients, 1);
  const size = (await groupOf(clients, audienceGroupId))?.audienceCount ?? 0;

  const saved = emulator.exportState();
  const progressId = await clients.narrowcast(to(audienceGroupId));
  emulator.moveClock(JOB_MS);
  const members = withMessages(clients, 2);
  expect(members).toHaveLength(size);
  expect(members.every((index) => reached.includes(index))).toBe(true);
  expect(await clients.line.getNarrowcastProgress(progressId)).toMatchObject({ successCount: size, failureCount: 0 });

  // The same people after a restart; one of them has blocked the account.
  const restarted = await emulate({ followers: 1000, rateLimits: false });
  restarted.importState(saved);
  const again = { emulator: restarted, ...clientsAt(restarted, clients.token) };
  const leaver = restarted.followerId(members[0] ?? 0);
  await call(restarted, 'POST', '/_emulator/users', { body: { block: [leaver] } });
  await again.narrowcast(to(audienceGroupId));
  restarted.moveClock(JOB_MS);
  expect(withMessages(again, 2)).toEqual(members.slice(1));
  expect(await groupOf(again, audienceGroupId)).toMatchObject({ audienceCount: size });
});

describe('an audience of readers is refused', () => {
  it.each<[what: string, code: string, body: manageAudience.CreateClickBasedAudienceGroupRequest]>([
    ['without a name', 'AUDIENCE_GROUP_NAME_EMPTY', { requestId: NOTHING }],
    ['with a name of 121 characters', 'AUDIENCE_GROUP_NAME_SIZE_OVER', { description: 'n'.repeat(121) }],
    ['with a line break in its name', 'AUDIENCE_GROUP_NAME_WRONG', { description: 'a\nb' }],
    ['without a request', 'REQUEST_NOT_FOUND', { description: 'a' }],
    ['of an unknown request', 'REQUEST_NOT_FOUND', { description: 'a', requestId: NOTHING }],
    [
      'with a URL of 2,001 characters',
      'Length must be between 0 and 2000',
      { description: 'a', clickUrl: 'u'.repeat(2001) },
    ],
  ])('%s', async (_what, code, body) => {
    const { audiences } = await clientsOf();
    expect(await refusal(audiences.createClickBasedAudienceGroup(body))).toEqual({ status: 400, code });
  });

  it('of a push, a second time of the same link, and after 60 days', async () => {
    const { emulator, line, audiences, broadcast } = await clientsOf();
    const pushed = await line.pushMessageWithHttpInfo({ to: emulator.followerId(0), messages: links });
    const pushId = pushed.httpResponse.headers.get('x-line-request-id') ?? '';
    const ofPush = audiences.createImpBasedAudienceGroup({ description: 'a', requestId: pushId });
    expect(await refusal(ofPush)).toMatchObject({ code: 'REQUEST_NOT_FOUND' });

    const requestId = await broadcast();
    const click = (clickUrl?: string) =>
      audiences.createClickBasedAudienceGroup({ description: 'c', requestId, ...(clickUrl && { clickUrl }) });
    await click();
    await click(FIRST);
    await audiences.createImpBasedAudienceGroup({ description: 'i', requestId });
    for (const again of [
      click(),
      click(FIRST),
      audiences.createImpBasedAudienceGroup({ description: 'i2', requestId }),
    ])
      expect(await refusal(again)).toMatchObject({ code: 'AUDIENCE_GROUP_REQUESTID_DUPLICATE' });

    emulator.moveClock(60 * DAY_MS + 1000);
    expect(await refusal(click(SECOND))).toEqual({ status: 400, code: 'TOO_OLD_MESSAGES' });
  });

  it('to an account from another country', async () => {
    const { emulator, audiences, broadcast } = await clientsOf();
    const requestId = await broadcast();
    await call(emulator, 'POST', '/_emulator/bot', { body: { country: 'ID' } });
    const refused = { status: 403, code: 'Access to this API is not available for your account' };
    expect(await refusal(audiences.createImpBasedAudienceGroup({ description: 'a', requestId }))).toEqual(refused);
    expect(await refusal(audiences.createAudienceGroup({ description: 'a' }))).toEqual(refused);
  });
});

it('fewer than 50 readers stay in progress, and are told as the reason when the audience has expired', async () => {
  const clients = await clientsOf({ followers: 60 });
  const { emulator, audiences, narrowcast, broadcast } = clients;
  const requestId = await broadcast();
  const { audienceGroupId } = await audiences.createImpBasedAudienceGroup({ description: 'few', requestId });
  emulator.moveClock(30 * DAY_MS);
  const group = await groupOf(clients, audienceGroupId);
  expect(group).toMatchObject({ status: 'IN_PROGRESS' });
  expect(group?.audienceCount).toBeGreaterThan(0);
  expect(await refusal(narrowcast(to(audienceGroupId)))).toEqual({
    status: 400,
    code: `Invalid audience group id: ${audienceGroupId}`,
  });

  emulator.moveClock(150 * DAY_MS);
  expect((await audiences.getAudienceGroups(1)).audienceGroups).toMatchObject([
    { status: 'EXPIRED', failedType: 'AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT' },
  ]);
});

it('an audience of readers fails when it was ordered to, and takes no user IDs', async () => {
  const clients = await clientsOf();
  const { emulator, audiences, broadcast } = clients;
  const requestId = await broadcast();
  const failNext = 'AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT';
  await call(emulator, 'POST', '/_emulator/audiences', { body: { failNext } });
  const { audienceGroupId } = await audiences.createImpBasedAudienceGroup({ description: 'fails', requestId });
  emulator.moveClock(JOB_MS);
  expect(await groupOf(clients, audienceGroupId)).toMatchObject({ status: 'FAILED', failedType: failNext });
  expect((await audiences.getAudienceData(audienceGroupId ?? 0)).jobs).toEqual([]);
  const ids = [{ id: emulator.followerId(0) }];
  expect(
    await refusal(audiences.addAudienceToAudienceGroup({ audienceGroupId: audienceGroupId ?? 0, audiences: ids })),
  ).toMatchObject({ code: 'AUDIENCE_GROUP_NOT_FOUND' });
});
