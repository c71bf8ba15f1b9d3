import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROUTES } from '../../src/emulator/http/routes.js';
import { call, emulate, tokenOf } from '../emulator/platform.js';
import { methodsAt, OPERATIONS } from './openapi/operations.js';
import { isInSdk } from './table/asking.js';
import { NOT_SERVED } from './table/not-served.js';
import { AREAS, countByFile } from './table/table.js';

const ROWS = AREAS.flatMap(({ operations }) => operations.map(({ name }) => name));

/** What the emulator serves beyond LINE's files. */
const BESIDE_THE_FILES: Readonly<Record<string, string>> = {
  'GET /oauth2/v2.1/certs': 'LINE Login publishes the keys of its ID tokens, without an OpenAPI file',
  'POST /oauth2/v2.1/verify': 'LINE Login tells of its ID tokens in a reference of its own, without an OpenAPI file',
  'POST /v2/bot/message/pnp/templated/push': 'only the reference of notification messages knows them by template',
  'GET /v2/bot/message/delivery/pnp/templated': 'only the reference of notification messages knows them by template',
  'POST /module/auth/v1/token': 'modules are attached at a host of their own, with a file of its own',
};

it("every operation of LINE's files has one row, or is listed as not served", () => {
  expect([...ROWS, ...NOT_SERVED].sort()).toEqual(OPERATIONS.map(({ name }) => name).sort());
});

it("every route of LINE's has a row, or a reason to have none", () => {
  const routes = ROUTES.filter(({ access }) => access !== 'control').map(({ method, path }) => `${method} ${path}`);
  expect([...ROWS, ...Object.keys(BESIDE_THE_FILES)].sort()).toEqual([...routes].sort());
});

it('every operation is asked by a method of the SDK, but for those that this SDK is too old for', () => {
  expect(ROWS.filter((name) => !isInSdk(name))).toEqual([
    'GET /v2/bot/insight/richmenu/{richMenuId}/summary',
    'GET /v2/bot/insight/richmenu/{richMenuId}/daily',
  ]);
});

it('a path that is served refuses every method that it does not take', async () => {
  const emulator = await emulate();
  const token = await tokenOf(emulator);
  const paths = [...new Set(ROWS.map((name) => name.split(' ')[1]?.replace(/\{\w+\}/g, 'x1') ?? ''))];
  const wrong = paths.flatMap((path) => {
    const beside = Object.keys(BESIDE_THE_FILES).filter((name) => name.endsWith(` ${path}`));
    const taken = [...methodsAt(path), ...beside.map((name) => name.replace(/ .*/, ''))];
    return ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']
      .filter((method) => !taken.includes(method))
      .map((method) => ({ method, path, taken }));
  });
  const answers = wrong.map(async ({ method, path, taken }) => {
    const { status, headers } = await call(emulator, method, path, { token });
    const allowed = headers.get('allow')?.split(', ') ?? [];
    return [method, path, status, allowed.length > 0 && allowed.every((one) => taken.includes(one))];
  });
  expect(await Promise.all(answers)).toEqual(wrong.map(({ method, path }) => [method, path, 405, true]));
});

it('the page of the emulator says how many operations of each file it answers', () => {
  const rows = countByFile().map(
    ({ file, operations, answered, refused }) => `| \`${file}\` | ${answered} of ${operations} | ${refused} |`,
  );
  const page = readFileSync('docs/emulator.md', 'utf8').split('\n');
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});
