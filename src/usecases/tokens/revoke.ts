import { LineOpsError } from '../../domain/failure.js';
import { parseTokenId, type TokenId, type TokenKeyId } from '../../domain/ids.js';
import type { ChannelAccessToken } from '../../domain/secret.js';
import { endedAs } from '../../domain/tokens/stock.js';
import { STATELESS_LIFETIME_SECONDS, type TokenRecord, tokenStatus } from '../../domain/tokens/token.js';
import { channelLabel, requireChannelId } from '../channel.js';
import { storedToken, type TokenContext, type TokenSources } from './context.js';
import { recordRevoked, revokeAtLine } from './end-token.js';
import { askAboutToken, findByString } from './verify.js';
import { worstFailure } from './worst-failure.js';

/** A token that was asked to end, with what is known of it. */
export type RevokeTarget =
  | { readonly type: 'known'; readonly record: TokenRecord; readonly token: ChannelAccessToken }
  /** A string that the ledger has never seen. */
  | { readonly type: 'foreign'; readonly token: ChannelAccessToken }
  /** Ended already; there is nothing to do. */
  | { readonly type: 'over'; readonly record: TokenRecord }
  | { readonly type: 'impossible'; readonly id: TokenId | null; readonly problem: LineOpsError };

export interface RevokeFailure {
  readonly id: TokenId | null;
  readonly problem: LineOpsError;
}

export interface RevokeReport {
  readonly revoked: readonly TokenRecord[];
  readonly failed: readonly RevokeFailure[];
}

/** What revoking this token of the ledger takes. No request is made. */
export async function targetOf(record: TokenRecord, deps: TokenSources): Promise<RevokeTarget> {
  const status = tokenStatus(record, deps.clock.now());
  if (status === 'expired') return { type: 'over', record };
  const hasEnded = status === 'revoked' || status === 'evicted';
  if (record.type === 'stateless')
    return hasEnded ? { type: 'over', record } : { type: 'impossible', id: record.id, problem: stateless(record) };
  const token = await storedToken(record.id, deps);
  // A string that is still there was not forgotten after a proof: a run was killed, or only the ledger says so.
  if (token !== null) return { type: 'known', record, token };
  return hasEnded ? { type: 'over', record } : { type: 'impossible', id: record.id, problem: stringMissing(record) };
}

/** What revoking this string takes. No request is made. */
export async function targetOfString(token: ChannelAccessToken, deps: TokenSources): Promise<RevokeTarget> {
  const record = await findByString(token, deps);
  if (record === null) return { type: 'foreign', token };
  if (record.type === 'stateless') return { type: 'impossible', id: record.id, problem: stateless(record) };
  return { type: 'known', record, token };
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

/** Ends every target that can be ended and proves each one; one that fails does not keep the others alive. */
export async function revokeTokens(targets: readonly RevokeTarget[], context: TokenContext): Promise<RevokeReport> {
  const revoked: TokenRecord[] = [];
  const failed: RevokeFailure[] = [];
  for (const target of targets) {
    try {
      revoked.push(await revokeOne(target, context));
    } catch (problem) {
      if (!(problem instanceof LineOpsError)) throw problem;
      failed.push({ id: idOf(target), problem });
    }
  }
  return { revoked, failed };
}

function idOf(target: RevokeTarget): TokenId | null {
  switch (target.type) {
    case 'known':
    case 'over':
      return target.record.id;
    case 'impossible':
      return target.id;
    case 'foreign':
      return null;
  }
}

async function revokeOne(target: RevokeTarget, context: TokenContext): Promise<TokenRecord> {
  switch (target.type) {
    case 'over':
      return target.record;
    case 'impossible':
      throw target.problem;
    case 'foreign':
      return revokeForeign(target.token, context);
    case 'known':
      await revokeAtLine(target.token, target.record, context);
      return recordRevoked(target.record, 'revoked with line-ops', context.deps);
  }
}

/** A string that the ledger does not know gets a row when it is ended, so that the incident is on record. */
async function revokeForeign(token: ChannelAccessToken, context: TokenContext): Promise<TokenRecord> {
  const { api, channel, deps } = context;
  const verdict = await askAboutToken(token, null, api);
  const channelId = requireChannelId(channel);
  if (!verdict.valid || verdict.type === null) {
    throw new LineOpsError(
      'auth',
      'TOKEN_NOT_VALID',
      'LINE does not know this token: it has ended already, or never was one',
      { hint: 'Check that the whole string was piped in.' },
    );
  }
  if (verdict.type === 'stateless') {
    throw new LineOpsError(
      'usage',
      'STATELESS_NOT_REVOCABLE',
      `a stateless token cannot be revoked: it ends by itself, ${STATELESS_LIFETIME_SECONDS / 60} minutes after it was issued`,
      { hint: 'Wait; or have the channel secret reissued in the console, so that no more are issued.' },
    );
  }
  if (verdict.channelId !== null && verdict.channelId !== channelId) {
    throw new LineOpsError(
      'usage',
      'TOKEN_OF_OTHER_CHANNEL',
      `this token belongs to channel ${verdict.channelId}, not to ${channelLabel(channel)}`,
      { hint: 'Choose that channel with --channel <name>.' },
    );
  }
  await revokeAtLine(token, { type: verdict.type, keyId: null }, context);
  const now = deps.clock.now();
  const record = endedAs(
    'revoked',
    {
      id: parseTokenId(`t-${deps.random.letters(8)}`),
      channelId,
      type: verdict.type,
      signingKeyId: null,
      keyId: null,
      label: null,
      state: 'active',
      issuedAt: null,
      expiresAt:
        verdict.type === 'long-lived' || verdict.expiresInSeconds === null
          ? null
          : now + verdict.expiresInSeconds * 1000,
      endedAt: null,
      endReason: null,
      stored: false,
      fingerprint: deps.sha256(token.reveal()),
    },
    'revoked with line-ops, by its string',
    now,
  );
  await (await deps.tokenLedger()).put(record);
  return record;
}

function stateless({ id, expiresAt }: TokenRecord): LineOpsError {
  const end =
    expiresAt === null
      ? `within ${STATELESS_LIFETIME_SECONDS / 60} minutes`
      : `at ${new Date(expiresAt).toISOString()}`;
  return new LineOpsError(
    'usage',
    'STATELESS_NOT_REVOCABLE',
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

/** The one error that tells of all failures: the only one itself, else the worst kind with the number of them. */
export function worstOf({ revoked, failed }: RevokeReport): LineOpsError | null {
  const worst = worstFailure(failed.map(({ problem }) => problem));
  if (worst === null || failed.length === 1) return worst;
  return new LineOpsError(
    worst.kind,
    'TOKENS_NOT_REVOKED',
    `${failed.length} of ${failed.length + revoked.length} tokens could not be revoked`,
    {
      hint: worst.hint ?? 'The reason of each is above.',
      details: { failed: failed.map(({ id, problem }) => ({ id, code: problem.code, reason: problem.message })) },
    },
  );
}
