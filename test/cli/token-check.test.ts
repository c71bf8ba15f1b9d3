import { describe, expect, it } from 'vitest';
import { parseChannelId, parseChannelName } from '../../src/domain/line/ids.js';
import { holdDocuments } from '../support/documents.js';
import { createTokenPlatform, lostAnswer, type TokenPlatform } from '../support/token-platform.js';
import { createWorld, testSigningKey, type World } from '../support/world.js';

const DAY_MS = 24 * 60 * 60 * 1000;

function openScene(): { world: World; line: TokenPlatform } {
  const line = createTokenPlatform();
  const world = createWorld({ line: line.line });
  world.addChannel({ assertionKey: testSigningKey() });
  return { world, line };
}

describe('token check', () => {
  it('exits 0 while every live token has time', async () => {
    const { world } = openScene();
    await world.run('token', 'issue', '--label', 'prod');

    const ran = await world.run('token', 'check', '--within', '7d', '--json');

    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const document = JSON.parse(ran.stdout);
    expect(Object.keys(document)).toEqual(['schema', 'channelId', 'ok', 'withinSeconds', 'label', 'tokens']);
    expect(document).toMatchObject({
      schema: 'line-ops/token-check@1',
      ok: true,
      withinSeconds: 604_800,
      tokens: [{ label: 'prod', status: 'active', finding: null }],
    });
  });

  it('exits 3 when one ends within the time', async () => {
    const { world } = openScene();
    await world.run('token', 'issue', '--label', 'prod');
    world.wait(24 * DAY_MS);

    const ran = await world.run('token', 'check', '--within', '7d');

    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toContain('ends soon');
    expect(ran.stderr).toContain('error: 1 token needs attention within 7 d');
    expect((await world.run('token', 'check', '--within', '1d')).exitCode).toBe(0);
  });

  it.each(['v2.1', 'short-lived'] as const)('exits 3 when LINE no longer knows a %s token', async (type) => {
    const { world, line } = openScene();
    await world.run('token', 'issue', '--label', 'prod', '--type', type);
    line.live.length = 0;

    const ran = await world.run('token', 'check', '--json');

    expect(ran.exitCode).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: false,
      tokens: [{ status: 'revoked', finding: 'unknown-to-line' }],
    });
    // Still so the next day: nothing has taken its place.
    expect((await world.run('token', 'check')).exitCode).toBe(3);
    await world.run('token', 'issue', '--label', 'prod');
    expect((await world.run('token', 'check')).exitCode).toBe(0);
  });

  it('exits 3 when no live token has the label', async () => {
    const { world } = openScene();
    await world.run('token', 'issue', '--label', 'other');

    expect((await world.run('token', 'check', '--label', 'prod')).exitCode).toBe(3);
    expect((await world.run('token', 'check', '--label', 'other')).exitCode).toBe(0);
  });

  it('exits 6 when LINE cannot be asked: silence is no proof', async () => {
    const { world, line } = openScene();
    await world.run('token', 'issue');
    line.failNext('before', lostAnswer());

    expect((await world.run('token', 'check')).exitCode).toBe(6);
  });

  it('flags a long-lived token, as LINE advises against it', async () => {
    const { world, line } = openScene();
    world.stdin = line.issueElsewhere('long-lived').value;
    await world.run('token', 'import', '--type', 'long-lived', '--label', 'console');

    for (const command of ['check', 'list'])
      expect((await world.run('token', command)).stdout).toContain('is long-lived, which LINE advises against');
  });
});

describe('--all-channels', () => {
  function twoChannels(): { world: World; line: TokenPlatform } {
    const scene = openScene();
    scene.world.addChannel({
      name: parseChannelName('second'),
      channelId: parseChannelId('2222222222'),
      assertionKey: testSigningKey(),
    });
    return scene;
  }

  it('checks each configured channel and names the one that needs attention', async () => {
    const { world } = twoChannels();
    await world.run('token', 'issue', '-c', 'shop', '--label', 'a');
    await world.run('token', 'issue', '-c', 'second', '--label', 'b', '--expires-in', '1d');

    const ran = await world.run('token', 'check', '--all-channels', '--json');

    expect(ran.exitCode).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'line-ops/token-check-all@1',
      ok: false,
      channels: [
        { channel: 'shop', ok: true, error: null },
        { channel: 'second', channelId: '2222222222', ok: false, tokens: [{ finding: 'ends-soon' }] },
      ],
    });
  });

  it('lists the tokens of each, also when one cannot be read', async () => {
    const { world, line } = twoChannels();
    await world.run('token', 'issue', '-c', 'second');
    line.failNext('before', lostAnswer());

    const ran = await world.run('token', 'list', '--all-channels', '--json');

    expect(ran.exitCode).toBe(6);
    const { channels } = JSON.parse(ran.stdout);
    expect(channels).toMatchObject([
      { channel: 'shop', tokens: [], error: { code: 'LINE_NOT_REACHABLE' } },
      { channel: 'second', tokens: [{ channelId: '2222222222' }], error: null },
    ]);
  });

  it('is refused beside --channel', async () => {
    const { world } = twoChannels();
    expect((await world.run('token', 'check', '--all-channels', '-c', 'shop')).exitCode).toBe(2);
  });
});

describe('token check --notify', () => {
  interface Heard {
    readonly command: string;
    readonly line: string;
  }

  function openListening(status: number): { world: World; line: TokenPlatform; heard: Heard[] } {
    const heard: Heard[] = [];
    const line = createTokenPlatform();
    const world = createWorld({
      line: line.line,
      deps: {
        runWithInput: async (command, given) => {
          holdDocuments(given.line);
          heard.push({ command, line: given.line });
          return { status, endedBy: 'itself', output: 'no route' };
        },
      },
    });
    world.addChannel({ assertionKey: testSigningKey() });
    return { world, line, heard };
  }

  it('hands over the JSON of the command where something is found, and is silent where nothing is', async () => {
    const { world, heard } = openListening(0);
    await world.run('token', 'issue', '--label', 'prod');
    expect((await world.run('token', 'check', '--notify', 'cmd:./tell')).exitCode).toBe(0);
    expect(heard).toEqual([]);
    world.wait(24 * DAY_MS);

    const ran = await world.run('token', 'check', '--notify', 'cmd:./tell', '--json');

    expect(ran.exitCode).toBe(3);
    expect(heard).toEqual([{ command: './tell', line: ran.stdout.trim() }]);
  });

  it('hands over the error where LINE could not be asked', async () => {
    const { world, line, heard } = openListening(0);
    await world.run('token', 'issue');
    line.failNext('before', lostAnswer());
    expect((await world.run('token', 'check', '--notify', 'cmd:./tell')).exitCode).toBe(6);
    expect(JSON.parse(heard[0]?.line ?? '')).toMatchObject({ schema: 'line-ops/error@1', error: { exitCode: 6 } });
  });

  it('ends as without it where the command fails, and says so', async () => {
    const { world } = openListening(7);
    await world.run('token', 'issue');
    world.wait(24 * DAY_MS);
    const ran = await world.run('token', 'check', '--notify', 'cmd:./tell');
    expect(ran.exitCode).toBe(3);
    expect(ran.stderr).toContain('a command was not notified after 1 attempt: it ended with status 7: no route');
  });
});
