import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { expect, it } from 'vitest';
import { fetchIssuer } from '../../../src/adapters/webhook/probe/issuers.js';
import { createWebhookProber } from '../../../src/adapters/webhook/probe/prober.js';
import { proxyFor } from '../../../src/adapters/webhook/probe/proxy.js';
import type { WebhookProber } from '../../../src/ports/webhook/prober.js';
import { createRoot } from '../../support/certificates.js';
import { goodBot, start, startBot } from '../../support/probed-bot.js';

const ROOT = createRoot('Test Root');
const INTERMEDIATE = ROOT.issue({ name: 'Test Intermediate', isCa: true });

/** A certificate that says where its issuer is. */
const withIssuerAt = (issuerUrl: string) =>
  new X509Certificate(INTERMEDIATE.issue({ name: 'localhost', issuerUrl }).der);

function proberOf(url: string, told: string[] = []): WebhookProber {
  return createWebhookProber(
    { url: new URL(url), extraCas: [], tell: (line) => told.push(line) },
    { env: {}, version: '0.0.0-test' },
  );
}

it('asks no private address for an issuer, unless the endpoint is on one itself', async () => {
  await using issuer = await start(
    createServer((_request, response) => response.end(INTERMEDIATE.der)),
    'http',
  );
  const certificate = withIssuerAt(`http://issuer.example.com:${issuer.port}/intermediate.crt`);
  const parts = { env: {}, userAgent: 'line-ops/test', lookUp: async () => ['127.0.0.1'] };
  const refused = await fetchIssuer(certificate, { ...parts, mayBePrivate: false });
  expect([refused.problem, issuer.connections()]).toEqual([
    expect.stringContaining('leads to a private address, which is not asked'),
    0,
  ]);
  const found = await fetchIssuer(certificate, { ...parts, mayBePrivate: true });
  expect(found.certificate?.subject).toBe('CN=Test Intermediate');
});

it.each(['http://10.0.0.1/a.crt', 'http://[::1]/a.crt', 'http://169.254.169.254/latest/meta-data'])(
  'asks nothing of %s',
  async (url) => {
    const lookUp = async (host: string) => [host.replace(/^\[|\]$/g, '')];
    const { problem } = await fetchIssuer(withIssuerAt(url), { env: {}, userAgent: 'x', lookUp, mayBePrivate: false });
    expect(problem).toContain('leads to a private address');
  },
);

it.each(['https://issuer.example.com/a.crt', 'ldap://issuer.example.com/cn=a', 'file:///etc/passwd'])(
  'follows no address but plain http: %s',
  async (url) => {
    const lookUp = () => Promise.reject(new Error('nobody was to be looked up'));
    const { problem } = await fetchIssuer(withIssuerAt(url), { env: {}, userAgent: 'x', lookUp, mayBePrivate: true });
    expect(problem).toBe('the certificate does not name the place where its issuer is');
  },
);

it('makes sixty requests and not one more', async () => {
  await using bot = await startBot(goodBot, null);
  const prober = proberOf(bot.url);
  await prober.lookUp();
  for (let asked = 0; asked < 58; asked += 1) await prober.connect();
  const post = { body: '{}', signature: null, patience: 'short' } as const;
  const answers = [await prober.post(post), await prober.post(post), await prober.post(post)];
  expect([answers.map(({ type }) => type), prober.requests(), bot.connections()]).toEqual([
    ['answer', 'answer', 'none'],
    60,
    60,
  ]);
});

it('says each request in one line, and no signature in any', async () => {
  await using bot = await startBot(goodBot, null);
  const told: string[] = [];
  const prober = proberOf(bot.url, told);
  await prober.lookUp();
  await prober.post({ body: '{}', signature: ['x-line-signature', 'c2VjcmV0'], patience: 'short' });
  expect(told).toEqual([expect.stringMatching(/^POST \/hook localhost:\d+: 401 \d+ ms$/)]);
});

it('goes to the addresses that were found first, whatever the name means later', async () => {
  await using server = await start(createTcpServer(), 'https');
  const prober = proberOf(server.url);
  expect(await prober.lookUp()).toEqual({ type: 'found', addresses: ['127.0.0.1'] });
  expect(await prober.connect()).toMatchObject({ type: 'open', address: '127.0.0.1' });
});

it.each<[string, Record<string, string>, string | null]>([
  ['https://bot.example.com/', { HTTPS_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
  ['https://bot.example.com/', { https_proxy: 'proxy:3128' }, 'proxy:3128'],
  ['https://bot.example.com/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'example.com' }, null],
  [
    'https://bot.example.com/',
    { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.example.com:8443, other' },
    'proxy:3128',
  ],
  ['https://bot.example.com:8443/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.example.com:8443, other' }, null],
  ['https://notexample.com/', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'example.com' }, 'proxy:3128'],
  ['https://bot.example.com/', { HTTPS_PROXY: 'http://proxy:3128', no_proxy: '*' }, null],
  ['https://127.0.0.1/', { HTTPS_PROXY: 'http://proxy:3128' }, null],
  ['http://bot.example.com/', { HTTP_PROXY: 'http://proxy:3128' }, null],
  ['http://bot.example.com/', { http_proxy: 'http://proxy:3128' }, 'proxy:3128'],
])('to %s with %j the way is %s', (url, env, name) => {
  expect(proxyFor(new URL(url), env)?.name ?? null).toBe(name);
});
