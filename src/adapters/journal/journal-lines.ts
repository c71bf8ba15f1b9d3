import { crc32 } from 'node:zlib';
import { parseRetryKey } from '../../domain/ids.js';
import type { Attempt } from '../../ports/attempt-journal.js';

/** One line of a journal. `run` names the run that wrote it, so that nobody takes back what another one did. */
export type JournalLine =
  | {
      readonly type: 'run';
      readonly run: string;
      readonly at: number;
      readonly gapSince: number | null;
      /** The line before it was cut off: what it was about never left. */
      readonly isAfterTornLine: boolean;
    }
  | ({ readonly type: 'attempt'; readonly run: string } & Attempt)
  | { readonly type: 'takenBack'; readonly run: string; readonly batch: number }
  | { readonly type: 'settled'; readonly run: string; readonly batch: number };

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
  const fields: { readonly [Name in keyof Attempt]?: unknown } & Readonly<Record<string, unknown>> = JSON.parse(text);
  const { type, run, batch, at } = fields;
  if (typeof run !== 'string') return null;
  switch (type) {
    case 'run':
      if (typeof at !== 'number') return null;
      return {
        type,
        run,
        at,
        gapSince: numberOrNull(fields['gapSince']),
        isAfterTornLine: fields['isAfterTornLine'] === true,
      };
    case 'attempt': {
      const { retryKey, lineAheadMs } = fields;
      if (typeof batch !== 'number' || typeof retryKey !== 'string' || typeof at !== 'number') return null;
      return { type, run, batch, retryKey: parseRetryKey(retryKey), at, lineAheadMs: numberOrNull(lineAheadMs) };
    }
    case 'takenBack':
    case 'settled':
      return typeof batch === 'number' ? { type, run, batch } : null;
    default:
      return null;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
