import { describe, expect, it } from 'vitest';
import type { ListBatch } from '../../../../../src/domain/broadcast/batch.js';
import { packUserId } from '../../../../../src/domain/broadcast/planning/user-id-bytes.js';
import { decide } from '../../../../../src/domain/broadcast/sending/batch/decide.js';
import { SENT_UNDER_ANOTHER_KEY } from '../../../../../src/domain/broadcast/sending/batch/history.js';
import { RETRY_KEY_LIFETIME_MS } from '../../../../../src/domain/broadcast/sending/batch/keys/key-age.js';
import {
  type BatchUnderWay,
  type Evidence,
  type SendRules,
  takenUp,
  type Wait,
  type Write,
} from '../../../../../src/domain/broadcast/sending/batch/under-way.js';
import { parseRetryKey, parseUserId } from '../../../../../src/domain/line/ids.js';
import type { SendReply } from '../../../../../src/domain/line/send-reply.js';
import { unreachable } from '../../../../support/failures.js';

const KEY = parseRetryKey('11111111-1111-4111-8111-111111111111');
const OTHER_KEY = parseRetryKey('22222222-2222-4222-8222-222222222222');
const NOW = 1_800_000_000_000;
const AN_HOUR = 3_600_000;

const RULES: SendRules = {
  via: 'multicast',
  isKeyGiven: false,
  acceptedMeans: 'accepted',
  nextKey: () => OTHER_KEY,
};

function people(count: number): Uint8Array {
  const packed = new Uint8Array(count * 16);
  for (let index = 0; index < count; index += 1)
    packed.set(packUserId(parseUserId(`U${index.toString(16).padStart(32, '0')}`)), index * 16);
  return packed;
}

const PLANNED: ListBatch = {
  to: 'list',
  index: 7,
  stage: 0,
  state: 'pending',
  retryKey: KEY,
  firstAttempt: null,
  attempts: 0,
  recipients: people(4),
  isSuspect: false,
};

const fresh = takenUp(PLANNED);
const at = (ms: number) => ({ at: ms, lineAheadMs: null });
const doubted: BatchUnderWay = { ...fresh, doubt: 'ours', firstAttempt: at(NOW - AN_HOUR) };
const overnight: BatchUnderWay = { ...fresh, doubt: 'ours', firstAttempt: at(NOW - RETRY_KEY_LIFETIME_MS) };
const othersDoubt: BatchUnderWay = { ...doubted, doubt: 'others' };
const alone: BatchUnderWay = { ...fresh, recipients: people(1) };
const suspicious: BatchUnderWay = { ...fresh, suspicion: 'unpaid' };

const moment = { own: NOW, line: null };
const turn = { moment, keyAgeMs: 0 };
const noted = { isRetry: false, firstAttempt: null };

const waits = (batch: BatchUnderWay, waitsFor: Wait): BatchUnderWay => ({ ...batch, waitsFor });
const inTurn = (batch: BatchUnderWay) => waits(batch, { for: 'turn', after: null });
const forToken = (batch: BatchUnderWay) => waits(batch, { for: 'token', turn, needsHistory: true });
const inJournal = (batch: BatchUnderWay) =>
  waits(
    { ...batch, firstAttempt: batch.firstAttempt ?? at(NOW) },
    {
      for: 'journal',
      turn,
      noted: { isRetry: batch.doubt !== 'none', firstAttempt: batch.firstAttempt },
      attempt: { batch: 7, retryKey: KEY, ...at(NOW) },
    },
  );
const forMoment = (batch: BatchUnderWay) =>
  waits(batch, { for: 'moment', turn, noted: { ...noted, firstAttempt: batch.firstAttempt } });
const sent = (batch: BatchUnderWay, keyAgeMs = 0) =>
  waits({ ...batch, requests: 1 }, { for: 'answer', turn: { moment, keyAgeMs }, isRetry: false });

const refusal = (problem: string): Extract<SendReply, { type: 'refused' }> => ({
  type: 'refused',
  status: 400,
  requestId: 'r',
  problem,
  details: [],
});
const NOBODY_NAMED = refusal('Failed to send messages');
const ONE_NAMED = refusal('The property, to[2], in the request body is invalid');
const WRONG_MESSAGE = refusal('The property, messages[0].text, in the request body is invalid');
const SILENCE: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };
const NOT_CONNECTED: SendReply = { type: 'notTaken', why: 'connection refused' };
const YES: SendReply = { type: 'accepted', requestId: 'r' };
const ACCEPTED_BEFORE: SendReply = { type: 'alreadyAccepted', requestId: 'r', acceptedRequestId: 'a' };
const TOO_MANY: SendReply = { type: 'tooMany', requestId: 'r', problem: 'slow down' };
const UNAUTHORISED: SendReply = { type: 'unauthorised', requestId: 'r', problem: 'no' };
const LOST = unreachable();

const answer = (reply: SendReply, isPatient = true): Evidence => ({
  type: 'answer',
  reply,
  at: NOW,
  isPatient,
  notLine: null,
});
const otherAttempt = (retryKey = KEY) => ({ batch: 7, retryKey, ...at(NOW - AN_HOUR) });
const gone = { type: 'refused', status: 400, problem: 'no', requestId: 'r', messages: 'wrong' } as const;

/** `journal`, then the type of each change of the ledger; what waits for proof in brackets. */
function written(writes: readonly Write[]): readonly string[] {
  return writes.map((write) => {
    if (write.to === 'ledger') return write.change.type;
    return write.to === 'journal' ? 'journal' : `suspects(${written(write.writes)})`;
  });
}

/** What it waits for in a word: `turn`, `turn after rest`, `nothing`, or why the run stops. */
function waitingFor({ waitsFor }: BatchUnderWay): string {
  if (waitsFor.for === 'turn' && waitsFor.after !== null) return `turn after ${waitsFor.after}`;
  return waitsFor.for === 'nothing' && waitsFor.stop !== null ? `stop: ${waitsFor.stop.type}` : waitsFor.for;
}

type Row = readonly [
  rule: string,
  batch: BatchUnderWay,
  evidence: Evidence,
  writes: readonly string[],
  next: string,
  after?: Partial<BatchUnderWay>,
];

const BEFORE_THE_ANSWER: readonly Row[] = [
  ['its turn leads to a token', inTurn(fresh), { type: 'turn', moment }, [], 'token'],
  [
    'a key that LINE may have forgotten is unknown',
    inTurn(overnight),
    { type: 'turn', moment },
    ['unknown'],
    'nothing',
  ],
  ['a key that lives is asked again', inTurn(doubted), { type: 'turn', moment }, [], 'token'],
  [
    'without the time of LINE it rests',
    inTurn(fresh),
    { type: 'trouble', error: LOST, isPatient: true },
    [],
    'turn after rest',
  ],
  [
    'and ends once patience does',
    inTurn(fresh),
    { type: 'trouble', error: LOST, isPatient: false },
    [],
    'stop: noAnswer',
  ],
  [
    'without a token it rests',
    forToken(fresh),
    { type: 'trouble', error: LOST, isPatient: true },
    [],
    'turn after rest',
  ],
  [
    'and fails once patience ends',
    forToken(fresh),
    { type: 'trouble', error: LOST, isPatient: false },
    [],
    'stop: failed',
  ],
  [
    'the ledger knows of the attempt before the journal',
    forToken(fresh),
    { type: 'token' },
    ['attempt'],
    'journal',
    { firstAttempt: at(NOW) },
  ],
  [
    'the first attempt under a key stays the first',
    forToken(doubted),
    { type: 'token' },
    ['attempt'],
    'journal',
    { firstAttempt: at(NOW - AN_HOUR) },
  ],
  ['a suspect batch asks for leave', forToken(suspicious), { type: 'token' }, [], 'searchRequest'],
  [
    'not while it is in doubt: that must be settled',
    forToken({ ...doubted, suspicion: 'unpaid' }),
    { type: 'token' },
    ['attempt'],
    'journal',
  ],
  ['nor twice for one key', forToken({ ...fresh, suspicion: 'paid' }), { type: 'token' }, ['attempt'], 'journal'],
  [
    'leave leads to the attempt',
    waits(suspicious, { for: 'searchRequest', turn }),
    { type: 'searchRequest', usedUp: null },
    ['attempt'],
    'journal',
    { suspicion: 'paid' },
  ],
  [
    'no leave stops the run',
    waits(suspicious, { for: 'searchRequest', turn }),
    { type: 'searchRequest', usedUp: gone },
    [],
    'stop: refused',
  ],
  ['noted, it waits for its moment', inJournal(fresh), { type: 'noted', others: [] }, [], 'moment'],
  [
    'not noted, the attempt is taken back in the ledger alone',
    inJournal(fresh),
    { type: 'notNoted', error: LOST },
    ['notSent'],
    'stop: failed',
  ],
  [
    'others under the same key: in doubt since they asked',
    inJournal(fresh),
    { type: 'noted', others: [otherAttempt()] },
    [],
    'moment',
    { doubt: 'others', firstAttempt: at(NOW - AN_HOUR) },
  ],
  [
    'a doubt of our own stays our own',
    inJournal(doubted),
    { type: 'noted', others: [{ ...otherAttempt(), at: NOW - 2 * AN_HOUR }] },
    [],
    'moment',
    { doubt: 'ours', firstAttempt: at(NOW - 2 * AN_HOUR) },
  ],
  [
    'others under another key: nothing leaves',
    inJournal(fresh),
    { type: 'noted', others: [otherAttempt(OTHER_KEY)] },
    ['journal', 'notSent'],
    'others',
    { firstAttempt: null },
  ],
  [
    'nor where it is in doubt, which it stays',
    inJournal(doubted),
    { type: 'noted', others: [otherAttempt(OTHER_KEY)] },
    ['notSent'],
    'others',
    { doubt: 'ours' },
  ],
  [
    'what others settled is sent again',
    waits(fresh, { for: 'others', mayFollow: true }),
    { type: 'others', followed: null, areSettled: true },
    [],
    'turn',
  ],
  [
    'what they did not settle is unknown',
    waits(fresh, { for: 'others', mayFollow: true }),
    { type: 'others', followed: null, areSettled: false },
    ['unknown'],
    'nothing',
  ],
  [
    'its moment: the request leaves',
    forMoment(fresh),
    { type: 'moment', mayLeave: true, now: null },
    [],
    'answer',
    { requests: 1 },
  ],
  [
    'LINE is away: as if nothing had been',
    forMoment(fresh),
    { type: 'moment', mayLeave: false, now: null },
    ['journal', 'notSent'],
    'turn',
    { firstAttempt: null, requests: 0 },
  ],
  [
    'a doubt stays through that, and its journal entry with it',
    forMoment(doubted),
    { type: 'moment', mayLeave: false, now: null },
    ['notSent'],
    'turn',
    { firstAttempt: at(NOW - AN_HOUR) },
  ],
  [
    'a pace that outlasted the key: nothing leaves',
    forMoment(overnight),
    { type: 'moment', mayLeave: true, now: moment },
    ['notSent'],
    'turn',
  ],
  [
    'in doubt, and LINE does not tell its time: nothing leaves',
    forMoment(doubted),
    { type: 'moment', mayLeave: true, now: null },
    ['notSent'],
    'turn',
  ],
  [
    'the run stops before the moment: as if nothing had been',
    forMoment(fresh),
    { type: 'noMoment' },
    ['journal', 'notSent'],
    'nothing',
  ],
  ['a stop while it waits for its turn leaves it as it is', inTurn(doubted), { type: 'halted' }, [], 'nothing'],
];

const AFTER_THE_ANSWER: readonly Row[] = [
  ['200 is accepted', sent(fresh), answer(YES), ['accepted'], 'nothing'],
  ['409 means that an earlier request got through', sent(doubted), answer(ACCEPTED_BEFORE), ['accepted'], 'nothing'],
  ['silence leaves a doubt and is tried again', sent(fresh), answer(SILENCE), [], 'turn after rest', { doubt: 'ours' }],
  [
    'silence at the last attempt is left in doubt',
    sent(fresh),
    answer(SILENCE, false),
    [],
    'stop: noAnswer',
    { doubt: 'ours' },
  ],
  [
    'silence for a forgotten key is unknown',
    sent(overnight, RETRY_KEY_LIFETIME_MS),
    answer(SILENCE),
    ['unknown'],
    'nothing',
  ],
  [
    'a connection that was never made leaves no doubt',
    sent(fresh),
    answer(NOT_CONNECTED),
    ['journal', 'notTaken'],
    'turn after rest',
    { firstAttempt: null, doubt: 'none' },
  ],
  ['and takes no earlier one away', sent(doubted), answer(NOT_CONNECTED), [], 'turn after rest', { doubt: 'ours' }],
  ['nor one of others', sent(othersDoubt), answer(NOT_CONNECTED), [], 'turn after rest', { doubt: 'others' }],
  [
    'no connection at the last attempt is left without doubt',
    sent(fresh),
    answer(NOT_CONNECTED, false),
    ['journal', 'notTaken'],
    'stop: noAnswer',
  ],
  [
    '401 asks for another token',
    sent(fresh),
    answer(UNAUTHORISED),
    ['journal', 'notTaken'],
    'turn after newToken',
    { tokensTried: 1 },
  ],
  [
    '401 after silence keeps the doubt',
    sent(doubted),
    answer(UNAUTHORISED),
    [],
    'turn after newToken',
    { doubt: 'ours' },
  ],
  [
    '401 for the third token fails',
    sent({ ...fresh, tokensTried: 2 }),
    answer(UNAUTHORISED),
    ['journal', 'notTaken'],
    'stop: failed',
  ],
  ['429 asks which limit it was', sent(fresh), answer(TOO_MANY), ['journal', 'notTaken'], 'limit'],
  ['429 after silence keeps the doubt', sent(doubted), answer(TOO_MANY), [], 'limit', { doubt: 'ours' }],
  ['a wrong message is refused', sent(fresh), answer(WRONG_MESSAGE), ['journal', 'refused'], 'stop: refused'],
  [
    'a wrong message after silence is unknown, and stops',
    sent(doubted),
    answer(WRONG_MESSAGE),
    ['unknown'],
    'stop: refused',
  ],
  [
    'a named recipient is set aside, the others go on under a new key',
    sent(fresh),
    answer(ONE_NAMED),
    ['journal', 'setAside'],
    'turn',
    { retryKey: OTHER_KEY, requests: 0, firstAttempt: null },
  ],
  [
    'a named recipient after silence is unknown: no new key',
    sent(doubted),
    answer(ONE_NAMED),
    ['unknown'],
    'nothing',
    { retryKey: KEY },
  ],
  [
    'a no that names nobody is a suspicion, at once',
    sent(fresh),
    answer(NOBODY_NAMED),
    ['journal', 'suspect'],
    'verdict',
    { suspicion: 'unpaid', firstAttempt: null },
  ],
  [
    'not after silence: no new key',
    sent(doubted),
    answer(NOBODY_NAMED),
    ['unknown'],
    'stop: refused',
    { retryKey: KEY },
  ],
  [
    'a no to what only others may have sent asks them',
    sent(othersDoubt),
    answer(NOBODY_NAMED),
    ['journal'],
    'othersAnswer',
  ],
  [
    'answers that are not of LINE stop the run and write nothing',
    sent(fresh),
    {
      type: 'answer',
      reply: SILENCE,
      at: NOW,
      isPatient: false,
      notLine: { type: 'notLine', stranger: 'p', why: 'w' },
    },
    [],
    'stop: notLine',
  ],
  [
    'others were refused too: as good as any',
    waits(othersDoubt, { for: 'othersAnswer', turn, refusal: WRONG_MESSAGE }),
    { type: 'othersAnswer', isDoubted: false },
    ['journal', 'refused'],
    'stop: refused',
    { doubt: 'none' },
  ],
  [
    'others were not: unknown',
    waits(othersDoubt, { for: 'othersAnswer', turn, refusal: ONE_NAMED }),
    { type: 'othersAnswer', isDoubted: true },
    ['unknown'],
    'nothing',
  ],
  [
    'sound messages: halves under keys of their own',
    waits(suspicious, { for: 'verdict', refusal: NOBODY_NAMED }),
    { type: 'verdict', obstacle: null, isPatient: true },
    ['journal', 'split'],
    'turn',
    { retryKey: OTHER_KEY, recipients: people(2), suspicion: 'unpaid' },
  ],
  [
    'sound messages and one person: to blame once others get them',
    waits(alone, { for: 'verdict', refusal: NOBODY_NAMED }),
    { type: 'verdict', obstacle: null, isPatient: true },
    ['suspects(journal,setAside)'],
    'nothing',
  ],
  [
    'wrong messages: refused',
    waits(suspicious, { for: 'verdict', refusal: NOBODY_NAMED }),
    { type: 'verdict', obstacle: { stop: gone, passes: false }, isPatient: false },
    ['journal', 'refused'],
    'stop: refused',
  ],
  [
    'LINE is away from the question: it rests, still pending',
    waits(suspicious, { for: 'verdict', refusal: NOBODY_NAMED }),
    { type: 'verdict', obstacle: { stop: { type: 'interrupted' }, passes: true }, isPatient: true },
    [],
    'turn after rest',
  ],
  [
    'and for too long: the run stops',
    waits(suspicious, { for: 'verdict', refusal: NOBODY_NAMED }),
    { type: 'verdict', obstacle: { stop: { type: 'interrupted' }, passes: true }, isPatient: false },
    [],
    'stop: interrupted',
  ],
  [
    'the rate passes',
    waits(fresh, { for: 'limit', problem: 'p', needed: 4 }),
    { type: 'limit', limit: { type: 'rate', quotaUnread: null }, isPatient: true },
    [],
    'turn after rest',
  ],
  [
    'but not for ever',
    waits(fresh, { for: 'limit', problem: 'p', needed: 4 }),
    { type: 'limit', limit: { type: 'rate', quotaUnread: null }, isPatient: false },
    [],
    'stop: rateLimited',
  ],
  [
    'the month stops the run',
    waits(fresh, { for: 'limit', problem: 'p', needed: 4 }),
    { type: 'limit', limit: { type: 'month', reason: { type: 'quotaUsedUp', left: 0 } }, isPatient: false },
    [],
    'stop: quotaUsedUp',
  ],
];

describe('a batch', () => {
  for (const [rule, batch, evidence, writes, next, after = {}] of [...BEFORE_THE_ANSWER, ...AFTER_THE_ANSWER])
    it(rule, () => {
      const step = decide(batch, evidence, RULES);
      expect({ writes: written(step.writes), next: waitingFor(step.batch) }).toEqual({ writes, next });
      expect(step.batch).toMatchObject(after);
    });
});

it.each<[string, number, number]>([
  ['nothing where LINE may have counted it already', 0, 1],
  ['all of its people where it has not', 4, 0],
])('needs of the month %s', (_what, needed, doubts) => {
  const step = decide(sent(doubts === 1 ? doubted : fresh), answer(TOO_MANY), RULES);
  expect(step.batch.waitsFor).toMatchObject({ for: 'limit', needed });
});

it('calls a 409 for a key that it was given and never used the acceptance of another request', () => {
  const rules: SendRules = { ...RULES, isKeyGiven: true };
  expect(written(decide(sent(fresh), answer(ACCEPTED_BEFORE), rules).writes)).toEqual(['journal', 'refused']);
  const again = { ...sent(fresh), requests: 2 };
  expect(written(decide(again, answer(ACCEPTED_BEFORE), rules).writes)).toEqual(['accepted']);
});

it('only begins a delivery where the yes of LINE is no more', () => {
  const step = decide(sent(fresh), answer(YES), { ...RULES, acceptedMeans: 'delivering' });
  expect(written(step.writes)).toEqual(['delivering']);
});

it.each([
  [
    'setAside',
    { type: 'setAside', batch: 7, refused: [], requestId: null, remaining: people(3), newRetryKey: OTHER_KEY },
    'turn',
  ],
  [
    'setAside of all',
    { type: 'setAside', batch: 7, refused: [], requestId: null, remaining: people(0), newRetryKey: OTHER_KEY },
    'nothing',
  ],
  [
    'split',
    {
      type: 'split',
      batch: 7,
      first: { recipients: people(2), retryKey: OTHER_KEY },
      second: { recipients: people(2), retryKey: KEY },
    },
    'turn',
  ],
] as const)('does here what another copy of the ledger did: %s', (_what, followed, next) => {
  const batch = waits(fresh, { for: 'others', mayFollow: true });
  const step = decide(batch, { type: 'others', followed, areSettled: true }, RULES);
  expect(written(step.writes)).toEqual(['journal', followed.type]);
  expect(waitingFor(step.batch)).toBe(next);
  expect(step.batch.retryKey).toBe(OTHER_KEY);
});

it('says of what went on elsewhere why nobody can tell', () => {
  const batch = waits(doubted, { for: 'others', mayFollow: false });
  const { writes } = decide(batch, { type: 'others', followed: null, areSettled: false }, RULES);
  expect(writes).toEqual([{ to: 'ledger', change: { type: 'unknown', batch: 7, reason: SENT_UNDER_ANOTHER_KEY } }]);
});

it('takes the attempts under the old key back in the journal, and names the key that follows, before the ledger changes', () => {
  const { writes } = decide(sent(fresh), answer(ONE_NAMED), RULES);
  expect(writes[0]).toMatchObject({
    to: 'journal',
    retryKey: KEY,
    succession: { change: { type: 'setAside', refused: [{ position: 2 }] }, successors: [OTHER_KEY] },
  });
});

it.each([inJournal(fresh), forMoment(fresh), sent(fresh)])('leaves no batch alone whose attempt is noted', (batch) => {
  expect(() => decide(batch, { type: 'halted' }, RULES)).toThrow();
});

it('takes no evidence for what the batch does not wait for', () => {
  for (const [, { waitsFor }, evidence] of [...BEFORE_THE_ANSWER, ...AFTER_THE_ANSWER]) {
    if (evidence.type === 'halted' || evidence.type === 'trouble') continue;
    for (const other of [inTurn(fresh), forMoment(fresh), sent(fresh)])
      if (other.waitsFor.for !== waitsFor.for) expect(() => decide(other, evidence, RULES)).toThrow('waits for');
  }
});
