import { describe, expect, it } from 'vitest';
import { statisticsDay } from '../../../../src/domain/broadcast/japan-time.js';
import { bodyTailOf, broadcastBody, narrowcastBody } from '../../../../src/domain/broadcast/planning/body.js';
import { quotaNeeded } from '../../../../src/domain/broadcast/planning/quota-needed.js';
import {
  decideDelivery,
  mostPeople,
  type NarrowcastProgress,
  requireNarrowcastStages,
} from '../../../../src/domain/broadcast/sending/narrowcast.js';
import { allowanceOf } from '../../../../src/domain/broadcast/sending/pace/pace.js';
import { parseAudienceId } from '../../../../src/domain/line/ids.js';

const AUDIENCE = parseAudienceId('5614991017776');

const failed = (errorCode: number | null, successCount: number | null = null): NarrowcastProgress => ({
  phase: 'failed',
  errorCode,
  description: null,
  successCount,
});

it.each<[string, NarrowcastProgress, object]>([
  ['waiting', { phase: 'waiting' }, { do: 'wait' }],
  ['sending', { phase: 'sending' }, { do: 'wait' }],
  ['succeeded', { phase: 'succeeded', successCount: 98, failureCount: 2 }, { do: 'settle', accepted: 98, refused: 2 }],
  ['an internal error', failed(1), { do: 'giveUpAsUnknown', why: 'an internal error at LINE (error 1)' }],
  ['too few recipients', failed(2), { do: 'callOff', why: 'too few recipients (error 2)' }],
  ['too few recipients, although some got it', failed(2, 3), { do: 'giveUpAsUnknown' }],
  ['accepted before', failed(3), { do: 'giveUpAsUnknown' }],
  ['a small audience', failed(4, 0), { do: 'callOff' }],
  ['a partial delivery', failed(5), { do: 'callOff' }],
  ['a code that is new', failed(6), { do: 'giveUpAsUnknown', why: 'no reason that is known (error 6)' }],
  ['no code', failed(null), { do: 'giveUpAsUnknown' }],
])('%s', (_case, progress, step) => {
  expect(decideDelivery(progress)).toMatchObject(step);
});

const FRIENDS = { audiences: 0 };

describe('stages', () => {
  it.each([1, 11])('%i can be told apart', (count) => {
    expect(() => requireNarrowcastStages(count, 60_000, FRIENDS)).not.toThrow();
  });

  it('twelve cannot: LINE excludes ten at most', () => {
    expect(() => requireNarrowcastStages(12, 0, FRIENDS)).toThrow(expect.objectContaining({ code: 'TOO_MANY_STAGES' }));
  });

  it('with an audience ten can, for it takes the place of an excluded stage', () => {
    expect(() => requireNarrowcastStages(10, 0, { audiences: 1 })).not.toThrow();
    const tooMany = expect.objectContaining({ code: 'TOO_MANY_STAGES' });
    expect(() => requireNarrowcastStages(11, 0, { audiences: 1 })).toThrow(tooMany);
  });

  it('must all begin within 13 of the 14 days that LINE remembers', () => {
    const days = 24 * 60 * 60 * 1000;
    const tooFar = expect.objectContaining({ code: 'STAGES_TOO_FAR_APART' });
    expect(() => requireNarrowcastStages(2, 13 * days, FRIENDS)).not.toThrow();
    expect(() => requireNarrowcastStages(2, 13 * days + 1, FRIENDS)).toThrow(tooFar);
    expect(() => requireNarrowcastStages(3, 7 * days, FRIENDS)).toThrow(tooFar);
  });
});

it.each([
  ['multicast', [20, 80], 100],
  ['broadcast', [100], 100],
  ['narrowcast', [100], 100],
  ['narrowcast', [20, 30, 50], 150],
  ['narrowcast', [], 0],
] as const)('%s in stages of %j needs %i messages left', (via, sizes, needed) => {
  expect(quotaNeeded({ via, audienceId: null }, sizes, 100)).toBe(needed);
});

it('to an audience every stage has a limit, so that no more is needed than it has people', () => {
  expect(quotaNeeded({ via: 'narrowcast', audienceId: AUDIENCE }, [20, 30, 50], 100)).toBe(100);
});

it('the last stage may reach whomever earlier ones missed: of friends anybody, of an audience so many', () => {
  const last = { expected: 50, isLast: true, missed: 7 };
  expect(mostPeople({ ...last, audienceId: null })).toBe(null);
  expect(mostPeople({ ...last, audienceId: AUDIENCE })).toBe(57);
  expect(mostPeople({ ...last, isLast: false, audienceId: AUDIENCE })).toBe(50);
});

describe('bytes', () => {
  const tail = bodyTailOf({ type: 'text', text: 'hi' }, 'narrowcast', { silent: true, unit: null });

  it('are the messages and what goes with them, untouched', () => {
    expect(broadcastBody(tail)).toBe('{"messages":[{"type":"text","text":"hi"}],"notificationDisabled":true}');
    expect(narrowcastBody({ audienceId: null, excludedRequestIds: [], max: null }, tail)).toBe(broadcastBody(tail));
  });

  it('name the audience, alone and together with whom to leave out', () => {
    const audience = { type: 'audience', audienceGroupId: 5614991017776 };
    const first = narrowcastBody({ audienceId: AUDIENCE, excludedRequestIds: [], max: 10 }, tail);
    expect(JSON.parse(first)).toMatchObject({ recipient: audience, limit: { max: 10 } });
    const second = narrowcastBody({ audienceId: AUDIENCE, excludedRequestIds: ['a'], max: 10 }, tail);
    const earlier = { type: 'operator', or: [{ type: 'redelivery', requestId: 'a' }] };
    expect(JSON.parse(second).recipient).toEqual({
      type: 'operator',
      and: [audience, { type: 'operator', not: earlier }],
    });
  });

  it('name whom to leave out, and how many to reach', () => {
    expect(JSON.parse(narrowcastBody({ audienceId: null, excludedRequestIds: ['a', 'b'], max: 10 }, tail))).toEqual({
      recipient: {
        type: 'operator',
        not: {
          type: 'operator',
          or: [
            { type: 'redelivery', requestId: 'a' },
            { type: 'redelivery', requestId: 'b' },
          ],
        },
      },
      limit: { max: 10 },
      messages: [{ type: 'text', text: 'hi' }],
      notificationDisabled: true,
    });
  });

  it.each(['recipient', 'filter', 'limit', 'to'])('are not made from a file with a "%s" of its own', (property) => {
    const content = { messages: [], [property]: {} };
    expect(() => bodyTailOf(content, 'narrowcast', { silent: false, unit: null })).toThrow(
      expect.objectContaining({ code: 'MESSAGES_NAME_RECIPIENTS' }),
    );
  });
});

it('lets a stage follow the one before at once, and no more than 60 requests leave within any hour', () => {
  const wish = { requestsPerSecond: null, recipientsPerMinute: null, batchSize: 0 };
  for (const via of ['narrowcast', 'broadcast'] as const) {
    const { perSecond, burst } = allowanceOf(via, wish);
    expect(burst).toBeGreaterThanOrEqual(11);
    expect(burst + perSecond * 3600).toBeLessThanOrEqual(60);
  }
});

it.each([
  ['2026-11-21T14:59:59Z', '20261120'],
  ['2026-11-21T15:00:00Z', '20261121'],
  ['2026-12-31T15:00:00Z', '20261231'],
])('at %s the last day with statistics in UTC+9 is %s', (now, day) => {
  expect(statisticsDay(Date.parse(now), 1)).toBe(day);
});
