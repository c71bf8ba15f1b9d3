import { list, number, object, orNull, type Shape, type Shapes, text, time, whole, word } from '../shape.js';
import { channelId } from './channel.js';

const BROADCAST_STATES = ['planned', 'waiting', 'running', 'paused', 'completed', 'incomplete', 'cancelled'];

export const via = word('how it is sent', ['push', 'multicast', 'narrowcast', 'broadcast']);
export const broadcastState = word('where it stands', BROADCAST_STATES);
export const broadcastId = text('ID of the broadcast');
export const broadcastName = orNull(text('the name that it was given'));
/** A push from the environment alone has no channel ID. */
export const ofChannel = orNull(channelId);

/** How many a list named, and who is left out of it. */
export const LIST_COUNTS: Shapes = {
  total: whole('entries of the list; blank lines, comments and a title do not count'),
  unique: whole('people it goes to; without a list, the target reach that LINE gives'),
  duplicates: whole('entries that name somebody again'),
  malformed: whole('entries that are no user ID'),
  excluded: whole('people left out by `--exclude` or `--max-per-recipient`'),
  heldOut: whole('people left out by `--hold-out`, to compare with'),
};

/** In which state how many are. */
export function totals(what: string): Shapes {
  return {
    accepted: whole(`${what} that LINE accepted`),
    refused: whole(`${what} that LINE refused`),
    unknown: whole(`${what} of which nobody can tell whether LINE took them`),
    inFlight: whole(`${what} that a living run has sent and not heard of`),
    pending: whole(`${what} not sent yet`),
  };
}

export const leftOut = whole('people whom `resolve` decided to leave out');

/** A broadcast as every document has it, at the top level. */
export const BROADCAST_KEYS: Shapes = {
  id: broadcastId,
  name: broadcastName,
  channelId: ofChannel,
  via,
  state: broadcastState,
  recipients: object('people, in each state; unique = accepted + refused + unknown + inFlight + pending + leftOut', {
    ...LIST_COUNTS,
    ...totals('people'),
    leftOut,
  }),
  batches: object('requests to LINE that it is cut into', { total: whole('all of them'), ...totals('batches') }),
  requests: whole('attempts made so far'),
  retries: whole('attempts that repeated an earlier one under its retry key'),
  conflicts: whole('answers of 409, by which LINE says that it had accepted the batch before'),
  stages: list(
    'its stages, in order',
    object('one stage', {
      index: whole('number of the stage, from 1'),
      recipients: whole('people in it'),
      accepted: whole('people of it whose batch LINE accepted'),
      state: word('where it stands', ['planned', 'waiting', 'running', 'completed', 'incomplete']),
      startedAt: orNull(time('when its first batch began')),
      finishedAt: orNull(time('when it ended')),
    }),
  ),
  startedAt: orNull(time('when the first run began')),
  finishedAt: orNull(time('when it ended for good')),
  elapsedMs: whole('milliseconds that runs have worked on it'),
  reason: orNull(text('why it is paused, incomplete or cancelled, in words')),
  ratePerSecond: orNull(number('requests a second of the run at work; null where none is')),
  estimatedEnd: orNull(time('when the run at work will end; null where none is, or LINE alone decides')),
  planHash: text('hash over all that was agreed to, as `--confirm-plan` takes it'),
  createdAt: time('when it was stored'),
};

export const planStages: Shape = list(
  'the stages, in order',
  object('one stage', {
    index: whole('number of the stage, from 1'),
    recipients: whole('people in it'),
    batches: whole('requests that it takes'),
    startsAt: orNull(time('when it would begin')),
    endsAt: orNull(time('when it would end; null where LINE alone decides')),
  }),
);

export const limitedBy = orNull(
  word('what holds the pace down; null where it is not a multicast', ['line', 'rate', 'recipientsPerMinute', 'agreed']),
);

export const contentHosts: Shape = list(
  'hosts that the messages point at, and how many people will fetch from them',
  object('one host', {
    host: text('host name'),
    urls: whole('different URLs there'),
    people: whole('people who get a message that points there'),
    perMinute: whole('most of them within one minute'),
    halvedBy: list('options that halve that, the smoothest first', text('options as they are typed')),
  }),
);
