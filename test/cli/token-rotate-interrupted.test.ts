import { describe, expect, it } from 'vitest';
import { createTokenPlatform, type TokenPlatform } from '../support/token-platform.js';
import { createWorld, type Ran, testSigningKey, type World, type WorldOptions } from '../support/world.js';

interface Scene {
  readonly world: World;
  readonly line: TokenPlatform;
}

/** Two tokens: `t-00000000`, labelled prod, in use in prod.env, and newsletter's in newsletter.env. */
async function openScene(options: WorldOptions = {}): Promise<Scene> {
  const line = createTokenPlatform();
  const world = createWorld({ ...options, line: line.line });
  world.addChannel({ assertionKey: testSigningKey() });
  for (const [index, label] of ['prod', 'newsletter'].entries()) {
    expect((await world.run('token', 'issue', '--label', label, '--yes')).exitCode).toBe(0);
    world.files.set(`${label}.env`, `LINE_CHANNEL_ACCESS_TOKEN=${line.issued[index]}\n`);
  }
  return { world, line };
}

const rotationOf = (label: string, ...more: readonly string[]) => [
  'token',
  'rotate',
  '--label',
  label,
  '--to',
  `env-file:${label}.env`,
  '--yes',
  ...more,
];

/** A rotation of the label is killed in its grace: two tokens live, the file has the new one. */
async function killInGrace({ world }: Scene, label: string, ...more: readonly string[]): Promise<void> {
  const { sleep } = world.deps.clock;
  world.deps.clock.sleep = async () => {
    throw new Error('killed');
  };
  await world.run(...rotationOf(label, '--grace', '10m', ...more));
  world.deps.clock.sleep = sleep;
  world.calls.length = 0;
}

/** Does something while a rotation of the label is in its grace, and lets that go on. */
async function whileRotating({ world }: Scene, label: string, work: () => Promise<void>): Promise<Ran> {
  const { sleep } = world.deps.clock;
  let isFirst = true;
  world.deps.clock.sleep = async (ms, signal) => {
    if (isFirst) {
      isFirst = false;
      await work();
    }
    return sleep(ms, signal);
  };
  const ran = await world.run(...rotationOf(label, '--grace', '10m'));
  world.deps.clock.sleep = sleep;
  return ran;
}

const live = ({ line }: Scene): readonly string[] => line.live.map(({ value }) => value);
const errorOf = (ran: Ran) => JSON.parse(ran.stderr.trim().split('\n').at(-1) ?? '').error;
const unfinished = ({ world }: Scene) => [...world.rotations.values()].filter(({ finishedAt }) => finishedAt === null);
const fileOf = ({ world }: Scene, label: string) => world.files.get(`${label}.env`);
const NOTHING_BACK = 'there is no rotation to roll back';

describe('--rollback where nothing was interrupted', () => {
  it.each([
    ['a label', ['--label', 'prod']],
    ['an ID', ['t-00000000']],
    ['a place', ['--label', 'prod', '--to', 'env-file:prod.env']],
    ['a time', ['--label', 'prod', '--if-expires-within', '30d']],
    ['a label that no token has', ['--label', 'newl']],
    ['nothing', []],
  ])('with %s, issues and revokes nothing, and says so on stderr', async (_what, given) => {
    const scene = await openScene();
    const before = live(scene);
    scene.world.calls.length = 0;

    const ran = await scene.world.run('token', 'rotate', ...given, '--rollback', '--yes');

    expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
    expect(ran.stderr).toContain(NOTHING_BACK);
    expect(scene.world.calls).toEqual([]);
    expect(live(scene)).toEqual(before);
    expect(scene.world.rotations.size).toBe(0);
  });

  it('answers with its JSON document on stdout', async () => {
    const { world } = await openScene();

    const ran = await world.run('token', 'rotate', '--label', 'prod', '--rollback', '--yes', '--json');

    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: false, old: null, new: null, reason: NOTHING_BACK });
  });

  it('does not call a rotation that another process is at nothing', async () => {
    const scene = await openScene();
    let inside: Ran | null = null;

    const ran = await whileRotating(scene, 'prod', async () => {
      inside = await scene.world.run('token', 'rotate', '--label', 'prod', '--rollback', '--json');
    });

    expect(ran.exitCode).toBe(0);
    expect(inside).toMatchObject({ exitCode: 1, stdout: '' });
    expect(errorOf(inside ?? ran).code).toBe('ROTATION_RUNNING');
  });
});

describe('--resume where nothing was interrupted', () => {
  it.each([
    ['a label', ['--label', 'prod']],
    ['an ID', ['t-00000000']],
    ['a time', ['--label', 'prod', '--if-expires-within', '30d']],
    ['a label that no token has', ['--label', 'newl']],
    ['a check and a grace', ['t-00000000', '--verify-cmd', 'try', '--grace', '10m']],
    ['nothing', []],
  ])('with %s, and without --to, issues and revokes nothing, and says so on stderr', async (_what, given) => {
    const scene = await openScene();
    const before = live(scene);
    scene.world.calls.length = 0;

    const ran = await scene.world.run('token', 'rotate', ...given, '--resume', '--yes');

    expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
    expect(ran.stderr).toContain('Nothing to do: there is no rotation to resume.');
    expect(scene.world.calls).toEqual([]);
    expect(live(scene)).toEqual(before);
    expect(scene.world.rotations.size).toBe(0);
  });

  it('rotates where --to says where it goes', async () => {
    const scene = await openScene();
    const ran = await scene.world.run(...rotationOf('prod', '--resume', '--json'));
    expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: true, revokedOld: true });
    expect(fileOf(scene, 'prod')).toContain(scene.line.issued[2]);
  });

  it('says that another process is at it', async () => {
    const scene = await openScene();
    let inside: Ran | null = null;
    await whileRotating(scene, 'prod', async () => {
      inside = await scene.world.run('token', 'rotate', '--label', 'prod', '--resume', '--yes', '--json');
    });
    expect(inside).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('another process is at') });
  });
});

describe('an interrupted rotation of another token', () => {
  it.each([
    ['a label that no token has', ['--label', 'newl', '--to', 'env-file:newl.env']],
    ['another label', ['--label', 'newsletter']],
    ['another ID', ['t-00000001']],
  ])('is not rolled back by the name of %s', async (_what, given) => {
    const scene = await openScene();
    await killInGrace(scene, 'prod');
    const before = { live: live(scene), file: fileOf(scene, 'prod'), rotations: unfinished(scene) };

    const ran = await scene.world.run('token', 'rotate', ...given, '--rollback', '--yes');

    expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
    expect(ran.stderr).toContain(NOTHING_BACK);
    expect(ran.stderr).toContain('line-ops token rotate t-00000000 --resume');
    expect({ live: live(scene), file: fileOf(scene, 'prod'), rotations: unfinished(scene) }).toEqual(before);
    expect(scene.world.calls).toEqual([]);
  });

  it.each([[['--resume']], [[]]])('neither is finished nor stops the rotation that is named: %j', async (flags) => {
    const scene = await openScene();
    const { world, line } = scene;
    await killInGrace(scene, 'prod');
    const [interrupted] = unfinished(scene);

    const ran = await world.run(...rotationOf('newsletter', ...flags, '--json'));

    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: true, new: { label: 'newsletter' }, revokedOld: true });
    expect(unfinished(scene)).toEqual([interrupted]);
    expect(live(scene)).toEqual([line.issued[0], line.issued[2], line.issued[3]]);
    expect(fileOf(scene, 'newsletter')).toContain(line.issued[3]);
    expect((await world.run('token', 'rotate', '--label', 'prod', '--rollback')).exitCode).toBe(0);
    expect(fileOf(scene, 'prod')).toContain(line.issued[0]);
    expect(live(scene)).toEqual([line.issued[0], line.issued[3]]);
  });

  it('that was killed with nothing left to do stays as it is, and stops nothing', async () => {
    const scene = await openScene();
    await killInGrace(scene, 'prod');
    const [interrupted] = unfinished(scene);
    if (interrupted === undefined) throw new Error('nothing was interrupted');
    scene.world.rotations.set(interrupted.id, { ...interrupted, state: 'proven' });
    scene.world.secrets.delete(`token/${interrupted.newId}`);

    const other = await scene.world.run(...rotationOf('newsletter'));
    const own = await scene.world.run('token', 'rotate', '--label', 'prod', '--resume', '--if-expires-within', '1d');

    expect(other, other.stderr).toMatchObject({ exitCode: 0 });
    expect(own, own.stderr).toMatchObject({ exitCode: 0 });
    expect(unfinished(scene)).toEqual([]);
  });

  it.each([
    [
      'the same variable of the same file',
      ['--to', 'env-file:prod.env'],
      'env-file:prod.env:LINE_CHANNEL_ACCESS_TOKEN',
    ],
    ['the same command', ['--to', 'exec:push'], 'exec:push'],
  ])('that goes to %s is settled first: exit 2 before any request', async (_what, to, place) => {
    const scene = await openScene();
    const { world } = scene;
    world.commands.set('push', () => 0);
    await killInGrace(scene, 'prod', '--to', 'exec:push');
    const before = live(scene);

    const ran = await world.run('token', 'rotate', '--label', 'newsletter', ...to, '--yes', '--json');

    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(errorOf(ran)).toMatchObject({
      code: 'ROTATION_UNFINISHED',
      details: { target: place, oldId: 't-00000000' },
    });
    expect(errorOf(ran).hint).toContain('line-ops token rotate t-00000000 --resume');
    expect(errorOf(ran).hint).toContain('line-ops token rotate t-00000000 --rollback');
    expect(world.calls).toEqual([]);
    expect(live(scene)).toEqual(before);
    expect((await world.run('token', 'rotate', 't-00000000', '--resume')).exitCode).toBe(0);
    world.files.set('prod.env', 'LINE_CHANNEL_ACCESS_TOKEN=\n');
    expect((await world.run('token', 'rotate', '--label', 'newsletter', ...to, '--yes')).exitCode).toBe(0);
  });

  it('another variable of the same file is no such place', async () => {
    const scene = await openScene();
    const { world, line } = scene;
    await killInGrace(scene, 'prod');

    const ran = await world.run(
      'token',
      'rotate',
      '--label',
      'newsletter',
      '--to',
      'env-file:prod.env:SECOND',
      '--yes',
    );
    await world.run('token', 'rotate', '--label', 'prod', '--rollback');

    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(fileOf(scene, 'prod')).toBe(`LINE_CHANNEL_ACCESS_TOKEN=${line.issued[0]}\nSECOND=${line.issued[3]}\n`);
  });
});

describe('an interrupted rotation', () => {
  it.each([
    ['its label', () => ['--label', 'prod']],
    ['its old token', () => ['t-00000000']],
    ['its new token', (newId: string) => [newId]],
    ['nothing', () => []],
  ] as const)('is resumed, or rolled back, by %s', async (_what, name) => {
    for (const [flag, used] of [
      ['--resume', 2],
      ['--rollback', 0],
    ] as const) {
      const scene = await openScene();
      await killInGrace(scene, 'prod');
      const newId = unfinished(scene)[0]?.newId ?? '';

      const ran = await scene.world.run('token', 'rotate', ...name(newId), flag, '--json');

      expect(ran, ran.stderr).toMatchObject({ exitCode: 0, stderr: '' });
      expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: flag === '--resume', old: { id: 't-00000000' } });
      expect(unfinished(scene)).toEqual([]);
      expect(fileOf(scene, 'prod')).toContain(scene.line.issued[used]);
    }
  });

  it('that gives the token another label is found by both', async () => {
    for (const label of ['prod', 'production']) {
      const scene = await openScene();
      const { world } = scene;
      const { sleep } = world.deps.clock;
      world.deps.clock.sleep = async () => {
        throw new Error('killed');
      };
      await world.run('token', 'rotate', 't-00000000', '--label', 'production', '--grace', '1m', '--yes');
      world.deps.clock.sleep = sleep;

      const ran = await world.run('token', 'rotate', '--label', label, '--rollback', '--json');

      expect(JSON.parse(ran.stdout)).toMatchObject({ reason: 'rolled back', old: { id: 't-00000000' } });
    }
  });

  it('names the token in what a script is told to do', async () => {
    const scene = await openScene();
    await killInGrace(scene, 'newsletter');
    await killInGrace(scene, 'prod');

    const ran = await scene.world.run(...rotationOf('prod', '--json'));

    expect(errorOf(ran)).toMatchObject({ code: 'ROTATION_UNFINISHED', exitCode: 2 });
    expect(errorOf(ran).hint).toContain('line-ops token rotate t-00000000 --resume');
    expect(errorOf(ran).hint).toContain('line-ops token rotate t-00000000 --rollback');
  });

  it('puts no sentence where a script reads the token', async () => {
    for (const flag of ['--resume', '--rollback']) {
      const scene = await openScene();
      await killInGrace(scene, 'prod');

      const ran = await scene.world.run('token', 'rotate', '--label', 'prod', flag, '--yes', '--to', 'stdout');

      expect(ran, ran.stderr).toMatchObject({ exitCode: 0, stdout: '' });
      expect(ran.stderr).toContain(flag === '--resume' ? 'rotated  t-00000000' : 'rolled back  t-00000000');
    }
  });
});

describe('two rotations at once', () => {
  it('of two tokens do not mind each other', async () => {
    const scene = await openScene();
    let inside: Ran | null = null;

    const ran = await whileRotating(scene, 'prod', async () => {
      inside = await scene.world.run(...rotationOf('newsletter'));
    });

    expect(inside).toMatchObject({ exitCode: 0 });
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(live(scene)).toEqual([scene.line.issued[2], scene.line.issued[3]]);
  });

  it('to one place: the second waits its turn', async () => {
    const scene = await openScene();
    let inside: Ran | null = null;

    const ran = await whileRotating(scene, 'prod', async () => {
      scene.world.calls.length = 0;
      inside = await scene.world.run('token', 'rotate', 't-00000001', '--to', 'env-file:prod.env', '--yes', '--json');
      expect(scene.world.calls).toEqual([]);
    });

    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(inside).toMatchObject({ exitCode: 1 });
    expect(errorOf(inside ?? ran).code).toBe('ROTATION_RUNNING');
    expect(fileOf(scene, 'prod')).toContain(scene.line.issued[2]);
  });

  it('into one file change it one after the other', async () => {
    const scene = await openScene();
    const { world } = scene;
    const delivery = await world.deps.tokenDelivery();
    let writing = 0;
    let most = 0;
    Object.assign(world.deps, {
      tokenDelivery: async () => ({
        ...delivery,
        deliver: async (...args: Parameters<typeof delivery.deliver>) => {
          writing += 1;
          most = Math.max(most, writing);
          for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
          await delivery.deliver(...args);
          writing -= 1;
        },
      }),
    });

    const two = await Promise.all([
      world.run('token', 'rotate', '--label', 'prod', '--to', 'env-file:both.env:ONE', '--yes'),
      world.run('token', 'rotate', '--label', 'newsletter', '--to', 'env-file:both.env:TWO', '--yes'),
    ]);

    expect(two.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(most).toBe(1);
  });

  it('leave no more locks behind than there were rotations at once', async () => {
    const names = new Set<string>();
    const scene = await openScene();
    const { world } = scene;
    const locks = await world.deps.locks();
    Object.assign(world.deps, {
      locks: async () => ({
        ...locks,
        acquire: (name: string, waitMs: number) => {
          names.add(name);
          return locks.acquire(name, waitMs);
        },
      }),
    });
    await world.run(...rotationOf('prod'));
    const before = names.size;

    for (let time = 0; time < 3; time += 1) expect((await world.run(...rotationOf('prod'))).exitCode).toBe(0);

    expect(names.size).toBe(before);
  });
});
