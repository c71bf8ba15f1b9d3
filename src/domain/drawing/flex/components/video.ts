import type { JsonObject } from '../../../messages/engine/shapes.js';
import type { DrawPlace } from '../../draw-place.js';
import { html, type Markup, NOTHING, styled } from '../../markup.js';
import { objectIn, textIn } from '../../values.js';
import { element } from '../element.js';
import { ratioOf } from '../measures.js';
import { placed, type Slot } from '../slot.js';
import { drawPicture } from './picture.js';

/**
 * Draws a video by its preview, and the label of its action, which LINE shows over it when it has been played.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/create-flex-message-including-video/
 */
export function drawVideo(video: JsonObject, place: DrawPlace, slot: Slot): Markup {
  const { previewUrl: url, aspectRatio, action } = video;
  const label = textIn(objectIn(action)['label']);
  const picture = drawPicture({ url, kind: 'video', fit: 'cover', detail: textIn(aspectRatio) }, place);
  const more = label === null ? NOTHING : html`<span class="fx-more">${label}</span>`;
  return element(
    { kind: 'video', declarations: placed(video, slot, 0), place, action },
    html`<div class="fx-area fx-full ${styled({ 'aspect-ratio': ratioOf(aspectRatio) })}">${picture}<span class="fx-play"></span>${more}</div>`,
  );
}
