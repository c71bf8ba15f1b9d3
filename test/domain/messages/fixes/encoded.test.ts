import { expect, it } from 'vitest';
import { encoded } from '../../../../src/domain/messages/fixes/urls.js';

it.each([
  [
    'white space and letters beyond ASCII',
    'https://example.com/夏 の/a',
    'https://example.com/%E5%A4%8F%20%E3%81%AE/a',
  ],
  ['what is encoded stays as it is', 'https://example.com/%E5%a4%8f?q=%20', 'https://example.com/%E5%a4%8f?q=%20'],
  ['a mix of both', 'https://example.com/%E5%A4%8F/夏', 'https://example.com/%E5%A4%8F/%E5%A4%8F'],
  ['a percent sign that begins no escape', 'https://example.com/?sale=50%&a=1', 'https://example.com/?sale=50%25&a=1'],
  ['every character that a URL has a use for', "https://u:p@h.example:8/a;b,c/(d)!$&'*+?e=[f]#~_-.", null],
  ['characters that no URL has', 'https://example.com/"<>\\^`{|}', 'https://example.com/%22%3C%3E%5C%5E%60%7B%7C%7D'],
  ['a fragment', 'https://example.com/#あ', 'https://example.com/#%E3%81%82'],
  [
    'a host of another script, as DNS has it',
    'https://例え.テスト/夏?あ',
    'https://xn--r8jz45g.xn--zckzah/%E5%A4%8F?%E3%81%82',
  ],
  ['white space around it', '  https://example.com/a\n', 'https://example.com/a'],
  ['an emoji', 'https://example.com/🎉', 'https://example.com/%F0%9F%8E%89'],
  ['a telephone number', 'tel:03 1234 5678', 'tel:03%201234%205678'],
])('percent-encodes %s, once', (_what, url, wanted) => {
  const once = encoded(url);
  expect(once).toBe(wanted ?? url);
  expect(encoded(once ?? '')).toBe(once);
});

it.each([
  ['a place that is filled elsewhere', 'https://example.com/{{user}}'],
  ['a variable', 'https://example.com/$'.concat('{user}')],
  ['a line break inside, which browsers drop', 'https://example.com/a\nb'],
  ['half a character', 'https://example.com/\ud83d'],
])('leaves %s to its writer', (_what, url) => {
  expect(encoded(url)).toBeNull();
});
