import { document } from '../document.js';
import { checks } from '../parts/check.js';
import { counts } from '../parts/token.js';
import {
  anything,
  list,
  number,
  object,
  orNull,
  record,
  type Shapes,
  text,
  time,
  whole,
  word,
  yesNo,
} from '../shape.js';

const TEST: Shapes = {
  success: yesNo('whether the bot server answered as it should'),
  timestamp: orNull(text("LINE's time of the test")),
  statusCode: orNull(whole('status that the bot server answered with; 0 for none')),
  reason: orNull(text("LINE's word for how it ended, as `line-ops explain` takes it")),
  detail: orNull(text("LINE's detail of it")),
  explanation: text('the same in our words'),
  hint: orNull(text('what to do about it')),
};

const LATENCY: Shapes = {
  p50: orNull(number('half of the answers came within so many milliseconds')),
  p90: orNull(number('90 % of them')),
  p95: orNull(number('95 % of them')),
  p99: orNull(number('99 % of them')),
  max: orNull(number('the slowest')),
};

const latencyMs = object(
  'answer times from the moment at which each request was to leave; null before an answer came',
  LATENCY,
);

const SIGNATURE = word('which secret it was signed with, or what is wrong', [
  'current',
  'previous',
  'wrong',
  'missing',
]);

const FORWARD: Shapes = {
  url: text('where it went'),
  status: orNull(whole('status of the answer; null for none')),
  ms: number('milliseconds that it took'),
  failure: orNull(text('why there is no answer; null where there is one')),
};

const CAUSE = orNull(text('name of what is wrong with the signature; null where nothing is'));

export const WEBHOOKS = [
  document('webhook@1', 'Webhook', "The channel's webhook endpoint", {
    endpoint: orNull(text('its URL; null where none is set')),
    active: orNull(yesNo('whether LINE sends events; null where LINE does not say')),
    chatMode: orNull(text('`chat` where people can answer by hand, `bot` where they cannot')),
    responseSettings: orNull(
      word('`unknown` where webhooks are off and response mode and greeting may be, too', ['allowed', 'unknown']),
    ),
  }),
  document('webhook-set@1', 'Webhook that was set', 'The endpoint now and before, and how its test went', {
    endpoint: orNull(text('the URL that is set now')),
    previous: orNull(text('the URL that was set before')),
    active: orNull(yesNo('whether LINE sends events; null where LINE does not say')),
    test: orNull(object("LINE's own test; null where it was not made", TEST)),
    restored: yesNo('whether the URL of before was set again'),
    triedOn: orNull(
      object(
        'the other channel that was tried with this URL; null where none was, and for channels not in production',
        {
          channel: text('name of that channel'),
          at: time('when'),
          passed: orNull(yesNo('whether the test passed; null where none was made')),
        },
      ),
    ),
  }),
  document('webhook-test@1', 'Webhook test', "LINE's own test call", {
    endpoint: text('the URL that was called'),
    active: orNull(yesNo('whether LINE sends events; null where LINE does not say')),
    ...TEST,
  }),
  document('webhook-check@1', 'Webhook check', 'The examination of a bot server', {
    endpoint: orNull(text('the URL; null where none is set')),
    active: orNull(yesNo('whether LINE sends events; null where LINE was not asked or does not say')),
    ok: yesNo('whether nothing failed'),
    checks,
  }),
  document('webhook-send@1', 'Webhooks sent', 'What a bot server answered to signed events', {
    url: text('where they went'),
    signature: word('how they were signed', ['valid', 'wrong', 'missing']),
    ok: yesNo('whether every answer, or every condition, was as it should be'),
    requests: whole('requests that were answered or failed'),
    accepted: whole('answers of 2xx'),
    statuses: counts('how often which status came'),
    failures: counts('how often what went wrong'),
    latencyMs,
    over2s: whole('answers that LINE would not have waited for'),
    rateAsked: orNull(number('requests a second that were wished; null for a few')),
    rateReached: orNull(number('requests a second that left')),
    planned: whole('requests that were to be sent'),
    notSent: whole('requests that were not, because it was stopped'),
    cutOff: whole('requests that were on their way when it was stopped'),
    startedLate: whole('requests that left later than they were to'),
    heldBack: whole('requests that waited because too many were on their way'),
    elapsedMs: whole('milliseconds that it took'),
    histogram: list(
      'answers by time',
      object('one row', {
        fromMs: number('from'),
        toMs: orNull(number('to; null for no end')),
        count: whole('answers between'),
      }),
    ),
    conditions: list(
      'what `--fail-if` asked for',
      object('one condition', {
        condition: text('as it was given'),
        value: orNull(number('what was measured; null where there was nothing to measure')),
        failed: yesNo('whether it held, and so failed the command'),
      }),
    ),
    answers: orNull(
      list(
        'each answer; null for a load',
        object('one answer', {
          events: list('names of the events that were sent', text('a name')),
          bytes: whole('bytes of the body that was sent'),
          status: orNull(whole('status of the answer')),
          ms: number('milliseconds that it took'),
          problem: orNull(text('why there is no whole answer')),
          location: orNull(text('where a redirect leads')),
          contentType: orNull(text('content type of the answer')),
          body: text('the beginning of the answer'),
        }),
      ),
    ),
  }),
  document('webhook-send-plan@1', 'What a send would do', 'What `webhook send --dry-run` would send; nothing was', {
    requests: list(
      'the first request',
      object('one request', {
        method: text('HTTP method'),
        path: text('the whole URL'),
        headers: record('its headers', text('value')),
        body: text('exact text of the body'),
      }),
    ),
    changes: list('what would change here: nothing', text('one change')),
    bytes: whole('bytes of the body'),
    planned: whole('requests in all'),
    ratePerSecond: orNull(number('requests a second; null for one request')),
  }),
  document('webhook-check-plan@1', 'What a check would do', 'What `webhook check --dry-run` would send; nothing was', {
    requests: list(
      'requests that would be sent, in order',
      object('one request', {
        method: text('HTTP method'),
        path: text("the whole URL; for LINE's own test the path below its API host"),
        body: orNull(text('exact text of the body; null where there is none')),
        headers: { description: 'always null: signatures are made when it is sent', type: 'null' },
        purpose: text('what it is to find out'),
      }),
    ),
    changes: list('files that would be written', text('one change')),
  }),
  document(
    'webhook-send-progress@1',
    'Progress of a load',
    'Where a load test stands, a line now and then',
    {
      at: time('when it was so'),
      planned: whole('requests that are to be sent'),
      begun: whole('requests that have left'),
      inFlight: whole('requests on their way'),
      requests: whole('requests that were answered or failed'),
      accepted: whole('answers of 2xx'),
      latencyMs,
      over2s: whole('answers that LINE would not have waited for'),
      rateReached: orNull(number('requests a second that left')),
      startedLate: whole('requests that left later than they were to'),
      elapsedMs: whole('milliseconds so far'),
    },
    { printed: '`webhook send` with `--progress json`, on stderr' },
  ),
  document('webhook-events@1', 'Webhook events', 'Every name that `webhook send --event` takes', {
    events: list(
      'in the order of the help',
      object('one event', {
        name: text('the name'),
        type: text("LINE's event type"),
        summary: text('what it stands for'),
        sources: list('where it can come from', word('a kind of chat', ['user', 'group', 'room'])),
        hasReplyToken: yesNo('whether it can be replied to'),
      }),
    ),
  }),
  document('webhook-replay@1', 'Webhooks sent again', 'What a bot server answered to recorded webhooks', {
    to: text('where they went'),
    sent: whole('how many were sent'),
    accepted: whole('answers of 2xx'),
    refused: whole('other answers'),
    unanswered: whole('no answer'),
    webhooks: list(
      'each of them',
      object('one webhook', {
        receivedAt: time('when it was recorded'),
        path: text('path and query that it came to'),
        eventIds: list('its events', text('a webhookEventId')),
        ...FORWARD,
      }),
    ),
  }),
  document('webhook-verify@1', 'Verified signature', 'Whether a signature belongs to a body', {
    valid: yesNo('whether it does'),
    secret: orNull(word('which channel secret it was made with; null where it is not valid', ['current', 'previous'])),
    cause: CAUSE,
    explanation: orNull(text('the same in words')),
    hint: orNull(text('what to do about it')),
  }),
  document('webhook-listen@1', 'Listening', 'Where webhooks are received now', { url: text('the URL') }),
  document('received-webhook@1', 'Received webhook', 'A webhook that came, a line each', {
    receivedAt: time('when it had come whole'),
    senderIp: text('from where'),
    method: text('HTTP method'),
    path: text('path and query'),
    status: whole('what it was answered with'),
    ms: number('milliseconds until then'),
    signature: SIGNATURE,
    cause: CAUSE,
    explanation: orNull(text('what is wrong with the signature, in words')),
    destination: orNull(text('user ID of the bot that it is for')),
    events: list(
      'its events',
      object('one event', {
        type: orNull(text("LINE's event type")),
        webhookEventId: orNull(text("LINE's ID of the event")),
        timestamp: orNull(number('milliseconds since 1970, as LINE gives them')),
        mode: orNull(text('`active`, or `standby` where another module of the channel answers')),
        isRedelivery: yesNo('whether LINE says that it sends it again'),
        isDouble: yesNo('whether it was received here before'),
        firstReceivedAt: orNull(time('when that was')),
        source: orNull(
          object('where it comes from', {
            type: orNull(text('`user`, `group` or `room`')),
            userId: orNull(text('who')),
            groupId: orNull(text('in which group')),
            roomId: orNull(text('in which room')),
          }),
        ),
        messageType: orNull(text('type of the message')),
        messageId: orNull(text('its ID')),
        unsentMessageId: orNull(text('ID of the message that a person took back')),
        replyToken: orNull(text('the reply token')),
        replyUntil: orNull(time('how long that can be used')),
        replySecondsLeft: orNull(whole('the same as seconds')),
        advice: orNull(text('what is to be done about it')),
        event: anything('the event as LINE sent it'),
      }),
    ),
    recorded: yesNo('whether it was written to the file of `--record`'),
    forward: orNull(object('what the bot behind answered; null where it was not passed on', FORWARD)),
  }),
  document(
    'recorded-webhook@1',
    'Recorded webhook',
    'A webhook as it was kept, a line each: enough to send it again byte for byte',
    {
      receivedAt: time('when it had come whole'),
      senderIp: text('from where'),
      path: text('path and query'),
      headers: list('headers in their order and spelling', list('name and value', text('either'))),
      signedBy: orNull(word('which secret signed it; null where none that was known did', ['current', 'previous'])),
      eventIds: list('its events', text('a webhookEventId')),
      body: orNull(text('the body, where it is UTF-8')),
      bodyBase64: orNull(text('its bytes in Base64, where it is not')),
    },
    { printed: '`webhook listen --record`, into its file; `webhook replay` reads it' },
  ),
];
