import { insight, messagingApi } from '@line/bot-sdk';
import { expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, TEXT } from '../platform.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const FOLLOWERS = 400;
const NOON = new Date('2026-11-21T03:00:00Z');

interface Person {
  readonly gender: string;
  readonly age: string;
  readonly area: string;
  readonly appType: string;
  readonly subscriptionPeriod: string;
}

async function account(options: Parameters<typeof emulate>[0] = {}) {
  const emulator = await emulate({
    followers: FOLLOWERS,
    longLived: true,
    rateLimits: false,
    clock: NOON,
    ...options,
  });
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '';
  const config = { channelAccessToken: token, baseURL: emulator.url };
  return {
    emulator,
    token,
    line: new messagingApi.MessagingApiClient(config),
    statistics: new insight.InsightClient(config),
  };
}

type Account = Awaited<ReturnType<typeof account>>;

async function personOf(emulator: Emulator, userId: string): Promise<Person> {
  return JSON.parse((await call(emulator, 'GET', `/_emulator/attributes?userId=${userId}`)).text);
}

function peopleOf({ emulator }: Account): Promise<readonly Person[]> {
  return Promise.all(Array.from({ length: FOLLOWERS }, (_, index) => personOf(emulator, emulator.followerId(index))));
}

/** Who gets a narrowcast with this filter, by place among the followers. */
async function reachedBy({ emulator, token }: Account, demographic: object): Promise<readonly number[]> {
  const ids = Array.from({ length: FOLLOWERS }, (_, index) => emulator.followerId(index));
  const before = ids.map((id) => emulator.deliveriesTo(id));
  const body = { messages: TEXT, filter: { demographic } };
  const { status } = await call(emulator, 'POST', '/v2/bot/message/narrowcast', { token, body });
  expect(status).toBe(202);
  emulator.moveClock(500);
  return ids.flatMap((id, index) => (emulator.deliveriesTo(id) === (before[index] ?? 0) ? [] : [index]));
}

const AGE_ORDER = ['from0to14', ...[15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65].map((age) => `from${age}to${age + 4}`)];
const female = { type: 'gender', oneOf: ['female'] };
const ios = { type: 'appType', oneOf: ['ios'] };
const FILTERS: readonly (readonly [what: string, filter: object, passes: (person: Person) => boolean])[] = [
  ['a gender', female, ({ gender }) => gender === 'female'],
  ['two', { type: 'gender', oneOf: ['male', 'female'] }, ({ gender }) => gender !== 'unknown'],
  ['an app', ios, ({ appType }) => appType === 'ios'],
  [
    'an age range',
    { type: 'age', gte: 'age_20', lt: 'age_40' },
    ({ age }) => AGE_ORDER.indexOf(age) >= 2 && AGE_ORDER.indexOf(age) < 6,
  ],
  ['an open age range', { type: 'age', gte: 'age_35' }, ({ age }) => age === 'from70' || AGE_ORDER.indexOf(age) >= 5],
  [
    'areas',
    { type: 'area', oneOf: ['jp_13', 'jp_14', 'jp_11', 'jp_27', 'jp_23'] },
    ({ area }) => ['jp_13', 'jp_14', 'jp_11', 'jp_27', 'jp_23'].includes(area),
  ],
  [
    'a period',
    { type: 'subscriptionPeriod', gte: 'day_30', lt: 'day_365' },
    ({ subscriptionPeriod }) => ['within90days', 'within180days', 'within365days'].includes(subscriptionPeriod),
  ],
  [
    'all of several',
    { type: 'operator', and: [female, ios] },
    ({ gender, appType }) => gender === 'female' && appType === 'ios',
  ],
  [
    'any of several',
    { type: 'operator', or: [female, ios] },
    ({ gender, appType }) => gender === 'female' || appType === 'ios',
  ],
  ['none of these', { type: 'operator', not: female }, ({ gender }) => gender !== 'female'],
];

it('a narrowcast reaches exactly those whom its filter lets pass, and the insight counts the same people', async () => {
  const world = await account();
  const people = await peopleOf(world);
  const indicesOf = (passes: (person: Person) => boolean) =>
    people.flatMap((person, index) => (passes(person) ? [index] : []));

  for (const [what, filter, passes] of FILTERS) {
    const expected = indicesOf(passes);
    expect(expected.length, what).toBeGreaterThanOrEqual(50);
    expect(await reachedBy(world, filter), what).toEqual(expected);
  }

  const demographics = await world.statistics.getFriendsDemographics();
  expect(demographics.available).toBe(true);
  const share = (passes: (person: Person) => boolean) => Math.round((indicesOf(passes).length * 1000) / FOLLOWERS) / 10;
  for (const { gender, percentage } of demographics.genders ?? [])
    expect([gender, percentage]).toEqual([gender, share((person) => person.gender === gender)]);
  for (const { age, percentage } of demographics.ages ?? [])
    expect([age, percentage]).toEqual([age, share((person) => person.age === age)]);
  for (const { appType, percentage } of demographics.appTypes ?? [])
    expect([appType, percentage]).toEqual([appType, share((person) => person.appType === appType)]);
  for (const { subscriptionPeriod: period, percentage } of demographics.subscriptionPeriods ?? [])
    expect([period, percentage]).toEqual([period, share((person) => person.subscriptionPeriod === period)]);
  const tokyo = demographics.areas?.find(({ area }) => area === '東京')?.percentage;
  expect(tokyo).toBe(share(({ area }) => area === 'jp_13'));
  for (const tiles of [demographics.genders, demographics.ages, demographics.areas, demographics.appTypes]) {
    const percentages = (tiles ?? []).map(({ percentage = 0 }) => percentage);
    expect(Math.abs(percentages.reduce((sum, percentage) => sum + percentage, 0) - 100)).toBeLessThan(2);
    expect(percentages).toEqual(percentages.toSorted((one, other) => other - one));
  }
});

it('who comes is known three days later, and friends for longer as time goes by', async () => {
  const { emulator } = await account();
  const userId = `U${'7'.repeat(32)}`;
  await call(emulator, 'POST', '/_emulator/users', { body: { follow: [userId] } });
  const periods: string[] = [];
  for (const days of [0, 2.5, 1, 7, 30, 365]) {
    emulator.moveClock(days * DAY_MS);
    periods.push((await personOf(emulator, userId)).subscriptionPeriod);
  }
  expect(periods).toEqual(['unknown', 'unknown', 'within7days', 'within30days', 'within90days', 'over365days']);
});

it('is not told of fewer than 20 friends, nor of an account from elsewhere; a Thai one knows nobody under 20', async () => {
  const nothing = { available: false, genders: [], ages: [], areas: [], appTypes: [], subscriptionPeriods: [] };
  const small = await account({ followers: 19 });
  expect(await small.statistics.getFriendsDemographics()).toEqual(nothing);

  const { emulator, statistics } = await account();
  const order = (country: string) => call(emulator, 'POST', '/_emulator/bot', { body: { country } });
  const unknownOf = async () =>
    (await statistics.getFriendsDemographics()).ages?.find(({ age }) => age === 'unknown')?.percentage ?? 0;
  const unknown = await unknownOf();
  await order('ID');
  expect(await statistics.getFriendsDemographics()).toEqual(nothing);
  await order('TH');
  const { ages = [], areas = [] } = await statistics.getFriendsDemographics();
  expect(ages.map(({ age }) => age)).not.toContain('from15to19');
  expect(areas.map(({ area }) => area)).toContain('Bangkok');
  expect(await unknownOf()).toBeGreaterThan(unknown);
});

it.each([
  [{ type: 'age', gte: 'age_30', lt: 'age_30' }, 'filter.demographic.lt'],
  [{ type: 'area', oneOf: ['jp_48'] }, 'filter.demographic.oneOf[0]'],
])('a filter that nobody can pass is refused: %o', async (demographic, property) => {
  const { emulator, token } = await account();
  const body = { messages: TEXT, filter: { demographic } };
  const { status, body: answer } = await call(emulator, 'POST', '/v2/bot/message/narrowcast', { token, body });
  expect({ status, answer }).toMatchObject({ status: 400, answer: { details: [{ property }] } });
});

it('tells of each day what was true when it ended: who came and who blocked the account counts from its day on', async () => {
  const { emulator, token, statistics } = await account({ blockedRatio: 0.1 });
  const of = (date: string) => statistics.getNumberOfFollowers(date);
  const order = (body: object) => call(emulator, 'POST', '/_emulator/users', { body });
  const start = await of('20261120');
  expect(start).toMatchObject({ status: 'ready', followers: FOLLOWERS });
  const blocks = start.blocks ?? 0;
  expect(start.targetedReaches).toBe(FOLLOWERS - blocks);
  expect(await of('20261121')).toEqual({ status: 'unready', followers: null, targetedReaches: null, blocks: null });

  const newcomers = Array.from({ length: 3 }, (_, index) => `U${String(index).repeat(32)}`);
  await order({ follow: newcomers });
  emulator.moveClock(DAY_MS);
  await order({ block: newcomers.slice(1) });
  emulator.moveClock(DAY_MS);
  await order({ unblock: newcomers.slice(2) });
  emulator.moveClock(DAY_MS);

  const days = await Promise.all(['20261120', '20261121', '20261122', '20261123'].map(of));
  expect(days.map(({ followers, blocks: blocked }) => [followers, (blocked ?? 0) - blocks])).toEqual([
    [FOLLOWERS, 0],
    [FOLLOWERS + 3, 0],
    [FOLLOWERS + 3, 2],
    [FOLLOWERS + 3, 1],
  ]);
  for (const { followers, targetedReaches, blocks: blocked } of days)
    expect(targetedReaches).toBe((followers ?? 0) - (blocked ?? 0));
  // Before that they came one by one.
  const earlier = await Promise.all(['20261101', '20260601', '20240601'].map(of));
  const counts = earlier.map(({ followers }) => followers ?? 0);
  expect(counts).toEqual(counts.toSorted((one, other) => other - one));
  expect(counts[0]).toBeLessThan(FOLLOWERS);
  expect((await of('20161101')).followers).toBe(0);

  const saved = emulator.exportState();
  const restarted = await emulate({ followers: FOLLOWERS, blockedRatio: 0.1, rateLimits: false });
  restarted.importState(saved);
  const again = await call(restarted, 'GET', '/v2/bot/insight/followers?date=20261122', { token });
  expect(again.body).toEqual(days[2]);
});

it('who blocks the account while a narrowcast is sent does not get it, and is a failure', async () => {
  const { emulator, line, statistics } = await account();
  const { httpResponse } = await line.narrowcastWithHttpInfo({
    messages: [{ type: 'text', text: 'https://example.com/' }],
  });
  const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
  await call(emulator, 'POST', '/_emulator/users', { body: { block: [emulator.followerId(0)] } });
  emulator.moveClock(500);
  await call(emulator, 'POST', '/_emulator/users', { body: { block: [emulator.followerId(1)] } });
  expect(await line.getNarrowcastProgress(requestId)).toMatchObject({
    phase: 'succeeded',
    successCount: FOLLOWERS - 1,
    failureCount: 1,
    targetCount: FOLLOWERS,
  });
  expect([0, 1].map((index) => emulator.deliveriesTo(emulator.followerId(index)))).toEqual([0, 1]);
  expect((await statistics.getMessageEvent(requestId)).overview?.delivered).toBe(FOLLOWERS - 1);
});
