import { failure } from '../failure/failure.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-](\d{2}):?(\d{2}))$/;

/** The farthest that a clock on earth is from UTC: 14 hours, in Kiribati. */
const FARTHEST_OFFSET_MINUTES = 14 * 60;

/**
 * Milliseconds since 1970 of an ISO 8601 time with its offset; null for any other form, and for a day, an hour or an
 * offset that does not exist: a runtime would make 2 March of 30 February.
 */
export function instantOf(text: string): number | null {
  const [, day = '', hour, offsetHours = '0', offsetMinutes = '0'] = TIME.exec(text) ?? [];
  if (dayOf(day) === null || hour === '24') return null;
  if (FARTHEST_OFFSET_MINUTES < 60 * Number(offsetHours) + Number(offsetMinutes)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** Milliseconds since 1970 of the beginning (UTC) of a day such as 2026-11-22; null for a day that does not exist. */
export function dayOf(text: string): number | null {
  const ms = DAY.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? ms : null;
}

/** The same as `instantOf`. @throws {LineOpsError} `usage` where that is null. */
export function parseInstant(text: string): number {
  const ms = instantOf(text);
  if (ms !== null) return ms;
  throw failure('INVALID_TIME', { which: 'instant', text, hasForm: TIME.test(text) });
}
