import { auth, failed, findings, limit, ofEachCase, refused, usage } from '../declared.js';
import type { FullInventory, Holder, Problem } from '../facts.js';
import type { ChannelsNotRead } from '../situations.js';

/** Tokens: issuing, taking in, ending. */
export const TOKENS_FAILURES = {
  REVOKE_NOT_PROVEN: refused(),
  UNKNOWN_TOKEN: usage<
    | { which: 'ofChannel'; id: string; channel: string }
    | { which: 'toRotate'; id: string; channel: string }
    | { which: 'anywhere'; tokenId: string }
  >(),
  TOKEN_CHANGED: failed<{ id: string }>(),
  TOKEN_OF_OTHER_CHANNEL: usage<{ channelId: string | null; channel: string }>(),
  TOKEN_STRING_UNKNOWN: usage<{ keyId: string }>(),
  TOKEN_NOT_STORED: ofEachCase<
    | { which: 'toRevoke'; name: string }
    | { which: 'oldOne'; id: string }
    | { which: 'newOne'; newId: string; token: string }
    | { which: 'toRollBack'; newId: string; type: string }
    | { which: 'toRotate'; id: string; type: string }
    | { which: 'toVerify'; name: string }
  >(),
  INTERRUPTED: ofEachCase<{ which: 'beforeRevoking' } | { which: 'signal'; signal: string }>(),
  TOKEN_NOT_VALID: auth<{ which: 'toRevoke' } | { which: 'toImport' } | { which: 'toVerify' }>(),
  OPTION_NOT_FOR_TYPE: usage<
    | { which: 'lifetime' }
    | { which: 'option'; option: string; owner: string; type: string }
    | { which: 'dryRun'; oldId: string | null; newId: string; state: string }
  >(),
  TOKENS_NEED_ATTENTION: findings<{ findings: number; which: string; withinMs: number }>(),
  LIFE_NOT_POSSIBLE: usage<
    | { which: 'stateless'; livesMs: number; minTtl: number; mostMs: number; places: number }
    | { which: 'newToken'; minTtl: number; type: string; lifetimeSeconds: number }
  >(),
  INVALID_LABEL: usage(),
  ASSERTION_KEY_ID_MISSING: auth<{ variable: string }>(),
  ONLY_CONSOLE_ISSUES: usage(),
  INVALID_TOKEN_TYPE: usage<{ text: string }>(),
  INVALID_LIFETIME: usage<{ longest: string; text: string }>(),
  UNKNOWN_LABEL: usage<{ label: string }>(),
  NO_TOKEN_STRING: usage(),
  SEVERAL_TOKEN_STRINGS: usage(),
  TOKEN_IN_DOUBT: ofEachCase<{ problem: Problem; id: string; isListed: boolean }>(),
  TOKEN_LIMIT_REACHED: limit<{ inventory: FullInventory }>(),
  TOKENS_NOT_REVOCABLE: usage<{ problems: readonly Problem[] }>(),
  STATELESS_NOT_REVOCABLE: usage<{ which: 'stored'; id: string; expiresAt: number | null } | { which: 'string' }>(),
  TOKENS_NOT_REVOKED: ofEachCase<{
    failed: readonly { id: string | null; problem: Problem }[];
    all: number;
    worst: Problem;
  }>(),
  TOKEN_LIVES: usage<{ kept: readonly { id: string; isAlive: boolean }[] }>(),
  TOKEN_OF_OTHER_TYPE: usage<{ ground: { known: string; wished: string } | null; type: string }>(),
  TOKENS_BUSY: failed<{ holder: Holder | null; channelId: string; seconds: number }>(),
  CHANNELS_NOT_READ: ofEachCase<{ notRead: ChannelsNotRead; worst: Problem }>(),
} as const;
