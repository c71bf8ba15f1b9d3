import { describe, expect, it } from 'vitest';
import { lineFailed } from '../support/failures.js';
import { createTokenPlatform, type TokenPlatform } from '../support/token-platform.js';
import { createWorld, type Ran, testSigningKey, type World } from '../support/world.js';

const FILE = 'app.env';
const VARIABLE = 'LINE_CHANNEL_ACCESS_TOKEN';
const ROTATE = ['token', 'rotate', '--label', 'prod', '--to', `env-file:${FILE}`, '--yes', '--json'];

interface Scene {
  readonly world: World;
  readonly line: TokenPlatform;
  /** The token of the label prod, which the file holds. */
  readonly old: string;
}

async function openScene(): Promise<Scene> {
  const line = createTokenPlatform();
  const world = createWorld({ line: line.line });
  world.addChannel({ assertionKey: testSigningKey() });
  expect((await world.run('token', 'issue', '--label', 'prod')).exitCode).toBe(0);
  const old = line.issued[0] ?? '';
  world.files.set(FILE, `A=1\n${VARIABLE}=${old}\n`);
  world.calls.length = 0;
  return { world, line, old };
}

const live = ({ line }: Scene): readonly string[] => line.live.map(({ value }) => value);
const errorOf = (ran: Ran) => JSON.parse(ran.stderr.trim().split('\n').at(-1) ?? '').error;

/** Lets somebody do something once, right before LINE answers that call for the nth time. */
function meanwhile({ world, line }: Scene, method: keyof TokenPlatform['line'], nth: number, act: () => void): void {
  const good: unknown = line.line[method];
  let calls = 0;
  Object.assign(world.line, {
    [method]: async (...args: unknown[]) => {
      calls += 1;
      if (calls === nth) act();
      return typeof good === 'function' ? Reflect.apply(good, line.line, args) : null;
    },
  });
}

/** What others may do to the file while a rotation goes on, and what is said of it. */
const CHANGES: readonly (readonly [
  what: string,
  holds: string,
  said: string,
  text: (scene: Scene) => string | null,
])[] = [
  ['a deploy writes the old file back', 'old', 'holds the old token t-00000000', ({ old }) => `${VARIABLE}=${old}\n`],
  ['somebody removes it', 'nothing', 'is not there', () => null],
  ['somebody empties the variable', 'nothing', 'holds no token', () => `${VARIABLE}=\n`],
  ['another machine rotates too', 'another', 'that this ledger does not know', () => `${VARIABLE}=elsewhere\n`],
  [
    'somebody adds the old one in a comment',
    'unclear',
    'line 2, holds the old token',
    ({ old, line }) => `${VARIABLE}=${line.issued[1]}\n# was ${old}\n`,
  ],
  [
    'somebody sets it a second time, in another way',
    'unclear',
    'line 2',
    ({ old, line }) => `${VARIABLE}=${line.issued[1]}\nA=1; ${VARIABLE}=${old}\n`,
  ],
];

function change({ world }: Scene, text: string | null): void {
  if (text === null) world.files.delete(FILE);
  else world.files.set(FILE, text);
}

describe('right before the revoke', () => {
  it.each(CHANGES)('%s: both tokens stay alive, and what is true is said', async (_what, holds, said, text) => {
    const scene = await openScene();
    // The second time LINE verifies the new token is the last request before the revoke.
    meanwhile(scene, 'verifyV21Token', 2, () => change(scene, text(scene)));

    const ran = await scene.world.run(...ROTATE);

    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(errorOf(ran)).toMatchObject({
      code: 'NOT_IN_PLACE',
      message: expect.stringContaining(said),
      details: {
        places: [{ target: `env-file:${FILE}:${VARIABLE}`, holds }],
        oldIsAlive: true,
        state: 'in-grace',
        rolledBack: false,
      },
    });
    expect(errorOf(ran).message).toContain('and so is the old one, t-00000000');
    expect(errorOf(ran).message).not.toContain('elsewhere');
    expect(errorOf(ran).hint).toContain('line-ops token rotate t-00000000 --rollback');
    expect(live(scene)).toEqual([scene.old, scene.line.issued[1]]);
    expect(scene.world.calls).not.toContain('revokeV21Token');
    expect(scene.world.files.get(FILE) ?? null).toBe(text(scene));
  });

  it.each(CHANGES)('%s, after a kill in the grace: --resume revokes nothing', async (_what, _holds, said, text) => {
    const scene = await openScene();
    const { world } = scene;
    const { sleep } = world.deps.clock;
    world.deps.clock.sleep = async () => {
      throw new Error('killed');
    };
    await world.run(...ROTATE, '--grace', '10m');
    world.deps.clock.sleep = sleep;
    change(scene, text(scene));

    const resumed = await world.run('token', 'rotate', '--resume', '--json');

    expect(resumed.exitCode).toBe(1);
    expect(errorOf(resumed)).toMatchObject({ code: 'NOT_IN_PLACE', message: expect.stringContaining(said) });
    expect(live(scene)).toEqual([scene.old, scene.line.issued[1]]);
    // Once the new token is there again, it is finished.
    world.files.set(FILE, `${VARIABLE}=${scene.line.issued[1]}\n`);
    expect((await world.run('token', 'rotate', '--resume')).exitCode).toBe(0);
    expect(live(scene)).toEqual([scene.line.issued[1]]);
  });

  it('a check that removes the file stops the rotation before the grace', async () => {
    const scene = await openScene();
    scene.world.commands.set('try', () => {
      scene.world.files.delete(FILE);
      return 0;
    });

    const ran = await scene.world.run(...ROTATE, '--verify-cmd', 'try', '--grace', '10m');

    expect(errorOf(ran)).toMatchObject({ code: 'NOT_IN_PLACE', exitCode: 1, details: { state: 'checked' } });
    expect(live(scene)).toHaveLength(2);
  });

  it('one place of several is enough to stop', async () => {
    const scene = await openScene();
    meanwhile(scene, 'verifyV21Token', 2, () => scene.world.files.delete('second.env'));

    const ran = await scene.world.run(...ROTATE, '--to', 'env-file:second.env');

    expect(errorOf(ran)).toMatchObject({ code: 'NOT_IN_PLACE', message: expect.stringContaining('second.env') });
    expect(live(scene)).toHaveLength(2);
  });

  it('says so where the old token has ended elsewhere meanwhile, or LINE cannot be asked', async () => {
    for (const [act, oldIsAlive, said] of [
      ['ends', false, 'LINE no longer knows it'],
      ['falls silent', null, 'LINE could not be asked'],
    ] as const) {
      const scene = await openScene();
      let isSilent = false;
      meanwhile(scene, 'verifyV21Token', 2, () => {
        change(scene, `${VARIABLE}=elsewhere\n`);
        if (act === 'ends') scene.line.live.shift();
        else isSilent = true;
      });
      const verify = scene.world.line.verifyV21Token;
      scene.world.line.verifyV21Token = async (token) => {
        if (isSilent) throw lineFailed();
        return (await verify?.(token)) ?? null;
      };

      const error = errorOf(await scene.world.run(...ROTATE));

      expect(error).toMatchObject({ code: 'NOT_IN_PLACE', details: { oldIsAlive } });
      expect(error.message).toContain(said);
    }
  });

  it('a rotation that was overtaken by another machine can be closed: the new token ends, nobody used it', async () => {
    const scene = await openScene();
    const { world, line } = scene;
    meanwhile(scene, 'verifyV21Token', 2, () => {
      const theirs = line.issueElsewhere('v2.1');
      line.live.shift();
      change(scene, `${VARIABLE}=${theirs.value}\n`);
    });
    await world.run(...ROTATE);
    const [mine, theirs] = live(scene);

    const back = await world.run('token', 'rotate', '--rollback', '--json');

    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(back.stdout).reason).toContain('LINE no longer knows the old token t-00000000');
    expect(live(scene)).toEqual([theirs]);
    expect(mine).toBe(line.issued[1]);
    expect(world.files.get(FILE)).toContain(theirs);
  });
});

describe('a place is taken over only from the old token or from nothing', () => {
  it('one that holds a token that nobody here knows: exit 2 before anything is issued', async () => {
    const scene = await openScene();
    for (const text of [`${VARIABLE}=foreign\n`, `${VARIABLE}=${scene.old}\nexport ${VARIABLE}="foreign"\n`]) {
      scene.world.files.set(FILE, text);
      scene.world.calls.length = 0;

      const ran = await scene.world.run(...ROTATE);

      expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
      expect(errorOf(ran)).toMatchObject({
        code: 'PLACE_HOLDS_ANOTHER',
        hint: expect.stringContaining('token import'),
      });
      expect(ran.stderr).not.toContain('foreign');
      expect(scene.world.calls).toEqual([]);
      expect(scene.world.files.get(FILE)).toBe(text);
    }
  });

  it('one that holds a living token of another label names that', async () => {
    const scene = await openScene();
    await scene.world.run('token', 'issue', '--label', 'other');
    scene.world.files.set(FILE, `${VARIABLE}=${scene.line.issued[1]}\n`);

    const ran = await scene.world.run(...ROTATE);

    expect(errorOf(ran)).toMatchObject({ code: 'PLACE_HOLDS_ANOTHER', exitCode: 2 });
    expect(errorOf(ran).message).toContain('(other), which is active');
    expect(live(scene)).toHaveLength(2);
  });

  it.each(['', 'changeme', '"None"'])('one that holds %j is free', async (value) => {
    const scene = await openScene();
    scene.world.files.set(FILE, `${VARIABLE}=${value}\n`);
    expect((await scene.world.run(...ROTATE)).exitCode).toBe(0);
    expect(scene.world.files.get(FILE)).toContain(scene.line.issued[1]);
  });

  it('one that holds a token of ours that LINE says has ended is free, whatever the ledger says', async () => {
    const scene = await openScene();
    scene.line.live.length = 0;

    const ran = await scene.world.run('token', 'rotate', '--label', 'new', ...ROTATE.slice(4));

    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(scene.world.files.get(FILE)).toContain(scene.line.issued[1]);
  });

  it('one that somebody else has written since the plan keeps what it holds, and the new token is revoked', async () => {
    const scene = await openScene();
    meanwhile(scene, 'verifyV21Token', 1, () => change(scene, `${VARIABLE}=foreign\n`));

    const ran = await scene.world.run(...ROTATE);

    expect(errorOf(ran)).toMatchObject({ details: { rolledBack: true } });
    expect(scene.world.files.get(FILE)).toBe(`${VARIABLE}=foreign\n`);
    expect(live(scene)).toEqual([scene.old]);
  });

  it.each([
    ['a comment', (old: string) => `${VARIABLE}=${old}\n# ${old}\n`, 2],
    ['another variable', (old: string) => `OTHER=${old}\n${VARIABLE}=${old}\n`, 1],
    ['an assignment of another form', (old: string) => `A=1\nreadonly ${VARIABLE}=${old}\n`, 2],
  ])('one that would keep the old token in %s: exit 2 before anything is issued', async (_what, text, line) => {
    const scene = await openScene();
    scene.world.files.set(FILE, text(scene.old));

    const ran = await scene.world.run(...ROTATE);

    expect(ran.exitCode).toBe(2);
    expect(errorOf(ran)).toMatchObject({ code: 'TARGET_NOT_REPLACEABLE', details: { line } });
    expect(scene.world.calls).toEqual([]);
    expect(scene.world.files.get(FILE)).toBe(text(scene.old));
  });
});

describe('a rotation that is taken back after others changed the file', () => {
  async function rolledBackWith(text: (scene: Scene) => string | null): Promise<{ scene: Scene; ran: Ran }> {
    const scene = await openScene();
    scene.world.commands.set('try', () => {
      change(scene, text(scene));
      return 1;
    });
    return { scene, ran: await scene.world.run(...ROTATE, '--verify-cmd', 'try') };
  }

  it.each([
    ['in other quotes', (value: string) => `export ${VARIABLE}='${value}' # theirs\n`],
    ['in another form', (value: string) => `{"token": "${value}"}\n`],
  ])('%s: it holds the old token again, and it is as it was', async (_what, form) => {
    const { scene, ran } = await rolledBackWith(({ line }) => form(line.issued[1] ?? ''));
    expect(scene.world.files.get(FILE)).toBe(form(scene.old));
    expect(errorOf(ran)).toMatchObject({ code: 'CHECK_FAILED', details: { rolledBack: true } });
    expect(live(scene)).toEqual([scene.old]);
  });

  it.each([
    ['removed', () => null, 'is not there'],
    ['given another token', () => `${VARIABLE}=foreign\n`, 'that this ledger does not know'],
  ])('%s: that is said, and not that everything is as it was', async (_what, text, said) => {
    const { scene, ran } = await rolledBackWith(text);
    expect(errorOf(ran).message).toContain(said);
    expect(errorOf(ran).message).not.toContain('everything is as it was');
    expect(scene.world.files.get(FILE) ?? null).toBe(text());
    expect(live(scene)).toEqual([scene.old]);
  });

  it('by --rollback: what is true now is in the text and in the JSON', async () => {
    for (const form of ['text', 'json']) {
      const scene = await openScene();
      meanwhile(scene, 'verifyV21Token', 2, () => change(scene, null));
      await scene.world.run(...ROTATE);

      const back = await scene.world.run('token', 'rotate', '--rollback', ...(form === 'json' ? ['--json'] : []));

      expect(back.exitCode).toBe(0);
      expect(`${back.stdout}${back.stderr}`).toContain('app.env is not there');
      expect(`${back.stdout}${back.stderr}`).not.toContain('in use as before');
      expect(live(scene)).toEqual([scene.old]);
    }
  });
});

describe('where stdout is a place', () => {
  it.each([[['--to', 'stdout']], [['--to', 'stdout', '--json']], [['--to', `env-file:${FILE}`, '--to', 'stdout']]])(
    'a stdout that takes nothing keeps the old token: %j',
    async (to) => {
      const scene = await openScene();
      const before = scene.world.files.get(FILE);
      scene.world.stdoutFailure = 'the disk is full';

      const ran = await scene.world.run('token', 'rotate', '--label', 'prod', '--yes', ...to);

      expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
      expect(ran.stderr).toContain('stdout did not take the answer');
      expect(scene.world.calls.filter((call) => call === 'revokeV21Token')).toHaveLength(1);
      expect(live(scene)).toEqual([scene.old]);
      expect(scene.world.files.get(FILE)).toBe(before);
    },
  );

  it('has the token before the old one ends, also in JSON, whose document is whole however it ends', async () => {
    for (const isRevokable of [true, false]) {
      const scene = await openScene();
      const { revokeV21Token } = scene.line.line;
      scene.world.line.revokeV21Token = async (...args) => {
        if (!isRevokable) throw lineFailed();
        return revokeV21Token?.(...args);
      };

      const ran = await scene.world.run('token', 'rotate', '--label', 'prod', '--yes', '--json');

      expect(ran.exitCode).toBe(isRevokable ? 0 : 6);
      expect(JSON.parse(ran.stdout)).toMatchObject({
        schema: 'line-ops/token-rotate@1',
        new: { accessToken: scene.line.issued[1] },
        rotated: isRevokable,
        old: { status: isRevokable ? 'revoked' : 'active' },
        revokedOld: isRevokable,
      });
    }
  });

  it('a run that goes on with it hands the token out for itself, before the old one ends', async () => {
    const scene = await openScene();
    const { sleep } = scene.world.deps.clock;
    scene.world.deps.clock.sleep = async () => {
      throw new Error('killed');
    };
    await scene.world.run('token', 'rotate', '--label', 'prod', '--grace', '10m', '--yes');
    scene.world.deps.clock.sleep = sleep;
    scene.world.stdoutFailure = 'whoever was to read it is gone';

    expect((await scene.world.run('token', 'rotate', '--resume')).exitCode).toBe(1);
    expect(live(scene)).toHaveLength(2);
    scene.world.stdoutFailure = null;
    expect((await scene.world.run('token', 'rotate', '--resume')).stdout).toBe(`${scene.line.issued[1]}\n`);
    expect(live(scene)).toEqual([scene.line.issued[1]]);
  });
});
