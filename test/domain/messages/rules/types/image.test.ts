import { describe, expect, it } from 'vitest';
import { found, IMAGE, type Row } from '../../found.js';

const url = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
const media = (more: object) => ({ type: 'image', originalContentUrl: IMAGE, previewImageUrl: IMAGE, ...more });

describe('URLs of media', () => {
  const rows: Row[] = [
    ['https', media({}), []],
    ['https in capitals', media({ previewImageUrl: 'HTTPS://example.com/a.png' }), []],
    ['http', media({ previewImageUrl: 'http://example.com/a.png' }), ['error url-scheme /previewImageUrl']],
    ['2,000 characters', media({ previewImageUrl: url(2000) }), []],
    ['2,001 characters', media({ previewImageUrl: url(2001) }), ['error url-length /previewImageUrl']],
    ['no scheme', media({ previewImageUrl: 'example.com/a.png' }), ['error url /previewImageUrl']],
    ['no host', media({ previewImageUrl: 'https:///a.png' }), ['error url /previewImageUrl']],
    ['a blank', media({ previewImageUrl: 'https://example.com/a b.png' }), ['error url /previewImageUrl']],
    ['not percent-encoded', media({ previewImageUrl: 'https://example.com/猫.png' }), ['warning url /previewImageUrl']],
    ['a broken escape', media({ previewImageUrl: 'https://example.com/%zz' }), ['warning url /previewImageUrl']],
    ['empty', media({ previewImageUrl: '' }), ['error empty /previewImageUrl']],
    ['a number is not converted', media({ previewImageUrl: 5 }), ['error wrong-type /previewImageUrl']],
    ['missing', { type: 'image', originalContentUrl: IMAGE }, ['error required /previewImageUrl']],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});
