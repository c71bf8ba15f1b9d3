import {
  type ChoiceShape,
  choice,
  isObject,
  type ListShape,
  list,
  type Place,
  reference,
  tablesByType,
} from '../engine/shapes.js';
import { FLEX_MESSAGE } from './types/flex.js';
import { IMAGEMAP_MESSAGE } from './types/imagemap.js';
import { TEMPLATE_MESSAGE } from './types/template.js';
import { STICKER_MESSAGE, TEXT_MESSAGE } from './types/text.js';
import { TEXT_V2_MESSAGE } from './types/text-v2.js';
import { AUDIO_MESSAGE, COUPON_MESSAGE, IMAGE_MESSAGE, LOCATION_MESSAGE, VIDEO_MESSAGE } from './types/video.js';

/** Message objects of one request. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export const MAX_MESSAGES = 5;

const MESSAGES_BY_TYPE = tablesByType({
  text: TEXT_MESSAGE,
  textV2: TEXT_V2_MESSAGE,
  sticker: STICKER_MESSAGE,
  image: IMAGE_MESSAGE,
  video: VIDEO_MESSAGE,
  audio: AUDIO_MESSAGE,
  location: LOCATION_MESSAGE,
  coupon: COUPON_MESSAGE,
  imagemap: IMAGEMAP_MESSAGE,
  template: TEMPLATE_MESSAGE,
  flex: FLEX_MESSAGE,
});

/** One message object, of any type. @see https://developers.line.biz/en/reference/messaging-api/#message-objects */
export const MESSAGE: ChoiceShape = choice(() => MESSAGES_BY_TYPE, {
  what: 'message',
  typeRule: 'message-type',
  docs: reference('message-objects'),
  // The Flex Message Simulator hands out bare containers, which are not messages yet.
  advice: (type) =>
    type === 'bubble' || type === 'carousel'
      ? ', put the container into {"type":"flex","altText":"...","contents":...}'
      : null,
});

/** The value of `messages`. */
export const MESSAGES: ListShape = list(MESSAGE, {
  min: 1,
  max: MAX_MESSAGES,
  countRule: 'message-count',
  check: checkQuickReplies,
});

/** Of several messages, only the quick reply of the last one is shown. */
function checkQuickReplies(messages: readonly unknown[], { report }: Place): void {
  for (const [index, message] of messages.entries()) {
    if (index === messages.length - 1 || !isObject(message) || !isObject(message['quickReply'])) continue;
    const text = 'only the quick reply of the last message is shown';
    const docs = reference('message-common-properties');
    report({ rule: 'quick-reply-not-last', severity: 'warning', at: `/${index}/quickReply`, message: text, docs });
  }
}
