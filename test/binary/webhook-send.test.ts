import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exited, openWorld, until } from '../support/binary.js';

/** A bot that answers none but the first few requests. */
const ANSWERED = 5;

let server: Server;
let url = '';
let requests = 0;

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests += 1;
    if (requests <= ANSWERED) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('webhook send', () => {
  it('ends on Ctrl-C at once, with the figures so far', async () => {
    await using world = await openWorld();
    requests = 0;
    const run = world.start(['webhook', 'send', url, '--rate', '100', '--count', '10000', '--json']);
    await until('some requests that wait for their answers', () => 2 * ANSWERED <= requests);
    run.signal('SIGINT');
    const { stdout, stderr } = exited(130, await run.ended);
    const { requests: ended, accepted, planned, notSent, cutOff, ok } = JSON.parse(stdout);
    expect({ ended, accepted, planned, ok }).toEqual({ ended: 5, accepted: 5, planned: 10_000, ok: false });
    expect(ended + cutOff + notSent).toBe(planned);
    expect(cutOff).toBeGreaterThanOrEqual(ANSWERED);
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error).toMatchObject({
      code: 'INTERRUPTED',
      exitCode: 130,
    });
  });

  it('a request that is cut off is no success', async () => {
    await using world = await openWorld();
    requests = ANSWERED;
    const run = world.start(['webhook', 'send', url, '--json']);
    await until('the request', () => ANSWERED < requests);
    run.signal('SIGTERM');
    const { stdout } = exited(143, await run.ended);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, requests: 0, accepted: 0, cutOff: 1, notSent: 0 });
  });

  it.each([
    ['closed', '"$@" >&-'],
    ['a reader that is gone', '"$@" | :; exit $PIPESTATUS'],
  ])('says by its exit code what came of it where stdout is %s', async (_what, shell) => {
    await using world = await openWorld();
    requests = 0;
    const load = ['webhook', 'send', url, '--count', '4', '--rate', '100'];
    const bash = { shell: `exec bash -c '${shell}' sh "$@"` };
    expect((await world.run([...load, '--fail-if', 'errors>0'], bash)).exitCode).toBe(0);
    requests = 0;
    const failing = await world.run([...load, '--fail-if', 'accepted>0'], bash);
    expect(failing.exitCode).toBe(3);
    expect(failing.stderr).toContain('accepted>0');
  });
});
