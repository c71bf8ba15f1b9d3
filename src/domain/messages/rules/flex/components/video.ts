import type { Table } from '../../../engine/shapes.js';
import { optional, required } from '../../../engine/table.js';
import { FLEX_VIDEO_ACTION } from '../../actions/actions.js';
import { IMAGE_URL, VIDEO_URL } from '../../shared/urls.js';
import { type ComponentOf, component } from '../flex-table.js';
import { ASPECT_RATIO } from '../forms.js';

/** `video`: the hero of a bubble, with a box or an image for where it cannot be shown. @see https://developers.line.biz/en/reference/messaging-api/#f-video */
export function video(componentOf: ComponentOf): Table {
  return component('video', 'f-video', {
    url: required(VIDEO_URL),
    previewUrl: required(IMAGE_URL),
    altContent: required(componentOf(['box', 'image'], 'as altContent')),
    aspectRatio: optional(ASPECT_RATIO),
    action: optional(FLEX_VIDEO_ACTION),
  });
}
