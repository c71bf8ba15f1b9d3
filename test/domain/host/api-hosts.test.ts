import { expect, it } from 'vitest';
import { apiHosts } from '../../../src/domain/host/api-hosts.js';
import { toldAs } from '../../support/failures.js';

it.each([
  ['https://api.line.me', 'https://api.line.me'],
  ['https://api.line.me/', 'https://api.line.me'],
  [' https://gateway.example.com/line/ ', 'https://gateway.example.com/line'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://127.9.9.9', 'http://127.9.9.9'],
  ['http://LOCALHOST:1', 'http://localhost:1'],
  ['http://[::1]:8080/', 'http://[::1]:8080'],
  ['http://2130706433', 'http://127.0.0.1'],
])('%j is a host of the API', (text, host) => {
  expect(apiHosts({ LINE_OPS_API_URL: text, LINE_OPS_DATA_API_URL: text })).toEqual({ api: host, 'api-data': host });
});

it.each([
  ...['http://api.line.me', 'http://10.0.0.1', 'http://0.0.0.0', 'http://localhost.', 'http://bot.localhost'],
  ...[
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1@example.com',
    'ftp://127.0.0.1',
  ],
  ...['http://[::ffff:10.0.0.1]', 'http://[fe80::1]'],
])('%s would send tokens in the clear', (text) => {
  expect(() => apiHosts({ LINE_OPS_API_URL: text })).toThrow(
    toldAs({ message: expect.stringContaining('must use https') }),
  );
  expect(() => apiHosts({ LINE_OPS_DATA_API_URL: text })).toThrow(
    toldAs({ message: expect.stringContaining('must use https') }),
  );
});

it.each([
  'https://user:word@api.line.me',
  'http://user@127.0.0.1',
  'https://api.line.me/?a=1',
  'https://api.line.me/#a',
  'api.line.me',
])('%s is no plain address, and is not repeated', (text) => {
  expect(() => apiHosts({ LINE_OPS_API_URL: text })).toThrow(
    toldAs({ message: expect.stringMatching(/^LINE_OPS_API_URL (?!.*(word|user@))/) }),
  );
});
