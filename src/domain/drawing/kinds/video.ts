import { reference } from '../../messages/line-pages.js';
import { inside } from '../draw-place.js';
import { html } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { picture } from '../parts/picture.js';
import { factList } from '../parts/placeholder.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#video-message */
export const VIDEO: MessageKind = {
  draw: (message, place) =>
    html`<div class="media"><div class="media-picture">${picture(
      message['previewImageUrl'],
      inside(place, 'previewImageUrl'),
      { what: 'Video', fit: 'contain' },
    )}<span class="play" aria-hidden="true">▶</span></div>${factList([
      ['plays', message['originalContentUrl'], inside(place, 'originalContentUrl')],
      ['tracking ID', message['trackingId'], inside(place, 'trackingId')],
    ])}</div>`,
  notice: () => null,
  notes: () => [
    {
      text: 'The chat shows the preview image of a video. It should have the proportions of the video, or it may show behind it while that plays.',
      link: reference('video-message'),
    },
  ],
};
