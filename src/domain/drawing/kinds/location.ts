import type { JsonObject } from '../../messages/engine/shapes.js';
import { reference } from '../../messages/line-pages.js';
import { inside } from '../draw-place.js';
import { at, html } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { numberIn, textIn } from '../values.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#location-message */
export const LOCATION: MessageKind = {
  draw: (message, place) =>
    html`<div class="card location"><div class="map" ${at(inside(place, 'latitude'))}><span class="pin" aria-hidden="true">●</span><span ${at(
      inside(place, 'longitude'),
    )}>${coordinates(message)}</span></div><div class="card-text"><p class="card-title" ${at(inside(place, 'title'))}>${textIn(
      message['title'],
    )}</p><p ${at(inside(place, 'address'))}>${textIn(message['address'])}</p></div></div>`,
  notice: () => null,
  notes: () => [{ text: 'LINE draws a map of its own around the coordinates.', link: reference('location-message') }],
};

function coordinates({ latitude, longitude }: JsonObject): string {
  const both = [numberIn(latitude), numberIn(longitude)].map((value) => (value === null ? '?' : String(value)));
  return both.join(', ');
}

export const LOCATION_STYLE = `
.map{display:grid;height:110px;place-content:center;justify-items:center;gap:2px;background:repeating-linear-gradient(90deg,#0000 0 27px,#9db4ad 27px 28px),repeating-linear-gradient(#0000 0 27px,#9db4ad 27px 28px),#d9e6e1;color:#1d2f29;font:11px ui-monospace,monospace}
.map span:last-child{padding:1px 5px;border-radius:4px;background:#ffffffd9}
.pin{color:#c4302b;font-size:20px;line-height:1}
`;
