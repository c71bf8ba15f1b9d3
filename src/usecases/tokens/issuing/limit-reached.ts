import { LineOpsError } from '../../../domain/failure/failure.js';
import { formatDuration } from '../../../domain/text/duration.js';
import {
  byEnd,
  TOKEN_LIMITS,
  type TokenRecord,
  type TokenType,
  V21_MAX_LIFETIME_SECONDS,
} from '../../../domain/tokens/token.js';
import {
  evictedByOneMore,
  isKnownHereOnly,
  liveTokens,
  type TokenStock,
} from '../../../domain/tokens/token-inventory.js';

/** How many tokens a hint names; all of them are in the details. */
const NAMED_IN_HINT = 5;

/** The refusal to issue one more token of that type, with the live ones by age, oldest first. */
export function tokenLimitReached(
  type: TokenType,
  stock: TokenStock,
  now: number,
  why: string | null = null,
): LineOpsError {
  const live = liveTokens(stock, type, now);
  const limit = TOKEN_LIMITS[type];
  const [victim] = evictedByOneMore(stock, type, now).perhaps;
  const consequence =
    type === 'short-lived' && victim !== undefined
      ? `; LINE would end the oldest, ${named(victim)}, without a word`
      : '';
  const because = why === null ? '' : `: ${why}`;
  return new LineOpsError(
    'limit',
    'TOKEN_LIMIT_REACHED',
    `${stock.active[type]} of ${limit} ${type} tokens are ${isKnownHereOnly(stock, type) ? 'known here to be alive' : 'alive'}${consequence}${because}`,
    {
      hint: hintFor(type, live, stock, now),
      details: {
        type,
        active: stock.active[type],
        limit,
        wouldEvict: type === 'short-lived' ? (victim?.id ?? null) : null,
        tokens: live.map(({ id, label, keyId, issuedAt, expiresAt }) => ({
          id,
          label,
          keyId,
          issuedAt: iso(issuedAt),
          expiresAt: iso(expiresAt),
        })),
        unknownKeyIds: stock.unknownKeyIds,
      },
    },
  );
}

/**
 * A way out that works: a token is ended by its string alone, so that those of other systems cannot be ended from here.
 */
function hintFor(type: TokenType, live: readonly TokenRecord[], stock: TokenStock, now: number): string {
  const list = live.slice(0, NAMED_IN_HINT).map(named).join(', ');
  const rest = NAMED_IN_HINT < live.length ? `, and ${live.length - NAMED_IN_HINT} more` : '';
  const oldest = live.length === 0 ? '' : ` Oldest first: ${list}${rest}.`;
  const { unknownKeyIds } = stock;
  const foreign = unknownKeyIds.length === 0 ? '' : ` ${unknownKeyIds.length} of them were not issued here.`;
  return `${adviceFor(type, live, now)}${oldest}${foreign}`;
}

function adviceFor(type: TokenType, live: readonly TokenRecord[], now: number): string {
  const canBeEnded = live.some(({ stored, state }) => stored && state === 'active');
  const end = canBeEnded
    ? 'Revoke one with "line-ops token revoke <id>"'
    : 'No string of them is stored here: whoever has one pipes it into "line-ops token revoke --stdin"';
  switch (type) {
    case 'v2.1':
      return canBeEnded
        ? `${end}, or add --revoke-oldest to "line-ops token issue".`
        : `${end}; or wait ${firstEnd(live, now)}; or take a token that needs no place: --type stateless.`;
    case 'short-lived':
      return `${end}, or add --allow-eviction to "line-ops token issue".`;
    case 'long-lived':
    case 'stateless':
      return `${end}.`;
  }
}

function firstEnd(live: readonly TokenRecord[], now: number): string {
  const [first] = live.toSorted(byEnd);
  if (first?.expiresAt == null)
    return `until the first expires, within ${V21_MAX_LIFETIME_SECONDS / (24 * 60 * 60)} days`;
  return `until the first known one expires, in ${formatDuration(Math.max(0, first.expiresAt - now))}`;
}

function named({ id, label }: TokenRecord): string {
  return label === null ? id : `${id} (${label})`;
}

function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
