import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { type Ended, exited, readObject, until, type World } from '../../support/binary.js';
import { sharedServer } from '../../support/postgres/server.js';
import { describeWithPostgres } from '../../support/postgres.js';
import { killProgram, Team } from '../../support/team.js';

const errorOf = ({ stderr }: Ended) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;
const alive = async (world: World) =>
  (await world.tokens())
    .filter(({ state, type }) => state === 'live' && type === 'v2.1')
    .map((token) => token.accessToken);

/** Nothing of the channel comes from the environment. */
const NO_CHANNEL = {
  LINE_CHANNEL_ID: undefined,
  LINE_CHANNEL_SECRET: undefined,
  LINE_ASSERTION_KEY: undefined,
  LINE_ASSERTION_KEY_ID: undefined,
};

describeWithPostgres('tokens and secrets of a team', () => {
  it('are had on any machine with the channel and the secrets that another one stored', async () => {
    await using team = await Team.open();
    const { world } = team;
    const [here, there] = [team.machine('here'), team.machine('there')];
    const { LINE_CHANNEL_ID: id = '' } = world.emulator.env;
    const key = world.file('key.json', world.emulator.env['LINE_ASSERTION_KEY'] ?? '');
    exited(
      0,
      await here.inside([
        'channel',
        'add',
        'shop',
        '--channel-id',
        id,
        '--assertion-key-file',
        key,
        '--assertion-key-id',
        world.emulator.env['LINE_ASSERTION_KEY_ID'] ?? '',
        '--yes',
      ]),
    );
    expect(readObject(exited(0, await there.inside(['channel', 'list', '--json'], NO_CHANNEL)).stdout)).toMatchObject({
      channels: [{ name: 'shop', current: false }],
    });

    const issued = exited(0, await here.inside(['token', 'issue', '--label', 'prod'], NO_CHANNEL)).stdout;
    expect(exited(0, await there.inside(['token', 'get', '--label', 'prod'], NO_CHANNEL)).stdout).toBe(issued);
    const keyless = { ...NO_CHANNEL, LINE_OPS_SECRET_KEY: undefined };
    expect(exited(0, await there.inside(['token', 'list', '--offline'], keyless)).stdout).toContain('prod');
    expect(errorOf(exited(2, await there.inside(['token', 'get', '--json'], keyless)))).toMatchObject({
      code: 'SECRET_KEY_NEEDED',
    });
    const stranger = { ...NO_CHANNEL, LINE_OPS_SECRET_KEY: 'a key that nobody else has' };
    for (const words of [
      ['token', 'get'],
      ['token', 'issue'],
      ['channel', 'remove', 'shop', '--yes'],
    ])
      expect(errorOf(exited(4, await there.inside([...words, '--json'], stranger)))).toMatchObject({
        code: 'SECRET_KEY_DIFFERS',
      });

    exited(0, await there.inside(['token', 'revoke', '--label', 'prod', '--yes'], NO_CHANNEL));
    expect(await alive(world)).toEqual([]);
    exited(0, await there.inside(['channel', 'rename', 'shop', 'store', '--yes'], NO_CHANNEL));
    expect(exited(0, await here.inside(['channel', 'list'], NO_CHANNEL)).stdout).toMatch(/store.*current/);
  });

  it('are rotated by one machine: what that leaves behind is told on the others, and gone on with there alone', async () => {
    await using team = await Team.open({ latencyMs: 25 });
    const { world, url } = team;
    const { sql } = await sharedServer();
    const [here, there] = [team.machine('here'), team.machine('there')];
    const { stdout: old } = exited(0, await here.inside(['token', 'issue', '--label', 'prod']));
    const file = world.file('app.env', `LINE_CHANNEL_ACCESS_TOKEN=${old}`);
    const rotate = ['token', 'rotate', '--label', 'prod', '--to', `env-file:${file}`, '--yes'];
    const inFile = () => readFileSync(file, 'utf8').trim().split('=')[1];

    const running = here.start([...rotate, '--grace', '1h']);
    await until('the new token in its place', () => running.hasEnded || inFile() !== old.trim());
    expect(errorOf(exited(1, await there.inside([...rotate, '--json'])))).toMatchObject({ code: 'ROTATION_RUNNING' });
    await killProgram(running);
    // As time does it.
    await sql('UPDATE line_ops.lease SET ends = 0', url);
    expect(await sql('SELECT host FROM line_ops.rotation', url)).toEqual([{ host: here.host }]);

    await sql("UPDATE line_ops.rotation SET host = 'build-7'", url);
    for (const how of ['--resume', '--rollback'])
      expect(errorOf(exited(2, await there.inside([...rotate, how, '--json'])))).toMatchObject({
        code: 'ROTATION_ELSEWHERE',
        message: expect.stringContaining('build-7'),
      });
    const { stdout: status } = exited(0, await there.inside(['status', '--json']));
    expect(JSON.parse(status)).toMatchObject({ rotations: [{ host: 'build-7' }] });
    expect(status).not.toContain('--resume');
    expect((await there.inside(['status'])).stdout).toMatch(/rotation .* on build-7, not\s+ended/);
    expect(await alive(world)).toHaveLength(2);

    await sql(`UPDATE line_ops.rotation SET host = '${here.host}'`, url);
    exited(0, await here.run([...rotate, '--rollback']));
    expect(inFile()).toBe(old.trim());
    expect(await alive(world)).toEqual([old.trim()]);
  });
});

describeWithPostgres('a request under a retry key of a team', () => {
  const KEY = '11111111-2222-4333-8444-555555555555';
  const push = (world: World, text: string) => {
    const body = world.file(
      `${text}.json`,
      JSON.stringify({ to: [followerId(1)], messages: [{ type: 'text', text }] }),
    );
    return ['api', 'POST', '/v2/bot/message/multicast', '--retry-key', KEY, '--data', body, '--yes', '--json'];
  };

  it('is made once, and its key is taken on every machine', async () => {
    await using team = await Team.open();
    const { world } = team;
    const [here, there] = [team.machine('here'), team.machine('there')];
    exited(0, await here.inside(push(world, 'hello')));
    exited(0, await there.inside(push(world, 'hello')));
    expect(errorOf(await there.inside(push(world, 'something-else')))).toMatchObject({
      code: 'RETRY_KEY_OF_ANOTHER',
    });
    expect(world.delivered()).toMatchObject({ most: 1, violations: 0 });
  });
});
