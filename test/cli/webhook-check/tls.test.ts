import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRoot, createSelfSigned } from '../../support/certificates.js';
import { goodBot, type Started, start, startBot } from '../../support/probed-bot.js';
import { checkWebhook, GOOD_TLS, INTERMEDIATE, NAMES, ROOT, tlsOf } from './checking.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const leaf = { name: 'localhost', names: NAMES };

/** The certificate of the intermediate, where a certificate may say that it is. */
async function startIssuer(answer: (url: string) => Buffer | number = () => INTERMEDIATE.der): Promise<Started> {
  const server = createServer((request, response) => {
    const given = answer(request.url ?? '');
    if (typeof given === 'number') response.writeHead(given, { location: 'http://127.0.0.1:1/' }).end();
    else response.end(given);
  });
  return start(server, 'http');
}

const examine = (url: string, ...argv: readonly string[]) => checkWebhook([url, '--skip-line-test', ...argv]);

it('passes a server that does it all right, but for being on this machine', async () => {
  await using bot = await startBot(goodBot, GOOD_TLS);
  const { exitCode, document, ids, check } = await examine(bot.url);
  expect([ids('fail'), ids('warn'), exitCode, document['ok']]).toEqual([[], ['public-address'], 0, true]);
  expect(check('tls-versions').detail).toBe('accepted: TLS 1.2, TLS 1.3; refused: TLS 1.0, TLS 1.1');
  expect(check('tls-ciphers').detail).toMatch(/^current: TLS_\w+, ECDHE-RSA-AES\S+; deprecated: ECDHE-RSA-AES\S+-SHA$/);
  expect(check('certificate-chain')).toMatchObject({ status: 'pass', detail: 'sent: localhost, Test Intermediate' });
  expect(check('certificate-validity').detail).toMatch(/^89 days left, until /);
  expect(check('certificate-host').detail).toBe('localhost is among its names: localhost, 127.0.0.1');
});

it('makes no more than sixty requests, each of them marked', async () => {
  await using bot = await startBot(goodBot, GOOD_TLS);
  await examine(bot.url);
  expect(bot.connections()).toBeLessThanOrEqual(60);
  expect(new Set(bot.received.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['line-ops/0.0.0-test']));
});

describe('the chain', () => {
  it('lacks an intermediate, which is fetched, named and written to a file', async () => {
    await using issuer = await startIssuer();
    const issuerUrl = `http://127.0.0.1:${issuer.port}/intermediate.crt`;
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue({ ...leaf, issuerUrl })));
    const path = join(tmpdir(), `line-ops-chain-${bot.port}.pem`);
    const { exitCode, check } = await examine(bot.url, '--save-chain', path);
    expect(exitCode).toBe(3);
    expect(check('certificate-chain')).toMatchObject({
      status: 'fail',
      detail: 'sent: localhost; missing: Test Intermediate',
      hint: expect.stringContaining('--save-chain'),
    });
    expect(check('certificate-trusted').status).toBe('pass');
    const saved = readFileSync(path, 'utf8');
    rmSync(path);
    expect(saved.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(saved.endsWith(INTERMEDIATE.pem)).toBe(true);
  });

  it('lacks an intermediate that nothing leads to', async () => {
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue(leaf)));
    const { check } = await examine(bot.url);
    expect(check('certificate-chain')).toMatchObject({
      status: 'fail',
      detail: 'sent: localhost; missing: Test Intermediate',
    });
    expect(check('certificate-trusted').detail).toContain('does not name the place where its issuer is');
  });

  it.each<[string, (url: string) => Buffer | number, string]>([
    ['a redirect', () => 302, 'answered 302'],
    ['something larger than any certificate', () => Buffer.alloc(100_000), 'is larger than any certificate'],
    ['something else', () => Buffer.from('<html>'), 'is no certificate'],
    ['the certificate of somebody else', () => createRoot('Somebody Else').der, 'is the certificate of another issuer'],
  ])('is not completed by %s', async (_what, answer, why) => {
    await using issuer = await startIssuer(answer);
    const issuerUrl = `http://127.0.0.1:${issuer.port}/intermediate.crt`;
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue({ ...leaf, issuerUrl })));
    const { check } = await examine(bot.url);
    expect(check('certificate-trusted')).toMatchObject({ status: 'fail', detail: expect.stringContaining(why) });
    expect(issuer.connections()).toBe(1);
  });

  it.each([
    ['in another order', [ROOT, INTERMEDIATE], 'not each followed by its issuer'],
    ['with a certificate of another chain', [INTERMEDIATE, createRoot('Junk')], 'Junk belongs to another chain'],
  ])('is complete %s: a warning', async (_how, more, said) => {
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue(leaf), ...more));
    const { check, ids } = await examine(bot.url);
    expect(check('certificate-chain')).toMatchObject({ status: 'warn', detail: expect.stringContaining(said) });
    expect(ids('fail')).toEqual([]);
  });

  it('may hold its root', async () => {
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue(leaf), INTERMEDIATE, ROOT));
    expect((await examine(bot.url)).check('certificate-chain').status).toBe('pass');
  });
});

describe('the certificate', () => {
  it('is signed by itself', async () => {
    await using bot = await startBot(goodBot, tlsOf(createSelfSigned(leaf)));
    const { check, ids } = await examine(bot.url);
    expect(ids('fail')).toEqual(['certificate-trusted']);
    expect(check('certificate-trusted').detail).toBe('it is signed by itself (localhost)');
  });

  it('is of a CA that nobody knows', async () => {
    const root = createRoot('Own Root');
    await using bot = await startBot(goodBot, tlsOf(root.issue(leaf), root));
    const { check } = await examine(bot.url);
    expect(check('certificate-trusted')).toMatchObject({
      status: 'fail',
      detail: 'it leads to Own Root, a CA that is not publicly trusted',
    });
  });

  it.each([
    ['has ended', { notBefore: inDays(-90), notAfter: inDays(-1) }, 'fail', /^it ended at \d{4}-/],
    ['has not begun', { notBefore: inDays(2) }, 'fail', /^it begins only at /],
    ['ends soon', { notAfter: inDays(12.5) }, 'warn', /^12 days left, until /],
  ])('%s', async (_what, dates, status, detail) => {
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue({ ...leaf, ...dates }), INTERMEDIATE));
    const { check, ids } = await examine(bot.url);
    expect(check('certificate-validity')).toMatchObject({ status, detail: expect.stringMatching(detail) });
    // Neither trust nor the chain is in question.
    expect([ids('fail'), check('certificate-trusted').status]).toEqual([
      status === 'fail' ? ['certificate-validity'] : [],
      'pass',
    ]);
  });

  it('is for another host', async () => {
    const other = { name: 'other.example.com', names: ['other.example.com', '*.example.net'] };
    await using bot = await startBot(goodBot, tlsOf(INTERMEDIATE.issue(other), INTERMEDIATE));
    const { check, ids } = await examine(bot.url);
    expect(ids('fail')).toEqual(['certificate-host']);
    expect(check('certificate-host').detail).toBe('localhost is not among its names: other.example.com, *.example.net');
  });

  it('is matched against an address where the URL names one', async () => {
    await using bot = await startBot(goodBot, GOOD_TLS);
    const { check } = await examine(bot.url.replace('localhost', '127.0.0.1'));
    expect(check('certificate-host').status).toBe('pass');
  });
});

describe('versions and ciphers', () => {
  const OLD = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;

  it.each([
    ['TLS 1.2 alone', { maxVersion: 'TLSv1.2' }, 'accepted: TLS 1.2; refused: TLS 1.0, TLS 1.1, TLS 1.3'],
    ['TLS 1.3 alone', { minVersion: 'TLSv1.3' }, 'accepted: TLS 1.3; refused: TLS 1.0, TLS 1.1, TLS 1.2'],
  ] as const)('%s is enough', async (_what, options, detail) => {
    await using bot = await startBot(goodBot, { ...GOOD_TLS, ...options });
    const { check, ids } = await examine(bot.url);
    expect([check('tls-versions').detail, ids('fail'), ids('unknown')]).toEqual([
      detail,
      [],
      ['webhook-active', 'response-settings'],
    ]);
  });

  it('TLS 1.0 and 1.1 beside 1.2 are a warning', async () => {
    await using bot = await startBot(goodBot, { ...GOOD_TLS, ...OLD });
    const { check, ids } = await examine(bot.url);
    expect(check('tls-old-versions')).toMatchObject({ status: 'warn', detail: 'accepted: TLS 1.0, TLS 1.1' });
    expect(ids('fail')).toEqual([]);
  });

  it('TLS 1.1 alone cannot be connected to, and its certificate is looked at all the same', async () => {
    await using bot = await startBot(goodBot, { ...GOOD_TLS, ...OLD, maxVersion: 'TLSv1.1' });
    const { check, ids } = await examine(bot.url);
    expect(ids('fail')).toEqual(['tls-handshake', 'tls-versions']);
    expect(check('tls-versions').detail).toBe('accepted: TLS 1.0, TLS 1.1; refused: TLS 1.2, TLS 1.3');
    expect(check('certificate-trusted').status).toBe('pass');
  });

  it('a deprecated cipher is a warning with HTTP/1.1, and fails with HTTP/2', async () => {
    const deprecated = { ...GOOD_TLS, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:@SECLEVEL=0' } as const;
    await using bot = await startBot(goodBot, deprecated);
    const http1 = await examine(bot.url);
    expect(http1.check('tls-ciphers')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('none of the current ciphers was accepted; deprecated: AES128-SHA'),
    });
    expect(http1.ids('fail')).toEqual([]);
    await using both = await startBot(goodBot, { ...deprecated, ALPNProtocols: ['h2', 'http/1.1'] });
    const http2 = await examine(both.url);
    expect(http2.check('alpn')).toMatchObject({
      status: 'fail',
      detail: 'HTTP/2 was chosen with AES128-SHA, which LINE uses with HTTP/1.x alone',
    });
  });

  it('a cipher that LINE does not have cannot be connected with', async () => {
    const options = { ...GOOD_TLS, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-SHA384' } as const;
    await using bot = await startBot(goodBot, options);
    const { check, ids } = await examine(bot.url);
    expect(ids('fail')).toEqual(['tls-handshake', 'tls-ciphers']);
    expect(check('tls-versions').status).toBe('pass');
  });
});

describe('a port that speaks no TLS', () => {
  it('speaks plain HTTP', async () => {
    await using bot = await startBot(goodBot, null);
    const { check, ids } = await examine(bot.url.replace('http:', 'https:'));
    expect(ids('fail')).toEqual(['tls-handshake']);
    expect(check('tls-handshake').detail).toMatch(/^the port speaks plain HTTP: it answered "HTTP\/1.1 \d{3} /);
  });

  it('says nothing, in bounded time and over few connections', async () => {
    await using mute = await start(createTcpServer(), 'https');
    const startedAt = performance.now();
    const { check, ids } = await checkWebhook([mute.url, '--skip-line-test'], { bounds: { handshakeMs: 100 } });
    expect(ids('fail')).toEqual(['tls-handshake']);
    expect(check('tls-handshake').detail).toMatch(/^the connection was taken, and nothing was said for \d+ ms$/);
    expect([mute.connections(), performance.now() - startedAt < 5000]).toEqual([2, true]);
  });

  it('closes or resets every connection, which tells nothing of versions', async () => {
    await using reset = await start(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
      'https',
    );
    const { check, ids } = await examine(reset.url);
    expect(ids('fail')).toEqual(['tls-handshake']);
    expect(check('tls-versions')).toMatchObject({
      status: 'unknown',
      detail: expect.stringMatching(/^could not be told: TLS 1.0 \(connection closed\)/),
    });
  });

  it('is closed', async () => {
    const url = await (async () => {
      await using gone = await start(createTcpServer(), 'https');
      return gone.url;
    })();
    const { check, ids, exitCode } = await examine(url);
    expect([ids('fail'), exitCode]).toEqual([['tcp'], 3]);
    expect(check('empty-events')).toMatchObject({ status: 'skip', detail: 'not examined: "Port" failed' });
  });
});
