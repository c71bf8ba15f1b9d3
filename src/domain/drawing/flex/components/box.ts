import type { JsonObject } from '../../../messages/engine/shapes.js';
import { isJsonObject } from '../../../text/json-object.js';
import { type CssValue, colour, css, type Declarations, px } from '../../css.js';
import { type DrawPlace, inside } from '../../draw-place.js';
import type { Markup } from '../../markup.js';
import { listIn } from '../../values.js';
import { element } from '../element.js';
import { BORDERS, SPACES } from '../figures.js';
import { pixelsOf, sizeOf } from '../measures.js';
import { BOX_SIZES, type DrawComponent, hasWidth, isAbsolute, placed, type Slot } from '../slot.js';

/** Draws a box and what is in it. @see https://developers.line.biz/en/reference/messaging-api/#box */
export function drawBox(box: JsonObject, place: DrawPlace, slot: Slot, draw: DrawComponent): Markup {
  // The box of a block fills it, whatever it says of its share and its position.
  const stands = slot.rootPadding === null ? placed(box, slot) : placed({ ...box, position: null }, slot, 1);
  const declarations = {
    ...stands,
    ...arranged(box),
    ...padded(box, slot),
    ...sized(box),
    ...bordered(box),
    ...painted(box),
  };
  const children = childrenOf(box, slot).map(({ child, childSlot }, index) =>
    draw(child, inside(place, 'contents', index), childSlot),
  );
  return element({ kind: 'box', declarations, place, action: box['action'] }, children);
}

interface Child {
  readonly child: unknown;
  readonly childSlot: Slot;
}

function childrenOf(box: JsonObject, slot: Slot): readonly Child[] {
  const contents = listIn(box['contents']);
  const spacing = sizeOf(box['spacing'], { words: SPACES });
  const around: Slot = {
    axis: box['layout'] === 'vertical' ? 'column' : 'row',
    spacing: null,
    stretches: box['layout'] !== 'baseline' && !ALIGNMENTS.has(box['alignItems']),
    hasWidth: hasWidth(box, slot),
    rootPadding: null,
  };
  // Space is between two components that take room.
  const first = contents.findIndex((child) => !isJsonObject(child) || !isAbsolute(child));
  return contents.map((child, index) => ({ child, childSlot: first < index ? { ...around, spacing } : around }));
}

const ALIGNMENTS: ReadonlyMap<unknown, CssValue> = new Map([
  ['flex-start', css`flex-start`],
  ['center', css`center`],
  ['flex-end', css`flex-end`],
]);
const DISTRIBUTIONS: ReadonlyMap<unknown, CssValue> = new Map([
  ...ALIGNMENTS,
  ['space-between', css`space-between`],
  ['space-around', css`space-around`],
  ['space-evenly', css`space-evenly`],
]);

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#justify-property */
function arranged({ layout, justifyContent, alignItems }: JsonObject): Declarations {
  return {
    'flex-direction': layout === 'vertical' ? css`column` : css`row`,
    'justify-content': DISTRIBUTIONS.get(justifyContent) ?? null,
    'align-items': layout === 'baseline' ? css`baseline` : (ALIGNMENTS.get(alignItems) ?? null),
  };
}

/** A side's own padding goes before `paddingAll`. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#padding-property */
function padded(box: JsonObject, { rootPadding }: Slot): Declarations {
  const side = (name: string, root: number | undefined) =>
    padding(box[name]) ?? padding(box['paddingAll']) ?? (root === undefined ? null : px(root));
  return {
    'padding-top': side('paddingTop', rootPadding?.top),
    'padding-bottom': side('paddingBottom', rootPadding?.bottom),
    'padding-inline-start': side('paddingStart', rootPadding?.sides),
    'padding-inline-end': side('paddingEnd', rootPadding?.sides),
  };
}

function padding(value: unknown): CssValue | null {
  return sizeOf(value, { words: SPACES, percent: true });
}

/** Beyond the box around it a box is cut off, and not made smaller. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#box-width */
function sized(box: JsonObject): Declarations {
  const width = sizeOf(box['width'], BOX_SIZES);
  return {
    width,
    height: sizeOf(box['height'], BOX_SIZES),
    'max-width': sizeOf(box['maxWidth'], BOX_SIZES) ?? (width === null ? css`100%` : null),
    'max-height': sizeOf(box['maxHeight'], BOX_SIZES),
  };
}

function bordered({ borderWidth, borderColor, cornerRadius }: JsonObject): Declarations {
  const width = pixelsOf(borderWidth, BORDERS) ?? 0;
  const radius = sizeOf(cornerRadius, { words: SPACES });
  if (width === 0) return { 'border-radius': radius };
  return { 'border-radius': radius, border: css`${px(width)} solid ${colour(borderColor) ?? css`#d4d6da`}` };
}

function painted({ backgroundColor, background }: JsonObject): Declarations {
  return { 'background-color': colour(backgroundColor), 'background-image': gradientOf(background) };
}

/** The middle colour lies in the middle where nothing else is said. */
const HALFWAY = '50%';

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#linear-gradient-bg */
function gradientOf(background: unknown): CssValue | null {
  if (!isJsonObject(background) || background['type'] !== 'linearGradient') return null;
  const { angle, startColor, centerColor, centerPosition = HALFWAY, endColor } = background;
  const [, degrees] = typeof angle === 'string' ? (/^(\d+(?:\.\d+)?)deg$/.exec(angle) ?? []) : [];
  const [start, center, end] = [colour(startColor), colour(centerColor), colour(endColor)];
  if (degrees === undefined || start === null || end === null) return null;
  const position = sizeOf(centerPosition, { percent: true });
  if (center === null || position === null) return css`linear-gradient(${Number(degrees)}deg, ${start}, ${end})`;
  return css`linear-gradient(${Number(degrees)}deg, ${start}, ${center} ${position}, ${end})`;
}
