import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { followerId } from '../../src/emulator/bot/followers.js';
import { exited, listening, MULTICAST, openWorld, readObject } from '../support/binary.js';

/** What a gateway between here and LINE does with a send and its answer. */
type Meddling = (answer: IncomingMessage, response: ServerResponse) => void;

const PAGE = '<html>Blocked by policy</html>';

const MEDDLINGS: readonly (readonly [string, Meddling])[] = [
  [
    'puts its own page in place of the answer',
    (answer, response) => {
      answer.resume();
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    },
  ],
  [
    "takes LINE's headers away",
    (answer, response) => {
      response.writeHead(answer.statusCode ?? 0, { 'content-type': 'application/json' });
      answer.pipe(response);
    },
  ],
];

/** Passes everything on, and from the n-th multicast on meddles with the answer. */
async function gateway(to: string, from: number, meddle: Meddling) {
  let sends = 0;
  const server = createServer((incoming, response) => {
    if (incoming.url === MULTICAST) sends += 1;
    const isMeddledWith = incoming.url === MULTICAST && from <= sends;
    const { method = 'GET', headers } = incoming;
    const passed = request(new URL(incoming.url ?? '/', to), { method, headers }, (answer) => {
      if (isMeddledWith) return meddle(answer, response);
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(passed);
  });
  const { port, [Symbol.asyncDispose]: dispose } = await listening(server);
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: dispose };
}

describe.concurrent('something between here and LINE', () => {
  it.each(MEDDLINGS)(
    '%s: nothing is accepted on its word, and a direct resume messages nobody twice',
    {
      timeout: 120_000,
    },
    async (_what, meddle) => {
      await using world = await openWorld({ followers: 100 });
      await using between = await gateway(world.emulator.url, 3, meddle);
      const send = ['broadcast', 'send', '--messages', world.messagesFile(), '--to', world.followersFile(100)];
      const ended = exited(
        7,
        await world.run([...send, '--batch-size', '25', '--yes', '--json'], { env: { LINE_OPS_API_URL: between.url } }),
      );
      const { id } = readObject(ended.stdout);
      expect(readObject(ended.stdout)).toMatchObject({ recipients: { accepted: 50, unknown: 50, refused: 0 } });
      expect(ended.stderr).toContain(`removes LINE's headers or answers for it: ${between.url}`);
      exited(0, await world.inside(['broadcast', 'verify', String(id)]));

      exited(0, await world.run(['broadcast', 'resume', String(id)]));
      expect(world.delivered()).toMatchObject({ reached: 100, most: 1, violations: 0 });
    },
  );

  it('a person of another provider in a batch costs nobody else the message, and the broadcast ends', {
    timeout: 120_000,
  }, async () => {
    await using world = await openWorld({ followers: 100 });
    const foreign = [followerId(30), followerId(77)];
    await fetch(`${world.emulator.url}/_emulator/users`, { method: 'POST', body: JSON.stringify({ foreign }) });
    const send = ['broadcast', 'send', '--messages', world.messagesFile(), '--to', world.followersFile(100)];
    const ended = exited(0, await world.run([...send, '--batch-size', '25', '--yes', '--json']));
    const { id } = readObject(ended.stdout);
    expect(readObject(ended.stdout)).toMatchObject({ state: 'completed', recipients: { accepted: 98, refused: 2 } });
    const report = exited(0, await world.run(['broadcast', 'report', String(id), '--json']));
    expect(JSON.parse(report.stdout).refusedRecipients).toEqual(
      expect.arrayContaining(
        foreign.map((person) =>
          expect.objectContaining({ userId: person, reason: 'LINE answered 400, Failed to send messages' }),
        ),
      ),
    );
    exited(0, await world.inside(['broadcast', 'verify', String(id)]));
    expect(world.delivered()).toMatchObject({ reached: 98, most: 1, violations: 0 });
  });
});
