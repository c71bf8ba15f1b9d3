import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertion, form } from '../emulator/platform.js';
import {
  type Ended,
  exited,
  numberAt,
  openWorld,
  type Running,
  readObject,
  until,
  type World,
} from '../support/binary.js';

const ISSUE = '/oauth2/v2.1/token';
const VERIFY = '/oauth2/v2.1/verify';
const REVOKE = '/oauth2/v2.1/revoke';
const KEY_IDS = '/oauth2/v2.1/tokens/kid';
const LIMIT = 30;

/** A channel with one token, which an env file and a command's file hold. */
async function openScene(latencyMs = 25): Promise<World> {
  const world = await openWorld({ latencyMs });
  const { stdout } = exited(0, await world.inside(['token', 'issue', '--label', 'prod']));
  world.file('app.env', `# app\nexport LINE_CHANNEL_ACCESS_TOKEN='${stdout.trim()}'\nB=2\n`);
  world.file('pushed', stdout);
  return world;
}

const ROTATE = [
  'token',
  'rotate',
  '--label',
  'prod',
  '--to',
  'env-file:app.env',
  '--to',
  'exec:cat > next && mv next pushed',
  '--verify-cmd',
  'test -n "$LINE_CHANNEL_ACCESS_TOKEN"',
  '--yes',
];

function inUse({ folder }: World): readonly string[] {
  const variable = /TOKEN='([^']*)'/.exec(readFileSync(join(folder, 'app.env'), 'utf8'))?.[1] ?? '';
  return [variable, readFileSync(join(folder, 'pushed'), 'utf8').trim()];
}

async function alive(world: World): Promise<readonly string[]> {
  return (await world.tokens()).filter(({ state }) => state === 'live').map(({ accessToken }) => accessToken);
}

/** Kills the run when the platform has seen that many more requests, and a little later each time. */
async function killAfter(world: World, path: string, count: number, laterMs: number): Promise<Ended> {
  const before = world.requestsTo(path);
  const running = world.start([...ROTATE, '--grace', '1s']);
  await until(`${count} requests to ${path}`, () => running.hasEnded || before + count <= world.requestsTo(path));
  return killSoon(running, laterMs);
}

async function killSoon(running: Running, laterMs: number): Promise<Ended> {
  const at = performance.now() + laterMs;
  await until('the moment to kill', () => running.hasEnded || at < performance.now());
  return running.kill();
}

describe('token rotate, killed', () => {
  const points: readonly (readonly [point: string, path: string, count: number, laterMs: number])[] = [
    ['while LINE lists the key IDs', KEY_IDS, 1, 0],
    ['while LINE issues', ISSUE, 1, 0],
    ['just after LINE has issued', ISSUE, 1, 32],
    ['while LINE verifies', VERIFY, 1, 0],
    ['while it delivers', VERIFY, 1, 40],
    ['while it delivers or checks', VERIFY, 1, 55],
    ['in the grace', VERIFY, 1, 500],
    ['while LINE verifies before the revoke', VERIFY, 2, 0],
    ['while LINE revokes', REVOKE, 1, 0],
    ['just after LINE has revoked', REVOKE, 1, 32],
    ['while LINE proves the revoke', KEY_IDS, 4, 0],
    ['at the very end', KEY_IDS, 4, 40],
  ];

  it.each(points)(
    '%s, leaves living tokens in use, and is finished by the next run',
    { timeout: 60_000 },
    async (_point, path, count, laterMs) => {
      await using world = await openScene();

      await killAfter(world, path, count, laterMs);

      expect(await alive(world)).toEqual(expect.arrayContaining([...inUse(world)]));
      const resumed = exited(0, await world.run([...ROTATE, '--resume', '--json']));
      expect(readObject(resumed.stdout)).toMatchObject({ rotated: true, revokedOld: true });
      const [variable, pushed] = inUse(world);
      expect(variable).toBe(pushed);
      expect(await alive(world)).toContain(variable);
      expect(readFileSync(join(world.folder, 'app.env'), 'utf8')).toMatch(
        /^# app\nexport LINE_CHANNEL_ACCESS_TOKEN='[^']+'\nB=2\n$/,
      );
      exited(0, await world.inside(['token', 'check', '--label', 'prod']));
    },
  );

  it('in the grace, is taken back by --rollback', { timeout: 60_000 }, async () => {
    await using world = await openScene();
    const before = inUse(world);
    const running = world.start([...ROTATE, '--grace', '1h']);
    await running.says('in grace');
    await running.kill();
    expect(inUse(world)).not.toEqual(before);

    const refused = exited(2, await world.run(ROTATE));
    expect(refused.stderr).toContain('--resume');
    expect(refused.stderr).toContain('--rollback');
    exited(0, await world.run(['token', 'rotate', '--rollback']));

    expect(inUse(world)).toEqual(before);
    expect(await alive(world)).toEqual([before[0]]);
  });

  it('by Ctrl-C in the grace, keeps both tokens, says how to go on, and exits 130', { timeout: 60_000 }, async () => {
    await using world = await openScene();
    const running = world.start([...ROTATE, '--grace', '1h']);
    await running.says('in grace');
    running.signal('SIGINT');
    const { exitCode, stderr } = await running.ended;
    expect({ exitCode, hint: stderr.includes('--resume') }).toEqual({ exitCode: 130, hint: true });
    expect(await alive(world)).toHaveLength(2);
  });

  it('by SIGTERM before the grace, puts everything back and exits 143', { timeout: 60_000 }, async () => {
    await using world = await openScene();
    const before = inUse(world);
    const running = world.start([...ROTATE.slice(0, 6), '--verify-cmd', 'echo checking; sleep 1', '--yes']);
    await running.says('checking');
    running.signal('SIGTERM');
    exited(143, await running.ended);
    expect(inUse(world)).toEqual(before);
    expect(await alive(world)).toEqual([before[0]]);
  });
});

describe('several rotations', () => {
  it('of one token at once: one is done, the others are told, and one token is left', { timeout: 60_000 }, async () => {
    await using world = await openScene();
    const three = await Promise.all([world.run(ROTATE), world.run(ROTATE), world.run(ROTATE)]);
    const codes = three.map(({ exitCode }) => exitCode);
    expect(codes).toContain(0);
    expect(await alive(world)).toEqual(expect.arrayContaining([...inUse(world)]));
    expect(await alive(world)).toHaveLength(1);
  });

  it('cannot pass the limit together: three with one place left', { timeout: 120_000 }, async () => {
    await using world = await openWorld({ latencyMs: 10 });
    for (const label of ['a', 'b', 'c']) exited(0, await world.inside(['token', 'issue', '--label', label, '-q']));
    for (let issued = 3; issued < LIMIT - 1; issued += 1)
      await form(world.emulator, ISSUE, { grant_type: 'client_credentials', ...assertion(world.emulator) });
    const three = await Promise.all(
      ['a', 'b', 'c'].map((label) =>
        world.run(['token', 'rotate', '--label', label, '--grace', '2s', '--yes', '--json']),
      ),
    );
    expect(three.map(({ exitCode }) => exitCode).sort()).toEqual([0, 5, 5]);
    expect((await alive(world)).length).toBe(LIMIT - 1);
    expect(numberAt(await world.insideJson(['token', 'list']), 'limits', 'v2.1', 'active')).toBe(LIMIT - 1);
  });
});
