import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROUTES } from '../../../src/emulator/http/routes.js';
import { call, emulate } from '../platform.js';

it('serves each method of a path by one area alone', () => {
  const places = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

it('gives no two endpoints of LINE one name for faults to strike', () => {
  const names = ROUTES.filter(({ access }) => access !== 'control').map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('what LINE serves and the emulator does not is 501 in a name of its own; what LINE does not have is 404', async () => {
  const emulator = await emulate();
  expect(await call(emulator, 'GET', '/v2/bot/richmenu/list')).toMatchObject({
    status: 501,
    body: { message: 'LINE serves GET /v2/bot/richmenu/list; this emulator does not' },
  });
  expect(await call(emulator, 'GET', '/v2/bot/richmenus')).toMatchObject({
    status: 404,
    body: { message: 'Not found' },
  });
});

it('the page of the emulator names all that tests can ask and tell it', () => {
  const page = readFileSync('docs/emulator.md', 'utf8');
  const paths = ROUTES.filter(({ access }) => access === 'control').map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !page.includes(`${path} `) && !page.includes(`${path}\``))).toEqual([]);
});
