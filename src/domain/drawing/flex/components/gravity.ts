import type { JsonObject } from '../../../messages/engine/shapes.js';
import { type CssValue, css } from '../../css.js';

const GRAVITIES: ReadonlyMap<unknown, CssValue> = new Map([
  ['center', css`center`],
  ['bottom', css`flex-end`],
]);

/** Where a text, an image or a button lies in its height; null for the top. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#gravity-property */
export function gravityOf({ gravity }: JsonObject): CssValue | null {
  return GRAVITIES.get(gravity) ?? null;
}
