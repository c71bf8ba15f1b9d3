import { LineOpsError } from '../../../domain/failure/failure.js';
import { parseDuration } from '../../../domain/text/duration.js';
import { shown } from '../../../domain/text/shown.js';
import { V21_MAX_LIFETIME_SECONDS } from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import { signingIdentityOf } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { IssuableType } from '../../../usecases/tokens/issuing/issue-token.js';

// What a token that is yet to be issued can be, for the verbs that issue one.

/** As it is written on the command line. */
export const LONGEST_LIFE = `${V21_MAX_LIFETIME_SECONDS / (24 * 60 * 60)}d`;

/**
 * v2.1 where the channel can sign assertions, else stateless.
 *
 * @throws {LineOpsError} `auth` when the environment gives an assertion key and not its key ID: it was meant to be used.
 */
export async function defaultType({ channel, deps }: ChannelAtLine): Promise<IssuableType> {
  if ((await signingIdentityOf(channel, deps)) !== null) return 'v2.1';
  requireNoKey(deps);
  return 'stateless';
}

function requireNoKey({ env }: Pick<Deps, 'env'>): void {
  const variable = ['LINE_ASSERTION_KEY', 'LINE_ASSERTION_KEY_FILE'].find((name) => env[name]);
  if (variable === undefined) return;
  throw new LineOpsError(
    'auth',
    'ASSERTION_KEY_ID_MISSING',
    `${variable} is set, LINE_ASSERTION_KEY_ID is not, and the key names none as "kid"`,
    {
      hint: `Set LINE_ASSERTION_KEY_ID to the key ID that the console shows beside the public key, or unset ${variable}; --type stateless needs neither.`,
    },
  );
}

/** `--type`. @throws {LineOpsError} `usage` for a type that no program can issue. */
export function parseIssuableType(text: string): IssuableType {
  switch (text) {
    case 'v2.1':
    case 'short-lived':
    case 'stateless':
      return text;
    case 'long-lived':
      throw new LineOpsError(
        'usage',
        'ONLY_CONSOLE_ISSUES',
        'only the LINE Developers Console issues long-lived tokens',
        {
          hint: 'Issue it there, on the Messaging API tab, and take it into the ledger with: line-ops token import --type long-lived',
        },
      );
    default:
      throw new LineOpsError(
        'usage',
        'INVALID_TOKEN_TYPE',
        `"${shown(text)}" is not a type of token that can be issued`,
        { hint: 'Use v2.1, short-lived or stateless.' },
      );
  }
}

/** `--expires-in`, in seconds. @throws {LineOpsError} `usage` beyond the life that LINE allows. */
export function parseLifetimeSeconds(text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (1 <= seconds && seconds <= V21_MAX_LIFETIME_SECONDS) return seconds;
  throw new LineOpsError('usage', 'INVALID_LIFETIME', `a v2.1 token lives 1s to ${LONGEST_LIFE}, not ${text}`, {
    hint: 'Leave --expires-in out for the longest life that LINE allows.',
  });
}
