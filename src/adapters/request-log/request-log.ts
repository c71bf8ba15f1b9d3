import { visible } from '../../domain/text/visible.js';
import type { Redactor } from '../../ports/host.js';
import type { ApiNotice } from '../../ports/line-api.js';
import type { CallObserver, CallRecord } from '../line/http.js';
import { createLogWriter } from './log-files.js';

export interface RequestLogOptions {
  /** Name of the channel; null where it has none. */
  readonly channel: string | null;
  /** Write the bodies of requests and answers too, without the secrets. */
  readonly withBodies: boolean;
}

/** Writes one JSON line per API call. */
export function createRequestLog(
  folder: string,
  redactor: Redactor,
  { channel, withBodies }: RequestLogOptions,
  tell: (notice: ApiNotice) => void,
): CallObserver {
  const write = createLogWriter(folder, 'requests', (why) => tell({ type: 'notLogged', log: 'requests', folder, why }));
  return (call) => write(call.at, visible(redactor.redact(lineOf(call, channel, withBodies))));
}

function lineOf(call: CallRecord, channel: string | null, withBodies: boolean): string {
  const { at, requestId, acceptedRequestId, retryKey, endpoint, url, status, ms, failure } = call;
  const time = new Date(at).toISOString();
  const { method, proof } = endpoint;
  const line = { time, requestId, acceptedRequestId, retryKey, method, url, status, ms, channel, failure };
  // The bodies of the token endpoints hold secrets that nobody knows of yet.
  if (!withBodies || proof !== 'channel access token') return JSON.stringify(line);
  return JSON.stringify({ ...line, requestBody: call.requestBody, answerBody: call.answerBody });
}
