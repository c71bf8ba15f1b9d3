import { shown } from '../../../../text/shown.js';
import {
  ANYTHING,
  BOOLEAN,
  type ChoiceShape,
  choice,
  guide,
  integer,
  isObject,
  type JsonObject,
  list,
  type Misplacement,
  oneOf,
  optional,
  type Place,
  type Property,
  reference,
  required,
  type Table,
  table,
  tablesByType,
  text,
} from '../../../engine/shapes.js';
import { FLEX_ACTION, FLEX_BUTTON_ACTION, FLEX_VIDEO_ACTION } from '../../actions/actions.js';
import { MEDIA_URL } from '../../shared/urls.js';
import {
  ANGLE,
  ASPECT_RATIO,
  BORDER_WIDTH,
  BOX_SIZE,
  COLOR,
  CORNER_RADIUS,
  FONT_SIZE,
  IMAGE_SIZE,
  LINE_SPACING,
  MARGIN,
  OFFSET,
  PADDING,
  PADDING_DOCS,
  SPACING,
  STOP_POSITION,
} from '../forms.js';

const POSITION = {
  position: optional(oneOf('relative', 'absolute')),
  offsetTop: optional(OFFSET),
  offsetBottom: optional(OFFSET),
  offsetStart: optional(OFFSET),
  offsetEnd: optional(OFFSET),
};
const FLEX = optional(integer(0, null, 'warning'));
const ALIGN = optional(oneOf('start', 'end', 'center'));
const GRAVITY = optional(oneOf('top', 'bottom', 'center'));
const SHRINK = optional(oneOf('shrink-to-fit'));

const LETTERS = {
  size: optional(FONT_SIZE),
  color: optional(COLOR),
  weight: optional(oneOf('regular', 'bold')),
  style: optional(oneOf('normal', 'italic')),
  decoration: optional(oneOf('none', 'underline', 'line-through')),
};

const GRADIENT = component('linear gradient', 'box', {
  angle: required(ANGLE),
  startColor: required(COLOR),
  endColor: required(COLOR),
  centerColor: optional(COLOR),
  centerPosition: optional(STOP_POSITION),
});
const BACKGROUNDS = tablesByType({ linearGradient: GRADIENT });

const PADDINGS = ['paddingAll', 'paddingTop', 'paddingBottom', 'paddingStart', 'paddingEnd'] as const;

const BOX = component(
  'box',
  'box',
  {
    layout: required(oneOf('horizontal', 'vertical', 'baseline')),
    contents: required(list(componentOf(null, ''), { min: 0, max: null })),
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
  (box, place) => {
    checkPadding(box, place);
    checkBoxChildren(box, place);
  },
);

const BUTTON = component('button', 'button', {
  action: required(FLEX_BUTTON_ACTION),
  flex: FLEX,
  margin: optional(MARGIN),
  ...POSITION,
  height: optional(oneOf('sm', 'md')),
  style: optional(oneOf('primary', 'secondary', 'link')),
  color: optional(COLOR),
  gravity: GRAVITY,
  adjustMode: SHRINK,
  scaling: optional(BOOLEAN),
});

const IMAGE = component('image', 'f-image', {
  url: required(MEDIA_URL),
  flex: FLEX,
  margin: optional(MARGIN),
  ...POSITION,
  align: ALIGN,
  gravity: GRAVITY,
  size: optional(IMAGE_SIZE),
  aspectRatio: optional(ASPECT_RATIO),
  aspectMode: optional(oneOf('fit', 'cover')),
  backgroundColor: optional(COLOR),
  action: optional(FLEX_ACTION),
  animated: optional(BOOLEAN),
});

const VIDEO = component('video', 'f-video', {
  url: required(MEDIA_URL),
  previewUrl: required(MEDIA_URL),
  altContent: required(componentOf(['box', 'image'], 'as altContent')),
  aspectRatio: optional(ASPECT_RATIO),
  action: optional(FLEX_VIDEO_ACTION),
});

const ICON = component('icon', 'icon', {
  url: required(MEDIA_URL),
  margin: optional(MARGIN),
  ...POSITION,
  size: optional(FONT_SIZE),
  scaling: optional(BOOLEAN),
  aspectRatio: optional(ASPECT_RATIO),
});

const TEXT = component(
  'text',
  'f-text',
  {
    text: optional(text(null)),
    contents: optional(list(componentOf(['span'], 'in the contents of a text'), { min: 0, max: null })),
    adjustMode: SHRINK,
    flex: FLEX,
    margin: optional(MARGIN),
    ...POSITION,
    ...LETTERS,
    scaling: optional(BOOLEAN),
    align: ALIGN,
    gravity: GRAVITY,
    wrap: optional(BOOLEAN),
    lineSpacing: optional(LINE_SPACING),
    maxLines: optional(integer(0, null, 'warning')),
    action: optional(FLEX_ACTION),
  },
  checkTextOrSpans,
);

const SPAN = component('span', 'span', { text: optional(text(null, { empty: 'warning' })), ...LETTERS });
const SEPARATOR = component('separator', 'separator', { margin: optional(MARGIN), color: optional(COLOR) });
const FILLER = component('filler', 'filler', { flex: FLEX }, (_filler, { report }) => {
  report({
    rule: 'deprecated',
    severity: 'warning',
    at: '/type',
    message: 'filler is deprecated, use margin, padding or offset',
  });
});

const COMPONENTS = tablesByType({
  box: BOX,
  button: BUTTON,
  image: IMAGE,
  video: VIDEO,
  icon: ICON,
  text: TEXT,
  span: SPAN,
  separator: SEPARATOR,
  filler: FILLER,
});

/** A table inside a Flex Message, where LINE refuses unknown properties, null, and numbers for strings. */
export function flexTable(
  name: string,
  anchor: string,
  properties: Readonly<Record<string, Property>>,
  check?: Table['check'],
): Table {
  const options = { name, docs: reference(anchor), properties, strict: true, unknown: 'error' } as const;
  return table(check ? { ...options, check } : options);
}

/** A table of a component or a container, which has a `type`. */
export function component(
  name: string,
  anchor: string,
  properties: Readonly<Record<string, Property>>,
  check?: Table['check'],
): Table {
  return flexTable(name, anchor, { type: required(ANYTHING), ...properties }, check);
}

/** A component, of the given types only; null where the parent decides (`checkBoxChildren`). */
export function componentOf(allowed: readonly string[] | null, where: string): ChoiceShape {
  const misplaced = (type: string): Misplacement | null => {
    if (allowed === null || allowed.includes(type)) return null;
    const limit = allowed.join(', ');
    const message = `a component of type ${type} cannot be used ${where}, allowed: ${limit}`;
    return { rule: 'flex-place', severity: 'error', message, limit };
  };
  return choice(() => COMPONENTS, {
    what: 'Flex component',
    typeRule: 'flex-type',
    misplaced,
    docs: reference('flex-component'),
  });
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

function checkBoxChildren({ layout, contents }: JsonObject, { report }: Place): void {
  if (!Array.isArray(contents)) return;
  const baseline = layout === 'baseline';
  const allowed = baseline ? BASELINE_CHILDREN : BOX_CHILDREN;
  for (const [index, child] of contents.entries()) {
    const type: unknown = isObject(child) ? child['type'] : null;
    if (typeof type !== 'string' || !COMPONENTS.has(type)) continue;
    if (!allowed.includes(type)) {
      const limit = allowed.join(', ');
      const message = `a component of type ${type} cannot be used in a ${baseline ? 'baseline ' : ''}box, allowed: ${limit}${placeHint(type)}`;
      report({ rule: 'flex-place', severity: 'error', at: `/contents/${index}/type`, message, limit, actual: type });
      continue;
    }
    if (!baseline) continue;
    for (const { name, message, docs } of NOT_IN_BASELINE) {
      if (child[name] === undefined) continue;
      report({ rule: 'no-effect', severity: 'warning', at: `/contents/${index}/${name}`, message, docs });
    }
  }
}

/** The page wants positive numbers, the API was seen to take negative ones. */
function checkPadding(box: JsonObject, { report }: Place): void {
  for (const name of PADDINGS) {
    const size = box[name];
    if (typeof size !== 'string' || !/^-\d/.test(size) || !PADDING.form?.accepts(size)) continue;
    const actual = shown(size);
    const message = `${name} is ${actual}: LINE was seen to accept a negative padding, but its page does not allow it`;
    report({ rule: 'flex-size', severity: 'warning', at: `/${name}`, message, limit: 0, actual, docs: PADDING_DOCS });
  }
}

function placeHint(type: string): string {
  if (type === 'icon') return '; icons belong in baseline boxes';
  if (type === 'span') return '; spans belong in the contents of a text';
  return type === 'video' ? '; a video belongs directly in hero' : '';
}

function checkTextOrSpans({ text: written, contents }: JsonObject, { report }: Place): void {
  const spans = Array.isArray(contents) && contents.length !== 0;
  if (written !== undefined || spans || (contents !== undefined && !Array.isArray(contents))) return;
  report({
    rule: 'required',
    severity: 'error',
    at: '/text',
    message: 'a text needs either "text" or "contents" with spans',
  });
}
