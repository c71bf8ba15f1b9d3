import { crc32 } from 'node:zlib';
import type { Attempt, KeyChangeOnRecord, KeySuccession } from '../../domain/broadcast/sending/batch/history.js';
import { parseRetryKey, type RetryKey } from '../../domain/line/ids.js';

/** One line of a journal: what happened, to which broadcast, in which run; nobody takes back what another run did. */
export type JournalLine = { readonly of: string; readonly run: string } & (
  | {
      readonly type: 'run';
      readonly at: number;
      readonly gapSince: number | null;
      /** The line before it was cut off: what it was about never left. */
      readonly isAfterTornLine: boolean;
    }
  | ({ readonly type: 'attempt' } & Attempt)
  | {
      /** `takenBack` by this run, `settled` for all. */
      readonly type: 'takenBack' | 'settled';
      readonly retryKey: RetryKey;
      readonly succession: KeySuccession | null;
    }
);

/** JSON behind a checksum of eight digits. */
const CHECKSUM_LENGTH = 8;

export function writeLine(line: JournalLine): string {
  const text = JSON.stringify(line);
  return `${checksum(text)} ${text}\n`;
}

/** Null for anything that `writeLine` did not write. */
export function readLine(line: string): JournalLine | null {
  const text = line.slice(CHECKSUM_LENGTH + 1);
  if (line[CHECKSUM_LENGTH] !== ' ' || line.slice(0, CHECKSUM_LENGTH) !== checksum(text)) return null;
  // What matches its checksum is what some version of this program wrote.
  const fields: Fields = JSON.parse(text);
  const { type, of, run, batch, at, retryKey } = fields;
  if (typeof of !== 'string' || typeof run !== 'string') return null;
  switch (type) {
    case 'run':
      if (typeof at !== 'number') return null;
      return {
        type,
        of,
        run,
        at,
        gapSince: numberOrNull(fields.gapSince),
        isAfterTornLine: fields.isAfterTornLine === true,
      };
    case 'attempt':
      if (typeof batch !== 'number' || typeof retryKey !== 'string' || typeof at !== 'number') return null;
      return {
        type,
        of,
        run,
        batch,
        retryKey: parseRetryKey(retryKey),
        at,
        lineAheadMs: numberOrNull(fields.lineAheadMs),
      };
    case 'takenBack':
    case 'settled':
      if (typeof retryKey !== 'string') return null;
      return { type, of, run, retryKey: parseRetryKey(retryKey), succession: fields.succession ?? null };
    default:
      return null;
  }
}

/** Every field of every line. A change of an unknown kind was written by a newer version, and is followed by nobody. */
interface Fields {
  readonly type?: unknown;
  readonly of?: unknown;
  readonly run?: unknown;
  readonly at?: unknown;
  readonly gapSince?: unknown;
  readonly isAfterTornLine?: unknown;
  readonly batch?: unknown;
  readonly retryKey?: unknown;
  readonly lineAheadMs?: unknown;
  readonly succession?: { readonly change: KeyChangeOnRecord; readonly successors: readonly RetryKey[] } | null;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
