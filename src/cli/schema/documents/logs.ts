import { document } from '../document.js';
import { requestId } from '../parts/channel.js';
import { list, object, orNull, type Shapes, text, time, whole, word, yesNo } from '../shape.js';

const REQUEST: Shapes = {
  time: time('when the request left'),
  requestId,
  acceptedRequestId: orNull(text('request ID of the earlier request that LINE had accepted under the retry key')),
  retryKey: orNull(text('the retry key that it carried')),
  method: text('HTTP method'),
  url: text('the whole URL'),
  status: orNull(whole('HTTP status; null where no answer came')),
  ms: orNull(whole('milliseconds that it took')),
  channel: orNull(text('name of the channel, else its ID')),
  failure: orNull(text('why no answer came; null where one did')),
};

const WEBHOOK: Shapes = {
  time: time('when it had come whole'),
  senderIp: text('from where'),
  method: text('HTTP method'),
  path: text('path and query'),
  status: orNull(whole('what it was answered with')),
  ms: orNull(whole('milliseconds until then')),
  channel: orNull(text('name of the channel, else its ID')),
  signature: orNull(text('which secret signed it, `wrong` or `missing`; null where nobody looked')),
  eventIds: list('its events, where the signature was right', text('a webhookEventId')),
};

const requests = list('requests, the oldest first', object('one request', REQUEST));

export const LOGS = [
  document('log-list@1', 'Request log', 'Requests to LINE, as far as they are wanted', { requests }),
  document('log-show@1', 'Requests of one ID', 'Every request with this request ID', { requests }),
  document('log-export@1', 'Exported request log', 'Requests to LINE, as far as they are wanted', { requests }),
  document('webhook-log@1', 'Webhook log', 'Webhooks that were received here, as far as they are wanted', {
    webhooks: list('webhooks, the oldest first', object('one webhook', WEBHOOK)),
  }),
  document('log-request@1', 'Logged request', 'One request, a line each with `--follow`', REQUEST),
  document(
    'log-webhook@1',
    'Logged webhook',
    'One webhook that was received here, a line each with `--follow`',
    WEBHOOK,
  ),
  document('log-prune@1', 'Pruned log', 'Days of the log that were deleted, or would be', {
    deleted: list('files that were deleted', text('a file')),
    wouldDelete: list('files that would be', text('a file')),
    bytes: whole('bytes of them'),
  }),
  document('log-check@1', 'Log of a bot server', 'Whether a log of yours has the five columns that LINE recommends', {
    file: text('the file; `-` for stdin'),
    kind: word('what it is a log of', ['webhooks', 'requests']),
    ok: yesNo('whether every entry has every column'),
    lines: whole('lines that were read'),
    entries: whole('entries among them'),
    columns: list(
      'the five columns',
      object('one column', {
        id: text('name of the column'),
        title: text('what it holds'),
        status: word('whether every entry has it', ['pass', 'fail']),
        found: whole('entries that have it'),
        missingIn: list('lines of the first that have not', whole('a line, from 1')),
        example: orNull(text('one that was found')),
      }),
    ),
  }),
];
