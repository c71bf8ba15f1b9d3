import { SEND_METHODS } from '../../../domain/messages/engine/finding.js';
import { object, orNull, type Shape, text, whole, word } from '../shape.js';

export const sendMethod = word('send method', SEND_METHODS);

/** A number, a phrase, or nothing. */
export function amount(description: string): Shape {
  return { description, type: ['number', 'string', 'null'] };
}

/** A finding as it stands in documents. */
export const finding = object('one finding', {
  file: text('the file; `-` for stdin'),
  line: whole('line in that file, from 1'),
  column: whole('column in that line, from 1'),
  pointer: text('JSON pointer into the document (RFC 6901)'),
  rule: text('name of the rule, as `line-ops message rules` explains it'),
  severity: word('LINE refuses an error; it takes what is a warning', ['error', 'warning']),
  message: text('what is wrong'),
  limit: amount('what is allowed; null where the rule has no limit'),
  actual: amount('what was found, in the unit of the limit'),
  docs: orNull(text("LINE's page that states the rule")),
});
