import { document } from '../document.js';
import { requestId, userId } from '../parts/channel.js';
import { amount, finding, sendMethod } from '../parts/finding.js';
import { anything, list, object, orNull, type Shapes, text, whole, word, yesNo } from '../shape.js';

const PLACE: Shapes = {
  line: whole('line in the file, from 1'),
  column: whole('column in that line, from 1'),
  pointer: text('JSON pointer into the document (RFC 6901)'),
  rule: text('the rule that it follows'),
};

const change = object('one change', {
  ...PLACE,
  kind: word('`mechanical` changes no meaning; `asked` is made where it was asked for', ['mechanical', 'asked']),
  change: text('what it does'),
});

const EXAMPLE: Shapes = {
  method: sendMethod,
  destination: word('the chat that it is to go to', ['user', 'group', 'room', 'unknown']),
  form: word('notation of the file', ['json', 'yaml', 'unreadable']),
  document: anything('the document; null where its notation is the point, or it is too large for a list'),
  text: orNull(text('the file where its notation is the point; null for any other')),
  bytes: whole('bytes of the file'),
  lineAnswers: orNull(text('what LINE answers to it, where that is known')),
};

export const MESSAGES = [
  document('message-validate@1', 'Validation', 'Everything that was found in message files', {
    valid: yesNo('whether there is no error, and LINE has judged what it was to judge'),
    errors: whole('errors in all files'),
    warnings: whole('warnings in all files'),
    files: whole('files that were read'),
    inputs: list(
      'how each file was judged',
      object('one file', {
        file: text('the file; `-` for stdin'),
        judgedAs: list('send methods that its documents were judged for', sendMethod),
        messages: whole('message objects in it'),
        wrapped: whole('bare Flex containers that were read as messages'),
      }),
    ),
    results: list('all findings', finding),
  }),
  document('message-fix@1', 'Mended messages', 'What was changed, could be, and is left', {
    files: whole('files that were read'),
    changes: whole('changes in all files'),
    written: whole('files that were written'),
    results: list(
      'each file',
      object('one file', {
        file: text('the file; `-` for stdin'),
        written: yesNo('whether it was written'),
        problem: orNull(text('code of the failure where it could not be read or written')),
        changes: list('changes that were made', change),
        offered: list('changes that were not asked for', change),
        suggestions: list(
          'what would change the meaning, and is left to you',
          object('one suggestion', {
            ...PLACE,
            suggestion: text('what it would do'),
            text: orNull(text('what would stand there')),
          }),
        ),
        errorsLeft: whole('errors that are left'),
        warningsLeft: whole('warnings that are left'),
        diff: orNull(text('the changes as a unified diff; null where the file could not be read')),
        text: orNull(text('the mended text of stdin; null for a file')),
      }),
    ),
  }),
  document('message-preview@1', 'Preview', 'What was drawn, and what was found in it', {
    file: text('the file; `-` for stdin'),
    out: orNull(text('the file that was written; null where the text is below')),
    format: word('what was drawn', ['html', 'outline']),
    method: sendMethod,
    messages: whole('messages in it'),
    errors: whole('errors found'),
    warnings: whole('warnings found'),
    results: list('all findings', finding),
    text: orNull(text('the page or the outline; null where it was written to a file')),
  }),
  document('message-new@1', 'New message', 'A valid message to start from', {
    type: text('message type'),
    format: word('notation of the text', ['json', 'yaml']),
    file: orNull(text('the file that was written; null where none was')),
    docs: text("LINE's page on the type"),
    message: anything('the message'),
    text: text('the same as a file'),
  }),
  document('message-types@1', 'Message types', 'Every type that `message new` knows', {
    types: list(
      'in the order of the help',
      object('one type', {
        type: text('name of the type'),
        summary: text('what it shows'),
        docs: text("LINE's page on it"),
      }),
    ),
  }),
  document('message-rules@1', 'Message rules', 'The rules that messages are checked against', {
    rules: list(
      'each rule, or the one that was named',
      object('one rule', {
        rule: text('its name'),
        severity: word('LINE refuses an error; `either` depends on the case', ['error', 'warning', 'either']),
        means: text('what breaks it'),
        limit: amount('what is allowed; null where each property has its own, or there is none'),
        fields: list(
          'properties that it bounds, each with its own limit',
          object('one property', {
            object: text('the object that has it'),
            property: text('its name'),
            inside: list('the objects around it, where that makes a difference', text('an object')),
            limit: text('what is allowed, in words'),
            docs: text("LINE's page on the object"),
          }),
        ),
        docs: text("LINE's page that states it"),
        since: object('since when there is the rule', {
          version: text('version of line-ops that first had it'),
          announced: orNull(text("day of LINE's news that it came with, where there is one")),
        }),
        accepted: object('a document that keeps to it', EXAMPLE),
        refused: object('one that breaks it', {
          severity: word('what it is judged as', ['error', 'warning']),
          ...EXAMPLE,
        }),
        warned: orNull(
          object('one that is warned of, for a rule that can be either', {
            severity: word('always a warning', ['warning']),
            ...EXAMPLE,
          }),
        ),
      }),
    ),
  }),
  document('message-push@1', 'Push', 'What LINE said to one message to one person', {
    id: orNull(text('ID under which it is stored; null where it was sent under a key of somebody else')),
    to: userId,
    accepted: yesNo('whether LINE accepted this message'),
    requestId,
    acceptedRequestId: orNull(text('request ID of the earlier request that LINE had accepted under the key')),
    keyUsedEarlier: yesNo('whether LINE had accepted another request under the key'),
    retryKey: text('the retry key'),
    attempts: whole('requests made now'),
  }),
];
