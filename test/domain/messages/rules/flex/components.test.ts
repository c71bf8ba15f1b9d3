import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { FILM, found, IMAGE, type Row } from '../../found.js';
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
      flex(bubble({ hero: { type: 'video', url: FILM, previewUrl: IMAGE } })),
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
  const span = (more: object = {}) => ({ type: 'span', text: 'a', ...more });
  const spans = (one: object, more: object = {}) => ({ type: 'text', contents: [one], ...more });
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
    ['a text among the spans', { type: 'text', contents: [text()] }, ['error flex-place /contents/0/type']],
    ['text beside spans', text({ contents: [span()] }), ['warning no-effect /text']],
    ['an empty text beside spans', text({ text: '', contents: [span()] }), ['warning empty /text']],
    ['an empty text beside no spans', text({ text: '', contents: [] }), ['error empty /text']],
    ['a line break that shows', text({ text: 'a\nb', wrap: true, lineSpacing: '4px' }), []],
    ['a line break that does not show', text({ text: 'a\nb' }), ['warning no-effect /text']],
    ['a line break at the end', text({ text: 'a\n' }), []],
    ['a line break in a span', spans(span({ text: 'a\nb' })), ['warning no-effect /contents/0/text']],
    ['space between lines of one', text({ lineSpacing: '4px' }), ['warning no-effect /lineSpacing']],
    [
      'a span with another decoration than its text',
      spans(span({ decoration: 'none' }), { decoration: 'underline' }),
      ['warning no-effect /contents/0/decoration'],
    ],
    [
      'a span with the decoration of its text',
      spans(span({ decoration: 'underline' }), { decoration: 'underline' }),
      [],
    ],
    ['a span with a decoration of its own', spans(span({ decoration: 'underline' })), []],
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
    [
      'an absolute component that is told its height only',
      flex(bubble({ body: box([text(), text({ position: 'absolute', offsetBottom: '1px' })]) })),
      ['warning flex-position /contents/body/contents/1/position'],
    ],
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

describe('justifyContent', () => {
  const still = text({ flex: 0 });
  const across = { layout: 'horizontal', justifyContent: 'center' };
  const rows: Row[] = [
    ['children that take no free space', box([still, still], across), []],
    ['a child that shares by default', box([still, text()], across), ['warning no-effect /justifyContent']],
    [
      'a child that shares in a column',
      box([text({ flex: 1 })], { justifyContent: 'center' }),
      ['warning no-effect /justifyContent'],
    ],
    ['a column, whose children take none by default', box([text()], { justifyContent: 'center' }), []],
    ['boxes with a width of their own', box([box([], { width: '20px' })], across), []],
    ['a separator and what is absolute', box([{ type: 'separator' }, pinned()], across), []],
    ['the default, in words', box([text()], { ...across, justifyContent: 'flex-start' }), []],
  ];
  it.each(rows)('%s', (_about, component, expected) => expect(foundInBox(component)).toEqual(expected));

  function pinned() {
    return text({ position: 'absolute', offsetTop: '0px', offsetStart: '0px' });
  }
});

it('says of a spacer that it was discontinued, and what takes its place', () => {
  const [finding] = checkMessage(flex(bubble({ body: box([{ type: 'spacer', size: 'md' }, text()]) })), {
    method: 'push',
    pointer: '',
  });
  expect(finding).toMatchObject({
    pointer: '/contents/body/contents/0/type',
    severity: 'error',
    message: expect.stringMatching(/spacer was discontinued.*padding.*margin/),
    docs: 'https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-position',
  });
});

it('says of contents that are JSON in a string that this is what they are', () => {
  const [finding, ...others] = checkMessage(flex(JSON.stringify(bubble())), { method: 'push', pointer: '' });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    pointer: '/contents',
    rule: 'wrong-type',
    severity: 'error',
    message: expect.stringContaining('JSON in a string'),
  });
});
