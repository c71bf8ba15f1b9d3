import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROUTES } from '../../../src/emulator/http/routes.js';
import { call, emulate, tokenOf } from '../platform.js';

it('serves each method of a path by one area alone', () => {
  const places = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

it('gives no two endpoints of LINE one name for faults to strike', () => {
  const names = ROUTES.filter(({ access }) => access !== 'control').map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('what the emulator does not serve is 501 in a name of its own, told to whoever started it, and seen by its path', async () => {
  const unserved: unknown[] = [];
  const emulator = await emulate({ onUnserved: (request) => unserved.push(request) });
  expect(await call(emulator, 'GET', '/liff/v1/apps')).toMatchObject({
    status: 501,
    body: { message: 'The emulator of line-ops does not serve GET /liff/v1/apps' },
  });
  expect(unserved).toEqual([{ method: 'GET', path: '/liff/v1/apps' }]);
  expect(emulator.requests().endpoints).toEqual([
    { method: 'GET', path: '/liff/v1/apps', count: 1, byOutcome: { '501': 1 }, maxPerSecond: 1 },
  ]);
});

it('of paths that are not served two hundred are counted by themselves, and the others together', async () => {
  const emulator = await emulate();
  const paths = Array.from({ length: 203 }, (_, user) => `/v2/bot/unserved/${user}`);
  for (const path of [...paths, '/v2/bot/unserved/7']) await call(emulator, 'GET', path);
  const { endpoints, total } = emulator.requests();
  expect([endpoints.length, total]).toEqual([201, 204]);
  expect(endpoints.at(7)).toMatchObject({ path: '/v2/bot/unserved/7', count: 2, byOutcome: { 501: 2 } });
  expect(endpoints.at(-1)).toMatchObject({
    path: '(other paths that are not served)',
    count: 3,
    byOutcome: { 501: 3 },
  });
});

it('a path that is served takes its own methods only', async () => {
  const emulator = await emulate();
  const refused = await call(emulator, 'DELETE', '/v2/bot/message/push', { token: await tokenOf(emulator) });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
});

it('the page of the emulator names all that tests can ask and tell it', () => {
  const page = readFileSync('docs/emulator.md', 'utf8');
  const paths = ROUTES.filter(({ access }) => access === 'control').map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !page.includes(`${path} `) && !page.includes(`${path}\``))).toEqual([]);
});
