import type { JsonObject } from '../../messages/engine/shapes.js';
import { actionWords } from '../action-words.js';
import { colour } from '../css.js';
import { type DrawPlace, inside } from '../draw-place.js';
import { at, html, type Markup, styled } from '../markup.js';
import { listIn, objectIn, textIn } from '../values.js';
import { picture } from './picture.js';

/** How the image of a card is shown; a carousel has one look for all of its columns. */
export interface ImageLook {
  readonly ratio: 'rectangle' | 'square';
  readonly fit: 'cover' | 'contain';
}

/** Both have a default, which also counts for what LINE refuses. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export function imageLook({ imageAspectRatio, imageSize }: JsonObject): ImageLook {
  return {
    ratio: imageAspectRatio === 'square' ? 'square' : 'rectangle',
    fit: imageSize === 'contain' ? 'contain' : 'cover',
  };
}

/** A buttons template, or a column of a carousel: both have the same parts. */
export function card(content: JsonObject, place: DrawPlace, look: ImageLook): Markup {
  const { thumbnailImageUrl, imageBackgroundColor, title, text, actions } = content;
  const image =
    thumbnailImageUrl === undefined || thumbnailImageUrl === null
      ? null
      : html`<div class="card-image ${look.ratio} ${styled({ 'background-color': colour(imageBackgroundColor) })}">${picture(
          thumbnailImageUrl,
          inside(place, 'thumbnailImageUrl'),
          { what: imageWords(look, imageBackgroundColor), fit: look.fit },
        )}</div>`;
  const heading = textIn(title);
  return html`<div class="card" ${at(place)}><div class="card-top" title="${tapOf(content['defaultAction'])}">${image}<div class="card-text">${
    heading === null ? null : html`<p class="card-title" ${at(inside(place, 'title'))}>${heading}</p>`
  }<p ${at(inside(place, 'text'))}>${textIn(text)}</p></div></div>${buttons(listIn(actions), inside(place, 'actions'), 'stacked')}</div>`;
}

/** Around an image that is shown whole there is a background; white by default. */
function imageWords({ fit }: ImageLook, background: unknown): string {
  return fit === 'contain' ? `image, whole, on ${textIn(background) ?? '#FFFFFF'}` : 'image';
}

/** The buttons below a card, one below the other or side by side. */
export function buttons(actions: readonly unknown[], place: DrawPlace, order: 'stacked' | 'beside'): Markup {
  const drawn = actions.map((value, index) => {
    const action = objectIn(value);
    const label = textIn(action['label']) ?? '(no label)';
    return html`<li ${at(inside(place, index))} title="${actionWords(action)}">${label}</li>`;
  });
  return html`<ul class="buttons ${order}" ${at(place)}>${drawn}</ul>`;
}

function tapOf(action: unknown): string | null {
  return typeof action === 'object' && action !== null ? `on a tap: ${actionWords(objectIn(action))}` : null;
}

export const CARD_STYLE = `
.card{display:flex;flex-direction:column;width:260px;max-width:100%;border-radius:14px;overflow:hidden;background:var(--card);color:var(--card-ink)}
.card-top{flex:1}
.card-image{width:100%;background:#fff}.card-image .picture:has(img){background:none}
.rectangle{aspect-ratio:1.51}.square{aspect-ratio:1}
.card-text{padding:12px 14px}
.card p{margin:0;font-size:13px;line-height:1.45;white-space:pre-wrap;overflow-wrap:anywhere}
.card .card-title{margin-bottom:4px;font-size:15px;font-weight:700}
.buttons{list-style:none;margin:0;padding:0;font-size:14px;color:var(--card-link)}
.buttons li{padding:11px 10px;border-top:1px solid var(--card-line);text-align:center;overflow-wrap:anywhere}
.buttons:empty{display:none}
.beside{display:flex}.beside li{flex:1 1 0;min-width:0}.beside li+li{border-left:1px solid var(--card-line)}
.columns{display:flex;gap:8px;align-items:stretch;overflow-x:auto;padding-bottom:6px;scrollbar-width:thin}
.columns>*{flex:none}
.columns .card{width:240px}
.tile{display:block;width:240px;max-width:100%;aspect-ratio:1;border-radius:14px;overflow:hidden;background:var(--card)}
.tile-label{position:absolute;left:50%;bottom:12px;max-width:88%;box-sizing:border-box;padding:5px 14px;border-radius:999px;transform:translateX(-50%);background:#000000a6;color:#fff;font-size:13px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
`;
