import { describe, expect, it } from 'vitest';
import { FAMILY, found, IMAGE, type Row } from '../../found.js';

const yes = { type: 'message', label: 'Yes', text: 'yes' };
const template = (content: object, more: object = {}) => ({
  type: 'template',
  altText: 'a',
  template: content,
  ...more,
});
const buttons = (more: object) => template({ type: 'buttons', text: 'a', actions: [yes], ...more });
const confirm = (more: object) => template({ type: 'confirm', text: 'a', actions: [yes, yes], ...more });
const column = (more: object = {}) => ({ text: 'a', actions: [yes], ...more });
const carousel = (columns: unknown, more: object = {}) => template({ type: 'carousel', columns, ...more });
const images = (columns: unknown) => template({ type: 'image_carousel', columns });

describe('templates', () => {
  const rows: Row[] = [
    ['an unknown template', template({ type: 'button' }), ['error template-type /template/type']],
    ['altText of 1,500', { ...buttons({}), altText: 'a'.repeat(1500) }, []],
    ['altText of 1,501', { ...buttons({}), altText: 'a'.repeat(1501) }, ['error max-length /altText']],
    ['an empty altText', { ...buttons({}), altText: '' }, ['error empty /altText']],
    ['an unknown property of the template', buttons({ titel: 'a' }), ['warning unknown-property /template/titel']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('buttons', () => {
  const rows: Row[] = [
    ['text of 160', buttons({ text: 'あ'.repeat(160) }), []],
    ['text of 161', buttons({ text: 'あ'.repeat(161) }), ['error max-length /template/text']],
    [
      '160 families are too many code points',
      buttons({ text: FAMILY.repeat(160) }),
      ['warning max-length /template/text'],
    ],
    ['text of 60 beside a title', buttons({ title: 't', text: 'あ'.repeat(60) }), []],
    ['text of 61 beside a title', buttons({ title: 't', text: 'あ'.repeat(61) }), ['error max-length /template/text']],
    [
      'text of 61 beside an image',
      buttons({ thumbnailImageUrl: IMAGE, text: 'a'.repeat(61) }),
      ['error max-length /template/text'],
    ],
    ['null is no image', buttons({ thumbnailImageUrl: null, title: null, text: 'a'.repeat(61) }), []],
    ['title of 40', buttons({ title: 'あ'.repeat(40) }), []],
    ['title of 41', buttons({ title: 'あ'.repeat(41) }), ['error max-length /template/title']],
    ['4 actions', buttons({ actions: [yes, yes, yes, yes] }), []],
    ['5 actions', buttons({ actions: [yes, yes, yes, yes, yes] }), ['error count /template/actions']],
    ['no action', buttons({ actions: [] }), ['error count /template/actions']],
    [
      'a square image',
      buttons({ imageAspectRatio: 'square', imageSize: 'contain', imageBackgroundColor: '#a1B2c3' }),
      [],
    ],
    ['a round image', buttons({ imageAspectRatio: 'round' }), ['error enum /template/imageAspectRatio']],
    [
      'a colour with alpha',
      buttons({ imageBackgroundColor: '#FFFFFFFF' }),
      ['error color /template/imageBackgroundColor'],
    ],
    ['a colour by name', buttons({ imageBackgroundColor: 'white' }), ['error color /template/imageBackgroundColor']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('confirm', () => {
  const rows: Row[] = [
    ['text of 240', confirm({ text: 'あ'.repeat(240) }), []],
    ['text of 241', confirm({ text: 'あ'.repeat(241) }), ['error max-length /template/text']],
    ['1 action', confirm({ actions: [yes] }), ['error count /template/actions']],
    ['3 actions', confirm({ actions: [yes, yes, yes] }), ['error count /template/actions']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('carousels', () => {
  const picture = { imageUrl: IMAGE, action: { type: 'uri', uri: 'https://example.com' } };
  const rows: Row[] = [
    ['10 columns', carousel(Array(10).fill(column())), []],
    ['11 columns', carousel(Array(11).fill(column())), ['error count /template/columns']],
    ['no column', carousel([]), ['error count /template/columns']],
    ['text of 120', carousel([column({ text: 'あ'.repeat(120) })]), []],
    ['text of 121', carousel([column({ text: 'あ'.repeat(121) })]), ['error max-length /template/columns/0/text']],
    [
      'text of 61 beside a title',
      carousel([column({ title: 't', text: 'a'.repeat(61) })]),
      ['error max-length /template/columns/0/text'],
    ],
    ['3 actions', carousel([column({ actions: [yes, yes, yes] })]), []],
    ['4 actions', carousel([column({ actions: [yes, yes, yes, yes] })]), ['error count /template/columns/0/actions']],
    [
      'unequal actions',
      carousel([column(), column({ actions: [yes, yes] }), column()]),
      ['error carousel-actions /template/columns/1/actions'],
    ],
    [
      'a title in one column',
      carousel([column({ title: 'a' }), column()]),
      ['error carousel-columns /template/columns/1'],
    ],
    [
      'an image in the other',
      carousel([column(), column({ thumbnailImageUrl: IMAGE })]),
      ['error carousel-columns /template/columns/1'],
    ],
    ['10 images', images(Array(10).fill(picture)), []],
    ['11 images', images(Array(11).fill(picture)), ['error count /template/columns']],
    ['no image URL', images([{ action: picture.action }]), ['error required /template/columns/0/imageUrl']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});
