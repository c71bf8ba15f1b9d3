import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, openWorld } from '../support/binary.js';

const FOLLOWERS = '/v2/bot/followers/ids';
const PAGES = 6;
const COUNT = PAGES * 1_000 - 500;

const everybody = `${Array.from({ length: COUNT }, (_, index) => followerId(index)).join('\n')}\n`;

describe.concurrent('user list', () => {
  it('killed at every page, goes on there: nobody is lost, nobody is doubled, and no file is there before it is whole', async () => {
    await using world = await openWorld({ followers: COUNT, latencyMs: 40 });
    const out = join(world.folder, 'followers.txt');
    for (let page = 1; page < PAGES; page += 1) {
      const before = world.requestsTo(FOLLOWERS);
      const running = world.start(['user', 'list', '--out', out]);
      await world.seen(before + 2, FOLLOWERS, running);
      await running.kill();
      expect(existsSync(out)).toBe(false);
    }
    const before = world.requestsTo(FOLLOWERS);
    exited(0, await world.run(['user', 'list', '--out', out]));
    expect(readFileSync(out, 'utf8')).toBe(everybody);
    expect(world.requestsTo(FOLLOWERS) - before).toBeLessThan(PAGES);
  });

  it('ends in peace when whoever reads has enough, and writes nothing where nobody can read', async () => {
    await using world = await openWorld({ followers: COUNT });
    const shell = '{ "$@"; echo "ended with $?" >&2; } | head -c 10';
    expect((await world.run(['user', 'list'], { shell })).stderr).toBe('ended with 0\n');
    const before = world.emulator.requests().total;
    exited(2, await world.run(['user', 'list'], { shell: 'exec "$@" >&-' }));
    expect(world.emulator.requests().total).toBe(before);
  });
});
