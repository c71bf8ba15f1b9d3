import { failure, failureAs, type LineOpsError, within } from '../../../domain/failure/failure.js';
import type { TokenId, TokenKeyId } from '../../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import { countsAgainstLimit, type TokenRecord } from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import { storedToken } from '../token-string.js';
import { findByString } from '../verify-token.js';

/** A token that was asked to end, with what is known of it. */
export type RevokeTarget =
  | { readonly type: 'known'; readonly record: TokenRecord; readonly token: ChannelAccessToken }
  /** A string that the ledger has never seen. */
  | { readonly type: 'foreign'; readonly token: ChannelAccessToken }
  /** Ended already; there is nothing to do. */
  | { readonly type: 'over'; readonly record: TokenRecord }
  /** Alive, stateless: nothing ends it but its time. */
  | { readonly type: 'endsByItself'; readonly record: TokenRecord; readonly problem: LineOpsError }
  | { readonly type: 'impossible'; readonly id: TokenId | null; readonly problem: LineOpsError };

/** What revoking this token of the ledger takes. No request is made. */
export async function targetOf(record: TokenRecord, deps: Deps): Promise<RevokeTarget> {
  const isEnded = hasEnded(record, deps);
  if (record.type === 'stateless')
    return isEnded ? { type: 'over', record } : { type: 'endsByItself', record, problem: stateless(record) };
  const token = await storedToken(record.id, deps);
  // A string that is still there was not forgotten after a proof: a run was killed, or only the ledger or our clock says
  // that the token has ended. LINE is asked.
  if (token !== null) return { type: 'known', record, token };
  return isEnded ? { type: 'over', record } : { type: 'impossible', id: record.id, problem: stringMissing(record) };
}

/** What revoking this string takes. No request is made. */
export async function targetOfString(token: ChannelAccessToken, deps: Deps): Promise<RevokeTarget> {
  const record = await findByString(token, deps);
  if (record === null) return { type: 'foreign', token };
  if (record.type === 'stateless') return { type: 'impossible', id: record.id, problem: stateless(record) };
  return { type: 'known', record, token };
}

/**
 * Refuses tokens that were named one by one when one of them cannot be revoked: half of the work is not what was asked
 * for. No request is made.
 *
 * @throws {LineOpsError} `usage`, naming each that stands in the way.
 */
export function requireRevocable(targets: readonly RevokeTarget[]): void {
  const problems = targets.flatMap((target) => ('problem' in target ? [target.problem] : []));
  const [first, second] = problems;
  if (first === undefined) return;
  if (targets.length === 1) throw first;
  if (second !== undefined) throw failure('TOKENS_NOT_REVOCABLE', { problems });
  const { code, details } = first;
  const named = { id: details?.['id'] ?? null, code };
  throw within(first, 'nothingRevoked', named, { kind: 'usage', requestId: null, details: null });
}

/** A token alive at LINE that only its key ID is known of: it can be named, not ended. */
export function orphanTarget(keyId: TokenKeyId): RevokeTarget {
  return {
    type: 'impossible',
    id: null,
    problem: failure('TOKEN_STRING_UNKNOWN', { keyId }, { details: { keyId } }),
  };
}

/** Whether the ledger has the token as ended, by its time or before. */
export function hasEnded(record: TokenRecord, { clock }: Pick<Deps, 'clock'>): boolean {
  return !countsAgainstLimit(record, clock.now());
}

function stateless({ id, expiresAt }: TokenRecord): LineOpsError {
  return failure(
    'STATELESS_NOT_REVOCABLE',
    { which: 'stored', id, expiresAt },
    { details: { id, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() } },
  );
}

function stringMissing({ id, label }: TokenRecord): LineOpsError {
  const name = label === null ? id : `${id} (${label})`;
  return failureAs('usage', 'TOKEN_NOT_STORED', { which: 'toRevoke', name }, { details: { id } });
}
