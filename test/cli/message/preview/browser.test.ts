import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { SAMPLES } from '../../../../src/domain/messages/samples/samples.js';
import { browser, describeInBrowser } from '../../../support/browser.js';
import { previewOf, withStrings } from '../../../support/previewed.js';
import { serveTls } from '../../../support/tls-server.js';

const MESSAGES = SAMPLES.map(({ message }) => message);
/** Properties whose words decide what is drawn at all. */
const WORDS = new Set(['type', 'layout', 'imageSize', 'imageAspectRatio', 'size', 'aspectMode', 'aspectRatio']);
const everywhere = (text: string) =>
  MESSAGES.map((message) => withStrings(message, (own, key) => (WORDS.has(key) ? own : text)));

async function open(html: string): Promise<Page> {
  const context = await (await browser()).newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 900 },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.setContent(html);
  return page;
}

/** A server that images could be loaded from, and the names of all that it was asked for. */
async function countingServer() {
  const asked = new Set<string>();
  const url = await serveTls((request, response) => {
    asked.add(request.url ?? '');
    response.end();
  });
  return { url, asked };
}

describeInBrowser('the page of a preview in a real browser', () => {
  it.each([
    ['as an address', (url: string) => `${url}/a.png`],
    ['in a value of CSS', (url: string) => `#ffffff;background:url(${url}/a.png)`],
    ['in an attribute', (url: string) => `"><img src="${url}/a.png"><link rel="stylesheet" href="${url}/a.css">`],
  ])('loads nothing, with a server %s in every text', async (_, textWith) => {
    const { url, asked } = await countingServer();
    await open(previewOf(everywhere(textWith(url))));
    expect([...asked]).toEqual([]);
  });

  it('loads images with --load-images, and neither videos, links nor sounds', async () => {
    const { url, asked } = await countingServer();
    const messages = MESSAGES.map((message) =>
      withStrings(message, (own, key) => (/^(?:http|tel)/.test(own) ? `${url}/${key}` : own)),
    );
    const video = {
      type: 'video',
      url: `${url}/video.mp4`,
      previewUrl: `${url}/previewUrl`,
      altContent: { type: 'image', url: `${url}/url` },
    };
    const played = { type: 'flex', altText: 'a', contents: { type: 'bubble', hero: video } };
    await open(previewOf([...messages, played], { loadImages: true }));
    expect([...asked].sort()).toEqual([
      '/baseUrl/700',
      '/imageUrl',
      '/previewImageUrl',
      '/previewUrl',
      '/thumbnailImageUrl',
      '/url',
    ]);
  });

  it.each([
    '<script>window.hit = true</script>',
    '"><img src="x" onerror="window.hit = true"><svg onload="window.hit = true">',
    '</style></title></pre><script>window.hit = true</script>',
    'javascript:window.hit=true',
  ])('runs no %s', async (hostile) => {
    const page = await open(previewOf(everywhere(hostile), { loadImages: true }));
    const found = await page.evaluate(ACTING);
    expect(found).toEqual({ hit: false, scripts: 0, handlers: 0, strangeLinks: [] });
  });

  it('is never wider than the window, from 320 to 1280 pixels', async () => {
    const page = await open(
      previewOf([...MESSAGES, { type: 'text', text: 'w'.repeat(2_000) }, { type: 'x'.repeat(300) }]),
    );
    for (const width of [320, 375, 640, 900, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide, `at ${width}`).toBeLessThanOrEqual(width);
    }
  });

  it('can be read in light and dark, whichever the computer has or the buttons say', async () => {
    const page = await open(
      previewOf([...MESSAGES, { type: 'text' }, { type: 'text', text: 'hi', quoteToken: 'token', txt: '' }], {
        method: 'multicast',
      }),
    );
    const looks = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(FAINT_TEXTS), colorScheme).toEqual([]);
      looks.push(await paper(page));
    }
    await page.getByLabel('light').check();
    looks.push(await paper(page));
    expect(looks).toEqual([looks[0], expect.not.stringContaining(String(looks[0])), looks[0]]);
  });

  it('gives a long text the width that the chat leaves, and a short one no more than it takes', async () => {
    const page = await open(
      previewOf([
        { type: 'text', text: 'long '.repeat(60) },
        { type: 'text', text: 'hi' },
      ]),
    );
    const chats = await page.locator('.chat').all();
    const widths = await Promise.all(
      chats.map(async (chat) => [
        await widthOf(chat),
        ...(await Promise.all((await chat.locator('.bubble').all()).map(widthOf))),
      ]),
    );
    expect(widths.map(([chat, long = 0]) => [chat, long])).toEqual([
      [320, 200],
      [375, 255],
      [430, 310],
    ]);
    for (const [, , short = 0] of widths) expect(short).toBeLessThan(60);
  });

  it('scales the areas of an imagemap with its width', async () => {
    const area = { x: 520, y: 100, width: 260, height: 400 };
    const action = { type: 'message', text: 'a', area };
    const imagemap = {
      type: 'imagemap',
      altText: 'a',
      baseUrl: 'https://example.com/i',
      baseSize: { width: 1040, height: 800 },
      actions: [action],
    };
    const page = await open(previewOf([imagemap]));
    for (const [index, width] of [254, 309, 364].entries()) {
      const [whole, part] = await Promise.all(
        ['.imagemap', '.area'].map((selector) => page.locator(selector).nth(index).boundingBox()),
      );
      const scale = width / 1040;
      expect(whole?.width).toBeCloseTo(width, 0);
      expect(whole?.height).toBeCloseTo(800 * scale, 0);
      expect((part?.x ?? 0) - (whole?.x ?? 0)).toBeCloseTo(area.x * scale, 0);
      expect((part?.y ?? 0) - (whole?.y ?? 0)).toBeCloseTo(area.y * scale, 0);
      expect(part?.width).toBeCloseTo(area.width * scale, 0);
      expect(part?.height).toBeCloseTo(area.height * scale, 0);
    }
  });

  it('shows the background of an image that is shown whole', async () => {
    const { url } = await countingServer();
    const template = {
      type: 'buttons',
      text: 'a',
      thumbnailImageUrl: `${url}/a.png`,
      imageSize: 'contain',
      imageBackgroundColor: '#FFD9A0',
      actions: [{ type: 'message', label: 'a', text: 'a' }],
    };
    const page = await open(previewOf([{ type: 'template', altText: 'a', template }], { loadImages: true }));
    const colours = await page.evaluate(
      `['.card-image', '.card-image .picture'].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)`,
    );
    expect(colours).toEqual(['rgb(255, 217, 160)', 'rgba(0, 0, 0, 0)']);
  });

  it.each([
    ['rectangle', 1.51],
    ['square', 1],
    [undefined, 1.51],
  ])('makes columns equally high, their buttons in one line, and their images %s', async (imageAspectRatio, ratio) => {
    const column = (text: string) => ({
      thumbnailImageUrl: 'https://example.com/a.png',
      text,
      actions: [{ type: 'message', label: 'a', text: 'a' }],
    });
    const template = {
      type: 'carousel',
      imageAspectRatio,
      columns: [column('short'), column('a longer text '.repeat(6))],
    };
    const page = await open(previewOf([{ type: 'template', altText: 'a', template }]));
    const boxes = async (selector: string) =>
      Promise.all((await page.locator('.chat').first().locator(selector).all()).map((one) => one.boundingBox()));
    const [first, second] = await boxes('.card');
    expect(first?.height).toBe(second?.height);
    const [firstButton, secondButton] = await boxes('.card .buttons');
    expect(firstButton?.y).toBe(secondButton?.y);
    for (const image of await boxes('.card-image'))
      expect((image?.width ?? 0) / (image?.height ?? 1)).toBeCloseTo(ratio, 2);
  });
});

async function widthOf(element: { boundingBox(): Promise<{ width: number } | null> }): Promise<number> {
  return Math.round((await element.boundingBox())?.width ?? 0);
}

function paper(page: Page): Promise<string> {
  return page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
}

/** Whatever could run, and links that lead elsewhere than into the page and to the pages of rules. */
const ACTING = `(() => ({
  hit: 'hit' in window,
  scripts: document.scripts.length,
  handlers: [...document.querySelectorAll('*')].filter((element) =>
    [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'style')).length,
  strangeLinks: [...document.links].map(({ href }) => href).filter((href) =>
    !/^about:blank#[a-z]+(?:-[0-9]+)?$|^https:\\/\\/developers\\.line\\.biz\\/en\\//.test(href)),
}))()`;

/** Texts whose contrast is below what WCAG asks of them (AA); what a message colours itself, and a map, are left out. */
const FAINT_TEXTS = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = (top, below) => [0, 1, 2].map((index) => top[index] * (top[3] ?? 1) + below[index] * (1 - (top[3] ?? 1)));
  const background = (element) => {
    if (element === null) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    return own[3] === undefined ? own : over(own, background(element.parentElement));
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const faint = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent.trim() !== '');
    if (!hasText || element.closest('.fx-bubble, .map') !== null) continue;
    const below = background(element);
    const { color, fontSize } = getComputedStyle(element);
    const [light, dark] = [luminance(over(channels(color), below)), luminance(below)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < (24 <= parseFloat(fontSize) ? 3 : 4.5))
      faint.add(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + contrast.toFixed(2));
  }
  return [...faint];
})()`;
