import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { exited, listening, MULTICAST, openWorld, readObject } from '../support/binary.js';

describe.concurrent('LINE out of reach', () => {
  it('is exit 6 where nothing listens', async () => {
    await using world = await openWorld();
    const { stderr } = exited(6, await world.run(['quota'], { env: { LINE_OPS_API_URL: await deadAddress() } }));
    expect(stderr).toMatch(/connection refused\nhint: .*line-status/);
  });

  it('is exit 6 where the host has no address', async () => {
    await using world = await openWorld();
    exited(6, await world.run(['quota'], { env: { LINE_OPS_API_URL: 'https://line-ops.invalid' } }));
  });

  it('is exit 6 where every answer is 500, and a question is repeated but not for ever', async () => {
    await using world = await openWorld({
      faults: [{ kind: '500-before', probability: 1, endpoint: '/v2/bot/message/quota' }],
    });
    const { stderr } = exited(6, await world.run(['quota']));
    expect(stderr).toContain('500');
    expect(world.requestsTo('/v2/bot/message/quota')).toBe(3);
  });

  it('ends a broadcast that only ever gets 500 as in doubt, and a later resume sends it once', {
    timeout: 120_000,
  }, async () => {
    await using world = await openWorld({ followers: 100, faults: [{ kind: '500-before', probability: 1 }] });
    const ended = exited(
      7,
      await world.run([
        'broadcast',
        'send',
        '--messages',
        world.messagesFile(),
        '--to',
        world.followersFile(100),
        '--keep-trying',
        '3s',
        '--yes',
        '--json',
      ]),
    );
    const { id } = readObject(ended.stdout);
    expect(readObject(ended.stdout)).toMatchObject({ state: 'incomplete', recipients: { unknown: 100, accepted: 0 } });
    world.emulator.setFaults([]);
    exited(0, await world.run(['broadcast', 'resume', String(id)]));
    expect(world.delivered()).toMatchObject({ reached: 100, most: 1, violations: 0 });
    expect(world.requestsTo(MULTICAST)).toBeGreaterThan(1);
  });
});

describe.concurrent('TLS', () => {
  it('takes a server with TLS 1.2 and a trusted certificate: the control of what follows', async () => {
    await using world = await openWorld();
    await using server = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const { stderr } = exited(
      6,
      await world.run(['quota'], {
        env: { LINE_OPS_API_URL: server.url, NODE_EXTRA_CA_CERTS: world.file('ca.pem', server.certificate) },
      }),
    );
    expect(stderr).toContain('LINE answered 500');
    expect(server.received()).toContain('POST /oauth2/v3/token');
  });

  it('refuses a server that offers TLS 1.1 alone, and tells it nothing', async () => {
    await using world = await openWorld();
    await using server = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const { stderr } = exited(
      6,
      await world.run(['quota'], {
        env: { LINE_OPS_API_URL: server.url, NODE_EXTRA_CA_CERTS: world.file('ca.pem', server.certificate) },
      }),
    );
    expect(stderr).toContain('TLS');
    expect(server.received()).toBe('');
  });

  it('refuses a certificate that nobody vouches for, and tells the server nothing', async () => {
    await using world = await openWorld();
    await using server = await tlsServer({});
    const { stderr } = exited(6, await world.run(['quota'], { env: { LINE_OPS_API_URL: server.url } }));
    expect(stderr).toContain('TLS');
    expect(server.received()).toBe('');
  });
});

/** A server that answers 500 to everything and remembers what it was sent once TLS was through. */
async function tlsServer(options: TlsOptions) {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  let received = '';
  const server = createTlsServer({ key, cert, ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      socket.end('HTTP/1.1 500 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
    });
  });
  server.on('tlsClientError', () => undefined);
  const { port, ...listener } = await listening(server);
  return { ...listener, url: `https://localhost:${port}`, certificate: cert, received: () => received };
}

/** Where a server was a moment ago. */
async function deadAddress(): Promise<string> {
  await using server = await listening(createTcpServer());
  return `http://127.0.0.1:${server.port}`;
}
