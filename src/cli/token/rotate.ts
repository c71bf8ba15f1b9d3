import { type Command, Option } from 'commander';
import { LineOpsError } from '../../domain/failure/failure.js';
import { formatDuration, parseDuration } from '../../domain/text/duration.js';
import { type DeliveryTarget, parseDeliveryTarget } from '../../domain/tokens/delivery-target.js';
import type { RotatableType } from '../../domain/tokens/rotation.js';
import type { Deps } from '../../ports/deps.js';
import { parseCommandTimeout } from '../asking/command-timeout.js';
import { runs } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { by } from '../input.js';
import { parseLabel } from './hand-out/hand-out.js';
import { LONGEST_LIFE, parseIssuableType, parseLifetimeSeconds } from './issue.js';
import type { RotateOptions } from './rotation/rotation-options.js';

/** Both tokens live all the while, and a process waits: longer than this is another day's rotation. */
const LONGEST_GRACE_MS = 7 * 24 * 60 * 60 * 1000;

export function addRotate(noun: Command, deps: Deps): void {
  const verb = noun
    .command('rotate')
    .description(
      'replace a token: issue, verify, deliver, your check, grace, revoke the old one, prove it. A step that fails puts everything back',
    )
    .argument('[id]', 'short ID of the token to replace (default: the one of --label, or the only one)')
    .option('--label <text>', 'the token of that label; with an ID: the label of the new one', by(parseLabel))
    .option('--type <type>', 'type of the new one, v2.1 or short-lived (default: as the old one)', by(parseType))
    .option(
      '--expires-in <duration>',
      `life of a v2.1 token, 1s to ${LONGEST_LIFE} (default: ${LONGEST_LIFE})`,
      by(parseLifetimeSeconds),
    )
    .addOption(
      new Option(
        '--to <where>',
        'stdout (default), env-file:<path>[:VAR], exec:<command>, github-env:VAR or github-output:name; may be repeated',
      ).argParser((text: string, sofar: readonly DeliveryTarget[] = []) => [...sofar, parseDeliveryTarget(text)]),
    )
    .option(
      '--verify-cmd <command>',
      'your check: gets the new token in LINE_CHANNEL_ACCESS_TOKEN, says no by its status',
    )
    .option('--grace <duration>', 'time for users of the old token before it is revoked (default: 0s)', by(parseGrace))
    .option(
      '--command-timeout <duration>',
      'how long the check, and each exec command, may take (default: 5m)',
      by(parseCommandTimeout),
    )
    .option(
      '--if-expires-within <duration>',
      'do nothing while the old token lives longer and LINE still knows it',
      by(parseDuration),
    )
    .option('--keep-old', 'do not revoke the old token')
    .addOption(
      new Option('--resume', 'finish a rotation that was interrupted; with --to, rotate where there is none').conflicts(
        'rollback',
      ),
    )
    .option('--rollback', 'put everything back as it was before a rotation that was interrupted');
  // Loaded only when it is run: the other verbs start faster without it.
  runs<RotateOptions>(addChangeOptions(verb), deps, async (session, given) =>
    (await import('./rotation/rotate-token.js')).rotate(session, given),
  );
}

function parseType(text: string): RotatableType {
  const type = parseIssuableType(text);
  if (type !== 'stateless') return type;
  throw new LineOpsError('usage', 'STATELESS_NOT_ROTATED', 'a stateless token is over before it could be rotated', {
    hint: 'Use v2.1 or short-lived; or issue a stateless one for each job: line-ops token issue --type stateless',
  });
}

function parseGrace(text: string): number {
  const graceMs = parseDuration(text);
  if (graceMs <= LONGEST_GRACE_MS) return graceMs;
  throw new LineOpsError('usage', 'INVALID_DURATION', `a grace is at most ${formatDuration(LONGEST_GRACE_MS)}`, {
    hint: 'Use --keep-old, and revoke the old token another day.',
  });
}
