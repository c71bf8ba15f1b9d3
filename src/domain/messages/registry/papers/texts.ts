import { EMOJI_COUNTS, EMOJI_LIST_AS_OF } from '../../rules/lists/emoji-list.js';
import { STICKER_LIST_AS_OF, STICKER_PACKAGES } from '../../rules/lists/sticker-list.js';
import type { Papers } from '../paper.js';
import { bubble, GROUP_ID, label, numbered, placeholders, text, textV2 } from './parts.js';
import { document, paper } from './writing.js';

const emoji = { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' };
const everyone = { type: 'mention', mentionee: { type: 'all' } };
const emojis = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ index, productId: emoji.productId, emojiId: emoji.emojiId }));
const withEmojis = (count: number) => document(text({ text: '$'.repeat(count), emojis: emojis(count) }));
const mentions = (written: string, substitution: object) =>
  document(textV2(written, substitution), { method: 'push', destination: 'group' });
const named = (name: string) => document(text({ sender: { name } }));
const withEmoji = (emojiId: string) => document(textV2('{star} Hello', { star: { ...emoji, emojiId } }));
const sticker = (packageId: string, stickerId: string) => document({ type: 'sticker', packageId, stickerId });
const greeting = textV2('Hello {everyone}', { everyone });

/** Of texts and stickers: emoji, mentions, placeholders, quotes and who they come from. */
export const TEXT_PAPERS = {
  brace: paper({
    limit: 'pairs; {{ and }} for the characters',
    accepted: document(textV2('Save {{20}} percent', {})),
    refused: document(textV2('Save {20 percent', {})),
  }),
  'discontinued-emoji': paper({
    limit: 'LINE emoji, or Unicode emoji that every platform has',
    accepted: document(text({ text: 'Tulips \u{1f337}' })),
    refused: document(text({ text: 'Tulips \u{100084}' })),
  }),
  'emoji-count': paper({
    limit: 20,
    accepted: withEmojis(20),
    refused: withEmojis(21),
    warned: document(textV2('{star}'.repeat(21), { star: emoji })),
  }),
  'emoji-index': paper({
    limit: 'the place of a "$" in the text, each once',
    accepted: document(text({ text: '$ Hello', emojis: emojis(1) })),
    refused: document(text({ text: 'Hello $', emojis: emojis(1) })),
  }),
  'emoji-list': paper({
    limit: `${EMOJI_COUNTS.size} products, as of ${EMOJI_LIST_AS_OF}`,
    accepted: withEmoji('250'),
    refused: withEmoji('251'),
  }),
  'mention-count': paper({
    limit: 20,
    accepted: mentions(placeholders(20), numbered(20, everyone)),
    refused: mentions(placeholders(21), numbered(21, everyone)),
    warned: mentions('{all}'.repeat(21), { all: everyone }),
  }),
  'mention-method': paper({
    limit: 'push or reply, to a group or a multi-person chat',
    accepted: document({ to: GROUP_ID, messages: [greeting] }, { method: 'push', destination: 'group' }),
    refused: document({ messages: [greeting] }, { method: 'broadcast' }),
  }),
  'quote-token-method': paper({
    limit: 'push or reply',
    accepted: document(text({ quoteToken: 'q3Plxr4AgKd' }), { method: 'reply' }),
    refused: document(text({ quoteToken: 'q3Plxr4AgKd' }), { method: 'broadcast' }),
  }),
  placeholder: paper({
    accepted: document(text({ text: 'Hello Brown' })),
    refused: document(text({ text: 'Hello {{name}}' })),
  }),
  'sender-name': paper({
    limit: 'without words such as LINE',
    accepted: named('Flower shop'),
    refused: named('LINE flowers'),
    warned: named('Line flowers'),
  }),
  'sticker-list': paper({
    limit: `${STICKER_PACKAGES.length} packages, as of ${STICKER_LIST_AS_OF}`,
    accepted: sticker('446', '2027'),
    refused: sticker('446', '2028'),
  }),
  'stringified-flex': paper({
    limit: 'the object itself, as a Flex Message',
    accepted: document(bubble([label()])),
    refused: document(text({ text: JSON.stringify(bubble([label()])) })),
  }),
  'substitution-key': paper({
    limit: '1 to 20 of a-z, A-Z, 0-9 and _',
    accepted: document(textV2('{star_1} Hello', { star_1: emoji })),
    refused: document(textV2('{star 1} Hello', {})),
  }),
  'substitution-missing': paper({
    accepted: document(textV2('{star} Hello', { star: emoji })),
    refused: document(textV2('{star} Hello {name}', { star: emoji })),
  }),
  'substitution-unused': paper({
    accepted: document(textV2('{star} Hello', { star: emoji })),
    refused: document(textV2('Hello', { star: emoji })),
  }),
} satisfies Partial<Papers>;
