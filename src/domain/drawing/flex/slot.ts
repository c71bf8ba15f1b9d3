import type { JsonObject } from '../../messages/engine/shapes.js';
import { type CssValue, css, type Declarations } from '../css.js';
import type { DrawPlace } from '../draw-place.js';
import type { Markup } from '../markup.js';
import { SPACES } from './figures.js';
import { lengthOf, sizeOf } from './measures.js';

/** What the box around a component decides for it. */
export interface Slot {
  /** Components stand beside each other or below each other. */
  readonly axis: 'row' | 'column';
  /** The box's `spacing`, where another component stands before this one. */
  readonly spacing: CssValue | null;
  /** Whether components reach across the box: `alignItems` ends that. */
  readonly stretches: boolean;
  /** Whether the box has its width from what is around it, and not from what is in it. */
  readonly hasWidth: boolean;
  /** The padding of a block whose box says nothing of it; null for every component further inside. */
  readonly rootPadding: RootPadding | null;
}

/** In CSS pixels; LINE documents none. */
export interface RootPadding {
  readonly top: number;
  readonly sides: number;
  readonly bottom: number;
}

/** Draws any component; what holds others is given it, because it is in the file that knows them all. */
export type DrawComponent = (component: unknown, place: DrawPlace, slot: Slot) => Markup;

/**
 * Where a component stands in its box. A `weight` is for the components whose share is not theirs to choose.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-size
 */
export function placed(component: JsonObject, slot: Slot, weight = weightOf(component, slot)): Declarations {
  const flex = { flex: flexOf(weight, slot) };
  if (isAbsolute(component)) return { ...flex, position: css`absolute`, ...cornered(offsetsOf(component)) };
  return { ...flex, position: css`relative`, ...spaceBefore(component, slot), ...offsetsOf(component) };
}

/**
 * The share of the box's free space: 1 where nothing is said beside others, 0 below others. A box with a size of its own
 * in a row has none.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#box-width
 */
function weightOf(component: JsonObject, { axis }: Slot): number {
  if (axis === 'row' && component['type'] === 'box' && hasOwnSize(component)) return 0;
  const { flex } = component;
  if (typeof flex === 'number' && 0 <= flex) return flex;
  return axis === 'row' ? 1 : 0;
}

/** The two documented mappings to CSS. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#horizontal-box */
function flexOf(weight: number, { axis }: Slot): CssValue {
  if (weight === 0) return css`0 0 auto`;
  return axis === 'row' ? css`${weight} 0 0` : css`${weight} 0 auto`;
}

/**
 * Whether the width of a component comes from its box. Where it does not, its content decides, which can then not be
 * a share of it.
 */
export function hasWidth(component: JsonObject, slot: Slot): boolean {
  const { start, end } = edgesOf(component);
  const isBox = component['type'] === 'box';
  if (isBox && sizeOf(component['width'], {}) !== null) return true;
  if (isAbsolute(component)) return (start !== null && end !== null) || (isBox && hasOwnWidth(component));
  if (isBox && hasOwnWidth(component)) return slot.hasWidth;
  const takesShare = slot.axis === 'row' ? 0 < weightOf(component, slot) : slot.stretches;
  return slot.hasWidth && takesShare;
}

export function isAbsolute(component: JsonObject): boolean {
  return component['position'] === 'absolute';
}

/** How `width` and `height` of a box are written. */
export const BOX_SIZES = { percent: true } as const;

function hasOwnWidth(box: JsonObject): boolean {
  return sizeOf(box['width'], BOX_SIZES) !== null;
}

function hasOwnSize(box: JsonObject): boolean {
  return hasOwnWidth(box) || sizeOf(box['height'], BOX_SIZES) !== null;
}

/**
 * A margin stands before a component, the first one too, and in place of the spacing.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#margin-property
 */
function spaceBefore(component: JsonObject, { axis, spacing }: Slot): Declarations {
  const space = sizeOf(component['margin'], { words: SPACES }) ?? spacing;
  return axis === 'row' ? { 'margin-inline-start': space } : { 'margin-top': space };
}

interface Edges {
  readonly top: CssValue | null;
  readonly bottom: CssValue | null;
  readonly start: CssValue | null;
  readonly end: CssValue | null;
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset */
function edgesOf(component: JsonObject): Edges {
  const ways = { words: SPACES, percent: true };
  return {
    top: lengthOf(component['offsetTop'], ways),
    bottom: lengthOf(component['offsetBottom'], ways),
    start: lengthOf(component['offsetStart'], ways),
    end: lengthOf(component['offsetEnd'], ways),
  };
}

function offsetsOf(component: JsonObject): Declarations {
  const { top, bottom, start, end } = edgesOf(component);
  return { top, bottom, 'inset-inline-start': start, 'inset-inline-end': end };
}

/**
 * Absolute means from the top left of the box around. Where no offset says so LINE's devices differ; here it is that
 * corner, or the top right one where the text runs from right to left.
 */
function cornered(offsets: Declarations): Declarations {
  const down = offsets['top'] === null && offsets['bottom'] === null ? { top: css`0` } : {};
  const across =
    offsets['inset-inline-start'] === null && offsets['inset-inline-end'] === null
      ? { 'inset-inline-start': css`0` }
      : {};
  return { ...offsets, ...down, ...across };
}
