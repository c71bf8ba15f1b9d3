import type { FullInventory } from '../../../domain/failure/facts.js';
import { failure, type LineOpsError } from '../../../domain/failure/failure.js';
import { byEnd, TOKEN_LIMITS, type TokenRecord, type TokenType } from '../../../domain/tokens/token.js';
import {
  evictedByOneMore,
  isKnownHereOnly,
  liveTokens,
  type TokenInventory,
} from '../../../domain/tokens/token-inventory.js';

/** The refusal to issue one more token of that type, with the live ones by age, oldest first. */
export function tokenLimitReached(
  type: TokenType,
  inventory: TokenInventory,
  now: number,
  ground: FullInventory['ground'] = null,
): LineOpsError {
  const live = liveTokens(inventory, type, now);
  const active = inventory.active[type];
  const limit = TOKEN_LIMITS[type];
  const evicted = evictedByOneMore(inventory, type, now).perhaps[0] ?? null;
  const victim = type === 'short-lived' ? evicted : null;
  return failure(
    'TOKEN_LIMIT_REACHED',
    {
      inventory: {
        type,
        active,
        limit,
        isKnownHereOnly: isKnownHereOnly(inventory, type),
        victim,
        ground,
        live,
        canEndOne: live.some(({ stored, state }) => stored && state === 'active'),
        foreign: inventory.unknownKeyIds.length,
        firstEndsInMs: firstEndsIn(live, now),
      },
    },
    {
      details: {
        type,
        active,
        limit,
        wouldEvict: victim?.id ?? null,
        tokens: live.map(({ id, label, keyId, issuedAt, expiresAt }) => ({
          id,
          label,
          keyId,
          issuedAt: iso(issuedAt),
          expiresAt: iso(expiresAt),
        })),
        unknownKeyIds: inventory.unknownKeyIds,
      },
    },
  );
}

function firstEndsIn(live: readonly TokenRecord[], now: number): number | null {
  const [first] = live.toSorted(byEnd);
  return first?.expiresAt == null ? null : Math.max(0, first.expiresAt - now);
}

function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
