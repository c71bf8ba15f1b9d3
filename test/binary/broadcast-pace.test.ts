import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rateLimitOf } from '../../src/domain/line/rate-limits.js';
import { eachOnce, exited, MULTICAST, openWorld, type World } from '../support/binary.js';

const LIMIT_PER_SECOND = 200;

describe('the pace', () => {
  it('is held against the limit that LINE documents', () => {
    expect(rateLimitOf('POST', MULTICAST)).toMatchObject({ count: LIMIT_PER_SECOND, periodMs: 1_000 });
  });

  it('stays within the limit in any one second, as fast as it goes', async () => {
    await using world = await openWorld({ followers: 2_500 });
    exited(0, await world.run(send(world, 2_500)));
    expectWithinLimit(world);
    expect(world.delivered()).toEqual(eachOnce(2_500));
  });

  it('is shared with a broadcast of a process that has nothing but a token of the same bot', async () => {
    await using world = await openWorld({ followers: 4_000 });
    const token = exited(0, await world.run(['token', 'issue', '--type', 'stateless'])).stdout.trim();
    const env = {
      LINE_CHANNEL_ACCESS_TOKEN: token,
      LINE_CHANNEL_ID: undefined,
      LINE_CHANNEL_SECRET: undefined,
    };
    const both = await Promise.all([world.run(send(world, 2_000, 0)), world.run(send(world, 2_000, 2_000), { env })]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expectWithinLimit(world);
    expect(world.delivered()).toEqual(eachOnce(4_000));
  });
});

/** In batches of five, so that a few seconds suffice to see the limit. */
function send(world: World, recipients: number, from = 0): readonly string[] {
  return [
    'broadcast',
    'send',
    '--messages',
    world.messagesFile(),
    '--to',
    world.followersFile(recipients, from),
    '--batch-size',
    '5',
    '--yes',
  ];
}

/**
 * By when the requests left: when they arrive is up to the machine, which delivers at once, after a stall of some
 * milliseconds, what left apart.
 */
function expectWithinLimit(world: World): void {
  const [multicast] = world.emulator.requests().endpoints.filter(({ path }) => path === MULTICAST);
  expect(multicast?.byOutcome).toEqual({ 200: multicast?.count });
  const most = mostInOneSecond(departures(world));
  expect(most).toBeLessThanOrEqual(LIMIT_PER_SECOND);
  // So that the limit was really reached for.
  expect(most).toBeGreaterThan(LIMIT_PER_SECOND / 2);
}

/** When each request to send left, by the request log. */
function departures({ home }: World): readonly number[] {
  const logs = join(home, 'logs');
  const lines = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').trimEnd().split('\n'));
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ url }) => url.endsWith(MULTICAST))
    .map(({ time }) => Date.parse(time))
    .sort((a, b) => a - b);
}

function mostInOneSecond(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  times.forEach((time, index) => {
    while ((times[first] ?? 0) <= time - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
