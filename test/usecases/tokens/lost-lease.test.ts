import { describe, expect, it } from 'vitest';
import type { LineApi } from '../../../src/ports/line-api.js';
import { createTokenPlatform } from '../../support/token-platform.js';
import { CHANNEL_ID, createWorld, testSigningKey, type World } from '../../support/world.js';

const TOKENS = `tokens-${CHANNEL_ID}`;

/** This machine sleeps in the middle of a request to LINE, and another one goes on meanwhile. */
function openScene() {
  const platform = createTokenPlatform();
  const during: { -readonly [Call in keyof LineApi]?: () => void } = {};
  const line: Partial<LineApi> = {
    ...platform.line,
    listV21KeyIds: async (assertion) => {
      const listed = await platform.line.listV21KeyIds?.(assertion);
      during.listV21KeyIds?.();
      return listed ?? [];
    },
    verifyV21Token: async (token) => {
      const verified = await platform.line.verifyV21Token?.(token);
      during.verifyV21Token?.();
      return verified ?? null;
    },
  };
  const world = createWorld({ line });
  world.addChannel({ assertionKey: testSigningKey() });
  return { world, platform, during };
}

const errorOf = ({ stderr }: { readonly stderr: string }) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;

const issue = (world: World, ...more: readonly string[]) => world.run('token', 'issue', '--json', '--yes', ...more);

describe('a machine that slept past its lease on the tokens', () => {
  it('asks LINE for none: another may have issued since they were counted', async () => {
    const { world, platform, during } = openScene();
    during.listV21KeyIds = () => world.lostLocks.add(TOKENS);
    const ran = await issue(world);
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(errorOf(ran).code).toBe('LEASE_LOST');
    expect(platform.issued).toEqual([]);
    expect(world.tokens.size).toBe(0);
  });

  it('asks LINE for none at the last moment either, and leaves no row that would be counted', async () => {
    const { world, platform } = openScene();
    const { tokenLedger } = world.deps;
    world.deps.tokenLedger = async () => {
      const ledger = await tokenLedger();
      return {
        ...ledger,
        putCounted: async (record) => {
          await ledger.putCounted(record);
          world.lostLocks.add(TOKENS);
        },
      };
    };
    const ran = await issue(world);
    expect(errorOf(ran).code).toBe('LEASE_LOST');
    expect(platform.issued).toEqual([]);
    expect(world.tokens.size).toBe(0);
  });

  it('ends none to make room, and records away none that another has issued meanwhile', async () => {
    const { world, platform, during } = openScene();
    for (let count = 0; count < 30; count += 1) expect((await issue(world)).exitCode).toBe(0);
    during.listV21KeyIds = () => world.lostLocks.add(TOKENS);
    const before = new Map(world.tokens);
    const ran = await issue(world, '--revoke-oldest');
    expect(errorOf(ran).code).toBe('LEASE_LOST');
    expect(platform.live).toHaveLength(30);
    expect(world.tokens).toEqual(before);
  });
});

describe('a rotation whose lease was taken over', () => {
  async function rotating(during: (world: World) => void) {
    const scene = openScene();
    const { world, platform } = scene;
    expect((await issue(world, '--label', 'prod')).exitCode).toBe(0);
    const [old] = platform.issued;
    world.files.set('.env', `LINE_CHANNEL_ACCESS_TOKEN=${old}\n`);
    scene.during.verifyV21Token = () => during(world);
    const ran = await world.run('token', 'rotate', '--label', 'prod', '--to', 'env-file:.env', '--yes', '--json');
    return { ...scene, old, ran, states: [...world.rotations.values()].map(({ state }) => state) };
  }
  const lose = (world: World) => {
    for (const { id, channelId } of world.rotations.values())
      world.lostLocks.add(`rotation-${channelId}-${/^r-(\d+)-/.exec(id)?.[1]}`);
  };

  it('delivers nothing, takes nothing back and writes nothing more', async () => {
    const { world, platform, ran, old, states } = await rotating(lose);
    expect(errorOf(ran).code).toBe('LEASE_LOST');
    expect(world.files.get('.env')).toContain(old);
    expect(platform.live).toHaveLength(2);
    expect(states).toEqual(['issued']);
  });

  it('ends no token where it was lost while the credentials were read', async () => {
    const { world, platform, during } = openScene();
    expect((await issue(world, '--label', 'prod')).exitCode).toBe(0);
    world.files.set('.env', `LINE_CHANNEL_ACCESS_TOKEN=${platform.issued[0]}\n`);
    let isVerified = false;
    during.verifyV21Token = () => {
      isVerified = [...world.rotations.values()].some(({ state }) => state === 'in-grace');
    };
    const { secrets } = world.deps;
    world.deps.secrets = async () => {
      const store = await secrets();
      return {
        ...store,
        get: async (name) => {
          const secret = await store.get(name);
          if (isVerified && name.endsWith('/secret')) lose(world);
          return secret;
        },
      };
    };
    const ran = await world.run('token', 'rotate', '--label', 'prod', '--to', 'env-file:.env', '--yes', '--json');
    expect(errorOf(ran).code).toBe('LEASE_LOST');
    expect(platform.live).toHaveLength(2);
  });

  it('ends no token', async () => {
    const { world, platform, ran, states } = await rotating((at) => {
      if ([...at.rotations.values()].some(({ state }) => state === 'in-grace')) lose(at);
    });
    expect(errorOf(ran).code).toBe('LEASE_LOST');
    expect(platform.live).toHaveLength(2);
    expect(world.files.get('.env')).toContain(platform.issued[1]);
    expect(states).toEqual(['in-grace']);
  });
});
