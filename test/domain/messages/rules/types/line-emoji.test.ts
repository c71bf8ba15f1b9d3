import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { found } from '../../found.js';

/** A product of 250 emoji. */
const PRODUCT = '5ac1bfd5040ab15980c9b435';

/** One emoji in a text of either version, and where it stands there. */
const VERSIONS = [
  [
    'text',
    (productId: unknown, emojiId: unknown) => ({ type: 'text', text: '$', emojis: [{ index: 0, productId, emojiId }] }),
    '/emojis/0',
  ],
  [
    'textV2',
    (productId: unknown, emojiId: unknown) => ({
      type: 'textV2',
      text: '{a}',
      substitution: { a: { type: 'emoji', productId, emojiId } },
    }),
    '/substitution/a',
  ],
] as const;

describe.each(VERSIONS)('a LINE emoji in a message of type %s', (_type, message, at) => {
  it.each([
    ['the first', PRODUCT, '001', []],
    ['the last', PRODUCT, '250', []],
    ['one behind the last', PRODUCT, '251', ['warning emoji-list /emojiId']],
    ['one before the first', PRODUCT, '000', ['warning emoji-list /emojiId']],
    ['another form', PRODUCT, '1', ['warning emoji-list /emojiId']],
    ['no digits', PRODUCT, 'smile', ['warning emoji-list /emojiId']],
    ['a product that is not in the list', '0123456789abcdef01234567', '001', ['warning emoji-list /productId']],
  ])('%s', (_about, productId, emojiId, expected) => {
    expect(found(message(productId, emojiId)).map((line) => line.replace(at, ''))).toEqual(expected);
  });

  it.each([
    ['the product that was meant', `${PRODUCT.slice(0, -1)}6`, '001', `did you mean "${PRODUCT}"?`],
    ['which there are', PRODUCT, '300', '001 to 250'],
    ['the nearest ID', PRODUCT, '300', 'did you mean "250"?'],
    ['the form of the ID', PRODUCT, '7', 'did you mean "007"?'],
    ['the date of the list', PRODUCT, '300', "LINE's list as of 2026-08"],
  ])('is told %s', (_about, productId, emojiId, said) => {
    const [finding] = checkMessage(message(productId, emojiId), { method: 'push', pointer: '' });
    expect(finding).toMatchObject({
      message: expect.stringContaining(said),
      docs: 'https://developers.line.biz/en/docs/messaging-api/emoji-list/',
    });
  });

  it('is told no product where none is near', () => {
    const [finding] = checkMessage(message('5ac2ffffffffffffffffffff', '001'), { method: 'push', pointer: '' });
    expect(finding?.message).not.toContain('did you mean');
  });
});

describe('the alternative text of LINE emoji, which nobody knows and LINE counts', () => {
  const emojis = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ index, productId: PRODUCT, emojiId: '001' }));
  const text = (length: number, count: number) => ({
    type: 'text',
    text: '$'.repeat(count).padEnd(length, 'a'),
    emojis: emojis(count),
  });
  const textV2 = (length: number, count: number) => ({
    type: 'textV2',
    text: '{a}'.repeat(count).padEnd(length, 'b'),
    substitution: { a: { type: 'emoji', productId: PRODUCT, emojiId: '001' } },
  });
  const warning = ['warning max-length /text'];

  it.each([
    ['a full text with one', text(5000, 1), warning],
    ['a full text with 20', text(5000, 20), warning],
    ['a text that 20 could fill, and not more', text(4220, 20), []],
    ['one unit more', text(4221, 20), warning],
    ['a short text with 20', text(20, 20), []],
    ['a full text with none', { type: 'text', text: 'a'.repeat(5000), emojis: [] }, []],
    ['a text that is too long anyway', text(5001, 1), ['error max-length /text']],
    ['a full text (v2) with one', textV2(5000, 1), warning],
    ['a text (v2) whose placeholders are not counted', textV2(4260, 20), []],
    ['one unit more of it', textV2(4261, 20), warning],
  ])('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));

  it('says what is counted, the limit and where that is documented', () => {
    const [finding] = checkMessage(text(5000, 20), { method: 'push', pointer: '' });
    expect(finding).toMatchObject({
      message: expect.stringContaining('alternative text of each of its 20 LINE emoji'),
      limit: 5000,
      actual: 5000,
      docs: 'https://developers.line.biz/en/docs/messaging-api/text-character-count/',
    });
  });
});
