import { failure, type LineOpsError } from '../../../failure/failure.js';
import type { SendReply } from '../../../line/send-reply.js';
import { KEY_IN_USE, type StopReason } from '../stop-reason.js';
import type { BatchChange } from './batch-change.js';
import { type NamedRecipient, namedRecipients } from './named-recipients.js';

/** LINE's no. */
export type Refusal = Extract<SendReply, { type: 'refused' }>;

/** Whom a 400 names. */
export function namedIn({ status, problem, details }: Refusal, batchSize: number): readonly NamedRecipient[] {
  return status === 400 ? namedRecipients(problem, details, batchSize) : [];
}

/** What LINE calls the request, and the one that it accepted: not the same after a 409. */
export function acceptedIds(reply: SendReply): { requestId: string | null; acceptedRequestId: string | null } {
  return {
    requestId: requestIdOf(reply),
    acceptedRequestId: reply.type === 'alreadyAccepted' ? reply.acceptedRequestId : requestIdOf(reply),
  };
}

/** Null where no answer of LINE came. */
function requestIdOf(reply: SendReply): string | null {
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
export function problemOf({ problem, details }: Pick<Refusal, 'problem' | 'details'>): string {
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

/** Why a run ends whose token LINE refuses, whichever it tries. */
export function unauthorised(reply: SendReply): LineOpsError {
  const answer = describeReply(reply);
  return failure('TOKEN_REFUSED', { which: 'whileSending', answer }, { requestId: requestIdOf(reply) });
}

/** LINE refused the batch, and the run stops for it. */
export function refusedBy(reply: Refusal): Extract<StopReason, { type: 'refused' }> {
  const { status, requestId } = reply;
  return { type: 'refused', status, problem: problemOf(reply), requestId, messages: null };
}
