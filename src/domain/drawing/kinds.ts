import type { JsonObject } from '../messages/engine/shapes.js';
import { AUDIO } from './kinds/audio.js';
import { COUPON } from './kinds/coupon.js';
import { FLEX } from './kinds/flex.js';
import { IMAGE } from './kinds/image.js';
import { IMAGEMAP } from './kinds/imagemap.js';
import { LOCATION } from './kinds/location.js';
import { STICKER } from './kinds/sticker.js';
import { TEMPLATE } from './kinds/template.js';
import { TEXT } from './kinds/text.js';
import { TEXT_V2 } from './kinds/text-v2.js';
import { UNKNOWN } from './kinds/unknown.js';
import { VIDEO } from './kinds/video.js';
import type { MessageKind } from './message-kind.js';

const KINDS: Readonly<Record<string, MessageKind>> = {
  text: TEXT,
  textV2: TEXT_V2,
  sticker: STICKER,
  image: IMAGE,
  video: VIDEO,
  audio: AUDIO,
  location: LOCATION,
  coupon: COUPON,
  imagemap: IMAGEMAP,
  template: TEMPLATE,
  flex: FLEX,
};

export function kindOf({ type }: JsonObject): MessageKind {
  return (typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined) ?? UNKNOWN;
}
