import { describe, expect, it } from 'vitest';
import { failure } from '../../src/domain/failure/failure.js';
import { credentialsRefused, lineFailed, lineRefused, rateLimited } from '../support/failures.js';
import { createTokenPlatform, lostAnswer, type TokenPlatform } from '../support/token-platform.js';
import { createWorld, type Ran, testSigningKey, type World, type WorldOptions } from '../support/world.js';

const FILE = 'app.env';
const DAY_MS = 24 * 60 * 60 * 1000;

interface Scene {
  readonly world: World;
  readonly line: TokenPlatform;
  /** The first token, in use in the env file. */
  readonly old: string;
}

/** A channel with one v2.1 token, labelled prod, that an env file holds. */
async function openScene({
  withKey = true,
  ...options
}: WorldOptions & { readonly withKey?: boolean } = {}): Promise<Scene> {
  const line = createTokenPlatform();
  const world = createWorld({ ...options, line: { ...line.line, ...options.line } });
  world.addChannel({ assertionKey: withKey ? testSigningKey() : null });
  const type = withKey ? 'v2.1' : 'short-lived';
  expect((await world.run('token', 'issue', '--label', 'prod', '--type', type, '--yes')).exitCode).toBe(0);
  const old = line.issued[0] ?? '';
  world.files.set(FILE, `A=1\nLINE_CHANNEL_ACCESS_TOKEN=${old}\nB=2\n`);
  world.calls.length = 0;
  return { world, line, old };
}

const live = ({ line }: Scene): readonly string[] => line.live.map(({ value }) => value);
const errorOf = (ran: Ran) => JSON.parse(ran.stderr.trim().split('\n').at(-1) ?? '').error;

/** Nothing of a rotation is left: one token, in the file as before, nothing unfinished, no snapshots. */
function expectAsItWas({ world, line, old }: Scene): void {
  expect(line.live.map(({ value }) => value)).toEqual([old]);
  expect(world.files.get(FILE)).toBe(`A=1\nLINE_CHANNEL_ACCESS_TOKEN=${old}\nB=2\n`);
  expect([...world.rotations.values()].filter(({ finishedAt }) => finishedAt === null)).toEqual([]);
  expect([...world.secrets.keys()].filter((name) => name.startsWith('rotation/'))).toEqual([]);
}

describe('token rotate', () => {
  it('issues, verifies, delivers, revokes the old one and proves it', async () => {
    const scene = await openScene();
    const { world, line } = scene;

    const ran = await world.run('token', 'rotate', '--label', 'prod', '--to', `env-file:${FILE}`, '--yes', '--json');

    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const document = JSON.parse(ran.stdout);
    expect(Object.keys(document)).toEqual(['schema', 'new', 'rotated', 'old', 'delivered', 'revokedOld', 'reason']);
    expect(document).toMatchObject({
      schema: 'line-ops/token-rotate@1',
      rotated: true,
      old: { label: 'prod', status: 'revoked', stored: false },
      new: { label: 'prod', status: 'active', stored: true, type: 'v2.1', accessToken: null },
      delivered: [`env-file:${FILE}:LINE_CHANNEL_ACCESS_TOKEN`],
      revokedOld: true,
      reason: null,
    });
    expect(ran.stdout).not.toContain('secret-');
    expect(live(scene)).toEqual([line.issued[1]]);
    expect(world.files.get(FILE)).toBe(`A=1\nLINE_CHANNEL_ACCESS_TOKEN=${line.issued[1]}\nB=2\n`);
  });

  it('prints the bare token on stdout where nothing else was asked for, and all else on stderr', async () => {
    const { world, line } = await openScene();

    const ran = await world.run('token', 'rotate', '--yes');

    expect(ran.stdout).toBe(`${line.issued[1]}\n`);
    expect(ran.stderr).toContain('rotated  t-00000000 (prod) → ');
    expect(ran.stderr).not.toContain('secret-');
  });

  it('hands the token out in JSON only with --to stdout', async () => {
    const { world, line } = await openScene();

    const ran = await world.run('token', 'rotate', '--to', 'stdout', '--yes', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ new: { accessToken: line.issued[1] }, delivered: ['stdout'] });
  });

  it('gives a command the token, and the check the new one', async () => {
    const { world, line } = await openScene();
    const seen: string[] = [];
    world.commands.set('push', (token) => seen.push(`push ${token}`) && 0);
    world.commands.set('try', (token) => seen.push(`try ${token}`) && 0);

    const ran = await world.run('token', 'rotate', '--to', 'exec:push', '--verify-cmd', 'try', '--yes');

    expect(ran.exitCode).toBe(0);
    expect(seen).toEqual([`push ${line.issued[1]}`, `try ${line.issued[1]}`]);
  });

  it('masks the token before a workflow file gets it', async () => {
    const { world, line } = await openScene();

    const text = await world.run('token', 'rotate', '--to', 'github-env:TOKEN', '--yes');
    const json = await world.run('token', 'rotate', '--to', 'github-output:token', '--yes', '--json');

    expect(text.stdout.split('\n')[0]).toBe(`::add-mask::${line.issued[1]}`);
    expect(json.stderr).toBe(`::add-mask::${line.issued[2]}\n`);
    expect(JSON.parse(json.stdout)).toMatchObject({ delivered: ['github-output:token'] });
  });

  it('leaves the old token alive with --keep-old', async () => {
    const scene = await openScene();

    const ran = await scene.world.run('token', 'rotate', '--keep-old', '--to', `env-file:${FILE}`, '--yes', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: true, revokedOld: false, old: { status: 'active' } });
    expect(live(scene)).toHaveLength(2);
  });

  it('lets both live for the grace', async () => {
    const scene = await openScene();
    const waits: number[] = [];
    const { sleep } = scene.world.deps.clock;
    scene.world.deps.clock.sleep = (ms, signal) => {
      waits.push(Math.round(ms / 1000));
      expect(live(scene)).toHaveLength(2);
      return sleep(ms, signal);
    };

    expect(
      (await scene.world.run('token', 'rotate', '--grace', '10m', '--to', `env-file:${FILE}`, '--yes')).exitCode,
    ).toBe(0);

    expect(waits).toEqual([600]);
    expect(live(scene)).toHaveLength(1);
  });

  it('takes the place of a long-lived token with one that has an end', async () => {
    const { world, line } = await openScene();
    world.stdin = line.issueElsewhere('long-lived').value;
    await world.run('token', 'import', '--type', 'long-lived', '--label', 'console');

    const ran = await world.run('token', 'rotate', '--label', 'console', '--yes', '--to', 'env-file:c.env', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({
      old: { type: 'long-lived', status: 'revoked' },
      new: { type: 'v2.1' },
    });
  });

  it('issues the first one where no live token has the label', async () => {
    const scene = await openScene();

    const ran = await scene.world.run(
      'token',
      'rotate',
      '--label',
      'new',
      '--to',
      'env-file:new.env',
      '--yes',
      '--json',
    );

    expect(JSON.parse(ran.stdout)).toMatchObject({
      rotated: true,
      old: null,
      new: { label: 'new' },
      revokedOld: false,
    });
    expect(live(scene)).toHaveLength(2);
  });

  it('replaces, of several with one label, the one that lives longest', async () => {
    const { world } = await openScene();
    await world.run('token', 'issue', '--label', 'prod', '--expires-in', '1d');

    const ran = await world.run('token', 'rotate', '--label', 'prod', '--yes', '--to', `env-file:${FILE}`, '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ old: { id: 't-00000000' } });
  });

  it('changes nothing with --dry-run', async () => {
    const scene = await openScene();

    const ran = await scene.world.run('token', 'rotate', '--to', `env-file:${FILE}`, '--dry-run', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'line-ops/dry-run@1',
      requests: [
        { method: 'POST', path: '/oauth2/v2.1/token' },
        { method: 'POST', path: '/oauth2/v2.1/revoke' },
      ],
    });
    expect(scene.world.calls).toEqual(['listV21KeyIds']);
    expectAsItWas(scene);
  });
});

describe('token rotate --if-expires-within', () => {
  it('does nothing and exits 0 while there is time and LINE still knows the token', async () => {
    const scene = await openScene();

    const ran = await scene.world.run(
      'token',
      'rotate',
      '--label',
      'prod',
      '--if-expires-within',
      '7d',
      '--to',
      `env-file:${FILE}`,
      '--json',
    );

    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      rotated: false,
      old: { id: 't-00000000' },
      new: null,
      revokedOld: false,
    });
    expect(JSON.parse(ran.stdout).reason).toContain('lives for another 30 d');
    expect(scene.world.calls).toEqual(['verifyV21Token']);
    expectAsItWas(scene);
  });

  it.each([[[]], [['--to', 'stdout']], [['--to', `env-file:${FILE}`, '--to', 'stdout']]])(
    'leaves stdout empty where a script reads the token there: %j',
    async (to) => {
      const { world } = await openScene();

      const ran = await world.run('token', 'rotate', '--label', 'prod', '--if-expires-within', '7d', '--yes', ...to);

      expect(ran).toMatchObject({ exitCode: 0, stdout: '' });
      expect(ran.stderr).toContain('Nothing to do: t-00000000 lives for another 30 d.');
    },
  );

  it('says so on stdout where no token could be expected there', async () => {
    const { world } = await openScene();

    const ran = await world.run(
      'token',
      'rotate',
      '--label',
      'prod',
      '--if-expires-within',
      '7d',
      '--to',
      `env-file:${FILE}`,
    );

    expect(ran).toEqual({ exitCode: 0, stdout: 'Nothing to do: t-00000000 lives for another 30 d.\n', stderr: '' });
  });

  it('rotates when the end is near, and when it has passed', async () => {
    const near = await openScene();
    near.world.wait(24 * DAY_MS);
    const past = await openScene();
    past.world.wait(31 * DAY_MS);
    past.line.live.length = 0;

    for (const { world } of [near, past]) {
      const ran = await world.run(
        'token',
        'rotate',
        '--label',
        'prod',
        '--if-expires-within',
        '7d',
        '--to',
        `env-file:${FILE}`,
        '--yes',
        '--json',
      );
      expect(JSON.parse(ran.stdout).rotated).toBe(true);
    }
  });
});

describe('token rotate --if-expires-within, asking LINE', () => {
  const ROTATE = ['token', 'rotate', '--label', 'prod', '--if-expires-within', '7d', '--yes', '--json'];

  it.each([
    ['a label', ['--label', 'prod']],
    ['an ID', ['t-00000000']],
    ['nothing', []],
  ])('replaces a token, named by %s, that LINE no longer knows though it has time left', async (_what, named) => {
    const scene = await openScene();
    scene.line.live.length = 0;

    const ran = await scene.world.run('token', 'rotate', ...named, ...ROTATE.slice(4), '--to', `env-file:${FILE}`);

    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: true, old: null, new: { label: 'prod' } });
    expect(ran.stderr).toContain('LINE no longer knows t-00000000');
    expect(scene.world.files.get(FILE)).toContain(scene.line.issued[1]);
    expect(scene.world.tokens.get('t-00000000')).toMatchObject({ state: 'revoked' });
  });

  it('goes on to the next token of the label where LINE no longer knows the first', async () => {
    const { world, line } = await openScene();
    await world.run('token', 'issue', '--label', 'prod', '--expires-in', '20d');
    line.live.shift();

    const ran = await world.run(...ROTATE);

    expect(JSON.parse(ran.stdout)).toMatchObject({
      rotated: false,
      old: { label: 'prod', status: 'active' },
      new: null,
    });
    expect(ran.stdout).not.toContain('t-00000000');
  });

  it('takes the ledger at its word, with a warning, where LINE cannot be asked', async () => {
    for (const problem of [lineFailed(), rateLimited()]) {
      const scene = await openScene({ line: { verifyV21Token: () => Promise.reject(problem) } });

      const ran = await scene.world.run(...ROTATE);

      expect(ran.exitCode).toBe(0);
      expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: false, old: { id: 't-00000000', status: 'active' } });
      expect(ran.stderr).toContain('LINE could not be asked about t-00000000');
      expectAsItWas(scene);
    }
  });

  it('asks for the key ID where the string is not stored', async () => {
    const scene = await openScene();
    scene.world.secrets.delete('token/t-00000000');

    const alive = await scene.world.run(...ROTATE);
    scene.line.live.length = 0;
    const gone = await scene.world.run(...ROTATE, '--dry-run');

    expect(JSON.parse(alive.stdout)).toMatchObject({ rotated: false });
    expect(alive.stderr).toBe('');
    expect(gone.stderr).toContain('LINE no longer knows t-00000000');
    // A dry run records nothing.
    expect(scene.world.tokens.get('t-00000000')).toMatchObject({ state: 'active' });
  });

  it('counts the time that LINE says is left, not that of a clock that is wrong', async () => {
    const { line, world } = await openScene();
    const { verifyV21Token } = line.line;
    world.line.verifyV21Token = async (token) => {
      const verified = (await verifyV21Token?.(token)) ?? null;
      return verified === null ? null : { ...verified, expiresInSeconds: 3600 };
    };

    expect(JSON.parse((await world.run(...ROTATE)).stdout)).toMatchObject({ rotated: true });
  });
});

describe('a rotation that is refused before its first step', () => {
  it.each([
    ['a consent that nobody can give', ['--to', `env-file:${FILE}`], 2, 'CONFIRMATION_NEEDED'],
    ['a token that the ledger does not have', ['t-zzzzzzzz', '--yes'], 2, 'UNKNOWN_TOKEN'],
    ['a place that is none', ['--to', 'nowhere', '--yes'], 2, 'INVALID_TARGET'],
    ['a variable that cannot be', ['--to', 'env-file:p:1BAD', '--yes'], 2, 'INVALID_TARGET'],
    ['a place that is there twice', ['--to', 'stdout', '--to', 'stdout', '--yes'], 2, 'CONFLICTING_OPTIONS'],
    ['a stateless new one', ['--type', 'stateless', '--yes'], 2, 'STATELESS_NOT_ROTATED'],
    ['a long-lived new one', ['--type', 'long-lived', '--yes'], 2, 'ONLY_CONSOLE_ISSUES'],
    [
      'a life that a short-lived one does not take',
      ['--type', 'short-lived', '--expires-in', '1d', '--yes'],
      2,
      'OPTION_NOT_FOR_TYPE',
    ],
    ['--resume beside --rollback', ['--resume', '--rollback'], 2, 'CONFLICTING_OPTIONS'],
  ])('%s', async (_what, options, exitCode, code) => {
    const scene = await openScene();

    const ran = await scene.world.run('token', 'rotate', ...options, '--json');

    expect(ran).toMatchObject({ exitCode, stdout: '' });
    expect(errorOf(ran).code).toBe(code);
    expect(scene.world.calls).toEqual([]);
    expectAsItWas(scene);
  });

  it('a place that is not ready: exit 2 before any request', async () => {
    const scene = await openScene();
    const delivery = await scene.world.deps.tokenDelivery();
    Object.assign(scene.world.deps, {
      tokenDelivery: async () => ({
        ...delivery,
        prepare: async () => {
          throw failure('NOT_IN_A_WORKFLOW', { variable: 'GITHUB_ENV' });
        },
      }),
    });

    const ran = await scene.world.run('token', 'rotate', '--to', 'github-env:TOKEN', '--yes', '--json');

    expect(errorOf(ran)).toMatchObject({ code: 'NOT_IN_A_WORKFLOW', exitCode: 2 });
    expect(scene.world.calls).toEqual([]);
    expectAsItWas(scene);
  });

  it('two tokens and no name', async () => {
    const { world } = await openScene();
    await world.run('token', 'issue', '--label', 'other');

    const ran = await world.run('token', 'rotate', '--yes', '--json');

    expect(errorOf(ran)).toMatchObject({ code: 'TOKEN_NOT_CHOSEN', exitCode: 2 });
    expect(errorOf(ran).hint).toContain('t-00000000 (prod)');
  });

  it('an old token whose string is not here', async () => {
    const { world } = await openScene();
    await world.run('token', 'issue', '--label', 'other', '--no-store');

    expect(errorOf(await world.run('token', 'rotate', '--label', 'other', '--yes', '--json'))).toMatchObject({
      code: 'TOKEN_NOT_STORED',
    });
    expect((await world.run('token', 'rotate', '--label', 'other', '--keep-old', '--yes')).exitCode).toBe(0);
  });

  it.each(['v2.1', 'short-lived'] as const)('no room for one more %s: exit 5, and nobody is evicted', async (type) => {
    const scene = await openScene({ withKey: type === 'v2.1' });
    for (let index = 1; index < 30; index += 1)
      if (type === 'v2.1') scene.line.issueElsewhere(type);
      else await scene.world.run('token', 'issue', '--type', type, '--no-store');
    const before = live(scene);

    const ran = await scene.world.run('token', 'rotate', '--label', 'prod', '--yes', '--json');

    expect(errorOf(ran)).toMatchObject({ code: 'TOKEN_LIMIT_REACHED', exitCode: 5 });
    expect(live(scene)).toEqual(before);
    expect(scene.world.rotations.size).toBe(0);
  });
});

describe('a step that fails before the revoke puts everything back', () => {
  const ROTATE = ['token', 'rotate', '--label', 'prod', '--to', `env-file:${FILE}`, '--yes', '--json'];

  it('a command that refuses the token is given the old one again', async () => {
    const scene = await openScene();
    const given: string[] = [];
    scene.world.commands.set('push', (token) => {
      given.push(token);
      return token === scene.old ? 0 : 1;
    });

    const ran = await scene.world.run(...ROTATE, '--to', 'exec:push');

    expect(errorOf(ran)).toMatchObject({ code: 'DELIVERY_FAILED', exitCode: 1, details: { rolledBack: true } });
    expect(given).toEqual([scene.line.issued[1], scene.old]);
    expectAsItWas(scene);
  });

  it('the check says no: exit 3', async () => {
    const scene = await openScene();
    scene.world.commands.set('try', () => 4);

    const ran = await scene.world.run(...ROTATE, '--verify-cmd', 'try');

    expect(errorOf(ran)).toMatchObject({ code: 'CHECK_FAILED', exitCode: 3, details: { status: 4, rolledBack: true } });
    expectAsItWas(scene);
  });

  it('LINE does not know the new token', async () => {
    const scene = await openScene({ line: { verifyV21Token: async () => null } });

    expect(errorOf(await scene.world.run(...ROTATE))).toMatchObject({ code: 'NEW_TOKEN_NOT_VALID', exitCode: 8 });
    expectAsItWas(scene);
  });

  it('the new token ends in the grace: the old one is not touched', async () => {
    const scene = await openScene();
    const { sleep } = scene.world.deps.clock;
    scene.world.deps.clock.sleep = (ms, signal) => {
      scene.line.live.splice(1);
      return sleep(ms, signal);
    };

    expect(errorOf(await scene.world.run(...ROTATE, '--grace', '1h'))).toMatchObject({ code: 'NEW_TOKEN_NOT_VALID' });
    expectAsItWas(scene);
  });

  it('the answer to the issue is lost: the token that may live stays counted', async () => {
    const scene = await openScene({ withKey: false });
    scene.line.failNextIssue('after', lostAnswer());

    const ran = await scene.world.run(...ROTATE);

    expect(errorOf(ran)).toMatchObject({ code: 'TOKEN_IN_DOUBT', exitCode: 6, details: { rolledBack: true } });
    expect(scene.world.files.get(FILE)).toContain(scene.old);
    const listed = JSON.parse((await scene.world.run('token', 'list', '--json')).stdout);
    expect(listed.limits['short-lived'].active).toBe(2);
    expect((await scene.world.run(...ROTATE)).exitCode).toBe(0);
  });

  it('a place that does not give the new token back keeps it alive', async () => {
    const scene = await openScene();
    let isBroken = false;
    scene.world.commands.set('push', () => (isBroken ? 1 : 0));
    scene.world.commands.set('try', () => {
      isBroken = true;
      return 1;
    });

    const ran = await scene.world.run(...ROTATE, '--to', 'exec:push', '--verify-cmd', 'try');

    expect(errorOf(ran)).toMatchObject({
      code: 'ROTATION_NOT_ROLLED_BACK',
      exitCode: 3,
      details: { rolledBack: false },
    });
    expect(live(scene)).toHaveLength(2);
    isBroken = false;
    expect((await scene.world.run('token', 'rotate', '--rollback')).exitCode).toBe(0);
    expectAsItWas(scene);
  });
});

describe('the revoke of the old token', () => {
  const ROTATE = ['token', 'rotate', '--label', 'prod', '--to', `env-file:${FILE}`, '--yes', '--json'];

  it('does not mind a lost answer: the proof decides', async () => {
    const scene = await openScene();
    const { revokeV21Token } = scene.line.line;
    scene.world.line.revokeV21Token = async (...args) => {
      await revokeV21Token?.(...args);
      throw lostAnswer();
    };

    const ran = await scene.world.run(...ROTATE);

    expect(JSON.parse(ran.stdout)).toMatchObject({ rotated: true, revokedOld: true });
  });

  it('that fails leaves both alive, delivered the new one, and is finished by --resume', async () => {
    const scene = await openScene();
    const { revokeV21Token } = scene.line.line;
    scene.world.line.revokeV21Token = async () => {
      throw lineFailed();
    };

    const ran = await scene.world.run(...ROTATE);

    expect(errorOf(ran)).toMatchObject({ code: 'LINE_FAILED', exitCode: 6, details: { rolledBack: false } });
    expect(errorOf(ran).hint).toContain('--resume');
    expect(live(scene)).toHaveLength(2);
    expect(scene.world.files.get(FILE)).toContain(scene.line.issued[1]);
    if (revokeV21Token !== undefined) scene.world.line.revokeV21Token = revokeV21Token;
    const resumed = await scene.world.run('token', 'rotate', '--resume', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rotated: true, revokedOld: true });
    expect(live(scene)).toEqual([scene.line.issued[1]]);
  });

  it('is never made while LINE cannot say that the new token is good', async () => {
    const scene = await openScene();
    const { verifyV21Token } = scene.line.line;
    let asked = 0;
    scene.world.line.verifyV21Token = async (token) => {
      asked += 1;
      if (asked === 2) throw lineFailed();
      return verifyV21Token?.(token) ?? null;
    };

    const ran = await scene.world.run(...ROTATE);

    expect(errorOf(ran)).toMatchObject({ exitCode: 6, details: { state: 'in-grace', rolledBack: false } });
    expect(live(scene)).toHaveLength(2);
    expect((await scene.world.run('token', 'rotate', '--resume')).exitCode).toBe(0);
  });
});

describe('a rotation to stdout that was killed in its grace', () => {
  it.each(['text', 'json'])('hands the token out when it is resumed: %s', async (form) => {
    const { world, line } = await openScene();
    const { sleep } = world.deps.clock;
    world.deps.clock.sleep = async () => {
      throw new Error('killed');
    };
    await world.run('token', 'rotate', '--to', 'stdout', '--grace', '10m', '--yes');
    world.deps.clock.sleep = sleep;

    const ran = await world.run('token', 'rotate', '--resume', ...(form === 'json' ? ['--json'] : []));

    if (form === 'json') expect(JSON.parse(ran.stdout)).toMatchObject({ new: { accessToken: line.issued[1] } });
    else expect(ran.stdout).toBe(`${line.issued[1]}\n`);
  });
});

describe('LINE answering badly', () => {
  const METHODS = ['listV21KeyIds', 'issueV21Token', 'verifyV21Token', 'revokeV21Token'] as const;
  const PROBLEMS = [
    ['400', lineRefused(400, { details: { status: 400 } }), 8],
    ['404', credentialsRefused(404, { details: { status: 404 } }), 4],
    ['429', rateLimited({ details: { status: 429 } }), 5],
    ['500', lineFailed({ details: { mayHaveArrived: true } }), 6],
    ['garbage', failure('LINE_ANSWER_UNREADABLE', { what: 'access_token' }, { details: { mayHaveArrived: true } }), 6],
  ] as const;

  it.each(METHODS.flatMap((method) => PROBLEMS.map(([name, problem, exit]) => [method, name, problem, exit] as const)))(
    '%s with %s, each time it is called, never leaves a user with a dead token',
    async (method, _name, problem, exitCode) => {
      for (let nth = 1; nth <= 4; nth += 1) {
        const scene = await openScene();
        const { world, line } = scene;
        const good: unknown = line.line[method];
        let calls = 0;
        Object.assign(world.line, {
          [method]: async (...args: unknown[]) => {
            calls += 1;
            if (calls === nth) throw problem;
            return typeof good === 'function' ? Reflect.apply(good, line.line, args) : null;
          },
        });

        const ran = await world.run(
          'token',
          'rotate',
          '--label',
          'prod',
          '--to',
          `env-file:${FILE}`,
          '--yes',
          '--json',
        );

        const used = /TOKEN=(.*)/.exec(world.files.get(FILE) ?? '')?.[1];
        expect(live(scene), `call ${nth}: ${ran.stderr}`).toContain(used);
        if (calls < nth) return;
        // The proof of a revoke has two ways: one that fails is made up for by the other.
        if (ran.exitCode !== 0) expect(errorOf(ran).exitCode).toBe(exitCode);
        const resumed = await world.run(
          'token',
          'rotate',
          '--label',
          'prod',
          '--to',
          `env-file:${FILE}`,
          '--yes',
          '--resume',
        );
        expect(resumed.exitCode, resumed.stderr).toBe(0);
        expect(live(scene)).toContain(/TOKEN=(.*)/.exec(world.files.get(FILE) ?? '')?.[1]);
      }
    },
  );
});

describe('token rotate at a terminal', () => {
  it('leads through: token, kind, life, place, grace, plan, question', async () => {
    const scene = await openScene({ canAsk: true });
    const { world, line } = scene;
    world.wait(3 * DAY_MS);
    world.commands.set('test-it', () => 0);
    world.answers.push(
      't-00000000  v2.1, age 3 d, left 27 d  prod',
      'v2.1',
      '14 d',
      'into an env file',
      FILE,
      'test-it',
      'at once',
      true,
    );

    const ran = await world.run('token', 'rotate');

    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(world.questions).toEqual([
      'Which token is to be replaced?',
      'What kind is the new one?',
      'How long does it live?',
      'Where does it go?',
      'Path of the file, or <path>:VARIABLE',
      'Command that checks it (empty for none)',
      'When is the old one revoked?',
      'Rotate it?',
    ]);
    expect(ran.stderr).toContain('goes to  env-file:app.env:LINE_CHANNEL_ACCESS_TOKEN');
    expect(ran.stderr).toContain(
      [
        'The same for scripts:',
        '  line-ops token rotate \\',
        '    --channel shop \\',
        '    --label prod \\',
        '    --type v2.1 \\',
        '    --expires-in 14d \\',
        '    --to env-file:app.env \\',
        '    --verify-cmd test-it \\',
        '    --yes',
      ].join('\n'),
    );
    expect(world.files.get(FILE)).toContain(line.issued[1]);
  });

  it('changes nothing when the person says no', async () => {
    const scene = await openScene({ canAsk: true });
    scene.world.answers.push(false);

    expect((await scene.world.run('token', 'rotate', 't-00000000')).exitCode).toBe(130);
    expectAsItWas(scene);
  });

  it.each([
    ['finish it', 0, 1],
    ['put everything back', 0, 0],
    ['leave it for now', 130, 1],
  ] as const)('asks what becomes of an interrupted rotation: %s', async (answer, exitCode, used) => {
    const scene = await openScene({ canAsk: true });
    const { world, line } = scene;
    world.commands.set('die', () => {
      throw new Error('killed');
    });
    await world.run('token', 'rotate', '--label', 'prod', '--to', `env-file:${FILE}`, '--verify-cmd', 'die', '--yes');
    world.commands.set('die', () => 0);
    world.answers.push(answer);

    const ran = await world.run('token', 'rotate');

    expect(ran, ran.stderr).toMatchObject({ exitCode });
    expect(world.questions).toEqual(['What becomes of it?']);
    expect(world.files.get(FILE)).toContain(line.issued[used]);
  });
});

describe('token revoke --all, in an incident', () => {
  it('ends what it can although LINE does not list its key IDs, and says what that leaves open', async () => {
    const { world, line } = await openScene();
    await world.run('token', 'issue', '--type', 'short-lived', '--label', 'other');
    world.line.listV21KeyIds = async () => {
      throw lineFailed();
    };

    const ran = await world.run('token', 'revoke', '--all', '--yes', '--json');

    expect(line.live).toEqual([]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ revoked: [{}, {}], failed: [{ id: null }] });
    expect(errorOf(ran)).toMatchObject({ exitCode: 6, code: 'LINE_FAILED' });
  });
});

describe('prompts without arguments', () => {
  it('token issue leads through kind, life and label, and shows the plan before the question', async () => {
    const { world, line } = await openScene({ canAsk: true });
    world.answers.push('v2.1', '7 d', 'shop', true);

    const ran = await world.run('token', 'issue');

    expect(ran).toMatchObject({ exitCode: 0, stdout: `${line.issued[1]}\n` });
    expect(world.questions.at(-1)).toBe('Issue a v2.1 token for shop?');
    expect(ran.stderr).toContain('1 of 30 are alive now');
    expect([...world.tokens.values()].at(-1)).toMatchObject({ label: 'shop', type: 'v2.1' });
  });

  it('token revoke shows age, life left and label of each', async () => {
    const scene = await openScene({ canAsk: true });
    scene.world.wait(2 * DAY_MS);
    scene.world.answers.push('t-00000000  v2.1, age 2 d, left 28 d  prod', true);

    expect((await scene.world.run('token', 'revoke')).exitCode).toBe(0);
    expect(scene.line.live).toEqual([]);
  });

  it('nothing is asked where nobody can answer', async () => {
    const { world } = await openScene();
    expect((await world.run('token', 'revoke')).exitCode).toBe(2);
    expect((await world.run('channel', 'add')).exitCode).toBe(2);
    expect((await world.run('key', 'generate', '--yes')).exitCode).toBe(0);
  });
});
