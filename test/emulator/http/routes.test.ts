import { expect, it } from 'vitest';
import { ROUTES } from '../../../src/emulator/http/routes.js';

it('serves each method of a path by one area alone', () => {
  const places = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

it('gives no two endpoints of LINE one name for faults to strike', () => {
  const names = ROUTES.filter(({ access }) => access !== 'control').map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
