import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorld, type World } from '../support/binary.js';

/** Where stdout does not go: a shell command around the binary, or a reader that is gone before anything is written. */
const NOWHERE = [
  ['a disk that is full', '"$@" > /dev/full'],
  ['a closed stdout', '"$@" >&-'],
  // Nothing is started before the reader is gone.
  [
    'a reader that went away',
    '{ trap "" PIPE; while printf . 2>/dev/null; do :; done; "$@"; echo $? >status; } | :; exit $(cat status)',
  ],
] as const;

/** Tokens alive at LINE that can neither be had from the secret store nor end within minutes. */
async function outOfReach(world: World): Promise<readonly string[]> {
  const path = join(world.home, 'secrets', 'secrets.json');
  const stored = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return (await world.tokens())
    .filter(({ state, type, accessToken }) => state === 'live' && type !== 'stateless' && !stored.includes(accessToken))
    .map(({ accessToken }) => accessToken);
}

describe.runIf(existsSync('/dev/full'))('a token that stdout does not take', () => {
  it.each(NOWHERE)('is still stored, and %s is told with how to get it', async (_what, shell) => {
    await using world = await openWorld();

    const { exitCode, stderr } = await world.run(['token', 'issue', '--label', "shop's", '--expires-in', '10m'], {
      shell,
    });

    expect(exitCode).not.toBe(0);
    expect(await outOfReach(world)).toEqual([]);
    if ((await world.tokens()).length === 0) return expect(stderr).toContain('nothing was done');
    const [, hint] = /^hint: Get it with: line-ops (.+)$/m.exec(stderr) ?? [];
    const again = await world.run([], { shell: `"$@" ${hint}` });
    expect(again.stdout).toBe(`${(await world.tokens())[0]?.accessToken}\n`);
  });

  it.each(NOWHERE)('is revoked where its string is not kept (%s)', async (_what, shell) => {
    await using world = await openWorld();

    const { exitCode, stderr } = await world.run(['token', 'issue', '--no-store'], { shell });

    expect(exitCode).not.toBe(0);
    expect((await world.tokens()).filter(({ state }) => state === 'live')).toEqual([]);
    expect(stderr).toMatch(/was revoked again|nothing was done/);
  });

  it.each(NOWHERE)('is not lost by "token get" either (%s)', async (_what, shell) => {
    await using world = await openWorld();
    await world.run(['token', 'issue']);

    const { exitCode, stderr } = await world.run(['token', 'get', '--json'], { shell });

    expect(exitCode).toBe(1);
    expect(await outOfReach(world)).toEqual([]);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(error).toMatchObject({ code: 'STDOUT_NOT_TAKEN', details: { outcome: 'stored' } });
    expect(error.hint).toContain('line-ops token get --type v2.1');
  });

  it.each(NOWHERE)('says of a stateless one when it ends (%s)', async (_what, shell) => {
    await using world = await openWorld();

    const { exitCode, stderr } = await world.run(['token', 'issue', '--type', 'stateless'], { shell });

    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/nobody has the stateless token t-\w+: it ends |nothing was done/);
  });

  it('asks LINE for none where stdout is closed', async () => {
    await using world = await openWorld();

    const { exitCode, stderr } = await world.run(['token', 'issue'], { shell: '"$@" >&-' });

    expect({ exitCode, tokens: await world.tokens() }).toEqual({ exitCode: 2, tokens: [] });
    expect(stderr).toContain('stdout is closed');
  });

  it('counts as handed out where it was thrown away on purpose', async () => {
    await using world = await openWorld();

    expect((await world.run(['token', 'issue', '--no-store'], { shell: '"$@" > /dev/null' })).exitCode).toBe(0);
    expect(await world.tokens()).toMatchObject([{ state: 'live' }]);
  });

  it('counts as not handed out where a file took only the beginning of it', async () => {
    await using world = await openWorld();
    // POSIX counts in blocks of 512 bytes; the state has room below that limit.
    const blocks = 10_240;
    world.file('token.txt', Buffer.alloc(blocks * 512 - 10));

    const { exitCode, stderr } = await world.run(['token', 'issue', '--no-store'], {
      shell: `ulimit -f ${blocks}; "$@" >> token.txt`,
    });

    expect({ exitCode, reach: await outOfReach(world) }).toEqual({ exitCode: 1, reach: [] });
    expect(stderr).toContain('the file may not grow any further; ');
  });

  it('is handed out first where Ctrl-C comes while LINE issues it', async () => {
    await using world = await openWorld({ latencyMs: 300 });
    const running = world.start(['token', 'issue', '--no-store', '-v']);
    await running.says('GET /oauth2/v2.1/tokens/kid');

    running.signal('SIGINT');
    const { exitCode, stdout, stderr } = await running.ended;

    const [token] = await world.tokens();
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${token?.accessToken}\n` });
    expect(stderr).toContain('it is handed out first; Ctrl-C again ends at once');
  });

  it('is synced in the file that took it', async () => {
    await using world = await openWorld();

    await world.run(['token', 'issue', '--no-store'], { shell: '"$@" > token.txt' });

    const [token] = await world.tokens();
    expect(readFileSync(join(world.folder, 'token.txt'), 'utf8')).toBe(`${token?.accessToken}\n`);
  });
});

it.runIf(existsSync('/dev/full'))(
  'a public key that stdout does not take is shown on stderr, to be registered',
  async () => {
    await using world = await openWorld();
    const path = join(world.folder, 'key.json');

    const { exitCode, stderr } = await world.run(['key', 'generate', '--out', path], { shell: '"$@" > /dev/full' });

    expect(exitCode).toBe(1);
    const [shown = ''] = /\{"kty".*\}/.exec(stderr) ?? [];
    expect(JSON.parse(shown).n).toBe(JSON.parse(readFileSync(path, 'utf8')).n);
    expect(readdirSync(world.folder)).toContain('key.json');
  },
);
