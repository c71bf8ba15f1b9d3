import type { MediaType } from './media-header.js';

/** What a URL of a message has to lead to. */
export interface ContentKind {
  /** For people. */
  readonly name: string;
  readonly types: readonly MediaType[];
  /** LINE writes MB, and not whether that is 1,000,000 bytes or 1,048,576. */
  readonly maxMegabytes: number;
  /** Pixels; null for no limit. */
  readonly maxWidth: number | null;
  readonly maxHeight: number | null;
  /** Pixels that the page asks for; LINE was seen to take others. */
  readonly width: number | null;
  readonly isSquare: boolean;
  readonly docs: string;
}

const PICTURE = { types: ['png', 'jpeg'], maxWidth: null, maxHeight: null, width: null, isSquare: false } as const;
const ICON = { ...PICTURE, types: ['png'], maxMegabytes: 1, isSquare: true } as const;
const FILM = { ...PICTURE, types: ['mp4'], maxMegabytes: 200 } as const;

/** Pixels of a Flex image or icon at most, to each side. @see https://developers.line.biz/en/reference/messaging-api/#f-image */
const FLEX_PIXELS = { maxWidth: 1024, maxHeight: 1024 } as const;

export const IMAGE: ContentKind = { ...PICTURE, name: 'Image', maxMegabytes: 10, docs: reference('image-message') };
export const PREVIEW: ContentKind = { ...PICTURE, name: 'Preview', maxMegabytes: 1, docs: reference('image-message') };
export const VIDEO: ContentKind = { ...FILM, name: 'Video', docs: reference('video-message') };
export const VIDEO_PREVIEW: ContentKind = { ...PREVIEW, docs: reference('video-message') };
export const AUDIO: ContentKind = {
  ...FILM,
  name: 'Audio',
  types: ['m4a', 'mp3', 'mp4'],
  docs: reference('audio-message'),
};
export const THUMBNAIL: ContentKind = {
  ...PICTURE,
  name: 'Thumbnail',
  maxMegabytes: 10,
  maxWidth: 1024,
  docs: reference('template-messages'),
};
export const FLEX_IMAGE: ContentKind = {
  ...PICTURE,
  ...FLEX_PIXELS,
  name: 'Flex image',
  maxMegabytes: 10,
  docs: reference('f-image'),
};
/** 300 KB at most. @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export const ANIMATED_IMAGE: ContentKind = { ...FLEX_IMAGE, name: 'Animated Flex image', maxMegabytes: 0.3 };
export const FLEX_ICON: ContentKind = { ...FLEX_IMAGE, name: 'Flex icon', maxMegabytes: 1, docs: reference('icon') };
export const FLEX_VIDEO: ContentKind = { ...FILM, name: 'Flex video', docs: reference('f-video') };
export const FLEX_VIDEO_PREVIEW: ContentKind = { ...PREVIEW, docs: reference('f-video') };
export const QUICK_REPLY_ICON: ContentKind = {
  ...ICON,
  name: 'Quick reply icon',
  docs: reference('quick-reply-button-object'),
};
export const SENDER_ICON: ContentKind = { ...ICON, name: 'Sender icon', docs: reference('icon-nickname-switch') };

/** What LINE puts behind the base URL of an imagemap. @see https://developers.line.biz/en/reference/messaging-api/#base-url */
export const IMAGEMAP_WIDTHS = [240, 300, 460, 700, 1040] as const;

export function imagemapImage(width: number): ContentKind {
  return { ...IMAGE, name: `Imagemap ${width}`, width, docs: reference('imagemap-message') };
}

function reference(section: string): string {
  return `https://developers.line.biz/en/reference/messaging-api/#${section}`;
}
