import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine, type Ran } from '../../support/command-line.js';

const FOLLOWERS = 12_000;

let emulator: Emulator;
let cli: CommandLine;

beforeEach(async () => {
  emulator = await startEmulator({ followers: FOLLOWERS, longLived: true, narrowcastMs: 30, audienceMs: 0 });
  cli = openCommandLine(emulator.env);
  onTestFinished(async () => {
    cli.remove();
    await emulator.stop();
  });
});

function listOf(people: number, name = 'list.txt', more = ''): string {
  const path = join(cli.home, name);
  const ids = Array.from({ length: people }, (_, index) => emulator.followerId(index));
  const text = `${ids.join('\n')}\n${more}`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

const create = (...options: readonly string[]) => cli.run('audience', 'create', '--json', ...options);
const errorOf = ({ stderr }: Ran) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;
const idOf = ({ stdout }: Ran): number => JSON.parse(stdout).audience.id;

const requestsTo = (path: string) => emulator.requests().endpoints.filter((one) => one.path.endsWith(path));

async function order(body: object): Promise<number> {
  const answer = await fetch(`${emulator.url}/_emulator/audiences`, { method: 'POST', body: JSON.stringify(body) });
  return JSON.parse(await answer.text()).audienceGroupId;
}

describe('audience create', () => {
  it('makes an audience of a list, waits for it, and says how to send to it', async () => {
    const path = listOf(300, 'spring.csv.gz', 'U123\n');
    const created = await create('--from', path, '--name', 'Spring');

    expect(created.exitCode).toBe(0);
    expect(JSON.parse(created.stdout)).toMatchObject({
      schema: 'line-ops/audience-create@1',
      created: true,
      audience: {
        name: 'Spring',
        type: 'UPLOAD',
        status: 'READY',
        count: 300,
        shared: false,
        jobs: [{ status: 'FINISHED', count: 300 }],
        upload: { people: 300, parts: [{ index: 1, people: 300, state: 'accepted', requestId: expect.any(String) }] },
      },
    });
    const shown = await cli.run('audience', 'show', String(idOf(created)));
    expect(shown.stdout).toContain('from here');
    const sent = await cli.run('audience', 'create', '--from', path, '--name', 'Spring');
    expect(sent.stdout).toContain(`--to audience:${idOf(created)}`);
  });

  it('takes more than 10,000 people as a file, on the data host, and writes none of them into the log', async () => {
    const log = join(cli.home, 'config.json');
    writeFileSync(log, JSON.stringify({ log: { bodies: true } }));
    const created = await create('--from', listOf(FOLLOWERS));

    expect(JSON.parse(created.stdout).audience).toMatchObject({ name: 'list', count: FOLLOWERS });
    expect(requestsTo('/upload/byFile')).toMatchObject([{ method: 'POST', byOutcome: { 202: 1 } }]);
    expect(requestsTo('/upload')).toEqual([]);
    const logged = readdirSync(join(cli.home, 'logs')).map((name) =>
      readFileSync(join(cli.home, 'logs', name), 'utf8'),
    );
    expect(logged.join('')).toContain('/v2/bot/audienceGroup/upload/byFile');
    expect(logged.join('')).not.toContain(emulator.followerId(7));
  });

  it('nobody of a small list is in the log either', async () => {
    await create('--from', listOf(20));
    const logged = readdirSync(join(cli.home, 'logs')).map((name) =>
      readFileSync(join(cli.home, 'logs', name), 'utf8'),
    );
    expect(logged.join('')).toContain('/v2/bot/audienceGroup/upload');
    expect(logged.join('')).not.toContain(emulator.followerId(7));
  });

  it('shows the requests of a dry run, and makes none of them', async () => {
    const { exitCode, stdout } = await create('--from', listOf(FOLLOWERS), '--dry-run');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      requests: [{ method: 'POST', path: '/v2/bot/audienceGroup/upload/byFile' }],
      changes: ['a new audience "list" of 12,000 user IDs at LINE'],
    });
    expect(requestsTo('/upload/byFile')).toEqual([]);
  });

  it('finds the audience whose creation was never answered, in place of a second one', async () => {
    emulator.setFaults(['reset-after=1@audience-create']);
    const created = await create('--from', listOf(30));
    expect(created.exitCode).toBe(0);
    expect(created.stderr).toContain('no answer from LINE: trying again');
    expect(requestsTo('/upload')).toMatchObject([{ byOutcome: { reset: 1 } }]);
    const { stdout } = await cli.run('audience', 'list', '--json');
    expect(JSON.parse(stdout).audiences).toMatchObject([{ id: idOf(created), count: 30 }]);
  });

  it('ends with exit 6 where LINE is away, and goes on with the same command', async () => {
    emulator.setFaults(['reset-before=1@audience-create', '500-before=1@audience-create-by-file']);
    const list = listOf(30);
    const failed = await create('--from', list);
    expect(failed.exitCode).toBe(6);
    expect(errorOf(failed)).toMatchObject({
      message: expect.stringContaining('LINE has taken 0 of 30 people'),
      hint: expect.stringContaining('the same command goes on'),
    });
    emulator.setFaults([]);
    const created = await create('--from', list);
    expect([created.exitCode, JSON.parse(created.stdout).created]).toEqual([0, true]);
    const { stdout } = await cli.run('audience', 'list', '--json');
    expect(JSON.parse(stdout).audiences).toHaveLength(1);
  });

  it('says that LINE is not done yet with exit 7, and that it failed with exit 8', async () => {
    await emulator.stop();
    emulator = await startEmulator({ followers: FOLLOWERS, longLived: true, audienceMs: 3_600_000 });
    cli.setEnv(emulator.env);
    const list = listOf(30);
    const waiting = await create('--from', list, '--wait', '0s');
    expect([waiting.exitCode, errorOf(waiting).code]).toEqual([7, 'AUDIENCE_NOT_READY_YET']);
    expect(JSON.parse(waiting.stdout).audience).toMatchObject({ status: 'IN_PROGRESS', jobs: [{ status: 'QUEUED' }] });
    expect((await create('--from', list, '--no-wait')).exitCode).toBe(0);
    emulator.moveClock(3_600_000);
    expect((await create('--from', list)).exitCode).toBe(0);

    await order({ failNext: true });
    await create('--from', list, '--name', 'other', '--no-wait');
    emulator.moveClock(3_600_000);
    const failed = await create('--from', list, '--name', 'other');
    expect([failed.exitCode, errorOf(failed).code]).toEqual([8, 'AUDIENCE_FAILED']);
  });

  it.each([
    ['a list with too many lines that are no user IDs', ['--from', 'bad.txt'], 'TOO_MANY_MALFORMED'],
    ['a name with a line break', ['--from', 'list.txt', '--name', 'a\nb'], 'INVALID_AUDIENCE_NAME'],
    ['a name that is too long', ['--from', 'list.txt', '--name', 'n'.repeat(121)], 'INVALID_AUDIENCE_NAME'],
    ['stdin without a name', ['--from', '-'], 'CONTRADICTING_OPTIONS'],
    ['followers, who are no list', ['--from', 'followers'], 'CONTRADICTING_OPTIONS'],
    ['a list with more people than were to be', ['--from', 'list.txt', '--max-recipients', '9'], 'TOO_MANY_RECIPIENTS'],
  ])('refuses %s', async (_what, options, code) => {
    listOf(30);
    listOf(30, 'bad.txt', 'U1\nU2\n');
    const refused = await create(...options.map((word) => (word.endsWith('.txt') ? join(cli.home, word) : word)));
    expect([refused.exitCode, errorOf(refused).code]).toEqual([2, code]);
    expect(requestsTo('/upload')).toEqual([]);
  });

  it('is refused with LINE’s reason where LINE refuses a user ID', async () => {
    const foreign = [emulator.followerId(3)];
    await fetch(`${emulator.url}/_emulator/users`, { method: 'POST', body: JSON.stringify({ foreign }) });
    const refused = await create('--from', listOf(30));
    expect([refused.exitCode, errorOf(refused).code]).toEqual([8, 'LINE_REFUSED']);
    expect(errorOf(refused).hint).toContain('line-ops user show');
    expect(errorOf(refused).details.details).toMatchObject([
      { message: 'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT' },
    ]);
  });
});

describe('audience list', () => {
  it('has every page, and those that other accounts share', async () => {
    for (let index = 0; index < 45; index += 1) await order({ create: { name: `list ${index}`, followers: 30 } });
    await order({ create: { name: 'partner', shared: true, followers: 60 } });
    const { stdout } = await cli.run('audience', 'list', '--json');
    const { audiences, sharedListed } = JSON.parse(stdout);
    expect([audiences.length, sharedListed]).toEqual([46, true]);
    expect(audiences.at(-1)).toMatchObject({ name: 'partner', shared: true, permission: 'READ' });
    const { stdout: text } = await cli.run('audience', 'list');
    expect(text).toMatch(/\(shared\) partner .* READY .* 60 .* 20\d\d-/);
  });

  it('says so where LINE does not list the shared ones', async () => {
    await order({ create: { name: 'own', followers: 30 } });
    emulator.setFaults(['500-before=1@audience-shared-list']);
    const { exitCode, stdout, stderr } = await cli.run('audience', 'list', '--json');
    expect([exitCode, JSON.parse(stdout).sharedListed]).toEqual([0, false]);
    expect(stderr).toContain('LINE did not list shared audiences');
  });
});

describe('audience show', () => {
  it('shows a shared one, and ends with exit 8 for one that is not there', async () => {
    const id = await order({ create: { name: 'partner', shared: true, followers: 60 } });
    const { stdout } = await cli.run('audience', 'show', String(id), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'line-ops/audience-show@1', shared: true, upload: null });
    const missing = await cli.run('audience', 'show', '7', '--json');
    expect([missing.exitCode, errorOf(missing).code]).toEqual([8, 'AUDIENCE_NOT_FOUND']);
  });
});

describe('audience delete', () => {
  const remove = (id: number, ...options: readonly string[]) =>
    cli.run('audience', 'delete', String(id), '--json', ...options);

  it('deletes one for good, and warns where nothing was ever sent to it', async () => {
    const id = idOf(await create('--from', listOf(30)));
    const dry = await remove(id, '--dry-run');
    expect(JSON.parse(dry.stdout)).toMatchObject({
      requests: [{ method: 'DELETE', path: `/v2/bot/audienceGroup/${id}` }],
    });
    const unasked = await remove(id);
    expect([unasked.exitCode, errorOf(unasked).code]).toEqual([2, 'CONFIRMATION_NEEDED']);

    const deleted = await remove(id, '--yes');
    expect(JSON.parse(deleted.stdout)).toMatchObject({ audience: { id }, deleted: true });
    expect(deleted.stderr).toContain('LINE asks not to create and delete audiences without sending to them');
    expect((await remove(id, '--yes')).exitCode).toBe(8);
    // What is gone can be made again.
    expect(JSON.parse((await create('--from', listOf(30))).stdout).created).toBe(true);
  });

  it('does not warn where a broadcast has gone to it', async () => {
    const id = idOf(await create('--from', listOf(60)));
    const messages = join(cli.home, 'm.json');
    writeFileSync(messages, '{"type":"text","text":"hi"}');
    await cli.run('broadcast', 'send', '--messages', messages, '--to', `audience:${id}`, '--yes');
    expect((await remove(id, '--yes')).stderr).not.toContain('LINE asks not to');
  });

  it('is refused while a broadcast that has not ended goes to it, whatever --yes says', async () => {
    const id = idOf(await create('--from', listOf(60)));
    const messages = join(cli.home, 'm.json');
    writeFileSync(messages, '{"type":"text","text":"hi"}');
    const planned = await cli.run('broadcast', 'create', '--messages', messages, '--to', `audience:${id}`, '--json');
    const broadcast = JSON.parse(planned.stdout).id;
    const refused = await remove(id, '--yes');
    expect(refused.exitCode).toBe(2);
    expect(errorOf(refused)).toMatchObject({ code: 'AUDIENCE_IN_USE', details: { broadcasts: [broadcast] } });
    await cli.run('broadcast', 'cancel', broadcast, '--yes');
    expect((await remove(id, '--yes')).exitCode).toBe(0);
  });

  it('is done where LINE’s answer was lost and the audience is gone', async () => {
    const id = idOf(await create('--from', listOf(30)));
    emulator.setFaults(['reset-after=1@audience-delete']);
    expect(JSON.parse((await remove(id, '--yes')).stdout)).toMatchObject({ deleted: true });
  });

  it('on a production channel asks for its name', async () => {
    const id = idOf(await create('--from', listOf(30)));
    await cli.run('channel', 'add', 'shop', '--production');
    const refused = await remove(id, '--channel', 'shop', '--yes');
    expect([refused.exitCode, errorOf(refused).code]).toEqual([2, 'CONFIRMATION_NEEDED']);
    expect((await remove(id, '--channel', 'shop', '--yes', '--confirm-channel', 'other')).exitCode).toBe(2);
    const deleted = await remove(id, '--channel', 'shop', '--yes', '--confirm-channel', 'shop');
    expect([deleted.exitCode, JSON.parse(deleted.stdout).deleted]).toEqual([0, true]);
  });

  it('is refused for what another account made', async () => {
    const id = await order({ create: { name: 'partner', shared: true, followers: 60 } });
    const refused = await remove(id, '--yes');
    expect([refused.exitCode, errorOf(refused).code]).toEqual([2, 'AUDIENCE_NOT_OURS']);
  });
});
