import {
  decimal,
  type Form,
  formed,
  integer,
  optional,
  reference,
  required,
  table,
  text,
  wordForm,
} from '../../engine/shapes.js';
import { MESSAGE_PROPERTIES } from '../shared/message-type.js';
import { MEDIA_URL } from '../shared/urls.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#video-message */
const MAX_TRACKING_ID = 100;
const TRACKING_ID_PATTERN = new RegExp(`^[-a-zA-Z0-9.=,+*()%$&;:@{}!?<>[\\]]{1,${MAX_TRACKING_ID}}$`);
const TRACKING_ID: Form = {
  rule: 'pattern',
  expected: `1 to ${MAX_TRACKING_ID} of a-z, A-Z, 0-9 and -.=,+*()%$&;:@{}!?<>[]`,
  accepts: (id) => TRACKING_ID_PATTERN.test(id),
};

/** @see https://developers.line.biz/en/reference/messaging-api/#coupon-message */
const DELIVERY_TAG = wordForm('pattern', 30);

/** `image`. @see https://developers.line.biz/en/reference/messaging-api/#image-message */
export const IMAGE_MESSAGE = table({
  name: 'image message',
  docs: reference('image-message'),
  properties: {
    ...MESSAGE_PROPERTIES,
    originalContentUrl: required(MEDIA_URL),
    previewImageUrl: required(MEDIA_URL),
  },
});

/** `video`; its tracking ID works in one-on-one chats only. @see https://developers.line.biz/en/reference/messaging-api/#video-message */
export const VIDEO_MESSAGE = table({
  name: 'video message',
  docs: reference('video-message'),
  properties: {
    ...MESSAGE_PROPERTIES,
    originalContentUrl: required(MEDIA_URL),
    previewImageUrl: required(MEDIA_URL),
    trackingId: optional(formed(TRACKING_ID)),
  },
  check: ({ trackingId }, { destination, report }) => {
    if (typeof trackingId !== 'string' || (destination !== 'group' && destination !== 'room')) return;
    const message = 'a trackingId cannot be used in a message to a group or a multi-person chat';
    report({
      rule: 'tracking-id-destination',
      severity: 'error',
      at: '/trackingId',
      message,
      limit: 'user',
      actual: destination,
    });
  },
});

/** `audio`. @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export const AUDIO_MESSAGE = table({
  name: 'audio message',
  docs: reference('audio-message'),
  properties: {
    ...MESSAGE_PROPERTIES,
    originalContentUrl: required(MEDIA_URL),
    duration: required(integer(1, null, 'warning')),
  },
});

/** `location`. The page gives no bounds for the coordinates; those of the globe are therefore only a warning. */
export const LOCATION_MESSAGE = table({
  name: 'location message',
  docs: reference('location-message'),
  properties: {
    ...MESSAGE_PROPERTIES,
    title: required(text(100)),
    address: required(text(100)),
    latitude: required(decimal(-90, 90, 'warning')),
    longitude: required(decimal(-180, 180, 'warning')),
  },
});

/** `coupon`. @see https://developers.line.biz/en/reference/messaging-api/#coupon-message */
export const COUPON_MESSAGE = table({
  name: 'coupon message',
  docs: reference('coupon-message'),
  properties: { ...MESSAGE_PROPERTIES, couponId: required(text(null)), deliveryTag: optional(formed(DELIVERY_TAG)) },
});
