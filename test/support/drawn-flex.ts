import type { Browser, Page } from 'playwright-core';
import { drawContainer } from '../../src/domain/drawing/flex/container.js';
import { FLEX_CSS } from '../../src/domain/drawing/flex/styles.js';
import { render } from '../../src/domain/drawing/markup.js';
import type { JsonObject } from '../../src/domain/messages/engine/shapes.js';
import { browser } from './browser.js';

/** Where an element is, in CSS pixels from the top left of the drawing, whole tenths of them. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A container as Chromium lays it out. */
export interface Drawn {
  /** The element drawn for a JSON pointer, or what a selector finds inside of it. */
  readonly at: (pointer: string, selector?: string) => Rectangle;
  /** Everything that is drawn for a pointer: older versions have drawings of their own. */
  readonly every: (pointer: string) => readonly Rectangle[];
  /** One of its computed styles, of `STYLES`. */
  readonly style: (pointer: string, property: string, selector?: string) => string;
  readonly text: (pointer: string) => string;
  /** How far the page goes beyond its width. */
  readonly overflow: number;
}

export interface Chat {
  readonly width?: number;
  readonly loadImages?: boolean;
}

/** Draws a container in a chat of 375 pixels, or another width, in a real browser. */
export async function drawnInBrowser(
  container: unknown,
  { width = 375, loadImages = false }: Chat = {},
): Promise<Drawn> {
  const place = { pointer: '', depth: 0, chatWidth: width, loadImages };
  const { text, styles } = render(drawContainer(container as JsonObject, place));
  const page = await pageOf(await browser());
  await page.setViewportSize({ width, height: 800 });
  await page.setContent(
    `<!doctype html><style>body{margin:0;font-family:sans-serif}${FLEX_CSS}${styles}</style>${text}`,
  );
  const { parts, overflow } = await page.evaluate<Measured>(MEASURE);
  const partAt = (pointer: string, selector = '') => {
    const found = parts.find((part) => part.pointer === pointer && part.own === selector);
    if (found === undefined) throw new Error(`nothing is drawn at ${pointer} ${selector}`);
    return found;
  };
  return {
    overflow,
    at: (pointer, selector) => partAt(pointer, selector).rectangle,
    every: (pointer) =>
      parts.filter((part) => part.pointer === pointer && part.own === '').map(({ rectangle }) => rectangle),
    style: (pointer, property, selector) => partAt(pointer, selector).styles[property] ?? '',
    text: (pointer) => partAt(pointer).text,
  };
}

interface Measured {
  readonly parts: readonly Part[];
  readonly overflow: number;
}

interface Part {
  readonly pointer: string;
  /** Its first class, for a part of what is drawn at the pointer. */
  readonly own: string;
  readonly rectangle: Rectangle;
  readonly styles: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Styles that are not seen in rectangles. */
const STYLES = [
  'background-color',
  'background-image',
  'border-top-color',
  'border-top-left-radius',
  'border-top-width',
  'color',
  'direction',
  'font-size',
  'font-style',
  'font-weight',
  'object-fit',
  'overflow',
  'text-align',
  'text-decoration-line',
  'text-overflow',
  'white-space',
  'z-index',
];

/** Runs in the page: every element that has a pointer, and the two levels of elements in it. */
const MEASURE = `(() => {
  const tenths = (length) => Math.round(length * 10) / 10;
  const measured = (part, pointer, own) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    const computed = getComputedStyle(part);
    return {
      pointer,
      own,
      rectangle: { x: tenths(x), y: tenths(y), width: tenths(width), height: tenths(height) },
      styles: Object.fromEntries(${JSON.stringify(STYLES)}.map((name) => [name, computed.getPropertyValue(name)])),
      text: part.textContent,
    };
  };
  const parts = [...document.querySelectorAll('[data-at]')].flatMap((element) => [
    measured(element, element.dataset.at, ''),
    ...[...element.querySelectorAll(':scope > :not([data-at]), :scope > :not([data-at]) > :not([data-at])')].map((part) =>
      measured(part, element.dataset.at, '.' + (part.classList[0] ?? part.localName)),
    ),
  ]);
  const { scrollWidth, clientWidth } = document.documentElement;
  return { parts, overflow: scrollWidth - clientWidth };
})()`;

/** One page for all drawings of a browser: making one takes ten times as long as drawing. */
const pages = new WeakMap<Browser, Promise<Page>>();

function pageOf(drawing: Browser): Promise<Page> {
  const page = pages.get(drawing) ?? drawing.newPage();
  pages.set(drawing, page);
  return page;
}

/** A bubble of 300 pixels whose body is this box without padding, so that shares are round. */
export function bubbleOf(box: Readonly<Record<string, unknown>>): JsonObject {
  return { type: 'bubble', body: { type: 'box', layout: 'vertical', paddingAll: 'none', contents: [], ...box } };
}

/** A box of nothing. */
export function boxOf(properties: Readonly<Record<string, unknown>> = {}): JsonObject {
  return { type: 'box', layout: 'vertical', contents: [], ...properties };
}
