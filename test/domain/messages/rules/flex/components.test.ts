import { describe, expect, it } from 'vitest';
import { found, IMAGE, type Row } from '../../found.js';
import { box, bubble, button, flex, foundInBox, icon, image, text, video } from './flex-parts.js';

describe('places of components', () => {
  const rows: Row[] = [
    ['an image as header', flex(bubble({ header: image() })), ['error flex-place /contents/header/type']],
    ['an image as hero', flex(bubble({ hero: image() })), []],
    ['a box as hero', flex(bubble({ hero: box([]) })), []],
    ['a button as hero', flex(bubble({ hero: button() })), ['error flex-place /contents/hero/type']],
    ['a video as hero', flex(bubble({ hero: video() })), []],
    ['a video in a small bubble', flex(bubble({ hero: video(), size: 'micro' })), ['error flex-video /contents/size']],
    ['a video in a kilo bubble', flex(bubble({ hero: video(), size: 'kilo' })), []],
    ['a video in a box', flex(bubble({ body: box([video()]) })), ['error flex-place /contents/body/contents/0/type']],
    [
      'a video in a carousel',
      flex({ type: 'carousel', contents: [bubble({ hero: video() })] }),
      ['error flex-video /contents/contents/0/hero/type'],
    ],
    [
      'a text as altContent',
      flex(bubble({ hero: video({ altContent: text() }) })),
      ['error flex-place /contents/hero/altContent/type'],
    ],
    [
      'no altContent',
      flex(bubble({ hero: { type: 'video', url: IMAGE, previewUrl: IMAGE } })),
      ['error required /contents/hero/altContent'],
    ],
    [
      'another action on a video',
      flex(bubble({ hero: video({ action: { type: 'message', text: 'a' } }) })),
      ['error action-place /contents/hero/action/type'],
    ],
    [
      'icon, text and filler in a baseline box',
      flex(bubble({ body: box([icon(), text()], { layout: 'baseline' }) })),
      [],
    ],
    [
      'an image in a baseline box',
      flex(bubble({ body: box([image()], { layout: 'baseline' }) })),
      ['error flex-place /contents/body/contents/0/type'],
    ],
    [
      'gravity in a baseline box',
      flex(bubble({ body: box([text({ gravity: 'top' })], { layout: 'baseline' }) })),
      ['warning no-effect /contents/body/contents/0/gravity'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

describe('components', () => {
  const rows: Row[] = [
    ['a box in a box', box([box([text()])]), []],
    ['a box without layout', { type: 'box', contents: [] }, ['error required /layout']],
    ['a box without contents', { type: 'box', layout: 'vertical' }, ['error required /contents']],
    ['an unknown layout', box([], { layout: 'grid' }), ['error enum /layout']],
    ['an icon in a vertical box', icon(), ['error flex-place /type']],
    ['a span in a box', { type: 'span', text: 'a' }, ['error flex-place /type']],
    ['a spacer', { type: 'spacer' }, ['error flex-type /type']],
    ['a filler', { type: 'filler' }, ['warning deprecated /type']],
    ['a separator', { type: 'separator', color: '#000000', margin: 'xl' }, []],
    ['an unknown property', text({ colour: '#000000' }), ['error unknown-property /colour']],
    ['null', text({ color: null }), ['error null-value /color']],
    ['a number for a string', text({ text: 5 }), ['error wrong-type /text']],
    ['a string for a number', text({ flex: '1' }), ['error wrong-type /flex']],
    ['a string for true', text({ wrap: 'true' }), ['error wrong-type /wrap']],
    ['a text of any length', text({ text: 'a'.repeat(10_000) }), []],
    ['an empty text', text({ text: '' }), ['error empty /text']],
    ['a text without text', { type: 'text' }, ['error required /text']],
    ['spans instead of text', { type: 'text', contents: [{ type: 'span', text: '蛙', size: 'xxl' }] }, []],
    ['no spans and no text', { type: 'text', contents: [] }, ['error required /text']],
    ['text and no spans', text({ contents: [] }), []],
    ['a text among the spans', text({ contents: [text()] }), ['error flex-place /contents/0/type']],
    [
      'a button',
      button({ style: 'primary', height: 'sm', gravity: 'center', adjustMode: 'shrink-to-fit', scaling: true }),
      [],
    ],
    ['an unknown style', button({ style: 'danger' }), ['error enum /style']],
    ['a button without action', { type: 'button' }, ['error required /action']],
    ['an image over http', image({ url: 'http://example.com/a.png' }), ['error url-scheme /url']],
    ['an image action without label', image({ action: { type: 'uri', uri: 'https://example.com' } }), []],
    [
      'a gradient',
      box([], {
        background: {
          type: 'linearGradient',
          angle: '23.5deg',
          startColor: '#ff0000',
          endColor: '#0000ff80',
          centerColor: '#00FF00',
          centerPosition: '10%',
        },
      }),
      [],
    ],
    [
      'a full turn',
      box([], { background: { type: 'linearGradient', angle: '360deg', startColor: '#ff0000', endColor: '#0000ff' } }),
      ['error angle /background/angle'],
    ],
    [
      'a gradient without colour',
      box([], { background: { type: 'linearGradient', angle: '0deg', startColor: '#ff0000' } }),
      ['error required /background/endColor'],
    ],
    ['a radial gradient', box([], { background: { type: 'radialGradient' } }), ['error enum /background/type']],
  ];
  it.each(rows)('%s', (_about, component, expected) => expect(foundInBox(component)).toEqual(expected));
});

describe('positions that the page rules out', () => {
  const absolute = text({ position: 'absolute', offsetTop: '1px', offsetStart: '1px' });
  const rows: Row[] = [
    [
      'a first component that is absolute',
      flex(bubble({ body: box([absolute, text()]) })),
      ['warning flex-position /contents/body/contents/0/position'],
    ],
    [
      'in every block of every bubble',
      flex({ type: 'carousel', contents: [bubble({ header: box([absolute]), hero: box([absolute]) })] }),
      [
        'warning flex-position /contents/contents/0/header/contents/0/position',
        'warning flex-position /contents/contents/0/hero/contents/0/position',
      ],
    ],
    ['a second component that is absolute', flex(bubble({ body: box([text(), absolute]) })), []],
    ['the first of a box inside', flex(bubble({ body: box([text(), box([absolute])]) })), []],
    ['a first component that is relative', flex(bubble({ body: box([text({ position: 'relative' })]) })), []],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));

  it('offsetBottom in a baseline box', () => {
    const low = text({ offsetBottom: '1px' });
    expect(foundInBox(box([icon(), low], { layout: 'baseline' }))).toEqual([
      'warning no-effect /contents/1/offsetBottom',
    ]);
    expect(foundInBox(box([low], { layout: 'horizontal' }))).toEqual([]);
  });
});
