import { isJsonObject } from '../../../../text/json-object.js';
import { shown } from '../../../../text/shown.js';
import type { ChoiceShape, JsonObject, RuleContext, Table } from '../../../engine/shapes.js';
import { choice, list, oneOf, optional, required, tablesByType } from '../../../engine/table.js';
import { guide } from '../../../line-pages.js';
import { FLEX_ACTION } from '../../actions/actions.js';
import { type ComponentOf, component } from '../flex-table.js';
import {
  ANGLE,
  BORDER_WIDTH,
  BOX_SIZE,
  COLOR,
  CORNER_RADIUS,
  MARGIN,
  PADDING,
  PADDING_DOCS,
  SPACING,
  STOP_POSITION,
} from '../forms.js';
import { FLEX, POSITION } from '../layout.js';

const GRADIENT = component('linear gradient', 'box', {
  angle: required(ANGLE),
  startColor: required(COLOR),
  endColor: required(COLOR),
  centerColor: optional(COLOR),
  centerPosition: optional(STOP_POSITION),
});
const BACKGROUNDS = tablesByType({ linearGradient: GRADIENT });

const PADDINGS = ['paddingAll', 'paddingTop', 'paddingBottom', 'paddingStart', 'paddingEnd'] as const;

/** `box`: components in a row or a column. @see https://developers.line.biz/en/reference/messaging-api/#box */
export function box(componentOf: ComponentOf): Table {
  const child = componentOf(null, '');
  return component(
    'box',
    'box',
    {
      layout: required(oneOf('horizontal', 'vertical', 'baseline')),
      contents: required(list(child, { min: 0, max: null })),
      backgroundColor: optional(COLOR),
      borderColor: optional(COLOR),
      borderWidth: optional(BORDER_WIDTH),
      cornerRadius: optional(CORNER_RADIUS),
      width: optional(BOX_SIZE),
      maxWidth: optional(BOX_SIZE),
      height: optional(BOX_SIZE),
      maxHeight: optional(BOX_SIZE),
      flex: FLEX,
      spacing: optional(SPACING),
      margin: optional(MARGIN),
      ...Object.fromEntries(PADDINGS.map((name) => [name, optional(PADDING)])),
      ...POSITION,
      action: optional(FLEX_ACTION),
      justifyContent: optional(
        oneOf('center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'),
      ),
      alignItems: optional(oneOf('center', 'flex-start', 'flex-end')),
      background: optional(choice(() => BACKGROUNDS, { what: 'background', typeRule: 'enum' })),
    },
    (box, context) => {
      checkPadding(box, context);
      checkJustifying(box, context);
      checkChildren(box, child, context);
    },
  );
}

const BASELINE_CHILDREN: readonly string[] = ['icon', 'text', 'filler'];
/** What a child of a baseline box cannot use. */
const NOT_IN_BASELINE = [
  {
    name: 'gravity',
    message: 'gravity is ignored in a baseline box',
    docs: guide('flex-message-layout/#gravity-property'),
  },
  {
    name: 'offsetBottom',
    message: 'offsetBottom cannot be used in a baseline box',
    docs: guide('flex-message-layout/'),
  },
] as const;
const BOX_CHILDREN: readonly string[] = ['box', 'button', 'image', 'text', 'separator', 'filler'];

function checkChildren({ layout, contents }: JsonObject, component: ChoiceShape, { report }: RuleContext): void {
  if (!Array.isArray(contents)) return;
  const baseline = layout === 'baseline';
  const known = component.tables();
  for (let index = 0; index < contents.length; index++) {
    const child: unknown = contents[index];
    if (!isJsonObject(child)) continue;
    const { type } = child;
    if (typeof type !== 'string' || !known.has(type)) continue;
    const allowed = baseline ? BASELINE_CHILDREN : BOX_CHILDREN;
    if (!allowed.includes(type)) reportMisplaced(type, index, baseline, report);
    else if (baseline) checkBaselineChild(child, index, report);
    if (child['position'] === 'absolute') checkOffsets(child, index, report);
  }
}

function reportMisplaced(type: string, index: number, baseline: boolean, report: RuleContext['report']): void {
  const limit = (baseline ? BASELINE_CHILDREN : BOX_CHILDREN).join(', ');
  const where = baseline ? 'baseline box' : 'box';
  const message = `a component of type ${type} cannot be used in a ${where}, allowed: ${limit}${placeHint(type)}`;
  report({ rule: 'flex-place', severity: 'error', at: `/contents/${index}/type`, message, limit, actual: type });
}

function checkBaselineChild(child: JsonObject, index: number, report: RuleContext['report']): void {
  for (const { name, message, docs } of NOT_IN_BASELINE) {
    if (child[name] === undefined) continue;
    report({ rule: 'no-effect', severity: 'warning', at: `/contents/${index}/${name}`, message, docs });
  }
}

/** Without an offset in either direction, devices place it differently. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset */
function checkOffsets(child: JsonObject, index: number, report: RuleContext['report']): void {
  const missing = OFFSETS.filter((names) => names.every((name) => child[name] === undefined));
  if (missing.length === 0) return;
  const limit = missing.map((names) => names.join(' or ')).join(', ');
  const message = `an absolute component stands elsewhere on some devices without ${limit}`;
  const at = `/contents/${index}/position`;
  report({ rule: 'flex-position', severity: 'warning', at, message, limit, docs: OFFSET_DOCS });
}

const OFFSETS = [
  ['offsetTop', 'offsetBottom'],
  ['offsetStart', 'offsetEnd'],
] as const;
const OFFSET_DOCS = guide('flex-message-layout/#component-offset');

/** Children that share the free space of their box unless their flex is 0. */
const SHARING: ReadonlySet<unknown> = new Set(['box', 'button', 'image', 'text', 'filler']);

/**
 * Where one child takes the free space, there is none left to place the children in.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#justify-property
 */
function checkJustifying({ layout, justifyContent, contents }: JsonObject, { report }: RuleContext): void {
  if (justifyContent === undefined || justifyContent === 'flex-start' || !Array.isArray(contents)) return;
  if (layout !== 'horizontal' && layout !== 'vertical') return;
  const taking = contents.findIndex((child) => isJsonObject(child) && 0 < flexOf(child, layout));
  if (taking === -1) return;
  const message = `justifyContent has no effect while contents[${taking}] takes the free space: give every child "flex": 0`;
  const docs = guide('flex-message-layout/#justify-property');
  report({ rule: 'no-effect', severity: 'warning', at: '/justifyContent', message, limit: 'flex 0', docs });
}

/** The share of the free space that a child takes in a box of the layout, by its own word or by default. */
function flexOf(child: JsonObject, layout: 'horizontal' | 'vertical'): number {
  const { type, position, flex, width, height } = child;
  if (position === 'absolute' || !SHARING.has(type)) return 0;
  if (typeof flex === 'number') return flex;
  if (type === 'filler') return 1;
  // A box with a width or a height of its own is as good as one whose flex is 0.
  const isSized = type === 'box' && (width !== undefined || height !== undefined);
  return layout === 'horizontal' && !isSized ? 1 : 0;
}

function placeHint(type: string): string {
  if (type === 'icon') return '; icons belong in baseline boxes';
  if (type === 'span') return '; spans belong in the contents of a text';
  return type === 'video' ? '; a video belongs directly in hero' : '';
}

/** The page wants positive numbers, the API was seen to take negative ones. */
function checkPadding(box: JsonObject, { report }: RuleContext): void {
  for (const name in box) {
    const size = box[name];
    if (!name.startsWith('padding') || typeof size !== 'string' || !/^-\d/.test(size) || !PADDING.form?.accepts(size))
      continue;
    const actual = shown(size);
    const message = `${name} is ${actual}: LINE was seen to accept a negative padding, but its page does not allow it`;
    report({ rule: 'flex-size', severity: 'warning', at: `/${name}`, message, limit: 0, actual, docs: PADDING_DOCS });
  }
}
