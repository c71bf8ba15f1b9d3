import { shown } from '../../../text/shown.js';
import { jsonBytes } from '../../engine/counting.js';
import {
  BOOLEAN,
  choice,
  guide,
  isObject,
  type JsonObject,
  list,
  MAX_OBJECT_DEPTH,
  object,
  oneOf,
  optional,
  type Place,
  reference,
  required,
  table,
  tablesByType,
} from '../../engine/shapes.js';
import { FLEX_ACTION } from '../actions/actions.js';
import { component, componentOf, flexTable } from '../flex/components/components.js';
import { COLOR } from '../flex/forms.js';
import { ALT_TEXT, MESSAGE_PROPERTIES } from '../shared/message-type.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
const MAX_BUBBLES = 12;
/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
const MAX_ANIMATED_IMAGES = 10;
/** Sizes of a bubble that may show a video. @see https://developers.line.biz/en/reference/messaging-api/#f-video */
const VIDEO_BUBBLE_SIZES: readonly unknown[] = [undefined, 'kilo', 'mega', 'giga'];
/** @see https://developers.line.biz/en/reference/messaging-api/#bubble */
const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;

/**
 * Greatest size of the JSON of a container in KB. LINE does not say whether a KB is 1,000 or 1,024 bytes: beyond the
 * first it is a warning, beyond the second an error. Counted is what line-ops sends: UTF-8, no white space.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#bubble
 */
const MAX_BUBBLE_KB = 30;
/** @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
const MAX_CAROUSEL_KB = 50;

const BLOCK_STYLE = object(
  flexTable('block style', 'block-style', {
    backgroundColor: optional(COLOR),
    separator: optional(BOOLEAN),
    separatorColor: optional(COLOR),
  }),
);
const BUBBLE_STYLE = flexTable('bubble style', 'bubble-style', {
  header: optional(BLOCK_STYLE),
  hero: optional(BLOCK_STYLE),
  body: optional(BLOCK_STYLE),
  footer: optional(BLOCK_STYLE),
});

const BUBBLE = component(
  'bubble',
  'bubble',
  {
    size: optional(oneOf('nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga')),
    direction: optional(oneOf('ltr', 'rtl')),
    header: optional(componentOf(['box'], 'as header')),
    hero: optional(componentOf(['box', 'image', 'video'], 'as hero')),
    body: optional(componentOf(['box'], 'as body')),
    footer: optional(componentOf(['box'], 'as footer')),
    styles: optional(object(BUBBLE_STYLE)),
    action: optional(FLEX_ACTION),
  },
  checkBubble,
);
const BUBBLES = tablesByType({ bubble: BUBBLE });

const CAROUSEL = component('carousel', 'f-carousel', {
  contents: required(
    list(
      choice(() => BUBBLES, { what: 'carousel content', typeRule: 'flex-type' }),
      { min: 1, max: MAX_BUBBLES, check: checkCarousel },
    ),
  ),
});
const CONTAINERS = tablesByType({ bubble: BUBBLE, carousel: CAROUSEL });

/** `flex`: a bubble, or a carousel of bubbles. */
export const FLEX_MESSAGE = table({
  name: 'Flex Message',
  docs: reference('flex-message'),
  properties: {
    ...MESSAGE_PROPERTIES,
    altText: required(ALT_TEXT),
    contents: required(choice(() => CONTAINERS, { what: 'Flex container', typeRule: 'flex-type' })),
  },
  check: (message, place) => {
    checkSizes(message['contents'], place);
    checkAnimatedImages(message['contents'], place);
  },
});

function checkBubble(bubble: JsonObject, { report }: Place): void {
  const first = BLOCKS.find((block) => bubble[block] !== undefined);
  if (first === undefined) {
    const limit = BLOCKS.join(', ');
    report({
      rule: 'flex-blocks',
      severity: 'error',
      at: '',
      message: `a bubble needs at least one of ${limit}`,
      limit,
    });
    return;
  }
  checkFirstComponents(bubble, report);
  const { hero, size, styles } = bubble;
  if (isObject(hero) && hero['type'] === 'video' && !VIDEO_BUBBLE_SIZES.includes(size)) {
    const limit = 'kilo, mega, giga';
    const message = `a video needs a bubble of the size ${limit}, this one is ${shown(String(size))}`;
    const docs = reference('f-video');
    report({ rule: 'flex-video', severity: 'error', at: '/size', message, limit, actual: shown(String(size)), docs });
  }
  const style: unknown = isObject(styles) ? styles[first] : null;
  if (!isObject(style) || style['separator'] !== true) return;
  const message = `no separator can be placed above the first block, and that is ${first}`;
  report({
    rule: 'no-effect',
    severity: 'warning',
    at: `/styles/${first}/separator`,
    message,
    docs: reference('block-style'),
  });
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset */
function checkFirstComponents(bubble: JsonObject, report: Place['report']): void {
  for (const name of BLOCKS) {
    const block = bubble[name];
    const components: unknown = isObject(block) ? block['contents'] : null;
    const first: unknown = Array.isArray(components) ? components[0] : null;
    if (!isObject(first) || first['position'] !== 'absolute') continue;
    report({
      rule: 'flex-position',
      severity: 'warning',
      at: `/${name}/contents/0/position`,
      message: `the first component of a block cannot be absolute, and this is the first of ${name}`,
      limit: 'relative',
      actual: 'absolute',
      docs: guide('flex-message-layout/#component-offset'),
    });
  }
}

function checkCarousel(bubbles: readonly unknown[], { report }: Place): void {
  let size: unknown = null;
  for (const [index, bubble] of bubbles.entries()) {
    if (!isObject(bubble)) continue;
    const own = bubble['size'] ?? 'mega';
    size ??= own;
    if (own !== size) {
      const message = `contents[${index}] is of the size ${shown(String(own))}, but the first bubble is ${shown(String(size))}: all bubbles of a carousel need the same`;
      const at = bubble['size'] === undefined ? `/${index}` : `/${index}/size`;
      report({
        rule: 'flex-bubble-sizes',
        severity: 'error',
        at,
        message,
        limit: shown(String(size)),
        actual: shown(String(own)),
      });
    }
    const { hero } = bubble;
    if (!isObject(hero) || hero['type'] !== 'video') continue;
    const message = 'a video cannot be used in a carousel';
    report({
      rule: 'flex-video',
      severity: 'error',
      at: `/${index}/hero/type`,
      message,
      limit: 'bubble',
      docs: reference('f-video'),
    });
  }
}

function checkSizes(contents: unknown, { report }: Place): void {
  if (!isObject(contents)) return;
  if (contents['type'] === 'bubble') checkSize('bubble', MAX_BUBBLE_KB, contents, '/contents', report);
  if (contents['type'] !== 'carousel') return;
  // As long as all of them together are small, none of them is large.
  if (checkSize('carousel', MAX_CAROUSEL_KB, contents, '/contents', report) <= MAX_BUBBLE_KB * 1000) return;
  const bubbles: unknown = contents['contents'];
  if (!Array.isArray(bubbles)) return;
  for (const [index, bubble] of bubbles.entries()) {
    if (isObject(bubble)) checkSize('bubble', MAX_BUBBLE_KB, bubble, `/contents/contents/${index}`, report);
  }
}

/** Reports a container that is too large; the answer is its size in bytes. */
function checkSize(
  what: 'bubble' | 'carousel',
  limit: number,
  value: JsonObject,
  at: string,
  report: Place['report'],
): number {
  const bytes = jsonBytes(value);
  if (bytes <= limit * 1000) return bytes;
  const surely = limit * 1024 < bytes;
  const message = `the JSON of the ${what} is ${bytes} bytes, the limit is ${limit} KB${surely ? '' : ', which may mean 1,000 or 1,024 bytes each'}`;
  const docs = reference(what === 'bubble' ? 'bubble' : 'f-carousel');
  const problem = { rule: 'flex-json-size', severity: surely ? 'error' : 'warning', at, message, docs } as const;
  report({ ...problem, limit: limit * (surely ? 1024 : 1000), actual: bytes });
  return bytes;
}

function checkAnimatedImages(contents: unknown, { report }: Place): void {
  const count = countAnimated(contents, 0);
  if (count <= MAX_ANIMATED_IMAGES) return;
  const message = `the message has ${count} animated images, the limit is ${MAX_ANIMATED_IMAGES}`;
  const problem = {
    rule: 'flex-animated',
    severity: 'error',
    at: '/contents',
    message,
    docs: reference('f-image'),
  } as const;
  report({ ...problem, limit: MAX_ANIMATED_IMAGES, actual: count });
}

/** Follows only what can hold an image, and no deeper than any message that LINE shows. */
function countAnimated(value: unknown, depth: number): number {
  if (!isObject(value) || MAX_OBJECT_DEPTH < depth) return 0;
  let count = value['type'] === 'image' && value['animated'] === true ? 1 : 0;
  for (const name of ['header', 'hero', 'body', 'footer', 'altContent'] as const) {
    if (value[name] !== undefined) count += countAnimated(value[name], depth + 1);
  }
  const { contents } = value;
  if (Array.isArray(contents)) for (const child of contents) count += countAnimated(child, depth + 1);
  return count;
}
