import { expect, it } from 'vitest';
import { FILM, found, IMAGE, type Row } from '../../found.js';

const video = (trackingId: unknown) => ({
  type: 'video',
  originalContentUrl: FILM,
  previewImageUrl: IMAGE,
  trackingId,
});

const rows: Row[] = [
  ['a tracking ID of 100', video('a-.=,+*()%$&;:@{}!?<>[]'.padEnd(100, 'x')), []],
  ['a tracking ID of 101', video('x'.repeat(101)), ['error pattern /trackingId']],
  ['a tracking ID with an underscore', video('a_b'), ['error pattern /trackingId']],
];

it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
