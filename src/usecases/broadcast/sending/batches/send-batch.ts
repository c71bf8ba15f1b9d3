import {
  type BroadcastSettings,
  type FriendsBatch,
  type ListBatch,
  namesRecipients,
} from '../../../../domain/broadcast/broadcast.js';
import { batchBody } from '../../../../domain/broadcast/planning/body.js';
import { countUserIds } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import {
  acceptedIds,
  answerOf,
  describeReply,
  keyInUse,
  namedIn,
  notTaken,
  problemOf,
  requestIdOf,
  setAside,
  unauthorised,
} from '../../../../domain/broadcast/sending/batch/answers.js';
import { decideNextStep, isKeyTooOld } from '../../../../domain/broadcast/sending/batch/decide.js';
import { stepAfterHistory } from '../../../../domain/broadcast/sending/batch/history.js';
import { successionBy } from '../../../../domain/broadcast/sending/batch/key-succession.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { RetryKey } from '../../../../domain/line/ids.js';
import { ageMs, attemptAt, type Moment } from '../../../../domain/line/line-time.js';
import type { ChannelAccessToken } from '../../../../domain/line/secret.js';
import type { BatchChange, BroadcastLedger } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Clock, Randomness } from '../../../../ports/host.js';
import type { SendReply } from '../../../../ports/line-api.js';
import type { AccessTokens } from '../../../tokens/access/access-token.js';
import { haveOthersSettled, isDoubtedFor } from '../../audit/other-copies.js';
import { unlessHalted } from '../halt.js';
import type { LineClock } from '../line-clock.js';
import { type Away, isPassing, type Outage, tokenOr } from '../outage.js';
import { type RunJournal, SENT_UNDER_ANOTHER_KEY } from '../run-journal.js';
import type { StrangerWatch } from '../stranger-watch.js';
import { nextKey } from './next-key.js';
import type { PaceKeeper } from './pace-keeper.js';
import { type RefusalSearch, refusedBy } from './refusal-search.js';

/** What the sending of one batch needs, and whom it tells. */
export interface BatchSender {
  readonly settings: BroadcastSettings;
  /** Sends these exact bytes once, under this retry key. */
  readonly request: (token: ChannelAccessToken, retryKey: RetryKey, body: string) => Promise<SendReply>;
  /** Whether LINE's yes is the end of it, or only the beginning of a delivery. */
  readonly acceptedMeans: 'accepted' | 'delivering';
  readonly tokens: AccessTokens;
  readonly ledger: BroadcastLedger;
  readonly journal: RunJournal;
  readonly pace: PaceKeeper;
  readonly strangers: StrangerWatch;
  readonly outage: Outage;
  readonly lineClock: LineClock;
  readonly search: RefusalSearch;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Fires when the run stops: a batch waiting for its next attempt is left as it is. */
  readonly stopping: AbortSignal;
  readonly onEvent: (event: BatchEvent) => void;
}

/** A request to friends whose bytes are on disk. */
export interface FriendsRequest extends FriendsBatch {
  readonly body: string;
  /** Messages that LINE holds back from the month's quota for it. */
  readonly reserved: number;
}

/** For counters and progress. */
export type BatchEvent =
  | { readonly type: 'request'; readonly isRetry: boolean }
  /** So many more were sent to and not heard of, or fewer. */
  | { readonly type: 'onItsWay'; readonly recipients: number }
  | { readonly type: 'trouble'; readonly began: boolean }
  /** LINE is away from all batches; null: it is back. */
  | { readonly type: 'away'; readonly away: Away | null }
  | { readonly type: 'accepted'; readonly recipients: number; readonly wasConflict: boolean }
  | { readonly type: 'refused'; readonly recipients: number }
  /** So many of a batch that was begun are in a batch of their own now, which is yet to be begun. */
  | { readonly type: 'split'; readonly recipients: number }
  | { readonly type: 'unknown'; readonly recipients: number }
  /** LINE is at work on a narrowcast that it accepted. */
  | { readonly type: 'delivering'; readonly began: boolean }
  /** It delivered to so many, where `expected` were expected. */
  | { readonly type: 'delivered'; readonly expected: number; readonly accepted: number; readonly refused: number };

const NOBODY = new Uint8Array(0);

/** Whether LINE has certainly taken nothing of this run, as the change says. */
function isTakenBackBy(change: BatchChange): boolean {
  if (change.type === 'notSent') return !change.wasInDoubt;
  return ['notTaken', 'refused', 'setAside', 'suspect', 'split'].includes(change.type);
}

/** Whether LINE may have taken the batch without our having heard of it, once the change is made. */
function isOnItsWayAfter(change: BatchChange): boolean {
  return change.type === 'attempt' || (change.type === 'notSent' && change.wasInDoubt);
}

/** Times LINE may answer 401 for one batch, each to a different token, before the run stops. */
const MAX_TOKENS_TRIED = 3;

/**
 * Sends one batch until its fate is settled, or the run stops. The ledger knows of every attempt before it leaves, and
 * of every answer before anything else happens. The answer is null, or why the whole run must stop. `onLeft` is called
 * as a request leaves.
 */
export async function sendBatch(
  batch: ListBatch | FriendsRequest,
  sender: BatchSender,
  onLeft: () => void = () => {},
): Promise<StopReason | null> {
  const { settings, ledger, journal, clock, lineClock, pace, stopping, onEvent } = sender;
  const record = async (change: BatchChange) => {
    // First the journal: a batch that the ledger calls pending again must not look as if somebody else had sent it.
    if (isTakenBackBy(change)) await journal.takeBack(retryKey, successionBy(change, recipients));
    await ledger.record(settings.id, change);
    tell(change);
  };
  const tell = (change: BatchChange) => {
    const now = isOnItsWayAfter(change) ? size() : 0;
    if (now !== onItsWay) onEvent({ type: 'onItsWay', recipients: now - onItsWay });
    onItsWay = now;
  };
  let { retryKey, firstAttempt } = batch;
  /** Empty where LINE chooses the recipients: then none of them can be set aside. */
  let recipients = batch.to === 'list' ? batch.recipients : NOBODY;
  const size = () => (batch.to === 'list' ? countUserIds(recipients) : batch.expected);
  let inDoubt = batch.state === 'in-doubt';
  /** Only another process with a copy of this ledger may have reached LINE with it. */
  let isOthersDoubt = false;
  let onItsWay = inDoubt ? size() : 0;
  /** Of this run, under the retry key as it is now. */
  let requests = 0;
  const endurance = sender.outage.endure();
  let tokensTried = 0;
  /** Somebody in it is at fault: each of its keys costs a request that was not planned. */
  let isSuspect = batch.to === 'list' && batch.isSuspect;
  let isPaidFor = false;
  let isTroubled = false;
  /** Whether LINE may have forgotten the key of a batch in doubt; an error where its time cannot be asked. */
  const keyAge = async (): Promise<{ readonly moment: Moment; readonly ageMs: number } | LineOpsError> => {
    const moment = await lineClock.read();
    if (moment instanceof LineOpsError) return moment;
    return { moment, ageMs: firstAttempt === null ? 0 : ageMs(firstAttempt, moment) };
  };
  const trouble = (began: boolean) => {
    if (began !== isTroubled) onEvent({ type: 'trouble', began });
    isTroubled = began;
  };

  try {
    while (await endurance.mayTry()) {
      const age = await unlessHalted(stopping, keyAge());
      if (age === null) return null;
      if (age instanceof LineOpsError) {
        // Without LINE's time nobody could tell later how old a key is: nothing is sent that would begin or prolong it.
        if (!isPassing(age)) throw age;
        if (!endurance.failed('noAnswer')) return { type: 'noAnswer', why: age.message, inDoubt };
        trouble(true);
        await endurance.rest();
        continue;
      }
      if (inDoubt && isKeyTooOld(age.ageMs)) {
        await record({
          type: 'unknown',
          batch: batch.index,
          reason: 'its answer was lost and LINE may have forgotten its retry key (24 h)',
        });
        onEvent({ type: 'unknown', recipients: size() });
        return null;
      }
      // Whatever can fail without LINE comes before the attempt is written down: it would leave a false doubt.
      if (!inDoubt) journal.requireKnown(age.moment.line ?? age.moment.own);
      const token = await unlessHalted(stopping, tokenOr(sender.tokens));
      if (token === null) return null;
      if (token instanceof LineOpsError) {
        if (!endurance.failed('noToken')) return { type: 'failed', error: token };
        trouble(true);
        await endurance.rest();
        continue;
      }
      const body = bodyOf(batch, recipients, settings);
      if (isSuspect && !isPaidFor && !inDoubt) {
        const isUsedUp = sender.search.takeRequest();
        if (isUsedUp !== null) return isUsedUp;
        isPaidFor = true;
      }

      const isRetry = requests > 0 || inDoubt;
      let earlierAttempt = firstAttempt;
      firstAttempt ??= attemptAt(age.moment);
      const notSent = (): BatchChange => ({
        type: 'notSent',
        batch: batch.index,
        wasRetry: isRetry,
        wasInDoubt: inDoubt,
        firstAttempt: earlierAttempt,
      });
      await record({ type: 'attempt', batch: batch.index, time: firstAttempt, isRetry });
      const attempt = { batch: batch.index, retryKey, ...attemptAt(age.moment) };
      const others = await journal.note(attempt).catch(async (error: unknown) => {
        await ledger.record(settings.id, notSent());
        tell(notSent());
        throw error;
      });
      const state = inDoubt && !isOthersDoubt ? ('in-doubt' as const) : ('pending' as const);
      const met = stepAfterHistory({ retryKey, firstAttempt: earlierAttempt, state }, others);
      if (met.do === 'giveUp') {
        if (isOthersDoubt) [inDoubt, isOthersDoubt, earlierAttempt] = [false, false, null];
        await record(notSent());
        firstAttempt = earlierAttempt;
        // Another process with a copy of this ledger went on with it meanwhile: the same is done here, where it can be.
        const followed = inDoubt ? null : journal.followed({ index: batch.index, retryKey, recipients });
        if (followed !== null) {
          await record(followed);
          if (followed.type === 'setAside') {
            onEvent({ type: 'refused', recipients: followed.refused.length });
            if (followed.remaining.length === 0) return null;
            [recipients, retryKey] = [followed.remaining, followed.newRetryKey];
          } else {
            onEvent({ type: 'split', recipients: countUserIds(followed.second.recipients) });
            ({ recipients, retryKey } = followed.first);
          }
          continue;
        }
        if (!inDoubt && (await haveOthersSettled({ index: batch.index, retryKey, recipients }, sender))) continue;
        if (stopping.aborted) return null;
        await record({ type: 'unknown', batch: batch.index, reason: SENT_UNDER_ANOTHER_KEY });
        onEvent({ type: 'unknown', recipients: size() });
        return null;
      }
      if (met.do === 'doubt') {
        isOthersDoubt ||= !inDoubt;
        inDoubt = true;
        firstAttempt = met.since;
        earlierAttempt = firstAttempt;
      }
      // The pace comes last: between its word and the request nothing may wait, or requests would bunch up.
      const isMoment = await pace.take(stopping);
      // Others may have found meanwhile that LINE is away.
      const mayLeave = isMoment && sender.outage.admits(endurance);
      // A slow pace may have outlasted the key: the next turn of the loop tells.
      const ageNow = mayLeave && inDoubt ? await keyAge() : age;
      const isTooLate = ageNow instanceof LineOpsError || (inDoubt && isKeyTooOld(ageNow.ageMs));
      if (!mayLeave || isTooLate) {
        await record(notSent());
        firstAttempt = earlierAttempt;
        if (isMoment) continue;
        return null;
      }
      requests += 1;
      onEvent({ type: 'request', isRetry });
      onLeft();
      const reply = await sender.request(token, retryKey, body);
      const strangersAnswer = sender.strangers.note(reply);
      if (strangersAnswer !== null) return strangersAnswer;

      const isUnanswered = reply.type === 'doubt' || reply.type === 'notTaken';
      if (!isUnanswered && reply.type !== 'tooMany') endurance.answered();
      if (reply.type === 'doubt') isOthersDoubt = false;
      if (isOthersDoubt && reply.type === 'refused') {
        // Where LINE refused them too, the refusal is as good as any.
        await journal.takeBack(retryKey, null);
        inDoubt = await isDoubtedFor(retryKey, sender);
        isOthersDoubt = inDoubt;
        if (inDoubt && stopping.aborted) return null;
      }
      const named = settings.via === 'multicast' ? namedIn(reply, countUserIds(recipients)) : [];
      const step = decideNextStep(answerOf(reply, named, settings.via === 'multicast'), {
        isPatient: !isUnanswered || endurance.failed('noAnswer'),
        wasInDoubt: inDoubt,
        keyAgeMs: age.ageMs,
        isKeyForeign: settings.isKeyGiven && batch.attempts === 0 && requests === 1,
      });
      switch (step.do) {
        case 'accept':
          await record({
            type: sender.acceptedMeans,
            batch: batch.index,
            at: clock.now(),
            wasConflict: step.wasConflict,
            ...acceptedIds(reply),
          });
          if (sender.acceptedMeans === 'accepted')
            onEvent({ type: 'accepted', recipients: size(), wasConflict: step.wasConflict });
          sender.search.noteAcceptance();
          return null;
        case 'giveKeyUp': {
          const ids = acceptedIds(reply);
          await record(keyInUse(batch.index, ids));
          onEvent({ type: 'refused', recipients: size() });
          return { type: 'keyInUse', ...ids };
        }
        case 'setAside': {
          const set = setAside(recipients, named);
          const newRetryKey = nextKey(retryKey, { type: 'setAside', positions: step.recipients });
          await record({
            type: 'setAside',
            batch: batch.index,
            refused: set.refused,
            requestId: requestIdOf(reply),
            remaining: set.remaining,
            newRetryKey,
          });
          onEvent({ type: 'refused', recipients: set.refused.length });
          if (set.remaining.length === 0) return null;
          recipients = set.remaining;
          retryKey = newRetryKey;
          firstAttempt = null;
          requests = 0;
          break;
        }
        case 'search': {
          if (reply.type !== 'refused') throw new Error('only a refusal says that somebody is at fault');
          const next = await sender.search.follow(reply, { batch: batch.index, recipients, retryKey }, record, onEvent);
          if (next.do === 'end') return next.stop;
          isSuspect = true;
          isPaidFor = false;
          firstAttempt = null;
          if (next.do === 'askAgain') {
            if (!endurance.failed('noAnswer')) return next.stop;
            trouble(true);
            await endurance.rest();
          } else {
            ({ recipients, retryKey } = next);
            requests = 0;
          }
          break;
        }
        case 'refuse':
          if (reply.type !== 'refused') throw new Error('only a refusal can be refused');
          await record({
            type: 'refused',
            batch: batch.index,
            status: reply.status,
            requestId: reply.requestId,
            reason: problemOf(reply),
          });
          onEvent({ type: 'refused', recipients: size() });
          return refusedBy(reply);
        case 'giveUpAsUnknown':
          await record({
            type: 'unknown',
            batch: batch.index,
            reason: `an earlier answer was lost, then: ${describeReply(reply)}`,
          });
          onEvent({ type: 'unknown', recipients: size() });
          return step.stops && reply.type === 'refused' ? refusedBy(reply) : null;
        case 'leave':
          if (!step.inDoubt) await record(notTaken(batch.index, reply));
          return { type: 'noAnswer', why: describeReply(reply), inDoubt: step.inDoubt };
        case 'retry':
          inDoubt = step.inDoubt;
          if (!inDoubt) {
            await record(notTaken(batch.index, reply));
            firstAttempt = null;
          }
          trouble(true);
          await endurance.rest();
          break;
        case 'renewToken':
        case 'tellLimitsApart': {
          if (!step.inDoubt) {
            await record(notTaken(batch.index, reply));
            firstAttempt = null;
          }
          trouble(true);
          if (step.do === 'renewToken') {
            tokensTried += 1;
            if (tokensTried === MAX_TOKENS_TRIED) return { type: 'failed', error: unauthorised(reply) };
            await unlessHalted(
              stopping,
              sender.tokens.replace(token).then(() => token),
            );
          } else {
            const problem = reply.type === 'tooMany' ? reply.problem : '';
            const needed = step.inDoubt ? 0 : batch.to === 'list' ? countUserIds(recipients) : batch.reserved;
            const limit = await pace.tellLimitApart(problem, needed);
            if (limit === null) return null;
            if (limit.type === 'month') return limit.reason;
            if (!endurance.failed('rateLimit')) return { type: 'rateLimited', problem, quotaUnread: limit.quotaUnread };
            await endurance.rest();
          }
          break;
        }
      }
    }
    return null;
  } catch (error) {
    return { type: 'failed', error };
  } finally {
    endurance.end();
    trouble(false);
  }
}

function bodyOf(
  batch: ListBatch | FriendsRequest,
  recipients: Uint8Array,
  { via, bodyTail }: BroadcastSettings,
): string {
  if (batch.to === 'friends') return batch.body;
  if (!namesRecipients(via)) throw new Error(`a ${via} names no recipients`);
  return batchBody(via, recipients, bodyTail);
}
