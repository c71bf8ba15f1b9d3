import { isJsonObject } from '../../text/json-object.js';
import type { ChoiceShape, ListShape, RuleContext } from '../engine/shapes.js';
import { choice, list } from '../engine/table.js';
import { reference } from '../line-pages.js';
import type { MessageType } from './shared/message-type.js';
import { AUDIO } from './types/audio.js';
import { COUPON } from './types/coupon.js';
import { FLEX } from './types/flex.js';
import { IMAGE } from './types/image.js';
import { IMAGEMAP } from './types/imagemap.js';
import { LOCATION } from './types/location.js';
import { STICKER } from './types/sticker.js';
import { TEMPLATE } from './types/template.js';
import { TEXT } from './types/text.js';
import { TEXT_V2 } from './types/text-v2.js';
import { VIDEO } from './types/video.js';

/** Message objects of one request. @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export const MAX_MESSAGES = 5;

/** Every message type, in the order in which a report lists them. */
const TYPES = [TEXT, TEXT_V2, STICKER, IMAGE, VIDEO, AUDIO, LOCATION, COUPON, IMAGEMAP, TEMPLATE, FLEX];

/** Every message type by its name. @see https://developers.line.biz/en/reference/messaging-api/#message-objects */
export const MESSAGE_TYPES: ReadonlyMap<string, MessageType> = new Map(TYPES.map((one) => [one.type, one]));

const TABLES = new Map(TYPES.map(({ type, table }) => [type, table]));

/** One message object, of any type. @see https://developers.line.biz/en/reference/messaging-api/#message-objects */
export const MESSAGE: ChoiceShape = choice(() => TABLES, {
  what: 'message',
  typeRule: 'message-type',
  docs: reference('message-objects'),
  // The Flex Message Simulator hands out bare containers, which are not messages yet.
  advice: (type) =>
    type === 'bubble' || type === 'carousel'
      ? { says: ', put the container into {"type":"flex","altText":"...","contents":...}', docs: null }
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
function checkQuickReplies(messages: readonly unknown[], { report }: RuleContext): void {
  for (const [index, message] of messages.entries()) {
    if (index === messages.length - 1 || !isJsonObject(message) || !isJsonObject(message['quickReply'])) continue;
    const text = 'only the quick reply of the last message is shown';
    const docs = reference('message-common-properties');
    report({ rule: 'quick-reply-not-last', severity: 'warning', at: `/${index}/quickReply`, message: text, docs });
  }
}
