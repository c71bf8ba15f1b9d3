import { isJsonObject } from '../../../text/json-object.js';
import { shown } from '../../../text/shown.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { choice, list, required, tablesByType } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { BUBBLE } from './bubble.js';
import { component } from './flex-table.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
const MAX_BUBBLES = 12;

const BUBBLES = tablesByType({ bubble: BUBBLE });

/** `carousel`: bubbles of one size. @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
export const CAROUSEL = component('carousel', 'f-carousel', {
  contents: required(
    list(
      choice(() => BUBBLES, { what: 'carousel content', typeRule: 'flex-type' }),
      { min: 1, max: MAX_BUBBLES, check: checkCarousel },
    ),
  ),
});

function checkCarousel(bubbles: readonly unknown[], { report }: RuleContext): void {
  const size = sizeOf(bubbles.find(isJsonObject));
  for (const [index, bubble] of bubbles.entries()) {
    if (!isJsonObject(bubble)) continue;
    checkBubbleSize(bubble, size, index, report);
    const { hero } = bubble;
    if (!isJsonObject(hero) || hero['type'] !== 'video') continue;
    const message = 'a video cannot be used in a carousel';
    const docs = reference('f-video');
    report({ rule: 'flex-video', severity: 'error', at: `/${index}/hero/type`, message, limit: 'bubble', docs });
  }
}

function checkBubbleSize(bubble: JsonObject, size: unknown, index: number, report: RuleContext['report']): void {
  const own = sizeOf(bubble);
  if (own === size) return;
  const [limit, actual] = [shown(String(size)), shown(String(own))];
  const message = `contents[${index}] is of the size ${actual}, but the first bubble is ${limit}: all bubbles of a carousel need the same`;
  const at = bubble['size'] === undefined ? `/${index}` : `/${index}/size`;
  report({ rule: 'flex-bubble-sizes', severity: 'error', at, message, limit, actual });
}

function sizeOf(bubble: JsonObject | undefined): unknown {
  return bubble?.['size'] ?? 'mega';
}
