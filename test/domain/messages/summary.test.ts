import { expect, it } from 'vitest';
import { summariesOf } from '../../../src/domain/messages/summary.js';
import { IMAGE } from './found.js';

it.each<[about: string, message: unknown, type: string, lines: readonly string[], extras?: readonly string[]]>([
  ['a text line by line', { type: 'text', text: 'a\r\nb\nc' }, 'text', ['a', 'b', 'c']],
  ['a text without text', { type: 'textV2' }, 'textV2', ['']],
  ['an image by its address', { type: 'image', originalContentUrl: IMAGE }, 'image', [IMAGE]],
  ['a sticker by its IDs', { type: 'sticker', packageId: 446, stickerId: '1988' }, 'sticker', ['446, 1988']],
  ['a place by what of it is there', { type: 'location', address: 'b' }, 'location', ['b']],
  ['a coupon by its ID', { type: 'coupon', couponId: 'c' }, 'coupon', ['c']],
  [
    'a template with its kind',
    { type: 'template', altText: 'a', template: { type: 'confirm' } },
    'template',
    ['a'],
    ['confirm'],
  ],
  ['a type that is not known', { type: 'poll', altText: 'a' }, 'poll', ['a']],
  ['nothing of nothing', {}, 'message', []],
  ['what is no object', 'hello', 'string', []],
  [
    'quick replies and a sender',
    { type: 'flex', altText: 'a', quickReply: { items: [1, 2] }, sender: { name: 'Cony' } },
    'flex',
    ['a'],
    ['2 quick replies', 'sent as Cony'],
  ],
])('shows %s', (_about, message, type, lines, extras = []) => {
  expect(summariesOf([message])).toEqual([{ type, lines, extras }]);
});
