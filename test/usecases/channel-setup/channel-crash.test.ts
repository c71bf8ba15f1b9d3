import { expect, it } from 'vitest';
import { createTokenPlatform } from '../../support/token-platform.js';
import { CHANNEL_SECRET, createWorld, testSigningKey, type World } from '../../support/world.js';

function emptyWorld(): World {
  return createWorld({ line: createTokenPlatform().line });
}

function configuredWorld(): World {
  const world = emptyWorld();
  world.addChannel({ assertionKey: testSigningKey() });
  return world;
}

/** Kills the command at each of its steps in turn, in a world of its own each time, and hands that world on, revived. */
async function killAtEachStep(
  open: () => Promise<World>,
  command: readonly string[],
  check: (world: World, step: number) => Promise<void>,
): Promise<void> {
  const whole = await open();
  whole.killAt(null);
  expect((await whole.run(...command)).exitCode).toBe(0);
  const steps = whole.killAt(null);
  expect(steps).toBeGreaterThan(3);
  for (let step = 0; step < steps; step += 1) {
    const world = await open();
    world.killAt(step);
    await world.run(...command);
    world.killAt(null);
    await check(world, step);
  }
}

it('adds a channel whole or not at all: settings never point at a secret that is not there', async () => {
  const open = async () => {
    const world = emptyWorld();
    world.stdin = CHANNEL_SECRET;
    return world;
  };
  await killAtEachStep(
    open,
    ['channel', 'add', 'shop', '--channel-id', '1', '--channel-secret-stdin'],
    async (world, step) => {
      if (world.configuration.channels.length === 0) return;
      expect(world.secrets.get('channel/1/secret'), `killed at step ${step}`).toBe(CHANNEL_SECRET);
    },
  );
});

it('removes a channel so that a second run finishes what was left', async () => {
  await killAtEachStep(
    async () => configuredWorld(),
    ['channel', 'remove', 'shop', '--yes'],
    async (world, step) => {
      const isRemoved = world.configuration.channels.length === 0;
      if (!isRemoved) expect((await world.run('channel', 'remove', 'shop', '--yes')).exitCode).toBe(0);
      expect([...world.secrets.keys()], `killed at step ${step}`).toEqual([]);
    },
  );
});

it('changes the signing key so that the new private key is never lost', async () => {
  const open = async () => {
    const world = configuredWorld();
    await world.run('key', 'generate', '--yes');
    return world;
  };
  await killAtEachStep(open, ['key', 'set-id', 'new-key-id'], async (world, step) => {
    const { pending, current } = {
      pending: world.secrets.get('channel/1234567890/pending/assertion-key'),
      current: world.secrets.get('channel/1234567890/assertion-key'),
    };
    expect(pending !== undefined || current !== testSigningKey(), `killed at step ${step}`).toBe(true);

    expect((await world.run('key', 'set-id', 'new-key-id')).exitCode).toBe(0);
    expect(world.configuration.channels).toMatchObject([{ signingKeyId: 'new-key-id' }]);
    expect(world.secrets.get('channel/1234567890/assertion-key'), `killed at step ${step}`).not.toBe(testSigningKey());
  });
});
