import { failure } from '../../domain/failure/failure.js';
import { parseDuration } from '../../domain/text/duration.js';

/** Nobody waits longer for a command. */
const LONGEST_HOURS = 24;

/** `--command-timeout`, in milliseconds. */
export function parseCommandTimeout(text: string): number {
  const timeoutMs = parseDuration(text);
  if (0 < timeoutMs && timeoutMs <= LONGEST_HOURS * 60 * 60 * 1000) return timeoutMs;
  throw failure('INVALID_DURATION', { which: 'commandTimeout', longestHours: LONGEST_HOURS, text });
}
