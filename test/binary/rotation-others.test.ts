import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exited, isRunning, openWorld, readObject, until, type World } from '../support/binary.js';

const ROTATE = ['token', 'rotate', '--label', 'prod', '--to', 'env-file:app.env', '--yes'];

interface Scene extends AsyncDisposable {
  readonly world: World;
  readonly file: string;
  /** What the file holds before. */
  readonly before: string;
}

async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const { stdout } = exited(0, await world.inside(['token', 'issue', '--label', 'prod']));
  const before = `export LINE_CHANNEL_ACCESS_TOKEN="${stdout.trim()}" # x\n`;
  return {
    world,
    before,
    file: world.file('app.env', before),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

async function alive(world: World): Promise<number> {
  return (await world.tokens()).filter(({ state }) => state === 'live').length;
}

describe('a file that others change while a rotation goes on', () => {
  it('written back by a deploy in the grace keeps both tokens alive, and can be taken back', async () => {
    await using scene = await openScene();
    const { world, file, before } = scene;
    const running = world.start([...ROTATE, '--grace', '2s', '--json', '--verify-cmd', 'touch checked']);
    await until('the check', () => running.hasEnded || existsSync(join(world.folder, 'checked')));
    writeFileSync(file, before);

    const { stderr } = exited(1, await running.ended);

    expect(readObject(stderr)).toMatchObject({ error: { code: 'NOT_IN_PLACE', details: { oldIsAlive: true } } });
    expect(await alive(world)).toBe(2);
    exited(0, await world.run(['token', 'rotate', '--rollback']));
    expect(await alive(world)).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe(before);
    exited(0, await world.run(ROTATE));
  });

  it('and removed after a kill: --resume revokes nothing, says so, and finishes once it is there again', async () => {
    await using scene = await openScene();
    const { world, file } = scene;
    const running = world.start([...ROTATE, '--grace', '2s']);
    await running.says('in grace');
    await running.kill();
    const delivered = readFileSync(file, 'utf8');
    rmSync(file);

    const { stderr } = exited(1, await world.run(['token', 'rotate', '--label', 'prod', '--resume', '--json']));

    expect(readObject(stderr)).toMatchObject({ error: { code: 'NOT_IN_PLACE', details: { state: 'in-grace' } } });
    expect(await alive(world)).toBe(2);
    writeFileSync(file, delivered);
    exited(0, await world.run(['token', 'rotate', '--resume']));
    expect(await alive(world)).toBe(1);
  });
});

describe('a signal while a command runs', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the check with all that it has started, and everything is put back', async (signal, exit) => {
    await using scene = await openScene();
    const { world, file, before } = scene;
    const check = 'sleep 600 & echo $! > child; sleep 600';
    const running = world.start([...ROTATE, '--verify-cmd', check]);
    const child = join(world.folder, 'child');
    await until('the check', () => running.hasEnded || (existsSync(child) && readFileSync(child, 'utf8') !== ''));

    running.signal(signal);

    exited(exit, await running.ended);
    expect(isRunning(Number(readFileSync(child, 'utf8')))).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await alive(world)).toBe(1);
  });
});
