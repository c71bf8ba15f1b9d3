import { isJsonObject } from '../../../text/json-object.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import {
  ANYTHING,
  choice,
  integer,
  list,
  object,
  optional,
  required,
  table,
  tablesByType,
  text,
} from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { CLIPBOARD_TEXT } from '../actions/action-family.js';
import { ALT_TEXT, lineOf, messageType } from '../shared/message-type.js';
import { IMAGE_URL, LINK, MEDIA_URL, VIDEO_URL } from '../shared/urls.js';

const IMAGEMAP_DOCS = reference('imagemap-message');

/** Pixels. LINE was seen to take another width than the one that the page asks for, so another is only a warning. */
const BASE_WIDTH = 1040;

const AREA = object(
  table({
    name: 'imagemap area',
    docs: reference('imagemap-area-object'),
    properties: {
      x: required(integer(0)),
      y: required(integer(0)),
      width: required(integer(1, null, 'warning')),
      height: required(integer(1, null, 'warning')),
    },
  }),
);

const ACTION_PROPERTIES = { type: required(ANYTHING), label: optional(text(100)), area: required(AREA) };

const ACTIONS = tablesByType({
  uri: table({
    name: 'imagemap URI action',
    docs: reference('imagemap-uri-action-object'),
    properties: { ...ACTION_PROPERTIES, linkUri: required(LINK) },
  }),
  message: table({
    name: 'imagemap message action',
    docs: reference('imagemap-message-action-object'),
    properties: { ...ACTION_PROPERTIES, text: required(text(400)) },
  }),
  clipboard: table({
    name: 'imagemap clipboard action',
    docs: reference('imagemap-clipboard-action-object'),
    properties: { ...ACTION_PROPERTIES, clipboardText: required(CLIPBOARD_TEXT) },
  }),
});

const BASE_SIZE = table({
  name: 'baseSize',
  docs: IMAGEMAP_DOCS,
  properties: { width: required(integer(BASE_WIDTH, BASE_WIDTH, 'warning')), height: required(integer(1)) },
});

const EXTERNAL_LINK = table({
  name: 'externalLink',
  docs: IMAGEMAP_DOCS,
  properties: { linkUri: required(LINK), label: required(text(30)) },
});

const VIDEO = table({
  name: 'imagemap video',
  docs: IMAGEMAP_DOCS,
  properties: {
    originalContentUrl: required(VIDEO_URL),
    previewImageUrl: required(IMAGE_URL),
    area: required(AREA),
    externalLink: optional(object(EXTERNAL_LINK)),
  },
});

/** `imagemap`: an image with areas to tap. */
export const IMAGEMAP = messageType('imagemap', {
  name: 'imagemap message',
  docs: IMAGEMAP_DOCS,
  properties: {
    baseUrl: required(MEDIA_URL),
    altText: required(ALT_TEXT),
    baseSize: required(object(BASE_SIZE)),
    video: optional(object(VIDEO)),
    actions: required(
      list(
        choice(() => ACTIONS, {
          what: 'imagemap action',
          typeRule: 'action-type',
          docs: reference('imagemap-action-objects'),
        }),
        { min: 0, max: 50 },
      ),
    ),
  },
  check: (message, context) => {
    checkBaseUrl(message, context);
    checkAreas(message, context);
  },
  summary: (message) => lineOf(message, 'altText'),
});

/** LINE puts `/1040` and its like behind the base URL; one that ends in a file extension shows no image. */
function checkBaseUrl({ baseUrl }: JsonObject, { report }: RuleContext): void {
  if (typeof baseUrl !== 'string' || !/\.(png|jpe?g|gif|webp)$/i.test(baseUrl)) return;
  const message = 'baseUrl must not end in a file extension: LINE appends /240, /300, /460, /700 and /1040';
  report({ rule: 'imagemap-base-url', severity: 'warning', at: '/baseUrl', message, docs: reference('base-url') });
}

function checkAreas({ baseSize, actions, video }: JsonObject, { report }: RuleContext): void {
  if (!isJsonObject(baseSize)) return;
  const { width, height } = baseSize;
  if (typeof width !== 'number' || typeof height !== 'number') return;
  const check = (holder: unknown, at: string) => {
    const area: unknown = isJsonObject(holder) ? holder['area'] : null;
    if (!isJsonObject(area)) return;
    const right = sum(area['x'], area['width']);
    const bottom = sum(area['y'], area['height']);
    if (right <= width && bottom <= height) return;
    const message = `the area reaches to ${right} x ${bottom}, beyond the base size of ${width} x ${height}`;
    const limit = `${width} x ${height}`;
    report({ rule: 'imagemap-area', severity: 'warning', at, message, limit, actual: `${right} x ${bottom}` });
  };
  if (video !== undefined) check(video, '/video/area');
  if (!Array.isArray(actions)) return;
  for (const [index, action] of actions.entries()) check(action, `/actions/${index}/area`);
}

function sum(start: unknown, length: unknown): number {
  return typeof start === 'number' && typeof length === 'number' ? start + length : 0;
}
