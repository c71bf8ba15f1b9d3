import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { call, emulate, TEXT, tokenOf } from '../platform.js';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const JSON_TYPE = { 'content-type': 'application/json' };

it('is a page for a browser, and JSON for everybody else', async () => {
  const emulator = await emulate();
  const page = await call(emulator, 'GET', '/_emulator/', { headers: HTML });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  for (const accept of ['*/*', 'application/json']) {
    const { body } = await call(emulator, 'GET', '/_emulator/', { headers: { accept } });
    expect(body).toMatchObject({ emulator: 'line', id: emulator.id });
  }
});

it('lets through its own style and its own script, and loads nothing from elsewhere', async () => {
  const emulator = await emulate();
  const { text, headers } = await call(emulator, 'GET', '/_emulator/', { headers: HTML });
  const policy = headers.get('content-security-policy') ?? '';
  for (const [element, directive] of [
    ['style', 'style-src'],
    ['script', 'script-src'],
  ] as const) {
    const content = text.slice(text.indexOf(`<${element}>`) + element.length + 2, text.indexOf(`</${element}>`));
    const hash = createHash('sha256').update(content).digest('base64');
    expect(policy).toContain(`${directive} 'sha256-${hash}'`);
  }
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(text).not.toMatch(/(?:src|href)="(?!data:,")|https?:\/\/(?!127\.0\.0\.1)/);
});

it('holds text of others as text', async () => {
  const emulator = await emulate({ followers: 1, longLived: true });
  const text = '<script>alert(1)</script>"\'<img src=x onerror=alert(1)>';
  await call(emulator, 'POST', '/v2/bot/message/broadcast', {
    token: await tokenOf(emulator),
    body: { messages: [{ type: 'text', text }] },
  });
  await call(emulator, 'GET', '/v2/bot/<b>unserved</b>', { token: await tokenOf(emulator) });
  const { body } = await call(emulator, 'GET', `/_emulator/view?chat=${encodeURIComponent('<i>')}`);
  const mine = await call(emulator, 'GET', '/_emulator/view');
  const parts = JSON.stringify([body['parts'], mine.body['parts']]);
  expect(parts).toContain('alert(1)');
  expect(parts).not.toMatch(/<script|<img|<i>|<b>unserved/);
});

describe('a button of the page', () => {
  it.each([
    ['of another host', { origin: 'https://evil.example', ...JSON_TYPE }],
    ['of another port of this machine', { origin: 'http://127.0.0.1:1', ...JSON_TYPE }],
    ['of a page without an origin', { origin: 'null', ...JSON_TYPE }],
  ])('is not pressed by a page %s', async (_whose, headers) => {
    const emulator = await emulate();
    const before = emulator.now();
    const { status } = await call(emulator, 'POST', '/_emulator/clock', { body: { advanceMs: 1e9 }, headers });
    expect(status).toBe(403);
    expect(emulator.now() - before).toBeLessThan(1e9);
    expect((await call(emulator, 'POST', '/_emulator/stop', { body: { id: emulator.id }, headers })).status).toBe(403);
  });

  it('is not pressed by a form, nor under a name that leads here', async () => {
    const emulator = await emulate();
    const { host, port } = new URL(emulator.url);
    const own = `http://${host}`;
    expect(await raw(emulator, { host, origin: own, 'content-type': 'text/plain' })).toBe(403);
    expect(
      await raw(emulator, { host: `evil.example:${port}`, origin: `http://evil.example:${port}`, ...JSON_TYPE }),
    ).toBe(403);
    expect(await raw(emulator, { host, origin: own, ...JSON_TYPE })).toBe(200);
  });

  it('is pressed by programs, whatever they name as type and host', async () => {
    const emulator = await emulate();
    expect(await raw(emulator, { host: 'emulator.example' })).toBe(200);
    expect(await raw(emulator, { host: 'emulator.example', 'content-type': 'application/x-www-form-urlencoded' })).toBe(
      200,
    );
  });
});

it.each(['/_emulator/', '/_emulator/view', '/_emulator/view/menu-image'])(
  'is shown under the names of this machine alone: %s',
  async (path) => {
    const emulator = await emulate();
    const { port } = new URL(emulator.url);
    const get = (host: string) => raw(emulator, { host, ...HTML }, { method: 'GET', path });
    expect(await get(`evil.example:${port}`)).toBe(403);
    expect(await get(`127.0.0.1.evil.example:${port}`)).toBe(403);
    expect(await get(`localhost:${port}`)).not.toBe(403);
  },
);

it('shows a channel of several, and who is named', async () => {
  const emulator = await emulate({ followers: 3, quota: 10, channels: [{ id: '42', secret: 'secret' }] });
  const userId = emulator.followerId(1);
  await call(emulator, 'POST', '/v2/bot/message/push', {
    token: await tokenOf(emulator),
    body: { to: userId, messages: TEXT },
  });
  const { body } = await call(emulator, 'GET', `/_emulator/view?chat=${userId}`);
  expect(body).toMatchObject({ chatId: userId, source: { type: 'user', userId } });
  expect(partsOf(body)['chat']).toContain('Hello');
  expect(partsOf(body)['account']).toContain('1 of 10');
  const other = await call(emulator, 'GET', '/_emulator/view?channel=42');
  expect(partsOf(other.body)['chat']).toBe('');
  expect(partsOf(other.body)['channels']).toContain('selected>42<');
});

function partsOf(body: Record<string, unknown>): Record<string, string> {
  return body['parts'] as Record<string, string>;
}

/** The status; with headers that `fetch` does not let its callers write. */
function raw(
  emulator: Emulator,
  headers: Record<string, string>,
  { method = 'POST', path = '/_emulator/clock' } = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${emulator.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? '{"advanceMs":1}' : undefined);
  });
}
