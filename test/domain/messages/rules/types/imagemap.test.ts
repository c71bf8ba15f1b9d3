import { expect, it } from 'vitest';
import { FILM, found, IMAGE, PAIR, type Row } from '../../found.js';

const area = { x: 0, y: 0, width: 520, height: 1040 };
const tap = (more: object) => ({ type: 'message', text: 'a', area, ...more });
const imagemap = (more: object) => ({
  type: 'imagemap',
  baseUrl: 'https://example.com/bot/images/rm001',
  altText: 'a',
  baseSize: { width: 1040, height: 1040 },
  actions: [tap({})],
  ...more,
});
const video = (more: object) =>
  imagemap({ video: { originalContentUrl: FILM, previewImageUrl: IMAGE, area, ...more } });
const link = (more: object) => video({ externalLink: { linkUri: 'https://example.com', label: 'See more', ...more } });

const rows: Row[] = [
  ['an imagemap', imagemap({}), []],
  ['another width', imagemap({ baseSize: { width: 746, height: 1040 } }), ['warning range /baseSize/width']],
  ['no height', imagemap({ baseSize: { width: 1040 } }), ['error required /baseSize/height']],
  ['a file extension', imagemap({ baseUrl: IMAGE }), ['warning imagemap-base-url /baseUrl']],
  ['altText of 1,501', imagemap({ altText: 'a'.repeat(1501) }), ['error max-length /altText']],
  ['50 actions', imagemap({ actions: Array(50).fill(tap({})) }), []],
  ['51 actions', imagemap({ actions: Array(51).fill(tap({})) }), ['error count /actions']],
  ['an unknown action', imagemap({ actions: [tap({ type: 'postback' })] }), ['error action-type /actions/0/type']],
  ['text of 400', imagemap({ actions: [tap({ text: 'a'.repeat(400) })] }), []],
  ['text of 401', imagemap({ actions: [tap({ text: 'a'.repeat(401) })] }), ['error max-length /actions/0/text']],
  ['text of 201 pairs', imagemap({ actions: [tap({ text: PAIR.repeat(201) })] }), ['error max-length /actions/0/text']],
  ['a label of 100', imagemap({ actions: [tap({ label: 'a'.repeat(100) })] }), []],
  ['a label of 101', imagemap({ actions: [tap({ label: 'a'.repeat(101) })] }), ['error max-length /actions/0/label']],
  ['a link', imagemap({ actions: [{ type: 'uri', linkUri: 'https://example.com', area }] }), []],
  [
    'a link by the wrong name',
    imagemap({ actions: [{ type: 'uri', uri: 'https://example.com', area }] }),
    ['error required /actions/0/linkUri', 'warning unknown-property /actions/0/uri'],
  ],
  ['a text to copy', imagemap({ actions: [{ type: 'clipboard', clipboardText: 'a', area }] }), []],
  [
    'an area outside',
    imagemap({ actions: [tap({ area: { ...area, x: 521 } })] }),
    ['warning imagemap-area /actions/0/area'],
  ],
  ['a negative place', imagemap({ actions: [tap({ area: { ...area, x: -1 } })] }), ['error range /actions/0/area/x']],
  [
    'an area without width',
    imagemap({ actions: [tap({ area: { x: 0, y: 0, height: 1 } })] }),
    ['error required /actions/0/area/width'],
  ],
  ['a video', video({}), []],
  [
    'a video without area',
    imagemap({ video: { originalContentUrl: FILM, previewImageUrl: IMAGE } }),
    ['error required /video/area'],
  ],
  ['a label of 30 after the video', link({ label: 'a'.repeat(30) }), []],
  ['a label of 31 after the video', link({ label: 'a'.repeat(31) }), ['error max-length /video/externalLink/label']],
  [
    'a link of another scheme',
    link({ linkUri: 'ftp://example.com' }),
    ['error url-scheme /video/externalLink/linkUri'],
  ],
];

it.each(rows)('imagemap: %s', (_about, message, expected) => expect(found(message)).toEqual(expected));
