import { isJsonObject } from '../../text/json-object.js';
import {
  ANIMATED_IMAGE,
  AUDIO,
  type ContentKind,
  FLEX_ICON,
  FLEX_IMAGE,
  FLEX_VIDEO,
  FLEX_VIDEO_PREVIEW,
  IMAGE,
  IMAGEMAP_WIDTHS,
  imagemapImage,
  PREVIEW,
  QUICK_REPLY_ICON,
  SENDER_ICON,
  THUMBNAIL,
  VIDEO,
  VIDEO_PREVIEW,
} from './kinds.js';

/** One URL that whoever gets the message fetches. */
export interface ContentTarget {
  readonly url: string;
  readonly kind: ContentKind;
  /** Where it stands in the messages, as a JSON pointer from the first message on; the first place of several. */
  readonly pointer: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Every URL that messages make people fetch, each once for each kind of content it has to be. */
export function contentTargets(messages: readonly unknown[]): readonly ContentTarget[] {
  const found = messages.flatMap((message, index) => ofMessage(message, `/${index}`));
  // From the back, so that the first place of several is kept.
  return [
    ...new Map(found.toReversed().map((target) => [`${target.kind.name} ${target.url}`, target])).values(),
  ].reverse();
}

/** The message objects of a document: one, an array of them, or a whole request body. */
export function messagesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) return [];
  return Array.isArray(value['messages']) ? value['messages'] : [value];
}

function ofMessage(message: unknown, at: string): readonly ContentTarget[] {
  if (!isJsonObject(message)) return [];
  const { type, sender, quickReply } = message;
  const own = typeof type === 'string' && Object.hasOwn(BY_TYPE, type) ? (BY_TYPE[type]?.(message, at) ?? []) : [];
  const items = isJsonObject(quickReply) ? listOf(quickReply['items']) : [];
  return [
    ...own,
    ...target(sender, 'iconUrl', SENDER_ICON, `${at}/sender`),
    ...items.flatMap((item, index) => target(item, 'imageUrl', QUICK_REPLY_ICON, `${at}/quickReply/items/${index}`)),
  ];
}

const BY_TYPE: Readonly<Record<string, (message: JsonObject, at: string) => readonly ContentTarget[]>> = {
  image: (message, at) => [
    ...target(message, 'originalContentUrl', IMAGE, at),
    ...target(message, 'previewImageUrl', PREVIEW, at),
  ],
  video: ofVideo,
  audio: (message, at) => target(message, 'originalContentUrl', AUDIO, at),
  imagemap: ({ baseUrl, video }, at) => [
    ...(typeof baseUrl === 'string'
      ? IMAGEMAP_WIDTHS.map((width) => ({
          url: `${baseUrl}/${width}`,
          kind: imagemapImage(width),
          pointer: `${at}/baseUrl`,
        }))
      : []),
    ...(isJsonObject(video) ? ofVideo(video, `${at}/video`) : []),
  ],
  template: ({ template }, at) => {
    const inside = `${at}/template`;
    const columns = isJsonObject(template) ? listOf(template['columns']) : [];
    return [
      ...target(template, 'thumbnailImageUrl', THUMBNAIL, inside),
      ...columns.flatMap((column, index) => [
        ...target(column, 'thumbnailImageUrl', THUMBNAIL, `${inside}/columns/${index}`),
        ...target(column, 'imageUrl', THUMBNAIL, `${inside}/columns/${index}`),
      ]),
    ];
  },
  flex: ({ contents }, at) => ofFlex(contents, `${at}/contents`),
};

function ofVideo(video: JsonObject, at: string): readonly ContentTarget[] {
  return [...target(video, 'originalContentUrl', VIDEO, at), ...target(video, 'previewImageUrl', VIDEO_PREVIEW, at)];
}

/** Containers and components hold components, in objects and lists; actions hold none. */
function ofFlex(part: unknown, at: string): readonly ContentTarget[] {
  if (Array.isArray(part)) return part.flatMap((each, index) => ofFlex(each, `${at}/${index}`));
  if (!isJsonObject(part)) return [];
  const inside = Object.entries(part).flatMap(([name, value]) =>
    name === 'action' ? [] : ofFlex(value, `${at}/${name}`),
  );
  return [...ofComponent(part, at), ...inside];
}

function ofComponent(component: JsonObject, at: string): readonly ContentTarget[] {
  switch (component['type']) {
    case 'image':
      return target(component, 'url', component['animated'] === true ? ANIMATED_IMAGE : FLEX_IMAGE, at);
    case 'icon':
      return target(component, 'url', FLEX_ICON, at);
    case 'video':
      return [...target(component, 'url', FLEX_VIDEO, at), ...target(component, 'previewUrl', FLEX_VIDEO_PREVIEW, at)];
    default:
      return [];
  }
}

function target(holder: unknown, property: string, kind: ContentKind, at: string): readonly ContentTarget[] {
  const url = isJsonObject(holder) ? holder[property] : null;
  return typeof url === 'string' && url !== '' ? [{ url, kind, pointer: `${at}/${property}` }] : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
