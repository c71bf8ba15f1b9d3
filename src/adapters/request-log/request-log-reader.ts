import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../domain/failure/system-errors.js';
import type { LogFile, LoggedRequest, LogRange, LogReading, RequestLogReader } from '../../ports/request-log.js';
import { splitLines } from '../files/text-lines.js';
import { logFileDay } from './request-log-files.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const CHUNK_BYTES = 256 * 1024;
/** A line takes a few hundred characters; a longer run is what a damaged disk leaves behind. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Reads the daily files of the request log. A folder that is not there is an empty log. */
export function createRequestLogReader(folder: string): RequestLogReader {
  return {
    read(range) {
      const damage = { lines: 0 };
      return { groups: readGroups(folder, range, damage), damagedLines: () => damage.lines } satisfies LogReading;
    },
    sends: (retryKeys, since) => readSends(folder, retryKeys, since - DAY_MS),
    async filesBefore(time) {
      const files: LogFile[] = [];
      for (const name of await namesIn(folder)) {
        const day = logFileDay(name);
        if (day !== null && day.end <= time) files.push({ name, bytes: await sizeOf(join(folder, name)) });
      }
      return files;
    },
    async remove(files) {
      for (const { name } of files) {
        if (logFileDay(name) === null) throw new Error(`${name} is not a file of the request log`);
        await rm(join(folder, name), { force: true }).catch((cause: unknown) => {
          throw failure('LOG_NOT_WRITABLE', { path: join(folder, name), why: whyOf(cause) }, { cause });
        });
      }
    },
  };
}

async function* readGroups(
  folder: string,
  range: LogRange,
  damage: { lines: number },
): AsyncGenerator<readonly LoggedRequest[]> {
  for await (const lines of readLines(folder, range, damage)) {
    const found = requestsIn(lines, range, damage);
    if (found.length > 0) yield found;
  }
}

async function* readSends(
  folder: string,
  retryKeys: { has(retryKey: string): boolean },
  since: number,
): AsyncGenerator<LoggedRequest & { readonly retryKey: string }> {
  for await (const lines of readLines(folder, { since, until: null }, { lines: 0 })) {
    for (const line of lines) {
      // Most lines are of other requests: parsing them all would take ten times as long.
      const at = line.indexOf(KEY_START);
      if (at === -1 || !retryKeys.has(line.slice(at + KEY_START.length, at + KEY_START.length + UUID_LENGTH))) continue;
      const { request } = readLine(line);
      if (request?.retryKey) yield { ...request, retryKey: request.retryKey };
    }
  }
}

async function* readLines(
  folder: string,
  range: LogRange,
  damage: { lines: number },
): AsyncGenerator<readonly string[]> {
  for (const name of await namesIn(folder)) {
    const day = logFileDay(name);
    if (day === null || !overlaps(day, range)) continue;
    try {
      const chunks = createReadStream(join(folder, name), { highWaterMark: CHUNK_BYTES });
      yield* splitLines(chunks, { fatal: false, maxLineLength: MAX_LINE_LENGTH });
    } catch (cause) {
      // Another process may have pruned the day in the meantime.
      if (isMissing(cause)) continue;
      if (!(cause instanceof RangeError)) throw unreadable(join(folder, name), cause);
      damage.lines += 1;
    }
  }
}

function overlaps(
  { start, end }: { readonly start: number; readonly end: number },
  { since, until }: LogRange,
): boolean {
  return (since === null || since < end) && (until === null || start < until);
}

function requestsIn(
  lines: readonly string[],
  { since, until }: LogRange,
  damage: { lines: number },
): readonly LoggedRequest[] {
  const found: LoggedRequest[] = [];
  for (const line of lines) {
    if (line === '') continue;
    const { request, isWhole } = readLine(line);
    if (!isWhole) damage.lines += 1;
    if (request !== null && (since === null || since <= request.at) && (until === null || request.at < until))
      found.push(request);
  }
  return found;
}

const LINE_START = '{"time":';
const KEY_START = '"retryKey":"';
const UUID_LENGTH = 36;

/** A line cut off by a full disk or a power loss may have the next one at its end, whole. */
function readLine(line: string): { readonly request: LoggedRequest | null; readonly isWhole: boolean } {
  const request = parseLine(line);
  if (request !== null) return { request, isWhole: true };
  const next = line.lastIndexOf(LINE_START);
  return { request: next > 0 ? parseLine(line.slice(next)) : null, isWhole: false };
}

function parseLine(line: string): LoggedRequest | null {
  const entry = objectFrom(line);
  if (entry === null) return null;
  const at = typeof entry['time'] === 'string' ? Date.parse(entry['time']) : Number.NaN;
  const { method, url } = entry;
  if (Number.isNaN(at) || typeof method !== 'string' || typeof url !== 'string') return null;
  return {
    at,
    requestId: textOrNull(entry['requestId']),
    acceptedRequestId: textOrNull(entry['acceptedRequestId']),
    retryKey: textOrNull(entry['retryKey']),
    method,
    url,
    status: numberOrNull(entry['status']),
    ms: numberOrNull(entry['ms']),
    channel: textOrNull(entry['channel']),
    failure: textOrNull(entry['failure']),
  };
}

function objectFrom(
  line: string,
): (Readonly<Record<string, unknown>> & { readonly method?: unknown; readonly url?: unknown }) | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Sorted, and so by day. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw unreadable(folder, cause);
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

function unreadable(path: string, cause: unknown): LineOpsError {
  if (cause instanceof LineOpsError) return cause;
  return failure('LOG_NOT_READABLE', { path, why: whyOf(cause) }, { cause });
}
