import { guide } from '../../messages/line-pages.js';
import { inside } from '../draw-place.js';
import { html } from '../markup.js';
import type { MessageKind } from '../message-kind.js';
import { picture } from '../parts/picture.js';
import { factList } from '../parts/placeholder.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#image-message */
export const IMAGE: MessageKind = {
  draw: (message, place) =>
    html`<div class="media"><div class="media-picture">${picture(
      message['previewImageUrl'],
      inside(place, 'previewImageUrl'),
      { what: 'Image', fit: 'contain' },
    )}</div>${factList([['on a tap', message['originalContentUrl'], inside(place, 'originalContentUrl')]])}</div>`,
  notice: () => null,
  notes: () => [
    {
      text: 'The chat shows the preview image in the proportions that it has; a tap shows the original. Neither is known here unless images are loaded.',
      link: guide('message-types/#image-messages'),
    },
  ],
};

export const MEDIA_STYLE = `
.media{width:min(100%,220px)}
.media-picture{position:relative;min-height:130px;display:grid;border-radius:14px;overflow:hidden;background:var(--blank)}
.media-picture .picture{min-height:130px}
.media-picture img{height:auto;max-height:320px}
.media-picture:has(>.play) .picture-name svg{display:none}
.media-picture:has(>.play) .picture-name{align-self:end;padding-top:84px}
.media .facts{color:var(--chat-ink)}
.play{position:absolute;inset:0;margin:auto;width:44px;height:44px;border-radius:50%;display:grid;place-items:center;background:#0000008c;color:#fff;font-size:18px;pointer-events:none}
`;
