import { describe, expect, it } from 'vitest';
import { diskFull, notFromLine } from '../support/failures.js';
import { createTokenPlatform, lostAnswer, type TokenPlatform } from '../support/token-platform.js';
import {
  CHANNEL_ID,
  CHANNEL_SECRET,
  createWorld,
  testSigningKey,
  type World,
  type WorldOptions,
} from '../support/world.js';

const DAY_MS = 86_400_000;
const SHORT_LIVED = ['token', 'issue', '--type', 'short-lived'];

/** A configured channel with an assertion key, at a LINE that keeps tokens as LINE does. */
function tokenWorld(options: WorldOptions = {}): { world: World; line: TokenPlatform } {
  const line = createTokenPlatform();
  const world = createWorld({ ...options, line: line.line });
  world.addChannel({ assertionKey: testSigningKey() });
  return { world, line };
}

async function ok(world: World, ...argv: readonly string[]): Promise<string> {
  const ran = await world.run(...argv);
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran.stdout;
}

async function tokensOf(world: World, ...options: readonly string[]) {
  return JSON.parse(await ok(world, 'token', 'list', '--json', ...options)).tokens;
}

const errorIn = (stderr: string) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;

/** Our clock runs ahead of LINE's from now on. */
function aheadOfLine(world: World, ms: number): void {
  world.wait(ms);
  world.clockSkewMs -= ms;
}

describe('what the ledger cannot know', () => {
  it('is told before the first short-lived token', async () => {
    const { world } = tokenWorld();

    const first = await world.run(...SHORT_LIVED);
    expect(first.stderr).toContain(
      'this ledger knows of no short-lived token of shop: if other systems hold 30, LINE ends',
    );
    expect(first.stderr).toContain('1 of 30 short-lived tokens are known here to be alive.');

    expect((await world.run(...SHORT_LIVED)).stderr).not.toContain('other systems');
  });

  it('is asked about on a terminal, once', async () => {
    const { world, line } = tokenWorld({ canAsk: true });
    world.answers.push(false);

    expect((await world.run(...SHORT_LIVED)).exitCode).toBe(130);
    expect(world.questions).toEqual(['Issue a short-lived token all the same?']);
    expect(line.issued).toEqual([]);
    await ok(world, ...SHORT_LIVED, '--yes');
    await ok(world, ...SHORT_LIVED, '--allow-eviction');
    expect(world.questions).toHaveLength(1);
  });

  it('is never said as the word of LINE', async () => {
    const { world } = tokenWorld();
    await ok(world, 'token', 'issue');

    expect((await world.run('token', 'issue')).stderr).toContain('2 of 30 v2.1 tokens are alive.');
    expect(await ok(world, 'token', 'list')).toContain(
      '\nAlive: v2.1 2 of 30\nKnown here: short-lived 0 of 30, long-lived 0 of 1, stateless 0\n',
    );
    expect(await ok(world, 'token', 'list', '--offline')).toContain('\nKnown here: v2.1 2 of 30, short-lived 0 of 30');
  });
});

it('lists the token that ends soonest first, and the ended ones behind the live ones', async () => {
  const { world } = tokenWorld();
  for (const life of ['20d', '1h', '3d']) await ok(world, 'token', 'issue', '--expires-in', life, '--label', life);
  await ok(world, 'token', 'issue', '--expires-in', '2h', '--label', 'ended');
  await ok(world, 'token', 'revoke', '--label', 'ended', '--yes');

  const labels = (await tokensOf(world, '--all')).map(({ label }: { label: string }) => label);

  expect(labels).toEqual(['1h', '3d', '20d', 'ended']);
});

describe('30 v2.1 tokens that were issued elsewhere', () => {
  it.each([
    ['issue', []],
    ['issue', ['--revoke-oldest']],
    ['get', ['--type', 'v2.1']],
  ] as const)('lead to something that can be done (%s %j)', async (verb, options) => {
    const { world, line } = tokenWorld();
    for (let index = 0; index < 30; index += 1) line.issueElsewhere('v2.1');

    const ran = await world.run('token', verb, ...options, '--json');

    const { code, hint } = errorIn(ran.stderr);
    expect({ exitCode: ran.exitCode, code }).toEqual({ exitCode: 5, code: 'TOKEN_LIMIT_REACHED' });
    expect(hint).toContain('"line-ops token revoke --stdin"');
    expect(hint).toContain('wait until the first expires, within 30 days');
    expect(hint).toContain('--type stateless');
    expect(hint).not.toContain('--revoke-oldest');
    world.stdin = `${line.live[0]?.value}\n`;
    await ok(world, 'token', 'revoke', '--stdin', '--yes');
    await ok(world, 'token', 'issue');
  });
});

describe("LINE's clock", () => {
  it('judges the limit of short-lived tokens where ours is a month ahead', async () => {
    const { world, line } = tokenWorld();
    for (let index = 0; index < 30; index += 1) await ok(world, ...SHORT_LIVED);
    aheadOfLine(world, 31 * DAY_MS);

    const ran = await world.run(...SHORT_LIVED, '--json');

    expect({ exitCode: ran.exitCode, code: errorIn(ran.stderr).code }).toEqual({
      exitCode: 5,
      code: 'TOKEN_LIMIT_REACHED',
    });
    expect(line.live).toHaveLength(30);
  });

  it('is asked for before a short-lived token: where LINE is silent, none is asked for', async () => {
    const { world, line } = tokenWorld();
    line.failNext('before', lostAnswer());

    expect((await world.run(...SHORT_LIVED)).exitCode).toBe(6);
    expect({ issued: line.issued, rows: world.tokens.size }).toEqual({ issued: [], rows: 0 });
  });

  it('keeps token get from replacing tokens that only our clock takes for ended', async () => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'get');
    aheadOfLine(world, 31 * DAY_MS);

    for (let run = 0; run < 3; run += 1) expect(await ok(world, 'token', 'get')).toBe(`${line.issued[0]}\n`);

    expect(line.issued).toHaveLength(1);
  });

  it('writes down when a token ends', async () => {
    const { world } = tokenWorld();
    aheadOfLine(world, 31 * DAY_MS);
    await ok(world, 'token', 'issue');
    aheadOfLine(world, -31 * DAY_MS);

    const [{ expiresInSeconds }] = await tokensOf(world);

    expect(expiresInSeconds).toBeGreaterThan(29 * 86_400);
    expect(expiresInSeconds).toBeLessThanOrEqual(30 * 86_400);
  });

  it('decides whether a leaked token that ours takes for ended is revoked', async () => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'issue', '--label', 'leaked');
    await ok(world, 'token', 'issue', '--label', 'leaked');
    await ok(world, ...SHORT_LIVED);
    aheadOfLine(world, 31 * DAY_MS);

    await ok(world, 'token', 'revoke', 't-00000000', '--yes');
    await ok(world, 'token', 'revoke', '--label', 'leaked', '--yes');
    await ok(world, 'token', 'revoke', '--all', '--yes');

    expect(line.live).toEqual([]);
  });
});

describe('the string of a token', () => {
  const isStored = (world: World, id = 't-00000000') => world.secrets.has(`token/${id}`);

  it.each([['list'], ['check']])('is forgotten when LINE says that it does not know it (token %s)', async (verb) => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'issue');
    line.live.length = 0;

    await world.run('token', 'list', '--offline');
    expect(isStored(world)).toBe(true);
    await world.run('token', verb);

    expect(isStored(world)).toBe(false);
    expect(await tokensOf(world, '--all')).toMatchObject([{ status: 'revoked', stored: false }]);
  });

  it('is kept when only the key-ID list lacks it', async () => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'issue');
    const list = world.line.listV21KeyIds;
    world.line.listV21KeyIds = async () => [];

    await world.run('token', 'list');

    expect(isStored(world)).toBe(true);
    Object.assign(world.line, { listV21KeyIds: list });
    expect(await tokensOf(world)).toMatchObject([{ status: 'active', stored: true }]);
    expect(line.live).toHaveLength(1);
  });

  it('is kept where LINE cannot be asked about it', async () => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'issue');
    line.live.length = 0;
    world.line.verifyV21Token = async () => Promise.reject(lostAnswer());

    await world.run('token', 'list');

    expect(isStored(world)).toBe(true);
  });

  it("is forgotten a day after its end by LINE's clock, and never by ours", async () => {
    const { world } = tokenWorld();
    await ok(world, ...SHORT_LIVED);
    aheadOfLine(world, 60 * DAY_MS);
    await tokensOf(world, '--all');
    expect(isStored(world)).toBe(true);

    aheadOfLine(world, -60 * DAY_MS);
    world.wait(30.5 * DAY_MS);
    await tokensOf(world);
    expect(isStored(world)).toBe(true);

    world.wait(DAY_MS);
    await ok(world, 'token', 'list', '--offline');
    expect(isStored(world)).toBe(true);
    await tokensOf(world);
    expect(isStored(world)).toBe(false);
  });
});

describe('token forget', () => {
  async function withLostIssue(options: WorldOptions = {}) {
    const { world, line } = tokenWorld(options);
    await ok(world, ...SHORT_LIVED, '--yes');
    line.failNextIssue('before', lostAnswer());
    expect((await world.run(...SHORT_LIVED)).exitCode).toBe(6);
    return { world, line };
  }

  it('takes an issue that was never proven out of the counts', async () => {
    const { world } = await withLostIssue();

    const ran = await world.run('token', 'forget', 't-00000001', '--yes', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'line-ops/token-forget@1',
      forgotten: [{ id: 't-00000001', type: 'short-lived', stored: false }],
    });
    expect([...world.tokens.keys()]).toEqual(['t-00000000']);
  });

  it('asks, and forgets nothing when the answer is no', async () => {
    const { world } = await withLostIssue({ canAsk: true });
    world.answers.push(false);

    expect((await world.run('token', 'forget', 't-00000001')).exitCode).toBe(130);

    expect(world.questions).toEqual(['Forget 1 row of the token ledger of shop?']);
    expect(world.tokens.size).toBe(2);
  });

  it('needs --yes where nobody can be asked, and changes nothing with --dry-run', async () => {
    const { world } = await withLostIssue();

    expect((await world.run('token', 'forget', 't-00000001')).exitCode).toBe(2);
    const plan = JSON.parse(await ok(world, 'token', 'forget', 't-00000001', '--dry-run', '--json'));

    expect(plan).toMatchObject({
      requests: [],
      changes: ['token ledger: t-00000001 forgotten, its issue was never proven'],
    });
    expect(world.tokens.size).toBe(2);
  });

  it('refuses a token that LINE knows to live, and all that was named beside it', async () => {
    const { world } = await withLostIssue();

    const ran = await world.run('token', 'forget', 't-00000001', 't-00000000', '--yes', '--json');

    expect(ran.exitCode).toBe(2);
    expect(errorIn(ran.stderr)).toMatchObject({
      code: 'TOKEN_LIVES',
      details: { tokens: [{ id: 't-00000000', ground: 'alive' }] },
    });
    expect(world.tokens.size).toBe(2);
    await ok(world, 'token', 'forget', 't-00000001', 't-00000000', '--yes', '--force');
    expect([world.tokens.size, [...world.secrets.keys()].filter((name) => name.startsWith('token/'))]).toEqual([0, []]);
  });

  it('refuses one of which nobody can tell', async () => {
    const { world } = tokenWorld();
    await ok(world, ...SHORT_LIVED, '--no-store');

    const ran = await world.run('token', 'forget', 't-00000000', '--yes', '--json');

    expect(errorIn(ran.stderr)).toMatchObject({
      code: 'TOKEN_LIVES',
      message: expect.stringContaining('cannot be asked'),
    });
    await ok(world, 'token', 'forget', 't-00000000', '--yes', '--force');
  });

  it.each([
    ['by its string', []],
    ['by its key ID', ['--no-store']],
  ])('takes one that LINE does not know, asked %s', async (_how, options) => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'issue', ...options);
    line.live.length = 0;

    await ok(world, 'token', 'forget', 't-00000000', '--yes');

    expect(world.tokens.size).toBe(0);
  });

  it('leaves an issue alone that was answered meanwhile', async () => {
    const { world, line } = await withLostIssue({ canAsk: true });
    const row = world.tokens.get('t-00000001');
    if (row === undefined) throw new Error('no row');
    const answers = world.answers;
    // The other process gets its answer while the person here thinks.
    Object.defineProperty(world, 'answers', {
      value: {
        shift: () => {
          world.tokens.set(row.id, { ...row, state: 'active', fingerprint: 'known-now' });
          return true;
        },
      },
    });

    const ran = await world.run('token', 'forget', 't-00000001');

    expect(answers).toEqual([]);
    expect(ran).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('has changed meanwhile; nothing was forgotten'),
    });
    expect(world.tokens.size).toBe(2);
    expect(line.live).toHaveLength(1);
  });
});

describe('token revoke of many', () => {
  it('takes * in a label', async () => {
    const { world, line } = tokenWorld();
    for (const label of ['shop-web', 'shop-app', 'crm', 'workshop-'])
      await ok(world, 'token', 'issue', '--label', label);

    await ok(world, 'token', 'revoke', '--label', 'shop-*', '--yes');

    expect((await tokensOf(world)).map(({ label }: { label: string }) => label).toSorted()).toEqual([
      'crm',
      'workshop-',
    ]);
    expect((await world.run('token', 'revoke', '--label', 'nobody-*', '--yes')).exitCode).toBe(2);
    await ok(world, 'token', 'revoke', '--label', '*', '--yes');
    expect(line.live).toEqual([]);
  });

  it('says of a token that it has ended where only the ledger could not be told', async () => {
    const { world, line } = tokenWorld();
    await ok(world, 'token', 'issue');
    await ok(world, 'token', 'issue');
    const ledger = await world.deps.tokenLedger();
    const full = diskFull();
    const sick = createWorld({
      line: line.line,
      deps: {
        secrets: world.deps.secrets,
        tokenLedger: async () => ({
          ...ledger,
          put: (record) => (record.id === 't-00000000' ? Promise.reject(full) : ledger.put(record)),
        }),
      },
    });
    sick.configuration = world.configuration;

    const ran = await sick.run('token', 'revoke', '--all', '--yes', '--json');

    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      revoked: [{ id: 't-00000001' }],
      failed: [{ id: 't-00000000', reason: expect.stringContaining('t-00000000 has ended at LINE, which is proven') }],
    });
    expect(line.live).toEqual([]);
  });

  it('stops after the token in hand at Ctrl-C, and says which are alive', async () => {
    const { world, line } = tokenWorld();
    for (let index = 0; index < 3; index += 1) await ok(world, 'token', 'issue');
    let press = (): void => {};
    const deps = {
      ...world.deps,
      interruption: {
        onFirst: (handler: (signal: 'SIGINT') => void) => {
          press = () => handler('SIGINT');
          return () => {};
        },
      },
    };
    const revoke = world.line.revokeV21Token;
    world.line.revokeV21Token = async (credentials, token) => {
      press();
      await revoke?.(credentials, token);
    };
    Object.assign(world.deps, deps);

    const ran = await world.run('token', 'revoke', '--all', '--yes', '--json');

    expect(ran.exitCode).toBe(130);
    const { revoked, failed } = JSON.parse(ran.stdout);
    expect(revoked).toHaveLength(1);
    expect(failed).toMatchObject([
      { id: 't-00000001', reason: 'interrupted before it was revoked: it is as it was' },
      { id: 't-00000002' },
    ]);
    expect(line.live).toHaveLength(2);
  });

  it('takes no answer that is not of LINE for a proof', async () => {
    const { world } = tokenWorld();
    await ok(world, ...SHORT_LIVED);
    world.line.verifyToken = async () => Promise.reject(notFromLine());

    expect((await world.run('token', 'revoke', 't-00000000', '--yes')).exitCode).toBe(6);

    expect(await tokensOf(world, '--offline')).toMatchObject([{ status: 'active', stored: true }]);
  });
});

it('proves the end of a token whose revoke was not answered by its string, not by a list that may lag', async () => {
  const { world, line } = tokenWorld();
  await ok(world, 'token', 'issue');
  world.line.revokeV21Token = async () => Promise.reject(lostAnswer());
  world.line.listV21KeyIds = async () => [];

  const ran = await world.run('token', 'revoke', 't-00000000', '--yes');

  expect(ran.exitCode).toBe(6);
  expect(world.secrets.has('token/t-00000000')).toBe(true);
  expect(line.live).toHaveLength(1);
});

it('forgets the rows of stateless tokens that were over a day ago when another one is issued', async () => {
  const { world } = tokenWorld();
  const stateless = ['token', 'issue', '--type', 'stateless'];
  await ok(world, ...stateless);
  await ok(world, ...stateless, '--store');
  world.wait(DAY_MS);
  await ok(world, ...stateless);
  expect(world.tokens.size).toBe(3);
  world.wait(DAY_MS / 24);

  await ok(world, ...stateless);

  // A stored string goes first, on the word of LINE.
  expect([...world.tokens.keys()]).toEqual(['t-00000001', 't-00000002', 't-00000003']);
});

it('hands a token out whose victim could not be written down', async () => {
  const { world, line } = tokenWorld();
  for (let index = 0; index < 30; index += 1) await ok(world, ...SHORT_LIVED);
  const ledger = await world.deps.tokenLedger();
  const full = diskFull();
  Object.assign(world.deps, {
    tokenLedger: async () => ({
      ...ledger,
      putCounted: (record: { readonly state: string }) =>
        record.state === 'evicted' ? Promise.reject(full) : ledger.putCounted(record as never),
    }),
  });

  expect(await ok(world, ...SHORT_LIVED, '--allow-eviction')).toBe(`${line.issued[30]}\n`);
  expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'unknown' });
});

describe('token get for a channel of the environment', () => {
  function runner() {
    const line = createTokenPlatform();
    const env = {
      LINE_CHANNEL_ID: CHANNEL_ID,
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_ASSERTION_KEY: testSigningKey(),
      LINE_ASSERTION_KEY_ID: 'test-signing-key',
    };
    return { line, world: createWorld({ line: line.line, env }) };
  }

  it('issues a stateless token, which takes no place', async () => {
    const { world, line } = runner();

    for (let run = 0; run < 3; run += 1) await ok(world, 'token', 'get');
    await ok(world, 'token', 'get', '--min-ttl', '14m');

    expect(line.live.map(({ type }) => type)).toEqual(['stateless', 'stateless', 'stateless', 'stateless']);
  });

  it('names --type v2.1 where more life is asked for than a stateless token has', async () => {
    const { world } = runner();

    const ran = await world.run('token', 'get', '--min-ttl', '15m', '--json');

    expect(ran.exitCode).toBe(2);
    expect(errorIn(ran.stderr).hint).toContain('--type v2.1');
    expect(world.calls).toEqual([]);
    const issued = JSON.parse(await ok(world, 'token', 'get', '--min-ttl', '1h', '--type', 'v2.1', '--json'));
    expect(issued.token).toMatchObject({ type: 'v2.1', stored: true });
    expect(JSON.parse(await ok(world, 'token', 'get', '--json')).token.id).toBe(issued.token.id);
  });
});
