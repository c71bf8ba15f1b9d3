import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../domain/failure/failure.js';
import { visible } from '../../domain/text/visible.js';
import type { Redactor } from '../../ports/host.js';
import type { ApiNotice } from '../../ports/line-api.js';
import type { CallObserver, CallRecord } from '../line/http.js';
import { makePrivateFolder } from '../state/folders.js';
import { logFileDay, logFileName } from './request-log-files.js';

/** LINE names no figure ("for a period of time"). @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs */
const KEEP_MS = 90 * 24 * 60 * 60 * 1000;

export interface RequestLogOptions {
  /** Name of the channel; null where it has none. */
  readonly channel: string | null;
  /** Write the bodies of requests and answers too, without the secrets. */
  readonly withBodies: boolean;
}

/**
 * Writes one JSON line per API call into a file per day (UTC), and deletes days that ended 90 days ago. A line is
 * appended by one write, so that several processes never mix theirs. A log that cannot be written never stops an
 * operation: it is said once, and the next call tries again.
 */
export function createRequestLog(
  folder: string,
  redactor: Redactor,
  { channel, withBodies }: RequestLogOptions,
  tell: (notice: ApiNotice) => void,
): CallObserver {
  let hasWarned = false;
  return (call) => {
    try {
      const path = join(folder, logFileName(call.at));
      if (!existsSync(path)) {
        makePrivateFolder(folder);
        prune(folder, call.at);
      }
      appendFileSync(path, `${visible(redactor.redact(lineOf(call, channel, withBodies)))}\n`, { mode: 0o600 });
    } catch (error) {
      if (hasWarned) return;
      hasWarned = true;
      tell({ type: 'notLogged', folder, why: reasonOf(error) });
    }
  };
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

function prune(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const day = logFileDay(name);
    if (day !== null && day.end <= now - KEEP_MS) rmSync(join(folder, name), { force: true });
  }
}
