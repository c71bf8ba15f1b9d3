import { SUBJECT_KINDS } from '../../explain/entry.js';
import { document } from '../document.js';
import { anything, list, object, orNull, record, type Shapes, text, time, whole, word, yesNo } from '../shape.js';

const EMULATOR: Shapes = { pid: whole('its process'), url: text('where it serves') };

export const EMULATORS = [
  document('emulator@1', 'Emulator', 'An emulator that serves now', {
    url: text('where it serves'),
    pid: whole('its process'),
    channels: list(
      'its channels, the first of which the environment is of',
      object('one channel', { channelId: text('its channel ID'), botUserId: text('the user ID of its bot') }),
    ),
    env: record('the environment that points line-ops, or the official SDK, at it', text('value of a variable')),
  }),
  document('emulator-list@1', 'Emulators', 'Emulators that run on this machine', {
    emulators: list('each of them', object('one emulator', { ...EMULATOR, startedAt: time('when it began') })),
  }),
  document('emulator-stop@1', 'Stopped emulators', 'Emulators that were stopped', {
    stopped: list('each of them', object('one emulator', EMULATOR)),
  }),
  document('emulator-exec@1', 'Command beside an emulator', 'How the command ended', {
    url: text('where the emulator served'),
    command: list('the command', text('a word')),
    status: whole('its exit status, with which line-ops ends too'),
  }),
];

const RECORD_LINES = 'lines of `emulator start --record` and `emulator exec --record`';

const WHERE = { channelId: text('of the channel'), at: time("when it began, by the emulator's clock") };

/** What `--record` writes. */
export const EMULATOR_RECORDS = [
  document(
    'emulator-request@1',
    'Recorded request',
    'A request of the bot, written when it is answered. Tokens and secrets are `[redacted]`',
    {
      ...WHERE,
      requestId: text('the `x-line-request-id` of the answer'),
      method: text('HTTP method'),
      path: text('without the query'),
      query: record('parameters of the query', text('value of one')),
      operation: orNull(
        text('what the emulator calls it, as in `--fault 429=1@push`; null for what it does not serve'),
      ),
      status: orNull(whole('what the bot got; null where a fault left it without an answer')),
      lost: orNull(word('what a fault did to the connection; null for nothing', ['reset', 'hang', 'torn'])),
      retryKey: orNull(text('its retry key')),
      body: anything(
        'JSON as it was sent, a form as an object, what is no JSON as a text, other bytes as `{"contentType","bytes"}`; null for nothing',
      ),
      answer: anything('as `body`; null where there was none, or no answer'),
    },
    { printed: RECORD_LINES },
  ),
  document(
    'emulator-delivery@1',
    'Recorded delivery',
    'What an accepted request brought to people: behind it, for a narrowcast when it is complete',
    {
      ...WHERE,
      requestId: text('of the request'),
      method: word('how it was sent', ['push', 'reply', 'multicast', 'narrowcast', 'broadcast']),
      chatId: orNull(text('the user, the group or the room that it was sent to; null where it was for many')),
      reached: whole('users who got it: of a group or a room each member'),
      unreached: whole('of those that it was for, who did not: unknown, or they have blocked the account'),
      userIds: list('users who got it, of many the first 500', text('a user ID')),
      messages: list('the message objects as they came', anything('a message object')),
    },
    { printed: RECORD_LINES },
  ),
  document(
    'emulator-webhook@1',
    'Recorded webhook',
    'A webhook that was sent to the bot, written when it is answered or given up',
    {
      ...WHERE,
      url: text('where it was sent to'),
      destination: text('the user ID of the bot'),
      events: list('as they were sent first; none where the bot asked for a test', anything('a webhook event')),
      attempts: list(
        'each call of the bot',
        object('one call', {
          reason: text("how it ended, in the words of LINE's webhook test"),
          detail: text('more of it'),
          statusCode: whole('what the bot answered; 0 for nothing'),
          isRedelivery: yesNo('whether it was sent again'),
        }),
      ),
      isAnswered: yesNo('whether the bot answered 2xx in the end'),
    },
    { printed: RECORD_LINES },
  ),
];

export const PAPERS = [
  document('explanation@1', 'Explanation', 'What codes, statuses and messages mean, and what to do about them', {
    explanations: list(
      'what was found in the question, the most telling first; without a question, everything that is known',
      object('one of them', {
        kind: word('what it is', SUBJECT_KINDS),
        name: text('by which it is asked for'),
        title: text('what it is called'),
        means: text('what has happened, and what has not'),
        causes: list('why, the likeliest first', text('one cause')),
        next: list(
          'what to do, in this order',
          object('one step', {
            text: text('the step'),
            command: orNull(text('the first command line in it; null where there is none')),
          }),
        ),
        docs: orNull(text("LINE's page on it")),
      }),
    ),
  }),
  document('schema-list@1', 'Documents', 'Every JSON document that the program prints', {
    documents: list(
      'each of them',
      object('one document', {
        id: text('name and version, the first key of the document'),
        title: text('what it is called'),
        verbs: list('verbs that print it', text('a verb')),
        printed: orNull(text('where it is printed beside them; null for a document of verbs alone')),
      }),
    ),
  }),
  document('schema@1', 'JSON Schema', 'The JSON Schema of one document', {
    id: text('name and version of the document'),
    title: text('what it is called'),
    jsonSchema: record('the JSON Schema (2020-12) itself, as its file in the package has it', {}),
  }),
  document('completion@1', 'Completion', 'The script by which a shell completes command lines', {
    shell: word('which shell', ['bash', 'zsh', 'fish', 'powershell']),
    script: text('the script'),
  }),
];
