import type { BatchChange } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { SendReply } from '../../../../ports/line-api.js';
import { nextKey } from '../../../../usecases/broadcast/sending/batches/next-key.js';
import { LineOpsError } from '../../../failure/failure.js';
import type { RetryKey } from '../../../line/ids.js';
import { countUserIds, PACKED_USER_ID_BYTES, unpackUserId } from '../../planning/user-id-bytes.js';
import { KEY_IN_USE } from '../stop-reason.js';
import { type Answer, mayBeAboutRecipients, type NamedRecipient, namedRecipients } from './decide.js';

/** Whom a 400 names; nobody where LINE chooses the recipients. */
export function namedIn(reply: SendReply, batchSize: number): readonly NamedRecipient[] {
  const isAboutBody = reply.type === 'refused' && reply.status === 400;
  return isAboutBody ? namedRecipients(reply.problem, reply.details, batchSize) : [];
}

/** The reply as the decision table reads it. `hasMany`: the request names recipients, and may name more than one. */
export function answerOf(reply: SendReply, named: readonly NamedRecipient[], hasMany: boolean): Answer {
  if (reply.type !== 'refused') return reply;
  return {
    type: 'refused',
    namedRecipients: named.map(({ position }) => position),
    mayBeRecipients: hasMany && reply.status === 400 && mayBeAboutRecipients(reply.problem, reply.details),
  };
}

/** What LINE calls the request, and the one that it accepted: not the same after a 409. */
export function acceptedIds(reply: SendReply): { requestId: string | null; acceptedRequestId: string | null } {
  return {
    requestId: requestIdOf(reply),
    acceptedRequestId: reply.type === 'alreadyAccepted' ? reply.acceptedRequestId : requestIdOf(reply),
  };
}

/** Null where no answer of LINE came. */
export function requestIdOf(reply: SendReply): string | null {
  return reply.type === 'notTaken' ? null : reply.requestId;
}

/** For the ledger: LINE answered, and took nothing. */
export function notTaken(batch: number, reply: SendReply): BatchChange {
  const status = reply.type === 'tooMany' ? 429 : reply.type === 'unauthorised' ? 401 : 0;
  return { type: 'notTaken', batch, status, requestId: requestIdOf(reply), reason: describeReply(reply) };
}

/** For the ledger: LINE did not take the batch, because it had accepted another request under the key. */
export function keyInUse(
  batch: number,
  { requestId, acceptedRequestId }: { readonly requestId: string | null; readonly acceptedRequestId: string | null },
): BatchChange {
  const reason = `${KEY_IN_USE} (${acceptedRequestId ?? 'LINE did not name it'})`;
  return { type: 'refused', batch, status: 409, requestId, reason };
}

/** LINE's no in its own words, with those of each property that it names. */
export function problemOf({ problem, details }: Extract<SendReply, { type: 'refused' }>): string {
  const named = details.map(({ property, message }) => [property, message].filter((part) => part !== null).join(': '));
  return [problem, ...named].join('; ');
}

/** For reasons in the ledger and in errors. */
export function describeReply(reply: SendReply): string {
  switch (reply.type) {
    case 'notTaken':
    case 'doubt':
      return reply.why;
    case 'refused':
      return `LINE answered ${reply.status}, ${problemOf(reply)}`;
    case 'unauthorised':
      return `LINE answered 401, ${reply.problem}`;
    case 'tooMany':
      return `LINE answered 429, ${reply.problem}`;
    case 'accepted':
    case 'alreadyAccepted':
      return 'accepted';
  }
}

/** Takes the named recipients out; the others keep their order. */
export function setAside(recipients: Uint8Array, named: readonly NamedRecipient[]) {
  const positions = new Set(named.map(({ position }) => position));
  const remaining = new Uint8Array(recipients.length - positions.size * PACKED_USER_ID_BYTES);
  let at = 0;
  for (let position = 0; position < countUserIds(recipients); position += 1) {
    if (positions.has(position)) continue;
    const start = position * PACKED_USER_ID_BYTES;
    remaining.set(recipients.subarray(start, start + PACKED_USER_ID_BYTES), at);
    at += PACKED_USER_ID_BYTES;
  }
  return {
    remaining,
    refused: named.map(({ position, reason }) => ({ userId: unpackUserId(recipients, position), reason })),
  };
}

/** Both halves of a batch, the first of them the larger, each under the key that follows from the batch's own. */
export function halvesOf(recipients: Uint8Array, retryKey: RetryKey) {
  return partsOf(
    recipients,
    Math.ceil(countUserIds(recipients) / 2),
    nextKey(retryKey, { type: 'half', half: 'first' }),
    nextKey(retryKey, { type: 'half', half: 'second' }),
  );
}

/** The first so many of a batch, and the rest of it; each under the key that follows from the batch's own. */
export function cutOf(recipients: Uint8Array, after: number, retryKey: RetryKey) {
  return partsOf(
    recipients,
    after,
    nextKey(retryKey, { type: 'cut', after, part: 'first' }),
    nextKey(retryKey, { type: 'cut', after, part: 'rest' }),
  );
}

function partsOf(recipients: Uint8Array, after: number, keyOfFirst: RetryKey, keyOfSecond: RetryKey) {
  const end = after * PACKED_USER_ID_BYTES;
  return {
    first: { recipients: recipients.subarray(0, end), retryKey: keyOfFirst },
    second: { recipients: recipients.subarray(end), retryKey: keyOfSecond },
  };
}

/** Why a run ends whose token LINE refuses, whichever it tries. */
export function unauthorised(reply: SendReply): LineOpsError {
  return new LineOpsError(
    'auth',
    'TOKEN_REFUSED',
    `LINE does not accept the channel access token: ${describeReply(reply)}`,
    {
      requestId: requestIdOf(reply),
      hint: 'Check the channel with: line-ops channel show; then resume.',
    },
  );
}
