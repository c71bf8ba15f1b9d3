import {
  doubtful,
  type ExaminationResult,
  failing,
  passed,
  skipped,
  type Verdict,
} from '../../examination/examination.js';
import { formatDuration } from '../../text/duration.js';
import { secondsLeft, TOKEN_LIMITS, type TokenRecord, type TokenType, tokenName } from '../../tokens/token.js';
import type { CheckedToken } from '../../tokens/token-health.js';
import { isFull, type TokenInventory } from '../../tokens/token-inventory.js';
import type { Check } from '../checklist.js';

/** LINE advises to issue a new token before the old one ends; a week leaves time for a person to do it. */
export const ENDS_SOON_MS = 7 * 24 * 60 * 60 * 1000;

/** One line for each token; one line that there is none. */
export function lifeResults(check: Check, tokens: readonly CheckedToken[], now: number): readonly ExaminationResult[] {
  const { id, title, docs } = check;
  if (tokens.length === 0) return [{ id, title, docs, ...NO_TOKEN }];
  return tokens.map((token) => ({
    id: `${id}-${token.record.id}`,
    title: `Life of ${tokenName(token.record)}`,
    docs,
    ...lifeVerdict(token, now),
  }));
}

const NO_TOKEN = passed('no token is kept here; each run gets itself a stateless one of 15 minutes');

function lifeVerdict({ record, finding }: CheckedToken, now: number): Verdict {
  switch (finding) {
    case null:
      return passed(`${record.type}, ${lifeLeft(record, now)}`);
    case 'ends-soon':
      return doubtful(
        `${record.type}, ${lifeLeft(record, now)}`,
        `Replace it: line-ops token rotate ${record.id} --to <where>`,
      );
    case 'unknown-to-line':
      return failing(
        `${record.type}: ${record.endReason ?? 'LINE does not know it'}`,
        `Whoever uses it is refused. Give it a new one: line-ops token rotate ${record.id} --to <where>; or take the row out: line-ops token forget ${record.id}`,
      );
    case 'ended':
      return failing(
        `${record.type}: its time was over, and nothing took its place`,
        `Give whoever uses it a new one: line-ops token rotate ${record.id} --to <where>`,
      );
  }
}

function lifeLeft(record: TokenRecord, now: number): string {
  const seconds = secondsLeft(record, now);
  return seconds === null ? 'without an end' : `${formatDuration(seconds * 1000)} left`;
}

/** What LINE says of the token of `LINE_CHANNEL_ACCESS_TOKEN`. */
export interface GivenToken {
  readonly isKnown: boolean;
  readonly type: TokenType | null;
  /** Null where LINE names no end. */
  readonly expiresInSeconds: number | null;
  readonly channelId: string | null;
}

/** @param channelId whose it should be; null where nobody knows. */
export function givenTokenResult(check: Check, token: GivenToken, channelId: string | null): ExaminationResult {
  const { id, docs } = check;
  const title = 'Life of the token of LINE_CHANNEL_ACCESS_TOKEN';
  return { id: `${id}-environment`, title, docs, ...givenVerdict(token, channelId) };
}

function givenVerdict({ isKnown, type, expiresInSeconds, channelId }: GivenToken, expected: string | null): Verdict {
  if (!isKnown)
    return failing('LINE does not know it (any more)', 'Set a living one, or unset LINE_CHANNEL_ACCESS_TOKEN.');
  if (channelId !== null && expected !== null && channelId !== expected)
    return failing(
      `it is of channel ${channelId}, not ${expected}`,
      'Set one of this channel, or name the other channel.',
    );
  if (type === 'long-lived') return passed('long-lived, without an end');
  if (expiresInSeconds === null) return passed(`${type ?? 'its type is not known'}; LINE names no end`);
  const left = `${type ?? ''}, ${formatDuration(expiresInSeconds * 1000)} left`;
  if (ENDS_SOON_MS < expiresInSeconds * 1000) return passed(left);
  return doubtful(left, 'Set a newer one before it ends: line-ops token issue');
}

/** Counts per type; those that LINE does not list are said to be known here. */
export function countVerdict(inventory: TokenInventory): Verdict {
  const { active, isListed, unknownKeyIds } = inventory;
  const listed = `v2.1 ${ofLimit(active['v2.1'], 'v2.1')}`;
  const others = (['short-lived', 'long-lived'] as const).map((type) => `${type} ${ofLimit(active[type], type)}`);
  const said = isListed
    ? `${listed}; known here: ${others.join(', ')}`
    : `known here: ${[listed, ...others].join(', ')}`;
  const full = (['v2.1', 'short-lived'] as const).find((type) => isFull(inventory, type));
  if (full !== undefined)
    return doubtful(
      said,
      `There is no room for one more ${full} token, and so none to rotate one: line-ops token list`,
    );
  if (unknownKeyIds.length === 0) return passed(said);
  return doubtful(
    `${said}; ${unknownKeyIds.length} v2.1 alive that nobody here knows`,
    'Find out which system uses them; a string goes into the ledger with: line-ops token import',
  );
}

function ofLimit(count: number, type: 'v2.1' | 'short-lived' | 'long-lived'): string {
  return `${count} of ${TOKEN_LIMITS[type]}`;
}

/** @param names of live tokens without an end, as people know them. */
export function longLivedVerdict(names: readonly string[]): Verdict {
  if (names.length === 0) return passed('none known here');
  return doubtful(
    `${names.join(', ')}: without an end, and so is a leak of it`,
    'Give whoever uses it one that ends (line-ops token issue), then issue the long-lived one anew in the console: the old one ends by that.',
  );
}

export const NOT_OF_A_CHANNEL = skipped(
  'only a channel access token is given: without a channel ID no token is kept or counted',
);
