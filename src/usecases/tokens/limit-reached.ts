import { LineOpsError } from '../../domain/failure.js';
import { evictedByOneMore, liveTokens, type TokenStock } from '../../domain/tokens/stock.js';
import { TOKEN_LIMITS, type TokenRecord, type TokenType } from '../../domain/tokens/token.js';

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
    `${stock.active[type]} of ${limit} ${type} tokens are alive${consequence}${because}`,
    {
      hint: hintFor(type, live, stock),
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

function hintFor(type: TokenType, live: readonly TokenRecord[], { unknownKeyIds }: TokenStock): string {
  const list = live.slice(0, NAMED_IN_HINT).map(named).join(', ');
  const rest = NAMED_IN_HINT < live.length ? `, and ${live.length - NAMED_IN_HINT} more` : '';
  const oldest = live.length === 0 ? '' : ` Oldest first: ${list}${rest}.`;
  const foreign = unknownKeyIds.length === 0 ? '' : ` ${unknownKeyIds.length} of them were not issued here.`;
  const advice =
    type === 'short-lived'
      ? 'Revoke one with "line-ops token revoke <id>", or add --allow-eviction.'
      : 'Revoke one with "line-ops token revoke <id>", or add --revoke-oldest.';
  return `${advice}${oldest}${foreign}`;
}

function named({ id, label }: TokenRecord): string {
  return label === null ? id : `${id} (${label})`;
}

function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
