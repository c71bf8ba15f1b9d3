import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followerId } from '../../../src/emulator/bot/followers.js';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';
import { json, startStubLine } from './stub-line.js';

const KEY = '123e4567-e89b-12d3-a456-426614174000';
const TO = followerId(0);

let line: CommandLine;
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ followers: 3 });
  line = openCommandLine(emulator.env);
});

afterEach(async () => {
  line.remove();
  await emulator.stop();
});

function body(text = 'hi', to: string = TO): string {
  const path = join(line.home, `${text}.json`);
  writeFileSync(path, JSON.stringify({ to, messages: [{ type: 'text', text }] }));
  return path;
}

function send(...words: readonly string[]) {
  return line.run('api', 'POST', '/v2/bot/message/push', '--retry-key', KEY, '--yes', ...words);
}

describe('a send through api', () => {
  it('is made under its key, which the log has', async () => {
    const { exitCode, stdout } = await send('--data', body(), '--json');
    expect({ exitCode, document: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      document: { status: 200, body: { sentMessages: [{}] } },
    });
    expect(emulator.deliveriesTo(TO)).toBe(1);
    const { requests } = JSON.parse((await line.run('log', 'list', '--json')).stdout);
    expect(requests).toContainEqual(expect.objectContaining({ retryKey: KEY, url: expect.stringContaining('/push') }));
  });

  it.each(['reset-after', '500-after', 'reset-before'])(
    'whose answer is lost (%s) is exit 7 with the command line that settles it',
    async (kind) => {
      emulator.setFaults([{ kind, probability: 1, endpoint: 'push' } as never]);
      const file = body("it's");
      const lost = await send('--data', file, '--json');
      expect(lost.exitCode).toBe(7);
      const { error } = JSON.parse(lost.stderr);
      expect(error).toMatchObject({ code: 'API_SEND_UNKNOWN', exitCode: 7 });
      expect(error.details.command).toBe(
        `line-ops api POST /v2/bot/message/push --data '${file.replaceAll("'", "'\\''")}' --retry-key ${KEY} --yes --json`,
      );
      emulator.setFaults([]);
      expect(await send('--data', file)).toMatchObject({ exitCode: 0 });
      expect(await send('--data', file)).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining('nothing was sent now'),
      });
      expect(emulator.deliveriesTo(TO)).toBe(1);
      expect(emulator.violationCount()).toBe(0);
    },
  );

  it('is not made where the key was used for another request', async () => {
    expect(await send('--data', body())).toMatchObject({ exitCode: 0 });
    const before = emulator.requests().total;
    for (const other of [body('ho'), body('hi2', followerId(1))]) {
      const refused = await send('--data', other, '--json');
      expect(refused.exitCode).toBe(8);
      expect(JSON.parse(refused.stderr).error.code).toBe('RETRY_KEY_OF_ANOTHER');
    }
    const elsewhere = ['api', 'POST', '/v2/bot/message/multicast', '--retry-key', KEY, '--yes', '--data', body()];
    expect(await line.run(...elsewhere)).toMatchObject({ exitCode: 8 });
    expect(emulator.deliveries().messages).toBe(1);
    expect(emulator.requests().endpoints.find(({ path }) => path === '/v2/bot/message/push')?.count).toBe(1);
    expect(before).toBeGreaterThan(0);
  });

  it('says so on LINE’s word where this machine knows nothing of the key', async () => {
    expect(await send('--data', body())).toMatchObject({ exitCode: 0 });
    line.setEnv({ LINE_OPS_JOURNAL: join(line.home, 'another') });
    for (let times = 0; times < 2; times += 1) {
      const second = await send('--data', body('ho'), '--json');
      expect(second.exitCode).toBe(8);
      expect(JSON.parse(second.stdout)).toMatchObject({ status: 409 });
      expect(JSON.parse(second.stderr).error.code).toBe('RETRY_KEY_OF_ANOTHER');
    }
    expect(emulator.deliveriesTo(TO)).toBe(1);
  });

  it('is not made again once LINE has forgotten the key', async () => {
    emulator.setFaults([{ kind: 'reset-after', probability: 1, endpoint: 'push' }]);
    expect(await send('--data', body())).toMatchObject({ exitCode: 7 });
    emulator.setFaults([]);
    emulator.moveClock(24 * 60 * 60 * 1000);
    expect(await send('--data', body())).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('which LINE has forgotten by now'),
    });
    expect(emulator.deliveriesTo(TO)).toBe(1);
  });

  it('takes no key of a broadcast or a push', async () => {
    const message = join(line.home, 'm.json');
    writeFileSync(message, '{"type":"text","text":"hi"}');
    await line.run('message', 'push', message, '--to', TO, '--retry-key', KEY, '--yes');
    expect(await send('--data', body())).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('b-') });
    expect(emulator.deliveriesTo(TO)).toBe(1);
  });

  it('keeps its key from a push, which would pass for sent', async () => {
    expect(await send('--data', body())).toMatchObject({ exitCode: 0 });
    const message = join(line.home, 'm.json');
    writeFileSync(message, '{"type":"text","text":"another"}');
    const pushed = await line.run('message', 'push', message, '--to', TO, '--retry-key', KEY, '--yes');
    expect(pushed).toMatchObject({ exitCode: 8, stdout: '', stderr: expect.stringContaining('another request') });
    expect(emulator.deliveriesTo(TO)).toBe(1);
  });

  it('that LINE refuses leaves the key free, and one in doubt is not called refused', async () => {
    const bad = join(line.home, 'bad.json');
    writeFileSync(bad, JSON.stringify({ to: TO, messages: [] }));
    const refused = await send('--data', bad);
    expect(refused).toMatchObject({ exitCode: 8, stdout: expect.stringContaining('"message"') });
    expect(await send('--data', body())).toMatchObject({ exitCode: 0 });
  });

  it('that may have been taken before is in doubt, whatever LINE answers now', async () => {
    let answers = 0;
    await using stub = await startStubLine((came, response) => {
      if (came.method === 'GET') return json(response, 200, { userId: `U${'b'.repeat(32)}` });
      answers += 1;
      if (answers === 1) return response.destroy();
      return json(response, 400, { message: 'Bad' });
    });
    line.setEnv(stub.env);
    expect(await send('--data', body())).toMatchObject({ exitCode: 7 });
    expect(await send('--data', body())).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('"Bad" now') });
    expect(
      stub.came.filter(({ method }) => method === 'POST').map(({ headers }) => headers['x-line-retry-key']),
    ).toEqual([KEY, KEY]);
  });

  it('that LINE took from the same command line, run at the same time, is told so', async () => {
    let second: ReturnType<typeof send> | undefined;
    let posts = 0;
    await using stub = await startStubLine((came, response) => {
      if (came.method === 'GET') return json(response, 200, { userId: `U${'b'.repeat(32)}` });
      posts += 1;
      if (posts > 1) return json(response, 200, { sentMessages: [] });
      second = send('--data', body());
      void second.then(() => {
        response.setHeader('x-line-accepted-request-id', 'r-accepted');
        json(response, 409, { message: 'The retry key is already accepted' });
      });
    });
    line.setEnv(stub.env);
    const first = await send('--data', body());
    expect(await second).toMatchObject({ exitCode: 0 });
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('nothing was sent now') });
  });

  it('is not sent with the token of another bot', async () => {
    expect(await line.run('channel', 'add', 'shop')).toMatchObject({ exitCode: 0 });
    await using stub = await startStubLine((_came, response) => json(response, 200, { userId: `U${'b'.repeat(32)}` }));
    line.setEnv({ LINE_OPS_API_URL: stub.url });
    expect(await send('--data', body(), '-c', 'shop')).toMatchObject({ exitCode: 4 });
    expect(stub.came.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('leaves no secret and its key alone in the journal', async () => {
    await send('--data', body());
    const journal = readFileSync(join(line.home, 'journal', `api-${KEY}.journal`), 'utf8');
    expect(journal).toContain(KEY);
    expect(journal).not.toContain(TO);
  });
});
