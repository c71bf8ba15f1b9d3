import { malformedKindOf } from '../../../domain/broadcast/planning/malformed.js';
import type { VALUES_FAILURES } from '../../../domain/failure/codes/values.js';
import type { MalformedKind } from '../../../domain/failure/facts.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { shown } from '../../../domain/text/shown.js';
import { TOKEN_VARIABLE } from '../../../domain/tokens/delivery-target.js';
import { misused } from '../misused.js';
import { faultWords } from '../strangers.js';
import { type Catalogue, each } from '../text.js';

const FORM = 'A user ID is U and 32 of 0-9a-f, as webhooks and the follower API give it.';

const NOT_A_USER_ID: Readonly<Record<MalformedKind, string>> = {
  'group-or-room-id': `It is the ID of a group or a room. ${FORM}`,
  'upper-case': 'The letters of a user ID are lower case, except the first.',
  'trailing-separator': 'Take away what follows the user ID.',
  'invisible-character': 'There is an invisible character in it: copy it again from where it comes from.',
  'display-id': `It may be a LINE ID, which people choose. ${FORM}`,
  other: FORM,
};

export const VALUES_TEXTS = {
  INVALID_SECRET_STORE: ({ text }) => ({
    message: `LINE_OPS_SECRET_STORE is "${text}": it takes keyring, file or plain`,
    hint: 'Set one of them, or unset it.',
  }),
  INVALID_TARGET: each({
    unknown: ({ text }) => ({
      message: `"${shown(text)}" is not a place to deliver a token to`,
      hint: 'Use stdout, env-file:<path>[:VAR], exec:<command>, github-env:VAR or github-output:name; it may be given several times.',
    }),
    noFile: ({ rest }) => ({ message: `"env-file:${shown(rest)}" names no file`, hint: VARIABLE_HINT }),
    noVariable: ({ rest, variable }) => ({
      message: `"${shown(variable)}" in --to env-file:${shown(rest)} is not a name that a variable can have`,
      hint: VARIABLE_HINT,
    }),
  }),
  CONFLICTING_OPTIONS: each({
    parsed: misused,
    revoke: () => ({
      message: 'give token IDs, --stdin, --label or --all, only one of them',
      hint: 'IDs are shown by: line-ops token list',
    }),
    targetTwice: ({ target }) => ({ message: `--to ${target} is there twice`, hint: 'Leave one out.' }),
    emulators: () => ({ message: 'give one emulator or --all, not both', hint: 'See --help.' }),
    format: ({ format }) => ({
      message: `--json and --format ${format} cannot both be`,
      hint: 'Leave one of them out.',
    }),
    destination: ({ destination, method }) => ({
      message: `a ${method} goes to users alone, not to a ${destination}`,
      hint: 'Only a push or a reply reaches a group or a room: leave --for out, or name one of them.',
    }),
    channels: () => ({ message: '--channel and --all-channels were both given', hint: 'Give one of them.' }),
    outlineImages: () => ({
      message: '--load-images and --format outline cannot both be: an outline has no images',
      hint: 'Leave one of them out.',
    }),
    token: () => ({ message: 'a token ID and --stdin were both given', hint: 'Give one of them.' }),
    stdin: () => ({
      message: 'stdin cannot hold both the body and the previous secret',
      hint: 'Name a file with --body-file.',
    }),
  }),
  INVALID_DURATION: each({
    commandTimeout: ({ longestHours, text }) => ({
      message: `a command gets 1s to ${longestHours}h, not "${text}"`,
      hint: 'Write digits and one unit, s, m or h: 90s, 10m, 12h.',
    }),
    grace: ({ longestMs }) => ({
      message: `a grace is at most ${formatDuration(longestMs)}`,
      hint: 'Use --keep-old, and revoke the old token another day.',
    }),
    form: ({ text, longestDays }) => ({
      message: `"${shown(text)}" ${longestDays === null ? 'is not a duration' : `is longer than ${longestDays}d`}`,
      hint: 'Write digits and one unit, s, m, h or d: 90s, 10m, 12h, 30d.',
    }),
  }),
  INVALID_TIME: each({
    moment: ({ text }) => ({
      message: `"${shown(text)}" is not a time that exists`,
      hint: 'Write how long ago (90s, 10m, 12h, 30d), a day (2026-11-21, UTC), or a time with its offset (2026-11-21T09:00:00+09:00).',
    }),
    instant: ({ text, hasForm }) => ({
      message: `"${shown(text)}" ${hasForm ? 'is a time that does not exist' : 'is not a time with its offset'}`,
      hint: 'Write it as 2026-11-22T10:00+09:00 or 2026-11-22T01:00Z.',
    }),
  }),
  INVALID_USER_ID: ({ text }) => ({
    message: `"${shown(text)}" is not a user ID`,
    hint: NOT_A_USER_ID[malformedKindOf(text)],
  }),
  INVALID_CHANNEL_NAME: ({ text }) => ({
    message: `"${shown(text)}" is not a channel name`,
    hint: 'Use 1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit.',
  }),
  UNKNOWN_SHELL: ({ text, known }) => ({
    message: `there is no completion for "${shown(text)}"`,
    hint: `There is one for ${known.join(', ')}; for example: line-ops completion ${known[0]}`,
  }),
  INVALID_RETRY_KEY: ({ text }) => ({
    message: `"${shown(text)}" is not a retry key`,
    hint: 'A retry key is a hexadecimal UUID.',
  }),
  INVALID_TOKEN_KEY_ID: ({ text }) => ({
    message: `"${shown(text)}" is not a token key ID`,
    hint: 'Copy it from: line-ops token list',
  }),
  INVALID_TOKEN_ID: ({ text }) => ({
    message: `"${shown(text)}" is not a token ID`,
    hint: 'Short IDs such as t-0abc1def are shown by: line-ops token list',
  }),
  INVALID_BROADCAST_ID: ({ text }) => ({
    message: `"${shown(text)}" is not a broadcast ID`,
    hint: 'Broadcast IDs such as b-20261121-4f7k2p are shown by: line-ops broadcast list',
  }),
  INVALID_CHANNEL_ID: each({
    word: ({ text }) => ({
      message: `"${shown(text)}" is not a channel ID`,
      hint: 'The channel ID is the number on the Basic settings tab of the LINE Developers Console.',
    }),
    credential: ({ where, fault }) => ({
      message: `${where} does not hold a channel ID: ${faultWords(fault)}`,
      hint: 'The channel ID is the number on the Basic settings tab of the LINE Developers Console.',
    }),
  }),
  INVALID_KEY_ID: each({
    word: ({ text }) => ({
      message: `"${shown(text)}" is not a key ID`,
      hint: 'Copy the key ID (kid) that the console showed when the public key was registered.',
    }),
    credential: ({ where, fault }) => ({
      message: `${where} does not hold a key ID: ${faultWords(fault)}`,
      hint: 'Copy the key ID (kid) that the console showed when the public key was registered.',
    }),
  }),
  INVALID_CHANNEL_SECRET: ({ where, fault }) => ({
    message: `${where} does not hold a channel secret: ${faultWords(fault)}`,
    hint: 'Copy it again from the Basic settings tab: one word of 32 characters.',
  }),
  INVALID_TOKEN_STRING: ({ where, fault }) => ({
    message: `${where} does not hold a channel access token: ${faultWords(fault)}`,
    hint: 'A token is one word of letters, digits and a few signs: copy it again, on one line.',
  }),
  INVALID_ANSWER: each({
    form: ({ text }) => ({
      message: `"${shown(text)}" is no answer`,
      hint: 'Write <id>=yes, <id>=no or <id>=no:<why>, with an ID that line-ops doctor shows.',
    }),
    question: ({ id, meant, ids }) => ({
      message: `"${shown(id)}" is no question of the checklist`,
      hint: meant === null ? `The questions: ${ids.join(', ')}.` : `Did you mean ${meant}?`,
    }),
  }),
  INVALID_ID_TOKEN: ({ where, fault }) => ({
    message: `${where} does not hold an ID token: ${faultWords(fault)}`,
    hint: 'An ID token is one word of three parts with dots between them, as LINE Login gives it for the scope openid.',
  }),
  INVALID_CALLBACK_LIST: each({
    json: ({ source }) => ({ message: `${source} is no JSON array of URLs`, hint: CALLBACK_LIST_HINT }),
    entry: ({ source, place }) => ({
      message: `entry ${place} of ${source} is no text`,
      hint: CALLBACK_LIST_HINT,
    }),
  }),
  NOTHING_EXPLAINED: ({ text, nearest }) => ({
    message: `${text === null ? 'nothing in this text is a' : `"${shown(text)}" is no`} code, status or message that is known here${nearest === null ? '' : `, did you mean "${nearest}"?`}`,
    hint: 'An error of line-ops names its code with --verbose. See all that is known with: line-ops explain',
  }),
  UNKNOWN_SCHEMA: ({ text, nearest }) => ({
    message: `"${shown(text)}" is no document of line-ops${nearest === null ? '' : `, did you mean "${nearest}"?`}`,
    hint: 'See them all with: line-ops schema',
  }),
} satisfies Catalogue<keyof typeof VALUES_FAILURES>;

const CALLBACK_LIST_HINT = 'Write one URL a line, or a JSON array of texts: ["https://example.com/callback"].';

/** How to name a variable of an env file. */
const VARIABLE_HINT = `A name has letters, digits and _, and no digit first: env-file:app.env:${TOKEN_VARIABLE}. Behind a file with a colon in its own name it is always needed.`;
