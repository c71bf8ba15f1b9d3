import { describe, expect, it } from 'vitest';
import { examineAuthorizeUrl } from '../../../src/domain/login/authorize-url.js';
import { readCallbackList } from '../../../src/domain/login/callback-list.js';
import { callbackFindings, MAX_CALLBACK_URLS } from '../../../src/domain/login/callback-urls.js';
import { toldAs } from '../../support/failures.js';

const listOf = (...urls: readonly string[]) => urls.map((url, index) => ({ url, line: index + 1 }));
const rulesOf = (...urls: readonly string[]) =>
  callbackFindings(listOf(...urls)).map(({ rule, severity, line }) => `${severity} ${rule} ${line}`);

describe('a callback URL', () => {
  it.each([
    ['https://example.com/callback'],
    ['https://example.com/callback?lang=ja'],
    ['https://example.com:8443/callback'],
    ['com.example.app://callback'],
    ['com.example.app:/callback'],
  ])('%s keeps every rule', (url) => {
    expect(rulesOf(url)).toEqual([]);
  });

  it.each([
    ['', 'error url'],
    ['example.com/callback', 'error url'],
    ['/callback', 'error url'],
    ['https://', 'error url'],
    ['http://example.com/callback', 'error scheme'],
    ['http://localhost:3000/callback', 'warning scheme'],
    ['ftp://example.com/callback', 'error scheme'],
    ['javascript:alert(1)', 'error scheme'],
    ['https://example.com/callback#done', 'error fragment'],
    ['https://admin:pw@example.com/callback', 'warning user'],
    ['https://example.com/コールバック', 'warning not-encoded'],
    ['https://192.168.1.10/callback', 'warning private-host'],
    ['https://example.com/callback?code=1', 'error reserved-query'],
    ['https://example.com/callback?state=1', 'error reserved-query'],
    ['https://example.com/callback?next=https%3A%2F%2Fexample.com%2F', 'warning url-in-query'],
    ['https://example.com/callback?next=//example.com', 'warning url-in-query'],
  ])('"%s" is told: %s', (url, told) => {
    expect(rulesOf(url)).toEqual([`${told} 1`]);
  });

  it('that is there twice is told at the second place', () => {
    expect(rulesOf('https://example.com/a', 'https://example.com/b', 'https://example.com/a')).toEqual([
      'warning duplicate 3',
    ]);
  });

  it('that only adds query parameters to another one needs no place of its own', () => {
    expect(rulesOf('https://example.com/a', 'https://example.com/a?x=1', 'https://example.com/ab')).toEqual([
      'warning covered 2',
    ]);
  });
});

it('a channel takes 400 callback URLs and not one more', () => {
  const urls = Array.from({ length: MAX_CALLBACK_URLS + 1 }, (_, index) => `https://example.com/${index}`);
  expect(rulesOf(...urls.slice(1))).toEqual([]);
  expect(rulesOf(...urls)).toEqual(['error too-many null']);
  expect(rulesOf()).toEqual(['error no-urls null']);
});

describe('a list of callback URLs', () => {
  it('has one a line, with the numbers of the file', () => {
    const text = '\uFEFFhttps://example.com/a\r\n\r\n# staging\r\n  https://example.com/b  \r\n';
    expect(readCallbackList(text, 'f')).toEqual([
      { url: 'https://example.com/a', line: 1 },
      { url: 'https://example.com/b', line: 4 },
    ]);
  });

  it('may be a JSON array', () => {
    expect(readCallbackList('["https://example.com/a"]', 'f')).toEqual([{ url: 'https://example.com/a', line: 1 }]);
  });

  it.each([['["https://example.com/a",'], ['[1]']])('is no other JSON: %s', (text) => {
    expect(() => readCallbackList(text, 'f')).toThrow(
      toldAs({ message: expect.stringMatching(/f is no JSON array|entry 1 of f/) }),
    );
  });
});

describe('an authorization URL', () => {
  const registered = listOf('https://example.com/callback', 'https://example.com/other?app=1');
  const request = (
    parameters: Readonly<Record<string, string | null>>,
    base = 'https://access.line.me/oauth2/v2.1/authorize',
  ) => {
    const all = {
      response_type: 'code',
      client_id: '1234567890',
      redirect_uri: 'https://example.com/callback',
      state: 'Zm9vYmFyYmF6cXV4',
      nonce: 'MTIzNDU2Nzg5MDEy',
      scope: 'openid profile',
      ...parameters,
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(all)) if (value !== null) query.set(name, value);
    return examineAuthorizeUrl(`${base}?${query}`, registered);
  };
  const told = (...given: Parameters<typeof request>) =>
    request(...given).findings.map(({ rule, severity }) => `${severity} ${rule}`);

  it.each([
    ['https://example.com/callback', 'exact', 1],
    ['https://example.com/callback?lang=ja', 'extended', 1],
    ['https://example.com/other?app=1', 'exact', 2],
    ['https://example.com/other?app=1&lang=ja', 'extended', 2],
  ])('with redirect_uri %s matches: %s, line %i', (redirectUri, match, line) => {
    expect(request({ redirect_uri: redirectUri })).toMatchObject({ match, line, findings: [] });
  });

  it.each([
    ['https://example.com/callback/', 'the slash at its end'],
    ['http://example.com/callback', 'the scheme'],
    ['https://www.example.com/callback', 'the host'],
    ['https://example.com:8443/callback', 'the port'],
    ['https://example.com/Callback', 'capital letters'],
    ['https%3A%2F%2Fexample.com%2Fcallback', 'percent-encoded twice'],
    ['https://EXAMPLE.com/callback', 'compared as text'],
    ['https://example.com/other?app=12', 'the query'],
  ])('with redirect_uri %s matches none, and the difference is named: %s', (redirectUri, difference) => {
    const { match, findings } = request({ redirect_uri: redirectUri });
    expect(match).toBeNull();
    expect(findings).toMatchObject([{ rule: 'redirect-uri', severity: 'error' }]);
    expect(findings[0]?.message).toContain(difference);
  });

  it('does not take a fragment, or the beginning of another path, for added query parameters', () => {
    expect(request({ redirect_uri: 'https://example.com/callback?a=1#b' }).match).toBeNull();
    expect(request({ redirect_uri: 'https://example.com/callbacks' }).match).toBeNull();
    expect(request({ redirect_uri: 'https://example.com/callback?' }).match).toBeNull();
  });

  it.each([
    [{ state: null }, 'error state'],
    [{ state: '' }, 'error state'],
    [{ state: '12345' }, 'warning state'],
    [{ nonce: null }, 'warning nonce'],
    [{ redirect_uri: null }, 'error redirect-uri'],
    [{ response_type: 'token' }, 'error response-type'],
    [{ client_id: 'shop' }, 'error client-id'],
    [{ scope: null }, 'error scope'],
  ])('with %o is told: %s', (parameters, expected) => {
    expect(told(parameters)).toEqual([expected]);
  });

  it('of another place is told', () => {
    expect(told({}, 'https://access.line.me/dialog/oauth/weblogin')).toEqual(['error authorize-url']);
    expect(examineAuthorizeUrl('no url', registered).findings).toMatchObject([{ rule: 'authorize-url' }]);
  });
});
