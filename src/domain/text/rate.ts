import { failure } from '../failure/failure.js';

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A slower pace means a broadcast that never ends. */
const SLOWEST_PER_SECOND = 1 / 3600;

/** Requests a second from `200/s`, `60/m` or `1000/h`. @throws {LineOpsError} `usage` for another form, and for less than one an hour. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text);
  const value = Number(match?.[1]) / (SECONDS_OF[match?.[2] ?? ''] ?? Number.NaN);
  if (SLOWEST_PER_SECOND <= value && Number.isFinite(value)) return value;
  throw failure('INVALID_RATE', { text, isTooSlow: value < SLOWEST_PER_SECOND });
}
