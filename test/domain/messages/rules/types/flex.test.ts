import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../../../src/domain/messages/check-messages.js';
import { found, IMAGE, type Row } from '../../found.js';

const flex = (contents: unknown, more: object = {}) => ({ type: 'flex', altText: 'a', contents, ...more });
const box = (contents: unknown, more: object = {}) => ({ type: 'box', layout: 'vertical', contents, ...more });
const bubble = (more: object = {}) => ({ type: 'bubble', body: box([]), ...more });
const text = (more: object = {}) => ({ type: 'text', text: 'a', ...more });
const image = (more: object = {}) => ({ type: 'image', url: IMAGE, ...more });
const icon = (more: object = {}) => ({ type: 'icon', url: IMAGE, ...more });
const tap = { type: 'uri', label: 'a', uri: 'https://example.com' };
const button = (more: object = {}) => ({ type: 'button', action: tap, ...more });
const video = (more: object = {}) => ({ type: 'video', url: IMAGE, previewUrl: IMAGE, altContent: image(), ...more });

/** What is found in one component in a vertical box, with pointers from the component. */
function foundInBox(component: unknown): string[] {
  return found(flex(bubble({ body: box([component]) }))).map((line) => line.replace('/contents/body/contents/0', ''));
}

describe('containers', () => {
  const carousel = (contents: unknown) => flex({ type: 'carousel', contents });
  const rows: Row[] = [
    ['a bubble with an empty box', flex(bubble()), []],
    ['a bubble without blocks', flex({ type: 'bubble' }), ['error flex-blocks /contents']],
    ['an unknown container', flex({ type: 'bubbles' }), ['error flex-type /contents/type']],
    ['no container', { type: 'flex', altText: 'a' }, ['error required /contents']],
    ['altText of 1,501', flex(bubble(), { altText: 'a'.repeat(1501) }), ['error max-length /altText']],
    ['an unknown property of the message', flex(bubble(), { alttext: 'a' }), ['warning unknown-property /alttext']],
    ['an unknown property of the bubble', flex(bubble({ heder: box([]) })), ['error unknown-property /contents/heder']],
    ['a known size', flex(bubble({ size: 'deca', direction: 'rtl' })), []],
    ['an unknown size', flex(bubble({ size: 'large' })), ['error enum /contents/size']],
    ['null', flex(bubble({ hero: null })), ['error null-value /contents/hero']],
    ['12 bubbles', carousel(Array(12).fill(bubble())), []],
    ['13 bubbles', carousel(Array(13).fill(bubble())), ['error count /contents/contents']],
    ['no bubble', carousel([]), ['error count /contents/contents']],
    ['bubbles of the same size', carousel([bubble({ size: 'mega' }), bubble()]), []],
    [
      'bubbles of two sizes',
      carousel([bubble(), bubble({ size: 'kilo' })]),
      ['error flex-bubble-sizes /contents/contents/1/size'],
    ],
    [
      'a carousel in a carousel',
      carousel([{ type: 'carousel', contents: [] }]),
      ['error flex-type /contents/contents/0/type'],
    ],
    ['styles', flex(bubble({ styles: { body: { backgroundColor: '#00ffff' }, footer: { separator: true } } })), []],
    [
      'a separator above the first block',
      flex(bubble({ styles: { body: { separator: true } } })),
      ['warning no-effect /contents/styles/body/separator'],
    ],
    [
      'an unknown style',
      flex(bubble({ styles: { body: { color: '#00ffff' } } })),
      ['error unknown-property /contents/styles/body/color'],
    ],
    [
      'an unknown block style',
      flex(bubble({ styles: { comment: 'a' } })),
      ['error unknown-property /contents/styles/comment'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

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

describe('sizes, colours and ratios', () => {
  it.each([
    ['margin', ['none', 'xxl', '10px', '10.5px', '0px'], ['10%', '10', '3xl', '-1px', 'px', 'XL', '']],
    ['spacing', ['none', 'md', '5px'], ['10%', 'full']],
    ['paddingAll', ['none', 'md', '5px', '23.5%'], ['-5px', '5', 'full', '--5px']],
    ['offsetTop', ['none', 'md', '5px', '-5px', '-2.5%'], ['5', 'full', '--5px']],
    ['cornerRadius', ['none', 'xxl', '5px'], ['5%', '3xl']],
    ['borderWidth', ['none', 'semi-bold', '1px'], ['xs', '1%']],
    ['width', ['30px', '50%'], ['md', '30']],
    ['maxHeight', ['30px', '50%'], ['none']],
    ['backgroundColor', ['#00ffff', '#00FFFF80'], ['#fff', 'red', '00ffff', '#00ffff8', '#gggggg', 'rgb(0,0,0)']],
  ])('box.%s', (property, right, wrong) => {
    for (const value of right) expect([value, ...foundInBox(box([], { [property]: value }))]).toEqual([value]);
    for (const value of wrong) expect([value, foundInBox(box([], { [property]: value })).length]).toEqual([value, 1]);
  });

  it.each([
    ['paddingAll', '-5px', 'warning'],
    ['paddingTop', '-2.5%', 'warning'],
    ['paddingEnd', '-md', 'error'],
    ['spacing', '-5px', 'error'],
  ])('a negative box.%s of %s is of the severity %s', (property, value, severity) => {
    expect(foundInBox(box([], { [property]: value }))).toEqual([`${severity} flex-size /${property}`]);
  });

  it.each([
    ['size', ['xxs', '5xl', 'full', '50px', '23.5%'], ['6xl', 'none', '50']],
    ['aspectRatio', ['1:1', '1.91:1', '1:3', '100000:1', '20:13'], ['1:3.1', '0:1', '100001:1', '20x13', '1:', '-1:1']],
    ['aspectMode', ['cover', 'fit'], ['contain']],
    ['align', ['start', 'end', 'center'], ['left']],
    ['gravity', ['top', 'bottom', 'center'], ['middle']],
  ])('image.%s', (property, right, wrong) => {
    for (const value of right) expect([value, ...foundInBox(image({ [property]: value }))]).toEqual([value]);
    for (const value of wrong) expect([value, foundInBox(image({ [property]: value })).length]).toEqual([value, 1]);
  });

  it.each([
    ['size', ['xxs', '5xl', '50px'], ['full', '50%']],
    ['weight', ['regular', 'bold'], ['900']],
    ['style', ['normal', 'italic'], ['oblique']],
    ['decoration', ['none', 'underline', 'line-through'], ['overline']],
    ['lineSpacing', ['20px', '1.5px'], ['sm', '150%']],
    ['position', ['relative'], ['fixed']],
  ])('text.%s', (property, right, wrong) => {
    for (const value of right) expect([value, ...foundInBox(text({ [property]: value }))]).toEqual([value]);
    for (const value of wrong) expect([value, foundInBox(text({ [property]: value })).length]).toEqual([value, 1]);
  });
});

it.each([
  ['angle', ['0deg', '359.9deg'], ['360deg', '-1deg', '90', '90rad']],
  ['centerPosition', ['0%', '50.5%', '100%'], ['100.1%', '-1%', '50', '50px']],
  ['startColor', ['#00ff0080'], ['green']],
])('gradient %s', (property, right, wrong) => {
  const gradient = { type: 'linearGradient', angle: '0deg', startColor: '#ff0000', endColor: '#0000ff' };
  const foundWith = (value: string) => foundInBox(box([], { background: { ...gradient, [property]: value } }));
  for (const value of right) expect([value, ...foundWith(value)]).toEqual([value]);
  for (const value of wrong) expect([value, foundWith(value).length]).toEqual([value, 1]);
});

describe('sizes of the JSON', () => {
  const sized = (bytes: number) => {
    const empty = bubble({ body: box([text({ text: '' })]) });
    return bubble({ body: box([text({ text: 'a'.repeat(bytes - JSON.stringify(empty).length) })]) });
  };
  const rows: Row[] = [
    ['30,000 bytes', flex(sized(30_000)), []],
    ['30,001 bytes: it depends on what a KB is', flex(sized(30_001)), ['warning flex-json-size /contents']],
    ['30 KiB', flex(sized(30_720)), ['warning flex-json-size /contents']],
    ['30 KiB and one byte', flex(sized(30_721)), ['error flex-json-size /contents']],
    [
      'a large bubble in a small carousel',
      flex({ type: 'carousel', contents: [sized(30_721)] }),
      ['error flex-json-size /contents/contents/0'],
    ],
    ['a carousel of 49 KB', flex({ type: 'carousel', contents: [sized(24_500), sized(24_500)] }), []],
    [
      'a carousel of 52 KB',
      flex({ type: 'carousel', contents: [sized(26_000), sized(26_000)] }),
      ['error flex-json-size /contents'],
    ],
  ];
  it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));

  it('counts bytes, not characters', () => {
    const [finding] = checkMessage(flex(bubble({ body: box([text({ text: '蛙'.repeat(11_000) })]) })), {
      method: 'push',
      pointer: '',
    });
    expect(finding).toMatchObject({ rule: 'flex-json-size', severity: 'error', limit: 30_720 });
    expect(finding?.actual).toBeGreaterThan(33_000);
  });
});

describe('animated images', () => {
  const animated = (count: number) => bubble({ body: box(Array(count).fill(image({ animated: true }))) });
  it.each<Row>([
    ['10', flex(animated(10)), []],
    ['11', flex(animated(11)), ['error flex-animated /contents']],
    [
      '6 in each of two bubbles',
      flex({ type: 'carousel', contents: [animated(6), animated(6)] }),
      ['error flex-animated /contents'],
    ],
  ])('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
});

it('survives boxes without end', () => {
  let deep: object = box([]);
  for (let level = 0; level < 20_000; level++) deep = box([deep]);
  expect(found(flex(bubble({ body: deep }))).some((line) => line.startsWith('error depth '))).toBe(true);
});
