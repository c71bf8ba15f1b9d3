import type { MESSAGES_FAILURES } from '../../../../domain/failure/codes/messages.js';
import type { Entries } from '../../entry.js';

const RETRY_PAGE = 'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/';

export const MESSAGES: Entries<keyof typeof MESSAGES_FAILURES> = {
  UNKNOWN_RULE: {
    means: 'No rule for messages has that name.',
    causes: ['It is spelled otherwise.', 'It is a rule of a newer version, from the findings of another machine.'],
    next: ['See every rule: `line-ops message rules`.'],
  },
  ONE_DOCUMENT_NEEDED: {
    means: 'A `.jsonl` file holds a message a line, and this command works on one message request.',
    causes: ['The file of `message validate` was given to a send or a preview.'],
    next: [
      'Put the message, or an array of up to 5, into a file of its own.',
      'Check all lines of the other: `line-ops message validate messages.jsonl`.',
    ],
  },
  UNKNOWN_MESSAGE_TYPE: {
    means: 'There is no starting message of that name.',
    causes: ['It is spelled otherwise, or is a part of another type: a carousel is a template or a Flex container.'],
    next: ['See the types: `line-ops message new`.'],
  },
  MESSAGE_TYPE_NEEDED: {
    means: '`--format` and `--out` say how a message is written, and no message was named.',
    causes: ['The type was left out.'],
    next: ['Name it: `line-ops message new text --out hello.json`.'],
  },
  PAGE_ON_TERMINAL: {
    means: 'The preview is a page for a browser, and stdout is a terminal.',
    causes: ['`--format html` was given without a file to write to.'],
    next: [
      'Write it: `line-ops message preview sale.json --out sale.html`.',
      'Or look at it here: `line-ops message preview sale.json --format outline`.',
    ],
  },
  RECIPIENT_NOT_A_PERSON: {
    means: 'The ID is that of a group or a room, and `message push` is the test message to one person.',
    causes: ['The ID was taken from an event of a group chat.'],
    next: [
      'Use the user ID of a person: the console shows yours as "Your user ID".',
      'What a group may get: `line-ops message validate sale.json --destination group`.',
    ],
  },
  RECIPIENT_CONFLICT: {
    means: 'The file is a whole request that names a recipient, and `--to` names another one. Nothing was sent.',
    causes: ['A body of an earlier request is used as a message file.'],
    next: ['Take `to` out of the file, or give the same ID.'],
  },
  MESSAGES_INVALID: {
    means: 'The messages break rules that LINE refuses. Nothing was sent; every finding is listed with its place.',
    causes: [
      'A text, a label or a URL is too long, counted as LINE counts.',
      'A property is spelled wrong, or stands where it may not.',
      'The file cannot be read as JSON or YAML.',
    ],
    next: [
      'See all of it: `line-ops message validate sale.json`.',
      'Let what is mechanical be mended: `line-ops message fix sale.json`.',
      'Read about a rule: `line-ops message rules <rule>`.',
    ],
    docs: 'https://developers.line.biz/en/reference/messaging-api/#message-objects',
  },
  SEND_UNKNOWN: {
    means:
      'The message left, and nobody can tell whether LINE took it. It is not sent again under another key by itself: the person might get it twice.',
    causes: [
      'The connection broke, or no answer came in time.',
      "Something between here and LINE answered in LINE's place.",
    ],
    next: [
      'Within 24 hours ask again under the same key, which sends nothing twice: `line-ops broadcast resume <id>`.',
      'Later decide: `line-ops broadcast resolve <id> --unknown skip`.',
    ],
    docs: RETRY_PAGE,
  },
  PUSH_SKIPPED: {
    means: 'It was decided that this push is not sent again, and the same key was used once more. Nothing was sent.',
    causes: ['`broadcast resolve --unknown skip` was run for it.'],
    next: [
      'See it: `line-ops broadcast show <id>`.',
      'A new push may reach the person twice: `line-ops message push --to <userId> hello.json`.',
    ],
  },
  PUSH_NOT_SENT: {
    means: 'The push is written down and did not leave. It can be sent as it is.',
    causes: ['It was stopped before the request.', 'No token could be had.'],
    next: ['Send it: `line-ops broadcast resume <id>`.'],
  },
  RETRY_KEY_RESERVED: {
    means:
      'The retry key that was given belongs to another request of this state. This one was not sent, because LINE would take it for the other.',
    causes: ['A key was copied from an earlier command.', 'A script uses one fixed key.'],
    next: ['Leave the key out: `line-ops message push --to <userId> hello.json`.'],
    docs: RETRY_PAGE,
  },
};
