import { describe, expect, it } from 'vitest';
import { type ChannelAccessToken, channelAccessToken } from '../../../src/domain/line/secret.js';
import { resolveChannel } from '../../../src/usecases/channels/channel.js';
import { createAccessTokens } from '../../../src/usecases/tokens/access/access-token.js';
import { credentialsRefused, tokenRefused, told, unreachable } from '../../support/failures.js';
import { createTokenPlatform, lostAnswer, type TokenPlatform } from '../../support/token-platform.js';
import { createWorld, testSigningKey, type World, type WorldOptions } from '../../support/world.js';

/** A LINE that answers quota and webhook to live tokens alone. */
function openScene(options: WorldOptions & { readonly secret?: string | null } = {}): {
  world: World;
  line: TokenPlatform;
} {
  const line = createTokenPlatform();
  const toLive = <Value>(token: ChannelAccessToken, value: Value): Value => {
    if (line.live.some((live) => live.value === token.reveal())) return value;
    throw tokenRefused({
      details: { status: 401 },
    });
  };
  const world = createWorld({
    ...options,
    line: {
      ...line.line,
      quota: async (token) => toLive(token, { type: 'limited', limit: 1000 }),
      consumption: async (token) => toLive(token, 5),
      validate: async (token) => toLive(token, { valid: true, requestId: null }),
    },
  });
  world.addChannel({
    assertionKey: testSigningKey(),
    ...(options.secret === undefined ? {} : { secret: options.secret }),
  });
  return { world, line };
}

function endElsewhere({ live }: TokenPlatform, value: string | undefined): void {
  live.splice(
    live.findIndex((token) => token.value === value),
    1,
  );
}

describe('a stored token that LINE no longer takes', () => {
  it('gives way to the next stored one, is recorded as gone, and is not used again', async () => {
    const { world, line } = openScene();
    await world.run('token', 'issue', '--expires-in', '2d');
    await world.run('token', 'issue', '--label', 'prod');
    endElsewhere(line, line.issued[1]);
    world.calls.length = 0;

    const ran = await world.run('quota', '--json');

    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ limit: 1000, used: 5 });
    expect(ran.stderr).toBe('t-00000001 (prod) is revoked: LINE no longer knows it; another token is used\n');
    expect(world.tokens.get('t-00000001')).toMatchObject({ state: 'revoked', endReason: 'LINE no longer knows it' });
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active' });
    expect(world.calls.filter((call) => call === 'verifyV21Token')).toHaveLength(1);
    world.calls.length = 0;
    expect((await world.run('quota')).stderr).toBe('');
    expect(world.calls).toEqual(['quota', 'consumption']);
  });

  it('gives way to a stateless one when all stored ones are dead, also for a POST', async () => {
    const { world, line } = openScene();
    for (let index = 0; index < 3; index += 1) await world.run('token', 'issue');
    line.live.length = 0;
    world.files.set('hello.json', '{"type":"text","text":"Hello"}');

    expect(await world.run('message', 'validate', '--remote', 'hello.json')).toMatchObject({ exitCode: 0 });
    expect(world.calls.filter((call) => call === 'issueStatelessToken')).toHaveLength(1);
    expect([...world.tokens.values()].map(({ state }) => state)).toEqual(['revoked', 'revoked', 'revoked']);
  });

  it('stays on record as it was when LINE cannot be asked about it, and gives way all the same', async () => {
    const { world, line } = openScene();
    await world.run('token', 'issue');
    line.live.length = 0;
    world.line.verifyV21Token = async () => {
      throw lostAnswer();
    };

    expect((await world.run('quota')).exitCode).toBe(0);
    expect(world.tokens.get('t-00000000')).toMatchObject({ state: 'active' });
  });

  it('is never replaced by another where a command is about that very token', async () => {
    const { world, line } = openScene();
    await world.run('token', 'issue');
    world.stdin = 'a-string-that-never-was';
    world.calls.length = 0;

    expect((await world.run('token', 'revoke', '--stdin', '--yes')).exitCode).toBe(4);
    expect(world.calls).toEqual(['verifyV21Token', 'verifyToken', 'botInfo']);
    expect(line.live).toHaveLength(1);
  });

  it('says how to go on where nothing can take its place', async () => {
    const { world, line } = openScene({ secret: null });
    world.line.issueStatelessToken = async () => {
      throw credentialsRefused();
    };
    await world.run('token', 'issue');
    line.live.length = 0;

    const ran = await world.run('quota', '--json');

    expect(ran.exitCode).toBe(4);
    expect(JSON.parse(ran.stderr.trim().split('\n').at(-1) ?? '').error).toMatchObject({
      code: 'TOKEN_REFUSED',
      hint: told(credentialsRefused()).hint,
    });
  });

  it('does not go on for ever when LINE refuses the token that it has just issued', async () => {
    const { world } = openScene();
    world.line.issueStatelessToken = async () => ({
      token: channelAccessToken('never-alive'),
      expiresInSeconds: 900,
      keyId: null,
    });

    const ran = await world.run('quota');

    expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('Security tab') });
  });
});

describe('the token of LINE_CHANNEL_ACCESS_TOKEN', () => {
  it('is used or nothing: exit 4, with a hint that works', async () => {
    const { world } = openScene({ env: { LINE_CHANNEL_ACCESS_TOKEN: 'given-and-dead' } });
    await world.run('token', 'issue');

    const ran = await world.run('quota');

    expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('unset it') });
    expect((await world.run('token', 'verify')).exitCode).toBe(4);
  });
});

it('a token that could not be renewed is asked for again, also after LINE refused the one before', async () => {
  const { world, line } = openScene();
  const deps = world.deps;
  const api = await deps.lineApi({ terminal: deps.terminal(QUIET), channel: null, tell: () => {} });
  const issue = line.line.issueStatelessToken;
  let times = 0;
  world.line.issueStatelessToken = async (proof) => {
    times += 1;
    if (times === 2) throw unreachable();
    if (issue === undefined) throw new Error('this platform issues none');
    return issue(proof);
  };
  const tokens = createAccessTokens(await resolveChannel(null, deps), api, deps);
  const first = await tokens.current();
  world.wait(14.5 * 60_000);

  await expect(tokens.current()).rejects.toMatchObject({ code: 'LINE_NOT_REACHABLE' });
  await tokens.replace(first);
  const next = await tokens.current();

  expect(next.reveal()).not.toBe(first.reveal());
});

const QUIET = { mayAsk: false, mayColour: false, quiet: true, verbose: false };
