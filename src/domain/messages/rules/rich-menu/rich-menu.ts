import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { BOOLEAN, integer, list, object, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { RICH_MENU_ACTION } from '../actions/actions.js';

/** Pixels, and width by height; the same holds for its image. @see https://developers.line.biz/en/reference/messaging-api/#size-object */
const SIZES = { minWidth: 800, maxWidth: 2500, minHeight: 250, minRatio: 1.45 } as const;
/** Greatest number of LINE's files for a position or a length. @see https://developers.line.biz/en/reference/messaging-api/#bounds-object */
const MAX_PIXELS = 2 ** 31 - 1;
/** @see https://developers.line.biz/en/reference/messaging-api/#rich-menu-object */
const LIMITS = { name: 300, chatBarText: 14, areas: 20 } as const;

const { minWidth, maxWidth, minHeight, minRatio } = SIZES;

const SIZE = table({
  name: 'size of the rich menu',
  docs: reference('size-object'),
  properties: { width: required(integer(minWidth, maxWidth)), height: required(integer(minHeight)) },
  check: checkRatio,
});

/** Nothing says that it must lie within the menu: those of LINE's own guide reach a pixel beyond. */
const BOUNDS = table({
  name: 'bounds of the area',
  docs: reference('bounds-object'),
  properties: {
    x: required(integer(0, MAX_PIXELS)),
    y: required(integer(0, MAX_PIXELS)),
    width: required(integer(1, MAX_PIXELS)),
    height: required(integer(1, MAX_PIXELS)),
  },
});

const AREA = table({
  name: 'area of the rich menu',
  docs: reference('area-object'),
  properties: { bounds: required(object(BOUNDS)), action: required(RICH_MENU_ACTION) },
});

/** A rich menu as it is created. @see https://developers.line.biz/en/reference/messaging-api/#rich-menu-object */
export const RICH_MENU = table({
  name: 'rich menu',
  docs: reference('rich-menu-object'),
  properties: {
    size: required(object(SIZE)),
    selected: required(BOOLEAN),
    name: required(text(LIMITS.name, { unit: 'graphemes' })),
    chatBarText: required(text(LIMITS.chatBarText, { unit: 'graphemes' })),
    areas: required(list(object(AREA), { min: 0, max: LIMITS.areas })),
  },
});

function checkRatio({ width, height }: JsonObject, { report }: RuleContext): void {
  if (typeof width !== 'number' || typeof height !== 'number' || width < minWidth || height < minHeight) return;
  if (minRatio <= width / height) return;
  const message = `width by height is ${(width / height).toFixed(2)}, it must be at least ${minRatio}`;
  report({ rule: 'aspect-ratio', severity: 'error', at: '', message, limit: minRatio, actual: `${width}:${height}` });
}
