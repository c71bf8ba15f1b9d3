import { afterEach, expect, it } from 'vitest';
import { createLineApi } from '../../../src/adapters/line/line-api.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { type ChannelAccessToken, channelAccessToken } from '../../../src/domain/line/secret.js';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import type { Clock } from '../../../src/ports/host.js';
import type { LineApi } from '../../../src/ports/line-api.js';
import { BroadcastBench, noLocks } from '../../support/broadcast-bench.js';
import { Killer, mortalApi, mortalLedger } from '../../support/killer.js';

const FRIENDS = 300;
const STAGES = [5, 60, 235];
const BOT = { basicId: null, premiumId: null, displayName: null, chatMode: null, markAsReadMode: null };

/** All the friends, or an audience with as many of twice the number of friends. */
let toWord: string | null;

let bench: BroadcastBench;
let emulator: Emulator;
let real: LineApi;

/** The emulator's time: sleeping moves it, and the narrowcasts with it. */
const clock: Clock = {
  now: () => Math.floor(emulator.now()),
  sleep: async (ms) => {
    emulator.moveClock(ms);
    await new Promise((resolve) => setImmediate(resolve));
  },
};

async function start(followers: number): Promise<void> {
  bench = new BroadcastBench();
  emulator = await startEmulator({
    followers,
    narrowcastMs: 25_000,
    longLived: true,
    faults: ['500-after=0.3@narrowcast', 'reset-after=0.2@narrowcast', '500-before=0.1@narrowcast'],
  });
  real = await createLineApi({ env: emulator.env, clock, redactor: createRedactor(), observe: () => {} });
}

afterEach(async () => {
  await real.close();
  await emulator.stop();
  bench.close();
});

/** Runs what is left, as one process that may be killed. */
async function run(token: ChannelAccessToken, killer: Killer): Promise<void> {
  const botInfo = async () => ({ ...BOT, userId: bench.platform.botUserId });
  const ledger = mortalLedger(await bench.openLedger(), killer);
  const deps = {
    api: mortalApi({ ...real, botInfo }, killer),
    tokens: { current: async () => token, replace: async () => {} },
    clock,
    locks: noLocks,
  };
  const running = bench.run(await broadcastId(ledger), ledger, deps);
  await killer.outlived(running);
}

async function broadcastId(ledger: Awaited<ReturnType<BroadcastBench['openLedger']>>) {
  const [broadcast] = await ledger.list();
  return broadcast === undefined
    ? bench.planForFriends(ledger, 'narrowcast', STAGES, { intervalMs: 0, createdAt: clock.now(), toWord })
    : broadcast.settings.id;
}

async function sendKilledAgainAndAgain(): Promise<void> {
  const token = channelAccessToken(emulator.env['LINE_CHANNEL_ACCESS_TOKEN'] ?? '');
  let killAt = 3;
  for (let isAlive = false; !isAlive; killAt += 1) {
    const killer = new Killer(killAt);
    await run(token, killer);
    isAlive = !killer.isDead;
  }
  expect(killAt).toBeGreaterThan(6);
}

async function expectEverybodyOnce(): Promise<void> {
  const [broadcast] = await (await bench.openLedger()).list();
  expect(broadcast).toMatchObject({
    state: 'completed',
    recipients: { unique: FRIENDS, accepted: FRIENDS, refused: 0, unknown: 0, pending: 0 },
  });
  expect(broadcast?.stages.map(({ accepted }) => accepted)).toEqual(STAGES);
  expect(emulator.deliveries()).toMatchObject({ recipients: FRIENDS, messages: FRIENDS, maxPerRecipient: 1 });
  expect(emulator.violationCount()).toBe(0);
}

it('reaches every friend of an emulated LINE once, killed again and again amid faults', async () => {
  toWord = null;
  await start(FRIENDS);
  await sendKilledAgainAndAgain();
  await expectEverybodyOnce();
});

it('reaches everybody in an audience once, and nobody else, killed again and again amid faults', async () => {
  await start(2 * FRIENDS);
  const create = { name: 'half of them', followers: FRIENDS };
  const planted = await fetch(`${emulator.url}/_emulator/audiences`, {
    method: 'POST',
    body: JSON.stringify({ create }),
  });
  const { audienceGroupId }: { audienceGroupId: number } = JSON.parse(await planted.text());
  toWord = `audience:${audienceGroupId}`;
  await sendKilledAgainAndAgain();
  await expectEverybodyOnce();
  expect(emulator.deliveriesTo(emulator.followerId(FRIENDS))).toBe(0);
});
