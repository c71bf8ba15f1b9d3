import type { Papers } from './paper.js';
import { ACTION_PAPERS } from './papers/actions.js';
import { FILE_PAPERS } from './papers/files.js';
import { FLEX_PAPERS } from './papers/flex.js';
import { REQUEST_PAPERS } from './papers/requests.js';
import { TEXT_PAPERS } from './papers/texts.js';
import { VALUE_PAPERS } from './papers/values.js';

/** The papers of all rules. Loaded by whoever explains a rule, never by whoever checks. */
export const PAPERS: Papers = {
  ...FILE_PAPERS,
  ...VALUE_PAPERS,
  ...TEXT_PAPERS,
  ...ACTION_PAPERS,
  ...FLEX_PAPERS,
  ...REQUEST_PAPERS,
};
