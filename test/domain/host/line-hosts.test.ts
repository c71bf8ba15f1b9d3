import { expect, it } from 'vitest';
import { isLineHost } from '../../../src/domain/host/line-hosts.js';
import { isNearHost } from '../../../src/domain/webhook/sending/target.js';

it.each([
  'https://api.line.me/v2/bot/message/push',
  'https://API.LINE.ME/',
  'https://api.line.me./',
  'https://api.line.me..:8443/',
  'http://line.me',
  'https://%61pi.line.me/',
  'https://ａｐｉ．ｌｉｎｅ．ｍｅ/',
  'https://api。line。me/',
  'https://api-data.line.me/',
  'https://anything.below.line-apps.com/',
  'https://developers.line.biz/',
  'https://lin.ee/abc',
])("LINE's own server is known by its name, however it is spelled: %s", (url) => {
  expect(isLineHost(new URL(url).hostname)).toBe(true);
});

it.each(['https://online.me/', 'https://line.me.example.com/', 'https://myline.biz/', 'http://127.0.0.1/api.line.me'])(
  'somebody else is not: %s',
  (url) => {
    expect(isLineHost(new URL(url).hostname)).toBe(false);
  },
);

it.each([
  ['localhost', true],
  ['bot.localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['10.1.2.3', true],
  ['[::ffff:192.168.0.1]', true],
  ['8.8.8.8', false],
  ['[2001:4860:4860::8888]', false],
  ['bot.example.com', null],
])('%s is near, as far as its spelling tells: %s', (host, near) => {
  expect(isNearHost(new URL(`http://${host}/`).hostname)).toBe(near);
});
