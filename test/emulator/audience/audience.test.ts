import { HTTPFetchError, manageAudience, messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, TEXT } from '../platform.js';

const JOB_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1000;
const messages = [{ type: 'text' as const, text: 'Hello' }];

interface Clients {
  readonly emulator: Emulator;
  readonly token: string;
  readonly audiences: manageAudience.ManageAudienceClient;
  readonly files: manageAudience.ManageAudienceBlobClient;
  readonly line: messagingApi.MessagingApiClient;
}

async function clientsOf(options: Parameters<typeof emulate>[0] = {}): Promise<Clients> {
  const emulator = await emulate({ followers: 200, longLived: true, ...options });
  return clientsAt(emulator, emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '');
}

function clientsAt(emulator: Emulator, token: string): Clients {
  const config = { channelAccessToken: token, baseURL: emulator.url };
  return {
    emulator,
    token,
    audiences: new manageAudience.ManageAudienceClient(config),
    files: new manageAudience.ManageAudienceBlobClient(config),
    line: new messagingApi.MessagingApiClient(config),
  };
}

const idsOf = ({ emulator }: Clients, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ id: emulator.followerId(from + index) }));

const idOf = ({ audienceGroupId }: { audienceGroupId?: number }) => audienceGroupId ?? 0;

const order = ({ emulator }: Clients, body: object) =>
  call(emulator, 'POST', '/_emulator/audiences', { body }).then(({ body: answer }) =>
    Number(answer['audienceGroupId']),
  );

async function refusal(promise: Promise<unknown>): Promise<{ readonly status: number; readonly code: string }> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HTTPFetchError)) throw new Error('not refused');
  const { details, message } = JSON.parse(error.body);
  return { status: error.status, code: details?.[0]?.message ?? message };
}

it('the official SDK creates an audience, adds to it, waits for it, narrowcasts to it, renames and deletes it', async () => {
  const clients = await clientsOf();
  const { emulator, audiences, files, line } = clients;
  const created = await audiences.createAudienceGroup({ description: 'Spring', audiences: idsOf(clients, 0, 30) });
  const id = idOf(created);
  expect(created).toMatchObject({ type: 'UPLOAD', createRoute: 'MESSAGING_API', permission: 'READ_WRITE' });
  expect((await audiences.getAudienceData(id)).audienceGroup).toMatchObject({
    status: 'IN_PROGRESS',
    audienceCount: 0,
  });
  emulator.moveClock(JOB_MS);
  expect((await audiences.getAudienceData(id)).audienceGroup).toMatchObject({ status: 'READY', audienceCount: 30 });

  const lines = new Blob(
    [
      idsOf(clients, 20, 60)
        .map((entry) => `${entry.id}\n`)
        .join(''),
    ],
    { type: 'text/plain' },
  );
  await files.addUserIdsToAudience(lines, id, 'second file');
  const adding = await audiences.getAudienceData(id);
  expect(adding.audienceGroup).toMatchObject({ status: 'READY', audienceCount: 30 });
  expect(adding.jobs?.at(-1)).toMatchObject({ jobStatus: 'QUEUED', description: 'second file', type: 'DIFF_ADD' });
  emulator.moveClock(JOB_MS / 2);
  expect((await audiences.getAudienceData(id)).jobs?.at(-1)).toMatchObject({ jobStatus: 'WORKING' });
  emulator.moveClock(JOB_MS / 2);
  const added = await audiences.getAudienceData(id);
  expect(added.audienceGroup).toMatchObject({ audienceCount: 60 });
  expect(added.jobs?.at(-1)).toMatchObject({ jobStatus: 'FINISHED', audienceCount: 40 });

  await line.narrowcast({ messages, recipient: { type: 'audience', audienceGroupId: id } as messagingApi.Recipient });
  emulator.moveClock(1000);
  expect(emulator.deliveries()).toMatchObject({ recipients: 60, messages: 60 });
  expect(emulator.deliveriesTo(emulator.followerId(59))).toBe(1);
  expect(emulator.deliveriesTo(emulator.followerId(60))).toBe(0);

  await audiences.updateAudienceGroupDescription(id, { description: 'Summer' });
  expect((await audiences.getAudienceGroups(1, 'summ')).audienceGroups).toMatchObject([{ audienceGroupId: id }]);
  expect((await audiences.deleteAudienceGroupWithHttpInfo(id)).httpResponse.status).toBe(202);
  expect(await refusal(audiences.getAudienceData(id))).toEqual({ status: 400, code: 'AUDIENCE_GROUP_NOT_FOUND' });
});

it('an audience by file takes plain text alone, and exactly the media type counts', async () => {
  const clients = await clientsOf();
  const line = `${clients.emulator.followerId(0)}\r\n`;
  const created = await clients.files.createAudienceForUploadingUserIds(new Blob([line], { type: 'text/plain' }), 'a');
  expect(created).toMatchObject({ description: 'a' });
  const csv = new Blob([line], { type: 'text/csv' });
  expect(await refusal(clients.files.createAudienceForUploadingUserIds(csv, 'b'))).toMatchObject({ status: 415 });
  const none = new Blob([''], { type: 'text/plain' });
  expect(await refusal(clients.files.createAudienceForUploadingUserIds(none, 'c'))).toEqual({
    status: 400,
    code: 'UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS',
  });
});

describe('is refused in the words of LINE', () => {
  const id = `U${'0'.repeat(32)}`;
  it.each<[what: string, code: string, body: manageAudience.CreateAudienceGroupRequest]>([
    ['a name of 121 characters', 'AUDIENCE_GROUP_NAME_SIZE_OVER', { description: 'n'.repeat(121) }],
    ['a name of spaces', 'AUDIENCE_GROUP_NAME_EMPTY', { description: '  ' }],
    ['a name with a line break', 'AUDIENCE_GROUP_NAME_WRONG', { description: 'a\nb' }],
    [
      'an upload description of 301 characters',
      'AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER',
      { description: 'a', uploadDescription: 'd'.repeat(301) },
    ],
    [
      'one malformed ID among good ones',
      'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT',
      { description: 'a', audiences: [{ id }, { id: 'u0' }] },
    ],
    [
      '10,001 IDs',
      'UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS',
      { description: 'a', audiences: Array.from({ length: 10_001 }, () => ({ id })) },
    ],
  ])('%s', async (_what, code, body) => {
    const { audiences } = await clientsOf();
    expect(await refusal(audiences.createAudienceGroup(body))).toEqual({ status: 400, code });
  });
});

it('an eleventh upload is answered 429 while ten are open, and taken when they are done', async () => {
  const clients = await clientsOf({ rateLimits: false });
  const { emulator, audiences } = clients;
  const id = idOf(await audiences.createAudienceGroup({ description: 'a', audiences: idsOf(clients, 0, 1) }));
  const add = (index: number) =>
    audiences.addAudienceToAudienceGroup({ audienceGroupId: id, audiences: idsOf(clients, index, index + 1) });
  for (let index = 1; index < 10; index += 1) await add(index);
  expect(await refusal(add(10))).toMatchObject({ status: 429 });
  emulator.moveClock(JOB_MS);
  await add(10);
  emulator.moveClock(JOB_MS);
  expect((await audiences.getAudienceData(id)).audienceGroup).toMatchObject({ audienceCount: 11 });
});

it('an empty audience stays in progress, a failed first upload fails it, and neither can be sent to', async () => {
  const clients = await clientsOf();
  const { emulator, token, audiences } = clients;
  const empty = idOf(await audiences.createAudienceGroup({ description: 'empty' }));
  await order(clients, { failNext: true });
  const failed = idOf(await audiences.createAudienceGroup({ description: 'f', audiences: idsOf(clients, 0, 30) }));
  emulator.moveClock(DAY_MS);

  expect((await audiences.getAudienceData(empty)).audienceGroup).toMatchObject({ status: 'IN_PROGRESS' });
  const { audienceGroup, jobs } = await audiences.getAudienceData(failed);
  expect(audienceGroup).toMatchObject({ status: 'FAILED', failedType: 'INTERNAL_ERROR' });
  expect(jobs).toMatchObject([{ jobStatus: 'FAILED', failedType: 'INTERNAL_ERROR' }]);
  for (const audienceGroupId of [empty, failed, 7]) {
    const body = { messages: TEXT, recipient: { type: 'audience', audienceGroupId } };
    const { status, body: answer } = await call(emulator, 'POST', '/v2/bot/message/narrowcast', {
      token,
      body,
    });
    expect([status, answer]).toEqual([400, { message: `Invalid audience group id: ${audienceGroupId}` }]);
  }
});

it('expires after 180 days, takes no more IDs then, and is gone a month later', async () => {
  const clients = await clientsOf();
  const { emulator, audiences } = clients;
  const id = idOf(await audiences.createAudienceGroup({ description: 'a', audiences: idsOf(clients, 0, 30) }));
  emulator.moveClock(180 * DAY_MS);
  expect((await audiences.getAudienceData(id)).audienceGroup).toMatchObject({ status: 'EXPIRED' });
  expect(
    await refusal(audiences.addAudienceToAudienceGroup({ audienceGroupId: id, audiences: idsOf(clients, 0, 1) })),
  ).toEqual({ status: 400, code: 'AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED' });
  emulator.moveClock(30 * DAY_MS);
  expect(await refusal(audiences.getAudienceData(id))).toMatchObject({ code: 'AUDIENCE_GROUP_NOT_FOUND' });
});

it('lists in pages, newest first, by name, status and how it was created', async () => {
  const clients = await clientsOf({ rateLimits: false });
  const { emulator, audiences } = clients;
  for (let index = 0; index < 45; index += 1)
    await audiences.createAudienceGroup({ description: `List ${index}`, audiences: idsOf(clients, 0, 1) });
  emulator.moveClock(JOB_MS);
  const tag = await order(clients, { create: { name: 'tag', type: 'CHAT_TAG', followers: 5 } });
  await audiences.createAudienceGroup({ description: 'empty' });

  const first = await audiences.getAudienceGroups(1, undefined, undefined, 40);
  expect(first).toMatchObject({ hasNextPage: true, totalCount: 47, page: 1, size: 40 });
  const second = await audiences.getAudienceGroups(2, undefined, undefined, 40);
  expect([second.audienceGroups?.length, second.hasNextPage]).toEqual([7, false]);
  expect(second.audienceGroups?.at(-1)).toMatchObject({ description: 'List 0' });
  expect((await audiences.getAudienceGroups(1, 'LIST 4')).totalCount).toBe(6);
  expect((await audiences.getAudienceGroups(1, undefined, 'IN_PROGRESS')).totalCount).toBe(1);
  expect(
    (await audiences.getAudienceGroups(1, undefined, undefined, 20, undefined, 'OA_MANAGER')).audienceGroups,
  ).toMatchObject([{ audienceGroupId: tag, audienceCount: 5 }]);
  expect(await refusal(audiences.getAudienceGroups(0))).toMatchObject({ status: 400 });
  expect(await refusal(audiences.getAudienceGroups(1, undefined, undefined, 41))).toMatchObject({ status: 400 });
});

it('a shared audience is shown by the shared endpoints, cannot be changed, and has the floor of 50', async () => {
  const clients = await clientsOf();
  const { emulator, audiences, line } = clients;
  const shared = { name: 'partner', type: 'UPLOAD', shared: true };
  const few = await order(clients, { create: { ...shared, followers: 30 } });
  const many = await order(clients, { create: { ...shared, followers: 60 } });
  expect((await audiences.getSharedAudienceGroups(1)).totalCount).toBe(2);
  expect((await audiences.getAudienceGroups(1)).totalCount).toBe(0);
  expect((await audiences.getSharedAudienceData(few)).audienceGroup).toMatchObject({ permission: 'READ' });
  expect(await refusal(audiences.deleteAudienceGroup(few))).toMatchObject({ code: 'AUDIENCE_GROUP_NOT_FOUND' });

  const send = async (recipient: object): Promise<messagingApi.NarrowcastProgressResponse> => {
    const { httpResponse } = await line.narrowcastWithHttpInfo({
      messages,
      recipient: recipient as messagingApi.Recipient,
    });
    emulator.moveClock(1000);
    return line.getNarrowcastProgress(httpResponse.headers.get('x-line-request-id') ?? '');
  };
  const audience = (audienceGroupId: number) => ({ type: 'audience', audienceGroupId });
  expect(await send(audience(few))).toMatchObject({ phase: 'failed', errorCode: 2 });
  expect(await send(audience(many))).toMatchObject({ phase: 'succeeded', successCount: 60 });
  expect(await send({ type: 'operator', or: [audience(few), audience(many)] })).toMatchObject({ errorCode: 4 });
});

it('fewer than 20 are not counted, but for uploads and chat tags', async () => {
  const clients = await clientsOf();
  const counts = ['UPLOAD', 'CHAT_TAG', 'RICHMENU_CLICK'].map(async (type) => {
    const id = await order(clients, { create: { name: type, type, followers: 19 } });
    return (await clients.audiences.getAudienceData(id)).audienceGroup?.audienceCount;
  });
  expect(await Promise.all(counts)).toEqual([19, 19, 0]);
});

it('blocked users and strangers are counted, and not sent to; users of another provider fail the whole call', async () => {
  const clients = await clientsOf({ followers: 100, blockedRatio: 0.5 });
  const { emulator, audiences, line } = clients;
  const stranger = { id: `U${'f'.repeat(32)}` };
  const id = idOf(
    await audiences.createAudienceGroup({ description: 'a', audiences: [...idsOf(clients, 0, 100), stranger] }),
  );
  emulator.moveClock(JOB_MS);
  expect((await audiences.getAudienceData(id)).audienceGroup).toMatchObject({ audienceCount: 101 });
  await line.narrowcast({ messages, recipient: { type: 'audience', audienceGroupId: id } as messagingApi.Recipient });
  emulator.moveClock(1000);
  const { recipients } = emulator.deliveries();
  expect(recipients).toBeGreaterThan(20);
  expect(recipients).toBeLessThan(80);

  await call(emulator, 'POST', '/_emulator/users', { body: { foreign: [stranger.id] } });
  expect(await refusal(audiences.createAudienceGroup({ description: 'b', audiences: [stranger] }))).toMatchObject({
    code: 'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT',
  });
});

it('outlives a restart: members, open uploads and the next ID', async () => {
  const clients = await clientsOf();
  const { emulator, audiences } = clients;
  const done = idOf(await audiences.createAudienceGroup({ description: 'done', audiences: idsOf(clients, 0, 30) }));
  emulator.moveClock(JOB_MS);
  const open = idOf(await audiences.createAudienceGroup({ description: 'open', audiences: idsOf(clients, 0, 40) }));
  const saved = emulator.exportState();

  const restarted = await emulate({ followers: 200 });
  restarted.importState(saved);
  const again = clientsAt(restarted, clients.token);
  const dataOf = (id: number) => again.audiences.getAudienceData(id).then(({ audienceGroup }) => audienceGroup);
  expect(await dataOf(done)).toMatchObject({ status: 'READY', audienceCount: 30 });
  again.emulator.moveClock(JOB_MS);
  expect(await dataOf(open)).toMatchObject({ status: 'READY', audienceCount: 40 });
  const next = idOf(await again.audiences.createAudienceGroup({ description: 'next' }));
  expect(next).toBeGreaterThan(open);
});
