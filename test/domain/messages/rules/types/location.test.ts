import { expect, it } from 'vitest';
import { found, PAIR, type Row } from '../../found.js';

const place = (more: object) => ({
  type: 'location',
  title: 'a',
  address: 'b',
  latitude: 35.6,
  longitude: 139.7,
  ...more,
});

const rows: Row[] = [
  ['a location', place({}), []],
  ['a title of 100', place({ title: 'a'.repeat(100) }), []],
  ['a title of 101', place({ title: 'a'.repeat(101) }), ['error max-length /title']],
  ['a title of 51 pairs', place({ title: PAIR.repeat(51) }), ['error max-length /title']],
  ['an address of 101', place({ address: 'a'.repeat(101) }), ['error max-length /address']],
  ['an empty title', place({ title: '' }), ['error empty /title']],
  ['off the globe', place({ latitude: 91, longitude: -181 }), ['warning range /latitude', 'warning range /longitude']],
  ['half an emoji', place({ title: '👋'.slice(0, 1) }), ['warning half-character /title']],
];

it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
