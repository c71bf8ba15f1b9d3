import { tooLong } from '../../engine/counting.js';
import {
  ANYTHING,
  choice,
  isObject,
  type JsonObject,
  list,
  object,
  oneOf,
  optional,
  type Place,
  reference,
  required,
  table,
  tablesByType,
  text,
} from '../../engine/shapes.js';
import { IMAGE_CAROUSEL_ACTION, TEMPLATE_ACTION, TEMPLATE_DEFAULT_ACTION } from '../actions/actions.js';
import { ALT_TEXT, MESSAGE_PROPERTIES } from '../shared/message-type.js';
import { MEDIA_URL } from '../shared/urls.js';

/** Grapheme clusters of a title. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
const TITLE = text(40, { unit: 'graphemes' });
/** Grapheme clusters of a buttons text alone. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
const MAX_BUTTONS_TEXT = 160;
/** Grapheme clusters of a column's text alone. @see https://developers.line.biz/en/reference/messaging-api/#column-object-for-carousel */
const MAX_COLUMN_TEXT = 120;
/** Grapheme clusters of either beside an image or a title. @see https://developers.line.biz/en/reference/messaging-api/#buttons */
const MAX_TEXT_BESIDE_IMAGE = 60;
/** @see https://developers.line.biz/en/reference/messaging-api/#carousel */
const MAX_COLUMNS = 10;

const BACKGROUND_COLOR = text(null, {
  form: { rule: 'color', expected: 'a colour such as #FFFFFF', accepts: (color) => /^#[0-9a-fA-F]{6}$/.test(color) },
});

const IMAGE_LOOK = {
  imageAspectRatio: optional(oneOf('rectangle', 'square')),
  imageSize: optional(oneOf('cover', 'contain')),
};

const BUTTONS = table({
  name: 'buttons template',
  docs: reference('buttons'),
  properties: {
    type: required(ANYTHING),
    thumbnailImageUrl: optional(MEDIA_URL),
    ...IMAGE_LOOK,
    imageBackgroundColor: optional(BACKGROUND_COLOR),
    title: optional(TITLE),
    text: required(text(null)),
    defaultAction: optional(TEMPLATE_DEFAULT_ACTION),
    actions: required(list(TEMPLATE_ACTION, { min: 1, max: 4 })),
  },
  check: (template, place) => checkTextLength(template, MAX_BUTTONS_TEXT, place),
});

const CONFIRM = table({
  name: 'confirm template',
  docs: reference('confirm'),
  properties: {
    type: required(ANYTHING),
    text: required(text(240, { unit: 'graphemes' })),
    actions: required(list(TEMPLATE_ACTION, { min: 2, max: 2 })),
  },
});

const CAROUSEL_COLUMN = table({
  name: 'carousel column',
  docs: reference('column-object-for-carousel'),
  properties: {
    thumbnailImageUrl: optional(MEDIA_URL),
    imageBackgroundColor: optional(BACKGROUND_COLOR),
    title: optional(TITLE),
    text: required(text(null)),
    defaultAction: optional(TEMPLATE_DEFAULT_ACTION),
    actions: required(list(TEMPLATE_ACTION, { min: 1, max: 3 })),
  },
  check: (column, place) => checkTextLength(column, MAX_COLUMN_TEXT, place),
});

const CAROUSEL = table({
  name: 'carousel template',
  docs: reference('carousel'),
  properties: {
    type: required(ANYTHING),
    columns: required(list(object(CAROUSEL_COLUMN), { min: 1, max: MAX_COLUMNS, check: checkColumnsAlike })),
    ...IMAGE_LOOK,
  },
});

const IMAGE_CAROUSEL_COLUMN = table({
  name: 'image carousel column',
  docs: reference('column-object-for-image-carousel'),
  properties: { imageUrl: required(MEDIA_URL), action: required(IMAGE_CAROUSEL_ACTION) },
});

const IMAGE_CAROUSEL = table({
  name: 'image carousel template',
  docs: reference('image-carousel'),
  properties: {
    type: required(ANYTHING),
    columns: required(list(object(IMAGE_CAROUSEL_COLUMN), { min: 1, max: MAX_COLUMNS })),
  },
});

const TEMPLATES = tablesByType({
  buttons: BUTTONS,
  confirm: CONFIRM,
  carousel: CAROUSEL,
  image_carousel: IMAGE_CAROUSEL,
});

/** `template`: buttons, confirm, carousel or image carousel. */
export const TEMPLATE_MESSAGE = table({
  name: 'template message',
  docs: reference('template-messages'),
  properties: {
    ...MESSAGE_PROPERTIES,
    altText: required(ALT_TEXT),
    template: required(choice(() => TEMPLATES, { what: 'template', typeRule: 'template-type' })),
  },
});

/** Beside an image or a title the limit is another than for a text alone. */
function checkTextLength(template: JsonObject, maxAlone: number, { report }: Place): void {
  const { text: written } = template;
  if (typeof written !== 'string') return;
  const alone = !isGiven(template['thumbnailImageUrl']) && !isGiven(template['title']);
  const limit = alone ? maxAlone : MAX_TEXT_BESIDE_IMAGE;
  const long = tooLong(written, limit, 'graphemes');
  if (long === null) return;
  const message = `text has ${long.excess}${alone ? '' : ' beside an image or a title'}`;
  report({ rule: 'max-length', severity: long.severity, at: '/text', message, limit, actual: long.actual });
}

/** Columns must be alike: as many actions each, an image in all or in none, a title in all or in none. */
function checkColumnsAlike(columns: readonly unknown[], { report }: Place): void {
  const first = columns[0];
  if (!isObject(first)) return;
  for (const [index, column] of columns.entries()) {
    if (!isObject(column)) continue;
    checkActionCount(first, column, index, report);
    for (const [name, what] of [
      ['thumbnailImageUrl', 'an image'],
      ['title', 'a title'],
    ] as const) {
      if (isGiven(first[name]) === isGiven(column[name])) continue;
      const message = `columns[${index}] ${isGiven(column[name]) ? 'has' : 'lacks'} ${what}, unlike columns[0]; all columns must be alike`;
      report({
        rule: 'carousel-columns',
        severity: 'error',
        at: `/${index}`,
        message,
        limit: `${what} in all or in none`,
      });
    }
  }
}

function checkActionCount(first: JsonObject, column: JsonObject, index: number, report: Place['report']): void {
  const { actions: wanted } = first;
  const { actions } = column;
  if (!Array.isArray(wanted) || !Array.isArray(actions) || wanted.length === actions.length) return;
  const message = `columns[${index}] has ${actions.length} actions, columns[0] has ${wanted.length}; every column needs the same number`;
  const at = `/${index}/actions`;
  report({ rule: 'carousel-actions', severity: 'error', at, message, limit: wanted.length, actual: actions.length });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
