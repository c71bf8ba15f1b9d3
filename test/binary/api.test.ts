import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { json, startStubLine } from '../cli/api/stub-line.js';
import { exited, openWorld, PUSH, type World } from '../support/binary.js';

const KEY = '123e4567-e89b-12d3-a456-426614174000';
const TO = followerId(0);
const SEND = ['api', 'POST', PUSH, '--retry-key', KEY, '--yes', '--data'];

describe.concurrent('api', () => {
  it('writes a film into a file byte for byte, in memory that does not grow with it', async () => {
    const part = randomBytes(1024 * 1024);
    const parts = 150;
    let pid = 0;
    let highestKb = 0;
    await using stub = await startStubLine(async (_came, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      for (let sent = 0; sent < parts; sent += 1)
        if (!response.write(part)) await new Promise((resolve) => response.once('drain', resolve));
      highestKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      response.end();
    });
    await using world = await openWorld();
    const out = join(world.folder, 'film.mp4');
    const words = ['api', 'GET', '/v2/bot/message/1/content'];
    const running = world.start(words, { env: stub.env, shell: `exec "$@" > ${out}` });
    pid = running.pid;
    exited(0, await running.ended);
    const written = readFileSync(out);
    expect(written.length).toBe(parts * part.length);
    for (let at = 0; at < parts; at += 1)
      expect(written.subarray(at * part.length, (at + 1) * part.length).equals(part)).toBe(true);
    expect(highestKb).toBeGreaterThan(0);
    expect(highestKb).toBeLessThan(150 * 1024);
  });

  it('killed with its request on the way, the same command line sends nothing twice', async () => {
    await using world = await openWorld({ followers: 3 });
    world.emulator.setFaults([{ kind: 'hang-after', probability: 1, endpoint: 'push' }]);
    const file = world.file('m.json', JSON.stringify({ to: TO, messages: [{ type: 'text', text: 'hi' }] }));
    const killed = world.start([...SEND, file]);
    await world.seen(1, PUSH, killed);
    await killed.kill();
    world.emulator.setFaults([]);
    const again = exited(0, await world.run([...SEND, file]));
    expect(again.stderr).toContain('nothing was sent now');
    expect(world.delivered()).toEqual({ reached: 1, messages: 1, most: 1, violations: 0 });
    const other = world.file('o.json', JSON.stringify({ to: TO, messages: [{ type: 'text', text: 'ho' }] }));
    exited(8, await world.run([...SEND, other]));
    expect(world.delivered().messages).toBe(1);
  });

  it('finishes the request on its way at Ctrl-C', async () => {
    await using world = await openWorld({ followers: 3, latencyMs: 300 });
    const file = world.file('m.json', JSON.stringify({ to: TO, messages: [{ type: 'text', text: 'hi' }] }));
    const running = world.start([...SEND, file]);
    await world.seen(1, PUSH, running);
    running.signal('SIGINT');
    exited(0, await running.ended);
    expect(world.delivered().messages).toBe(1);
  });

  it('says that a change was made whose answer nobody took, and makes none where nobody could', async () => {
    await using stub = await startStubLine((_came, response) => json(response, 200, { richMenuId: 'richmenu-1' }));
    await using world = await openWorld();
    const words = ['api', 'POST', '/v2/bot/richmenu', '--data', world.file('m.json', '{}'), '--yes'];
    exited(2, await world.run(words, { env: stub.env, shell: 'exec "$@" >&-' }));
    expect(stub.came).toEqual([]);
    const full = exited(1, await world.run(words, { env: stub.env, shell: 'exec "$@" >/dev/full' }));
    expect(full.stderr).toContain('LINE did POST /v2/bot/richmenu, and stdout did not take the answer');
    expect(stub.came).toHaveLength(1);
  });

  it('says what became of a request also where stdout takes no answer', async () => {
    const failing = (status: number) => startStubLine((_came, response) => json(response, status, { message: 'No' }));
    await using stub = await failing(500);
    await using refusing = await failing(400);
    await using world = await openWorld();
    const file = world.file('m.json', '{}');
    const menu = ['api', 'POST', '/v2/bot/richmenu', '--data', file, '--yes'];
    const intoFull = (words: string[], env: Readonly<Record<string, string>>) =>
      world.run(words, { env, shell: 'exec "$@" >/dev/full' });
    const failed = exited(6, await intoFull(menu, stub.env));
    expect(failed.stderr).toContain('LINE may have done it all the same');
    expect(failed.stderr).toContain('stdout did not take the answer');
    exited(8, await intoFull(menu, refusing.env));
    const asked = await startStubLine(({ method }, response) =>
      json(response, method === 'GET' ? 200 : 500, { userId: `U${'b'.repeat(32)}` }),
    );
    const doubt = exited(7, await intoFull([...SEND, file], asked.env));
    expect(doubt.stderr).toContain(`--retry-key ${KEY}`);
    await asked[Symbol.asyncDispose]();
  });

  it('waits at Ctrl-C for the answer to a change on its way', async () => {
    let running: ReturnType<World['start']> | undefined;
    await using stub = await startStubLine(async (_came, response) => {
      running?.signal('SIGINT');
      await running?.says('waiting for the answer of LINE');
      json(response, 200, { richMenuId: 'richmenu-1' });
    });
    await using world = await openWorld();
    const words = ['api', 'POST', '/v2/bot/richmenu', '--data', world.file('m.json', '{}'), '--yes'];
    running = world.start(words, { env: stub.env });
    expect(exited(0, await running.ended).stdout).toContain('richmenu-1');
  });

  it('ends in peace when whoever reads the pages has enough', async () => {
    await using stub = await startStubLine(({ url }, response) => {
      const start = Number(new URL(url, 'http://x').searchParams.get('start') ?? 0);
      json(response, 200, { ids: 'x'.repeat(100_000), next: String(start + 1) });
    });
    await using world = await openWorld();
    const shell = '{ "$@"; echo "ended with $?" >&2; } | head -c 10';
    const { stderr } = await world.run(['api', 'GET', '/v2/bot/followers/ids', '--paginate'], { env: stub.env, shell });
    expect(stderr).toBe('ended with 0\n');
  });
});
