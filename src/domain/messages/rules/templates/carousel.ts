import { isJsonObject } from '../../../text/json-object.js';
import type { JsonObject, RuleContext } from '../../engine/shapes.js';
import { ANYTHING, list, object, optional, required, table, text } from '../../engine/table.js';
import { reference } from '../../line-pages.js';
import { COLUMN_DEFAULT_ACTION, TEMPLATE_ACTION } from '../actions/actions.js';
import { IMAGE_URL } from '../shared/urls.js';
import { BACKGROUND_COLOR, checkTextLength, IMAGE_LOOK, isGiven, MAX_COLUMNS, TITLE } from './shared.js';

/** Grapheme clusters of a text alone. @see https://developers.line.biz/en/reference/messaging-api/#column-object-for-carousel */
export const MAX_TEXT = 120;

const COLUMN = table({
  name: 'carousel column',
  docs: reference('column-object-for-carousel'),
  properties: {
    thumbnailImageUrl: optional(IMAGE_URL),
    imageBackgroundColor: optional(BACKGROUND_COLOR),
    title: optional(TITLE),
    text: required(text(null)),
    defaultAction: optional(COLUMN_DEFAULT_ACTION),
    actions: required(list(TEMPLATE_ACTION, { min: 1, max: 3 })),
  },
  check: (column, context) => checkTextLength(column, MAX_TEXT, context),
});

/** `carousel`: columns that are alike. @see https://developers.line.biz/en/reference/messaging-api/#carousel */
export const CAROUSEL = table({
  name: 'carousel template',
  docs: reference('carousel'),
  properties: {
    type: required(ANYTHING),
    columns: required(list(object(COLUMN), { min: 1, max: MAX_COLUMNS, check: checkColumnsAlike })),
    ...IMAGE_LOOK,
  },
});

/** Columns must be alike: as many actions each, an image in all or in none, a title in all or in none. */
function checkColumnsAlike(columns: readonly unknown[], { report }: RuleContext): void {
  const first = columns[0];
  if (!isJsonObject(first)) return;
  for (const [index, column] of columns.entries()) {
    if (!isJsonObject(column)) continue;
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

function checkActionCount(first: JsonObject, column: JsonObject, index: number, report: RuleContext['report']): void {
  const { actions: wanted } = first;
  const { actions } = column;
  if (!Array.isArray(wanted) || !Array.isArray(actions) || wanted.length === actions.length) return;
  const message = `columns[${index}] has ${actions.length} actions, columns[0] has ${wanted.length}; every column needs the same number`;
  const at = `/${index}/actions`;
  report({ rule: 'carousel-actions', severity: 'error', at, message, limit: wanted.length, actual: actions.length });
}
