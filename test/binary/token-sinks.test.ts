import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exited, openWorld, type StartOptions } from '../support/binary.js';

it('no secret of a rotation is on any sink but the places it was sent to', { timeout: 120_000 }, async () => {
  await using world = await openWorld();
  const { LINE_CHANNEL_SECRET: secret = '', LINE_ASSERTION_KEY: key = '' } = world.emulator.env;
  const planted = 'planted-database-password';
  world.file('app.env', `DB_PASSWORD=${planted}\nLINE_CHANNEL_ACCESS_TOKEN=none\n`);
  world.file('workflow', '');
  const env = { GITHUB_ENV: join(world.folder, 'workflow'), LINE_OPS_DEBUG: '1' };
  const said: string[] = [];
  const run = async (exit: number, args: readonly string[], options: StartOptions = {}) => {
    const ended = exited(exit, await world.run([...args, '--verbose'], { ...options, env }));
    said.push(ended.stdout, ended.stderr);
    return ended;
  };
  const rotate = ['token', 'rotate', '--label', 'prod', '--yes', '--to', 'env-file:app.env'];
  // What hands a token out is left aside: that is its purpose.
  exited(0, await world.run(['token', 'issue', '--label', 'prod']));
  await run(0, rotate);
  await run(0, [...rotate, '--json']);
  // A command and a check that print what they get.
  await run(0, [
    ...rotate,
    '--to',
    'exec:cat; cat app.env | grep LINE >&2',
    '--verify-cmd',
    'env | grep LINE_CHANNEL_ACCESS',
  ]);
  await run(1, [...rotate, '--to', 'exec:cat; exit 1']);
  await run(1, [...rotate, '--to', 'exec:cat; exit 1', '--json']);
  await run(3, [...rotate, '--verify-cmd', 'echo "no $LINE_CHANNEL_ACCESS_TOKEN"; exit 1', '--json']);
  await run(2, ['token', 'rotate', 't-zzzzzzzz', '--yes', '--json']);
  await run(0, ['token', 'check', '--json']);
  // A rotation that is left in its grace keeps what the file held.
  const left = world.start([...rotate, '--grace', '1h'], { env });
  await left.says('in grace');
  said.push((await left.kill()).stderr);
  const duringGrace = stateOf(world.home);
  await run(0, ['token', 'rotate', '--rollback']);
  await run(0, [...rotate, '--dry-run', '--json']);

  const tokens = (await world.tokens()).map(({ accessToken }) => accessToken);
  expect(tokens.length).toBeGreaterThan(6);
  const { d, p, q } = JSON.parse(key);
  const sinks = [...said, ...duringGrace, ...stateOf(world.home)];
  for (const value of [...tokens, secret, d, p, q, planted])
    expect(sinks.filter((sink) => sink.includes(value) || sink.includes(encodeURIComponent(value)))).toEqual([]);

  // The mask is the one line that shows a token, and it comes before the file has it.
  const masked = exited(0, await world.run([...rotate, '--to', 'github-env:TOKEN'], { env }));
  const [, token = ''] = /^::add-mask::(.+)$/m.exec(masked.stdout) ?? [];
  expect(readFileSync(join(world.folder, 'workflow'), 'utf8')).toContain(`\n${token}\n`);
  expect(`${masked.stdout}${masked.stderr}`.split(token)).toHaveLength(2);
  expect(readFileSync(join(world.folder, 'app.env'), 'utf8')).toBe(
    `DB_PASSWORD=${planted}\nLINE_CHANNEL_ACCESS_TOKEN=${token}\n`,
  );
});

/** Every file of the state folder but the secret store. */
function stateOf(home: string): readonly string[] {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'secrets.json')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}
