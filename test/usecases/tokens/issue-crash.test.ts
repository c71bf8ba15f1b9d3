import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokenPlatform } from '../../support/token-platform.js';
import { createWorld, testSigningKey } from '../../support/world.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function crashWorld() {
  const line = createTokenPlatform();
  const world = createWorld({ line: line.line });
  world.addChannel({ assertionKey: testSigningKey() });
  return { world, line };
}

/** Port calls of one whole run, so that each of them can be the last. */
async function stepsOf(...command: readonly string[]): Promise<number> {
  const { world } = crashWorld();
  world.killAt(null);
  expect((await world.run(...command)).exitCode).toBe(0);
  return world.killAt(null);
}

describe.each([['v2.1'], ['short-lived']] as const)('an issue of %s killed at any step', (type) => {
  it('loses no token: it is in the ledger, or it is counted', async () => {
    const steps = await stepsOf('token', 'issue', '--type', type);
    expect(steps).toBeGreaterThan(8);
    for (let step = 0; step < steps; step += 1) {
      const { world, line } = crashWorld();
      world.killAt(step);
      const killed = await world.run('token', 'issue', '--type', type);
      world.killAt(null);

      const listed = JSON.parse((await world.run('token', 'list', '--json')).stdout);

      expect(listed.limits[type].active, `killed at step ${step}`).toBeGreaterThanOrEqual(line.live.length);
      for (const value of line.issued) {
        const shown = killed.stdout.includes(value);
        const recorded = [...world.tokens.values()].some(
          ({ fingerprint, state }) => fingerprint === sha256(value) && state === 'active',
        );
        expect(!shown || recorded, `shown before it was recorded, killed at step ${step}`).toBe(true);
      }
    }
  });

  it('never lets a later issue pass the limit', async () => {
    const steps = await stepsOf('token', 'issue', '--type', type);
    for (let step = 0; step < steps; step += 4) {
      const { world, line } = crashWorld();
      for (let index = 0; index < 29; index += 1) line.issueElsewhere('v2.1');
      for (let index = 0; index < 29; index += 1)
        await world.run('token', 'issue', '--type', 'short-lived', '--no-store');
      const before = line.live.filter((token) => token.type === type);
      world.killAt(step);
      await world.run('token', 'issue', '--type', type);
      world.killAt(null);

      await world.run('token', 'issue', '--type', type);
      await world.run('token', 'issue', '--type', type);

      expect(line.live.filter((token) => token.type === type).length).toBeLessThanOrEqual(30);
      expect(line.live, `a token was ended without a word, killed at step ${step}`).toEqual(
        expect.arrayContaining(before),
      );
    }
  });
});

describe('an issue that lets LINE end the oldest token, killed at any step', () => {
  const EVICTING = ['token', 'issue', '--type', 'short-lived', '--allow-eviction'];

  async function fullWorld() {
    const scene = crashWorld();
    for (let index = 0; index < 30; index += 1) await scene.world.run('token', 'issue', '--type', 'short-lived');
    return scene;
  }

  it('forgets no living token, and calls none alive that has ended', async () => {
    const { world: whole } = await fullWorld();
    whole.killAt(null);
    const before = whole.killAt(null);
    expect((await whole.run(...EVICTING)).exitCode).toBe(0);
    const steps = whole.killAt(null) - before;
    expect(steps).toBeGreaterThan(8);

    for (let step = 0; step < steps; step += 1) {
      const { world, line } = await fullWorld();
      world.killAt(step);
      await world.run(...EVICTING);
      world.killAt(null);

      const alive = new Set(line.live.map(({ value }) => value));
      for (const [index, value] of line.issued.slice(0, 30).entries()) {
        const row = [...world.tokens.values()].find(({ fingerprint }) => fingerprint === sha256(value));
        const isKept = row !== undefined && world.secrets.get(`token/${row.id}`) === value;
        const said = row?.state ?? 'nothing';
        const expected = alive.has(value) ? ['active', 'unknown'] : ['evicted', 'unknown'];
        expect({ step, index, isKept, isTrue: expected.includes(said) }).toMatchObject({ isTrue: true });
        if (alive.has(value)) expect({ step, index, isKept }).toEqual({ step, index, isKept: true });
      }
      const listed = JSON.parse((await world.run('token', 'list', '--json')).stdout);
      expect(listed.limits['short-lived'].active).toBe(30);
    }
  });
});

describe('a revoke killed at any step', () => {
  it('never forgets the string of a token that is alive, and ends it when run again', async () => {
    const { world: whole } = crashWorld();
    await whole.run('token', 'issue');
    whole.killAt(null);
    await whole.run('token', 'revoke', 't-00000000', '--yes');
    const steps = whole.killAt(null);
    expect(steps).toBeGreaterThan(8);

    for (let step = 0; step < steps; step += 1) {
      const { world, line } = crashWorld();
      await world.run('token', 'issue');
      world.killAt(step);
      await world.run('token', 'revoke', 't-00000000', '--yes');
      world.killAt(null);

      if (0 < line.live.length)
        expect(world.secrets.get('token/t-00000000'), `killed at step ${step}`).toBe(line.issued[0]);
      expect((await world.run('token', 'revoke', 't-00000000', '--yes')).exitCode).toBe(0);
      expect(line.live).toEqual([]);
      expect(world.secrets.has('token/t-00000000'), `killed at step ${step}`).toBe(false);
    }
  });
});
