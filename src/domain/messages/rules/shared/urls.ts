import type { UrlShape } from '../../engine/shapes.js';
import { checkDesktopLink, checkLink } from './links.js';
import { checkFormat, JPEG_OR_PNG, MP3_OR_M4A, MP4, PNG } from './media.js';

/**
 * The URL of an image, video or audio file that LINE fetches: HTTPS, at most 2,000 UTF-16 units.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#image-message
 */
export const MEDIA_URL: UrlShape = { kind: 'url', max: 2000, schemes: ['https'], empty: 'error', check: null };

/** @see https://developers.line.biz/en/reference/messaging-api/#image-message */
export const IMAGE_URL: UrlShape = { ...MEDIA_URL, check: checkFormat(JPEG_OR_PNG) };
/** The icon of a sender or of a quick reply. @see https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch */
export const ICON_URL: UrlShape = { ...MEDIA_URL, check: checkFormat(PNG) };
/** @see https://developers.line.biz/en/reference/messaging-api/#video-message */
export const VIDEO_URL: UrlShape = { ...MEDIA_URL, check: checkFormat(MP4) };
/** @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export const AUDIO_URL: UrlShape = { ...MEDIA_URL, check: checkFormat(MP3_OR_M4A) };

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
