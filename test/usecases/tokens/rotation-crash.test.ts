import { describe, expect, it } from 'vitest';
import { assertion, assertionSigningKey } from '../../../src/domain/line/secret.js';
import { valuesOf } from '../../../src/domain/tokens/env-file.js';
import type { AssertionSigner } from '../../../src/ports/tokens/assertion.js';
import { createTokenPlatform, type TokenPlatform } from '../../support/token-platform.js';
import { createWorld, type World } from '../../support/world.js';

const FILE = 'app.env';
const VARIABLE = 'LINE_CHANNEL_ACCESS_TOKEN';
const BEFORE = `# app\nexport ${VARIABLE}="secret-v2.1-token-string-0" # by hand\nOTHER=1\n`;
const ROTATE = [
  'token',
  'rotate',
  '--label',
  'prod',
  '--to',
  `env-file:${FILE}`,
  '--to',
  'exec:push',
  '--verify-cmd',
  'try',
  '--grace',
  '10m',
  '--yes',
];

interface Scene {
  readonly world: World;
  readonly line: TokenPlatform;
  /** The token that the command was given last. */
  pushed: string;
}

/** Thousands of runs sign; that a signature is right is proven elsewhere. */
const quickSigner: AssertionSigner = {
  sign: (_key, { tokenLifetimeSeconds }) =>
    assertion(`header.${Buffer.from(JSON.stringify({ token_exp: tokenLifetimeSeconds })).toString('base64url')}.sig`),
  readKey: (text) => ({ key: assertionSigningKey(text), keyId: null }),
  publicHalf: () => ({}),
  generate: () => Promise.reject(new Error('not needed here')),
};

/** One token, in use in a file and behind a command. */
async function openScene(type: 'v2.1' | 'short-lived'): Promise<Scene> {
  const line = createTokenPlatform();
  const world = createWorld({ line: line.line, deps: { assertionSigner: async () => quickSigner } });
  world.addChannel({ assertionKey: '{"kty":"RSA","d":"private"}' });
  expect((await world.run('token', 'issue', '--label', 'prod', '--type', type)).exitCode).toBe(0);
  const scene: Scene = { world, line, pushed: line.issued[0] ?? '' };
  world.files.set(FILE, BEFORE.replace('secret-v2.1-token-string-0', scene.pushed));
  world.commands.set('push', (token) => {
    scene.pushed = token;
    return 0;
  });
  world.commands.set('try', () => 0);
  world.killAt(null);
  return scene;
}

/** The tokens that the file and the command hold. */
function inUse({ world, pushed }: Scene): readonly string[] {
  return [...valuesOf(world.files.get(FILE) ?? '', VARIABLE), pushed];
}

function alive({ line }: Scene): readonly string[] {
  return line.live.map(({ value }) => value);
}

async function stepsOfWholeRun(type: 'v2.1' | 'short-lived'): Promise<number> {
  const scene = await openScene(type);
  const ran = await scene.world.run(...ROTATE);
  expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  return scene.world.killAt(null);
}

describe.each(['v2.1', 'short-lived'] as const)('a rotation of %s killed at any step', (type) => {
  it('leaves every user with a living token, and is finished by --resume: one new, everywhere, the old one gone', async () => {
    const steps = await stepsOfWholeRun(type);
    expect(steps).toBeGreaterThan(60);
    for (let step = 0; step < steps; step += 1) {
      const scene = await openScene(type);
      const { world } = scene;
      world.killAt(step);
      await world.run(...ROTATE);
      world.killAt(null);
      expect(alive(scene), `killed at step ${step}`).toEqual(expect.arrayContaining([...inUse(scene)]));

      const again = await world.run(...ROTATE, '--resume', '--json');

      expect(again, `killed at step ${step}: ${again.stderr}`).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(again.stdout), `killed at step ${step}`).toMatchObject({
        rotated: true,
        new: { status: 'active', label: 'prod' },
      });
      const [user, command] = inUse(scene);
      expect(user, `killed at step ${step}`).toBe(command);
      expect(alive(scene), `killed at step ${step}`).toContain(user);
      // A rotation that was whole when the run was killed is followed by a second one, which is in order too.
      expect([...world.rotations.values()].every(({ finishedAt }) => finishedAt !== null)).toBe(true);
      expect([...world.secrets.keys()].filter((name) => name.startsWith('rotation/'))).toEqual([]);
      const listed = JSON.parse((await world.run('token', 'list', '--json')).stdout);
      // What LINE may have issued unheard stays counted; everything else is one live token.
      expect(listed.limits[type].active, `killed at step ${step}`).toBeGreaterThanOrEqual(alive(scene).length);
      expect(alive(scene).length, `killed at step ${step}`).toBeLessThanOrEqual(2);
    }
  });

  it('is taken back by --rollback, or refuses to because the old token has ended', async () => {
    const steps = await stepsOfWholeRun(type);
    for (let step = 0; step < steps; step += 1) {
      const scene = await openScene(type);
      const { world } = scene;
      const before = world.files.get(FILE);
      world.killAt(step);
      await world.run(...ROTATE);
      world.killAt(null);

      const back = await world.run('token', 'rotate', '--rollback', '--json');

      const where = `killed at step ${step}: ${back.stderr}`;
      if (back.exitCode === 2) {
        expect(JSON.parse(back.stderr).error.code, where).toBe('ROTATION_PAST_RETURN');
        expect(alive(scene), where).not.toContain(scene.line.issued[0]);
        expect((await world.run('token', 'rotate', '--resume')).exitCode, where).toBe(0);
      } else {
        expect(back.exitCode, where).toBe(0);
        const isOver = alive(scene).every((value) => value !== scene.line.issued[0]);
        if (!isOver) expect(world.files.get(FILE), where).toBe(before);
      }
      expect(alive(scene), where).toEqual(expect.arrayContaining([...inUse(scene)]));
      expect(
        [...world.secrets.keys()].filter((name) => name.startsWith('rotation/')),
        where,
      ).toEqual([]);
    }
  });

  it('survives being killed a second time, while it is resumed or rolled back', async () => {
    const steps = await stepsOfWholeRun(type);
    for (const direction of ['--resume', '--rollback']) {
      for (let step = 5; step < steps; step += 9) {
        for (let second = 0; second < 60; second += 9) {
          const scene = await openScene(type);
          const { world } = scene;
          world.killAt(step);
          await world.run(...ROTATE);
          world.killAt(second);
          await world.run('token', 'rotate', direction);
          world.killAt(null);
          const where = `killed at ${step}, ${direction} killed at ${second}`;
          expect(alive(scene), where).toEqual(expect.arrayContaining([...inUse(scene)]));

          const last = await world.run('token', 'rotate', '--resume');

          expect(last, `${where}: ${last.stderr}`).toMatchObject({ exitCode: 0 });
          expect(alive(scene), where).toEqual(expect.arrayContaining([...inUse(scene)]));
          expect(new Set(inUse(scene)).size, where).toBe(1);
        }
      }
    }
  });

  it('goes on by --resume or --rollback after a disk that was full from any write on', async () => {
    const whole = await openScene(type);
    whole.world.fillDiskAt(null);
    await whole.world.run(...ROTATE);
    const writes = whole.world.fillDiskAt(null);
    expect(writes).toBeGreaterThan(12);
    for (const direction of ['--resume', '--rollback']) {
      for (const fitting of [0, 1, 2, 3]) {
        for (let write = 0; write < writes; write += 1) {
          const scene = await openScene(type);
          const { world } = scene;
          world.fillDiskAt(write, write + fitting);
          await world.run(...ROTATE);
          world.fillDiskAt(null);
          const where = `full from write ${write} but for ${write + fitting}, ${direction}`;
          expect(alive(scene), where).toEqual(expect.arrayContaining([...inUse(scene)]));
          const open = [...world.rotations.values()].find(({ finishedAt }) => finishedAt === null);

          const again = await world.run('token', 'rotate', direction);
          const refused = direction === '--rollback' && again.exitCode === 2;
          const last = refused ? await world.run('token', 'rotate', '--resume') : again;

          if (open !== undefined) expect(last, `${where}: ${last.stderr}`).toMatchObject({ exitCode: 0 });
          expect(alive(scene), where).toEqual(expect.arrayContaining([...inUse(scene)]));
          expect(new Set(inUse(scene)).size, where).toBe(1);
          expect([...world.rotations.values()].every(({ finishedAt }) => finishedAt !== null)).toBe(true);
        }
      }
    }
  });

  it('is not begun anew without a decision: a script is told of both flags', async () => {
    const steps = await stepsOfWholeRun(type);
    let unfinished = 0;
    for (let step = 0; step < steps; step += 5) {
      const { world } = await openScene(type);
      world.killAt(step);
      await world.run(...ROTATE);
      world.killAt(null);
      const left = [...world.rotations.values()].some(
        ({ finishedAt, state }) => finishedAt === null && state !== 'proven',
      );
      const calls = world.calls.length;

      const again = await world.run(...ROTATE);

      if (!left) continue;
      unfinished += 1;
      expect(again.exitCode).toBe(2);
      expect(again.stderr).toContain('--resume');
      expect(again.stderr).toContain('--rollback');
      expect(world.calls.length).toBe(calls);
    }
    expect(unfinished).toBeGreaterThan(5);
  });

  it('and whose file somebody else changed then, never ends a token that is still in use', async () => {
    const steps = await stepsOfWholeRun(type);
    const changes: readonly ((scene: Scene) => string | null)[] = [
      ({ line }) => BEFORE.replace('secret-v2.1-token-string-0', line.issued[0] ?? ''),
      () => null,
      () => `${VARIABLE}=foreign\n`,
      ({ line }) => `{ "${VARIABLE}": "${line.issued[0]}" }\n`,
    ];
    for (const [which, change] of changes.entries()) {
      for (const direction of ['--resume', '--rollback']) {
        for (let step = which; step < steps; step += changes.length) {
          const scene = await openScene(type);
          const { world, line } = scene;
          world.killAt(step);
          await world.run(...ROTATE);
          world.killAt(null);
          const text = change(scene);
          if (text === null) world.files.delete(FILE);
          else world.files.set(FILE, text);
          const [old = ''] = line.issued;
          const wasAlive = alive(scene).includes(old);

          const ran = await world.run('token', 'rotate', direction, '--json');

          const where = `killed at step ${step}, change ${which}, ${direction}: ${ran.stdout}${ran.stderr}`;
          const now = world.files.get(FILE) ?? null;
          // The old token ends only where the new one has taken its place; whatever else is in the file stays there.
          const hasTakenOver = line.issued
            .slice(1)
            .some((value) => now?.includes(value) && alive(scene).includes(value));
          expect(!wasAlive || alive(scene).includes(old) || hasTakenOver, where).toBe(true);
          if (!hasTakenOver) expect(now, where).toBe(text);
          if (direction === '--resume' && ran.exitCode === 0 && JSON.parse(ran.stdout).rotated && wasAlive)
            expect(hasTakenOver, where).toBe(true);
        }
      }
    }
  });
});
