import { isJsonObject } from '../../../../text/json-object.js';
import { shown } from '../../../../text/shown.js';
import type { JsonObject, RuleContext, Table } from '../../../engine/shapes.js';
import { BOOLEAN, integer, list, optional, text } from '../../../engine/table.js';
import { guide, reference } from '../../../line-pages.js';
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
      // Beside spans an empty one is ignored, alone it is refused: the check tells them apart.
      text: optional(text(null, { empty: 'allowed' })),
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
    (component, context) => {
      checkTextOrSpans(component, context);
      checkLines(component, context);
      checkDecoration(component, context);
    },
  );
}

/** `span`. @see https://developers.line.biz/en/reference/messaging-api/#span */
export const SPAN = component('span', 'span', { text: optional(text(null, { empty: 'warning' })), ...LETTERS });

function checkTextOrSpans({ text: written, contents }: JsonObject, { report }: RuleContext): void {
  const at = '/text';
  const docs = reference('f-text');
  if (Array.isArray(contents) && contents.length !== 0) {
    if (written === '') {
      const message = 'text is empty, and is ignored beside "contents": leave it out';
      report({ rule: 'empty', severity: 'warning', at, message, limit: 1, actual: 0, docs });
    } else if (typeof written === 'string') {
      report({ rule: 'no-effect', severity: 'warning', at, message: 'text is ignored beside "contents"', docs });
    }
    return;
  }
  if (written === '') {
    report({ rule: 'empty', severity: 'error', at, message: 'text is empty', limit: 1, actual: 0, docs });
  } else if (written === undefined && (contents === undefined || Array.isArray(contents))) {
    const message = 'a text needs either "text" or "contents" with spans';
    report({ rule: 'required', severity: 'error', at, message, docs });
  }
}

/** Only a text that wraps has several lines. @see https://developers.line.biz/en/docs/messaging-api/flex-message-elements/#text-wrap */
function checkLines({ text: written, contents, wrap, lineSpacing }: JsonObject, { report }: RuleContext): void {
  if (wrap === true) return;
  const message = 'a line break shows only in a text whose "wrap" is true';
  const broken = {
    rule: 'no-effect',
    severity: 'warning',
    message,
    docs: guide('flex-message-elements/#text-wrap'),
  } as const;
  const spans: readonly unknown[] = Array.isArray(contents) ? contents : [];
  if (spans.length === 0 && hasLineBreak(written)) report({ ...broken, at: '/text' });
  for (const [index, span] of spans.entries()) {
    if (isJsonObject(span) && hasLineBreak(span['text'])) report({ ...broken, at: `/contents/${index}/text` });
  }
  if (typeof lineSpacing !== 'string') return;
  report({
    rule: 'no-effect',
    severity: 'warning',
    at: '/lineSpacing',
    message: 'lineSpacing has an effect only in a text whose "wrap" is true',
    docs: guide('flex-message-elements/#text-line-spacing'),
  });
}

function hasLineBreak(written: unknown): boolean {
  // One at the end breaks nothing.
  return typeof written === 'string' && written.trimEnd().includes('\n');
}

/** @see https://developers.line.biz/en/reference/messaging-api/#span */
function checkDecoration({ decoration, contents }: JsonObject, { report }: RuleContext): void {
  if (typeof decoration !== 'string' || decoration === 'none' || !Array.isArray(contents)) return;
  for (const [index, span] of contents.entries()) {
    if (!isJsonObject(span) || typeof span['decoration'] !== 'string' || span['decoration'] === decoration) continue;
    const message = `the decoration of a span cannot replace that of its text, ${shown(decoration)}`;
    const at = `/contents/${index}/decoration`;
    report({ rule: 'no-effect', severity: 'warning', at, message, docs: reference('span') });
  }
}
