import { type CssValue, css, percent, px } from '../css.js';
import type { Words } from './figures.js';

/** Pixels or a share of what is around, as LINE writes them: `8px`, `23.5%`. */
interface Measure {
  readonly amount: number;
  readonly unit: 'px' | '%';
}

/** How a property may be written besides pixels. */
interface Ways {
  readonly words?: Words;
  readonly percent?: boolean;
}

/** A length as CSS has it; null for whatever the property does not take. */
export function lengthOf(value: unknown, ways: Ways): CssValue | null {
  const found = measureOf(value, ways);
  if (found === null) return null;
  return found.unit === 'px' ? px(found.amount) : percent(found.amount);
}

/** The same without lengths below zero, which CSS would not take. */
export function sizeOf(value: unknown, ways: Ways): CssValue | null {
  const found = measureOf(value, ways);
  return found === null || found.amount < 0 ? null : lengthOf(value, ways);
}

/** Pixels alone: of a word or a number of them. */
export function pixelsOf(value: unknown, words?: Words): number | null {
  const found = measureOf(value, words === undefined ? {} : { words });
  return found === null || found.amount < 0 ? null : found.amount;
}

/** Greatest side of a ratio, and its greatest height for a width of 1. @see https://developers.line.biz/en/reference/messaging-api/#f-image */
const MAX_SIDE = 100_000;
const MAX_STEEPNESS = 3;

/** `20:13` as CSS has it; `1:1`, which is the default, for whatever is no ratio. */
export function ratioOf(value: unknown): CssValue {
  const [, width, height] = typeof value === 'string' ? (RATIO.exec(value) ?? []) : [];
  const sides = [Number(width), Number(height)] as const;
  const isRatio = sides.every((side) => 1 <= side && side <= MAX_SIDE) && sides[1] <= sides[0] * MAX_STEEPNESS;
  return isRatio ? css`${sides[0]} / ${sides[1]}` : css`1 / 1`;
}

const MEASURE = /^(-?\d+(?:\.\d+)?)(px|%)$/;
const RATIO = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/;

function measureOf(value: unknown, ways: Ways): Measure | null {
  if (typeof value !== 'string') return null;
  const word = ways.words?.get(value);
  if (word !== undefined) return { amount: word, unit: 'px' };
  const [, amount, unit] = MEASURE.exec(value) ?? [];
  if (amount === undefined) return null;
  if (unit === 'px') return { amount: Number(amount), unit };
  return ways.percent === true ? { amount: Number(amount), unit: '%' } : null;
}
