import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/followers.js';
import { eachOnce, exited, MULTICAST, openWorld, readObject, type World } from '../support/binary.js';

const FOLLOWER_IDS = '/v2/bot/followers/ids';
const IDS = Array.from({ length: 120 }, (_, index) => followerId(index));
const CSV = `name,user id\n${IDS.map((id, index) => `"No, ${index}",${id}`).join('\n')}\n`;

interface Source {
  readonly name: string;
  /** `--to` and what belongs to it. */
  readonly args: (world: World) => readonly string[];
  readonly input?: string;
  readonly counts: {
    readonly total: number;
    readonly unique: number;
    readonly duplicates: number;
    readonly malformed: number;
  };
}

const ALL = { total: 120, unique: 120, duplicates: 0, malformed: 0 };

const SOURCES: readonly Source[] = [
  {
    name: 'a .txt with CRLF, a byte order mark, duplicates and malformed lines',
    args: (world) => [
      '--to',
      world.file('list.txt', `\uFEFF${[...IDS, IDS[3], IDS[3], 'Unonsense', `${IDS[5]}0`].join('\r\n')}\r\n`),
    ],
    counts: { total: 124, unique: 120, duplicates: 2, malformed: 2 },
  },
  {
    name: 'a column of a .csv',
    args: (world) => ['--to', world.file('list.csv', CSV), '--column', 'user id'],
    counts: ALL,
  },
  { name: 'a .gz', args: (world) => ['--to', world.file('list.txt.gz', gzipSync(IDS.join('\n')))], counts: ALL },
  { name: 'stdin', args: () => ['--to', '-'], input: IDS.join('\n'), counts: ALL },
  { name: 'the follower list', args: () => ['--to', 'followers'], counts: ALL },
];

const UNUSABLE: readonly (readonly [name: string, args: (world: World) => readonly string[]])[] = [
  ['a column that is not there', (world) => ['--to', world.file('list.csv', CSV), '--column', 'userid2']],
  [
    'a binary file',
    (world) => [
      '--to',
      world.file(
        'list.txt',
        new Uint8Array(4_096).map((_, index) => index % 7),
      ),
    ],
  ],
  ['an empty file', (world) => ['--to', world.file('list.txt', '')]],
  ['a file that is not there', () => ['--to', 'nowhere.txt']],
  ['a file without one user ID', (world) => ['--to', world.file('list.txt', 'one\ntwo\n')]],
];

describe.concurrent('recipients', () => {
  it.each(SOURCES)('come from $name', async ({ args, input, counts }) => {
    await using world = await openWorld({ followers: 120 });
    const command = ['broadcast', 'send', '--messages', world.messagesFile(), ...args(world), '--yes', '--json'];
    const { exitCode, stdout } = await world.run(command, input === undefined ? {} : { input });
    expect(exitCode).toBe(0);
    expect(readObject(stdout)).toMatchObject({
      schema: 'line-ops/broadcast@1',
      state: 'completed',
      recipients: { ...counts, accepted: 120 },
    });
    expect(world.delivered()).toEqual(eachOnce(120));
  });

  it.each(UNUSABLE)('are refused from %s, and nothing is sent', async (_name, args) => {
    await using world = await openWorld({ followers: 120 });
    const { exitCode, stdout, stderr } = await world.run([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      ...args(world),
      '--yes',
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/error: .+\nhint: .+\n$/);
    expect(world.requestsTo(MULTICAST)).toBe(0);
  });

  it('are not messaged when the message is wrong', async () => {
    await using world = await openWorld({ followers: 120 });
    const wrong = world.file('wrong.json', '{"type":"text"}');
    const { exitCode, stderr } = await world.run([
      'broadcast',
      'send',
      '--messages',
      wrong,
      '--to',
      world.followersFile(120),
      '--yes',
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`line-ops message validate ${wrong}`);
    expect(world.requestsTo(MULTICAST)).toBe(0);
  });
});

describe.concurrent('before anything is sent', () => {
  it.each([
    ['plan', ['broadcast', 'plan']],
    ['send --dry-run', ['broadcast', 'send', '--dry-run']],
    ['create --dry-run', ['broadcast', 'create', '--dry-run']],
  ])('%s shows the plan, and sends and stores nothing', async (_name, verb) => {
    await using world = await openWorld({ followers: 120, quota: 1_000 });
    const plan = await world.json([
      ...verb,
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(120),
      '--stages',
      '10%,rest',
      '--interval',
      '10m',
    ]);
    expect(plan).toMatchObject({
      schema: 'line-ops/broadcast-plan@1',
      recipients: ALL,
      stages: [{ recipients: 12 }, { recipients: 108 }],
      quota: { limit: 1_000, used: 0, left: 1_000, leftAfter: 880, sufficient: true },
      planHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(world.requestsTo(MULTICAST)).toBe(0);
    expect(await world.json(['broadcast', 'list'])).toMatchObject({ broadcasts: [] });
    expect(existsSync(`${world.home}/tmp`)).toBe(false);
  });

  it('a quota that does not suffice is exit 5 without a request to send', async () => {
    await using world = await openWorld({ followers: 120, quota: 119 });
    const ended = await world.run([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(120),
      '--yes',
    ]);
    expect(ended.exitCode).toBe(5);
    expect(ended.stderr).toContain('120 messages are needed and 119 are left');
    expect(world.requestsTo(MULTICAST)).toBe(0);
  });

  it('a part of the quota is used up to its end where that was asked for', async () => {
    await using world = await openWorld({ followers: 120, quota: 55 });
    const ended = await world.run([
      'broadcast',
      'send',
      '--messages',
      world.messagesFile(),
      '--to',
      world.followersFile(120),
      '--batch-size',
      '10',
      '--allow-partial-quota',
      '--yes',
      '--json',
    ]);
    expect(ended.exitCode).toBe(7);
    expect(readObject(ended.stdout)).toMatchObject({ state: 'paused', recipients: { accepted: 50, pending: 70 } });
    expect(world.delivered()).toEqual(eachOnce(50));
  });

  it('--confirm-plan agrees to exactly one plan', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 120 });
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(120)];
    const { planHash: hash } = await world.json(['broadcast', 'plan', ...plan]);

    const other = await world.run([
      'broadcast',
      'send',
      ...plan,
      '--stages',
      '10%,rest',
      '--confirm-plan',
      String(hash),
    ]);
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain(`not ${hash}`);
    // The plan before made them; this one made none.
    expect(world.requestsTo('/v2/bot/info')).toBe(1);
    const { id } = await world.json(['broadcast', 'create', ...plan]);
    exited(2, await world.run(['broadcast', 'resume', String(id), '--confirm-plan', '0123456789abcdef']));
    expect(world.requestsTo(MULTICAST)).toBe(0);

    exited(0, await world.run(['broadcast', 'resume', String(id), '--confirm-plan', String(hash)]));
    expect(world.delivered()).toEqual(eachOnce(120));
  });
});

describe('the follower list', () => {
  it('goes on after kill -9 where it was, names everybody once, and is sent to each of them', {
    timeout: 60_000,
  }, async () => {
    const pages = 30;
    const recipients = pages * 1000;
    await using world = await openWorld({ followers: recipients, latencyMs: 20 });
    const send = ['broadcast', 'send', '--messages', world.messagesFile(), '--to', 'followers', '--yes'];
    for (const seen of [8, 20]) {
      const running = world.start(send);
      await world.seen(seen, FOLLOWER_IDS, running);
      await running.kill();
    }
    expect((await world.json(['broadcast', 'list']))['broadcasts']).toEqual([]);

    const { stderr } = exited(0, await world.run(send));

    expect(stderr).toMatch(/going on with the follower list begun .* ago: \d\d,000 of it are here/);
    // Each kill may cost the page that was on its way.
    expect(world.requestsTo(FOLLOWER_IDS)).toBeLessThanOrEqual(pages + 2);
    expect(world.delivered()).toEqual(eachOnce(recipients));
  });

  it('is not kept by a plan, which stores nothing', async () => {
    await using world = await openWorld({ followers: 5000, latencyMs: 20 });
    const running = world.start(['broadcast', 'plan', '--messages', world.messagesFile(), '--to', 'followers']);
    await world.seen(3, FOLLOWER_IDS, running);
    await running.kill();
    expect(existsSync(join(world.home, 'followers'))).toBe(false);
  });
});
