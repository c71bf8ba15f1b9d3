import { document } from '../document.js';
import {
  BROADCAST_KEYS,
  broadcastId,
  broadcastName,
  broadcastState,
  contentHosts,
  leftOut,
  limitedBy,
  ofChannel,
  totals,
  via,
} from '../parts/broadcast.js';
import { requestId, userId } from '../parts/channel.js';
import { failure } from '../parts/failure.js';
import { list, number, object, orNull, text, time, whole, word, yesNo } from '../shape.js';

const STANDINGS = ['accepted', 'refused', 'unknown', 'inFlight', 'pending', 'leftOut'];

export const BROADCASTS = [
  document(
    'broadcast@1',
    'Broadcast',
    'Where a broadcast stands; a notice of `--notify` has the same with three keys more',
    BROADCAST_KEYS,
    {
      sometimes: {
        event: word('only in a notice: what happened', ['ended', 'paused', 'doubt', 'late', 'failed']),
        eventAt: time('only in a notice: when that was'),
        error: orNull({
          ...failure,
          description: 'only in a notice: what the command ends with; null where it ends with 0',
        }),
      },
    },
  ),
  document('broadcast-list@1', 'Broadcasts', 'The broadcasts of this state', {
    broadcasts: list('each of them, the latest first', object('one broadcast', BROADCAST_KEYS)),
    stateBytes: whole('bytes of the state file, or of our tables in a server'),
    keepRecipients: orNull(text('how long recipients are to be kept, such as `90d`; null for no end')),
    keptTooLong: list('IDs of broadcasts whose recipients are older than that', broadcastId),
  }),
  document('broadcast-export@1', 'Recipients', 'Who has it and who has not', {
    id: broadcastId,
    state: broadcastState,
    out: orNull(text('the file that was written; null where they are below')),
    format: orNull(word('form of that file; null where they are below', ['ids', 'csv'])),
    total: whole('people in the export'),
    exported: object('how many of them in which state', { ...totals('people'), leftOut }),
    recipients: orNull(
      list(
        'the people; null where they are in the file',
        object('one person', {
          userId,
          state: word('where the person stands', STANDINGS),
          stage: whole('number of the stage, from 1'),
          batch: orNull(whole('number of the batch')),
          at: orNull(time('when LINE answered')),
          requestId,
          reason: orNull(text('why the person was refused or left out, or is in doubt')),
        }),
      ),
    ),
  }),
  document('broadcast-verify@1', 'Books of a broadcast', 'Whether the ledger of a broadcast is sound', {
    id: broadcastId,
    ok: yesNo('whether nothing failed'),
    checks: list(
      'what was recomputed',
      object('one check', {
        id: text('name of the check; it stays'),
        title: text('what must hold'),
        status: word('`skip` where the recipients were forgotten', ['pass', 'fail', 'skip']),
        detail: text('what was found'),
      }),
    ),
  }),
  document('broadcast-prune@1', 'Forgotten recipients', 'Broadcasts whose recipients were forgotten, or would be', {
    dryRun: yesNo('whether nothing was done'),
    olderThan: text('how long ago they had to have ended'),
    endedBefore: time('the same as a time'),
    broadcasts: list(
      'each of them',
      object('one broadcast', {
        id: broadcastId,
        name: broadcastName,
        channelId: ofChannel,
        via,
        state: broadcastState,
        finishedAt: orNull(time('when it ended')),
        recipients: whole('user IDs of it'),
        heldOut: whole('user IDs that were held out of it'),
      }),
    ),
    recipients: whole('user IDs of all of them'),
    resumed: list('broadcasts that an earlier prune had begun to forget', broadcastId),
    bytesBefore: whole('bytes of the state file, or of our tables in a server, before'),
    bytesAfter: orNull(whole('and after; null where nothing was done')),
    spaceGivenBack: orNull(
      yesNo('whether the file has shrunk; null where nothing was done, and for a server, whose own vacuum sees to it'),
    ),
  }),
  document(
    'broadcast-progress@1',
    'Progress of a broadcast',
    'Where a run stands, a line each time that something has changed; the counts are those of `broadcast show`',
    {
      at: time('when it was so'),
      id: broadcastId,
      state: broadcastState,
      stage: whole('number of the stage that is sent or waited for, from 1'),
      stages: whole('how many stages there are'),
      recipients: object('people, in each state', {
        unique: whole('people it goes to'),
        ...totals('people'),
        leftOut,
      }),
      requests: whole('attempts made so far'),
      retries: whole('attempts that repeated an earlier one'),
      conflicts: whole('answers of 409'),
      troubled: whole('batches that wait for another attempt'),
      isDelivering: yesNo('whether LINE accepted the stage and is at work on it'),
      waitingFor: orNull(
        object('what is away while the run goes on trying; null while all is well', {
          what: word('`line` gives no answer, `rateLimit` no leave, `token` no token', ['line', 'rateLimit', 'token']),
          since: time('since when'),
          until: time('until when it is tried'),
        }),
      ),
      elapsedMs: whole('milliseconds that runs have worked on it'),
      ratePerSecond: orNull(number('requests a second')),
      recipientsPerSecond: orNull(number('people a second')),
      nextStageAt: orNull(time('when it goes on, where it rests')),
      estimatedEnd: orNull(time('when it will end')),
      quotaLeft: orNull(whole("messages left of the month's quota; null for no limit")),
    },
    { printed: '`broadcast send`, `broadcast resume` and `worker` with `--progress json`, on stderr' },
  ),
  document('worker@1', 'Work done', 'What a worker did', {
    broadcasts: list('broadcasts that it ran', object('one broadcast', BROADCAST_KEYS)),
    nextDueAt: orNull(time('when the next one is due; null where none is')),
  }),
  document('worker-plan@1', 'Work due', 'What a worker would do now', {
    due: list(
      'broadcasts that are due',
      object('one broadcast', {
        id: broadcastId,
        name: broadcastName,
        channelId: ofChannel,
        state: broadcastState,
        lateMs: orNull(whole('milliseconds by which its start is late; null for one that was begun')),
      }),
    ),
    nextDueAt: orNull(time('when the next one is due; null where none is')),
  }),
  document('broadcast-resume-plan@1', 'What a resume would do', 'What is left to send, and when', {
    id: broadcastId,
    state: broadcastState,
    requests: list(
      'requests that would be sent',
      object('requests of one kind', {
        method: text('HTTP method'),
        path: text("path below LINE's API host"),
        count: whole('how many of them'),
      }),
    ),
    recipients: object('people', {
      toSend: whole('people to send to'),
      inDoubt: whole('people whose batches are asked again under their retry keys'),
      undecided: whole('people whose fate `broadcast resolve` has to decide'),
    }),
    stages: list(
      'stages that are left',
      object('one stage', {
        index: whole('number of the stage, from 1'),
        requests: whole('requests that it takes'),
        recipients: whole('people to send to'),
        inDoubt: whole('people in doubt'),
        startsAt: orNull(time('when it would begin')),
        endsAt: orNull(time('when it would end; null where LINE alone decides')),
      }),
    ),
    intervalMs: whole('milliseconds between two stages'),
    requestsPerSecond: number('pace that is not passed'),
    limitedBy,
    estimatedEnd: orNull(time('when it would end; null where LINE alone decides')),
    contentHosts,
    planHash: text('hash over all that was agreed to'),
  }),
];
