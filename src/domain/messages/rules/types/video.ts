import type { Form } from '../../engine/shapes.js';
import { formed, optional, required } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { lineOf, messageType } from '../shared/message-type.js';
import { IMAGE_URL, VIDEO_URL } from '../shared/urls.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#video-message */
const MAX_TRACKING_ID = 100;
const TRACKING_ID_PATTERN = new RegExp(`^[-a-zA-Z0-9.=,+*()%$&;:@{}!?<>[\\]]{1,${MAX_TRACKING_ID}}$`);
const TRACKING_ID: Form = {
  rule: 'pattern',
  expected: `1 to ${MAX_TRACKING_ID} of a-z, A-Z, 0-9 and -.=,+*()%$&;:@{}!?<>[]`,
  accepts: (id) => TRACKING_ID_PATTERN.test(id),
};

/** `video`; its tracking ID works in one-on-one chats only. @see https://developers.line.biz/en/reference/messaging-api/#video-message */
export const VIDEO = messageType('video', {
  name: 'video message',
  docs: reference('video-message'),
  properties: {
    originalContentUrl: required(VIDEO_URL),
    previewImageUrl: required(IMAGE_URL),
    trackingId: optional(formed(TRACKING_ID)),
  },
  check: ({ trackingId }, { destination, report }) => {
    if (typeof trackingId !== 'string' || (destination !== 'group' && destination !== 'room')) return;
    const message = 'a trackingId cannot be used in a message to a group or a multi-person chat';
    const at = '/trackingId';
    report({ rule: 'tracking-id-destination', severity: 'error', at, message, limit: 'user', actual: destination });
  },
  summary: (message) => lineOf(message, 'originalContentUrl'),
});
