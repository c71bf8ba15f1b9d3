import type { UrlShape } from '../../engine/shapes.js';
import { checkDesktopLink, checkLink } from './links.js';

/**
 * The URL of an image, video or audio file that LINE fetches: HTTPS, at most 2,000 UTF-16 units.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#image-message
 */
export const MEDIA_URL: UrlShape = { kind: 'url', max: 2000, schemes: ['https'], empty: 'error', check: null };

/**
 * The URL that a tap opens: one of four schemes, at most 1,000 UTF-16 units.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#uri-action
 */
export const LINK: UrlShape = {
  kind: 'url',
  max: 1000,
  schemes: ['http', 'https', 'line', 'tel'],
  empty: 'error',
  check: checkLink,
};

/** The URL that a tap opens in LINE for PC; LINE's own schema allows an empty string here. */
export const DESKTOP_LINK: UrlShape = { ...LINK, empty: 'allowed', check: checkDesktopLink };
