import type { JsonObject, RuleContext, Table } from '../../../engine/shapes.js';
import { BOOLEAN, integer, list, optional, text } from '../../../engine/table.js';
import { FLEX_ACTION } from '../../actions/actions.js';
import { type ComponentOf, component } from '../flex-table.js';
import { LINE_SPACING, MARGIN } from '../forms.js';
import { ALIGN, FLEX, GRAVITY, LETTERS, POSITION, SHRINK } from '../layout.js';

/** `text`: a text, or spans of it. @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export function flexText(componentOf: ComponentOf): Table {
  return component(
    'text',
    'f-text',
    {
      text: optional(text(null)),
      contents: optional(list(componentOf(['span'], 'in the contents of a text'), { min: 0, max: null })),
      adjustMode: SHRINK,
      flex: FLEX,
      margin: optional(MARGIN),
      ...POSITION,
      ...LETTERS,
      scaling: optional(BOOLEAN),
      align: ALIGN,
      gravity: GRAVITY,
      wrap: optional(BOOLEAN),
      lineSpacing: optional(LINE_SPACING),
      maxLines: optional(integer(0, null, 'warning')),
      action: optional(FLEX_ACTION),
    },
    checkTextOrSpans,
  );
}

/** `span`. @see https://developers.line.biz/en/reference/messaging-api/#span */
export const SPAN = component('span', 'span', { text: optional(text(null, { empty: 'warning' })), ...LETTERS });

function checkTextOrSpans({ text: written, contents }: JsonObject, { report }: RuleContext): void {
  const spans = Array.isArray(contents) && contents.length !== 0;
  if (written !== undefined || spans || (contents !== undefined && !Array.isArray(contents))) return;
  report({
    rule: 'required',
    severity: 'error',
    at: '/text',
    message: 'a text needs either "text" or "contents" with spans',
  });
}
