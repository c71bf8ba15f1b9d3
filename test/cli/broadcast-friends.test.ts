import { describe, expect, it } from 'vitest';
import { type FailureKind, failureAs } from '../../src/domain/failure/failure.js';
import { parseUserId } from '../../src/domain/line/ids.js';
import type { BroadcastLedger } from '../../src/ports/broadcast/broadcast-ledger.js';
import type { LineApi } from '../../src/ports/line-api.js';
import { createWorld, type World } from '../support/world.js';

const BOT = { basicId: null, premiumId: null, displayName: null, chatMode: null, markAsReadMode: null };

const LINE: Partial<LineApi> = {
  targetReach: async () => 1000,
  botInfo: async () => ({ ...BOT, userId: parseUserId(`U${'b'.repeat(32)}`) }),
  quota: async () => ({ type: 'limited', limit: 1050 }),
  consumption: async () => 0,
};

const NOTHING_SENT: Pick<BroadcastLedger, 'begunSince'> = { begunSince: async () => [] };

function worldOf(line: Partial<LineApi> = {}, message = '{"type":"text","text":"hi"}'): World {
  const world = createWorld({
    line: { ...LINE, ...line },
    env: { LINE_CHANNEL_ACCESS_TOKEN: 'token' },
    deps: { broadcastLedger: async () => NOTHING_SENT as BroadcastLedger },
  });
  world.addChannel();
  world.files.set('m.json', message);
  return world;
}

const plan = (world: World, ...options: string[]) =>
  world.run('broadcast', 'plan', '--messages', 'm.json', '--to', 'friends', ...options);

async function planJson(...options: string[]) {
  const { stdout } = await plan(worldOf(), '--json', ...options);
  return JSON.parse(stdout);
}

it('one stage of friends goes by broadcast', async () => {
  expect(await planJson()).toMatchObject({
    via: 'broadcast',
    recipients: { total: 1000, unique: 1000, duplicates: 0, malformed: 0 },
    stages: [{ index: 1, recipients: 1000, batches: 1 }],
    batchSize: null,
    quota: { needed: 1000, left: 1050, leftAfter: 50, sufficient: true },
  });
});

it('stages of friends go by narrowcast, which needs the whole reach for the last', async () => {
  const { stdout, stderr, exitCode } = await plan(worldOf(), '--stages', '1%,20,rest', '--json');

  expect(JSON.parse(stdout)).toMatchObject({
    via: 'narrowcast',
    stages: [{ recipients: 10 }, { recipients: 20 }, { recipients: 970 }],
    batches: 3,
    quota: { needed: 1030, sufficient: true },
    warnings: expect.arrayContaining([expect.objectContaining({ code: 'SMALL_STAGE' })]),
  });
  expect([exitCode, stderr]).toEqual([0, '']);
});

it('a quota that covers the friends but not the reservation does not suffice', async () => {
  const { exitCode, stderr } = await plan(worldOf(), '--stages', '10%,rest', '--json');

  expect(exitCode).toBe(5);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'QUOTA_INSUFFICIENT', details: { needed: 1100 } } });
});

it('the hash is over the way as well', async () => {
  const [one, other] = [await planJson('--via', 'narrowcast'), await planJson('--via', 'broadcast')];
  expect(one.planHash).not.toBe(other.planHash);
  expect(await planJson('--via', 'broadcast')).toMatchObject({ planHash: other.planHash });
});

it('the number of friends can be given, and has to be where LINE does not say', async () => {
  const unasked = worldOf({ targetReach: () => Promise.reject(new Error('not to be asked')) });
  expect(JSON.parse((await plan(unasked, '--friends', '12', '--json')).stdout)).toMatchObject({
    recipients: { unique: 12 },
  });

  const { exitCode, stderr } = await plan(worldOf({ targetReach: async () => null }));
  expect(exitCode).toBe(8);
  expect(stderr).toMatch(/^error: LINE has no figure of the last 3 days for .* friends\nhint: .*--friends 12000\n$/);
});

it("the number of friends is an earlier day's where yesterday's is not ready", async () => {
  const days: string[] = [];
  const world = worldOf({
    targetReach: async (_token, day) => {
      days.push(day);
      return days.length < 3 ? null : 700;
    },
  });
  expect(JSON.parse((await plan(world, '--json')).stdout)).toMatchObject({ recipients: { unique: 700 } });
  expect(days).toEqual(['20261120', '20261119', '20261118']);
});

it.each<[FailureKind, number]>([
  ['refused', 8],
  ['limit', 5],
  ['unavailable', 6],
])('a LINE that does not say how many friends there are (%s) leaves a way to say it', async (kind, code) => {
  const problem = failureAs(kind, 'TARGET_REACH_UNKNOWN', { days: 3 });
  const { exitCode, stderr } = await plan(worldOf({ targetReach: () => Promise.reject(problem) }));
  expect(exitCode).toBe(code);
  expect(stderr).toContain('--friends 12000');
});

describe('wrong usage, found without a request', () => {
  it.each([
    ['--via multicast', 'error: --via multicast needs user IDs'],
    ['--via broadcast --stages 1%,rest', 'error: --via broadcast is one request'],
    ['--via broadcast --stage-size 10', 'error: --via broadcast is one request'],
    ['--stages 1,1,1,1,1,1,1,1,1,1,1,rest', 'error: 12 stages are more than the 11'],
    ['--stages 1%,rest --interval 14d', 'error: the last stage would begin more than 13 days after the first'],
    ['--column id', 'error: --column has no meaning'],
    ['--batch-size 5', 'error: --batch-size has no meaning'],
    ['--rate 5/s', 'error: --rate has no meaning'],
    ['--recipients-per-minute 5', 'error: --recipients-per-minute has no meaning'],
    ['--unit x', 'error: --unit has no meaning'],
  ])('--to friends %s', async (options, error) => {
    const world = worldOf();
    const { exitCode, stderr } = await plan(world, ...options.split(' '));
    expect(stderr).toContain(error);
    expect(stderr).toContain('\nhint: ');
    expect([exitCode, world.calls]).toEqual([2, []]);
  });

  it.each([['--via narrowcast'], ['--via broadcast'], ['--friends 5']])('--to list.txt %s', async (options) => {
    const world = worldOf();
    const argv = ['broadcast', 'plan', '--messages', 'm.json', '--to', 'list.txt', ...options.split(' ')];
    expect([(await world.run(...argv)).exitCode, world.calls]).toEqual([2, []]);
  });

  it('a message file with a limit of its own', async () => {
    const world = worldOf({}, '{"messages":[{"type":"text","text":"hi"}],"limit":{"max":5}}');
    const { exitCode, stderr } = await plan(world, '--stages', '1%,rest');
    expect(stderr).toContain('error: the message file has a "limit" of its own');
    expect([exitCode, world.calls]).toEqual([2, []]);
  });
});
