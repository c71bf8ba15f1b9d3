import { ageMs, attemptAt, type Moment } from '../../../line/line-time.js';
import { onAnswer, onLimit, onRefusal, onVerdict } from './decide-answer.js';
import { type Attempt, SENT_UNDER_ANOTHER_KEY, stepAfterHistory } from './history.js';
import { isKeyTooOld } from './keys/key-age.js';
import { end, goingOn, isInDoubt, next, notSent, recorded, unknown, unsent, withoutThem } from './steps.js';
import type { BatchUnderWay, Evidence, SendRules, Step, Turn, Wait } from './under-way.js';

/*
 * How a batch is sent. It waits for one thing at a time, and what comes of that decides what it waits for next. The way
 * of a batch with which nothing goes wrong:
 *
 *   turn ─► token ─► journal ─► moment ─► answer ─► nothing
 *
 * turn           LINE's time. A batch in doubt whose key LINE may have forgotten ends here: written `unknown`.
 * token          A token, and where nothing is in doubt the certainty that this machine knows what was sent before. All
 *                that can fail without LINE comes before the attempt is written down: it would leave a false doubt.
 * searchRequest  Only for a batch with somebody at fault in it: leave for a request that was not planned.
 * journal        Written before it: `attempt` in the ledger, from now on in doubt. Then the journal notes it, on disk, and
 *                tells what other processes noted. Where it cannot be written, `notSent` takes the attempt back.
 *                Others under the same key: the batch is in doubt since they asked. Under another key: `notSent`, and then
 *   others       what they did is done here too (`setAside`, `split`), or they settle it; else it is `unknown`.
 * moment         The pace. It comes last: between its word and the request nothing may wait, or requests would bunch up.
 *                Where LINE went away, the key grew too old, or the run stops: `notSent`, as if nothing had been.
 * answer         The request leaves. What follows is written before anything else happens:
 *
 *   accepted, or 409 for our own key   `accepted` (narrowcast: `delivering`); the end.
 *   409 for a key that we were given   `refused`; the run stops.
 *   no answer, or none that is clear   Nothing: it stays in doubt, and its turn comes again under the same key; `unknown`
 *                                      once the key is too old; left as it is once patience ends.
 *   certainly not taken                `notTaken`, unless an earlier attempt is in doubt; its turn comes again.
 *   401, 429                           The same; then with another token, or once it is told which limit it was.
 *   no, while in doubt                 `unknown`: what LINE may have is never called refused, and gets no other key.
 *   no, naming recipients              `setAside`; the others go on under a new key.
 *   no, naming nobody                  `suspect`, at once; then verdict:
 *   any other no                       `refused`; the run stops.
 *
 * othersAnswer   A no to what only others may have sent: where LINE refused them too, it is as good as any.
 * verdict        The messages are at fault: `refused`. They are sound: `split` into halves under keys of their own, and one
 *                person alone is set aside once others are known to get the messages.
 * limit          The rate: its turn comes again. The month: the run stops.
 *
 * Whatever says that LINE has taken nothing of this run (`notSent` without a doubt, `notTaken`, `refused`, `setAside`,
 * `suspect`, `split`) is taken back in the journal first: a batch that the ledger calls pending again must not look as if
 * somebody else had sent it. A stop while the batch waits writes nothing and leaves it as the ledger has it.
 */

const FORGOTTEN = 'its answer was lost and LINE may have forgotten its retry key (24 h)';

/** What follows from what came of waiting. */
export function decide(batch: BatchUnderWay, evidence: Evidence, rules: SendRules): Step {
  switch (evidence.type) {
    case 'halted':
      return onHalt(batch);
    case 'turn':
      waitOf(batch, 'turn');
      return onTurn(batch, evidence.moment);
    case 'trouble':
      return onTrouble(batch, evidence);
    case 'token':
      return onToken(batch, waitOf(batch, 'token').turn);
    case 'searchRequest': {
      const { turn } = waitOf(batch, 'searchRequest');
      return evidence.usedUp === null ? attempted({ ...batch, suspicion: 'paid' }, turn) : end(batch, evidence.usedUp);
    }
    case 'noted':
      return onNoted(batch, waitOf(batch, 'journal'), evidence.others);
    case 'notNoted': {
      // The journal cannot be written: nothing can be taken back in it, and nothing is in it.
      const change = notSent(batch, waitOf(batch, 'journal').noted);
      return end(batch, { type: 'failed', error: evidence.error }, [{ to: 'ledger', change }]);
    }
    case 'others':
      waitOf(batch, 'others');
      return onOthers(batch, evidence);
    case 'moment':
      return onMoment(batch, waitOf(batch, 'moment'), evidence);
    case 'noMoment': {
      const { batch: before, writes } = unsent(batch, waitOf(batch, 'moment').noted);
      return end(before, null, writes);
    }
    case 'answer':
      return onAnswer(batch, waitOf(batch, 'answer').turn, evidence, rules);
    case 'othersAnswer': {
      const { refusal } = waitOf(batch, 'othersAnswer');
      return onRefusal({ ...batch, doubt: evidence.isDoubted ? 'others' : 'none' }, refusal, rules);
    }
    case 'verdict':
      return onVerdict(batch, waitOf(batch, 'verdict').refusal, evidence, rules);
    case 'limit':
      return onLimit(batch, waitOf(batch, 'limit').problem, evidence.limit, evidence.isPatient);
  }
}

/** It is left as the ledger has it. */
function onHalt(batch: BatchUnderWay): Step {
  const { waitsFor } = batch;
  if (['journal', 'moment', 'answer'].includes(waitsFor.for))
    throw new Error(`an attempt is noted, and the batch that waits for ${waitsFor.for} was left alone`);
  return end(batch, null);
}

function onTurn(batch: BatchUnderWay, moment: Moment): Step {
  const keyAgeMs = batch.firstAttempt === null ? 0 : ageMs(batch.firstAttempt, moment);
  if (isInDoubt(batch) && isKeyTooOld(keyAgeMs)) return unknown(batch, FORGOTTEN);
  return next(batch, { for: 'token', turn: { moment, keyAgeMs }, needsHistory: !isInDoubt(batch) });
}

function onTrouble(batch: BatchUnderWay, { error, isPatient }: Extract<Evidence, { type: 'trouble' }>): Step {
  if (isPatient) return next(batch, { for: 'turn', after: 'rest' });
  // Without LINE's time nobody could tell later how old a key is: nothing is sent that would begin or prolong it.
  return batch.waitsFor.for === 'turn'
    ? end(batch, { type: 'noAnswer', why: error, inDoubt: isInDoubt(batch) })
    : end(batch, { type: 'failed', error });
}

function onToken(batch: BatchUnderWay, turn: Turn): Step {
  const mustAsk = batch.suspicion === 'unpaid' && !isInDoubt(batch);
  return mustAsk ? next(batch, { for: 'searchRequest', turn }) : attempted(batch, turn);
}

function attempted(batch: BatchUnderWay, turn: Turn): Step {
  const { index, retryKey } = batch;
  const isRetry = batch.requests > 0 || isInDoubt(batch);
  const now = attemptAt(turn.moment);
  const firstAttempt = batch.firstAttempt ?? now;
  const noted = { isRetry, firstAttempt: batch.firstAttempt };
  return next(
    { ...batch, firstAttempt },
    { for: 'journal', turn, noted, attempt: { batch: index, retryKey, ...now } },
    recorded(batch, { type: 'attempt', batch: index, time: firstAttempt, isRetry }),
  );
}

function onNoted(
  batch: BatchUnderWay,
  { turn, noted }: Extract<Wait, { for: 'journal' }>,
  others: readonly Attempt[],
): Step {
  const state = batch.doubt === 'ours' ? 'in-doubt' : 'pending';
  const met = stepAfterHistory({ retryKey: batch.retryKey, firstAttempt: noted.firstAttempt, state }, others);
  switch (met.do) {
    case 'nothing':
      return next(batch, { for: 'moment', turn, noted });
    case 'doubt': {
      const firstAttempt = { at: met.since.at, lineAheadMs: met.since.lineAheadMs };
      const doubt = isInDoubt(batch) ? batch.doubt : 'others';
      return next({ ...batch, doubt, firstAttempt }, { for: 'moment', turn, noted: { ...noted, firstAttempt } });
    }
    case 'giveUp': {
      const { batch: before, writes } =
        batch.doubt === 'others'
          ? unsent({ ...batch, doubt: 'none' }, { ...noted, firstAttempt: null })
          : unsent(batch, noted);
      return next(before, { for: 'others', mayFollow: !isInDoubt(before) }, writes);
    }
  }
}

function onOthers(batch: BatchUnderWay, { followed, areSettled }: Extract<Evidence, { type: 'others' }>): Step {
  if (followed?.type === 'setAside') return withoutThem(batch, followed);
  if (followed?.type === 'split') return goingOn(batch, followed.first, recorded(batch, followed));
  return areSettled ? next(batch, { for: 'turn', after: null }) : unknown(batch, SENT_UNDER_ANOTHER_KEY);
}

function onMoment(
  batch: BatchUnderWay,
  { turn, noted }: Extract<Wait, { for: 'moment' }>,
  { mayLeave, now }: Extract<Evidence, { type: 'moment' }>,
): Step {
  // A slow pace may have outlasted the key: the next turn tells.
  if (mayLeave && !(isInDoubt(batch) && isTooLate(batch, now)))
    return next({ ...batch, requests: batch.requests + 1 }, { for: 'answer', turn, isRetry: noted.isRetry });
  const { batch: before, writes } = unsent(batch, noted);
  return next(before, { for: 'turn', after: null }, writes);
}

function isTooLate({ firstAttempt }: BatchUnderWay, now: Moment | null): boolean {
  return now === null || (firstAttempt !== null && isKeyTooOld(ageMs(firstAttempt, now)));
}

function waitOf<For extends Wait['for']>({ waitsFor }: BatchUnderWay, what: For): Extract<Wait, { for: For }> {
  if (isFor(waitsFor, what)) return waitsFor;
  throw new Error(`a batch that waits for ${waitsFor.for} was told of ${what}`);
}

function isFor<For extends Wait['for']>(wait: Wait, what: For): wait is Extract<Wait, { for: For }> {
  return wait.for === what;
}
