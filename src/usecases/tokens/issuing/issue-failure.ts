import { failureAs, LineOpsError, within } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { isFull } from '../../../domain/tokens/token-inventory.js';
import { channelLabel } from '../../channels/channel.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { revokeAtLine } from '../ending/end-token.js';
import { timeAtLine } from '../time-at-line.js';
import { readInventoryUnderLock, readLedgerInventory } from '../token-inventory.js';
import { tokenLimitReached } from './limit-reached.js';

/** LINE said no, or the request never left: LINE issued nothing. */
export function isSurelyRefused({ kind, details }: LineOpsError): boolean {
  return kind === 'auth' || kind === 'limit' || kind === 'refused' || details?.['mayHaveArrived'] === false;
}

/** What is said when the answer was lost: the token is counted until LINE tells. */
export function inDoubt(error: LineOpsError, { id, type, channelId }: TokenRecord): LineOpsError {
  return failureAs(
    error.kind,
    'TOKEN_IN_DOUBT',
    { problem: error, id, isListed: type === 'v2.1' },
    {
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
export async function limitOrRefusal(error: LineOpsError, atLine: ChannelAtLine): Promise<LineOpsError> {
  const now = timeAtLine(atLine);
  const inventory = await readInventoryUnderLock(atLine).catch((problem: unknown) => {
    if (problem instanceof LineOpsError) return readLedgerInventory(atLine.channel, atLine.deps, now);
    throw problem;
  });
  if (isFull(inventory, 'v2.1')) return tokenLimitReached('v2.1', inventory, now);
  return saysLimit(error) ? tokenLimitReached('v2.1', inventory, now, 'listLags') : error;
}

function saysLimit({ failure: is, details }: LineOpsError): boolean {
  if (details?.['status'] !== 400 || is === null || !('answer' in is.facts)) return false;
  return /maximum number of access tokens/i.test(String(is.facts.answer));
}

/** A token that cannot be recorded is not handed out: it is ended again, or else stays counted by its first row. */
export async function takeBack(
  error: unknown,
  record: TokenRecord,
  token: ChannelAccessToken,
  atLine: ChannelAtLine,
): Promise<unknown> {
  if (!(error instanceof LineOpsError)) return error;
  const isRevoked =
    record.type !== 'stateless' &&
    (await revokeAtLine(token, record, atLine).then(
      () => true,
      () => false,
    ));
  const { type, id } = record;
  return within(
    error,
    'notRecorded',
    { type, channel: channelLabel(atLine.channel), id, isRevoked },
    { requestId: null, details: { ...error.details, tokenId: id, revoked: isRevoked } },
  );
}
