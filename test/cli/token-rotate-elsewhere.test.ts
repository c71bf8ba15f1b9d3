import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../src/domain/tokens/rotation.js';
import { createTokenPlatform } from '../support/token-platform.js';
import { createWorld, testSigningKey } from '../support/world.js';

const STATE_URL = 'postgres://db.example/line_ops';

/**
 * A rotation of `prod` was killed in its grace on the machine of that name, and `newsletter` was not rotated; the team
 * shares the state. This machine is called `desk`.
 */
async function openScene(host: string) {
  const line = createTokenPlatform();
  const world = createWorld({ env: { LINE_OPS_STATE_URL: STATE_URL }, line: line.line });
  world.addChannel({ assertionKey: testSigningKey() });
  for (const label of ['prod', 'newsletter']) {
    expect((await world.run('token', 'issue', '--label', label, '--yes')).exitCode).toBe(0);
    world.files.set(`${label}.env`, `LINE_CHANNEL_ACCESS_TOKEN=${line.issued.at(-1)}\n`);
  }
  const { sleep } = world.deps.clock;
  world.deps.clock.sleep = async () => {
    throw new Error('killed');
  };
  await world.run('token', 'rotate', '--label', 'prod', '--to', 'env-file:prod.env', '--grace', '10m', '--yes');
  world.deps.clock.sleep = sleep;
  const [rotation] = [...world.rotations.values()];
  if (rotation === undefined) throw new Error('there is no rotation');
  const begunOn = rotation.host;
  world.rotations.set(rotation.id, { ...rotation, host });
  world.calls.length = 0;
  const now = (): Rotation | undefined => world.rotations.get(rotation.id);
  return { world, line, begunOn, rotation: now };
}

const errorOf = ({ stderr }: { readonly stderr: string }) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;

describe('a rotation that was interrupted on another machine of the team', () => {
  it.each([
    ['resumed', ['--label', 'prod', '--resume', '--yes']],
    ['resumed by a job that rotates', ['--label', 'prod', '--to', 'env-file:prod.env', '--resume', '--yes']],
    ['rolled back', ['t-00000000', '--rollback', '--yes']],
    ['rolled back without a name', ['--rollback', '--yes']],
    ['rotated over', ['--label', 'prod', '--to', 'env-file:prod.env', '--yes']],
  ])('is not %s here: the refusal names the machine', async (_how, words) => {
    const { world, line, rotation } = await openScene('build-7');
    const [before, files, live] = [rotation(), new Map(world.files), line.live.length];

    const ran = await world.run('token', 'rotate', ...words, '--json');

    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(errorOf(ran)).toMatchObject({
      code: 'ROTATION_ELSEWHERE',
      message: expect.stringContaining('build-7'),
      hint: expect.stringMatching(/build-7.*token rotate t-00000000 --resume/),
      details: { host: 'build-7', state: 'in-grace' },
    });
    expect(rotation()).toEqual(before);
    expect(world.files).toEqual(files);
    expect(line.live).toHaveLength(live);
  });

  it('leaves other tokens to be rotated here, also to a file of the same name', async () => {
    const { world } = await openScene('build-7');
    const ran = await world.run('token', 'rotate', '--label', 'newsletter', '--to', 'env-file:prod.env', '--dry-run');
    expect(ran.stderr).toContain('interrupted on build-7');
    // Not the rotation there: what stands in the file here is in the way.
    expect(ran.stderr).not.toContain('ROTATION_');
    const rotated = await world.run(
      'token',
      'rotate',
      '--label',
      'newsletter',
      '--to',
      'env-file:newsletter.env',
      '--yes',
    );
    expect(rotated.exitCode).toBe(0);
  });
});

it('a rotation is of the machine that begins it, where it is resumed as ever', async () => {
  const { world, begunOn, rotation } = await openScene('desk');
  expect(begunOn).toBe('desk');
  expect((await world.run('token', 'rotate', '--label', 'prod', '--resume', '--yes')).exitCode).toBe(0);
  expect(rotation()).toMatchObject({ state: 'finished' });
});
