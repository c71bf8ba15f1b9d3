import { visible } from '../../domain/text/visible.js';
import type { Deps } from '../../ports/deps.js';
import type { LoggedRequest, LoggedWebhook, LogReader } from '../../ports/request-log.js';
import type { Painter } from '../../ports/terminal.js';

/** A log in the forms that it is printed in. */
export interface LogForm<Entry extends { readonly at: number; readonly channel: string | null }> {
  /** What its entries are called, in a document and for people. */
  readonly name: 'requests' | 'webhooks';
  /** The document that `--json` prints one entry as, where it prints one a line. */
  readonly lineSchema: string;
  readonly reader: (deps: Pick<Deps, 'requestLog' | 'webhookLog'>) => Promise<LogReader<Entry>>;
  readonly json: (entry: Entry) => Readonly<Record<string, unknown>>;
  /**
   * The five columns that LINE recommends to keep, time as HTTP date. What an entry does not have is empty.
   *
   * @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs
   */
  readonly tsv: (entry: Entry) => string;
  /** One line for people, in columns that need no look at the other lines: a log is printed as it is read. */
  readonly text: (entry: Entry, paint: Painter) => string;
  readonly details: (entry: Entry, paint: Painter) => string[][];
  readonly idsOf: (entry: Entry) => readonly (string | null)[];
  readonly pathOf: (entry: Entry) => string;
}

export const REQUESTS: LogForm<LoggedRequest> = {
  name: 'requests',
  lineSchema: 'line-ops/log-request@1',
  reader: (deps) => deps.requestLog(),
  json: ({ at, requestId, acceptedRequestId, retryKey, method, url, status, ms, channel, failure }) => ({
    time: new Date(at).toISOString(),
    requestId,
    acceptedRequestId,
    retryKey,
    method,
    url,
    status,
    ms,
    channel,
    failure,
  }),
  tsv: ({ at, requestId, method, url, status }) => tsvOf([requestId ?? '', httpDate(at), method, url, status]),
  text: (request, paint) => {
    const { status, requestId, failure, channel } = request;
    const outcome = status === null ? `no answer (${failure ?? 'unknown'})` : (requestId ?? '(no request ID)');
    return lineOf({ ...request, path: pathOfRequest(request) }, [outcome, channel], paint);
  },
  details: ({ at, requestId, acceptedRequestId, retryKey, method, url, status, ms, channel, failure }, paint) =>
    rowsOf([
      ['time', paint.time(at)],
      ['request', `${method} ${url}`],
      ['status', status === null ? `no answer: ${failure ?? 'unknown'}` : String(status)],
      ['took', ms === null ? null : `${ms} ms`],
      ['request ID', requestId],
      ['accepted request ID', acceptedRequestId],
      ['retry key', retryKey],
      ['channel', channel],
    ]),
  // Also found where it is the accepted one of a repeated request.
  idsOf: ({ requestId, acceptedRequestId }) => [requestId, acceptedRequestId],
  pathOf: pathOfRequest,
};

export const WEBHOOKS: LogForm<LoggedWebhook> = {
  name: 'webhooks',
  lineSchema: 'line-ops/log-webhook@1',
  reader: (deps) => deps.webhookLog(),
  json: ({ at, senderIp, method, path, status, ms, channel, signature, eventIds }) => ({
    time: new Date(at).toISOString(),
    senderIp,
    method,
    path,
    status,
    ms,
    channel,
    signature,
    eventIds,
  }),
  tsv: ({ at, senderIp, method, path, status }) => tsvOf([senderIp, httpDate(at), method, path, status]),
  text: (webhook, paint) => {
    const { senderIp, signature, channel, eventIds } = webhook;
    const signed = signature === 'wrong' || signature === 'missing' ? `signature ${signature}` : null;
    return lineOf(webhook, [senderIp, signed, channel, ...eventIds], paint);
  },
  details: ({ at, senderIp, method, path, status, ms, channel, signature, eventIds }, paint) =>
    rowsOf([
      ['time', paint.time(at)],
      ['from', senderIp],
      ['request', `${method} ${path}`],
      ['status', status === null ? null : String(status)],
      ['took', ms === null ? null : `${ms} ms`],
      ['signature', signature],
      ['events', eventIds.length === 0 ? null : eventIds.join(', ')],
      ['channel', channel],
    ]),
  idsOf: ({ eventIds }) => eventIds,
  pathOf: ({ path }) => path,
};

function pathOfRequest({ url }: LoggedRequest): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

function httpDate(at: number): string {
  return new Date(at).toUTCString();
}

function tsvOf(columns: readonly (string | number | null)[]): string {
  return columns.map((column) => visible(String(column ?? ''))).join('\t');
}

interface Line {
  readonly at: number;
  readonly status: number | null;
  readonly ms: number | null;
  readonly method: string;
  readonly path: string;
}

function lineOf({ at, status, ms, method, path }: Line, rest: readonly (string | null)[], paint: Painter): string {
  const shownStatus = String(status ?? '---');
  return [
    paint.dim(paint.time(at)),
    status === null || 500 <= status
      ? paint.bad(shownStatus)
      : 400 <= status
        ? paint.warn(shownStatus)
        : paint.good(shownStatus),
    `${ms ?? '?'} ms`.padStart(8),
    visible(method).padEnd(6),
    visible(path),
    paint.dim(visible(rest.filter((part) => part !== null).join('  '))),
  ].join('  ');
}

function rowsOf(rows: readonly (readonly [name: string, value: string | null])[]): string[][] {
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}
