import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import type { SendMethod } from '../../../../../src/domain/messages/engine/finding.js';
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

describe('textV2', () => {
  const laugh = { type: 'emoji', productId: '5a8555cfe6256cc92ea23c2a', emojiId: '002' };
  const user = { type: 'mention', mentionee: { type: 'user', userId: `U${'0'.repeat(32)}` } };
  const v2 = (written: unknown, substitution?: unknown) => ({
    type: 'textV2',
    text: written,
    ...(substitution === undefined ? {} : { substitution }),
  });
  const many = (count: number, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
  const placeholders = (count: number) => Array.from({ length: count }, (_, index) => `{k${index}}`).join('');
  const rows: Row[] = [
    ['no placeholder', v2('hello'), []],
    ['a placeholder with its entry', v2('ha {laugh}', { laugh }), []],
    ['a placeholder used twice', v2('{laugh}{laugh}', { laugh }), []],
    ['a placeholder without entry', v2('{laugh}', {}), ['error substitution-missing /text']],
    ['a placeholder without substitution', v2('{laugh}'), ['error substitution-missing /text']],
    ['an entry that is not used', v2('hello', { laugh }), ['warning substitution-unused /substitution/laugh']],
    ['doubled braces are characters', v2('{{laugh}} }}{{'), []],
    ['a placeholder between doubled braces', v2('{{{laugh}}}', { laugh }), []],
    ['an opening brace alone', v2('a { b'), ['error brace /text']],
    ['a closing brace alone', v2('a } b'), ['error brace /text']],
    ['a brace inside a placeholder', v2('{a{laugh}', { laugh }), ['error brace /text']],
    ['an empty placeholder', v2('{}'), ['error substitution-key /text']],
    ['a key with a blank', v2('{the user}'), ['error substitution-key /text']],
    ['a key of 20', v2(`{${'k'.repeat(20)}}`, { ['k'.repeat(20)]: laugh }), []],
    [
      'a key of 21',
      v2(`{${'k'.repeat(21)}}`, { ['k'.repeat(21)]: laugh }),
      ['error substitution-key /text', `error substitution-key /substitution/${'k'.repeat(21)}`],
    ],
    ['a key that every object inherits', v2('{toString}', {}), ['error substitution-missing /text']],
    ['20 emoji', v2(placeholders(20), many(20, laugh)), []],
    ['21 emoji', v2(placeholders(21), many(21, laugh)), ['error emoji-count /substitution']],
    ['one emoji in 21 places', v2('{laugh}'.repeat(21), { laugh }), ['warning emoji-count /substitution']],
    ['an unknown substitution', v2('{a}', { a: { type: 'image' } }), ['error enum /substitution/a/type']],
    [
      'an emoji without ID',
      v2('{a}', { a: { type: 'emoji', productId: '1' } }),
      ['error required /substitution/a/emojiId'],
    ],
    ['5,001 units', v2('a'.repeat(5001)), ['error max-length /text']],
    ['a mention by multicast', v2('{user}', { user }), ['error mention-method /substitution/user']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));

  const mentions: Row[] = [
    ['20 mentions', v2(placeholders(20), many(20, user)), []],
    ['21 mentions', v2(placeholders(21), many(21, user)), ['error mention-count /substitution']],
    ['everyone', v2('{all}', { all: { type: 'mention', mentionee: { type: 'all' } } }), []],
    [
      'no user ID',
      v2('{a}', { a: { type: 'mention', mentionee: { type: 'user' } } }),
      ['error required /substitution/a/mentionee/userId'],
    ],
    [
      'an ill-formed user ID',
      v2('{a}', { a: { type: 'mention', mentionee: { type: 'user', userId: 'taro' } } }),
      ['warning recipient-format /substitution/a/mentionee/userId'],
    ],
    [
      'more than 100 entries',
      v2(placeholders(101), many(101, { type: 'x' })),
      expect.arrayContaining(['error count /substitution']),
    ],
  ];
  it.each(mentions)('by push: %s', (_about, message, expected) => expect(found(message, 'push')).toEqual(expected));
});

it.each([
  ['push', []],
  ['reply', []],
  ['multicast', ['error quote-token-method /quoteToken']],
  ['broadcast', ['error quote-token-method /quoteToken']],
  ['narrowcast', ['error quote-token-method /quoteToken']],
] as const)('quoting by %s', (method: SendMethod, expected) => {
  expect(found(text('yes', { quoteToken: 'q3Plxr4AgKd' }), method)).toEqual(expected);
});

describe('sticker', () => {
  const rows: Row[] = [
    ['a sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }, []],
    [
      'numbers are converted',
      { type: 'sticker', packageId: 446, stickerId: '1988' },
      ['warning wrong-type /packageId'],
    ],
    ['no digits', { type: 'sticker', packageId: '446', stickerId: 'bear' }, ['error pattern /stickerId']],
    ['nothing', { type: 'sticker' }, ['error required /packageId', 'error required /stickerId']],
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
