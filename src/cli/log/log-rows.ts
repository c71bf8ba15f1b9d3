import { visible } from '../../domain/text/visible.js';
import type { LoggedRequest } from '../../ports/request-log.js';
import type { Painter } from '../../ports/terminal.js';

/** A request as `--json` and `log export --format jsonl` print it. */
export function requestJson({
  at,
  requestId,
  acceptedRequestId,
  retryKey,
  method,
  url,
  status,
  ms,
  channel,
  failure,
}: LoggedRequest): Readonly<Record<string, unknown>> {
  return {
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
  };
}

/**
 * The five columns that LINE recommends to keep: request ID, time as HTTP date, method, endpoint URL, status. What a call
 * without an answer does not have is empty.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs
 */
export function tsvRow({ at, requestId, method, url, status }: LoggedRequest): string {
  return [requestId ?? '', new Date(at).toUTCString(), method, url, String(status ?? '')].map(visible).join('\t');
}

/** One line for people, in columns that need no look at the other lines: a log is printed as it is read. */
export function textRow(
  { at, requestId, method, url, status, ms, channel, failure }: LoggedRequest,
  paint: Painter,
): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const shownStatus = String(status ?? '---');
  const painted =
    status === null || 500 <= status
      ? paint.bad(shownStatus)
      : 400 <= status
        ? paint.warn(shownStatus)
        : paint.good(shownStatus);
  const outcome = status === null ? `no answer (${failure ?? 'unknown'})` : (requestId ?? '(no request ID)');
  return [
    paint.dim(paint.time(at)),
    painted,
    `${ms ?? '?'} ms`.padStart(8),
    visible(method).padEnd(6),
    visible(path),
    paint.dim(visible([outcome, channel].filter((part) => part !== null).join('  '))),
  ].join('  ');
}

export function detailRows(
  { at, requestId, acceptedRequestId, retryKey, method, url, status, ms, channel, failure }: LoggedRequest,
  paint: Painter,
): string[][] {
  const rows: [string, string | null][] = [
    ['time', paint.time(at)],
    ['request', `${method} ${url}`],
    ['status', status === null ? `no answer: ${failure ?? 'unknown'}` : String(status)],
    ['took', ms === null ? null : `${ms} ms`],
    ['request ID', requestId],
    ['accepted request ID', acceptedRequestId],
    ['retry key', retryKey],
    ['channel', channel],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}
