import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawContainer } from '../../../../src/domain/drawing/flex/container.js';
import { notesOf } from '../../../../src/domain/drawing/flex/notes.js';
import { pointersOf, render } from '../../../../src/domain/drawing/markup.js';
import type { JsonObject } from '../../../../src/domain/messages/engine/shapes.js';
import { describeInBrowser } from '../../../support/browser.js';
import { boxOf, bubbleOf, drawnInBrowser } from '../../../support/drawn-flex.js';

const place = { pointer: '', depth: 0, chatWidth: 375, loadImages: true };
const drawn = (container: unknown) => render(drawContainer(container as JsonObject, place));

/** Names that a container has, so that what is wrong stands where it is looked at. */
const NAMES = [
  ...['type', 'size', 'direction', 'header', 'hero', 'body', 'footer', 'styles', 'action', 'contents', 'altContent'],
  ...['layout', 'flex', 'spacing', 'margin', 'position', 'offsetTop', 'offsetStart', 'width', 'height', 'maxWidth'],
  ...['paddingAll', 'paddingTop', 'borderWidth', 'borderColor', 'cornerRadius', 'background', 'backgroundColor'],
  ...['angle', 'startColor', 'centerColor', 'centerPosition', 'endColor', 'justifyContent', 'alignItems', 'gravity'],
  ...['text', 'wrap', 'maxLines', 'lineSpacing', 'adjustMode', 'weight', 'style', 'decoration', 'color', 'align'],
  ...['url', 'previewUrl', 'aspectRatio', 'aspectMode', 'animated', 'label', 'uri', 'separator', 'separatorColor'],
];
const HOSTILE = `red;background:url(https://example.com/x)}*{}</style><script>alert(1)</script>"'`;
const WORDS = [
  ...['bubble', 'carousel', 'box', 'text', 'span', 'image', 'icon', 'button', 'separator', 'filler', 'spacer', 'video'],
  ...[
    'horizontal',
    'vertical',
    'baseline',
    'absolute',
    'center',
    'md',
    'full',
    'deca',
    '20:13',
    '10px',
    '50%',
    '#ff0000',
  ],
  ...[
    'linearGradient',
    '45deg',
    'shrink-to-fit',
    'cover',
    'primary',
    'https://example.com/a.png',
    '__proto__',
    HOSTILE,
  ],
];
const { container } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constantFrom(...WORDS), fc.jsonValue({ maxDepth: 1 }), fc.double(), fc.constant(true)),
  list: fc.array(tie('value'), { maxLength: 4 }),
  value: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('container')),
  container: fc
    .tuple(
      fc.constantFrom(...WORDS.slice(0, 12)),
      fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 12 }),
    )
    .map(([type, properties]) => ({ type, ...properties })),
}));

it('draws any JSON in any place, and a stranger writes neither tags nor styles', () => {
  fc.assert(
    fc.property(container, (value) => {
      const { text, styles } = drawn(value);
      expect(text).not.toMatch(/<script|<style|javascript:|on\w+=/i);
      expect(styles).not.toMatch(/url|<|script|@|\}[^\n]/i);
      expect(styles.split('\n').every((line) => line === '' || /^\.s\d+\{[^{}]*\}$/.test(line))).toBe(true);
      notesOf(value as JsonObject);
    }),
    { numRuns: 300 },
  );
});

it.each([
  'size',
  'color',
  'backgroundColor',
  'width',
  'flex',
  'margin',
  'paddingAll',
  'aspectRatio',
  'offsetTop',
  'type',
])('a %s that would end a style sheet, an attribute or a tag does not', (name) => {
  for (const type of WORDS.slice(2, 12)) {
    const component = { type, url: 'x', text: HOSTILE, [name]: HOSTILE };
    const { text, styles } = drawn(bubbleOf({ contents: [component], [name]: name === 'type' ? 'box' : HOSTILE }));
    expect(styles).not.toContain('red');
    expect(text).not.toContain('<script');
  }
});

it('gives every element its JSON pointer', () => {
  const contents = [
    { type: 'text', contents: [{ type: 'span', text: 'a' }] },
    { type: 'image', url: 'x' },
    boxOf({ layout: 'baseline', contents: [{ type: 'icon', url: 'x' }] }),
    { type: 'button', action: {} },
    { type: 'separator' },
    { type: 'filler' },
    { type: 'spacer' },
    { type: 'a/b~c' },
  ];
  const carousel = { type: 'carousel', contents: [bubbleOf({ contents }), 7] };
  const body = '/contents/0/body';
  expect([...pointersOf(drawContainer(carousel, place))]).toEqual([
    '',
    '/contents/0',
    body,
    `${body}/contents/0`,
    `${body}/contents/0/contents/0`,
    `${body}/contents/1`,
    `${body}/contents/2`,
    `${body}/contents/2/contents/0`,
    ...[3, 4, 5, 6, 7].map((index) => `${body}/contents/${index}`),
    '/contents/1',
  ]);
});

it('says what a tap does, of a bubble, a box, a text, an image and a button', () => {
  const action = { type: 'message', label: 'Label', text: 'Hello' };
  const contents = [boxOf({ action }), { type: 'text', text: 'x', action }, { type: 'image', url: 'x', action }];
  const { text } = drawn({ ...bubbleOf({ contents: [...contents, { type: 'button', action }] }), action });
  expect(text.match(/title="Tap: says &#34;Hello&#34;"/g)).toHaveLength(5);
  // Of a button alone the label is shown.
  expect(text.match(/>Label</g)).toHaveLength(1);
});

it('loads images of https alone, and none where the page may not', () => {
  const contents = ['https://example.com/a.png', 'http://example.com/b.png', 'javascript:alert(1)'].map((url) => ({
    type: 'image',
    url,
  }));
  const sources = (loadImages: boolean) =>
    render(drawContainer(bubbleOf({ contents }), { ...place, loadImages })).text.match(/ src="[^"]*"/g) ?? [];
  expect(sources(true)).toEqual([' src="https://example.com/a.png"']);
  expect(sources(false)).toEqual([]);
});

describeInBrowser('a Flex Message that is not one', () => {
  it('is drawn when it is deeper than any other, in no time, and ends where LINE would refuse it', async () => {
    let box = boxOf({ contents: [{ type: 'text', text: 'bottom' }] });
    for (let depth = 0; depth < 120; depth += 1) {
      box = boxOf({ layout: depth % 2 === 0 ? 'horizontal' : 'vertical', contents: [box], paddingAll: '1px' });
    }
    const { at, text, overflow } = await drawnInBrowser(bubbleOf({ contents: [box] }));
    expect(at('').width).toBe(300);
    expect(text('')).toBe('too deep to be drawn');
    expect(overflow).toBe(0);
  });

  it('never makes the page wider than it is', async () => {
    const wide = boxOf({ layout: 'horizontal', contents: [boxOf({ width: '5000px', height: '9px', flex: 9 })] });
    const contents = [
      wide,
      { type: 'text', text: 'w'.repeat(5000) },
      { type: 'image', url: 'x', size: '9000px' },
      boxOf({ position: 'absolute', offsetStart: '4000px', offsetTop: '0px', width: '10px', height: '10px' }),
      { type: 'x'.repeat(3000) },
      { type: 'text', text: 'relative', offsetStart: '3000px' },
    ];
    expect((await drawnInBrowser(bubbleOf({ contents }), { width: 320 })).overflow).toBe(0);
    expect((await drawnInBrowser({ type: 'w'.repeat(3000) }, { width: 320 })).overflow).toBe(0);
  });
});
