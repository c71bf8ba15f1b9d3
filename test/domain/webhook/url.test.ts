import { describe, expect, it } from 'vitest';
import { webhookUrlProblems } from '../../../src/domain/webhook/url.js';

const AT_LINE = { mayUseLoopbackHttp: false };
const AT_EMULATOR = { mayUseLoopbackHttp: true };

function found(url: string, options = AT_LINE): string[] {
  return webhookUrlProblems(url, options).map(({ severity, rule }) => `${severity} ${rule}`);
}

describe('webhookUrlProblems', () => {
  const longest = `https://example.com/${'a'.repeat(480)}`;

  it.each([
    ['a plain https URL', 'https://example.com/webhook', []],
    ['a port, a path and a query', 'https://bot.example.com:8443/line/hook?v=2', []],
    ['percent-encoded UTF-8', 'https://example.com/%E3%81%82', []],
    ['500 characters', longest, []],
    ['501 characters', `${longest}a`, ['error url-length']],
    ['nothing', '', ['error url']],
    ['no scheme', 'example.com/webhook', ['error url']],
    ['no host', 'https:///webhook', ['error url']],
    ['a port that is none', 'https://example.com:99999/', ['error url']],
    ['plain http', 'http://example.com/', ['error url-scheme']],
    ['plain http to this machine', 'http://127.0.0.1:3000/', ['error url-scheme']],
    ['another scheme', 'ftp://example.com/', ['error url-scheme']],
    ['white space', 'https://example.com/a b', ['error url']],
    ['white space before it', ' https://example.com/', ['error url']],
    ['a user name', 'https://bot:secret@example.com/', ['error url-user']],
    ['a fragment', 'https://example.com/#top', ['warning url-fragment']],
    ['characters to encode', 'https://example.com/あ', ['warning url']],
    ['a percent sign that starts no escape', 'https://example.com/100%', ['warning url']],
    ['an IPv4 address', 'https://203.0.113.9/', ['warning url-host']],
    ['an IPv4 address in disguise', 'https://3405803785/', ['warning url-host']],
    ['an IPv6 address', 'https://[2001:db8::1]/', ['warning url-host']],
    ['this machine', 'https://localhost/', ['warning url-host']],
    ['a name without a dot', 'https://intranet/hook', ['warning url-host']],
  ])('%s', (_what, url, expected) => {
    expect(found(url)).toEqual(expected);
  });

  it.each([
    ['http://127.0.0.1:3000/hook', []],
    ['http://localhost:3000/hook', []],
    ['http://[::1]:3000/hook', []],
    ['http://example.com/hook', ['error url-scheme']],
    ['http://127.0.0.1.example.com/hook', ['error url-scheme']],
  ])('a platform on this machine: %s', (url, expected) => {
    expect(found(url, AT_EMULATOR)).toEqual(expected);
  });
});
