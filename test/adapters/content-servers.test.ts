import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createContentServers } from '../../src/adapters/content/content-servers.js';
import { createRoot } from '../support/certificates.js';
import { png } from '../support/media-files.js';
import { ownCertificate, serveTls } from '../support/tls-server.js';

const MANY = 10_000_000;

async function fetchFrom(url: string, { trusted = true, maxBytes = MANY, withinMs = 30_000, env = {} } = {}) {
  const extraCas = trusted ? [ownCertificate().pem] : [];
  return createContentServers(env, withinMs).fetch(url, { maxBytes, extraCas });
}

describe('a file', () => {
  it('is told with its size, its type, its first bytes and the version of TLS', async () => {
    const url = await serveTls((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': png(3, 2).length }).end(png(3, 2));
    });
    expect(await fetchFrom(`${url}/a.png`)).toMatchObject({
      type: 'answer',
      status: 200,
      redirects: [],
      contentType: 'image/png',
      bytes: png(3, 2).length,
      tls: 'TLSv1.3',
      address: '127.0.0.1',
    });
  });

  it('of a stated size is read no further than its header', async () => {
    const size = 200 * 1024 * 1024;
    let sent = 0;
    const url = await serveTls((_request, response) => {
      response.writeHead(200, { 'content-length': size });
      const send = () => {
        while (sent < size) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return response.once('drain', send);
        }
        return response.end();
      };
      send();
    });
    const reply = await fetchFrom(url);
    expect(reply).toMatchObject({ type: 'answer', bytes: size });
    expect(sent).toBeLessThan(size / 4);
  });

  it('without an end is read as far as its limit', async () => {
    const url = await serveTls((_request, response) => {
      response.writeHead(200);
      const send = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', send);
      };
      send();
    });
    const reply = await fetchFrom(url, { maxBytes: 1_000_000 });
    expect(reply).toMatchObject({ type: 'answer', bytes: null });
    expect(reply.type === 'answer' && reply.atLeast).toBeGreaterThan(1_000_000);
    expect(reply.type === 'answer' && reply.atLeast).toBeLessThan(2_000_000);
  });
});

describe('a proxy of the environment', () => {
  it('is asked for what lies outside, and its no is no failure of the server', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', ({ url = '' }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as { port: number };
    const reply = await fetchFrom('https://cdn.example.com/a.png', {
      env: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
    });
    expect(reply).toEqual({ type: 'notReached', why: `by the proxy 127.0.0.1:${port}: the proxy answered 403` });
    expect(asked).toEqual(['cdn.example.com:443']);
  });

  it('leads to the file', async () => {
    const proxy = createHttpServer();
    proxy.on('connect', (_request, socket, head) => {
      const onward = connect(Number(outside.port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as { port: number };
    const root = createRoot('Test CA');
    const { key, pem } = root.issue({ name: 'cdn.example.com', names: ['cdn.example.com'] });
    const outside = new URL(await serveTls((_request, response) => response.end('here'), { key, cert: pem }));
    const servers = createContentServers({ HTTPS_PROXY: `http://127.0.0.1:${port}` }, 10_000);
    expect(await servers.fetch('https://cdn.example.com/a', { maxBytes: MANY, extraCas: [root.pem] })).toMatchObject({
      type: 'answer',
      status: 200,
      bytes: 4,
      tls: 'TLSv1.3',
    });
  });
});

describe('redirects', () => {
  it('are followed and told', async () => {
    const url = await serveTls((request, response) => {
      if (request.url === '/b') response.end('here');
      else response.writeHead(302, { location: '/b' }).end();
    });
    expect(await fetchFrom(`${url}/a`)).toMatchObject({ type: 'answer', status: 200, redirects: [`${url}/b`] });
  });

  it('in a circle, to plain http, or to nowhere are given up', async () => {
    const url = await serveTls((request, response) => {
      const location = { '/circle': '/circle', '/plain': 'http://127.0.0.1/', '/nowhere': 'https://' }[
        request.url ?? ''
      ];
      response.writeHead(301, { location }).end();
    });
    for (const path of ['/circle', '/plain', '/nowhere'])
      expect([path, await fetchFrom(`${url}${path}`)]).toMatchObject([path, { type: 'failed' }]);
  });
});

describe('a server', () => {
  it('whose certificate no CA of the runtime has signed is a failure, whatever NODE_EXTRA_CA_CERTS says', async () => {
    const url = await serveTls((_request, response) => response.end());
    expect(await fetchFrom(url, { trusted: false })).toMatchObject({
      type: 'failed',
      why: expect.stringContaining('not trusted'),
    });
  });

  it('that speaks TLS 1.1 at most is a failure', async () => {
    const url = await serveTls((_request, response) => response.end(), {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    expect(await fetchFrom(url)).toMatchObject({ type: 'failed', why: expect.stringContaining('TLS') });
  });

  it('that is not there is a failure; a name that is not found may be the network', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    expect(await fetchFrom(`https://127.0.0.1:${port}/`)).toMatchObject({
      type: 'failed',
      why: 'nothing listens there',
    });
    expect(await fetchFrom('https://no-such-host.invalid/')).toMatchObject({ type: 'notReached' });
  });

  it('that says nothing is waited for no longer than the bound', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as { port: number };
    expect(await fetchFrom(`https://127.0.0.1:${port}/`, { withinMs: 50 })).toEqual({
      type: 'notReached',
      why: 'no answer in time',
    });
  });
});
