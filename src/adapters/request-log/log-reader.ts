import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../domain/failure/system-errors.js';
import type {
  LogFile,
  LoggedRequest,
  LoggedWebhook,
  LogKind,
  LogRange,
  LogReader,
  LogReading,
  RequestLogReader,
} from '../../ports/request-log.js';
import { splitLines } from '../files/text-lines.js';
import { followLines } from './followed-lines.js';
import { logFileDay } from './log-files.js';
import { type LineParser, parseRequest, parseWebhook, readLine } from './log-lines.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const CHUNK_BYTES = 256 * 1024;
/** A line takes a few hundred characters; a longer run is what a damaged disk leaves behind. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Reads the daily files of the request log. A folder that is not there is an empty log. */
export function createRequestLogReader(folder: string): RequestLogReader {
  return {
    ...createReader(folder, 'requests', parseRequest),
    sends: (retryKeys, since) => readSends(folder, retryKeys, since - DAY_MS),
  };
}

/** The same for the webhooks that came in. */
export function createWebhookLogReader(folder: string): LogReader<LoggedWebhook> {
  return createReader(folder, 'webhooks', parseWebhook);
}

interface Damage {
  lines: number;
}

function createReader<Entry extends { readonly at: number }>(
  folder: string,
  kind: LogKind,
  parse: LineParser<Entry>,
): LogReader<Entry> {
  const readingOf = (lines: AsyncIterable<readonly string[]>, range: LogRange, damage: Damage): LogReading<Entry> => ({
    groups: entriesOf(lines, range, parse, damage),
    damagedLines: () => damage.lines,
  });
  return {
    read(range) {
      const damage = { lines: 0 };
      return readingOf(readLines(folder, kind, range, damage), range, damage);
    },
    follow(range, pause) {
      const files = async () => (await namesIn(folder)).filter((name) => isWithin(logFileDay(kind, name), range));
      return readingOf(followLines(folder, files, pause), range, { lines: 0 });
    },
    async filesBefore(time) {
      const files: LogFile[] = [];
      for (const name of await namesIn(folder)) {
        const day = logFileDay(kind, name);
        if (day !== null && day.end <= time) files.push({ name, bytes: await sizeOf(join(folder, name)) });
      }
      return files;
    },
    async remove(files) {
      for (const { name } of files) {
        if (logFileDay(kind, name) === null) throw new Error(`${name} is not a file of the log of ${kind}`);
        await rm(join(folder, name), { force: true }).catch((cause: unknown) => {
          throw failure('LOG_NOT_WRITABLE', { path: join(folder, name), why: whyOf(cause) }, { cause });
        });
      }
    },
  };
}

async function* entriesOf<Entry extends { readonly at: number }>(
  groups: AsyncIterable<readonly string[]>,
  range: LogRange,
  parse: LineParser<Entry>,
  damage: Damage,
): AsyncGenerator<readonly Entry[]> {
  for await (const lines of groups) {
    const found: Entry[] = [];
    for (const line of lines) {
      if (line === '') continue;
      const { entry, isWhole } = readLine(line, parse);
      if (!isWhole) damage.lines += 1;
      if (entry !== null && isIn(entry.at, range)) found.push(entry);
    }
    if (found.length > 0) yield found;
  }
}

function isIn(at: number, { since, until }: LogRange): boolean {
  return (since === null || since <= at) && (until === null || at < until);
}

const KEY_START = '"retryKey":"';
const UUID_LENGTH = 36;

async function* readSends(
  folder: string,
  retryKeys: { has(retryKey: string): boolean },
  since: number,
): AsyncGenerator<LoggedRequest & { readonly retryKey: string }> {
  for await (const lines of readLines(folder, 'requests', { since, until: null }, { lines: 0 })) {
    for (const line of lines) {
      // Most lines are of other requests: parsing them all would take ten times as long.
      const at = line.indexOf(KEY_START);
      if (at === -1 || !retryKeys.has(line.slice(at + KEY_START.length, at + KEY_START.length + UUID_LENGTH))) continue;
      const { entry } = readLine(line, parseRequest);
      if (entry?.retryKey) yield { ...entry, retryKey: entry.retryKey };
    }
  }
}

async function* readLines(
  folder: string,
  kind: LogKind,
  range: LogRange,
  damage: Damage,
): AsyncGenerator<readonly string[]> {
  for (const name of await namesIn(folder)) {
    if (!isWithin(logFileDay(kind, name), range)) continue;
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

function isWithin(day: { readonly start: number; readonly end: number } | null, { since, until }: LogRange): boolean {
  return day !== null && (since === null || since < day.end) && (until === null || day.start < until);
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
