import type { JsonObject } from '../../messages/engine/shapes.js';
import { isJsonObject } from '../../text/json-object.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup } from '../markup.js';
import { listIn } from '../values.js';
import { drawBubble } from './bubble.js';
import { CURRENT, type LineVersion, olderVersionsOf } from './line-version.js';

/**
 * Draws a Flex container, a bubble or a carousel, as LINE documents its layout; below it, what older versions of LINE show
 * in its place, where that differs. Whatever the container holds is drawn: nothing of it makes this throw.
 */
export function drawContainer(container: JsonObject, place: DrawPlace): Markup {
  const older = olderVersionsOf(container).map(
    (version) => html`<details class="fx-older" open><summary>Below ${version.below}: ${version.shows}</summary>
${drawAs(version, container, place)}</details>`,
  );
  return html`<div class="fx">${drawAs(CURRENT, container, place)}${older}</div>`;
}

function drawAs(version: LineVersion, container: JsonObject, place: DrawPlace): Markup {
  if (container['type'] === 'bubble') return drawBubble(container, place, version);
  if (container['type'] === 'carousel') return drawCarousel(container, place, version);
  return html`<div class="fx-stranger" ${at(place)}>neither a bubble nor a carousel</div>`;
}

/** Bubbles beside each other, to be scrolled. @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
function drawCarousel({ contents }: JsonObject, place: DrawPlace, version: LineVersion): Markup {
  const drawn = listIn(contents).map((bubble, index) => {
    const bubblePlace = inside(place, 'contents', index);
    return isJsonObject(bubble)
      ? drawBubble(bubble, bubblePlace, version)
      : html`<div class="fx-stranger" ${at(bubblePlace)}>not a bubble</div>`;
  });
  // A region that is scrolled is reached by the keyboard.
  return html`<div class="fx-carousel" tabindex="0" ${at(place)}>${drawn}</div>`;
}
