import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';
import { unreachable } from '../support/failures.js';
import { createWorld } from '../support/world.js';

const SUB = `U${'0a'.repeat(16)}`;

let emulator: Emulator;
let line: CommandLine;

beforeAll(async () => {
  emulator = await startEmulator({ followers: 1 });
});
afterAll(() => emulator.stop());
beforeEach(() => {
  line = openCommandLine(emulator.env);
});
afterEach(() => line.remove());

describe('login check-callbacks', () => {
  const check = (text: string, ...more: readonly string[]) => {
    const file = join(line.home, 'callbacks.txt');
    writeFileSync(file, text);
    return line.run('login', 'check-callbacks', file, ...more);
  };

  it('asks nobody, and ends with 0 where nothing is wrong', async () => {
    const asked = emulator.requests().total;
    const ran = await check('https://example.com/a\ncom.example.app://login\n');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ok; 2 callback URLs of 400\n', stderr: '' });
    expect(emulator.requests().total).toBe(asked);
  });

  it('names line, rule and page of everything that is wrong, and ends with 3', async () => {
    const ran = await check('https://example.com/a\nhttp://example.com/b\n', '--json');
    expect(ran.exitCode).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'line-ops/login-callbacks@1',
      ok: false,
      urls: 2,
      limit: 400,
      errors: 1,
      warnings: 0,
      findings: [
        {
          rule: 'scheme',
          severity: 'error',
          line: 2,
          url: 'http://example.com/b',
          docs: expect.stringMatching(/^https:/),
        },
      ],
      authorizeUrl: null,
    });
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'CALLBACKS_WRONG', exitCode: 3 } });
  });

  it('holds one request against the list, and points out what it lacks', async () => {
    const url =
      'https://access.line.me/oauth2/v2.1/authorize?response_type=code&client_id=1&scope=openid&redirect_uri=https%3A%2F%2Fexample.com%2Fa%3Fx%3D1';
    const ran = await check('https://example.com/a\n', '--authorize-url', url, '--json');
    expect(ran.exitCode).toBe(3);
    const document = JSON.parse(ran.stdout);
    expect(document.authorizeUrl).toEqual({ redirectUri: 'https://example.com/a?x=1', match: 'extended', line: 1 });
    expect(document.findings.map(({ rule }: { rule: string }) => rule)).toEqual(['state', 'nonce']);
  });

  it('shows what a list brings as text that acts on no terminal', async () => {
    const { stdout } = await check('https://example.com/\u001b[31m\n');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('login verify-id-token', () => {
  const claims = (more: object = {}) => ({
    iss: 'https://access.line.me',
    sub: SUB,
    aud: emulator.env['LINE_CHANNEL_ID'],
    exp: Math.floor(Date.now() / 1000) + 3600,
    iat: Math.floor(Date.now() / 1000),
    nonce: 'n-1',
    amr: ['pwd'],
    name: 'Taro',
    ...more,
  });
  const tokenOf = (payload: object, secret = emulator.env['LINE_CHANNEL_SECRET'] ?? '') => {
    const signed = [{ typ: 'JWT', alg: 'HS256' }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const verify = async (token: string, ...more: readonly string[]) => {
    const ran = await line.runIn(
      { stdin: `${token}\n` },
      ...['login', 'verify-id-token', '--client-id', '1234567890', '--json', ...more],
    );
    expect(ran.stdout + ran.stderr).not.toContain(token);
    const document = ran.stdout === '' ? null : JSON.parse(ran.stdout);
    const statuses = document?.checks.map(({ id, status }: { id: string; status: string }) => `${id} ${status}`) ?? [];
    return { ...ran, document, statuses };
  };

  it('believes what LINE takes, and explains each claim', async () => {
    const { exitCode, document, statuses } = await verify(tokenOf(claims()), '--nonce', 'n-1', '--user-id', SUB);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ schema: 'line-ops/login-id-token@1', ok: true, accepted: true });
    expect(statuses).toEqual([
      'issuer pass',
      'audience pass',
      'expiry pass',
      'nonce pass',
      'user pass',
      'signature pass',
    ]);
    expect(document.claims).toContainEqual({ claim: 'name', value: 'Taro', time: null, meaning: 'display name' });
    expect(document.claims.find(({ claim }: { claim: string }) => claim === 'exp').time).toMatch(/^\d{4}-.*Z$/);
  });

  it.each([
    ['issued by somebody else', { iss: 'https://example.com' }, 'issuer'],
    ['of another channel', { aud: '999' }, 'audience'],
    ['that has ended', { exp: 1 }, 'expiry'],
    ['of another login', { nonce: 'n-2' }, 'nonce'],
    ['about somebody else', { sub: `U${'0b'.repeat(16)}` }, 'user'],
  ])('refuses a token %s, and says what is wrong', async (_what, more, failed) => {
    const { exitCode, statuses, document } = await verify(
      tokenOf(claims(more)),
      ...['--nonce', 'n-1', '--user-id', SUB],
    );
    expect(exitCode).toBe(3);
    expect(document.ok).toBe(false);
    expect(statuses.filter((status: string) => status.endsWith('fail'))).toEqual([`${failed} fail`]);
    expect(statuses.at(-1)).toBe('signature unknown');
  });

  it('believes no claim that is wrong, also where the server takes the token', async () => {
    const world = createWorld({
      line: { verifyIdToken: async () => ({ type: 'accepted', claims: claims({ nonce: 'n-2' }) }) },
    });
    world.stdin = tokenOf(claims());
    const ran = await world.run('login', 'verify-id-token', '--client-id', '1234567890', '--nonce', 'n-1', '--json');
    expect(ran.exitCode).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: false, accepted: true });
    expect(JSON.parse(ran.stderr).error.message).toContain('Nonce');
  });

  it('takes a signature of somebody else for what it is, when no claim is wrong', async () => {
    const { exitCode, statuses } = await verify(tokenOf(claims(), 'another-secret'));
    expect(exitCode).toBe(3);
    expect(statuses.at(-1)).toBe('signature fail');
  });

  it('does not call a nonce right that nobody compared', async () => {
    const { exitCode, statuses } = await verify(tokenOf(claims()));
    expect(exitCode).toBe(0);
    expect(statuses).toContain('nonce warn');
    expect(statuses).toContain('user skip');
  });

  it('makes no request for what cannot be an ID token, and does not repeat it', async () => {
    const asked = emulator.requests().total;
    const ran = await verify('some-secret-of-another-kind');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('INVALID_ID_TOKEN');
    expect(ran.stderr).not.toContain('some-secret-of-another-kind');
    expect(emulator.requests().total).toBe(asked);
  });

  it('says nothing of a token that LINE could not be asked about', async () => {
    const world = createWorld({
      line: {
        verifyIdToken: async () => {
          throw unreachable();
        },
      },
    });
    world.stdin = tokenOf(claims());
    expect(await world.run('login', 'verify-id-token', '--client-id', '1234567890')).toMatchObject({
      exitCode: 6,
      stdout: '',
    });
  });
});
