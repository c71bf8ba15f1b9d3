import { failure } from '../../../domain/failure/failure.js';
import { parseDuration } from '../../../domain/text/duration.js';
import { parseDeliveryTarget } from '../../../domain/tokens/delivery-target.js';
import type { RotatableType } from '../../../domain/tokens/rotation.js';
import { parseCommandTimeout } from '../../asking/command-timeout.js';
import { completing, flag, grouped, type OptionValues, option, repeatableOption } from '../../verb.js';
import { parseLabel } from '../hand-out/hand-out.js';
import { LONGEST_LIFE, parseIssuableType, parseLifetimeSeconds } from '../hand-out/issuable.js';

/** What `token rotate` takes on the line. */
export const ROTATE_OPTIONS = {
  ...grouped('Which token, and the new one', {
    label: completing(
      option('<text>', 'the token of that label; with an ID: the label of the new one', parseLabel),
      'label',
    ),
    type: completing(
      option('<type>', 'type of the new one, v2.1 or short-lived (default: as the old one)', parseRotatableType),
      ['v2.1', 'short-lived'],
    ),
    expiresIn: option(
      '<duration>',
      `life of a v2.1 token, 1s to ${LONGEST_LIFE} (default: ${LONGEST_LIFE})`,
      parseLifetimeSeconds,
    ),
  }),
  ...grouped('Where the new one goes', {
    to: completing(
      repeatableOption(
        '<where>',
        'stdout (default), env-file:<path>[:VAR], exec:<command>, github-env:VAR or github-output:name; may be repeated',
        parseDeliveryTarget,
      ),
      ['stdout', 'env-file:', 'exec:', 'github-env:', 'github-output:'],
    ),
  }),
  ...grouped('Checks and the old one', {
    verifyCmd: option(
      '<command>',
      'your check: gets the new token in LINE_CHANNEL_ACCESS_TOKEN, says no by its status',
    ),
    grace: option('<duration>', 'time for users of the old token before it is revoked (default: 0s)', parseGrace),
    commandTimeout: option(
      '<duration>',
      'how long the check, and each exec command, may take (default: 5m)',
      parseCommandTimeout,
    ),
    ifExpiresWithin: option(
      '<duration>',
      'do nothing while the old token lives longer and LINE still knows it',
      parseDuration,
    ),
    keepOld: flag('do not revoke the old token'),
  }),
  ...grouped('After an interruption', {
    resume: flag('finish a rotation that was interrupted; with --to, rotate where there is none', {
      conflicts: ['rollback'],
    }),
    rollback: flag('put everything back as it was before a rotation that was interrupted'),
  }),
};

export type RotateOptions = OptionValues<typeof ROTATE_OPTIONS>;

function parseRotatableType(text: string): RotatableType {
  const type = parseIssuableType(text);
  if (type !== 'stateless') return type;
  throw failure('STATELESS_NOT_ROTATED', { which: 'wished' });
}

/** Both tokens live all the while, and a process waits: longer than this is another day's rotation. */
const LONGEST_GRACE_MS = 7 * 24 * 60 * 60 * 1000;

function parseGrace(text: string): number {
  const graceMs = parseDuration(text);
  if (graceMs <= LONGEST_GRACE_MS) return graceMs;
  throw failure('INVALID_DURATION', { which: 'grace', longestMs: LONGEST_GRACE_MS });
}
