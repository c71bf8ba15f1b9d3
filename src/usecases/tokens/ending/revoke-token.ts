import { failure, failureAs, LineOpsError, ofKind, within } from '../../../domain/failure/failure.js';
import { parseTokenId, type TokenId } from '../../../domain/line/ids.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { endedAs } from '../../../domain/tokens/token-inventory.js';
import { channelLabel, requireChannelId } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { askAboutToken } from '../verify-token.js';
import { worstFailure } from '../worst-failure.js';
import { forgetString, recordRevoked, revokeAtLine } from './end-token.js';
import { hasEnded, type RevokeTarget } from './revoke-targets.js';

interface RevokeFailure {
  readonly id: TokenId | null;
  readonly problem: LineOpsError;
}

export interface RevokeReport {
  /** Those that have ended, now or before. */
  readonly revoked: readonly TokenRecord[];
  readonly failed: readonly RevokeFailure[];
  /** Stateless tokens, whose end nothing can bring forward. */
  readonly endingByThemselves: readonly TokenRecord[];
}

/**
 * Ends every target that can be ended and proves each one; one that fails does not keep the others alive, and one that
 * ends by itself is no failure. Once it is told to stop, the rest is left alive, and said to be.
 */
export async function revokeTokens(
  targets: readonly RevokeTarget[],
  atLine: ChannelAtLine,
  stop: AbortSignal | null = null,
): Promise<RevokeReport> {
  const revoked: TokenRecord[] = [];
  const failed: RevokeFailure[] = [];
  const endingByThemselves = targets.flatMap((target) => (target.type === 'endsByItself' ? [target.record] : []));
  for (const target of targets) {
    if (target.type === 'endsByItself') continue;
    if (stop?.aborted) {
      failed.push({ id: idOf(target), problem: notTried() });
      continue;
    }
    try {
      revoked.push(await revokeOne(target, atLine));
    } catch (problem) {
      if (!(problem instanceof LineOpsError)) throw problem;
      failed.push({ id: idOf(target), problem });
    }
  }
  return { revoked, failed, endingByThemselves };
}

function notTried(): LineOpsError {
  return failureAs('cancelled', 'INTERRUPTED', { which: 'beforeRevoking' });
}

type Endable = Exclude<RevokeTarget, { type: 'endsByItself' }>;

function idOf(target: Endable): TokenId | null {
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

async function revokeOne(target: Endable, atLine: ChannelAtLine): Promise<TokenRecord> {
  switch (target.type) {
    case 'over':
      return target.record;
    case 'impossible':
      throw target.problem;
    case 'foreign':
      return revokeForeign(target.token, atLine);
    case 'known':
      return hasEnded(target.record, atLine.deps) ? revokeEnded(target, atLine) : revokeLive(target, atLine);
  }
}

type Known = Extract<RevokeTarget, { type: 'known' }>;

async function revokeLive({ token, record }: Known, atLine: ChannelAtLine): Promise<TokenRecord> {
  await revokeAtLine(token, record, atLine);
  return afterItsEnd(record.id, () => recordRevoked(record, 'revoked with line-ops', atLine.deps));
}

/** The token has ended at LINE, and that is proven: what fails now must not read as if it lived. */
async function afterItsEnd(name: string, work: () => Promise<TokenRecord>): Promise<TokenRecord> {
  try {
    return await work();
  } catch (problem) {
    if (!(problem instanceof LineOpsError)) throw problem;
    const details = { ...problem.details, revoked: true };
    throw within(problem, 'endNotRecorded', { name }, { requestId: null, details });
  }
}

/**
 * A token that the ledger has as ended. Where LINE does not know it either, why it ended stays on record; where LINE
 * cannot be asked, it is revoked all the same.
 */
async function revokeEnded({ token, record, type }: Known, atLine: ChannelAtLine): Promise<TokenRecord> {
  const isAlive = await askAboutToken(token, record.type, atLine.api).then(
    ({ valid }) => valid,
    (error: unknown) => {
      if (error instanceof LineOpsError) return null;
      throw error;
    },
  );
  if (isAlive) return revokeLive({ token, record, type }, atLine);
  if (isAlive === null) await revokeAtLine(token, record, atLine);
  return afterItsEnd(record.id, () => forgetString(record, atLine.deps));
}

/** A string that the ledger does not know gets a row when it is ended, so that the incident is on record. */
async function revokeForeign(token: ChannelAccessToken, atLine: ChannelAtLine): Promise<TokenRecord> {
  const { api, channel, deps } = atLine;
  const verdict = await askAboutToken(token, null, api);
  const channelId = requireChannelId(channel);
  if (!verdict.valid || verdict.type === null) {
    throw failure('TOKEN_NOT_VALID', { which: 'toRevoke' });
  }
  if (verdict.type === 'stateless') {
    throw failure('STATELESS_NOT_REVOCABLE', { which: 'string' });
  }
  if (verdict.channelId !== null && verdict.channelId !== channelId) {
    throw failure('TOKEN_OF_OTHER_CHANNEL', { channelId: verdict.channelId, channel: channelLabel(channel) });
  }
  await revokeAtLine(token, { type: verdict.type, keyId: null }, atLine);
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
  return afterItsEnd('the token', async () => {
    await (await deps.tokenLedger()).put(record);
    return record;
  });
}

/**
 * The one error that tells of all failures: the only one itself, else the worst kind with the number of them. What was
 * typed is to blame for none of them any more: requests were made, and tokens may have ended. Only a single stateless
 * token stays `usage`.
 */
export function worstOf({ revoked, failed }: RevokeReport): LineOpsError | null {
  const [only, second] = failed;
  if (
    only !== undefined &&
    second === undefined &&
    revoked.length === 0 &&
    only.problem.code === 'STATELESS_NOT_REVOCABLE'
  )
    return only.problem;
  const worst = worstFailure(failed.map(({ problem }) => afterRequests(problem)));
  if (worst === null || failed.length === 1) return worst;
  return failureAs(worst.kind, 'TOKENS_NOT_REVOKED', { failed, all: failed.length + revoked.length, worst });
}

function afterRequests(problem: LineOpsError): LineOpsError {
  return problem.kind === 'usage' ? ofKind('failure', problem) : problem;
}
