import { describe, expect, it } from 'vitest';
import { found, type Row } from '../../found.js';

describe('textV2', () => {
  const laugh = { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' };
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
      v2('{a}', { a: { type: 'emoji', productId: laugh.productId } }),
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
