import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exited, openWorld, type Running, until, type World } from '../support/binary.js';
import { bodyOf, postWebhook, SECRET } from '../support/bot-server.js';

// A secret alone, as in a container that only listens.
const ENV = {
  LINE_CHANNEL_ID: undefined,
  LINE_CHANNEL_SECRET: SECRET,
  LINE_ASSERTION_KEY: undefined,
  LINE_ASSERTION_KEY_ID: undefined,
};

async function listen(world: World, options: readonly string[]) {
  const run = world.start(['webhook', 'listen', ...options], { env: ENV });
  await run.says('Listening at http://');
  return { run, url: /http:\/\/[\d.:]+/.exec(run.stderr)?.[0] ?? '' };
}

function recordedIn(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .flatMap((line) => JSON.parse(line).eventIds);
}

/** Sends webhooks, a few at a time, until the listener is gone; answers the IDs that were answered 200. */
async function flood(url: string, run: Running): Promise<readonly string[]> {
  const answered: string[] = [];
  let sent = 0;
  const sender = async () => {
    while (!run.hasEnded) {
      sent += 1;
      const id = `event-${sent}`;
      const answer = await postWebhook(url, bodyOf({ webhookEventId: id })).catch(() => null);
      if (answer === null) return;
      if (answer.status === 200) answered.push(id);
    }
  };
  const senders = Array.from({ length: 8 }, sender);
  await until('some webhooks answered', () => 40 <= answered.length);
  await run.kill();
  await Promise.all(senders);
  return answered;
}

describe.concurrent('webhook listen', () => {
  it('has in its record whatever it answered 200, when it is killed in the middle, and goes on in the same file', async () => {
    await using world = await openWorld();
    const file = join(world.folder, 'record.jsonl');
    const all: string[] = [];
    for (const _round of [1, 2]) {
      const { run, url } = await listen(world, ['--record', file]);
      all.push(...(await flood(url, run)));
    }
    const recorded = new Set(recordedIn(file));
    expect(all.filter((id) => !recorded.has(id))).toEqual([]);
  });

  it('ends with 0 on Ctrl-C, once what came is answered, and leaves nothing behind', async () => {
    await using world = await openWorld();
    const { run, url } = await listen(world, ['--json']);
    expect(await postWebhook(url, bodyOf({}))).toEqual({ status: 200 });
    run.signal('SIGINT');
    const { stdout } = exited(0, await run.ended);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).schema),
    ).toEqual(['line-ops/webhook-listen@1', 'line-ops/received-webhook@1']);
    await expect(postWebhook(url, '{}')).rejects.toThrow('ECONNREFUSED');
  });

  it('goes on receiving and keeping when the reader of its lines goes away', async () => {
    await using world = await openWorld();
    const file = join(world.folder, 'record.jsonl');
    const { run, url } = await listen(world, ['--json', '--record', file]);
    run.child.stdout?.destroy();
    for (const id of ['a', 'b', 'c'])
      expect(await postWebhook(url, bodyOf({ webhookEventId: id }))).toEqual({ status: 200 });
    expect(recordedIn(file)).toEqual(['a', 'b', 'c']);
    run.signal('SIGINT');
    expect(exited(0, await run.ended).stderr).not.toContain('EPIPE');
  });
});
