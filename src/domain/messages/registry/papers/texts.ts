import type { Papers } from '../paper.js';
import { GROUP_ID, numbered, placeholders, text, textV2 } from './parts.js';
import { document, paper } from './writing.js';

const emoji = { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' };
const everyone = { type: 'mention', mentionee: { type: 'all' } };
const emojis = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ index, productId: emoji.productId, emojiId: emoji.emojiId }));
const withEmojis = (count: number) => document(text({ text: '$'.repeat(count), emojis: emojis(count) }));
const mentions = (written: string, substitution: object) =>
  document(textV2(written, substitution), { method: 'push', destination: 'group' });
const named = (name: string) => document(text({ sender: { name } }));
const greeting = textV2('Hello {everyone}', { everyone });

/** Of texts: emoji, mentions, placeholders, quotes and who they come from. */
export const TEXT_PAPERS = {
  brace: paper({
    limit: 'pairs; {{ and }} for the characters',
    accepted: document(textV2('Save {{20}} percent', {})),
    refused: document(textV2('Save {20 percent', {})),
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
  'sender-name': paper({
    limit: 'without words such as LINE',
    accepted: named('Flower shop'),
    refused: named('LINE flowers'),
    warned: named('Line flowers'),
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
