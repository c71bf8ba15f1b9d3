import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failure } from '../../src/domain/failure/failure.js';
import { parseChannelId } from '../../src/domain/line/ids.js';
import { diskFull, lineFailed, rateLimited, told, unreachable } from '../support/failures.js';
import { createTokenPlatform, lostAnswer, type TokenPlatform } from '../support/token-platform.js';
import { CHANNEL_SECRET, createWorld, testSigningKey, type World, type WorldOptions } from '../support/world.js';

/** A configured channel with an assertion key, at a LINE that keeps tokens as LINE does. */
function tokenWorld(options: WorldOptions & { readonly withKey?: boolean } = {}): {
  world: World;
  line: TokenPlatform;
} {
  const line = createTokenPlatform();
  const world = createWorld({ ...options, line: { ...line.line, ...options.line } });
  world.addChannel({ assertionKey: options.withKey === false ? null : testSigningKey() });
  return { world, line };
}

async function issueMany(world: World, howMany: number, ...options: readonly string[]): Promise<void> {
  for (let index = 0; index < howMany; index += 1)
    expect((await world.run('token', 'issue', ...options)).exitCode).toBe(0);
}

const TOKEN_KEYS = [
  'id',
  'type',
  'channelId',
  'keyId',
  'label',
  'status',
  'issuedAt',
  'expiresAt',
  'expiresInSeconds',
  'stored',
];

describe('token issue', () => {
  it('prints the token alone on stdout, and what is said about it on stderr', async () => {
    const { world, line } = tokenWorld();

    const ran = await world.run('token', 'issue', '--label', 'shop-backend');

    expect(ran).toMatchObject({ exitCode: 0, stdout: `${line.issued[0]}\n` });
    expect(ran.stderr).toContain('v2.1 token t-00000000 (shop-backend) for shop: it ends ');
    expect(ran.stderr).toContain('1 of 30 v2.1 tokens are alive.');
    expect(ran.stderr).toContain('a plain file that only this user can read, not encrypted');
    expect(ran.stderr).not.toContain(line.issued[0]);
  });

  it('answers JSON with every key, and the token string once', async () => {
    const { world, line } = tokenWorld();

    const ran = await world.run('token', 'issue', '--json', '--expires-in', '2d');
    const document = JSON.parse(ran.stdout);

    expect(Object.keys(document)).toEqual(['schema', 'token', 'active', 'limit']);
    expect(Object.keys(document.token)).toEqual([...TOKEN_KEYS, 'accessToken']);
    expect(document).toMatchObject({ schema: 'line-ops/token-issue@1', active: 1, limit: 30 });
    expect(document.token).toMatchObject({
      type: 'v2.1',
      keyId: 'key-id-0',
      status: 'active',
      stored: true,
      accessToken: line.issued[0],
    });
    expect(document.token.expiresInSeconds).toBeGreaterThan(2 * 86_400 - 5);
  });

  it('writes a line for an env file', async () => {
    const { world, line } = tokenWorld();

    expect((await world.run('token', 'issue', '--format', 'env')).stdout).toBe(
      `LINE_CHANNEL_ACCESS_TOKEN=${line.issued[0]}\n`,
    );
  });

  it('issues a stateless token without an assertion key, records it, and does not keep its string', async () => {
    const { world, line } = tokenWorld({ withKey: false });

    const ran = await world.run('token', 'issue', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({
      limit: null,
      active: 1,
      token: { type: 'stateless', stored: false, accessToken: line.issued[0] },
    });
    expect([...world.secrets.keys()].filter((name) => name.startsWith('token/'))).toEqual([]);
    expect(world.tokens.size).toBe(1);
  });

  it.each(['LINE_ASSERTION_KEY_FILE', 'LINE_ASSERTION_KEY'])(
    'names the key ID that is missing beside %s, in place of a stateless token',
    async (variable) => {
      const folder = mkdtempSync(join(tmpdir(), 'line-ops-key-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'key.json');
      writeFileSync(file, testSigningKey());
      const value = variable === 'LINE_ASSERTION_KEY' ? testSigningKey() : file;
      const { world } = tokenWorld({ withKey: false, env: { [variable]: value } });

      for (const verb of ['issue', 'get']) {
        const ran = await world.run('token', verb, '--json');
        expect(ran.exitCode).toBe(4);
        expect(JSON.parse(ran.stderr).error).toMatchObject({
          code: 'ASSERTION_KEY_ID_MISSING',
          message: `${variable} is set, LINE_ASSERTION_KEY_ID is not, and the key names none as "kid"`,
        });
      }
      expect(world.calls).toEqual([]);
      expect((await world.run('token', 'issue', '--type', 'stateless')).exitCode).toBe(0);
    },
  );

  it('keeps the row and not the string with --no-store', async () => {
    const { world } = tokenWorld();

    await world.run('token', 'issue', '--no-store');

    expect(world.secrets.has('token/t-00000000')).toBe(false);
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active', stored: false });
  });

  it.each([
    ['a long-lived token', ['--type', 'long-lived'], 'ONLY_CONSOLE_ISSUES'],
    ['an unknown type', ['--type', 'v3'], 'INVALID_TOKEN_TYPE'],
    ['a life of no seconds', ['--expires-in', '0s'], 'INVALID_LIFETIME'],
    ['a life over 30 days', ['--expires-in', '31d'], 'INVALID_LIFETIME'],
    ['a life for a type that has its own', ['--type', 'stateless', '--expires-in', '1h'], 'OPTION_NOT_FOR_TYPE'],
    ['eviction where LINE evicts nothing', ['--allow-eviction'], 'OPTION_NOT_FOR_TYPE'],
    ['--revoke-oldest for another type', ['--type', 'short-lived', '--revoke-oldest'], 'OPTION_NOT_FOR_TYPE'],
    ['an empty label', ['--label', ' '], 'INVALID_LABEL'],
  ])('refuses %s without a request', async (_what, options, code) => {
    const { world } = tokenWorld();

    const ran = await world.run('token', 'issue', '--json', ...options);

    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stderr).error.code).toBe(code);
    expect(world.calls).toEqual([]);
  });

  it('changes nothing with --dry-run', async () => {
    const { world } = tokenWorld();

    const ran = await world.run('token', 'issue', '--dry-run', '--json');

    expect(JSON.parse(ran.stdout)).toEqual({
      schema: 'line-ops/dry-run@1',
      requests: [{ method: 'POST', path: '/oauth2/v2.1/token', headers: null, body: null }],
      changes: ['token ledger of shop: one more v2.1 token, 0 of 30 are alive now', 'secret store: the token string'],
    });
    expect(world.calls).toEqual(['listV21KeyIds']);
    expect(world.tokens.size).toBe(0);
  });

  it('does not even settle the ledger with --dry-run', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);
    line.live.length = 0;

    await world.run('token', 'issue', '--dry-run');

    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active' });
  });

  it('still shows a token whose string could not be stored', async () => {
    const { world, line } = tokenWorld();
    const secrets = await world.deps.secrets();
    const full = {
      ...secrets,
      set: async () => Promise.reject(diskFull()),
    };
    const sick = createWorld({
      line: line.line,
      deps: { secrets: async () => full, tokenLedger: world.deps.tokenLedger },
    });
    sick.configuration = world.configuration;

    const ran = await sick.run('token', 'issue');

    expect(ran).toMatchObject({
      exitCode: 1,
      stdout: `${line.issued[0]}\n`,
      stderr: expect.stringContaining(`could not be stored: ${told(diskFull()).message}`),
    });
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active', stored: false });
  });
});

describe('the limit of v2.1 tokens', () => {
  it('refuses the 31st without asking LINE for it, and names the live ones by age', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 30);
    world.calls.length = 0;

    const ran = await world.run('token', 'issue', '--json');

    expect(ran).toMatchObject({ exitCode: 5, stdout: '' });
    const { error } = JSON.parse(ran.stderr);
    expect(error).toMatchObject({
      code: 'TOKEN_LIMIT_REACHED',
      kind: 'limit',
      details: { type: 'v2.1', active: 30, limit: 30 },
    });
    expect(error.details.tokens[0]).toMatchObject({ id: 't-00000000', keyId: 'key-id-0' });
    expect(error.details.tokens).toHaveLength(30);
    expect(error.hint).toContain('--revoke-oldest');
    expect(world.calls).toEqual(['listV21KeyIds']);
    expect(line.live).toHaveLength(30);
  });

  it('counts the tokens that were issued elsewhere', async () => {
    const { world, line } = tokenWorld();
    for (let index = 0; index < 30; index += 1) line.issueElsewhere('v2.1');

    expect((await world.run('token', 'issue')).exitCode).toBe(5);
    expect(world.calls).toEqual(['listV21KeyIds']);
  });

  it('revokes the oldest with --revoke-oldest, proves it, and issues', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 30);

    const ran = await world.run('token', 'issue', '--revoke-oldest', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ active: 30, limit: 30 });
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'revoked', stored: false });
    expect(line.live.map(({ keyId }) => keyId)).not.toContain('key-id-0');
    expect(line.live).toHaveLength(30);
  });

  it('reports the limit when LINE refuses at a count that was taken a moment too early', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 29);
    const list = world.line.listV21KeyIds;
    world.line.listV21KeyIds = async (assertion) => {
      const keyIds = (await list?.(assertion)) ?? [];
      if (line.live.length === 29) line.issueElsewhere('v2.1');
      return keyIds;
    };

    const ran = await world.run('token', 'issue', '--json');

    expect(ran.exitCode).toBe(5);
    expect(JSON.parse(ran.stderr).error.code).toBe('TOKEN_LIMIT_REACHED');
    expect(world.tokens.size).toBe(29);
  });

  it('reports the limit that LINE names although its key-ID list lags behind', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 2);
    world.line.issueV21Token = async () => {
      const answer = 'The maximum number of access tokens has already been issued';
      throw failure(
        'LINE_REFUSED',
        { which: 'request', doing: 'issue the token', status: 400, answer },
        { details: { status: 400 } },
      );
    };

    const ran = await world.run('token', 'issue', '--json');

    expect(ran.exitCode).toBe(5);
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code: 'TOKEN_LIMIT_REACHED',
      message: expect.stringContaining('its key-ID list may lag behind'),
    });
    expect(world.tokens.size).toBe(2);
  });

  it('is not passed by two processes that issue at once', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 29);

    const ran = await Promise.all([world.run('token', 'issue'), world.run('token', 'issue')]);

    expect(ran.map(({ exitCode }) => exitCode).sort()).toEqual([0, 5]);
    expect(line.live).toHaveLength(30);
    expect(world.calls.filter((call) => call === 'issueV21Token')).toHaveLength(30);
  });

  it('names the holder of the lock when it does not let go', async () => {
    const { world } = tokenWorld();
    await (await world.deps.locks()).acquire('tokens-1234567890', 0);

    const ran = await world.run('token', 'issue', '--json');

    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code: 'TOKENS_BUSY',
      message: expect.stringContaining('process 4321 on test'),
    });
    expect(world.calls).toEqual([]);
  });
});

describe('the limit of short-lived tokens', () => {
  it('refuses the 31st and names the token that LINE would end', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 30, '--type', 'short-lived');
    world.calls.length = 0;

    const ran = await world.run('token', 'issue', '--type', 'short-lived', '--json');

    expect(ran.exitCode).toBe(5);
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      message:
        '30 of 30 short-lived tokens are known here to be alive; LINE would end the oldest, t-00000000, without a word',
      details: { wouldEvict: 't-00000000' },
    });
    expect(world.calls).toEqual(['verifyToken']);
    expect(line.live).toHaveLength(30);
  });

  it('goes on with --allow-eviction and marks the token that LINE ended', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 30, '--type', 'short-lived');

    const ran = await world.run('token', 'issue', '--type', 'short-lived', '--allow-eviction', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ active: 30, limit: 30 });
    expect(ran.stderr).toContain('t-00000000 is evicted');
    expect(world.tokens.get('t-00000000')).toMatchObject({
      state: 'evicted',
      endReason: 'LINE ended it when t-0000000u was issued at the limit',
    });
  });

  it('counts a token whose answer was lost until it must have expired', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 29, '--type', 'short-lived');
    line.failNextIssue('after', lostAnswer());

    const lost = await world.run('token', 'issue', '--type', 'short-lived', '--json');
    expect(lost.exitCode).toBe(6);
    expect(JSON.parse(lost.stderr).error).toMatchObject({ code: 'TOKEN_IN_DOUBT', details: { tokenId: 't-0000000t' } });

    expect((await world.run('token', 'issue', '--type', 'short-lived')).exitCode).toBe(5);
    world.wait(31 * 86_400_000);
    expect((await world.run('token', 'issue', '--type', 'short-lived')).exitCode).toBe(0);
  });

  it('never counts more than LINE keeps, and says which tokens a lost answer leaves in doubt', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 30, '--type', 'short-lived');
    const evicting = ['token', 'issue', '--type', 'short-lived', '--allow-eviction'];
    line.failNextIssue('after', lostAnswer());
    expect((await world.run(...evicting)).exitCode).toBe(6);
    line.failNextIssue('before', lostAnswer());
    expect((await world.run(...evicting)).exitCode).toBe(6);

    const listed = JSON.parse((await world.run('token', 'list', '--json')).stdout);

    expect(listed.limits['short-lived']).toEqual({ active: 30, limit: 30 });
    const inDoubt = listed.tokens.filter(({ status }: { status: string }) => status === 'unknown');
    // The oldest of the first time was asked about at the second.
    expect(inDoubt.map(({ id }: { id: string }) => id)).toEqual(['t-00000001', 't-0000000u', 't-0000000v']);
    expect((await world.run('token', 'list')).stdout).toMatch(/t-00000001 .* may be ended/);

    // One more ends one of the next two: nobody can tell which until LINE is asked.
    expect(JSON.parse((await world.run(...evicting, '--json')).stdout)).toMatchObject({ active: 30, limit: 30 });
    const stateOf = (id: string) => world.tokens.get(id)?.state;
    expect(['t-00000000', 't-00000001', 't-00000002', 't-00000003'].map(stateOf)).toEqual([
      'revoked',
      'unknown',
      'unknown',
      'active',
    ]);
    await world.run('token', 'check');
    expect(['t-00000001', 't-00000002'].map(stateOf)).toEqual(['revoked', 'active']);
  });

  it('leaves no token in doubt when LINE surely refused', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 30, '--type', 'short-lived');
    line.failNextIssue('before', rateLimited());

    await world.run('token', 'issue', '--type', 'short-lived', '--allow-eviction');

    expect([...world.tokens.values()].every(({ state }) => state === 'active')).toBe(true);
  });

  it('forgets a request that LINE surely refused, or that never left', async () => {
    const { world, line } = tokenWorld();
    line.failNextIssue('before', rateLimited());
    line.failNextIssue(
      'before',
      unreachable('connection refused', {
        details: { mayHaveArrived: false },
      }),
    );

    expect((await world.run('token', 'issue', '--type', 'short-lived')).exitCode).toBe(5);
    expect((await world.run('token', 'issue', '--type', 'short-lived')).exitCode).toBe(6);
    expect(world.tokens.size).toBe(0);
  });
});

describe('a lost answer of a v2.1 issue', () => {
  it('is counted once, by the key ID that LINE lists, and settled when that is gone', async () => {
    const { world, line } = tokenWorld();
    world.line.issueV21Token = async () => {
      line.issueElsewhere('v2.1');
      throw lostAnswer();
    };

    expect((await world.run('token', 'issue')).exitCode).toBe(6);

    const listed = JSON.parse((await world.run('token', 'list', '--json')).stdout);
    expect(listed.limits['v2.1']).toEqual({ active: 1, limit: 30 });
    expect(listed.unknownKeyIds).toEqual(['key-id-0']);
    expect(listed.tokens).toMatchObject([{ status: 'unknown', keyId: null }]);

    line.live.length = 0;
    const settled = JSON.parse((await world.run('token', 'list', '--json', '--all')).stdout);
    expect(settled.limits['v2.1']).toEqual({ active: 0, limit: 30 });
    expect(settled.tokens).toMatchObject([{ status: 'revoked' }]);
  });
});

describe('token list', () => {
  it('answers JSON with every key', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1, '--label', 'a');
    const foreign = line.issueElsewhere('v2.1');

    const document = JSON.parse((await world.run('token', 'list', '--json')).stdout);

    expect(Object.keys(document)).toEqual(['schema', 'channelId', 'tokens', 'limits', 'unknownKeyIds']);
    expect(Object.keys(document.tokens[0])).toEqual(TOKEN_KEYS);
    expect(document).toMatchObject({
      schema: 'line-ops/token-list@1',
      channelId: '1234567890',
      limits: {
        'v2.1': { active: 2, limit: 30 },
        'short-lived': { active: 0, limit: 30 },
        'long-lived': { active: 0, limit: 1 },
        stateless: { active: 0, limit: null },
      },
      unknownKeyIds: [foreign.keyId],
    });
  });

  it('makes no request with --offline', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1);
    world.calls.length = 0;

    const ran = await world.run('token', 'list', '--offline');

    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('Known here: v2.1 1 of 30, short-lived 0 of 30, long-lived 0 of 1, stateless 0');
    expect(world.calls).toEqual([]);
  });

  it('marks a token that LINE no longer lists, shows it only with --all, and says why it ended', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 2);
    line.live.shift();

    expect(JSON.parse((await world.run('token', 'list', '--json')).stdout).tokens).toMatchObject([
      { keyId: 'key-id-1' },
    ]);
    expect((await world.run('token', 'list', '--all')).stdout).toContain("no longer in LINE's key-ID list");
  });

  it('does not take a token for revoked that another process is just issuing', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);
    const list = world.line.listV21KeyIds;
    let other: Promise<unknown> | null = null;
    world.line.listV21KeyIds = async (assertion) => {
      const keyIds = (await list?.(assertion)) ?? [];
      other ??= world.run('token', 'issue');
      return keyIds;
    };

    await world.run('token', 'list');
    await other;

    expect([...world.tokens.values()].map(({ state }) => state)).toEqual(['active', 'active']);
    expect(line.live).toHaveLength(2);
  });

  it('fits a screen of 80 columns', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1, '--label', 'shop-backend');
    await issueMany(world, 1, '--type', 'short-lived');

    const { stdout } = await world.run('token', 'list', '--all');

    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('token verify', () => {
  it('asks the endpoint of the type of a stored token', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1, '--type', 'short-lived');
    world.calls.length = 0;

    const document = JSON.parse((await world.run('token', 'verify', 't-00000000', '--json')).stdout);

    expect(Object.keys(document)).toEqual([
      'schema',
      'valid',
      'token',
      'type',
      'channelId',
      'expiresInSeconds',
      'scope',
    ]);
    expect(document).toMatchObject({
      schema: 'line-ops/token-verify@1',
      valid: true,
      type: 'short-lived',
      channelId: '1234567890',
      scope: 'P CM',
    });
    expect(world.calls).toEqual(['verifyToken']);
  });

  it.each([
    ['v2.1', 'v2.1'],
    ['short-lived', 'short-lived'],
    ['long-lived', 'long-lived'],
    ['stateless', 'stateless'],
  ] as const)('finds out that an unknown string is %s, without a configured channel', async (type, expected) => {
    const line = createTokenPlatform();
    const world = createWorld({ line: line.line });
    world.stdin = `${line.issueElsewhere(type).value}\n`;

    const ran = await world.run('token', 'verify', '--stdin', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ valid: true, type: expected, token: null });
    expect(ran.exitCode).toBe(0);
  });

  it('says honestly how a stateless token was tried', async () => {
    const { world, line } = tokenWorld();
    world.stdin = line.issueElsewhere('stateless').value;

    const ran = await world.run('token', 'verify', '--stdin');

    expect(ran.stdout).toContain(
      'No documented endpoint verifies a stateless token; the bot info was asked with it, and LINE answered.',
    );
  });

  it('shows the report of a token that LINE does not know, exits 4, and records it', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1, '--type', 'short-lived');
    line.live.length = 0;

    const ran = await world.run('token', 'verify', 't-00000000', '--json');

    expect(ran.exitCode).toBe(4);
    expect(JSON.parse(ran.stdout)).toMatchObject({ valid: false, token: { status: 'revoked' } });
    expect(JSON.parse(ran.stderr).error).toMatchObject({ code: 'TOKEN_NOT_VALID', kind: 'auth' });
  });

  it('needs the string, and says how to give it', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1, '--no-store');

    expect(await world.run('token', 'verify', 't-00000000')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--stdin'),
    });
  });
});

describe('token revoke', () => {
  it('asks, revokes, proves it by the key-ID list, and only then forgets the string', async () => {
    const { world, line } = tokenWorld({ canAsk: true });
    await issueMany(world, 1, '--label', 'shop');
    world.calls.length = 0;
    world.answers.push(true);

    const ran = await world.run('token', 'revoke', 't-00000000');

    expect(world.questions).toEqual([
      'Revoke v2.1 token t-00000000 (shop) of shop? Whoever uses it is cut off at once.',
    ]);
    expect(ran).toEqual({ exitCode: 0, stdout: 'revoked  t-00000000 (shop): revoked with line-ops\n', stderr: '' });
    expect(world.calls).toEqual(['revokeV21Token', 'listV21KeyIds']);
    expect(world.secrets.has('token/t-00000000')).toBe(false);
    expect(line.live).toEqual([]);
  });

  it('does nothing when the person says no', async () => {
    const { world, line } = tokenWorld({ canAsk: true });
    await issueMany(world, 1, '--yes');
    world.answers.push(false);

    expect((await world.run('token', 'revoke', 't-00000000')).exitCode).toBe(130);
    expect(line.live).toHaveLength(1);
  });

  it('needs --yes where nobody can be asked', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);

    expect(await world.run('token', 'revoke', 't-00000000')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(line.live).toHaveLength(1);
  });

  it('keeps the token and its string when the proof fails', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);
    world.line.revokeV21Token = async () => {};

    const ran = await world.run('token', 'revoke', 't-00000000', '--yes', '--json');

    expect(ran.exitCode).toBe(8);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      revoked: [],
      failed: [{ id: 't-00000000', reason: 'LINE took the request, and still knows the token' }],
    });
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active', stored: true });
    expect(world.secrets.get('token/t-00000000')).toBe(line.issued[0]);
  });

  it('decides by the proof when the answer was lost', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);
    line.failNext('after', lostAnswer());

    expect((await world.run('token', 'revoke', 't-00000000', '--yes')).exitCode).toBe(0);
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'revoked', stored: false });
  });

  it('proves a short-lived token by the verify endpoint', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1, '--type', 'short-lived');
    world.calls.length = 0;

    expect((await world.run('token', 'revoke', 't-00000000', '--yes')).exitCode).toBe(0);
    expect(world.calls).toEqual(['revokeToken', 'verifyToken']);
  });

  it('says when a stateless token ends by itself, and makes no request', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1, '--type', 'stateless');
    world.calls.length = 0;

    const ran = await world.run('token', 'revoke', 't-00000000', '--yes');

    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(
      't-00000000 is stateless and cannot be revoked: it ends by itself at 2026-11-21T03:15:',
    );
    expect(world.calls).toEqual([]);
  });

  it.each([
    ['a string that is not stored', ['--no-store'], 'TOKEN_NOT_STORED'],
    ['a stateless token', ['--type', 'stateless'], 'STATELESS_NOT_REVOCABLE'],
  ])('ends nothing when one of several IDs is of %s', async (_what, options, code) => {
    const { world, line } = tokenWorld();
    await issueMany(world, 2);
    await issueMany(world, 1, ...options);
    world.calls.length = 0;

    const ran = await world.run('token', 'revoke', 't-00000000', 't-00000001', 't-00000002', '--yes', '--json');

    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code,
      message: expect.stringContaining('nothing was revoked'),
      details: { failed: [{ id: 't-00000002' }] },
    });
    expect(world.calls).toEqual([]);
    expect(line.live).toHaveLength(3);
  });

  it('names every ID that stands in the way', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 2, '--no-store');

    const ran = await world.run('token', 'revoke', 't-00000000', 't-00000001', '--yes', '--json');

    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code: 'TOKENS_NOT_REVOCABLE',
      details: { failed: [{ id: 't-00000000' }, { id: 't-00000001' }] },
    });
  });

  it('ends nothing when one of the IDs is not in the ledger', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);

    expect((await world.run('token', 'revoke', 't-00000000', 't-zzzzzzzz', '--yes')).exitCode).toBe(2);
    expect(line.live).toHaveLength(1);
  });

  it('ends a string that the ledger has never seen, and records it', async () => {
    const { world, line } = tokenWorld();
    world.stdin = `${line.issueElsewhere('v2.1').value}\n${line.issueElsewhere('short-lived').value}\n`;

    const ran = await world.run('token', 'revoke', '--stdin', '--yes', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({
      revoked: [
        { type: 'v2.1', status: 'revoked' },
        { type: 'short-lived', status: 'revoked' },
      ],
      failed: [],
    });
    expect(line.live).toEqual([]);
    expect(world.tokens.size).toBe(2);
  });

  it('ends everything it can with --all, then says what it could not', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);
    await issueMany(world, 1, '--type', 'short-lived');
    const orphan = line.issueElsewhere('v2.1');

    const ran = await world.run('token', 'revoke', '--all', '--yes', '--json');
    const document = JSON.parse(ran.stdout);

    expect(document.revoked).toHaveLength(2);
    expect(document.failed).toEqual([
      { id: null, reason: `LINE lists the key ID ${orphan.keyId}, and its token string is not known here` },
    ]);
    expect(line.live).toEqual([orphan]);
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.stderr).error).toMatchObject({ kind: 'failure', code: 'TOKEN_STRING_UNKNOWN' });
  });

  it('ends with 1, not with 2, when the list of --all names nothing but an unknown key ID', async () => {
    const { world, line } = tokenWorld();
    line.issueElsewhere('v2.1');

    expect((await world.run('token', 'revoke', '--all', '--yes')).exitCode).toBe(1);
  });

  it.each([['--all'], ['--label', 'incident']])(
    '%s is done when only stateless tokens are left to end',
    async (...way) => {
      const { world, line } = tokenWorld();
      await issueMany(world, 1, '--label', 'incident');
      await issueMany(world, 1, '--type', 'stateless', '--label', 'incident');

      const ran = await world.run('token', 'revoke', ...way, '--yes', '--json');
      const document = JSON.parse(ran.stdout);

      expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
      expect(Object.keys(document)).toEqual(['schema', 'revoked', 'failed', 'endingByThemselves']);
      expect(document).toMatchObject({
        revoked: [{ id: 't-00000000' }],
        failed: [],
        endingByThemselves: [{ id: 't-00000001', type: 'stateless', status: 'active' }],
      });
      expect(line.live).toMatchObject([{ type: 'stateless' }]);
      expect((await world.run('token', 'revoke', ...way, '--yes')).stdout).toMatch(
        /not revocable {2}t-00000001 \(incident\): stateless, ends by itself in 14 min/,
      );
    },
  );

  it('ends with 1 when a token of --label has no stored string, after it ended the others', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1, '--label', 'leaked');
    await issueMany(world, 1, '--label', 'leaked', '--no-store');

    const ran = await world.run('token', 'revoke', '--label', 'leaked', '--yes', '--json');

    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      revoked: [{ id: 't-00000000' }],
      failed: [{ id: 't-00000001' }],
      endingByThemselves: [],
    });
    expect(line.live).toHaveLength(1);
  });

  it('keeps the exit code of a failure of LINE', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 2);
    world.line.revokeV21Token = async () => {
      throw lineFailed();
    };

    expect((await world.run('token', 'revoke', '--all', '--yes')).exitCode).toBe(6);
  });

  it('asks LINE nothing for --all where nobody can be asked and --yes is missing', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1);
    world.calls.length = 0;

    expect((await world.run('token', 'revoke', '--all')).exitCode).toBe(2);
    expect(world.calls).toEqual([]);
    expect((await world.run('token', 'revoke', '--all', '--dry-run')).exitCode).toBe(0);
  });

  it.each([
    ['of another channel', 'v2.1', 1, 'TOKEN_OF_OTHER_CHANNEL'],
    ['that is stateless', 'stateless', 2, 'STATELESS_NOT_REVOCABLE'],
  ] as const)('ends with the right code for a single string of stdin %s', async (_what, type, exitCode, code) => {
    const { world, line } = tokenWorld();
    world.stdin = line.issueElsewhere(type).value;
    const verify = world.line.verifyV21Token;
    world.line.verifyV21Token = async (token) => {
      const verified = (await verify?.(token)) ?? null;
      return verified === null ? null : { ...verified, channelId: parseChannelId('9') };
    };

    const ran = await world.run('token', 'revoke', '--stdin', '--yes', '--json');

    expect(ran.exitCode).toBe(exitCode);
    expect(JSON.parse(ran.stderr).error.code).toBe(code);
  });

  it('ends the other strings of stdin beside a stateless one, and ends with 1', async () => {
    const { world, line } = tokenWorld();
    world.stdin = `${line.issueElsewhere('stateless').value}\n${line.issueElsewhere('v2.1').value}\n`;

    const ran = await world.run('token', 'revoke', '--stdin', '--yes', '--json');

    expect(ran.exitCode).toBe(1);
    expect(line.live).toMatchObject([{ type: 'stateless' }]);
  });

  it('keeps why a token was evicted when it turns out to have ended already', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 30, '--type', 'short-lived');
    await issueMany(world, 1, '--type', 'short-lived', '--allow-eviction');

    const ran = await world.run('token', 'revoke', '--all', '--yes', '--json');

    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout).revoked.at(-1)).toMatchObject({ id: 't-00000000', status: 'evicted', stored: false });
    expect(world.tokens.get('t-00000000')).toMatchObject({
      state: 'evicted',
      endReason: 'LINE ended it when t-0000000u was issued at the limit',
    });
    expect(world.secrets.has('token/t-00000000')).toBe(false);
    expect(line.live).toEqual([]);
  });

  it('revokes a token that was thought to be evicted and is alive', async () => {
    const { world, line } = tokenWorld();
    for (const label of ['old', 'new']) {
      world.stdin = line.issueElsewhere('long-lived').value;
      await world.run('token', 'import', '--type', 'long-lived', '--label', label);
    }

    expect((await world.run('token', 'revoke', '--all', '--yes')).exitCode).toBe(0);
    expect([...world.tokens.values()].map(({ state }) => state)).toEqual(['revoked', 'revoked']);
    expect(line.live).toEqual([]);
  });

  it('ends every live token of a label', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 2, '--label', 'leaked');
    await issueMany(world, 1, '--label', 'kept');

    expect((await world.run('token', 'revoke', '--label', 'leaked', '--yes')).exitCode).toBe(0);
    expect(line.live).toMatchObject([{ keyId: 'key-id-2' }]);
  });
});

describe('token import', () => {
  it('takes a verified long-lived token, and marks the one before as evicted once LINE does not know it', async () => {
    const { world, line } = tokenWorld();
    world.stdin = line.issueElsewhere('long-lived').value;
    expect((await world.run('token', 'import', '--type', 'long-lived', '--label', 'old')).exitCode).toBe(0);
    line.live.length = 0;
    world.stdin = line.issueElsewhere('long-lived').value;

    const ran = await world.run('token', 'import', '--type', 'long-lived', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'line-ops/token-import@1',
      token: { type: 'long-lived', expiresAt: null, stored: true },
      ended: [{ label: 'old', status: 'evicted' }],
      stillAlive: [],
    });
  });

  it('calls the long-lived token before it alive while LINE knows it', async () => {
    const { world, line } = tokenWorld();
    world.stdin = line.issueElsewhere('long-lived').value;
    await world.run('token', 'import', '--type', 'long-lived', '--label', 'old');
    world.stdin = line.issueElsewhere('long-lived').value;

    const ran = await world.run('token', 'import', '--type', 'long-lived', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ ended: [], stillAlive: [{ label: 'old', status: 'active' }] });
    expect(ran.stderr).toContain('LINE still knows t-00000000 (old): the console can keep');
  });

  it('leaves the long-lived token before it in doubt while LINE cannot be asked', async () => {
    const { world, line } = tokenWorld();
    const before = line.issueElsewhere('long-lived');
    world.stdin = before.value;
    await world.run('token', 'import', '--type', 'long-lived', '--label', 'old');
    world.stdin = line.issueElsewhere('long-lived').value;
    const verify = world.line.verifyToken;
    world.line.verifyToken = (token) =>
      token.reveal() === before.value ? Promise.reject(lostAnswer()) : (verify?.(token) ?? Promise.resolve(null));

    const ran = await world.run('token', 'import', '--type', 'long-lived', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ ended: [], stillAlive: [{ label: 'old', status: 'unknown' }] });
  });

  it('refuses a string that LINE does not know, and stores nothing', async () => {
    const { world } = tokenWorld();
    world.stdin = 'a-token-that-never-was';

    expect((await world.run('token', 'import', '--type', 'v2.1')).exitCode).toBe(4);
    expect(world.tokens.size).toBe(0);
  });

  it('asks for the string, hidden, where a person can answer', async () => {
    const { world, line } = tokenWorld({ canAsk: true });
    world.answers.push(line.issueElsewhere('short-lived').value);

    expect((await world.run('token', 'import', '--type', 'short-lived')).exitCode).toBe(0);
    expect(world.questions).toEqual(['Channel access token']);
  });

  it('keeps the ID of a string that is known already', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1, '--type', 'short-lived', '--no-store');
    world.stdin = line.issued[0] ?? '';

    await world.run('token', 'import', '--type', 'short-lived', '--label', 'again');

    expect([...world.tokens.values()]).toMatchObject([{ id: 't-00000000', label: 'again', stored: true }]);
  });

  it('keeps the type of a string that is known already', async () => {
    const { world, line } = tokenWorld();
    world.stdin = line.issueElsewhere('long-lived').value;
    await world.run('token', 'import', '--type', 'long-lived');
    await issueMany(world, 1, '--type', 'short-lived');
    world.stdin = line.issued[1] ?? '';
    const before = [...world.tokens.values()];
    world.calls.length = 0;

    const ran = await world.run('token', 'import', '--type', 'long-lived', '--json');

    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code: 'TOKEN_OF_OTHER_TYPE',
      message: 'the ledger has this token as t-00000001, and it is short-lived, not long-lived',
      hint: 'Import it with: --type short-lived',
    });
    expect(world.calls).toEqual([]);
    expect([...world.tokens.values()]).toEqual(before);
  });

  it.each([
    ['short-lived', 'long-lived'],
    ['long-lived', 'short-lived'],
  ] as const)('refuses a %s token as %s by the life that LINE names', async (type, asked) => {
    const { world, line } = tokenWorld();
    world.stdin = line.issueElsewhere(type).value;

    const ran = await world.run('token', 'import', '--type', asked);

    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`it seems to be ${type}`) });
    expect(world.tokens.size).toBe(0);
  });
});

describe('token get', () => {
  it('prints a stored token that lives long enough, else issues one', async () => {
    const { world, line } = tokenWorld();

    expect((await world.run('token', 'get')).stdout).toBe(`${line.issued[0]}\n`);
    expect((await world.run('token', 'get')).stdout).toBe(`${line.issued[0]}\n`);
    world.wait(29.99 * 86_400_000);
    expect((await world.run('token', 'get')).stdout).toBe(`${line.issued[1]}\n`);
    expect(line.issued).toHaveLength(2);
  });

  it('hands out no token that LINE does not know, and records that it has ended', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1, '--type', 'short-lived');
    await issueMany(world, 1);
    line.live.length = 0;

    expect((await world.run('token', 'get', '--dry-run')).exitCode).toBe(0);
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active' });
    const ran = await world.run('token', 'get');

    expect(ran).toMatchObject({ exitCode: 0, stdout: `${line.issued[2]}\n` });
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'revoked', endReason: 'LINE no longer knows it' });
    expect(world.tokens.get('t-00000001')).toMatchObject({ state: 'revoked' });
  });

  it('takes the next stored token when LINE does not know the one with the most life', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1, '--expires-in', '2d');
    await issueMany(world, 1);
    line.live.pop();

    expect((await world.run('token', 'get')).stdout).toBe(`${line.issued[0]}\n`);
    expect(line.issued).toHaveLength(2);
  });

  it('hands out the stored token with a warning when LINE cannot be asked', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 1);
    line.failNext('before', lostAnswer());

    const ran = await world.run('token', 'get');

    expect(ran).toMatchObject({ exitCode: 0, stdout: `${line.issued[0]}\n` });
    expect(ran.stderr).toContain('LINE could not be asked whether t-00000000 is still good');
  });

  it('refuses a life that no new token can have', async () => {
    const { world } = tokenWorld({ withKey: false });

    expect((await world.run('token', 'get', '--min-ttl', '1h')).exitCode).toBe(2);
    expect((await world.run('token', 'get')).exitCode).toBe(0);
  });
});

describe('token limits', () => {
  it('shows own counts beside the limits', async () => {
    const { world } = tokenWorld();
    await issueMany(world, 1);

    const document = JSON.parse((await world.run('token', 'limits', '--json')).stdout);
    expect(Object.keys(document)).toEqual(['schema', 'channelId', 'limits', 'unknownKeyIds']);
    expect((await world.run('token', 'limits')).stdout).toContain(
      'v2.1         1 of 30             up to 30 d  LINE refuses',
    );
  });
});

describe('secrets', () => {
  it('appear on no stream but as the one token that a command hands out', async () => {
    const { world, line } = tokenWorld();
    await issueMany(world, 2);
    const privatePart = JSON.parse(testSigningKey()).d;
    const handedOut = line.issued[2] ?? 'secret-v2.1-token-string-2';

    const commands = [
      ['issue', '-v'],
      ['list', '--all'],
      ['list', '--json'],
      ['verify', 't-00000000'],
      ['limits'],
      ['revoke', '--all', '--yes'],
      ['revoke', 't-00000000', '--yes', '--json'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await world.run('token', ...command);
      const shown = (stdout + stderr).replace(`${handedOut}\n`, '');
      for (const secret of [...line.issued, CHANNEL_SECRET, privatePart]) expect(shown).not.toContain(secret);
    }
  });
});
