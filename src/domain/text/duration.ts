import { failure } from '../failure/failure.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** Ten years. Nothing here lasts longer; a date so far away may not exist, and no timer reaches it. */
const LONGEST_DAYS = 3650;

/**
 * Milliseconds of `90s`, `10m`, `12h` or `30d`; `0s` is a duration too.
 *
 * @throws {LineOpsError} `usage` unless the text is digits and one of `s`, `m`, `h`, `d`, and no longer than that many days.
 */
export function parseDuration(text: string, longestDays = LONGEST_DAYS): number {
  const [, digits, unit] = /^([0-9]+)([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  const ms = digits === undefined || unitMs === undefined ? Number.NaN : Number(digits) * unitMs;
  if (ms <= longestDays * DAY_MS) return ms;
  throw failure('INVALID_DURATION', { which: 'form', text, longestDays: Number.isNaN(ms) ? null : longestDays });
}

/** The duration as `parseDuration` takes it, in the largest unit that gives it whole; parts of a second are dropped. */
export function durationWord(ms: number): string {
  const seconds = Math.floor(ms / SECOND_MS) * SECOND_MS;
  const [unit, unitMs] = Object.entries(UNIT_MS).findLast(([, size]) => seconds % size === 0) ?? ['s', SECOND_MS];
  return seconds === 0 ? '0s' : `${seconds / unitMs}${unit}`;
}

/**
 * A duration for people, in its two largest units and rounded to the smaller: `45 s`, `3 min 20 s`, `1 h 05 min`,
 * `2 d 3 h`. A part that is zero is left out (`10 min`); below zero reads as zero.
 */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / SECOND_MS);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's', 2);
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'h', 'min', 2);
  return twoUnits(Math.round(minutes / 60), 24, 'd', 'h', 1);
}

function twoUnits(amount: number, perLarge: number, large: string, small: string, smallDigits: number): string {
  const whole = `${Math.floor(amount / perLarge)} ${large}`;
  const remainder = amount % perLarge;
  return remainder === 0 ? whole : `${whole} ${String(remainder).padStart(smallDigits, '0')} ${small}`;
}
