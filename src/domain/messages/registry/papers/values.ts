import type { Papers } from '../paper.js';
import { body, bubble, buttons, FAMILY, hello, image, label, openShop, text, times, withQuickReply } from './parts.js';
import { document, paper } from './writing.js';

const audio = (duration: number) =>
  document({ type: 'audio', originalContentUrl: 'https://example.com/a.m4a', duration });
const sticker = (packageId: string) => document({ type: 'sticker', packageId, stickerId: '1988' });
const titled = (title: string) => document(buttons([openShop], { title }));

/** Of any value: whether it is there, its type, its length, its words. */
export const VALUE_PAPERS = {
  count: paper({
    accepted: document(withQuickReply(openShop)),
    refused: document(withQuickReply(...times(14, openShop))),
    warned: document(withQuickReply()),
  }),
  deprecated: paper({
    accepted: document(bubble([label({ margin: 'md' })])),
    refused: document(bubble([{ type: 'filler' }, label()])),
  }),
  empty: paper({
    limit: 'at least 1 character',
    accepted: document(hello),
    refused: document(text({ text: '' })),
    warned: document(bubble([label({ text: '', contents: [{ type: 'span', text: 'Tulips' }] })])),
  }),
  enum: paper({
    accepted: document(bubble([label()], { layout: 'horizontal' })),
    refused: document(bubble([label()], { layout: 'diagonal' })),
  }),
  'half-character': paper({
    accepted: document(text({ text: 'Tulips \u{1f337}' })),
    refused: document(text({ text: 'Tulips \ud83c' })),
  }),
  'max-length': paper({
    accepted: titled('T'.repeat(40)),
    refused: titled('T'.repeat(41)),
    warned: titled(FAMILY.repeat(20)),
  }),
  'media-format': paper({
    limit: 'JPEG or PNG, PNG for icons, mp4, mp3 or m4a',
    accepted: document(image('https://example.com/cat.png')),
    refused: document(image('https://example.com/cat.webp')),
  }),
  'no-effect': paper({
    accepted: document(withQuickReply(openShop)),
    refused: document(withQuickReply({ ...openShop, altUri: { desktop: openShop.uri } })),
  }),
  'null-value': paper({ limit: 'no null', accepted: document(hello), refused: document(text({ text: null })) }),
  pattern: paper({ accepted: sticker('446'), refused: sticker('no. 446') }),
  range: paper({
    accepted: audio(60_000),
    refused: document(body({ limit: { max: 0 } }), { method: 'narrowcast' }),
    warned: audio(0),
  }),
  required: paper({
    accepted: document(hello),
    refused: document({ type: 'text' }),
    warned: document(buttons([openShop], { defaultAction: { type: 'uri', uri: openShop.uri } })),
  }),
  'unknown-property': paper({
    accepted: document(bubble([label({ weight: 'bold' })])),
    refused: document(bubble([label({ wieght: 'bold' })])),
    warned: document(text({ texts: 'Hello' })),
  }),
  url: paper({
    limit: 'an absolute URL, percent-encoded as UTF-8',
    accepted: document(image('https://example.com/%E7%8C%AB.jpg')),
    refused: document(image('example.com/cat.jpg')),
    warned: document(image('https://example.com/猫.jpg')),
  }),
  'url-length': paper({
    accepted: document(image(`https://example.com/${'a'.repeat(1980)}`)),
    refused: document(image(`https://example.com/${'a'.repeat(1981)}`)),
  }),
  'url-scheme': paper({
    accepted: document(image('https://example.com/cat.jpg')),
    refused: document(image('http://example.com/cat.jpg')),
  }),
  'wrong-type': paper({
    accepted: document(hello),
    refused: document(text({ text: ['Hello'] })),
    warned: document(text({ text: 1000 })),
  }),
} satisfies Partial<Papers>;
