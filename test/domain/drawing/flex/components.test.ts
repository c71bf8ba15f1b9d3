import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/messages/engine/shapes.js';
import { describeInBrowser } from '../../../support/browser.js';
import { boxOf, bubbleOf, drawnInBrowser } from '../../../support/drawn-flex.js';

const FIRST = '/body/contents/0';
const image = (properties: JsonObject = {}) => ({
  type: 'image',
  url: 'https://example.com/a/photo.jpg',
  ...properties,
});
const button = (properties: JsonObject = {}) => ({
  type: 'button',
  action: { type: 'uri', label: 'Go', uri: 'https://example.com' },
  ...properties,
});

describeInBrowser('images and icons of a Flex Message', () => {
  it.each([
    [undefined, undefined, 100, 100],
    ['xxs', undefined, 40, 40],
    ['5xl', '2:1', 220, 110],
    ['full', '20:13', 300, 195],
    ['50%', '1:2', 150, 300],
    ['70.4px', '1:1', 70.4, 70.4],
    ['400px', '2:1', 300, 150],
    ['md', '1:3', 100, 300],
    ['md', '1:4', 100, 100],
    ['md', '0:0', 100, 100],
    ['md', '1:1;color:red', 100, 100],
  ])(
    'an image of the size %s and the ratio %s has a drawing area of %d × %d',
    async (size, aspectRatio, width, height) => {
      const drawn = await drawnInBrowser(bubbleOf({ contents: [image({ size, aspectRatio })] }));
      expect(drawn.at(FIRST, '.fx-area')).toMatchObject({ width, height, x: (300 - width) / 2 });
      expect(drawn.at(FIRST)).toMatchObject({ width: 300, height });
    },
  );

  it('an image is made smaller where its box leaves less room than its size', async () => {
    const contents = [image({ size: 'xl', aspectRatio: '2:1' }), image(), image(), image()];
    const drawn = await drawnInBrowser(bubbleOf({ layout: 'horizontal', contents }));
    expect(drawn.at(FIRST, '.fx-area')).toMatchObject({ width: 75, height: 37.5 });
  });

  it.each([
    ['start', 0],
    ['center', 100],
    ['end', 200],
  ])('an image of the align %s lies in its width accordingly', async (align, x) => {
    const drawn = await drawnInBrowser(bubbleOf({ contents: [image({ align })] }));
    expect(drawn.at(FIRST, '.fx-area').x).toBe(x);
  });

  it('an image of the gravity bottom lies at the bottom of its height', async () => {
    const contents = [boxOf({ width: '10px', height: '150px' }), image({ gravity: 'bottom' })];
    const drawn = await drawnInBrowser(bubbleOf({ layout: 'horizontal', contents }));
    expect(drawn.at('/body/contents/1', '.fx-area').y).toBe(50);
  });

  it.each([
    ['in a row, with flex 0', { layout: 'horizontal', contents: [image({ size: 'full', flex: 0 })] }],
    ['in a column whose components are centred', { alignItems: 'center', contents: [image({ size: 'full' })] }],
  ])('an image of the size full has the width of its box %s', async (_, box) => {
    expect((await drawnInBrowser(bubbleOf(box))).at(FIRST, '.fx-area')).toMatchObject({ width: 300, height: 300 });
  });

  it('an image that is not loaded has its name and its ratio in its place, on its background', async () => {
    const drawn = await drawnInBrowser(
      bubbleOf({
        contents: [image({ size: 'full', aspectRatio: '4:1', backgroundColor: '#ff0000' }), image({ animated: true })],
      }),
    );
    expect(drawn.text(FIRST)).toBe('photo.jpgimage 4:1');
    expect(drawn.style(FIRST, 'background-color', '.fx-area')).toBe('rgb(255, 0, 0)');
    expect(drawn.text('/body/contents/1')).toContain('animated');
  });

  it.each([
    [undefined, 'contain'],
    ['fit', 'contain'],
    ['cover', 'cover'],
  ])('a loaded image of the aspectMode %s is drawn as %s', async (aspectMode, fit) => {
    const drawn = await drawnInBrowser(bubbleOf({ contents: [image({ aspectMode })] }), { loadImages: true });
    expect(drawn.style(FIRST, 'object-fit', '.fx-picture')).toBe(fit);
    expect(drawn.at(FIRST, '.fx-picture')).toMatchObject({ width: 100, height: 100 });
  });

  it.each([
    ['md', undefined, 16, 16],
    ['xxl', '2:1', 29, 14.5],
    ['30px', undefined, 30, 30],
  ])(
    'an icon of the size %s and the ratio %s is %d × %d, and takes no share of a row',
    async (size, aspectRatio, width, height) => {
      const icon = { type: 'icon', url: 'https://example.com/a.png', size, aspectRatio, flex: 3 };
      const drawn = await drawnInBrowser(
        bubbleOf({ layout: 'baseline', contents: [icon, { type: 'text', text: 'x' }] }),
      );
      expect(drawn.at(FIRST)).toMatchObject({ width, height });
      expect(drawn.at('/body/contents/1')).toMatchObject({ x: width, width: 300 - width });
    },
  );
});

describeInBrowser('buttons, lines and gaps of a Flex Message', () => {
  it.each([
    [{}, 52, 'rgba(0, 0, 0, 0)', 'rgb(66, 101, 154)'],
    [{ height: 'sm' }, 40, 'rgba(0, 0, 0, 0)', 'rgb(66, 101, 154)'],
    [{ style: 'primary' }, 52, 'rgb(23, 201, 80)', 'rgb(255, 255, 255)'],
    [{ style: 'secondary' }, 52, 'rgb(220, 223, 229)', 'rgb(17, 17, 17)'],
    [{ style: 'primary', color: '#0000ff' }, 52, 'rgb(0, 0, 255)', 'rgb(255, 255, 255)'],
    [{ style: 'link', color: '#0000ff' }, 52, 'rgba(0, 0, 0, 0)', 'rgb(0, 0, 255)'],
  ])('a button %j is %d high, on %s, in %s', async (properties, height, background, color) => {
    const drawn = await drawnInBrowser(bubbleOf({ contents: [button(properties)] }));
    expect(drawn.at(FIRST, '.fx-face')).toMatchObject({ width: 300, height });
    expect(drawn.style(FIRST, 'background-color', '.fx-face')).toBe(background);
    expect(drawn.style(FIRST, 'color', '.fx-face')).toBe(color);
    expect(drawn.text(FIRST)).toBe('Go');
  });

  it('a button of the gravity center lies in the middle of its height, and a long label is cut or shrinks', async () => {
    const action = { type: 'message', label: 'A label of forty characters, exactly so!', text: 'x' };
    const contents = [
      boxOf({ width: '100px', height: '100px' }),
      button({ gravity: 'center', action }),
      button({ adjustMode: 'shrink-to-fit', action }),
    ];
    const drawn = await drawnInBrowser(bubbleOf({ layout: 'horizontal', contents }));
    expect(drawn.at('/body/contents/1', '.fx-face')).toMatchObject({ y: 24, width: 100 });
    expect(drawn.style('/body/contents/1', 'font-size', '.fx-face')).toBe('16px');
    expect(Number.parseFloat(drawn.style('/body/contents/2', 'font-size', '.fx-face'))).toBeLessThan(8);
  });

  it('a separator is a line across its box, with a margin before it', async () => {
    const separator = { type: 'separator', margin: 'lg', color: '#ff0000' };
    const row = await drawnInBrowser(
      bubbleOf({ layout: 'horizontal', contents: [boxOf({ width: '20px', height: '80px' }), separator] }),
    );
    expect(row.at('/body/contents/1')).toMatchObject({ x: 32, y: 0, width: 1, height: 80 });
    const column = await drawnInBrowser(
      bubbleOf({ alignItems: 'center', contents: [boxOf({ height: '20px' }), separator] }),
    );
    expect(column.at('/body/contents/1')).toMatchObject({ x: 0, y: 32, width: 300, height: 1 });
    expect(column.style('/body/contents/1', 'background-color')).toBe('rgb(255, 0, 0)');
  });

  it('a filler fills a row and a column alike, and the spacing does not go for it', async () => {
    const tile = boxOf({ width: '40px', height: '30px' });
    const contents = [tile, { type: 'filler' }, tile, { type: 'filler', flex: 3 }];
    const row = await drawnInBrowser(bubbleOf({ layout: 'horizontal', spacing: '20px', contents }));
    expect(row.at('/body/contents/1')).toMatchObject({ x: 40, width: 50 });
    expect(row.at('/body/contents/2')).toMatchObject({ x: 110 });
    expect(row.at('/body/contents/3')).toMatchObject({ x: 150, width: 150 });
    const column = await drawnInBrowser(bubbleOf({ height: '100px', contents: [{ type: 'filler' }, tile] }));
    expect(column.at('/body/contents/1').y).toBe(70);
  });

  it('a spacer, which LINE has discontinued, is a gap that says so', async () => {
    const drawn = await drawnInBrowser(bubbleOf({ contents: [{ type: 'spacer', size: 'xl' }, boxOf()] }));
    expect(drawn.at(FIRST)).toMatchObject({ width: 300, height: 16 });
    expect(drawn.text(FIRST)).toContain('spacer, discontinued');
  });

  it.each([
    [{ type: 'hologram' }, '“hologram” is no component'],
    [{ text: 'x' }, 'a component without type'],
    [{ type: 7 }, 'the type is no text'],
    ['text', 'not a component'],
    [null, 'not a component'],
  ])('%j is a box that says what is wrong', async (component, words) => {
    expect((await drawnInBrowser(bubbleOf({ contents: [component] }))).text(FIRST)).toBe(words);
  });
});
