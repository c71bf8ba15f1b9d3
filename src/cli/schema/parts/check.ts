import { list, object, orNull, type Shape, text, word } from '../shape.js';

/** Results of an examination, as `doctor`, `webhook check` and `login verify-id-token` have them. */
export const checks: Shape = list(
  'what was examined, in the order of dependence',
  object('one examination', {
    id: text('name of the examination in kebab-case; it stays'),
    title: text('what was examined'),
    status: word(
      '`unknown` could not be found out, and is never a pass; `skip` was not examined; `ask` waits for an answer of yours',
      ['pass', 'warn', 'fail', 'skip', 'unknown', 'ask'],
    ),
    detail: text('what was found, with the values that were measured'),
    hint: orNull(text('what to change; null where there is nothing to do')),
    docs: orNull(text("LINE's page on it")),
  }),
);
