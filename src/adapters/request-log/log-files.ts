import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '../../domain/failure/facts.js';
import { reasonOf } from '../../domain/failure/failure.js';
import type { LogKind } from '../../ports/request-log.js';
import { makePrivateFolder } from '../state/folders.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** LINE names no figure ("for a period of time"). @see https://developers.line.biz/en/docs/messaging-api/development-guidelines/#save-logs */
const KEEP_MS = 90 * DAY_MS;

const FILE_NAME = /^(requests|webhooks)-(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** The name of the file that holds the entries of this time's day (UTC). */
function logFileName(kind: LogKind, time: number): string {
  return `${kind}-${new Date(time).toISOString().slice(0, 10)}.jsonl`;
}

/** The day of a log file, from its start up to and without its end, in milliseconds since 1970; null for any other name. */
export function logFileDay(kind: LogKind, name: string): { readonly start: number; readonly end: number } | null {
  const [, found, day = ''] = FILE_NAME.exec(name) ?? [];
  const start = Date.parse(day);
  return found !== kind || Number.isNaN(start) ? null : { start, end: start + DAY_MS };
}

/**
 * Writes lines into a file per day (UTC), and deletes days that ended 90 days ago. A line is appended by one write, so that
 * several processes never mix theirs. A log that cannot be written never stops an operation: it is said once, and the next
 * line tries again.
 */
export function createLogWriter(
  folder: string,
  kind: LogKind,
  notWritten: (why: Reason) => void,
): (at: number, line: string) => void {
  let hasWarned = false;
  return (at, line) => {
    try {
      const path = join(folder, logFileName(kind, at));
      if (!existsSync(path)) {
        makePrivateFolder(folder);
        prune(folder, kind, at);
      }
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch (error) {
      if (hasWarned) return;
      hasWarned = true;
      notWritten(reasonOf(error));
    }
  };
}

function prune(folder: string, kind: LogKind, now: number): void {
  for (const name of readdirSync(folder)) {
    const day = logFileDay(kind, name);
    if (day !== null && day.end <= now - KEEP_MS) rmSync(join(folder, name), { force: true });
  }
}
