import type { VALUES_FAILURES } from '../../../../domain/failure/codes/values.js';
import type { Entries } from '../../entry.js';

export const VALUES: Entries<keyof typeof VALUES_FAILURES> = {
  INVALID_SECRET_STORE: {
    means: 'LINE_OPS_SECRET_STORE says where secrets are kept, and knows three words.',
    causes: ['It is spelled otherwise.'],
    next: ['Set `keyring`, `file` or `plain`, or unset it; see `line-ops help environment`.'],
  },
  INVALID_TARGET: {
    means: 'The place that a token is to go to is none that line-ops can write.',
    causes: [
      'The kind before the colon is missing: a file is `env-file:app.env`.',
      'The variable has a character that no variable can have.',
    ],
    next: ['Write it so: `line-ops token rotate --to env-file:app.env:LINE_TOKEN`.'],
  },
  CONFLICTING_OPTIONS: {
    means: 'Two of the options cannot both be obeyed. Nothing was done.',
    causes: ['A line was put together from two examples.', '`--json` stands beside another format.'],
    next: ['Leave one of them out; the message names both.'],
  },
  INVALID_DURATION: {
    means: 'A duration is digits and one unit, within bounds that the message names.',
    causes: ['The unit is missing, or there are two, as in 1h30m.', 'It is longer than makes sense there.'],
    next: ['Write 90s, 10m, 12h or 30d: `line-ops token check --within 7d`.'],
  },
  INVALID_TIME: {
    means: 'The text is no moment: it has another form, has no offset, or names a day that does not exist.',
    causes: ['The offset is missing, so that nobody could tell which zone is meant.', 'Day and month are swapped.'],
    next: [
      'Write how long ago: `line-ops log list --since 12h`; or a time: `line-ops log list --since 2026-11-21T09:00:00+09:00`.',
    ],
  },
  INVALID_USER_ID: {
    means: 'A user ID is U and 32 characters of 0-9 and a-f, and this is something else.',
    causes: [
      'It is the ID of a group or a room, which begin with C or R.',
      'It is the LINE ID that people choose, which the API does not take.',
      'A spreadsheet or a chat changed it: capitals, a comma, an invisible character.',
    ],
    next: [
      'Take it from a webhook event, or from `line-ops user list`.',
      'Your own stands in the console as "Your user ID".',
    ],
    docs: 'https://developers.line.biz/en/docs/messaging-api/getting-user-ids/',
  },
  INVALID_CHANNEL_NAME: {
    means:
      'A name of yours for a channel is 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit.',
    causes: ['It has a blank or a Japanese character.', 'A variable in the line is empty.'],
    next: ['Choose one: `line-ops channel add shop-jp`.'],
  },
  INVALID_RETRY_KEY: {
    means: 'LINE takes a hexadecimal UUID as a retry key, and this is none.',
    causes: ['A word of your own was given.', 'It was cut when it was copied.'],
    next: ['Make one with `uuidgen`, or leave it out: line-ops makes its own.'],
    docs: 'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/',
  },
  INVALID_TOKEN_KEY_ID: {
    means: 'The text is no key ID of a v2.1 token.',
    causes: ['The token string or the short ID was given.'],
    next: ['Copy it from `line-ops token list`.'],
  },
  INVALID_TOKEN_ID: {
    means: 'The short ID of a token looks like t-0abc1def, and this is something else.',
    causes: [
      'A label was given: that is `--label`.',
      'A token string was given: that goes through stdin, never into an argument.',
    ],
    next: ['See the IDs: `line-ops token list`.'],
  },
  INVALID_BROADCAST_ID: {
    means: 'The ID of a broadcast looks like b-20261121-4f7k2p, and this is something else.',
    causes: ['Its name was given.'],
    next: ['See the IDs: `line-ops broadcast list`.'],
  },
  INVALID_CHANNEL_ID: {
    means: 'A channel ID is a number, and this is something else.',
    causes: [
      'The basic ID of the account, which begins with @, was given.',
      'It was pasted with an invisible or full-width character.',
    ],
    next: [
      'Copy the number from the Basic settings tab of the console: `line-ops channel add <name> --channel-id 1234567890`.',
    ],
  },
  INVALID_KEY_ID: {
    means: 'The text cannot be the key ID that the console gives for a public key.',
    causes: ['Another field was copied.', 'It was pasted with an invisible character.'],
    next: ['Copy the kid beside the public key: `line-ops key set-id <kid>`.'],
  },
  INVALID_CHANNEL_SECRET: {
    means: 'A channel secret is 32 characters of 0-9 and a-f, and what was read cannot be one. No request was made.',
    causes: [
      'A token or another field was copied.',
      'The variable holds a path, or the CI system did not fill it in.',
      'It was pasted with an invisible or full-width character.',
    ],
    next: [
      'Copy it again from the Basic settings tab, as an Admin, and pipe it in: `line-ops channel add <name> --channel-secret-stdin`.',
    ],
  },
  INVALID_TOKEN_STRING: {
    means: 'What was read cannot be a channel access token: it has a character that no token has. No request was made.',
    causes: [
      'Two lines or a whole file were taken for the token.',
      'The CI system did not fill in the variable.',
      'It was pasted through a program that changed characters.',
    ],
    next: ['Copy it again on one line, and ask LINE: `line-ops token verify --stdin`.'],
  },
  INVALID_ANSWER: {
    means: 'An answer to the release checklist is the ID of a question and yes or no, with a note if you like.',
    causes: ['The ID is spelled otherwise.', 'The equals sign is missing.'],
    next: ['See the questions: `line-ops doctor`.', 'Answer one: `line-ops doctor --answer security=yes`.'],
  },
  INVALID_ID_TOKEN: {
    means: 'What was read is no ID token: that is one word of three parts with dots between.',
    causes: [
      'The access token or the code of the login was given.',
      'The scope openid was not asked for, so that there is none.',
    ],
    next: [
      "Pipe in the `id_token` of LINE Login's answer: `line-ops login verify-id-token --client-id 1234567890 < id-token.txt`.",
    ],
    docs: 'https://developers.line.biz/en/docs/line-login/verify-id-token/',
  },
  INVALID_CALLBACK_LIST: {
    means: 'The list of callback URLs is JSON in another form than an array of texts.',
    causes: ['It is an object, or has a number in it.'],
    next: ['Put one URL on each line: `line-ops login check-callbacks callbacks.txt`.'],
  },
  NOTHING_EXPLAINED: {
    means: '`explain` knows nothing of what it was given, and says so rather than guess.',
    causes: [
      'The code is spelled otherwise, or is of a newer version.',
      'It is a message of another program, or one of LINE that no page of LINE names.',
    ],
    next: [
      'See all that is known: `line-ops explain`.',
      'Give the whole error with its status: `line-ops explain - < error.json`.',
    ],
  },
  UNKNOWN_SHELL: {
    means: 'Completion is made for four shells, and this is none of them. Nothing was printed that a shell could run.',
    causes: ['The path of the shell, or another name of it, was given.'],
    next: ['Name one: `line-ops completion zsh`.'],
  },
  UNKNOWN_SCHEMA: {
    means: 'No JSON document of this version has that name.',
    causes: ['It is spelled otherwise.', 'It is a document of a newer version.'],
    next: ['See them all: `line-ops schema`.'],
  },
};
