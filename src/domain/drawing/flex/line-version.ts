import type { JsonObject } from '../../messages/engine/shapes.js';
import { isJsonObject } from '../../text/json-object.js';
import { listIn, objectIn } from '../values.js';

/** What a version of LINE shows as it is written. */
export interface LineVersion {
  readonly showsVideo: boolean;
  readonly knowsDecaAndHecto: boolean;
}

/** A version that shows something else in a container's place. */
export interface OlderVersion extends LineVersion {
  /** Below these versions. */
  readonly below: string;
  readonly shows: string;
}

export const CURRENT: LineVersion = { showsVideo: true, knowsDecaAndHecto: true };

/** @see https://developers.line.biz/en/docs/messaging-api/using-flex-messages/#operating-environment */
const WITHOUT_VIDEO: OlderVersion = {
  showsVideo: false,
  knowsDecaAndHecto: true,
  below: 'LINE 11.22.0, for PC 7.7.0',
  shows: 'altContent in place of the video',
};
const WITHOUT_SIZES: OlderVersion = {
  showsVideo: true,
  knowsDecaAndHecto: false,
  below: 'LINE 13.6.0, for PC 7.17.0',
  shows: 'the size kilo in place of deca and hecto',
};

/** The versions that show a container in another way than the current one, of those that LINE documents. */
export function olderVersionsOf(container: JsonObject): readonly OlderVersion[] {
  const bubbles = bubblesOf(container);
  const hasVideo = bubbles.some(({ hero }) => objectIn(hero)['type'] === 'video');
  const hasNewSize = bubbles.some(({ size }) => size === 'deca' || size === 'hecto');
  return [...(hasVideo ? [WITHOUT_VIDEO] : []), ...(hasNewSize ? [WITHOUT_SIZES] : [])];
}

/** The bubbles of a carousel, or the one that the container is. */
function bubblesOf(container: JsonObject): readonly JsonObject[] {
  if (container['type'] !== 'carousel') return [container];
  return listIn(container['contents']).filter(isJsonObject);
}
