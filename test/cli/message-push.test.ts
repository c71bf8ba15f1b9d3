import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { openCommandLine } from '../support/command-line.js';
import { emulated } from '../support/emulated.js';

const TO = followerId(0);
const GOOD = '{"type":"text","text":"hi"}';

const at = emulated({ followers: 3 });

/** What the quota endpoints say: `afterwards` once a push was tried. */
type Month = { readonly limit: number; readonly used: number; readonly afterwards?: number };

/** The emulator, but for a push, which is always too many, and the quota. */
async function openLimitedLine(message: string, month: Month) {
  let pushes = 0;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': 'limited' });
      response.end(JSON.stringify(body));
    };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? '';
    if (path === '/v2/bot/message/push') {
      pushes += 1;
      return answer(429, { message });
    }
    if (path.startsWith('/v2/bot/message/quota')) {
      const used = pushes > 0 ? (month.afterwards ?? month.used) : month.used;
      return answer(200, path.endsWith('consumption') ? { totalUsage: used } : { type: 'limited', value: month.limit });
    }
    const { method = 'GET', headers } = request;
    const { authorization, 'content-type': type } = headers;
    const relayed = await fetch(`${at.emulator.url}${path}`, {
      method,
      headers: { ...(authorization ? { authorization } : {}), ...(type ? { 'content-type': type } : {}) },
      ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
    });
    return answer(relayed.status, await relayed.json());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pushes: () => pushes };
}

describe('message push', () => {
  it('sends one message to one person', async () => {
    const { exitCode, stdout } = await at.line.run(
      'message',
      'push',
      at.file('m.json', GOOD),
      '--to',
      TO,
      '--yes',
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/message-push@1',
      to: TO,
      accepted: true,
      requestId: expect.any(String),
      acceptedRequestId: null,
      keyUsedEarlier: false,
      id: expect.stringMatching(/^b-/),
      retryKey: expect.stringMatching(/^[0-9a-f]{8}-/),
      attempts: 1,
    });
    expect(at.emulator.deliveriesTo(TO)).toBe(1);
  });

  it('is a broadcast of one, which the list shows with --all only, and report and verify know', async () => {
    const { stdout } = await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO, '--json');
    const { id } = JSON.parse(stdout);
    const listed = async (...words: string[]) =>
      JSON.parse((await at.line.run('broadcast', 'list', '--json', ...words)).stdout).broadcasts;
    expect(await listed()).toEqual([]);
    expect(await listed('--all')).toMatchObject([{ id, via: 'push', state: 'completed', recipients: { accepted: 1 } }]);
    expect(await at.line.run('broadcast', 'verify', id)).toMatchObject({ exitCode: 0 });
    expect(await at.line.run('broadcast', 'report', id)).toMatchObject({ exitCode: 0 });
  });

  it('whose answer is lost is settled by the resume that the hint names', async () => {
    at.emulator.setFaults([{ kind: '500-after', probability: 1, endpoint: 'push' }]);
    const lost = await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO);
    expect(lost).toMatchObject({ exitCode: 7, stdout: '' });
    const [, id = ''] = /line-ops broadcast resume (b-\S+), or/.exec(lost.stderr) ?? [];
    expect(await at.line.run('broadcast', 'list')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('1 push in doubt not listed'),
    });
    at.emulator.setFaults([]);
    expect(await at.line.run('broadcast', 'resume', id)).toMatchObject({ exitCode: 0 });
    expect(at.emulator.deliveriesTo(TO)).toBe(1);
  });

  it.each([
    ['another person', ['--to', followerId(1)], GOOD],
    ['another message', ['--to', TO], '{"type":"text","text":"ho"}'],
  ])('says that %s under a key that LINE accepted before was not sent, and asks nothing', async (_what, to, text) => {
    const key = ['--retry-key', '123e4567-e89b-12d3-a456-426614174000'];
    const first = await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO, ...key, '--json');
    expect(first.exitCode).toBe(0);
    const before = at.emulator.requests().total;
    const second = await at.line.run('message', 'push', at.file('m2.json', text), ...to, ...key, '--json');
    expect(second.exitCode).toBe(8);
    expect(JSON.parse(second.stdout)).toMatchObject({
      accepted: false,
      keyUsedEarlier: true,
      acceptedRequestId: JSON.parse(first.stdout).requestId,
    });
    expect(JSON.parse(second.stderr)).toMatchObject({
      error: {
        code: 'RETRY_KEY_USED',
        message: 'LINE accepted an earlier request under this key; this one was not sent',
        details: { keyUsedEarlier: true },
      },
    });
    expect(at.emulator.requests().total).toBe(before);
    expect(at.emulator.deliveriesTo(followerId(1))).toBe(0);
  });

  it('says so on LINE’s word too, where this state knows nothing of the key', async () => {
    const key = ['--retry-key', '123e4567-e89b-12d3-a456-426614174000', '--json'];
    expect(await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO, ...key)).toMatchObject({
      exitCode: 0,
    });
    const elsewhere = openCommandLine(at.emulator.env);
    onTestFinished(() => elsewhere.remove());
    const second = await elsewhere.run('message', 'push', at.file('m.json', GOOD), '--to', followerId(1), ...key);
    expect(second.exitCode).toBe(8);
    expect(JSON.parse(second.stdout)).toMatchObject({ accepted: false, keyUsedEarlier: true, attempts: 1 });
    expect(JSON.parse(second.stdout).acceptedRequestId).toEqual(expect.any(String));
    expect(at.emulator.deliveriesTo(followerId(1))).toBe(0);
  });

  it('wants another key while the one that is named belongs to a push in doubt', async () => {
    const key = ['--retry-key', '123e4567-e89b-12d3-a456-426614174000'];
    at.emulator.setFaults([{ kind: '500-after', probability: 1, endpoint: 'push' }]);
    await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO, ...key);
    const { exitCode, stderr } = await at.line.run(
      'message',
      'push',
      at.file('m.json', GOOD),
      '--to',
      followerId(1),
      ...key,
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('belongs to another request'),
    });
  });

  describe('that LINE answers with 429', () => {
    const MONTH = 'You have reached your monthly limit.';

    it.each([
      ['the month is used up, seen before', { limit: 100, used: 100 }, 'QUOTA_INSUFFICIENT', 0],
      ['the month is used up meanwhile', { limit: 100, used: 99, afterwards: 100 }, 'QUOTA_USED_UP', 1],
      ['the rest is reserved', { limit: 100, used: 10 }, 'QUOTA_RESERVED', 1],
    ])('is told why: %s', async (_why, quota, code, requests) => {
      const limited = await openLimitedLine(MONTH, quota);
      at.line.setEnv({ LINE_OPS_API_URL: limited.url });
      const { exitCode, stderr } = await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO, '--json');
      expect({ exitCode, error: JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error }).toMatchObject({
        exitCode: 5,
        error: { code, kind: 'limit' },
      });
      expect(stderr).not.toContain('Wait a minute');
      expect(limited.pushes()).toBe(requests);
      expect(at.emulator.deliveriesTo(TO)).toBe(0);
    });
  });

  it('is not sent where the journal of attempts cannot be written, and that is said', async () => {
    at.line.setEnv({ LINE_OPS_JOURNAL: at.file('a-file', '') });
    const { exitCode, stderr } = await at.line.run('message', 'push', at.file('m.json', GOOD), '--to', TO);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/^error: nothing was sent/m) });
    expect(at.emulator.deliveriesTo(TO)).toBe(0);
  });

  it('is unknown, and delivered once, when every answer is lost; the key in the hint settles it', async () => {
    at.emulator.setFaults([{ kind: '500-after', probability: 1, endpoint: 'push' }]);
    const path = at.file('m.yaml', 'type: text\ntext: hi\n');
    const lost = await at.line.run('message', 'push', path, '--to', TO, '--yes', '--json');
    expect(lost).toMatchObject({ exitCode: 7, stdout: '' });
    const { error } = JSON.parse(lost.stderr.trimEnd().split('\n').at(-1) ?? '');
    expect(error).toMatchObject({
      code: 'SEND_UNKNOWN',
      kind: 'incomplete',
      details: { retryKey: expect.any(String) },
    });

    at.emulator.setFaults([]);
    const settled = await at.line.run(
      'message',
      'push',
      path,
      '--to',
      TO,
      '--yes',
      '--json',
      '--retry-key',
      error.details.retryKey,
    );
    expect(JSON.parse(settled.stdout)).toMatchObject({
      accepted: true,
      acceptedRequestId: expect.any(String),
      attempts: 1,
    });
    expect(at.emulator.deliveriesTo(TO)).toBe(1);
  });

  it('repeats a push whose fate is unknown under its own key', async () => {
    const path = at.file('m.json', GOOD);
    const key = '123e4567-e89b-12d3-a456-426614174000';
    await at.line.run('message', 'push', path, '--to', TO, '--yes', '--retry-key', key);
    const { exitCode, stdout } = await at.line.run(
      'message',
      'push',
      path,
      '--to',
      TO,
      '--yes',
      '--retry-key',
      key,
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ retryKey: key, acceptedRequestId: expect.any(String) });
    expect(at.emulator.deliveriesTo(TO)).toBe(1);
  });

  it('shows the exact request with --dry-run, and sends none', async () => {
    const { exitCode, stdout } = await at.line.run(
      'message',
      'push',
      at.file('m.json', GOOD),
      '--to',
      TO,
      '--dry-run',
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/dry-run@1',
      requests: [
        {
          method: 'POST',
          path: '/v2/bot/message/push',
          headers: { 'X-Line-Retry-Key': expect.any(String) },
          body: JSON.stringify({ to: TO, messages: [{ type: 'text', text: 'hi' }] }),
        },
      ],
      changes: [],
    });
    expect(at.emulator.deliveriesTo(TO)).toBe(0);
  });

  it.each([
    ['a wrong message', '{"type":"text"}', TO, 3],
    ['a file that names somebody else', `{"to":"${followerId(1)}","messages":[${GOOD}]}`, TO, 2],
    ['something else than a user ID', GOOD, 'somebody', 2],
  ])('makes no request for %s', async (_what, text, to, exitCode) => {
    expect(await at.line.run('message', 'push', at.file('m.json', text), '--to', to, '--yes')).toMatchObject({
      exitCode,
      stdout: '',
    });
    expect(at.emulator.requests().total).toBe(0);
  });

  it('asks a person, and sends nothing when the answer is no', async () => {
    const push = ['message', 'push', at.file('m.json', GOOD), '--to', TO];
    const asked = await at.line.runIn({ answers: [false] }, ...push);
    expect(asked).toMatchObject({ exitCode: 130, stderr: expect.stringContaining(`to ${TO}?`) });
    expect(at.emulator.deliveriesTo(TO)).toBe(0);
    expect(await at.line.runIn({ answers: [true] }, ...push)).toMatchObject({ exitCode: 0 });
    expect(at.emulator.deliveriesTo(TO)).toBe(1);
  });

  it('goes ahead without --yes where nobody can be asked: it names the one person', async () => {
    const path = at.file('m.json', GOOD);
    expect(await at.line.run('message', 'push', path, '--to', TO)).toMatchObject({ exitCode: 0 });
    expect(at.emulator.deliveriesTo(TO)).toBe(1);
  });

  it('makes no request for a mention, which a group or a room alone can get', async () => {
    const text = JSON.stringify({
      type: 'textV2',
      text: '{all}',
      substitution: { all: { type: 'mention', mentionee: { type: 'all' } } },
    });
    const { exitCode, stdout, stderr } = await at.line.run(
      'message',
      'push',
      at.file('m.json', text),
      '--to',
      TO,
      '--yes',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('mention-method');
    expect(at.emulator.requests().total).toBe(0);
  });

  describe('from a configured channel', () => {
    const configure = async (...words: string[]) => {
      const { LINE_CHANNEL_ID: id = '', LINE_CHANNEL_SECRET: secret = '', ...rest } = at.emulator.env;
      at.line.setEnv({
        ...rest,
        LINE_CHANNEL_ID: undefined,
        LINE_CHANNEL_SECRET: undefined,
        LINE_ASSERTION_KEY: undefined,
        LINE_ASSERTION_KEY_ID: undefined,
      });
      expect(
        await at.line.runIn(
          { stdin: `${secret}\n` },
          'channel',
          'add',
          'shop',
          '--channel-id',
          id,
          '--channel-secret-stdin',
          ...words,
        ),
      ).toMatchObject({ exitCode: 0 });
    };

    it('wants no other channel than the one that is named', async () => {
      await configure();
      const push = ['message', 'push', at.file('m.json', GOOD), '--to', TO];
      expect(await at.line.run(...push, '--confirm-channel', 'other')).toMatchObject({ exitCode: 2, stdout: '' });
      expect(at.emulator.deliveriesTo(TO)).toBe(0);
      expect(await at.line.run(...push)).toMatchObject({ exitCode: 0 });
    });

    it('sends nothing with the token of another bot', async () => {
      await configure();
      const path = join(at.line.home, 'config.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace(/U[0-9a-f]{32}/, `U${'0'.repeat(32)}`));
      const { exitCode, stderr } = await at.line.run(
        'message',
        'push',
        at.file('m.json', GOOD),
        '--to',
        TO,
        '--yes',
        '--json',
      );
      expect(exitCode).toBe(4);
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'BOT_MISMATCH' } });
      expect(at.emulator.deliveriesTo(TO)).toBe(0);
    });

    it('wants the name of a production channel, and --yes does not do', async () => {
      await configure('--production');
      const push = ['message', 'push', at.file('m.json', GOOD), '--to', TO];
      expect(await at.line.run(...push)).toMatchObject({ exitCode: 2, stdout: '' });
      expect(await at.line.run(...push, '--yes')).toMatchObject({ exitCode: 2, stdout: '' });
      expect(await at.line.run(...push, '--confirm-channel', 'other')).toMatchObject({ exitCode: 2, stdout: '' });
      expect(await at.line.runIn({ answers: ['shopp', 'sho', 'shop.'] }, ...push)).toMatchObject({
        exitCode: 130,
        stdout: '',
      });
      expect(at.emulator.deliveriesTo(TO)).toBe(0);
      expect(await at.line.run(...push, '--confirm-channel', 'shop')).toMatchObject({ exitCode: 0 });
      expect(await at.line.runIn({ answers: ['shop'] }, ...push)).toMatchObject({ exitCode: 0 });
      expect(at.emulator.deliveriesTo(TO)).toBe(2);
    });
  });
});
