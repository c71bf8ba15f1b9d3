import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, TEXT, tokenOf } from '../platform.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** 23:30 of 30 November in Japan. */
const BEFORE_MIDNIGHT = new Date('2026-11-30T14:30:00Z');
const LINKS = [{ type: 'text', text: 'https://example.com/a https://example.com/b' }];
const NO_STATISTIC = { message: null, key: null, stacktrace: null, code: null };
const EMPTY_OVERVIEW = {
  uniqueImpression: null,
  uniqueClick: null,
  uniqueMediaPlayed: null,
  uniqueMediaPlayed100Percent: null,
};

interface Statistics {
  readonly overview: { readonly uniqueImpression: number | null; readonly uniqueClick: number | null };
  readonly messages: readonly { readonly seq: number; readonly impression: number | null }[];
  readonly clicks: readonly {
    readonly url: string;
    readonly click: number | null;
    readonly uniqueClick: number | null;
  }[];
}

/** Asks as a client with a fresh token; tokens of this platform end within the hour. */
async function ask(emulator: Emulator, path: string, query: Record<string, string>) {
  return call(emulator, 'GET', `/v2/bot/insight/message/${path}?${new URLSearchParams(query)}`, {
    token: await tokenOf(emulator),
  });
}

async function unitStatistics(
  emulator: Emulator,
  [from, to]: readonly [string, string],
  unit = 'spring',
): Promise<Statistics> {
  const { status, text } = await ask(emulator, 'event/aggregation', { customAggregationUnit: unit, from, to });
  expect(status).toBe(200);
  return JSON.parse(text);
}

async function send(emulator: Emulator, method: string, body: object): Promise<string> {
  const token = await tokenOf(emulator);
  const { status, headers } = await call(emulator, 'POST', `/v2/bot/message/${method}`, { token, body });
  expect([200, 202]).toContain(status);
  return headers.get('x-line-request-id') ?? '';
}

function multicast(emulator: Emulator, people: number, messages: readonly object[] = LINKS): Promise<string> {
  const to = Array.from({ length: people }, (_, index) => emulator.followerId(index));
  return send(emulator, 'multicast', { to, messages, customAggregationUnits: ['spring'] });
}

describe('statistics of a unit', () => {
  it('are empty at first, grow for fourteen days, and then stay', async () => {
    const emulator = await emulate({ followers: 500, clock: BEFORE_MIDNIGHT });
    await multicast(emulator, 500);
    const all = ['20261130', '20261230'] as const;

    expect(await unitStatistics(emulator, all)).toEqual({ overview: EMPTY_OVERVIEW, messages: [], clicks: [] });
    const opened: (number | null)[] = [];
    for (const days of [1, 2, 11, 0.5, 20]) {
      emulator.moveClock(days * DAY_MS);
      opened.push((await unitStatistics(emulator, all)).overview.uniqueImpression);
    }

    const [first, second, last, ...after] = opened;
    expect(first).toBeGreaterThanOrEqual(20);
    expect(second).toBeGreaterThan(Number(first));
    expect(last).toBeGreaterThanOrEqual(Number(second));
    expect(new Set(after).size).toBe(1);
  });

  it('count what was done in those days of Japan, over midnight and the end of a month', async () => {
    const emulator = await emulate({ followers: 500, clock: BEFORE_MIDNIGHT });
    await multicast(emulator, 500);
    emulator.moveClock(20 * DAY_MS);

    const open = async (from: string, to: string) =>
      Number((await unitStatistics(emulator, [from, to])).overview.uniqueImpression);

    // Half an hour was left of the day on which it was sent.
    expect(await open('20261130', '20261130')).toBe(0);
    const firstDay = await open('20261201', '20261201');
    expect(firstDay).toBeGreaterThanOrEqual(20);
    expect(await open('20261130', '20261201')).toBeGreaterThanOrEqual(firstDay);
    expect(await open('20261130', '20261230')).toBeGreaterThan(firstDay);
    expect(await open('20261101', '20261129')).toBe(0);
  });

  it('are those of messages that were delivered, and of no other name', async () => {
    const emulator = await emulate({ followers: 400, blockedRatio: 1 });
    await multicast(emulator, 400);
    emulator.moveClock(14 * DAY_MS);
    const day = (at: number) => new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
    const span = [day(emulator.now() - 15 * DAY_MS), day(emulator.now())] as const;

    expect((await unitStatistics(emulator, span)).overview.uniqueImpression).toBeNull();
    expect(await unitStatistics(emulator, span, 'Spring')).toMatchObject({ messages: [], clicks: [] });
  });

  it('show nothing that fewer than twenty people did', async () => {
    const emulator = await emulate({ followers: 60, clock: BEFORE_MIDNIGHT });
    await multicast(emulator, 60);
    emulator.moveClock(14 * DAY_MS);

    const { overview, messages, clicks } = await unitStatistics(emulator, ['20261130', '20261230']);

    for (const value of [
      overview.uniqueImpression,
      overview.uniqueClick,
      ...clicks.map(({ uniqueClick }) => uniqueClick),
    ])
      expect(value ?? 20).toBeGreaterThanOrEqual(20);
    expect(overview.uniqueClick).toBeNull();
    expect(clicks.every(({ click }) => click === null)).toBe(true);
    expect(messages).toHaveLength(overview.uniqueImpression === null ? 0 : 1);
  });

  it.each([
    { from: '20261130', to: '20261230' },
    { customAggregationUnit: 'spring', to: '20261230' },
    { customAggregationUnit: 'spring', from: '20261131', to: '20261230' },
    { customAggregationUnit: 'spring', from: '20261130', to: '20261231' },
    { customAggregationUnit: 'spring', from: '20261130', to: '20261129' },
  ])('are refused without a word of why for %o', async (query) => {
    const emulator = await emulate({});
    const { status, body } = await ask(emulator, 'event/aggregation', query);
    expect({ status, body }).toEqual({ status: 400, body: NO_STATISTIC });
  });

  it('are in the state, and follow from the seed', async () => {
    const span = ['20261130', '20261230'] as const;
    const run = async (seed: number) => {
      const emulator = await emulate({ followers: 500, clock: BEFORE_MIDNIGHT, seed });
      await multicast(emulator, 500);
      emulator.moveClock(20 * DAY_MS);
      return { emulator, statistics: await unitStatistics(emulator, span) };
    };
    const { emulator, statistics } = await run(1);
    const state = emulator.exportState();

    emulator.importState(state);
    // It starts at the time that it was told to.
    emulator.moveClock(20 * DAY_MS);

    expect(await unitStatistics(emulator, span)).toEqual(statistics);
    expect((await run(1)).statistics).toEqual(statistics);
    expect((await run(2)).statistics).not.toEqual(statistics);
  });
});

describe('statistics of a request', () => {
  it('say how many a narrowcast was delivered to once all of it is sent', async () => {
    const emulator = await emulate({ followers: 500, narrowcastMs: 60_000 });
    const requestId = await send(emulator, 'narrowcast', { messages: LINKS, limit: { max: 300 } });

    const { body: before } = await ask(emulator, 'event', { requestId });
    emulator.moveClock(14 * DAY_MS);
    const { body: after } = await ask(emulator, 'event', { requestId });

    expect(before).toEqual({
      overview: { requestId, timestamp: expect.any(Number), delivered: null, ...EMPTY_OVERVIEW },
      messages: [],
      clicks: [],
    });
    expect(after).toMatchObject({
      overview: { requestId, delivered: 300, uniqueImpression: expect.any(Number) },
      messages: [{ seq: 1, impression: expect.any(Number) }],
      clicks: [{ url: 'https://example.com/a' }, { url: 'https://example.com/b' }],
    });
  });

  it('say of a failed narrowcast that it reached nobody', async () => {
    const emulator = await emulate({ followers: 500 });
    await fetch(`${emulator.url}/_emulator/narrowcasts`, { method: 'POST', body: JSON.stringify({ failNext: 1 }) });
    const requestId = await send(emulator, 'narrowcast', { messages: TEXT });
    emulator.moveClock(14 * DAY_MS);
    const { body } = await ask(emulator, 'event', { requestId });
    expect(body).toMatchObject({ overview: { delivered: 0, ...EMPTY_OVERVIEW }, messages: [], clicks: [] });
  });

  it('have no links where the message has none', async () => {
    const emulator = await emulate({ followers: 500 });
    const requestId = await send(emulator, 'broadcast', { messages: TEXT });
    emulator.moveClock(14 * DAY_MS);
    const { body } = await ask(emulator, 'event', { requestId });
    expect(body).toMatchObject({ overview: { delivered: 500, uniqueClick: null }, clicks: [] });
  });

  it('are there sixty times an hour', async () => {
    const emulator = await emulate({ followers: 5 });
    const token = await tokenOf(emulator);
    const requestId = await send(emulator, 'broadcast', { messages: TEXT });
    const path = `/v2/bot/insight/message/event?requestId=${requestId}`;
    for (let asked = 0; asked < 60; asked += 1) expect((await call(emulator, 'GET', path, { token })).status).toBe(200);
    expect((await call(emulator, 'GET', path, { token })).status).toBe(429);
  });
});
