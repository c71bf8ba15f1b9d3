import type { MESSAGES_FAILURES } from '../../../domain/failure/codes/messages.js';
import { shellWord } from '../../../domain/text/shell-word.js';
import { shown } from '../../../domain/text/shown.js';
import { plural } from '../../output/view.js';
import { lookAt, nothingSent, resume } from '../stopped.js';
import { type Catalogue, each } from '../text.js';

export const MESSAGES_TEXTS = {
  UNKNOWN_RULE: ({ text, nearest }) => ({
    message: `"${shown(text)}" is not a rule for messages${nearest === null ? '' : `, did you mean "${nearest}"?`}`,
    hint: 'See them all with: line-ops message rules',
  }),
  ONE_DOCUMENT_NEEDED: ({ path }) => ({
    message: `${path} holds one document a line, and one document is needed here`,
    hint: 'Put the message, or an array of up to 5, into a .json or .yaml file.',
  }),
  UNKNOWN_MESSAGE_TYPE: ({ type, nearest, known }) => ({
    message: `"${shown(type)}" is no type of message${nearest === null ? '' : `, did you mean "${nearest}"?`}`,
    hint: `Known: ${known.join(', ')}. See what each shows with: line-ops message new`,
  }),
  MESSAGE_TYPE_NEEDED: () => ({
    message: '--format and --out are for a message, and the line names no type of one',
    hint: 'Name it, for example: line-ops message new text; see all of them with: line-ops message new',
  }),
  PAGE_ON_TERMINAL: ({ file }) => ({
    message: 'stdout is a terminal, and the preview is a page for a browser',
    hint: `Write it: line-ops message preview ${shellWord(file)} --out preview.html. In the terminal: --format outline.`,
  }),
  RECIPIENT_NOT_A_PERSON: ({ to, chat }) => ({
    message: `"${to}" is the ID of a ${chat}, and a push goes to one person here`,
    hint: `Give a user ID: U and 32 of 0-9a-f. What a ${chat} may get is checked by: line-ops message validate --destination ${chat} <file>`,
  }),
  RECIPIENT_CONFLICT: ({ named }) => ({
    message: `the file names another recipient than --to: ${JSON.stringify(named)}`,
    hint: 'Remove "to" from the file, or give the same user ID with --to.',
  }),
  MESSAGES_INVALID: each({
    push: ({ file, errors }) => ({
      message: `${file} has ${plural(errors, 'error')}; nothing was sent`,
      hint: `See: line-ops message validate --for push ${file}`,
    }),
    validate: ({ errors, unreadable }) => ({
      message: [
        ...(errors === unreadable
          ? []
          : [`the messages have ${plural(errors - unreadable, 'error')}`, 'LINE would refuse them']),
        ...(unreadable === 0 ? [] : [`${plural(unreadable, 'file')} could not be read`]),
      ].join('; '),
      hint: 'Each finding names the place, the rule, the limit and the official page.',
    }),
    unreadable: ({ file, line, message }) => ({
      message: `${file} cannot be read as messages, at line ${line}: ${message}`,
      hint: `See: line-ops message validate ${shellWord(file)}`,
    }),
    broadcast: ({ path, errors, first }) => ({
      message: `${path} has ${errors} ${errors === 1 ? 'error' : 'errors'}${first === null ? '' : `, first at line ${first.line}: ${first.message}`}`,
      hint: `See all of them with: line-ops message validate ${path}`,
    }),
  }),
  SEND_UNKNOWN: ({ id, retryKey, why, canBeAsked, stranger }) => ({
    message: `nobody can tell whether LINE accepted the message: ${why}`,
    hint: canBeAsked
      ? `${stranger === null ? '' : `${lookAt(stranger)} `}Within 24 hours of the first try: ${resume(id)}, or the same push with --retry-key ${retryKey}: LINE accepts it at most once. Any other push may reach the person twice.`
      : `Decide (resend: the person may get it twice; skip: may never get it): line-ops broadcast resolve ${id} --unknown resend|skip`,
  }),
  PUSH_SKIPPED: ({ id }) => ({
    message: 'nothing was sent: it was decided not to send it again',
    hint: `See: line-ops broadcast show ${id}. Without --retry-key it is another push, and the person may get it twice.`,
  }),
  PUSH_NOT_SENT: ({ id, why }) => ({ message: nothingSent(why), hint: `Send it with: ${resume(id)}` }),
  RETRY_KEY_RESERVED: ({ id }) => ({
    message: `the retry key belongs to another request (${id}); this one was not sent`,
    hint: `A retry key is for one request, unchanged. Push this one without --retry-key; see the other with: line-ops broadcast show ${id}`,
  }),
} satisfies Catalogue<keyof typeof MESSAGES_FAILURES>;
