import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/messages/engine/shapes.js';
import { describeInBrowser } from '../../../support/browser.js';
import { boxOf, bubbleOf, type Drawn, drawnInBrowser } from '../../../support/drawn-flex.js';

const LONG = 'word '.repeat(60).trim();
const FIRST = '/body/contents/0';

/** A text alone in a column of 300 pixels, or in the box that is given. */
function drawnText(properties: JsonObject, box: JsonObject = {}): Promise<Drawn> {
  return drawnInBrowser(bubbleOf({ ...box, contents: [{ type: 'text', text: 'Hi', ...properties }] }));
}

describeInBrowser('texts of a Flex Message', () => {
  it.each([
    ['xxs', '11px'],
    ['xs', '13px'],
    ['sm', '14px'],
    ['md', '16px'],
    ['lg', '19px'],
    ['xl', '22px'],
    ['xxl', '29px'],
    ['3xl', '35px'],
    ['4xl', '48px'],
    ['5xl', '74px'],
    ['23.5px', '23.5px'],
    [undefined, '16px'],
    ['50%', '16px'],
    ['huge', '16px'],
    ['constructor', '16px'],
  ])('of the size %s has letters of %s', async (size, expected) => {
    expect((await drawnText({ size })).style(FIRST, 'font-size', '.fx-lines')).toBe(expected);
  });

  it.each([
    [{ weight: 'bold' }, 'font-weight', '700'],
    [{ style: 'italic' }, 'font-style', 'italic'],
    [{ decoration: 'underline' }, 'text-decoration-line', 'underline'],
    [{ decoration: 'line-through' }, 'text-decoration-line', 'line-through'],
    [{ color: '#0000ff' }, 'color', 'rgb(0, 0, 255)'],
    [{}, 'color', 'rgb(17, 17, 17)'],
    [{ align: 'center' }, 'text-align', 'center'],
    [{ align: 'end' }, 'text-align', 'end'],
    [{}, 'text-align', 'start'],
  ] as const)('%j makes %s %s', async (properties, style, expected) => {
    expect((await drawnText(properties)).style(FIRST, style, '.fx-lines')).toBe(expected);
  });

  it('is one line that ends in an ellipsis where it does not wrap, line breaks or not', async () => {
    const drawn = await drawnText({ text: `${LONG}\n${LONG}` });
    expect(drawn.at(FIRST)).toMatchObject({ width: 300, height: 22.4 });
    expect(drawn.style(FIRST, 'text-overflow', '.fx-lines')).toBe('ellipsis');
    expect(drawn.overflow).toBe(0);
  });

  it.each([
    ['breaks at its line breaks where it wraps', { text: 'a\nb\n\nc', wrap: true }, 4],
    ['has so many lines at most', { text: 'a\nb\nc\nd', wrap: true, maxLines: 2 }, 2],
    ['has all of its lines with maxLines 0', { text: 'a\nb\nc\nd', wrap: true, maxLines: 0 }, 4],
    ['is one line with maxLines that does not wrap', { text: 'a\nb\nc', maxLines: 2 }, 1],
  ])('%s', async (_, text, lines) => {
    expect((await drawnText(text)).at(FIRST).height).toBeCloseTo(lines * 22.4, 0);
  });

  it('breaks a word that is longer than its box', async () => {
    const drawn = await drawnText({ text: 'w'.repeat(100), wrap: true });
    expect(drawn.at(FIRST).width).toBe(300);
    expect(drawn.at(FIRST).height).toBeGreaterThan(22.4 * 2);
  });

  it('has lineSpacing between its lines, not above the first and below the last', async () => {
    const drawn = await drawnText({ text: 'a\nb\nc', wrap: true, lineSpacing: '20px' });
    expect(drawn.at(FIRST).height).toBeCloseTo(3 * 22.4 + 2 * 20, 1);
  });

  it.each([
    ['top', 0],
    ['center', 38.8],
    ['bottom', 77.6],
    [undefined, 0],
  ])('of the gravity %s lies in its height accordingly', async (gravity, y) => {
    const contents = [boxOf({ width: '10px', height: '100px' }), { type: 'text', text: 'Hi', gravity }];
    const drawn = await drawnInBrowser(bubbleOf({ layout: 'horizontal', contents }));
    expect(drawn.at('/body/contents/1').height).toBe(100);
    expect(drawn.at('/body/contents/1', '.fx-lines')).toMatchObject({ y, height: 22.4 });
  });

  it('draws spans in place of the text beside them, each by its own look, or by that of the text', async () => {
    const contents = [
      { type: 'span', text: 'One ', size: '32px', weight: 'bold', color: '#ff0000' },
      { type: 'span', text: 'two', decoration: 'none', style: 'italic' },
    ];
    const drawn = await drawnText({ size: 'xl', decoration: 'line-through', color: '#00ff00', contents });
    expect(drawn.text(FIRST)).toBe('One two');
    const [one, two] = [`${FIRST}/contents/0`, `${FIRST}/contents/1`];
    const looks = ['font-size', 'font-weight', 'font-style', 'color'];
    expect(looks.map((look) => drawn.style(one, look))).toEqual(['32px', '700', 'normal', 'rgb(255, 0, 0)']);
    expect(looks.map((look) => drawn.style(two, look))).toEqual(['22px', '400', 'italic', 'rgb(0, 255, 0)']);
    // The line of the text goes through all of them: a span cannot take it away.
    expect(drawn.style(FIRST, 'text-decoration-line', '.fx-lines')).toBe('line-through');
    expect(drawn.at(one).x).toBe(0);
    expect(drawn.at(two).x).toBeCloseTo(drawn.at(one).width, 0);
  });

  it('shrinks to its box where it says so and does not wrap', async () => {
    const sizeOf = async (properties: JsonObject) => {
      const drawn = await drawnText({
        text: 'Seventy letters, which is far too much for one line of a bubble: so be it',
        ...properties,
      });
      return Number.parseFloat(drawn.style(FIRST, 'font-size', '.fx-lines'));
    };
    const shrunk = await sizeOf({ adjustMode: 'shrink-to-fit' });
    expect(shrunk).toBeGreaterThan(5);
    expect(shrunk).toBeLessThan(10);
    expect(await sizeOf({ adjustMode: 'shrink-to-fit', wrap: true })).toBe(16);
    expect(await sizeOf({ adjustMode: 'shrink-to-fit', text: 'Short' })).toBe(16);
  });

  it('keeps its width where it could shrink but its own letters decide how wide its box is', async () => {
    const text = { type: 'text', text: 'Badge', adjustMode: 'shrink-to-fit' };
    const badge = boxOf({ position: 'absolute', offsetTop: '0px', offsetStart: '0px', contents: [text] });
    const drawn = await drawnInBrowser(bubbleOf({ height: '50px', contents: [boxOf(), badge] }));
    expect(drawn.at('/body/contents/1').width).toBeGreaterThan(30);
  });

  it('shares one baseline in a baseline box, whatever its size', async () => {
    const contents = [
      { type: 'icon', url: 'https://example.com/a.png', size: 'xs' },
      { type: 'icon', url: 'https://example.com/a.png', size: '4xl' },
      { type: 'text', text: 'x', size: '3xl', flex: 0 },
      { type: 'text', text: 'x', size: 'xs', flex: 0, gravity: 'top' },
    ];
    const drawn = await drawnInBrowser(bubbleOf({ layout: 'baseline', contents }));
    const bottomOf = (index: number) =>
      drawn.at(`/body/contents/${index}`).y + drawn.at(`/body/contents/${index}`).height;
    expect(bottomOf(0)).toBeCloseTo(bottomOf(1), 0);
    // The bottom of an icon is its baseline; below that of a text is room for what goes under it.
    expect(bottomOf(0)).toBeLessThan(bottomOf(3));
    expect(bottomOf(3)).toBeLessThan(bottomOf(2));
    expect(drawn.at('/body/contents/3').y).toBeGreaterThan(drawn.at('/body/contents/2').y);
  });
});
