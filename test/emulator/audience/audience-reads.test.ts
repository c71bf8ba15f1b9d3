import { describe, expect, it } from 'vitest';
import { call, emulate } from '../platform.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const JOB_MS = 500;

async function account() {
  const emulator = await emulate({ followers: 100, longLived: true, rateLimits: false });
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const ask = (path: string) => call(emulator, 'GET', `/v2/bot/audienceGroup/${path}`, { token });
  const order = async (create: object) => {
    const { body } = await call(emulator, 'POST', '/_emulator/audiences', { body: { create } });
    return Number(body['audienceGroupId']);
  };
  return { emulator, token, ask, order };
}

describe('a list of audiences', () => {
  it.each([
    ['list?page=1&size=41', { message: 'size: must be less than or equal to 40', details: [{ message: 'TOO_HIGH' }] }],
    ['shared/list?size=41', { message: 'size: must be less than or equal to 40', details: [{ message: 'TOO_HIGH' }] }],
    ['list?page=0', { message: 'page: must be greater than or equal to 1', details: [{ message: 'TOO_LOW' }] }],
    ['list', { message: "The value for the 'page' parameter is invalid" }],
    ['list?page=1&createRoute=BUSINESS_MANAGER', { message: "The value for the 'createRoute' parameter is invalid" }],
  ])('is refused as LINE does: %s', async (path, body) => {
    const { ask } = await account();
    expect(await ask(path)).toMatchObject({ status: 400, body });
  });

  it('leaves out what was made elsewhere when it is told to; that of shared ones begins with page 1', async () => {
    const { emulator, token, ask, order } = await account();
    await call(emulator, 'POST', '/v2/bot/audienceGroup/upload', { token, body: { description: 'own' } });
    await order({ name: 'manager', type: 'CHAT_TAG', permission: 'READ', followers: 30 });
    await order({ name: 'shared', shared: true, createRoute: 'BUSINESS_MANAGER' });
    const counts = async (path: string) => {
      const { totalCount, readWriteAudienceGroupTotalCount, page, size, hasNextPage } = (await ask(path)).body;
      return { totalCount, readWriteAudienceGroupTotalCount, page, size, hasNextPage };
    };
    const one = { page: 1, size: 20, hasNextPage: false };
    expect(await counts('list?page=1')).toEqual({ ...one, totalCount: 2, readWriteAudienceGroupTotalCount: 1 });
    expect(await counts('list?page=1&includesExternalPublicGroups=false')).toMatchObject({ totalCount: 1 });
    expect(await counts('shared/list')).toEqual({ ...one, totalCount: 1, readWriteAudienceGroupTotalCount: 0 });
    expect(await counts('shared/list?includesOwnedAudienceGroups=true')).toMatchObject({ totalCount: 3 });
    expect(await counts('shared/list?createRoute=BUSINESS_MANAGER')).toMatchObject({ totalCount: 1 });
  });
});

it('a shared audience names the service that owns it', async () => {
  const { ask, order } = await account();
  const id = await order({ name: 'shared', shared: true, createRoute: 'BUSINESS_MANAGER' });
  expect((await ask(`shared/${id}`)).body).toMatchObject({ owner: { serviceType: 'bm' }, jobs: [] });
});

it('an audience of an ad service is activated and becomes inactive, and never expires', async () => {
  const { emulator, ask, order } = await account();
  const id = await order({ name: 'ads', type: 'APP_EVENT', createRoute: 'AD_MANAGER', status: 'ACTIVATING' });
  const idle = await order({ name: 'idle', type: 'APP_EVENT', createRoute: 'AD_MANAGER', status: 'INACTIVE' });
  const statusOf = async (audience: number) => Object((await ask(String(audience))).body['audienceGroup']).status;
  expect([await statusOf(id), await statusOf(idle)]).toEqual(['ACTIVATING', 'INACTIVE']);
  emulator.moveClock(JOB_MS);
  expect(await statusOf(id)).toBe('READY');
  const { audienceGroup, adaccount } = (await ask(String(id))).body;
  expect(audienceGroup).toMatchObject({ activated: expect.any(Number), inactivatedTimestamp: expect.any(Number) });
  expect(audienceGroup).not.toHaveProperty('expireTimestamp');
  expect(adaccount).toEqual({ name: expect.any(String) });
  emulator.moveClock(400 * DAY_MS);
  expect(await statusOf(id)).toBe('INACTIVE');
});

it('of a file LINE says the code twice, and IFAs need an application', async () => {
  const { emulator, token } = await account();
  const form = new FormData();
  form.set('description', 'file');
  form.set('file', new Blob(['U123\n'], { type: 'text/plain' }));
  const response = await fetch(`${emulator.url}/v2/bot/audienceGroup/upload/byFile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const code = 'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT';
  expect([response.status, await response.json()]).toEqual([
    400,
    { message: code, details: [{ message: code, property: 'file' }] },
  ]);
  const body = { description: 'ifa', isIfaAudience: true };
  expect(await call(emulator, 'POST', '/v2/bot/audienceGroup/upload', { token, body })).toMatchObject({
    status: 403,
    body: { message: 'Access to this API is not available for your account' },
  });
});

it.each(['click', 'imp'])('audienceGroup/%s takes 60 requests a minute', async (kind) => {
  const emulator = await emulate({ longLived: true });
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const statuses: number[] = [];
  for (let count = 0; count < 61; count++) {
    const { status } = await call(emulator, 'POST', `/v2/bot/audienceGroup/${kind}`, { token, body: {} });
    statuses.push(status);
  }
  expect(statuses.slice(0, 60).every((status) => status === 400)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
});
