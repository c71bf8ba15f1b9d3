import { LineOpsError } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { isFull } from '../../../domain/tokens/token-inventory.js';
import { channelLabel } from '../../channels/channel.js';
import { revokeAtLine } from '../end-token.js';
import { readLedgerStock, readStockUnderLock } from '../token-inventory.js';
import { type TokenContext, timeAtLine } from '../token-request.js';
import { tokenLimitReached } from './limit-reached.js';

/** LINE said no, or the request never left: LINE issued nothing. */
export function isSurelyRefused({ kind, details }: LineOpsError): boolean {
  return kind === 'auth' || kind === 'limit' || kind === 'refused' || details?.['mayHaveArrived'] === false;
}

/** What is said when the answer was lost: the token is counted until LINE tells. */
export function inDoubt(error: LineOpsError, { id, type, channelId }: TokenRecord): LineOpsError {
  const settle =
    type === 'v2.1' ? '"line-ops token list" asks LINE about it' : 'it takes a place until it must have expired';
  return new LineOpsError(
    error.kind,
    'TOKEN_IN_DOUBT',
    `${error.message}; LINE may have issued the token all the same`,
    {
      hint: `It is counted as ${id}, status unknown: ${settle}.`,
      requestId: error.requestId,
      details: { ...error.details, tokenId: id, channelId, reason: error.code },
      cause: error,
    },
  );
}

/**
 * LINE says both "no" and "no more" with 400 in the same shape, without a code. The count tells them apart; where the
 * list lags, or cannot be read, the documented sentence does. It decides about the words and the exit code alone: no
 * token was issued either way.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#issue-channel-access-token-v2-1
 */
export async function limitOrRefusal(error: LineOpsError, context: TokenContext): Promise<LineOpsError> {
  const now = timeAtLine(context);
  const stock = await readStockUnderLock(context).catch((problem: unknown) => {
    if (problem instanceof LineOpsError) return readLedgerStock(context.channel, context.deps, now);
    throw problem;
  });
  if (isFull(stock, 'v2.1')) return tokenLimitReached('v2.1', stock, now);
  const saysLimit = error.details?.['status'] === 400 && /maximum number of access tokens/i.test(error.message);
  return saysLimit
    ? tokenLimitReached('v2.1', stock, now, 'LINE answered that no more can be issued; its key-ID list may lag behind')
    : error;
}

/** A token that cannot be recorded is not handed out: it is ended again, or else stays counted by its first row. */
export async function takeBack(
  error: unknown,
  record: TokenRecord,
  token: ChannelAccessToken,
  context: TokenContext,
): Promise<unknown> {
  if (!(error instanceof LineOpsError)) return error;
  const isRevoked =
    record.type !== 'stateless' &&
    (await revokeAtLine(token, record, context).then(
      () => true,
      () => false,
    ));
  const outcome = isRevoked
    ? 'it was revoked again'
    : `it is alive at LINE, counted as ${record.id}, and ends by itself`;
  return new LineOpsError(
    error.kind,
    error.code,
    `the ${record.type} token that LINE issued for ${channelLabel(context.channel)} could not be recorded, ${outcome}: ${error.message}`,
    {
      ...(error.hint === null ? {} : { hint: error.hint }),
      details: { ...error.details, tokenId: record.id, revoked: isRevoked },
      cause: error,
    },
  );
}
