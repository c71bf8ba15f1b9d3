import { describe, expect, it } from 'vitest';
import { webhookUrlProblems } from '../../../src/domain/webhook/url.js';

const AT_LINE = { isPlatformLocal: false, isToBeSet: true };
const AT_EMULATOR = { isPlatformLocal: true, isToBeSet: true };

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
    ['this machine', 'https://localhost/', ['error url-private-host']],
    ['this machine below its own name', 'https://bot.localhost./cb', ['error url-private-host']],
    ['this machine by address', 'https://127.1/', ['error url-private-host']],
    ['this machine by IPv6', 'https://[::1]:8443/', ['error url-private-host']],
    ['this machine by IPv4 in IPv6', 'https://[::ffff:127.0.0.1]/', ['error url-private-host']],
    ['a private network', 'https://192.168.1.10/cb', ['error url-private-host']],
    ['a private network in disguise', 'https://0x0a000005/', ['error url-private-host']],
    ['a unique local address', 'https://[fd12:3456::1]/', ['error url-private-host']],
    ['a link-local address', 'https://169.254.169.254/', ['error url-private-host']],
    ['a name for networks at home', 'https://bot.local/', ['warning url-host']],
    ['a name without a dot', 'https://intranet/hook', ['warning url-host']],
  ])('%s', (_what, url, expected) => {
    expect(found(url)).toEqual(expected);
  });

  it('only warns of a host that LINE cannot reach where nothing is replaced', () => {
    expect(found('https://10.0.0.5/', { isPlatformLocal: false, isToBeSet: false })).toEqual([
      'warning url-private-host',
    ]);
  });

  it.each([
    ['https://192.168.1.10/hook', []],
    ['http://127.0.0.1:3000/hook', []],
    ['http://localhost:3000/hook', []],
    ['http://[::1]:3000/hook', []],
    ['http://example.com/hook', ['error url-scheme']],
    ['http://127.0.0.1.example.com/hook', ['error url-scheme']],
  ])('a platform on this machine: %s', (url, expected) => {
    expect(found(url, AT_EMULATOR)).toEqual(expected);
  });
});
