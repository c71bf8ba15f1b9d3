import type { Papers } from '../paper.js';
import { box, bubble, buttons, flex, IMAGE_URL, label, openShop, picture, times } from './parts.js';
import { document, paper } from './writing.js';

const gradient = (angle: string) =>
  document(
    bubble([label()], { background: { type: 'linearGradient', angle, startColor: '#ff6b6b', endColor: '#ffffff' } }),
  );
const film = { type: 'video', url: 'https://example.com/spring.mp4', previewUrl: IMAGE_URL, altContent: picture() };
const withFilm = (size: string) => document(flex({ type: 'bubble', size, hero: film }));
const bubbles = (...sizes: readonly string[]) =>
  document(flex({ type: 'carousel', contents: sizes.map((size) => ({ type: 'bubble', size, body: box([label()]) })) }));
const coloured = (imageBackgroundColor: string) =>
  document(buttons([openShop], { thumbnailImageUrl: IMAGE_URL, imageBackgroundColor }));
const pinned = (offsets: object) => label({ position: 'absolute', ...offsets });
const padded = (paddingAll: string) => document(bubble([label()], { paddingAll }));
const letters = (count: number) => document(bubble([label({ text: 'a'.repeat(count) })]));
const animated = (count: number) => document(bubble(times(count, picture({ animated: true }))));

/** Of Flex Messages. */
export const FLEX_PAPERS = {
  angle: paper({ limit: '0deg to less than 360deg', accepted: gradient('90deg'), refused: gradient('360deg') }),
  'aspect-ratio': paper({
    limit: '1 to 100000 each, the height at most three times the width',
    accepted: document(bubble([picture({ aspectRatio: '1:3' })])),
    refused: document(bubble([picture({ aspectRatio: '1:4' })])),
  }),
  'bare-flex': paper({
    accepted: document(bubble([label()])),
    refused: document({ type: 'bubble', body: box([label()]) }),
  }),
  color: paper({
    limit: '#RRGGBB; #RRGGBBAA too inside Flex Messages',
    accepted: coloured('#ff0000'),
    refused: coloured('red'),
  }),
  'flex-animated': paper({ limit: 10, accepted: animated(10), refused: animated(11) }),
  'flex-blocks': paper({
    limit: 'at least one of header, hero, body, footer',
    accepted: document(bubble([label()])),
    refused: document(flex({ type: 'bubble' })),
  }),
  'flex-bubble-sizes': paper({
    limit: 'one size',
    accepted: bubbles('kilo', 'kilo'),
    refused: bubbles('kilo', 'mega'),
  }),
  'flex-json-size': paper({
    limit: '30 KB a bubble, 50 KB a carousel; LINE does not say whether 1,000 or 1,024 bytes each',
    accepted: letters(2000),
    refused: letters(31_000),
    warned: letters(30_000),
  }),
  'flex-place': paper({
    limit: 'icons in baseline boxes, spans in texts, a video as hero, blocks of their types',
    accepted: document(bubble([{ type: 'icon', url: IMAGE_URL }, label()], { layout: 'baseline' })),
    refused: document(bubble([{ type: 'icon', url: IMAGE_URL }, label()], { layout: 'horizontal' })),
  }),
  'flex-position': paper({
    limit: 'not the first of a block, with an offset in either direction',
    accepted: document(bubble([picture(), pinned({ offsetTop: '10px', offsetStart: '10px' })])),
    refused: document(bubble([picture(), pinned({ offsetTop: '10px' })])),
  }),
  'flex-size': paper({
    limit: 'pixels such as 10px, a percentage or a word, as the property has it',
    accepted: padded('16px'),
    refused: padded('wide'),
    warned: padded('-1px'),
  }),
  'flex-type': paper({
    accepted: document(bubble([label()])),
    refused: document(bubble([{ type: 'label', text: 'Tulips' }])),
  }),
  'flex-video': paper({
    limit: 'the hero of a single bubble of kilo, mega or giga',
    accepted: withFilm('kilo'),
    refused: withFilm('nano'),
  }),
} satisfies Partial<Papers>;
