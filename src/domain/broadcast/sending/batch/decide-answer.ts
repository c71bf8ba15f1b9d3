import type { SendReply } from '../../../line/send-reply.js';
import { countUserIds } from '../../planning/user-id-bytes.js';
import {
  acceptedIds,
  describeReply,
  keyInUse,
  namedIn,
  notTaken,
  problemOf,
  type Refusal,
  refusedBy,
  unauthorised,
} from './answers.js';
import type { BatchChange } from './batch-change.js';
import { isKeyTooOld } from './keys/key-age.js';
import { mayBeAboutRecipients, type NamedRecipient } from './named-recipients.js';
import { halvesOf, setAside } from './parts.js';
import { end, goingOn, isInDoubt, next, recorded, unknown, withoutThem } from './steps.js';
import type { BatchUnderWay, Evidence, LimitTold, SendRules, Step, Turn } from './under-way.js';

/** Times LINE may answer 401 for one batch, each to a different token, before the run stops. */
const MAX_TOKENS_TRIED = 3;

/**
 * What follows from the answer to one request: see `decide.ts`.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export function onAnswer(
  batch: BatchUnderWay,
  turn: Turn,
  { reply, at, isPatient, notLine }: Extract<Evidence, { type: 'answer' }>,
  rules: SendRules,
): Step {
  if (notLine !== null) return end(batch, notLine);
  switch (reply.type) {
    case 'accepted':
      return accepted(batch, reply, at, rules);
    case 'alreadyAccepted':
      // Nothing was sent under it before from here: another request has it.
      return rules.isKeyGiven && batch.attemptsBefore === 0 && batch.requests === 1
        ? end(batch, { type: 'keyInUse', ...acceptedIds(reply) }, recorded(batch, keyInUse(batch.index, reply)))
        : accepted(batch, reply, at, rules);
    case 'doubt':
      return repeated({ ...batch, doubt: 'ours' }, turn, reply, isPatient);
    case 'notTaken':
      return repeated(batch, turn, reply, isPatient);
    case 'unauthorised':
      return onUnauthorised(batch, reply);
    case 'tooMany': {
      const { batch: after, writes } = untouched(batch, reply);
      const needed = isInDoubt(batch) ? 0 : (batch.friends?.reserved ?? countUserIds(batch.recipients));
      return next(after, { for: 'limit', problem: reply.problem, needed }, writes);
    }
    case 'refused':
      if (batch.doubt !== 'others') return onRefusal(batch, reply, rules);
      return next(batch, { for: 'othersAnswer', turn, refusal: reply }, [
        { to: 'journal', retryKey: batch.retryKey, succession: null },
      ]);
  }
}

function accepted(
  batch: BatchUnderWay,
  reply: Extract<SendReply, { type: 'accepted' | 'alreadyAccepted' }>,
  at: number,
  { acceptedMeans }: SendRules,
): Step {
  const wasConflict = reply.type === 'alreadyAccepted';
  const { index, retryKey } = batch;
  const change: BatchChange = { type: acceptedMeans, batch: index, retryKey, at, wasConflict, ...acceptedIds(reply) };
  return end(batch, null, recorded(batch, change));
}

/** The same bytes under the same key again, while LINE remembers it and the run is patient. */
function repeated(batch: BatchUnderWay, turn: Turn, reply: SendReply, isPatient: boolean): Step {
  if (isInDoubt(batch) && isKeyTooOld(turn.keyAgeMs)) return unknown(batch, lostBefore(reply));
  const { batch: after, writes } = untouched(batch, reply);
  if (isPatient) return next(after, { for: 'turn', after: 'rest' }, writes);
  return end(after, { type: 'noAnswer', why: describeReply(reply), inDoubt: isInDoubt(batch) }, writes);
}

function onUnauthorised(batch: BatchUnderWay, reply: Extract<SendReply, { type: 'unauthorised' }>): Step {
  const { batch: after, writes } = untouched({ ...batch, tokensTried: batch.tokensTried + 1 }, reply);
  return after.tokensTried === MAX_TOKENS_TRIED
    ? end(after, { type: 'failed', error: unauthorised(reply) }, writes)
    : next(after, { for: 'turn', after: 'newToken' }, writes);
}

export function onLimit(batch: BatchUnderWay, problem: string, limit: LimitTold, isPatient: boolean): Step {
  if (limit.type === 'month') return end(batch, limit.reason);
  return isPatient
    ? next(batch, { for: 'turn', after: 'rest' })
    : end(batch, { type: 'rateLimited', problem, quotaUnread: limit.quotaUnread });
}

export function onRefusal(batch: BatchUnderWay, refusal: Refusal, { via, nextKey }: SendRules): Step {
  const hasMany = via === 'multicast';
  const named = hasMany ? namedIn(refusal, countUserIds(batch.recipients)) : [];
  // A no without anybody's name is the whole run's affair.
  if (isInDoubt(batch)) return unknown(batch, lostBefore(refusal), named.length > 0 ? null : refusedBy(refusal));
  if (named.length > 0) return withoutThem(batch, settingAside(batch, refusal, named, nextKey));
  if (hasMany && refusal.status === 400 && mayBeAboutRecipients(refusal.problem, refusal.details))
    return next(
      { ...batch, firstAttempt: null, suspicion: 'unpaid' },
      { for: 'verdict', refusal },
      recorded(batch, suspect(batch, refusal)),
    );
  return end(batch, refusedBy(refusal), recorded(batch, refused(batch, refusal, problemOf(refusal))));
}

/** A batch that was refused reached nobody, so that each half of it may be sent by itself. */
export function onVerdict(
  batch: BatchUnderWay,
  refusal: Refusal,
  { obstacle, isPatient }: Extract<Evidence, { type: 'verdict' }>,
  { nextKey }: SendRules,
): Step {
  if (obstacle?.stop.type === 'refused')
    return end(batch, obstacle.stop, recorded(batch, refused(batch, refusal, describeReply(refusal))));
  if (obstacle !== null)
    return obstacle.passes && isPatient ? next(batch, { for: 'turn', after: 'rest' }) : end(batch, obstacle.stop);
  if (countUserIds(batch.recipients) === 1) {
    const alone = { position: 0, reason: describeReply(refusal) };
    const writes = recorded(batch, settingAside(batch, refusal, [alone], nextKey));
    return end(batch, null, [{ to: 'suspects', refusal, writes }]);
  }
  const halves = halvesOf(batch.recipients, batch.retryKey, nextKey);
  return goingOn(batch, halves.first, recorded(batch, { type: 'split', batch: batch.index, ...halves }));
}

function settingAside(
  { index, recipients, retryKey }: BatchUnderWay,
  refusal: Refusal,
  named: readonly NamedRecipient[],
  nextKey: SendRules['nextKey'],
): Extract<BatchChange, { type: 'setAside' }> {
  const newRetryKey = nextKey(retryKey, { type: 'setAside', positions: named.map(({ position }) => position) });
  const { requestId } = refusal;
  return { type: 'setAside', batch: index, requestId, newRetryKey, ...setAside(recipients, named) };
}

/** Certainly nothing was taken: without an earlier doubt it is as if the key had never been used. */
function untouched(batch: BatchUnderWay, reply: SendReply): Step {
  if (isInDoubt(batch)) return { batch, writes: [] };
  return { batch: { ...batch, firstAttempt: null }, writes: recorded(batch, notTaken(batch.index, reply)) };
}

function suspect({ index }: BatchUnderWay, refusal: Refusal): BatchChange {
  const { status, requestId } = refusal;
  return { type: 'suspect', batch: index, status, requestId, reason: describeReply(refusal) };
}

function refused({ index }: BatchUnderWay, { status, requestId }: Refusal, reason: string): BatchChange {
  return { type: 'refused', batch: index, status, requestId, reason };
}

function lostBefore(reply: SendReply): string {
  return `an earlier answer was lost, then: ${describeReply(reply)}`;
}
