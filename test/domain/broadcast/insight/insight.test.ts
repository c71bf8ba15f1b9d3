import { describe, expect, it } from 'vitest';
import { type AcceptedSend, periodsOf, questionsOf } from '../../../../src/domain/broadcast/insight/questions.js';
import { isForGood, missingOf, statusAt } from '../../../../src/domain/broadcast/insight/standing.js';
import { laterOf, type Statistics } from '../../../../src/domain/broadcast/insight/statistics.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string) => Date.parse(text);

function send(time: string, parts: Partial<AcceptedSend> = {}): AcceptedSend {
  return { stage: 0, requestId: null, recipients: 100, firstAt: at(time), lastAt: at(time), ...parts };
}

describe('the days that LINE is asked about', () => {
  it.each([
    // Half past eleven at night in Japan, on the last day of a month.
    ['2026-11-30T14:30:00Z', '2026-11-30T14:30:00Z', '2027-01-31T00:00:00Z', [{ from: '20261130', to: '20261214' }]],
    // Half an hour later there it is another month.
    ['2026-11-30T15:00:00Z', '2026-11-30T15:00:00Z', '2027-01-31T00:00:00Z', [{ from: '20261201', to: '20261215' }]],
    ['2026-11-30T14:30:00Z', '2026-11-30T14:30:00Z', '2026-11-30T14:31:00Z', [{ from: '20261130', to: '20261130' }]],
    ['2026-11-30T14:30:00Z', '2026-11-30T14:30:00Z', '2026-11-30T15:31:00Z', [{ from: '20261130', to: '20261201' }]],
    // A clock that was set back: never a day before the send.
    ['2026-11-30T14:30:00Z', '2026-11-30T14:30:00Z', '2026-11-20T00:00:00Z', [{ from: '20261130', to: '20261130' }]],
    // Thirty days after the first is the longest that LINE takes.
    ['2026-11-01T03:00:00Z', '2026-11-17T03:00:00Z', '2027-01-31T00:00:00Z', [{ from: '20261101', to: '20261201' }]],
    [
      '2026-11-01T03:00:00Z',
      '2026-11-18T03:00:00Z',
      '2027-01-31T00:00:00Z',
      [
        { from: '20261101', to: '20261201' },
        { from: '20261202', to: '20261202' },
      ],
    ],
  ])(
    'from the first send (%s) to 14 days after the last (%s), up to today (%s), are days of Japan',
    (first, last, now, periods) => {
      expect(periodsOf(at(first), at(last), at(now))).toEqual(periods);
    },
  );

  it('carry the recipients that were accepted on them', () => {
    const sends = [send('2026-11-01T03:00:00Z'), send('2026-12-03T03:00:00Z', { recipients: 7 })];
    const questions = questionsOf('multicast', 'spring', sends, at('2027-01-31T00:00:00Z'));
    expect(questions.map(({ accepted, lastSentAt }) => ({ accepted, lastSentAt }))).toEqual([
      { accepted: 100, lastSentAt: at('2026-12-03T03:00:00Z') },
      { accepted: 7, lastSentAt: at('2026-12-03T03:00:00Z') },
    ]);
  });
});

describe('what LINE is asked', () => {
  it('is each request of a narrowcast, and nothing of a multicast without a unit', () => {
    const sends = [
      send('2026-11-01T03:00:00Z', { requestId: 'one' }),
      send('2026-11-02T03:00:00Z', { requestId: 'two' }),
    ];
    const now = at('2026-11-03T00:00:00Z');
    expect(questionsOf('narrowcast', null, sends, now)).toMatchObject([
      { type: 'request', requestId: 'one' },
      { type: 'request', requestId: 'two' },
    ]);
    expect(questionsOf('multicast', null, sends, now)).toEqual([]);
    expect(questionsOf('multicast', 'spring', [], now)).toEqual([]);
  });
});

describe('the numbers', () => {
  it('change for fourteen days after the last send, and are kept for good a day later', () => {
    expect(statusAt(14 * DAY_MS - 1, 0)).toBe('counting');
    expect(statusAt(14 * DAY_MS, 0)).toBe('final');
    expect(isForGood(15 * DAY_MS - 1, 0)).toBe(false);
    expect(isForGood(15 * DAY_MS, 0)).toBe(true);
  });

  const numbers = (uniqueImpression: number | null, uniqueClick: number | null): Statistics => ({
    delivered: null,
    uniqueImpression,
    uniqueClick,
    urls: [],
  });

  it.each([
    [null, null, HOUR_MS, true, 'not-yet', 'not-yet'],
    [null, null, 2 * DAY_MS, true, 'too-few-so-far', 'too-few-so-far'],
    [null, null, 14 * DAY_MS, true, 'too-few', 'too-few'],
    // Where some are there, LINE has counted.
    [40, null, HOUR_MS, true, null, 'too-few-so-far'],
    [40, null, 14 * DAY_MS, true, null, 'too-few'],
    [40, 20, HOUR_MS, true, null, null],
    [40, null, 14 * DAY_MS, false, null, 'no-link'],
  ] as const)(
    '%s opened and %s followed at the age of %d ms (links: %s) are missing as %s and %s',
    (opened, clicked, ageMs, hasLinks, uniqueImpression, uniqueClick) => {
      expect(missingOf(numbers(opened, clicked), { ageMs, hasLinks })).toEqual({ uniqueImpression, uniqueClick });
    },
  );

  it('that LINE gives no more stay as they were', () => {
    const kept = { statistics: numbers(40, 20), at: 1 };
    const none = { statistics: numbers(null, null), at: 2 };
    const more = { statistics: numbers(41, 20), at: 3 };
    expect(laterOf(kept, none)).toBe(kept);
    expect(laterOf(kept, more)).toBe(more);
    expect(laterOf(null, none)).toBe(none);
    expect(laterOf(none, { ...none, at: 4 })).toEqual({ ...none, at: 4 });
  });
});
