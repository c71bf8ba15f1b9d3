import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/messages/engine/shapes.js';
import { describeInBrowser } from '../../../support/browser.js';
import { boxOf, bubbleOf, drawnInBrowser, type Rectangle } from '../../../support/drawn-flex.js';

const text = (properties: JsonObject = {}) => ({ type: 'text', text: 'Hi', ...properties });
const tile = (properties: JsonObject = {}) => boxOf({ width: '40px', height: '30px', ...properties });

type Expected = Readonly<Record<string, Partial<Rectangle>>>;

/** The body of a bubble of 300 pixels, and where its components lie; `0` is the first of them, `0/1` the second in it. */
type Case = [title: string, body: JsonObject, expected: Expected];

async function expectLayout(container: JsonObject, expected: Expected): Promise<void> {
  const drawn = await drawnInBrowser(container);
  for (const [path, rectangle] of Object.entries(expected)) {
    const pointer = `/body${path === '' ? '' : `/contents/${path.replaceAll('/', '/contents/')}`}`;
    expect(drawn.at(pointer), pointer).toMatchObject(rectangle);
  }
}

describeInBrowser('boxes of a Flex Message', () => {
  it.each<Case>([
    [
      'components of a row share its width by their flex',
      { layout: 'horizontal', contents: [text({ flex: 2 }), text({ flex: 3 })] },
      { 0: { x: 0, width: 120 }, 1: { x: 120, width: 180 } },
    ],
    [
      'components of a row have flex 1 where they say nothing, however long their content is',
      { layout: 'horizontal', contents: [text({ text: 'long '.repeat(40) }), text(), boxOf()] },
      { 0: { width: 100 }, 1: { width: 100 }, 2: { width: 100 } },
    ],
    [
      'flex 0 takes the width of the content, and the others share what is left',
      {
        layout: 'horizontal',
        contents: [boxOf({ flex: 0, paddingStart: '60px' }), text({ flex: 1 }), text({ flex: 2 })],
      },
      { 0: { width: 60 }, 1: { x: 60, width: 80 }, 2: { x: 140, width: 160 } },
    ],
    [
      'a text with flex 0 is never wider than its box',
      { layout: 'horizontal', contents: [text({ text: 'long '.repeat(40), flex: 0 })] },
      { 0: { width: 300 } },
    ],
    [
      'components of a column have the height of their content, and its whole width',
      { layout: 'vertical', height: '200px', contents: [text(), boxOf({ height: '50px' })] },
      { 0: { y: 0, height: 22.4, width: 300 }, 1: { y: 22.4, height: 50, width: 300 } },
    ],
    [
      'in a column the free space alone is shared by flex, over the heights of the contents',
      { layout: 'vertical', height: '144.8px', contents: [text({ flex: 2 }), text({ flex: 3 })] },
      { 0: { height: 62.4 }, 1: { y: 62.4, height: 82.4 } },
    ],
    [
      'boxes in a row are as high as the highest',
      {
        layout: 'horizontal',
        contents: [boxOf({ contents: [boxOf({ height: '90px' })] }), boxOf({ contents: [text()] })],
      },
      { 0: { height: 90 }, 1: { height: 90 } },
    ],
    [
      'a box in a row with a width of its own has flex 0',
      { layout: 'horizontal', contents: [boxOf({ width: '50px', flex: 5 }), boxOf({ width: '25%' }), text()] },
      { 0: { width: 50 }, 1: { width: 75 }, 2: { x: 125, width: 175 } },
    ],
    [
      'a box in a row with a height of its own has flex 0',
      { layout: 'horizontal', contents: [boxOf({ height: '50px', paddingAll: '10px' }), text()] },
      { 0: { width: 20, height: 50 }, 1: { x: 20, width: 280 } },
    ],
    [
      'maxWidth and maxHeight go before width and height',
      { contents: [boxOf({ width: '200px', maxWidth: '40%', height: '90px', maxHeight: '30px' })] },
      { 0: { width: 120, height: 30 } },
    ],
    [
      'percentages of a height are of the height of the box around',
      { height: '200px', contents: [boxOf({ height: '25%' })] },
      { 0: { height: 50 } },
    ],
  ])('%s', (_, body, expected) => expectLayout(bubbleOf(body), expected));

  it.each<Case>([
    [
      'spacing stands between components, not before the first',
      { layout: 'horizontal', spacing: 'md', contents: [tile(), tile(), tile()] },
      { 0: { x: 0 }, 1: { x: 48 }, 2: { x: 96 } },
    ],
    [
      'a margin replaces the spacing, also with none, and stands before the first component too',
      { spacing: '10px', contents: [tile({ margin: 'xxl' }), tile({ margin: 'none' }), tile()] },
      { 0: { y: 20 }, 1: { y: 50 }, 2: { y: 90 } },
    ],
    [
      'the words of spaces grow from none to xxl',
      { contents: ['none', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl'].map((margin) => boxOf({ margin })) },
      { 0: { y: 0 }, 1: { y: 2 }, 2: { y: 6 }, 3: { y: 14 }, 4: { y: 26 }, 5: { y: 42 }, 6: { y: 62 } },
    ],
    ['a percentage is no margin', { contents: [tile(), tile({ margin: '10%' })] }, { 1: { y: 30 } }],
    [
      'an absolute component takes no room and no spacing',
      { spacing: 'xl', contents: [tile({ position: 'absolute', margin: 'xl' }), tile(), tile()] },
      { 0: { x: 0, y: 0 }, 1: { y: 0 }, 2: { y: 46 } },
    ],
    [
      'the sides of a padding go before paddingAll',
      { paddingAll: '80px', paddingTop: '20px', paddingStart: '40px', contents: [text()] },
      { 0: { x: 40, y: 20, width: 180 }, '': { height: 122.4 } },
    ],
    [
      'percentages of a padding are of the width of the box around',
      { contents: [boxOf({ width: '200px', paddingAll: '10%', contents: [text()] })] },
      { '0/0': { x: 30, y: 30, width: 140 } },
    ],
    [
      'a width has the padding and the border in it',
      { contents: [boxOf({ width: '100px', paddingAll: '10px', borderWidth: 'bold', contents: [text()] })] },
      { 0: { width: 100 }, '0/0': { x: 14, y: 14, width: 72 } },
    ],
  ])('%s', (_, body, expected) => expectLayout(bubbleOf(body), expected));

  it.each<Case>([
    ...(
      [
        ['flex-start', 0, 45, 90],
        ['center', 85, 130, 175],
        ['flex-end', 170, 215, 260],
        ['space-between', 0, 130, 260],
        ['space-around', 28.3, 130, 231.7],
        ['space-evenly', 42.5, 130, 217.5],
      ] as const
    ).map(
      ([justifyContent, ...xs]): Case => [
        `justifyContent ${justifyContent} distributes components of flex 0 along the box`,
        { layout: 'horizontal', justifyContent, spacing: '5px', contents: [tile(), tile(), tile()] },
        Object.fromEntries(xs.map((x, index) => [index, { x }])),
      ],
    ),
    [
      'justifyContent has no free space where one component has a share',
      { layout: 'horizontal', justifyContent: 'flex-end', contents: [tile(), text()] },
      { 0: { x: 0 }, 1: { x: 40, width: 260 } },
    ],
    ...(
      [
        ['flex-start', 0],
        ['center', 35],
        ['flex-end', 70],
      ] as const
    ).flatMap(([alignItems, offset]): Case[] => [
      [
        `alignItems ${alignItems} places the components of a row in its height`,
        { layout: 'horizontal', alignItems, height: '100px', contents: [tile(), tile({ height: '100px' })] },
        { 0: { y: offset, height: 30 }, 1: { y: 0 } },
      ],
      [
        `alignItems ${alignItems} places the components of a column in its width`,
        { alignItems, width: '110px', contents: [tile()] },
        { 0: { x: offset, width: 40 } },
      ],
    ]),
  ])('%s', (_, body, expected) => expectLayout(bubbleOf(body), expected));

  it.each<Case>([
    [
      'a relative offset shifts a component, and leaves its room',
      { contents: [tile({ offsetTop: '10px', offsetStart: 'xxl' }), tile({ offsetBottom: '5px', offsetEnd: '7px' })] },
      { 0: { x: 20, y: 10 }, 1: { x: -7, y: 25 } },
    ],
    [
      'an absolute offset is from the edges of the box around, its padding counted in',
      {
        height: '200px',
        paddingAll: '20px',
        contents: [
          tile({ position: 'absolute', offsetBottom: 'sm', offsetEnd: '8px' }),
          tile({ position: 'absolute', offsetTop: '10%', offsetStart: '10%' }),
          boxOf({
            position: 'absolute',
            offsetTop: '10px',
            offsetBottom: '20px',
            offsetStart: '40px',
            offsetEnd: '80px',
          }),
        ],
      },
      { 0: { x: 252, y: 166 }, 1: { x: 30, y: 20 }, 2: { x: 40, y: 10, width: 180, height: 170 } },
    ],
    [
      'an absolute component does not make its box larger',
      { contents: [tile(), boxOf({ contents: [tile({ position: 'absolute', height: '500px' })] })] },
      { '': { height: 30 }, 1: { height: 0 } },
    ],
    [
      'an absolute component is as wide as its content',
      { contents: [tile({ height: '90px' }), boxOf({ position: 'absolute', offsetTop: 'none', contents: [tile()] })] },
      { 1: { x: 0, y: 0, width: 40, height: 30 } },
    ],
  ])('%s', (_, body, expected) => expectLayout(bubbleOf(body), expected));

  it('places everything from the right where the text runs from right to left', async () => {
    const body = {
      layout: 'horizontal',
      paddingStart: '30px',
      contents: [
        tile({ margin: '10px' }),
        tile({ offsetStart: '5px' }),
        tile({ position: 'absolute', offsetStart: '1px', offsetTop: 'none' }),
      ],
    };
    await expectLayout({ ...bubbleOf(body), direction: 'rtl' }, { 0: { x: 220 }, 1: { x: 175 }, 2: { x: 259 } });
  });

  it('cuts off what goes beyond a box', async () => {
    const drawn = await drawnInBrowser(bubbleOf({ contents: [tile({ contents: [tile({ width: '900px' })] })] }));
    expect(drawn.style('/body/contents/0', 'overflow')).toBe('hidden');
    expect(drawn.at('/body/contents/0').width).toBe(40);
    expect(drawn.overflow).toBe(0);
  });

  it.each<[title: string, box: JsonObject, styles: Readonly<Record<string, string>>]>([
    [
      'a border has its width, its colour and round corners',
      { borderWidth: 'semi-bold', borderColor: '#ff0000', cornerRadius: 'xl' },
      { 'border-top-width': '3px', 'border-top-color': 'rgb(255, 0, 0)', 'border-top-left-radius': '16px' },
    ],
    ['a colour alone makes no border', { borderColor: '#ff0000' }, { 'border-top-width': '0px' }],
    [
      'a background colour has its transparency',
      { backgroundColor: '#11223380' },
      { 'background-color': 'rgba(17, 34, 51, 0.5)' },
    ],
    [
      'a gradient has its angle and two colours',
      { background: { type: 'linearGradient', angle: '22.5deg', startColor: '#ff0000', endColor: '#0000ff' } },
      { 'background-image': 'linear-gradient(22.5deg, rgb(255, 0, 0), rgb(0, 0, 255))' },
    ],
    [
      'the middle colour of a gradient lies where it says',
      {
        background: {
          type: 'linearGradient',
          angle: '0deg',
          startColor: '#ff0000',
          centerColor: '#00ff00',
          centerPosition: '10%',
          endColor: '#0000ff80',
        },
      },
      { 'background-image': 'linear-gradient(0deg, rgb(255, 0, 0), rgb(0, 255, 0) 10%, rgba(0, 0, 255, 0.5))' },
    ],
    [
      'the middle colour of a gradient lies at a half where it says nothing',
      {
        background: {
          type: 'linearGradient',
          angle: '180deg',
          startColor: '#ff0000',
          centerColor: '#00ff00',
          endColor: '#0000ff',
        },
      },
      { 'background-image': 'linear-gradient(rgb(255, 0, 0), rgb(0, 255, 0) 50%, rgb(0, 0, 255))' },
    ],
  ])('%s', async (_, box, styles) => {
    const drawn = await drawnInBrowser(bubbleOf({ contents: [boxOf({ height: '40px', ...box })] }));
    for (const [property, value] of Object.entries(styles)) {
      expect(drawn.style('/body/contents/0', property), property).toBe(value);
    }
  });

  it('draws the later component over the earlier one', async () => {
    const drawn = await drawnInBrowser(
      bubbleOf({ contents: [tile({ backgroundColor: '#ff0000' }), tile({ offsetTop: '-20px' })] }),
    );
    expect(drawn.at('/body/contents/1').y).toBe(10);
    expect(drawn.style('/body/contents/1', 'z-index')).toBe('auto');
  });
});
