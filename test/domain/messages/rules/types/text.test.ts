import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { FAMILY, found, PAIR, type Row } from '../../found.js';

const emoji = (index: unknown) => ({ index, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' });
const text = (written: unknown, more: object = {}) => ({ type: 'text', text: written, ...more });

describe('text', () => {
  const rows: Row[] = [
    ['a plain text', text('hello'), []],
    ['5,000 units', text('a'.repeat(5000)), []],
    ['5,001 units', text('a'.repeat(5001)), ['error max-length /text']],
    ['2,500 surrogate pairs are 5,000 units', text(PAIR.repeat(2500)), []],
    ['2,501 surrogate pairs are 5,002 units', text(PAIR.repeat(2501)), ['error max-length /text']],
    ['an empty text', text(''), ['error empty /text']],
    ['no text', { type: 'text' }, ['error required /text']],
    ['null for a required property', text(null), ['error null-value /text']],
    ['null for an optional property', text('a', { emojis: null, quickReply: null, sender: null }), []],
    ['a number for a string is converted', text(12), ['warning wrong-type /text']],
    ['an array for a string', text(['a']), ['error wrong-type /text']],
    ['an unknown property', text('a', { txet: 1 }), ['warning unknown-property /txet']],
    ['an emoji at its dollar', text('$ and $', { emojis: [emoji(0), emoji(6)] }), []],
    ['an index is in UTF-16 units', text(`${FAMILY}$`, { emojis: [emoji(11)] }), []],
    ['an index in graphemes', text(`${FAMILY}$`, { emojis: [emoji(1)] }), ['error emoji-index /emojis/0/index']],
    ['an index beyond the end', text('$', { emojis: [emoji(1)] }), ['error emoji-index /emojis/0/index']],
    ['an index beside the dollar', text('a$', { emojis: [emoji(0)] }), ['error emoji-index /emojis/0/index']],
    ['two emoji on one dollar', text('$', { emojis: [emoji(0), emoji(0)] }), ['error emoji-index /emojis/1/index']],
    ['a negative index', text('$', { emojis: [emoji(-1)] }), ['error range /emojis/0/index']],
    ['a broken index', text('$', { emojis: [emoji(0.5)] }), ['error wrong-type /emojis/0/index']],
    ['20 emoji', text('$'.repeat(20), { emojis: Array.from({ length: 20 }, (_, index) => emoji(index)) }), []],
    [
      '21 emoji',
      text('$'.repeat(21), { emojis: Array.from({ length: 21 }, (_, index) => emoji(index)) }),
      ['error emoji-count /emojis'],
    ],
    [
      'an emoji without its IDs',
      text('$', { emojis: [{ index: 0 }] }),
      ['error required /emojis/0/productId', 'error required /emojis/0/emojiId'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

it('says the limit, what was found, and the page', () => {
  expect(checkMessage(text('a'.repeat(5001)), { method: 'push', pointer: '/messages/2' })).toEqual([
    {
      pointer: '/messages/2/text',
      rule: 'max-length',
      severity: 'error',
      message: 'text has 5001 UTF-16 units, the limit is 5000',
      limit: 5000,
      actual: 5001,
      docs: 'https://developers.line.biz/en/docs/messaging-api/text-character-count/',
    },
  ]);
});

it('suggests the nearest name', () => {
  const [finding] = checkMessage(text('a', { quickreply: {} }), { method: 'push', pointer: '' });
  expect(finding?.message).toBe(
    '"quickreply" is not a property of the text message, LINE ignores it, did you mean "quickReply"?',
  );
});
