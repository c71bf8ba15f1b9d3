import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import type { Fault } from '../../src/emulator/faults/faults.js';
import {
  eachOnce,
  exited,
  type JsonObject,
  MULTICAST,
  numberAt,
  openWorld,
  PUSH,
  readObject,
  until,
  type World,
} from '../support/binary.js';

const FIVE_PERCENT: readonly Fault[] = [
  { kind: '500-before', probability: 0.01 },
  { kind: '500-after', probability: 0.01 },
  { kind: 'reset-before', probability: 0.01 },
  { kind: 'reset-after', probability: 0.01 },
  { kind: 'torn-body', probability: 0.01 },
];

/** Numbers from 0 up to 1, the same for the same seed. */
function* chances(seed: number): Generator<number> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe.concurrent('a broadcast that is killed', () => {
  it('reaches each of 20,000 recipients exactly once after ten kills under faults', { timeout: 120_000 }, async () => {
    const seed = 1;
    const recipients = 20_000;
    await using world = await openWorld({ followers: recipients, seed, faults: FIVE_PERCENT });
    const chance = chances(seed);
    const plan = [
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(recipients),
      '--stages',
      '1%,10%,rest',
      '--batch-size',
      '50',
      '--interval',
      '1s',
    ];
    let running = world.start(['broadcast', 'send', ...plan, '--yes']);
    await running.says('created b-');
    let id: string | null = null;
    for (let kill = 0; kill < 10; kill += 1) {
      const more = 1 + Math.floor((chance.next().value ?? 0) * 40);
      await world.seen(world.requestsTo(MULTICAST) + more, MULTICAST, running);
      await running.kill();
      id ??= await world.onlyBroadcast();
      const killed = await world.insideJson(['broadcast', 'show', id]);
      expect(balance(killed)).toBe(recipients);
      expect(world.delivered().reached).toBeGreaterThanOrEqual(numberAt(killed, 'recipients', 'accepted'));
      running = world.start(['broadcast', 'resume', id ?? '', '--json']);
    }
    const { exitCode, stdout, stderr } = await running.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('error') });
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'completed',
      recipients: { unique: recipients, accepted: recipients, refused: 0, unknown: 0, pending: 0 },
    });
    expect(world.delivered()).toEqual(eachOnce(recipients));
  });

  it('is resumed after a kill right after it was created', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 500, latencyMs: 50 });
    const running = world.start([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(500),
      '--yes',
    ]);
    await running.says('created b-');
    await running.kill();
    const id = await world.onlyBroadcast();
    exited(0, await world.run(['broadcast', 'resume', id, '--yes']));
    expect(world.delivered()).toEqual(eachOnce(500));
  });
});

describe.concurrent('a push that is killed while LINE has it', () => {
  it.each([
    ['the same push with the key that the ledger has', (push: string[], key: string) => [...push, '--retry-key', key]],
    ['the resume that was named', (_push: string[], _key: string, id: string) => ['broadcast', 'resume', id]],
  ])('is settled by %s, and the person has it once', async (_how, settle) => {
    await using world = await openWorld({ faults: [{ kind: 'hang-after', probability: 1 }] });
    const push = ['message', 'push', world.messagesFile(), '--to', followerId(0)];
    const running = world.start(push);
    await until('the push taken', () => running.hasEnded || 0 < world.delivered().reached);
    const { stderr } = await running.kill();
    const id = /line-ops broadcast resume (\S+)/.exec(stderr)?.[1] ?? '';
    expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({
      via: 'push',
      recipients: { unknown: 1 },
    });
    const { recent } = world.emulator.requests();
    const key = recent.find(({ path }) => path === PUSH)?.retryKey ?? '';
    world.emulator.setFaults([]);
    exited(0, await world.run(settle(push, key, id)));
    expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({ state: 'completed', conflicts: 1 });
    expect(world.delivered()).toEqual(eachOnce(1));
  });
});

describe.concurrent('a broadcast whose answers never come', () => {
  it('keeps each retry key over the timeout and messages nobody twice', { timeout: 90_000 }, async () => {
    await using world = await openWorld({
      followers: 3_000,
      faults: [{ kind: 'hang-after', probability: 0.5 }],
      seed: 3,
    });
    const running = world.start([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(3_000),
      '--batch-size',
      '500',
      '--yes',
      '--json',
    ]);
    await until('two answers lost', () => running.hasEnded || 2 <= hangs(world));
    world.emulator.setFaults([]);
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(0);
    const done = readObject(stdout);
    expect(done).toMatchObject({ state: 'completed', recipients: { accepted: 3_000 } });
    expect(numberAt(done, 'retries')).toBeGreaterThanOrEqual(2);
    expect(numberAt(done, 'conflicts')).toBe(numberAt(done, 'retries'));
    expect(world.delivered()).toEqual(eachOnce(3_000));
    const keys = world.emulator
      .requests()
      .recent.filter(({ path }) => path === MULTICAST)
      .map(({ retryKey }) => retryKey);
    expect(new Set(keys).size).toBe(6);
  });
});

describe.concurrent('a broadcast that is stopped', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'finishes what is on its way at one %s, exits %i and says how to go on',
    { timeout: 60_000 },
    async (signal, code) => {
      await using world = await openWorld({ followers: 2_000, latencyMs: 150 });
      const running = world.start([
        'broadcast',
        'send',
        '--messages',
        world.messagesFile(),
        '--to',
        world.followersFile(2_000),
        '--batch-size',
        '10',
        '--yes',
      ]);
      await world.seen(12, MULTICAST, running);
      running.signal(signal);
      const { exitCode, stderr } = await running.ended;
      expect(exitCode).toBe(code);
      const id = await world.onlyBroadcast();
      expect(stderr).toContain(`line-ops broadcast resume ${id}`);
      const stopped = await world.insideJson(['broadcast', 'show', id]);
      expect(stopped).toMatchObject({
        state: 'paused',
        recipients: { unknown: 0, accepted: world.delivered().reached },
      });
      expect(numberAt(stopped, 'recipients', 'pending')).toBeGreaterThan(0);
      exited(0, await world.run(['broadcast', 'resume', id]));
      expect(world.delivered()).toEqual(eachOnce(2_000));
    },
  );

  it('ends at once at the second Ctrl-C and still messages nobody twice', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 2_000, faults: [{ kind: 'hang-after', probability: 1 }] });
    const running = world.start([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(2_000),
      '--yes',
    ]);
    await until('an answer that never comes', () => running.hasEnded || 1 <= hangs(world));
    running.signal('SIGINT');
    await running.says('once more stops at once');
    const secondAt = performance.now();
    running.signal('SIGINT');
    const { exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    // The request on its way would be waited for up to 10 s.
    expect(performance.now() - secondAt).toBeLessThan(5_000);
    world.emulator.setFaults([]);
    const id = await world.onlyBroadcast();
    expect(await world.insideJson(['broadcast', 'show', id])).toMatchObject({
      state: 'incomplete',
      recipients: { unknown: 500, pending: 1_500 },
    });
    exited(0, await world.run(['broadcast', 'resume', id]));
    expect(world.delivered()).toEqual(eachOnce(2_000));
  });

  it('refuses a second resume beside the first and names its process', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 200 });
    const first = world.start([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(200),
      '--batch-size',
      '20',
      '--rate',
      '1/s',
      '--yes',
    ]);
    await world.seen(1, MULTICAST, first);
    const id = await world.onlyBroadcast();
    const second = await world.run(['broadcast', 'resume', id, '--yes']);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`process ${first.pid} `);
    expect(first.hasEnded).toBe(false);
    exited(0, await first.ended);
    expect(world.delivered()).toEqual(eachOnce(200));
  });
});

function balance(broadcast: JsonObject): number {
  return ['accepted', 'refused', 'unknown', 'pending'].reduce(
    (sum, total) => sum + numberAt(broadcast, 'recipients', total),
    0,
  );
}

function hangs({ emulator }: World): number {
  return emulator.requests().endpoints.reduce((sum, { byOutcome }) => sum + (byOutcome['hang'] ?? 0), 0);
}
