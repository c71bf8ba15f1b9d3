import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exited, openWorld, type World } from '../support/binary.js';

const DYING = fileURLToPath(new URL('../support/dying.mjs', import.meta.url));

/** Runs until the first such call of node:fs on such a path, which kills it. */
async function runUntil(call: string, path: string, world: World, args: readonly string[]): Promise<void> {
  const env = { NODE_OPTIONS: `--import=${DYING}`, DIES_AT: `${call}:${path}` };
  const { signal, stderr } = await world.run(args, { env });
  expect(signal, stderr).toBe('SIGKILL');
}

describe('a process that is killed while it writes', () => {
  it.each([
    ['writeSync', '--rollback'],
    ['renameSync', '--rollback'],
    ['renameSync', '--resume'],
  ])('an env file, at %s, leaves the old file, and nothing beside it after %s', async (step, way) => {
    await using world = await openWorld();
    const token = exited(0, await world.inside(['token', 'issue', '--label', 'prod'])).stdout.trim();
    const before = `LINE_CHANNEL_ACCESS_TOKEN=${token}\n`;
    const file = world.file('app.env', before);
    const others = readdirSync(world.folder);

    await runUntil(step, 'app.env', world, ['token', 'rotate', '--label', 'prod', '--to', 'env-file:app.env', '--yes']);

    expect(readFileSync(file, 'utf8')).toBe(before);
    exited(0, await world.run(['token', 'rotate', '--label', 'prod', way]));
    expect(readdirSync(world.folder)).toEqual(others);
    expect(readFileSync(file, 'utf8') === before).toBe(way === '--rollback');
  });

  it('the secrets leaves the old ones, and nothing beside them once the next one writes', async () => {
    for (const step of ['fsyncSync', 'renameSync']) {
      await using world = await openWorld();
      const token = exited(0, await world.inside(['token', 'issue', '--label', 'prod'])).stdout;

      await runUntil(step, 'secrets.json', world, ['token', 'issue', '--label', 'other']);

      const get = ['token', 'get', '--label', 'prod'];
      expect(exited(0, await world.run(get)).stdout).toBe(token);
      exited(0, await world.run(['token', 'issue']));
      const folder = join(world.home, 'secrets');
      expect(readdirSync(folder)).toEqual(['secrets.json']);
      expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
      expect(exited(0, await world.run(get)).stdout).toBe(token);
    }
  });
});
