import { isJsonObject } from '../../../text/json-object.js';
import { jsonBytes } from '../../engine/counting.js';
import { type JsonObject, MAX_OBJECT_DEPTH, type RuleContext } from '../../engine/shapes.js';
import { reference } from '../../line-pages.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
const MAX_ANIMATED_IMAGES = 10;

/**
 * Greatest size of the JSON of a container in KB. LINE does not say whether a KB is 1,000 or 1,024 bytes: beyond the
 * first it is a warning, beyond the second an error. Counted is what line-ops sends: UTF-8, no white space.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#bubble
 */
const MAX_BUBBLE_KB = 30;
/** @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
const MAX_CAROUSEL_KB = 50;

/** Reports a bubble or a carousel whose JSON is too large. */
export function checkSizes(contents: unknown, { maxBytes, report }: RuleContext): void {
  if (maxBytes <= MAX_BUBBLE_KB * 1000 || !isJsonObject(contents)) return;
  if (contents['type'] === 'bubble') checkSize('bubble', MAX_BUBBLE_KB, contents, '/contents', report);
  if (contents['type'] !== 'carousel') return;
  // As long as all of them together are small, none of them is large.
  if (checkSize('carousel', MAX_CAROUSEL_KB, contents, '/contents', report) <= MAX_BUBBLE_KB * 1000) return;
  const bubbles: unknown = contents['contents'];
  if (!Array.isArray(bubbles)) return;
  for (const [index, bubble] of bubbles.entries()) {
    if (isJsonObject(bubble)) checkSize('bubble', MAX_BUBBLE_KB, bubble, `/contents/contents/${index}`, report);
  }
}

/** Reports a container that is too large; the answer is its size in bytes. */
function checkSize(
  what: 'bubble' | 'carousel',
  limit: number,
  value: JsonObject,
  at: string,
  report: RuleContext['report'],
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

/** Reports a message with too many animated images. */
export function checkAnimatedImages(contents: unknown, { report }: RuleContext): void {
  const count = isJsonObject(contents) ? countAnimated(contents, 0) : 0;
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

/** Blocks and containers that may hold an image. */
const BLOCKS: ReadonlySet<string> = new Set(['header', 'hero', 'body', 'footer', 'altContent']);

/** Follows only what can hold an image, and no deeper than any message that LINE shows. */
function countAnimated(value: JsonObject, depth: number): number {
  if (MAX_OBJECT_DEPTH < depth) return 0;
  let count = 0;
  for (const name in value) {
    const child = value[name];
    if (child === true && name === 'animated' && value['type'] === 'image') count += 1;
    if (typeof child !== 'object') continue;
    if (name === 'contents' && Array.isArray(child)) count += countAnimatedItems(child, depth + 1);
    else if (BLOCKS.has(name) && isJsonObject(child)) count += countAnimated(child, depth + 1);
  }
  return count;
}

function countAnimatedItems(items: readonly unknown[], depth: number): number {
  let count = 0;
  for (const item of items) if (isJsonObject(item)) count += countAnimated(item, depth);
  return count;
}
