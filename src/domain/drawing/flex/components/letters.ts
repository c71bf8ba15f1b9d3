import type { JsonObject } from '../../../messages/engine/shapes.js';
import { type CssValue, colour, css, type Declarations } from '../../css.js';
import { LETTER_SIZES } from '../figures.js';
import { pixelsOf } from '../measures.js';

/** Pixels of the letters of a text where it says nothing, `md`. @see https://developers.line.biz/en/reference/messaging-api/#f-text */
const DEFAULT_SIZE = 16;

const WEIGHTS: ReadonlyMap<unknown, CssValue> = new Map([
  ['regular', css`400`],
  ['bold', css`700`],
]);
const STYLES: ReadonlyMap<unknown, CssValue> = new Map([
  ['normal', css`normal`],
  ['italic', css`italic`],
]);
const DECORATIONS: ReadonlyMap<unknown, CssValue> = new Map([
  ['underline', css`underline`],
  ['line-through', css`line-through`],
]);

/** In CSS pixels, or null where the size is no size. */
export function ownSizeOf({ size }: JsonObject): number | null {
  return pixelsOf(size, LETTER_SIZES);
}

/** In CSS pixels. */
export function letterSizeOf(text: JsonObject): number {
  return ownSizeOf(text) ?? DEFAULT_SIZE;
}

/**
 * How letters look, but for their size. Inside, what a span does not say it has from its text; and the decoration of the
 * text cannot be taken away, as in CSS.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#span
 */
export function lookOf({ color, weight, style, decoration }: JsonObject): Declarations {
  return {
    color: colour(color),
    'font-weight': WEIGHTS.get(weight) ?? null,
    'font-style': STYLES.get(style) ?? null,
    'text-decoration-line': DECORATIONS.get(decoration) ?? null,
  };
}

/** Parts of the letters' size that a character takes across in a wide font without serifs. */
const WIDTHS: readonly (readonly [kind: RegExp, width: number])[] = [
  [/[\p{Mn}\p{Me}\p{Cf}]/u, 0],
  [/[ijlIft1.,:;'|!()[\]\s-]/u, 0.4],
  [/[mwMW@%]/u, 0.99],
  [/[A-Z&]/u, 0.76],
  [/[\u0020-\u02ff\u0e00-\u0e7f]/u, 0.64],
];
/** What stands for any other character: Chinese, Japanese and Korean ones and emoji are as wide as high. */
const WIDEST = 1.05;
/** How much wider bold letters are. */
const BOLDER = 1.12;

/**
 * How wide a text is by the size of its letters, rather too much than too little: a page without script cannot measure
 * it, and text that is cut would say that LINE cuts it.
 */
export function widthInLetters(text: string, { weight }: JsonObject): number {
  let width = 0;
  for (const character of text) width += WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? WIDEST;
  return Math.max(1, weight === 'bold' ? width * BOLDER : width);
}

/** Letters that fill what their container has at most; the container is made one by the class `fx-shrinks`. */
export function shrunk(size: CssValue, letters: number, beside: CssValue = css`0px`): CssValue {
  return css`min(${size}, calc((100cqi - ${beside}) / ${letters}))`;
}
