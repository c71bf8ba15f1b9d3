import type { DELIVERY_FAILURES } from '../../../domain/failure/codes/delivery.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { lossOf } from '../losses.js';
import { type Catalogue, each } from '../text.js';

export const DELIVERY_TEXTS = {
  PLACE_CHANGED: ({ path }) => ({
    message: `somebody else has changed ${path} meanwhile`,
    hint: 'See what it holds now, and run the command again.',
  }),
  TARGET_NOT_WRITABLE: each({
    file: ({ path, why }) => ({
      message: `cannot write ${path}: ${why}`,
      hint: 'Name a file in a folder that this user can write to. Nothing was issued.',
    }),
    workflowFile: ({ variable, path, why }) => ({
      message: `cannot write ${path}, the file of ${variable}: ${why}`,
      hint: 'The runner of a workflow makes it before a step begins. Nothing was issued.',
    }),
  }),
  DELIVERY_FAILED: each({
    command: ({ isLate, timeoutMs, status }) => ({
      message: isLate
        ? `the command that gets the token did not end within ${formatDuration(timeoutMs)}`
        : `the command that gets the token ended with status ${status}`,
      hint: `What it printed is above${isLate ? '; --command-timeout gives it longer' : ''}.`,
    }),
    oldTokenUnknown: () => ({
      message: 'the old token is not known, to hand it to the command again',
      hint: 'Give the system another token, and roll back again.',
    }),
    stuck: ({ path, line }) => ({
      message: `${path}, line ${line}, holds the new token and nobody can tell what stood there`,
      hint: 'Check the file and its folder.',
    }),
    file: ({ verb, path, why }) => ({
      message: `cannot ${verb} ${path}: ${why}`,
      hint: 'Check the file and its folder.',
    }),
  }),
  NOT_IN_A_WORKFLOW: ({ variable }) => ({
    message: `${variable} is not set: this is no step of a workflow`,
    hint: 'github-env and github-output work in GitHub Actions; use env-file or exec elsewhere.',
  }),
  TARGET_NOT_REPLACEABLE: each({
    file: ({ path, loss }) => ({
      message: `cannot replace ${path} without losing something: ${lossOf(loss).what}`,
      hint: `${lossOf(loss).help} Nothing was issued.`,
    }),
    unclear: ({ name, line, why }) => ({
      message: `${name}${line === null ? '' : `, line ${line},`} ${why}`,
      hint: 'Give the variable one line of its own, NAME=value, and take the token out of all others. Nothing was issued.',
    }),
  }),
} satisfies Catalogue<keyof typeof DELIVERY_FAILURES>;
