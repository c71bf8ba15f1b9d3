import { document } from '../document.js';
import { AUDIENCE_KEYS } from '../parts/audience.js';
import {
  BROADCAST_KEYS,
  broadcastId,
  broadcastName,
  contentHosts,
  LIST_COUNTS,
  limitedBy,
  planStages,
  via,
} from '../parts/broadcast.js';
import { requestId, userId } from '../parts/channel.js';
import { list, number, object, orNull, type Shape, type Shapes, text, time, whole, word, yesNo } from '../shape.js';

const MALFORMED_KINDS = [
  'group-or-room-id',
  'upper-case',
  'trailing-separator',
  'invisible-character',
  'display-id',
  'other',
];

const MISSING = [
  'not-yet',
  'too-few-so-far',
  'too-few',
  'no-link',
  'no-unit',
  'nothing-accepted',
  'not-asked',
  'not-known',
];

const INSIGHT: Shapes = {
  units: list(
    'what LINE counts on its own: a request, or all messages under an aggregation unit',
    object('one of them', {
      unit: orNull(text('the aggregation unit; null for a request')),
      requestId,
      stage: orNull(whole('number of the stage, from 1; null for a unit')),
      from: orNull(text('first day that was asked for, `yyyyMMdd` in Japan time; null for a request')),
      to: orNull(text('last day')),
      status: word('`counting` still changes, `final` does not, `none` has no numbers', ['counting', 'final', 'none']),
      accepted: whole('people whose batch LINE accepted'),
      delivered: orNull(whole('messages that LINE delivered')),
      uniqueImpression: orNull(whole('people who opened it')),
      uniqueClick: orNull(whole('people who followed a link')),
      missing: object('why there is no number; null where there is one', {
        uniqueImpression: orNull(word('of people who opened it', MISSING)),
        uniqueClick: orNull(word('of people who followed a link', MISSING)),
      }),
      urls: list(
        'links of the messages',
        object('one link', {
          seq: orNull(whole('which message it stands in, from 1')),
          url: text('the URL'),
          click: orNull(whole('how often it was followed')),
          uniqueClick: orNull(whole('people who followed it')),
        }),
      ),
      sharedWith: list('other broadcasts under the same unit, which are counted too', broadcastId),
      askedAt: orNull(time('when LINE was asked last')),
    }),
  ),
  heldOut: whole('people who were held out, to compare with'),
};

function people(description: string): Shape {
  return list(
    description,
    object('one person', {
      userId,
      reason: orNull(text('why')),
      requestId,
      batch: orNull(whole('number of the batch')),
      stage: whole('number of the stage, from 1'),
    }),
  );
}

export const BROADCAST_PLANS = [
  document('broadcast-plan@1', 'Plan of a broadcast', 'What would be sent to whom and when; nothing is sent', {
    name: broadcastName,
    via,
    recipients: object('what reading the list found', LIST_COUNTS),
    exclusions: list(
      'what each `--exclude` took',
      object('one of them', {
        source: text('the file or the broadcast'),
        excluded: whole('people that it took; who is in several counts for the first'),
      }),
    ),
    malformedSamples: list(
      'entries that are no user ID, the first of them',
      object('one entry', {
        line: whole('line of the list, from 1'),
        text: text('what stands there'),
        kind: word('what it is', MALFORMED_KINDS),
      }),
    ),
    malformedKinds: list(
      'the same by kind',
      object('one kind', {
        kind: word('what they are', MALFORMED_KINDS),
        count: whole('how many'),
        lines: list('where the first of them stand', whole('a line, from 1')),
      }),
    ),
    duplicateSamples: list(
      'entries that name somebody again, the first of them',
      object('one entry', { line: whole('line of the list, from 1'), text: text('what stands there') }),
    ),
    readAs: orNull(
      object('how the list was read; null without one', {
        format: word('what it is', ['txt', 'csv', 'jsonl', 'json']),
        encoding: text('its encoding'),
        delimiter: orNull(text('what separates the cells of a CSV')),
        column: orNull(
          object('which column of a CSV holds the user IDs', {
            number: whole('its number, from 1'),
            name: orNull(text('its name; null where no row names the columns')),
          }),
        ),
        title: orNull(text('the first line, where it names the list and is no recipient')),
      }),
    ),
    maxPerRecipient: orNull(
      object('whom `--max-per-recipient` leaves out; null where it was not given', {
        times: whole('so often or more'),
        window: text('within that time, such as `7d`'),
        leftOut: whole('people who were reached so often; among the excluded'),
      }),
    ),
    stages: planStages,
    batches: whole('requests in all'),
    batchSize: orNull(whole('people of one request; null where it is not a multicast')),
    intervalMs: whole('milliseconds between two stages'),
    requestsPerSecond: number('pace that is not passed'),
    recipientsPerMinute: orNull(whole('the same in people; null where it is not a multicast')),
    limitedBy,
    estimatedEnd: orNull(time('when it would end; null where LINE alone decides')),
    contentHosts,
    audience: orNull(object('the audience that it goes to', AUDIENCE_KEYS)),
    quota: object("this month's message quota", {
      type: word('whether there is a limit', ['none', 'limited']),
      limit: orNull(whole('messages a month; null for no limit')),
      used: whole('messages used so far, about'),
      left: orNull(whole('messages left; null for no limit')),
      needed: whole('messages that this takes, or that LINE reserves for it'),
      leftAfter: orNull(number('messages left afterwards; null for no limit')),
      sufficient: yesNo('whether what is left suffices'),
    }),
    unit: orNull(
      object('the aggregation unit that it is counted under', {
        name: text('its name'),
        usedThisMonth: orNull(whole('units of this month; null where LINE did not say')),
        most: whole('units that LINE counts in a month'),
        isNew: orNull(yesNo('whether it is a new one this month; null where LINE did not say')),
      }),
    ),
    warnings: list(
      'what to look at before',
      object('one warning', { code: text('name of the warning; it stays'), message: text('the same in words') }),
    ),
    planHash: text('hash over all that is agreed to, as `--confirm-plan` takes it'),
  }),
  document(
    'broadcast-report@1',
    'Report of a broadcast',
    'What was accepted when, by which request, and what was not',
    {
      ...BROADCAST_KEYS,
      acts: list(
        'who did what with it',
        object('one act', {
          what: word('created it, agreed to its card, or had it run', ['created', 'agreed', 'released']),
          who: orNull(text('user and host, or whom a CI service names; null where nobody can tell')),
          how: text('by which verb, and what agreed'),
          at: time('when'),
          planHash: text('hash of the plan at that time'),
        }),
      ),
      startAt: orNull(time('when it was to begin by itself; null where that was not wished')),
      notAfterMs: orNull(whole('milliseconds by which such a start may be late')),
      quietHours: orNull(text('hours in which it rests, with their time zone')),
      acceptances: list(
        'each accepted batch',
        object('one batch', {
          batch: whole('its number'),
          stage: whole('number of the stage, from 1'),
          recipients: whole('people in it'),
          at: time('when LINE accepted it'),
          requestId,
          acceptedRequestId: orNull(text('request ID of the earlier attempt that LINE had accepted')),
        }),
      ),
      refusedRecipients: people('whom LINE refused'),
      leftOutRecipients: people('whom `resolve` decided to leave out'),
      unknownBatches: list(
        'batches whose fate is open',
        object('one batch', {
          batch: whole('its number'),
          stage: whole('number of the stage, from 1'),
          recipients: whole('people in it'),
          state: word('`in-doubt` may be asked again under its key, `unknown` may not; `delivering` was accepted', [
            'in-doubt',
            'unknown',
            'delivering',
          ]),
          reason: orNull(text('what happened last')),
          retryKey: text('its retry key'),
          firstAttemptAt: orNull(time('when it was sent first')),
          requests: whole('attempts'),
        }),
      ),
      notices: list(
        'what was to be told by `--notify`',
        object('one notice', {
          event: word('what happened', ['ended', 'paused', 'doubt', 'late', 'failed']),
          at: time('when that was'),
          state: word('what came of it', ['due', 'delivered', 'failed']),
          attempts: whole('attempts to tell it'),
          settledAt: orNull(time('when it was told, or given up')),
          why: orNull(text('why it was given up')),
        }),
      ),
      insight: orNull(object('what LINE counted, when it was asked last; null where it was not', INSIGHT)),
      timelineIntervalMs: whole('milliseconds that one point of the timeline stands for'),
      timeline: list(
        'people accepted over time',
        object('one interval', { at: time('when it begins'), recipients: whole('people accepted in it') }),
      ),
    },
  ),
  document(
    'broadcast-insight@1',
    'Statistics of a broadcast',
    "LINE's counts of who opened it and followed its links",
    {
      id: broadcastId,
      ...INSIGHT,
    },
  ),
];
