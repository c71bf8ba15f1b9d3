import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Ended, exited, listening, openWorld, readObject, type World } from '../support/binary.js';

const ISSUE = '/v2/oauth/accessToken';
const SHORT_LIVED = ['token', 'issue', '--type', 'short-lived'];

/** Something between here and LINE: passes requests on, but those it answers for LINE. */
async function between(
  { emulator }: World,
  answers: Readonly<Record<string, { readonly status: number; readonly text: string; readonly passesOn?: boolean }>>,
) {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const own = answers[new URL(incoming.url ?? '', emulator.url).pathname];
      const passOn = () =>
        fetch(`${emulator.url}${incoming.url}`, {
          method: incoming.method ?? 'GET',
          headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
          body: chunks.length === 0 ? null : Buffer.concat(chunks),
        });
      if (own !== undefined) {
        if (own.passesOn) await passOn();
        return response.writeHead(own.status, { 'content-type': 'text/html' }).end(own.text);
      }
      const answer = await passOn();
      return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
  });
  const listener = await listening(server);
  return Object.assign(listener, { env: { LINE_OPS_API_URL: `http://127.0.0.1:${listener.port}` } });
}

async function rows(world: World): Promise<unknown> {
  return (await world.insideJson(['token', 'list', '--all', '--offline']))['tokens'];
}

const errorOf = ({ stderr }: Ended) => readObject(stderr.trim().split('\n').at(-1) ?? '')['error'];

describe.concurrent('something between here and LINE', () => {
  it('that asks for credentials of its own costs no row: it has passed nothing on', async () => {
    await using world = await openWorld();
    await using proxy = await between(world, { [ISSUE]: { status: 407, text: 'who are you?' } });

    for (let run = 0; run < 2; run += 1) exited(6, await world.run(SHORT_LIVED, { env: proxy.env }));

    expect({ rows: await rows(world), tokens: await world.tokens() }).toEqual({ rows: [], tokens: [] });
  });

  it('that opens no way costs no row', async () => {
    await using world = await openWorld();
    const server = createServer();
    server.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    await using proxy = await listening(server);
    const env = { LINE_OPS_API_URL: 'https://api.line.me', HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };

    for (const type of ['v2.1', 'short-lived', 'stateless']) {
      const { stderr } = exited(6, await world.run(['token', 'issue', '--type', type], { env }));
      expect(stderr).toContain('the proxy answered 407 and opened no connection');
    }

    expect(await rows(world)).toEqual([]);
  });

  it.each([
    ['a page that says yes', { status: 200, text: '<html>signed in</html>' }],
    ['a page that says no, behind a request that was passed on', { status: 403, text: 'blocked', passesOn: true }],
    ['a redirect', { status: 302, text: '' }],
  ])('that answers for LINE leaves the issue in doubt, counted until it is forgotten: %s', async (_what, answer) => {
    await using world = await openWorld();
    await using proxy = await between(world, { [ISSUE]: answer });

    const ended = exited(6, await world.run([...SHORT_LIVED, '--json'], { env: proxy.env }));

    expect(errorOf(ended)).toMatchObject({ code: 'TOKEN_IN_DOUBT' });
    const [row] = [await rows(world)].flat();
    expect(row).toMatchObject({ type: 'short-lived', status: 'unknown' });
    exited(0, await world.run(['token', 'forget', String(Object(row).id), '--yes']));
    expect(await rows(world)).toEqual([]);
  });

  it('proves no revoke and no end', async () => {
    await using world = await openWorld();
    exited(0, await world.run(SHORT_LIVED));
    const page = { status: 400, text: '<html>blocked</html>' };
    await using proxy = await between(world, {
      '/v2/oauth/revoke': { status: 200, text: '' },
      '/v2/oauth/verify': page,
    });
    const [row] = [await rows(world)].flat();
    const id = String(Object(row).id);

    const { stderr } = exited(6, await world.run(['token', 'revoke', id, '--yes'], { env: proxy.env }));
    exited(6, await world.run(['token', 'verify', id], { env: proxy.env }));
    exited(6, await world.run(['token', 'forget', id, '--yes'], { env: proxy.env }));

    expect(stderr).toContain('it is not proven that the token has ended');
    expect(await rows(world)).toMatchObject([{ id, status: 'active', stored: true }]);
    expect(await world.tokens()).toMatchObject([{ state: 'live' }]);
  });
});
