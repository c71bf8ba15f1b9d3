import type { MESSAGES_FAILURES } from '../../../domain/failure/codes/messages.js';
import { plural } from '../../output/view.js';
import { type Catalogue, each } from '../text.js';

export const MESSAGES_TEXTS = {
  ONE_DOCUMENT_NEEDED: ({ path }) => ({
    message: `${path} holds one document a line, and one document is needed here`,
    hint: 'Put the message, or an array of up to 5, into a .json or .yaml file.',
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
    validate: ({ errors }) => ({
      message: `the messages have ${plural(errors, 'error')}; LINE would refuse them`,
      hint: 'Each finding names the place, the rule and the limit; with --json also the official page.',
    }),
    broadcast: ({ path, errors, first }) => ({
      message: `${path} has ${errors} ${errors === 1 ? 'error' : 'errors'}${first === null ? '' : `, first at line ${first.line}: ${first.message}`}`,
      hint: `See all of them with: line-ops message validate ${path}`,
    }),
  }),
} satisfies Catalogue<keyof typeof MESSAGES_FAILURES>;
