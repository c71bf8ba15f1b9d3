import { describe, expect, it, onTestFinished } from 'vitest';
import { assertion, form } from '../emulator/platform.js';
import { type Ended, exited, numberAt, openWorld, readObject, until, type World } from '../support/binary.js';
import { openCommandLine } from '../support/command-line.js';

const LIMIT = 30;

/** Where each type is issued. */
const ISSUE_PATH = { 'v2.1': '/oauth2/v2.1/token', 'short-lived': '/v2/oauth/accessToken' } as const;

describe.concurrent.each(['v2.1', 'short-lived'] as const)('%s tokens', (type) => {
  it(`are issued up to the limit of ${LIMIT}, and the next is refused without asking LINE for it`, {
    timeout: 60_000,
  }, async () => {
    await using world = await openWorld();
    const strings = new Set<string>();
    // All but the last two by the same program inside this process, which starts in no time.
    const inside = openCommandLine({ ...world.emulator.env, LINE_OPS_HOME: world.home });
    onTestFinished(inside.remove);
    for (let issued = 1; issued <= LIMIT; issued += 1) {
      const argv = ['token', 'issue', '--type', type, '--json'];
      const { exitCode, stdout } = issued < LIMIT - 1 ? await inside.run(...argv) : await world.run(argv);
      expect(exitCode).toBe(0);
      const answer = readObject(stdout);
      expect(answer).toMatchObject({ schema: 'line-ops/token-issue@1', active: issued, limit: LIMIT });
      strings.add(JSON.stringify(answer['token']));
    }
    expect(strings.size).toBe(LIMIT);

    const refused = await issue(world, type, '--json');
    expect(exited(5, refused).stdout).toBe('');
    expect(readObject(refused.stderr)).toMatchObject({
      error: { code: 'TOKEN_LIMIT_REACHED', exitCode: 5, details: { active: LIMIT, limit: LIMIT } },
    });
    expect(world.requestsTo(ISSUE_PATH[type])).toBe(LIMIT);
    const tokens = (await world.tokens()).filter((token) => token.type === type);
    expect(tokens.map(({ state, endedBy }) => ({ state, endedBy }))).toEqual(
      Array.from({ length: LIMIT }, () => ({ state: 'live', endedBy: null })),
    );
    expect(numberAt(await world.insideJson(['token', 'list']), 'limits', type, 'active')).toBe(LIMIT);
  });
});

describe.concurrent('several processes', () => {
  it('cannot pass the limit together: of three at once with one place left, one gets it', {
    timeout: 60_000,
  }, async () => {
    await using world = await openWorld();
    // Another machine took the first 29 places.
    for (let issued = 1; issued < LIMIT; issued += 1) {
      const { status } = await form(world.emulator, ISSUE_PATH['v2.1'], {
        grant_type: 'client_credentials',
        ...assertion(world.emulator),
      });
      expect(status).toBe(200);
    }
    const three = await Promise.all([issue(world, 'v2.1'), issue(world, 'v2.1'), issue(world, 'v2.1')]);
    expect(three.map(({ exitCode }) => exitCode).sort()).toEqual([0, 5, 5]);
    expect(world.requestsTo(ISSUE_PATH['v2.1'])).toBe(LIMIT);
    expect((await world.tokens()).filter(({ state }) => state === 'live')).toHaveLength(LIMIT);
  });
});

describe.concurrent('token issue, killed', () => {
  it('leaves no token at LINE that "token list" does not count', { timeout: 120_000 }, async () => {
    // Answers take a while, so that a kill can fall between LINE's issuing and our knowing.
    await using world = await openWorld({ latencyMs: 30 });
    const startedAt = performance.now();
    exited(0, await issue(world, 'v2.1'));
    const undisturbedMs = performance.now() - startedAt;
    let killed = 0;
    for (let attempt = 0; attempt < 16; attempt += 1) {
      const before = world.requestsTo(ISSUE_PATH['v2.1']);
      const running = world.start(['token', 'issue', '--type', 'v2.1']);
      // Half of the kills at any moment of a run, half of them around the issue request, where it hurts.
      const killAt = performance.now() + Math.random() * undisturbedMs;
      if (attempt % 2 === 0) await until('the moment to kill', () => running.hasEnded || killAt < performance.now());
      else {
        await until('the issue request', () => running.hasEnded || before < world.requestsTo(ISSUE_PATH['v2.1']));
        const soon = performance.now() + (attempt / 16) * 60;
        await until('the moment to kill', () => running.hasEnded || soon < performance.now());
      }
      const { signal } = await running.kill();
      if (signal === 'SIGKILL') killed += 1;
    }
    expect(killed).toBeGreaterThanOrEqual(4);

    const alive = (await world.tokens())
      .filter(({ type, state }) => type === 'v2.1' && state === 'live')
      .map(({ keyId }) => keyId);
    const list = await world.insideJson(['token', 'list']);
    const { tokens, unknownKeyIds } = list;
    if (!Array.isArray(tokens) || !Array.isArray(unknownKeyIds)) throw new Error('not a token list');
    const counted = new Set([
      ...tokens.filter(({ status }) => status === 'active').map(({ keyId }) => keyId),
      ...unknownKeyIds,
    ]);
    expect(alive.filter((keyId) => !counted.has(keyId))).toEqual([]);
    expect(numberAt(list, 'limits', 'v2.1', 'active')).toBeGreaterThanOrEqual(alive.length);
    // No lock is left behind, and what can be used is used.
    exited(0, await issue(world, 'v2.1'));
  });
});

function issue(world: World, type: string, ...more: readonly string[]): Promise<Ended> {
  return world.run(['token', 'issue', '--type', type, ...more]);
}
