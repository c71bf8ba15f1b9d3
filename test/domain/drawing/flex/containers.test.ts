import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/messages/engine/shapes.js';
import { describeInBrowser } from '../../../support/browser.js';
import { boxOf, drawnInBrowser } from '../../../support/drawn-flex.js';

const text = (words = 'Hi') => ({ type: 'text', text: words });
const block = (properties: JsonObject = {}) => boxOf({ contents: [text()], ...properties });
const ofHeight = (height: string) => boxOf({ height });

describeInBrowser('bubbles of a Flex Message', () => {
  it.each([
    ['nano', 120, 10, 10],
    ['micro', 160, 10, 10],
    ['deca', 220, 10, 10],
    ['hecto', 241, 10, 10],
    ['kilo', 260, 13, 13],
    ['mega', 300, 20, 19],
    ['giga', 375, 20, 19],
    [undefined, 300, 20, 19],
    ['tera', 300, 20, 19],
  ])(
    'of the size %s is %d wide in a chat of 375, its body padded by %d, at the top by %d',
    async (size, width, padding, top) => {
      const drawn = await drawnInBrowser({ type: 'bubble', size, body: block() });
      expect(drawn.at('')).toMatchObject({ width });
      expect(drawn.at('/body/contents/0')).toMatchObject({ x: padding, y: top, width: width - 2 * padding });
    },
  );

  it.each([
    [320, 300, 320],
    [280, 280, 280],
    [600, 300, 500],
  ])('in a chat of %d are %d wide as mega and %d as giga, and never wider than it', async (width, mega, giga) => {
    const drawn = await drawnInBrowser({ type: 'bubble', body: block() }, { width });
    expect(drawn.at('').width).toBe(mega);
    expect(drawn.overflow).toBe(0);
    expect((await drawnInBrowser({ type: 'bubble', size: 'giga', body: block() }, { width })).at('').width).toBe(giga);
  });

  it('have header, hero, body and footer in this order, with a padding of their own each', async () => {
    const hero = { type: 'image', url: 'https://example.com/a.png', size: 'full', aspectRatio: '3:1' };
    const drawn = await drawnInBrowser({ type: 'bubble', footer: block(), body: block(), hero, header: block() });
    expect(drawn.at('/header/contents/0')).toMatchObject({ x: 20, y: 20 });
    expect(drawn.at('/hero')).toMatchObject({ x: 0, y: 62.4, width: 300, height: 100 });
    expect(drawn.at('/body/contents/0')).toMatchObject({ x: 20, y: 181.4 });
    expect(drawn.at('/footer/contents/0')).toMatchObject({ x: 10, y: 233.8 });
    expect(drawn.at('').height).toBeCloseTo(266.2, 1);
  });

  it('have no padding in a hero that is a box, and the padding that a box says itself in any block', async () => {
    const body = block({ paddingTop: '1px', paddingStart: '3px' });
    const drawn = await drawnInBrowser({ type: 'bubble', hero: block(), body, footer: block({ paddingAll: '7px' }) });
    expect(drawn.at('/hero/contents/0')).toMatchObject({ x: 0, y: 0, width: 300 });
    expect(drawn.at('/body/contents/0')).toMatchObject({ x: 3, y: 23.4, width: 277 });
    expect(drawn.at('/footer/contents/0')).toMatchObject({ x: 7, width: 286 });
  });

  it('have the styles of their blocks, but for a separator above the first', async () => {
    const styles = {
      header: { separator: true, backgroundColor: '#ffaaaa' },
      body: { separator: true, separatorColor: '#ff0000' },
      footer: { separator: true },
    };
    const drawn = await drawnInBrowser({ type: 'bubble', styles, header: block(), body: block(), footer: block() });
    const [header, body, footer] = ['.fx-header', '.fx-body', '.fx-footer'];
    expect(drawn.style('', 'background-color', header)).toBe('rgb(255, 170, 170)');
    expect(drawn.style('', 'border-top-width', header)).toBe('0px');
    expect(drawn.style('', 'border-top-width', body)).toBe('1px');
    expect(drawn.style('', 'border-top-color', body)).toBe('rgb(255, 0, 0)');
    expect(drawn.style('', 'border-top-color', footer)).toBe('rgb(212, 214, 218)');
  });

  it('give their direction to the text in them', async () => {
    const drawn = await drawnInBrowser({ type: 'bubble', direction: 'rtl', body: block({ layout: 'horizontal' }) });
    expect(drawn.style('/body/contents/0', 'direction')).toBe('rtl');
    const hostile = await drawnInBrowser({ type: 'bubble', direction: '" onload="x', body: block() });
    expect(hostile.style('/body/contents/0', 'direction')).toBe('ltr');
  });

  it('with a video have its preview, and below it what versions without videos show', async () => {
    const altContent = { type: 'image', url: 'https://example.com/alt.jpg', size: 'full', aspectRatio: '3:1' };
    const action = { type: 'uri', label: 'More', uri: 'https://example.com' };
    const url = 'https://example.com/a.mp4';
    const hero = {
      type: 'video',
      url,
      previewUrl: 'https://example.com/b.jpg',
      aspectRatio: '3:2',
      altContent,
      action,
    };
    const drawn = await drawnInBrowser({ type: 'bubble', hero });
    expect(drawn.at('/hero')).toMatchObject({ x: 0, y: 0, width: 300, height: 200 });
    expect(drawn.text('/hero')).toBe('b.jpgvideo 3:2More');
    expect(drawn.at('/hero/altContent')).toMatchObject({ x: 0, width: 300, height: 100 });
    expect(drawn.at('/hero/altContent').y).toBeGreaterThan(200);
  });

  it('deca and hecto are shown as kilo too, as older versions do', async () => {
    const { at } = await drawnInBrowser({ type: 'bubble', size: 'deca', body: block() });
    expect(at('').width).toBe(220);
    const widths = await widthsOf({ type: 'bubble', size: 'hecto', body: block() });
    expect(widths).toEqual([241, 260]);
  });
});

/** The widths of everything that is drawn for the container itself. */
async function widthsOf(container: JsonObject): Promise<readonly number[]> {
  return (await drawnInBrowser(container)).every('').map(({ width }) => width);
}

describeInBrowser('carousels of a Flex Message', () => {
  it('have bubbles beside each other, their bodies as high as the highest; one without a body keeps its height', async () => {
    const contents = [
      { type: 'bubble', size: 'nano', body: ofHeight('200px'), footer: ofHeight('30px') },
      { type: 'bubble', size: 'nano', hero: ofHeight('40px'), body: ofHeight('50px'), footer: ofHeight('30px') },
      { type: 'bubble', size: 'nano', hero: ofHeight('40px'), footer: ofHeight('30px') },
    ];
    const { at } = await drawnInBrowser({ type: 'carousel', contents });
    expect([0, 1, 2].map((index) => at(`/contents/${index}`).height)).toEqual([230, 230, 70]);
    expect([0, 1, 2].map((index) => at(`/contents/${index}`).width)).toEqual([120, 120, 120]);
    expect(at('/contents/1').x - at('/contents/0').x).toBe(128);
    expect(at('/contents/1').y).toBe(at('/contents/2').y);
    // The body takes the room, and the footer stays at the bottom.
    expect(at('/contents/1', '.fx-body')).toMatchObject({ height: 160 });
    expect(at('/contents/1/footer').y).toBe(at('/contents/0/footer').y);
  });

  it('are scrolled in themselves, and the page is not', async () => {
    const bubble = { type: 'bubble', body: block() };
    const drawn = await drawnInBrowser(
      { type: 'carousel', contents: Array.from({ length: 12 }, () => bubble) },
      { width: 320 },
    );
    expect(drawn.overflow).toBe(0);
    expect(drawn.at('').width).toBe(320);
    expect(drawn.at('/contents/11').x).toBeGreaterThan(3000);
    expect(drawn.style('', 'overflow')).toBe('auto hidden');
  });
});
