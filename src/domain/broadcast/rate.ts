import { LineOpsError } from '../failure.js';

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Requests a second from `200/s`, `60/m` or `1000/h`. @throws {LineOpsError} `usage` for another form, and for zero. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text);
  const value = Number(match?.[1]) / (SECONDS_OF[match?.[2] ?? ''] ?? Number.NaN);
  if (Number.isFinite(value) && value > 0) return value;
  throw new LineOpsError('usage', 'INVALID_RATE', `"${text}" is not a rate`, {
    hint: 'Give requests per second, minute or hour: 200/s, 60/m, 1000/h.',
  });
}
