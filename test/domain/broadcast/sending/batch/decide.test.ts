import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type AttemptFacts,
  backoffMs,
  decideNextStep,
  isKeyTooOld,
  mayBeAboutRecipients,
  type NextStep,
  namedRecipients,
  RETRY_KEY_LIFETIME_MS,
} from '../../../../../src/domain/broadcast/sending/batch/decide.js';

const first: AttemptFacts = { isPatient: true, wasInDoubt: false, keyAgeMs: 0, isKeyForeign: false };
const doubted: AttemptFacts = { ...first, wasInDoubt: true };
const last: AttemptFacts = { ...first, isPatient: false };
const overnight: AttemptFacts = { ...doubted, keyAgeMs: RETRY_KEY_LIFETIME_MS };

const silence: Answer = { type: 'doubt' };
const notConnected: Answer = { type: 'notTaken' };
const wrongMessage: Answer = { type: 'refused', namedRecipients: [], mayBeRecipients: false };
const nobodyNamed: Answer = { type: 'refused', namedRecipients: [], mayBeRecipients: true };
const wrongRecipient: Answer = { type: 'refused', namedRecipients: [3], mayBeRecipients: true };

const TABLE: readonly (readonly [rule: string, answer: Answer, facts: AttemptFacts, step: NextStep])[] = [
  ['200 is accepted', { type: 'accepted' }, first, { do: 'accept', wasConflict: false }],
  [
    '409 means that an earlier request got through',
    { type: 'alreadyAccepted' },
    doubted,
    { do: 'accept', wasConflict: true },
  ],
  ['5xx leaves a doubt and is tried again', { type: 'doubt' }, first, { do: 'retry', inDoubt: true }],
  ['silence leaves a doubt and is tried again', silence, first, { do: 'retry', inDoubt: true }],
  ['a connection that was never made leaves none', notConnected, first, { do: 'retry', inDoubt: false }],
  [
    'a connection that was never made takes no earlier doubt away',
    notConnected,
    doubted,
    { do: 'retry', inDoubt: true },
  ],
  ['silence at the last attempt is left in doubt', silence, last, { do: 'leave', inDoubt: true }],
  ['no connection at the last attempt is left without doubt', notConnected, last, { do: 'leave', inDoubt: false }],
  ['a forgotten retry key is never sent again', { type: 'doubt' }, overnight, { do: 'giveUpAsUnknown', stops: false }],
  ['401 asks for another token', { type: 'unauthorised' }, first, { do: 'renewToken', inDoubt: false }],
  ['401 after silence keeps the doubt', { type: 'unauthorised' }, doubted, { do: 'renewToken', inDoubt: true }],
  ['429 asks which limit it was', { type: 'tooMany' }, first, { do: 'tellLimitsApart', inDoubt: false }],
  ['429 after silence keeps the doubt', { type: 'tooMany' }, doubted, { do: 'tellLimitsApart', inDoubt: true }],
  ['a wrong message is refused', wrongMessage, first, { do: 'refuse' }],
  [
    'a wrong message after silence is unknown, and stops',
    wrongMessage,
    doubted,
    { do: 'giveUpAsUnknown', stops: true },
  ],
  ['a refusal that names nobody is searched for whom it is about', nobodyNamed, first, { do: 'search' }],
  ['not after silence: no new key', nobodyNamed, doubted, { do: 'giveUpAsUnknown', stops: true }],
  ['a named recipient is set aside', wrongRecipient, first, { do: 'setAside', recipients: [3] }],
  [
    'a named recipient after silence is unknown: no new key',
    wrongRecipient,
    doubted,
    { do: 'giveUpAsUnknown', stops: false },
  ],
];

describe('decideNextStep', () => {
  it.each(TABLE)('%s', (_rule, answer, facts, step) => {
    expect(decideNextStep(answer, facts)).toEqual(step);
  });
});

it.each([
  [0, false],
  [RETRY_KEY_LIFETIME_MS - 10 * 60_000, false],
  [RETRY_KEY_LIFETIME_MS - 60_000, true],
  [RETRY_KEY_LIFETIME_MS, true],
  [-1, true],
])('a retry key of age %d ms is too old: %s', (ageMs, expected) => {
  expect(isKeyTooOld(ageMs)).toBe(expected);
});

const SOON = { firstMs: 250, longestMs: 20_000 };

it('waits longer from attempt to attempt, up to a bound, and never less than half', () => {
  const shortest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffMs(attempt, 0, SOON));
  expect(shortest).toEqual([125, 250, 500, 1000, 2000, 4000, 8000, 10_000]);
  expect(backoffMs(20, 0.999, SOON)).toBeLessThanOrEqual(20_000);
});

const about = (property: string | null, message: string | null = null) => ({ property, message });
const ERRORS = 'The request body has 2 error(s)';

it.each<[string, ReturnType<typeof about>[], number[]]>([
  ['The property, to[1], in the request body is invalid (line: -, column: -)', [], [1]],
  [ERRORS, [about('to[7]'), about('to[3]')], [3, 7]],
  [ERRORS, [about('to[3]'), about('messages[0].text')], []],
  [ERRORS, [about(null, 'The property, to[4], is invalid')], [4]],
  [ERRORS, [about('to[3]', 'Invalid user ID'), about(null, 'to[4] is no user ID')], [3, 4]],
  [ERRORS, [about('messages[0].text', 'See to[4]')], []],
  [ERRORS, [about(null, 'to[500] is invalid')], []],
  ['The property, to[1], is invalid', [about(null, 'Try again')], [1]],
  ['to[500] is invalid', [], []],
  ['The property, messages[0], is invalid', [], []],
])('%s with %j names %j', (problem, details, expected) => {
  expect(namedRecipients(problem, details, 500).map(({ position }) => position)).toEqual(expected);
});

it("keeps LINE's own words on each recipient, and the problem where it has none", () => {
  const details = [about('to[3]', 'Invalid user ID'), about('to[5]'), about(null, 'to[1] is blocked')];
  expect(namedRecipients(ERRORS, details, 10)).toEqual([
    { position: 1, reason: 'to[1] is blocked' },
    { position: 3, reason: 'Invalid user ID' },
    { position: 5, reason: ERRORS },
  ]);
});

it.each<[string, ReturnType<typeof about>[], boolean]>([
  ['Failed to send messages', [], true],
  ["The property, 'to', in the request body is invalid (line: -, column: -)", [], true],
  ['The property, to, in the request body is invalid (line: -, column: -)', [], true],
  [ERRORS, [about('to')], true],
  [ERRORS, [about(null, 'Something is wrong')], true],
  ['The property, messages[0].text, in the request body is invalid (line: -, column: -)', [], false],
  ['The property, customAggregationUnits, in the request body is invalid (line: -, column: -)', [], false],
  [ERRORS, [about('to'), about('customAggregationUnits')], false],
])('%s with %j may be about recipients: %s', (problem, details, expected) => {
  expect(mayBeAboutRecipients(problem, details)).toBe(expected);
});
