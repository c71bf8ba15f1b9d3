import { describe, expect, it } from 'vitest';
import { ENDPOINTS, type Endpoint, VALIDATE_ENDPOINTS } from '../../src/domain/line/endpoints.js';
import { LISTED_ON, listed } from '../../src/domain/line/operations/operations.js';
import { OPENAPI_FACTS } from './openapi/documents.js';

const ALL: readonly (readonly [name: string, endpoint: Endpoint])[] = [
  ...Object.entries(ENDPOINTS),
  ...Object.entries(VALIDATE_ENDPOINTS).map(([method, endpoint]) => [`validate ${method}`, endpoint] as const),
];

const OPERATIONS = new Map(
  Object.values(OPENAPI_FACTS.documents).flatMap(({ operations }) => Object.entries(operations)),
);

describe.each(ALL)('the endpoint of %s', (_name, endpoint) => {
  const operation = OPERATIONS.get(`${endpoint.method} ${endpoint.path}`);

  it("is an operation of LINE's OpenAPI files, on that host", () => {
    expect(operation).toBeDefined();
    expect(endpoint.host).toBe(operation?.host === 'api-data.line.me' ? 'api-data' : 'api');
  });

  it('is called with a channel access token where LINE wants one', () => {
    expect(endpoint.proof === 'channel access token').toBe(operation?.takesToken);
  });

  it('is sent a retry key where LINE takes one', () => {
    const takesKey = operation?.parameters.some(
      ({ in: place, name }) => place === 'header' && name === 'X-Line-Retry-Key',
    );
    expect(endpoint.takesRetryKey).toBe(takesKey);
  });

  it('is never repeated by the transport where it reaches people', () => {
    expect(endpoint.isRepeatable && endpoint.takesRetryKey).toBe(false);
  });
});

it('no endpoint stands in the table twice', () => {
  const names = ALL.map(([, { method, path }]) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
});

it("LINE's list has every operation of its OpenAPI files that takes a channel access token, on its host", () => {
  const missing = [...OPERATIONS].filter(([name, { takesToken, host }]) => {
    const [method = '', path = ''] = name.split(' ');
    const found = listed(method, path.replace(/\{[^}]+\}/g, 'x1'));
    const expected = host === 'api-data.line.me' ? 'api-data' : 'api';
    return takesToken && !(found.is === 'known' && found.host === expected);
  });
  expect(missing.map(([name]) => name)).toEqual([]);
  expect(OPENAPI_FACTS.source.date).toBe(LISTED_ON);
});
