import type { UrlCheck } from '../../engine/shapes.js';

/** A kind of file that LINE fetches, and how names of such files end. */
interface Format {
  readonly name: string;
  readonly endings: readonly string[];
}

/** An animated image is a PNG by its content. @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export const JPEG_OR_PNG: Format = { name: 'JPEG or PNG', endings: ['jpg', 'jpeg', 'png', 'apng'] };
/** @see https://developers.line.biz/en/reference/messaging-api/#quick-reply-button-object */
export const PNG: Format = { name: 'PNG', endings: ['png', 'apng'] };
/** @see https://developers.line.biz/en/reference/messaging-api/#video-message */
export const MP4: Format = { name: 'mp4', endings: ['mp4', 'm4v'] };
/** @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export const MP3_OR_M4A: Format = { name: 'mp3 or m4a', endings: ['mp3', 'm4a', 'mp4'] };

/** Endings that say what a file is; any other ending, and none, says nothing. */
const MEDIA_ENDINGS: ReadonlySet<string> = new Set(
  'jpg jpeg png apng gif webp avif heic heif bmp tif tiff svg ico pdf mp4 m4v mov avi webm mkv wmv mpg mpeg mp3 m4a aac wav ogg opus flac amr wma'.split(
    ' ',
  ),
);

const ENDING = /^[^?#]*\.([a-z0-9]{3,4})(?:[?#]|$)/i;

const NOTHING: ReturnType<UrlCheck> = [];

/**
 * Warns of the URL of a file in another format than LINE shows, as far as its name says so: the server may send another,
 * and LINE looks at the content only when it shows the message.
 */
export function checkFormat({ name, endings }: Format): UrlCheck {
  return (url) => {
    const ending = ENDING.exec(url)?.[1]?.toLowerCase();
    if (ending === undefined || endings.includes(ending) || !MEDIA_ENDINGS.has(ending)) return NOTHING;
    const message = `ends in ".${ending}", the format must be ${name}`;
    return [{ rule: 'media-format', severity: 'warning', message, limit: name, actual: ending }];
  };
}
