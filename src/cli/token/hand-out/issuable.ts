import { failure } from '../../../domain/failure/failure.js';
import { parseDuration } from '../../../domain/text/duration.js';
import { V21_MAX_LIFETIME_SECONDS } from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import { signingIdentityOf } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { IssuableType } from '../../../usecases/tokens/issuing/issue-request.js';

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
  throw failure('ASSERTION_KEY_ID_MISSING', { variable });
}

/** `--type`. @throws {LineOpsError} `usage` for a type that no program can issue. */
export function parseIssuableType(text: string): IssuableType {
  switch (text) {
    case 'v2.1':
    case 'short-lived':
    case 'stateless':
      return text;
    case 'long-lived':
      throw failure('ONLY_CONSOLE_ISSUES', {});
    default:
      throw failure('INVALID_TOKEN_TYPE', { text });
  }
}

/** `--expires-in`, in seconds. @throws {LineOpsError} `usage` beyond the life that LINE allows. */
export function parseLifetimeSeconds(text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (1 <= seconds && seconds <= V21_MAX_LIFETIME_SECONDS) return seconds;
  throw failure('INVALID_LIFETIME', { longest: LONGEST_LIFE, text });
}
