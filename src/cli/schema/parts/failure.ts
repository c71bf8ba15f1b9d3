import { object, orNull, record, type Shape, text, whole, word } from '../shape.js';
import { requestId } from './channel.js';

/** A failure as programs read it. */
export const failure: Shape = object('what went wrong', {
  code: text('stable name of the failure in UPPER_SNAKE, as `line-ops explain` takes it; `INTERNAL` for a bug'),
  kind: word('what kind of trouble it is; the kind picks the exit code', [
    'usage',
    'findings',
    'auth',
    'limit',
    'unavailable',
    'incomplete',
    'refused',
    'cancelled',
    'terminated',
    'failure',
    'bug',
  ]),
  message: text('what is wrong, in one sentence for people'),
  hint: orNull(text('what to do about it, in a sentence for people')),
  requestId,
  details: orNull(record('facts of this failure for scripts; which keys there are depends on the code', {})),
  exitCode: whole('the exit code that the program ends with'),
});
