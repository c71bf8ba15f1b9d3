import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine, type Ran } from '../../support/command-line.js';

const FOLLOWERS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

let emulator: Emulator;
let cli: CommandLine;

async function platform(quota: number | null = null): Promise<void> {
  emulator = await startEmulator({ followers: FOLLOWERS, longLived: true, narrowcastMs: 30, audienceMs: 0, quota });
  cli = openCommandLine(emulator.env);
  onTestFinished(async () => {
    cli.remove();
    await emulator.stop();
  });
}

beforeEach(() => platform());

/** An audience as LINE Official Account Manager makes one. */
async function planted(create: object): Promise<string> {
  const body = JSON.stringify({ create: { name: 'spring', ...create } });
  const answer = await fetch(`${emulator.url}/_emulator/audiences`, { method: 'POST', body });
  const { audienceGroupId }: { audienceGroupId: number } = JSON.parse(await answer.text());
  return `audience:${audienceGroupId}`;
}

/** An upload of LINE's own, which a job must finish. */
async function upload(method: 'POST' | 'PUT', body: object): Promise<number> {
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'];
  const answer = await fetch(`${emulator.url}/v2/bot/audienceGroup/upload`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return JSON.parse(await answer.text()).audienceGroupId;
}

function broadcast(verb: 'plan' | 'send' | 'create', ...options: readonly string[]): Promise<Ran> {
  const messages = join(cli.home, 'message.json');
  writeFileSync(messages, JSON.stringify({ type: 'text', text: 'hi' }));
  return cli.run('broadcast', verb, '--messages', messages, ...options);
}

const errorOf = ({ stderr }: Ran) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;

describe('broadcast --to audience:<id>', () => {
  it('reaches everybody in it once, in stages, and nobody else', async () => {
    const to = await planted({ followers: 300 });
    const sent = await broadcast('send', '--to', to, '--stages', '10,50%,rest', '--yes', '--json');

    expect(sent.exitCode).toBe(0);
    expect(JSON.parse(sent.stdout)).toMatchObject({
      via: 'narrowcast',
      state: 'completed',
      recipients: { unique: 300, accepted: 300 },
      stages: [{ accepted: 10 }, { accepted: 150 }, { accepted: 140 }],
    });
    expect(emulator.deliveries()).toMatchObject({ recipients: 300, maxPerRecipient: 1 });
    expect(emulator.deliveriesTo(emulator.followerId(300))).toBe(0);
    const { stdout } = await cli.run('broadcast', 'verify', JSON.parse(sent.stdout).id, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  });

  it('names the audience in every stage, together with whom to leave out', async () => {
    const to = await planted({ followers: 300 });
    const created = await broadcast('create', '--to', to, '--stages', '10,rest', '--json');
    const { id } = JSON.parse(created.stdout);
    await cli.run('broadcast', 'resume', id, '--yes');

    const shown = await cli.run('broadcast', 'show', id);
    expect(shown.stdout).toContain(`up to 300 people of ${to}`);
    const requests = emulator.requests().endpoints.find(({ path }) => path.endsWith('/narrowcast'));
    expect(requests?.byOutcome).toEqual({ 202: 2 });
  });

  it('needs no more of the quota than the audience has people', async () => {
    await platform(310);
    const to = await planted({ followers: 300 });
    const sent = await broadcast('send', '--to', to, '--stages', '10,rest', '--yes', '--json');

    expect([sent.exitCode, JSON.parse(sent.stdout).state]).toEqual([0, 'completed']);
    expect(emulator.deliveries()).toMatchObject({ recipients: 300 });
  });

  it('shows the audience in the plan, for programs and on the card', async () => {
    const to = await planted({ followers: 300, type: 'CHAT_TAG' });
    const { stdout } = await broadcast('plan', '--to', to, '--json');

    expect(JSON.parse(stdout)).toMatchObject({
      via: 'narrowcast',
      recipients: { unique: 300 },
      audience: {
        id: Number(to.slice('audience:'.length)),
        name: 'spring',
        type: 'CHAT_TAG',
        status: 'READY',
        count: 300,
        permission: 'READ_WRITE',
        createRoute: 'OA_MANAGER',
        shared: false,
        expiresAt: expect.any(String),
      },
      warnings: expect.not.arrayContaining([expect.objectContaining({ code: 'SMALL_STAGE' })]),
    });
    const card = await broadcast('plan', '--to', to);
    expect(card.stdout).toContain(`up to 300 people of ${to}`);
    expect(card.stdout).toContain('spring (CHAT_TAG, READY, expires ');
  });

  it('the hash is over the audience as well', async () => {
    const [one, other] = [await planted({ followers: 300 }), await planted({ followers: 300 })];
    const hashOf = async (to: string) => JSON.parse((await broadcast('plan', '--to', to, '--json')).stdout).planHash;
    expect(await hashOf(one)).toBe(await hashOf(one));
    expect(await hashOf(one)).not.toBe(await hashOf(other));
  });

  it('takes ten stages and no eleventh', async () => {
    const to = await planted({ followers: 300 });
    const stages = (count: number) => [...Array(count - 1).fill('10'), 'rest'].join(',');
    expect((await broadcast('plan', '--to', to, '--stages', stages(10))).exitCode).toBe(0);
    const refused = await broadcast('plan', '--to', to, '--stages', stages(11), '--json');
    expect(refused.exitCode).toBe(2);
    expect(errorOf(refused)).toMatchObject({ code: 'TOO_MANY_STAGES' });
  });

  it('warns where LINE delivers nothing to fewer than 50, and only there', async () => {
    const warned = async (create: object) => {
      const { stdout } = await broadcast('plan', '--to', await planted(create), '--stages', '30,rest', '--json');
      return JSON.parse(stdout).warnings.some(({ code }: { code: string }) => code === 'SMALL_STAGE');
    };
    expect(await warned({ followers: 300, type: 'UPLOAD' })).toBe(false);
    expect(await warned({ followers: 300, type: 'CLICK' })).toBe(true);
    expect(await warned({ followers: 300, type: 'UPLOAD', shared: true })).toBe(true);
  });

  it('sends to an audience that another account shares', async () => {
    const to = await planted({ followers: 60, shared: true });
    const sent = await broadcast('send', '--to', to, '--yes', '--json');
    expect([sent.exitCode, JSON.parse(sent.stdout).recipients.accepted]).toEqual([0, 60]);
  });
});

describe('broadcast --to audience:<id> is refused, and says why,', () => {
  const refusal = async (...options: readonly string[]) => {
    const ran = await broadcast('create', '--json', ...options);
    const { code, message } = errorOf(ran);
    expect(emulator.requests().endpoints.map(({ path }) => path)).not.toContain('/v2/bot/message/narrowcast');
    return { exitCode: ran.exitCode, code, message };
  };

  it('where LINE knows no such audience', async () => {
    expect(await refusal('--to', 'audience:7')).toMatchObject({ exitCode: 8, code: 'AUDIENCE_NOT_FOUND' });
  });

  it('where what stands behind the colon is no ID', async () => {
    expect(await refusal('--to', 'audience:vips')).toMatchObject({ exitCode: 2, code: 'INVALID_AUDIENCE_ID' });
  });

  it('while it is not READY', async () => {
    const id = await upload('POST', { description: 'empty' });
    expect(await refusal('--to', `audience:${id}`)).toEqual({
      exitCode: 2,
      code: 'AUDIENCE_NOT_USABLE',
      message: `the audience ${id} "empty" is IN_PROGRESS, and LINE sends only to one that is READY`,
    });
  });

  it('while an upload to it is not finished', async () => {
    await emulator.stop();
    emulator = await startEmulator({ followers: FOLLOWERS, longLived: true, audienceMs: 60_000 });
    cli.setEnv(emulator.env);
    onTestFinished(() => emulator.stop());
    const audiences = [{ id: emulator.followerId(0) }];
    const id = await upload('POST', { description: 'growing', audiences });
    emulator.moveClock(60_000);
    await upload('PUT', { audienceGroupId: id, audiences: [{ id: emulator.followerId(1) }] });
    expect(await refusal('--to', `audience:${id}`)).toMatchObject({
      exitCode: 2,
      code: 'AUDIENCE_NOT_USABLE',
      message: expect.stringContaining('people are missing still'),
    });
  });

  it('where it expires before the last stage', async () => {
    const to = await planted({ followers: 300 });
    const at = new Date(Date.now() + 179 * DAY_MS).toISOString();
    expect(await refusal('--to', to, '--at', at, '--yes', '--stages', '10,rest', '--interval', '2d')).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('before the last stage begins'),
    });
  });

  it('where it is expired', async () => {
    const to = await planted({ followers: 300 });
    emulator.moveClock(181 * DAY_MS);
    expect(await refusal('--to', to)).toMatchObject({ exitCode: 2, message: expect.stringContaining('is EXPIRED') });
  });

  it('where LINE gives no number of its people', async () => {
    const to = await planted({ followers: 19, type: 'CLICK' });
    expect(await refusal('--to', to)).toMatchObject({ exitCode: 2, code: 'AUDIENCE_NOT_USABLE' });
  });

  it.each([
    ['--via', 'multicast'],
    ['--via', 'broadcast'],
    ['--friends', '10'],
    ['--exclude', 'list.txt'],
    ['--max-per-recipient', '2/7d'],
    ['--unit', 'spring'],
  ])('with %s %s', async (...option) => {
    const to = await planted({ followers: 300 });
    expect(await refusal('--to', to, ...option)).toMatchObject({ exitCode: 2, code: 'CONTRADICTING_OPTIONS' });
  });

  it('where the same message went to it within a day', async () => {
    const to = await planted({ followers: 300 });
    await broadcast('send', '--to', to, '--yes');
    const again = await broadcast('create', '--to', to, '--json');
    expect([again.exitCode, errorOf(again).code]).toEqual([2, 'SENT_BEFORE']);
  });
});

it('an audience that is gone when its broadcast is resumed ends it with LINE’s words, and sends nothing', async () => {
  const to = await planted({ followers: 300 });
  const created = await broadcast('create', '--to', to, '--json');
  const token = emulator.env['LINE_CHANNEL_ACCESS_TOKEN'];
  await fetch(`${emulator.url}/v2/bot/audienceGroup/${to.slice('audience:'.length)}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  const resumed = await cli.run('broadcast', 'resume', JSON.parse(created.stdout).id, '--yes', '--json');
  expect(resumed.exitCode).toBe(8);
  expect(resumed.stdout + resumed.stderr).toContain('Invalid audience group id');
  expect(emulator.deliveries().messages).toBe(0);
});

it('stops once before the last stage where the audience has grown: nobody is left out by chance without a word', async () => {
  const audiences = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ id: emulator.followerId(from + index) }));
  const audienceGroupId = await upload('POST', { description: 'growing', audiences: audiences(0, 50) });
  const go = join(cli.home, 'go');
  const wish = ['--to', `audience:${audienceGroupId}`, '--stages', '10,rest', '--gate', `cmd:test -e ${go}`];
  const { id } = JSON.parse((await broadcast('send', ...wish, '--yes', '--json')).stdout);
  await upload('PUT', { audienceGroupId, audiences: audiences(50, 200) });
  writeFileSync(go, '');

  const stopped = await cli.run('broadcast', 'resume', id, '--yes', '--json');
  expect(stopped.exitCode).toBe(7);
  expect(errorOf(stopped)).toMatchObject({
    code: 'AUDIENCE_GREW',
    message: expect.stringContaining('has 200 people now, and the broadcast was planned for 50'),
  });
  expect(JSON.parse(stopped.stdout)).toMatchObject({ state: 'paused', recipients: { accepted: 10, pending: 40 } });
  expect(emulator.deliveries()).toMatchObject({ recipients: 10 });

  const resumed = await cli.run('broadcast', 'resume', id, '--yes', '--json');
  expect([resumed.exitCode, JSON.parse(resumed.stdout).recipients.accepted]).toEqual([0, 50]);
  expect(emulator.deliveries()).toMatchObject({ recipients: 50, maxPerRecipient: 1 });
});

it('stops once where the audience has grown since a broadcast of one stage was created', async () => {
  const audiences = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: emulator.followerId(index) }));
  const audienceGroupId = await upload('POST', { description: 'growing', audiences: audiences(50) });
  const { id } = JSON.parse((await broadcast('create', '--to', `audience:${audienceGroupId}`, '--json')).stdout);
  await upload('PUT', { audienceGroupId, audiences: audiences(51) });

  const stopped = await cli.run('broadcast', 'resume', id, '--yes', '--json');
  expect([stopped.exitCode, errorOf(stopped).code]).toEqual([7, 'AUDIENCE_GREW']);
  expect(emulator.deliveries()).toMatchObject({ recipients: 0 });

  const resumed = await cli.run('broadcast', 'resume', id, '--yes', '--json');
  expect([resumed.exitCode, JSON.parse(resumed.stdout).recipients.accepted]).toEqual([0, 50]);
  const verified = await cli.run('broadcast', 'verify', id, '--json');
  expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true });
});
