import { LineOpsError } from '../../domain/failure/failure.js';
import type { TokenId, TokenKeyId } from '../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../domain/line/secret.js';
import { countsAgainstLimit, STATELESS_LIFETIME_SECONDS, type TokenRecord } from '../../domain/tokens/token.js';
import { storedToken, type TokenSources } from './token-request.js';
import { findByString } from './verify-token.js';

/** The code of every refusal to revoke a stateless token. */
export const STATELESS_NOT_REVOCABLE = 'STATELESS_NOT_REVOCABLE';

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
export async function targetOf(record: TokenRecord, deps: TokenSources): Promise<RevokeTarget> {
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
export async function targetOfString(token: ChannelAccessToken, deps: TokenSources): Promise<RevokeTarget> {
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
  throw new LineOpsError(
    'usage',
    second === undefined ? first.code : 'TOKENS_NOT_REVOCABLE',
    `nothing was revoked: ${problems.map(({ message }) => message).join('; ')}`,
    {
      hint:
        second === undefined
          ? `Leave it out, and run the command again. ${first.hint ?? ''}`.trim()
          : 'Leave them out, and run the command again.',
      details: {
        failed: problems.map(({ code, message, details }) => ({ id: details?.['id'] ?? null, code, reason: message })),
      },
    },
  );
}

/** A token alive at LINE that only its key ID is known of: it can be named, not ended. */
export function orphanTarget(keyId: TokenKeyId): RevokeTarget {
  return {
    type: 'impossible',
    id: null,
    problem: new LineOpsError(
      'usage',
      'TOKEN_STRING_UNKNOWN',
      `LINE lists the key ID ${keyId}, and its token string is not known here`,
      {
        hint: 'Whoever has the string can end it: line-ops token revoke --stdin',
        details: { keyId },
      },
    ),
  };
}

/** Whether the ledger has the token as ended, by its time or before. */
export function hasEnded(record: TokenRecord, { clock }: Pick<TokenSources, 'clock'>): boolean {
  return !countsAgainstLimit(record, clock.now());
}

function stateless({ id, expiresAt }: TokenRecord): LineOpsError {
  const end =
    expiresAt === null
      ? `within ${STATELESS_LIFETIME_SECONDS / 60} minutes`
      : `at ${new Date(expiresAt).toISOString()}`;
  return new LineOpsError(
    'usage',
    STATELESS_NOT_REVOCABLE,
    `${id} is stateless and cannot be revoked: it ends by itself ${end}`,
    {
      hint: 'Wait until then. LINE has no way to end a stateless token earlier.',
      details: { id, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() },
    },
  );
}

function stringMissing({ id, label }: TokenRecord): LineOpsError {
  const name = label === null ? id : `${id} (${label})`;
  return new LineOpsError(
    'usage',
    'TOKEN_NOT_STORED',
    `the string of ${name} is not stored here, and LINE ends a token only by its string`,
    {
      hint: 'Pipe the string in: line-ops token revoke --stdin',
      details: { id },
    },
  );
}
