import { describe, expect, it } from 'vitest';
import { FAMILY, found, IMAGE, PAIR, type Row } from '../../found.js';

const media = (more: object) => ({ type: 'image', originalContentUrl: IMAGE, previewImageUrl: IMAGE, ...more });

describe('sender and quick reply', () => {
  const named = (name: unknown) => ({ type: 'text', text: 'a', sender: { name } });
  const item = { type: 'action', action: { type: 'message', label: 'Yes', text: 'yes' } };
  const replies = (items: unknown) => ({ type: 'text', text: 'a', quickReply: { items } });
  const rows: Row[] = [
    ['a name of 20', named('a'.repeat(20)), []],
    ['a name of 21', named('a'.repeat(21)), ['error max-length /sender/name']],
    ['a name of 11 pairs', named(PAIR.repeat(11)), ['error max-length /sender/name']],
    ['LINE as a name', named('LINE Support'), ['error sender-name /sender/name']],
    ['line as a word', named('line cook'), ['warning sender-name /sender/name']],
    ['line inside a word', named('Online shop'), []],
    ['13 quick replies', replies(Array(13).fill(item)), []],
    ['14 quick replies', replies(Array(14).fill(item)), ['error count /quickReply/items']],
    ['no quick reply', replies([]), ['warning count /quickReply/items']],
    ['a camera in a quick reply', replies([{ type: 'action', action: { type: 'camera', label: 'Camera' } }]), []],
    ['another item type', replies([{ ...item, type: 'button' }]), ['error enum /quickReply/items/0/type']],
    [
      'an icon over http',
      replies([{ ...item, imageUrl: 'http://a.example/i.png' }]),
      ['error url-scheme /quickReply/items/0/imageUrl'],
    ],
    [
      'quick replies on another type',
      { ...media({}), quickReply: { items: [{ type: 'action' }] } },
      ['error required /quickReply/items/0/action'],
    ],
    [
      'a label of 20',
      replies([{ type: 'action', action: { type: 'message', label: 'あ'.repeat(20), text: 'a' } }]),
      [],
    ],
    [
      'a label of 21',
      replies([{ type: 'action', action: { type: 'message', label: 'あ'.repeat(21), text: 'a' } }]),
      ['error label-length /quickReply/items/0/action/label'],
    ],
    [
      'a label of 3 families has 21 code points',
      replies([{ type: 'action', action: { type: 'message', label: FAMILY.repeat(3), text: 'a' } }]),
      ['warning label-length /quickReply/items/0/action/label'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});
