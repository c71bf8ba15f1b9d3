import { describe, expect, it } from 'vitest';
import { found, type Row } from '../../found.js';

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
