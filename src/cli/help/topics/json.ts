import { type Chapter, commands, lines, rows, text } from './content.js';

export const JSON_TOPIC: readonly Chapter[] = [
  {
    title: '',
    blocks: [
      text(
        'With --json every verb prints one JSON document on stdout, and nothing else there. Notes, warnings and errors go to stderr, and nothing is asked.',
      ),
      commands('line-ops token list --offline --json'),
    ],
  },
  {
    title: 'A document',
    blocks: [
      text(
        'Its first key names its form, such as "schema":"line-ops/token-list@1". Every key is always there; what is empty is null or an empty list, and nothing is left out. Times are ISO 8601 in UTC; numbers say their unit in their name, such as expiresInSeconds and elapsedMs. What a table cuts is whole here. All documents, and the JSON Schema of one:',
      ),
      commands('line-ops schema', 'line-ops schema token-list'),
    ],
  },
  {
    title: 'An error',
    blocks: [
      text('Is one line on stderr, and stdout stays empty where nothing was done:'),
      lines(
        '  {"schema":"line-ops/error@1",',
        '   "error":{"code","kind","message","hint","requestId",',
        '            "details","exitCode"}}',
      ),
      text(
        'code is UPPER_SNAKE and stays; message and hint are for people, and may be worded anew. requestId is the one that LINE answered with. A check that found something prints its document and exits 3.',
      ),
    ],
  },
  {
    title: 'Progress, and verbs that stay',
    blocks: [
      rows(
        [
          '--progress json',
          'makes stderr NDJSON: a document a line, each with the time in "at"; of broadcast send, broadcast resume, worker and webhook send',
        ],
        [
          '--json',
          'of what stays until it is stopped is NDJSON on stdout: webhook listen, worker, broadcast show --watch, log list --follow',
        ],
      ),
    ],
  },
  {
    title: 'Secrets',
    blocks: [text('A token string is in accessToken of token issue, token get and token rotate, and nowhere else.')],
  },
  {
    title: 'How documents change',
    blocks: [
      text(
        'Keys and types under a number stay as they are: what changes them, a new key too, makes a new number behind the @. Before the first release keys may change under @1; CHANGELOG.md says which.',
      ),
    ],
  },
];
