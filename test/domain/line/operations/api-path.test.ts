import { describe, expect, it } from 'vitest';
import { LINE_HOSTS } from '../../../../src/domain/host/api-hosts.js';
import {
  isAboutTokens,
  isSend,
  looksLikeSend,
  readApiTarget,
} from '../../../../src/domain/line/operations/api-path.js';
import { listed } from '../../../../src/domain/line/operations/operations.js';

const HOSTS = [{ api: 'http://127.0.0.1:9000/line', 'api-data': 'http://127.0.0.1:9001' }, LINE_HOSTS];

describe('what is asked for', () => {
  it.each([
    ['/v2/bot/info', { host: null, path: '/v2/bot/info', query: '' }],
    ['v2/bot/info', { host: null, path: '/v2/bot/info', query: '' }],
    [
      '/v2/bot/followers/ids?limit=2&start=a%3D',
      { host: null, path: '/v2/bot/followers/ids', query: 'limit=2&start=a%3D' },
    ],
    ['/v2/x?description=夏 "a"', { host: null, path: '/v2/x', query: 'description=%E5%A4%8F%20%22a%22' }],
    ['https://api.line.me/v2/bot/info', { host: 'api', path: '/v2/bot/info', query: '' }],
    ['HTTPS://API.LINE.ME:443/v2/bot/info?a=b', { host: 'api', path: '/v2/bot/info', query: 'a=b' }],
    ['https://api-data.line.me/v2/bot/info', { host: 'api-data', path: '/v2/bot/info', query: '' }],
    ['http://127.0.0.1:9000/line/v2/bot/info', { host: 'api', path: '/v2/bot/info', query: '' }],
    ['http://127.0.0.1:9001/v2/bot/info', { host: 'api-data', path: '/v2/bot/info', query: '' }],
  ])('%s is read as it is', (text, target) => {
    expect(readApiTarget(text, HOSTS)).toEqual(target);
  });

  it.each([
    'https://evil.example/v2/bot/info',
    'https://api.line.me.evil.example/v2/bot/info',
    'https://api.line.me@evil.example/v2/bot/info',
    'https://user:word@api.line.me/v2/bot/info',
    'https://api.line.me:8443/v2/bot/info',
    'http://api.line.me/v2/bot/info',
    'http://127.0.0.1:9000/v2/bot/info',
    'https://api.line.me\\@evil.example/v2/bot/info',
    'https://api.line.me',
    'file:///etc/passwd',
    'https:/api.line.me/v2',
    '//evil.example/v2/bot/info',
    '/v2/bot//info',
    '/v2/bot/info/',
    '/v2/../v2/bot/info',
    '/v2/bot/%69nfo',
    '/v2/bot/info#x',
    '/v2/bot info',
    '/v2/bot/info\nHost: evil.example',
    '\\\\evil.example\\v2',
    '/v2/bot/情報',
    '/',
    '',
  ])('%j is refused', (text) => {
    expect(() => readApiTarget(text, HOSTS)).toThrow('INVALID_API_PATH');
  });
});

describe('sending', () => {
  const WAYS_AROUND = [
    '/v2/bot/message/push',
    'v2/bot/message/multicast',
    '//v2/bot/message/push',
    '/v2/bot/message//narrowcast',
    '/v2/bot/message/broadcast/',
    '/v2/bot/message/push?x=1',
    '/v2/bot/message/push#x',
    '/v2/bot/message/%70ush',
    '/v2/bot/message/%2570ush',
    '/v2/bot/message%2fpush',
    '/v2/bot/message/push%3Fx',
    '/v2/bot/message/push%20',
    '/v2/bot/message/push;a=b',
    '/v2/bot;a/message/push',
    '/V2/BOT/Message/PUSH',
    '/v2/bot/./message/push',
    '/v2/bot/../bot/message/push',
    '/v2/bot/message/x/%2e%2e/push',
    '\\v2\\bot\\message\\push',
    'https://api.line.me/v2/bot/message/push',
    'http://127.0.0.1:9000/line/v2/bot/message/push',
    '/line/v2/bot/message/push',
  ];
  it.each(WAYS_AROUND)('is recognised in %s', (text) => {
    expect(looksLikeSend('POST', text)).toBe(true);
  });

  it.each([
    ['GET', '/v2/bot/message/push'],
    ['POST', '/v2/bot/message/reply'],
    ['POST', '/v2/bot/message/validate/push'],
    ['GET', '/v2/bot/message/progress/narrowcast'],
    ['POST', '/v2/bot/richmenu'],
  ])('is not seen in %s %s', (method, text) => {
    expect(looksLikeSend(method, text)).toBe(false);
  });

  it('takes a retry key at the four endpoints, written as LINE writes them', () => {
    const taking = WAYS_AROUND.filter((text) => isSend('POST', text));
    expect(taking).toEqual(['/v2/bot/message/push']);
    expect(isSend('PUT', '/v2/bot/message/push')).toBe(false);
  });
});

it.each([
  ['/oauth2/v2.1/token', true],
  ['/v2/oauth/accessToken', true],
  ['//v2/%6fauth/revoke', true],
  ['https://api.line.me/oauth2/v3/token', true],
  ['/v2/bot/info?x=/oauth2/v3/token', false],
])('%s is about tokens: %s', (text, expected) => {
  expect(isAboutTokens(text)).toBe(expected);
});

it("LINE's list tells a word from an ID, and one method from another", () => {
  expect(listed('GET', '/v2/bot/richmenu/list')).toEqual({ is: 'known', host: 'api' });
  expect(listed('GET', '/v2/bot/richmenu/richmenu-1/content')).toEqual({ is: 'known', host: 'api-data' });
  expect(listed('PUT', '/v2/bot/richmenu/richmenu-1')).toEqual({
    is: 'otherMethod',
    host: 'api',
    methods: ['GET', 'DELETE'],
  });
  expect(listed('GET', '/v2/bot/infos')).toEqual({ is: 'unknown' });
});
