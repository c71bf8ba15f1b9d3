import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { eachOnce, exited, MULTICAST, openWorld, readObject, type World } from '../support/binary.js';

const BOT_INFO = '/v2/bot/info';
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
      '--max-malformed',
      '2%',
    ],
    counts: { total: 124, unique: 120, duplicates: 2, malformed: 2 },
  },
  {
    name: 'a column of a .csv',
    args: (world) => ['--to', world.file('list.csv', CSV), '--column', 'user id'],
    counts: ALL,
  },
  {
    name: 'a saved answer of the follower API',
    args: (world) => ['--to', world.file('page.json', JSON.stringify({ userIds: IDS }))],
    counts: ALL,
  },
  {
    name: 'a .csv of a spreadsheet in Shift_JIS, with semicolons',
    args: (world) => [
      '--to',
      // "氏名;ユーザーID"
      world.file(
        'list.csv',
        Buffer.concat([
          Buffer.from([0x8e, 0x81, 0x96, 0xbc, 0x3b, 0x83, 0x86, 0x81, 0x5b, 0x83, 0x55, 0x81, 0x5b, 0x49, 0x44, 0x0a]),
          Buffer.from(IDS.map((id, index) => `${index};${id}\n`).join('')),
        ]),
      ),
      '--column',
      'ユーザーID',
    ],
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
    const { exitCode, stdout, stderr } = await world.inside([
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
    const { exitCode, stderr } = await world.inside([
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

describe.concurrent('lines that are no user IDs', () => {
  const LIST = ['LINE user ID', '', '# exported', ...IDS, `${IDS[0]},`, 'C0', '\u001b[31m\u200b'].join('\n');
  const REJECTS = `line,text,kind\n124,"${IDS[0]},",trailing-separator\n125,C0,other\n126,\u001b[31m\u200b,other\n`;

  it.each(['create', 'send'])(
    'end %s with exit 2 where they are more than one in a hundred, and are kept',
    async (verb) => {
      await using world = await openWorld({ followers: 120 });
      const rejects = join(world.folder, 'rejects.csv');
      const to = ['--to', world.file('list.txt', `${LIST}\n`), '--rejects', rejects, '--yes'];
      const ended = await world.inside(['broadcast', verb, '--messages', world.messagesFile(), ...to]);
      expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(ended.stderr).toContain(
        'error: 3 of 123 lines are no user IDs, where 1% may be: 2 other entries (lines 125, 126)',
      );
      expect(ended.stderr).toContain('--max-malformed 3');
      expect(readFileSync(rejects, 'utf8')).toBe(REJECTS);
      expect(world.requestsTo(BOT_INFO)).toBe(0);
      const again = await world.inside(['broadcast', verb, '--messages', world.messagesFile(), ...to]);
      expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('exists already') });
    },
  );

  it('are left out where as many are allowed', async () => {
    await using world = await openWorld({ followers: 120 });
    const rejects = join(world.folder, 'rejects.csv');
    const to = ['--to', world.file('list.txt', `${LIST}\n`), '--max-malformed', '3', '--rejects', rejects, '--yes'];
    const { exitCode } = await world.inside(['broadcast', 'send', '--messages', world.messagesFile(), ...to]);
    expect(exitCode).toBe(0);
    expect(world.delivered()).toEqual(eachOnce(120));
    expect(readFileSync(rejects, 'utf8')).toBe(REJECTS);
  });

  it('are a warning in a plan, each kind with its lines, and what cannot be seen is shown', async () => {
    await using world = await openWorld({ followers: 120 });
    const plan = ['broadcast', 'plan', '--messages', world.messagesFile(), '--to', world.file('list.txt', `${LIST}\n`)];
    const shown = await world.inside(plan);
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"LINE user ID" is a title') });
    expect(shown.stdout).toContain('1 user ID with a comma or the like behind it (line 124)');
    expect(shown.stdout).toContain('line 126: \\u001b[31m\\u200b');
    expect(shown.stdout).toContain('--max-malformed 3');
    expect(readObject((await world.inside([...plan, '--json'])).stdout)).toMatchObject({
      recipients: { total: 123, malformed: 3 },
      malformedKinds: [
        { kind: 'other', count: 2, lines: [125, 126] },
        { kind: 'trailing-separator', count: 1, lines: [124] },
      ],
      malformedSamples: [
        { line: 124 },
        { line: 125, text: 'C0', kind: 'other' },
        { line: 126, text: '\u001b[31m\u200b' },
      ],
      readAs: { format: 'txt', encoding: 'utf-8', title: 'LINE user ID' },
      // At some hours of the day the plan warns of these hours too.
      warnings: expect.arrayContaining([
        expect.objectContaining({ code: 'MALFORMED' }),
        expect.objectContaining({ code: 'TOO_MANY_MALFORMED' }),
      ]),
    });
  });

  it('are not written anywhere by a dry run', async () => {
    await using world = await openWorld({ followers: 120 });
    const rejects = join(world.folder, 'rejects.csv');
    const to = ['--to', world.file('list.txt', `${LIST}\n`), '--rejects', rejects, '--dry-run'];
    const ended = await world.inside(['broadcast', 'send', '--messages', world.messagesFile(), ...to]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`would write ${rejects}: 3 rejected`) });
    expect(existsSync(rejects)).toBe(false);
  });
});

describe.concurrent('a list that is not what was meant', () => {
  it('may be plain where the column is that of a list to leave out, and the other way round', async () => {
    await using world = await openWorld({ followers: 120 });
    const plain = world.file('list.txt', IDS.slice(0, 20).join('\n'));
    const table = world.file(
      'gone.csv',
      `name,LINE\n${IDS.slice(10, 30)
        .map((id) => `x,${id}`)
        .join('\n')}\n`,
    );
    for (const [to, exclude] of [
      [plain, table],
      [table, plain],
    ] as const) {
      const lists = ['--to', to, '--exclude', exclude, '--column', 'LINE'];
      const plan = ['broadcast', 'plan', '--messages', world.messagesFile(), ...lists, '--json'];
      expect(readObject((await world.inside(plan)).stdout)).toMatchObject({
        recipients: { total: 20, unique: 10, excluded: 10 },
      });
    }
  });

  it.each([
    ['too short', ['--min-recipients', '121'], 'the list has 120 recipients, fewer than --min-recipients 121'],
    ['too long', ['--max-recipients', '119'], 'the list has 120 recipients, more than --max-recipients 119'],
  ])('is refused before anything is asked of LINE: %s', async (_what, bound, message) => {
    await using world = await openWorld({ followers: 120 });
    const send = ['broadcast', 'send', '--messages', world.messagesFile(), '--to', world.followersFile(120), '--yes'];
    const ended = await world.inside([...send, ...bound]);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(world.requestsTo(BOT_INFO)).toBe(0);
  });

  it('is told of when stdin ends in the middle of a line', async () => {
    await using world = await openWorld({ followers: 120 });
    const plan = ['broadcast', 'plan', '--messages', world.messagesFile(), '--to', '-'];
    const { stdout } = await world.run(plan, { input: IDS.join('\n').slice(0, -5) });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'warning: stdin ends in the middle of line 120: if what wrote it was cut off, people are missing',
    );
  });

  it.each([
    ['--column', 'x'],
    ['--delimiter', ';'],
    ['--encoding', 'shift_jis'],
  ])('has no text to be read where LINE gives it: %s is refused', async (...option) => {
    await using world = await openWorld({ followers: 120 });
    const plan = ['broadcast', 'plan', '--messages', world.messagesFile(), '--to', 'followers', ...option];
    const ended = await world.inside(plan);
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no meaning for --to followers') });
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
    expect(await world.insideJson(['broadcast', 'list'])).toMatchObject({ broadcasts: [] });
    expect(existsSync(`${world.home}/tmp`)).toBe(false);
  });

  it('a quota that does not suffice is exit 5 without a request to send', async () => {
    await using world = await openWorld({ followers: 120, quota: 119 });
    const ended = await world.inside([
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
    const { id, state, recipients } = readObject(ended.stdout);
    expect({ state, recipients }).toMatchObject({ state: 'paused', recipients: { accepted: 55, pending: 65 } });
    expect(world.delivered()).toEqual(eachOnce(55));
    exited(0, await world.inside(['broadcast', 'verify', String(id)]));

    // Next month.
    world.emulator.moveClock(31 * 24 * 60 * 60 * 1000);
    await world.run(['broadcast', 'resume', String(id)]);
    expect(world.delivered()).toEqual(eachOnce(110));
    exited(0, await world.inside(['broadcast', 'verify', String(id)]));
  });

  it('--confirm-plan agrees to exactly one plan', { timeout: 60_000 }, async () => {
    await using world = await openWorld({ followers: 120 });
    const plan = ['--messages', world.messagesFile(), '--to', world.followersFile(120)];
    const { planHash: hash } = await world.insideJson(['broadcast', 'plan', ...plan]);

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
    const { id } = await world.insideJson(['broadcast', 'create', ...plan]);
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
    expect((await world.insideJson(['broadcast', 'list']))['broadcasts']).toEqual([]);

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
