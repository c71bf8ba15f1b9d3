import { LineOpsError } from '../../failure/failure.js';
import { shown } from '../../text/shown.js';

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A slower pace means a broadcast that never ends. */
const SLOWEST_PER_SECOND = 1 / 3600;

/** Requests a second from `200/s`, `60/m` or `1000/h`. @throws {LineOpsError} `usage` for another form, and for less than one an hour. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text);
  const value = Number(match?.[1]) / (SECONDS_OF[match?.[2] ?? ''] ?? Number.NaN);
  if (SLOWEST_PER_SECOND <= value && Number.isFinite(value)) return value;
  const why = value < SLOWEST_PER_SECOND ? 'is slower than 1/h, the slowest that can be kept' : 'is not a rate';
  throw new LineOpsError('usage', 'INVALID_RATE', `"${shown(text)}" ${why}`, {
    hint: 'Give requests per second, minute or hour: 200/s, 60/m, 1000/h.',
  });
}
