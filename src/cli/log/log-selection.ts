import { failure } from '../../domain/failure/failure.js';
import { parseDuration } from '../../domain/text/duration.js';
import { dayOf, instantOf } from '../../domain/text/instant.js';
import type { LogForm } from './log-forms.js';

/** A point in time as it was given: so long ago, or itself. In milliseconds. */
export type Moment = { readonly type: 'ago'; readonly ms: number } | { readonly type: 'at'; readonly time: number };

/** @throws {LineOpsError} `usage` unless the text is a duration, a day (UTC), or an ISO 8601 time with its offset. */
export function parseMoment(text: string): Moment {
  if (/^\d+[smhd]$/.test(text)) return { type: 'ago', ms: parseDuration(text) };
  const time = dayOf(text) ?? instantOf(text);
  if (time !== null) return { type: 'at', time };
  throw failure('INVALID_TIME', { which: 'moment', text });
}

export function timeOf(moment: Moment | undefined, now: number): number | null {
  if (moment === undefined) return null;
  return moment.type === 'ago' ? now - moment.ms : moment.time;
}

/** Which statuses: one, a class such as `4xx`, or calls that got no answer. */
export type StatusFilter = (status: number | null) => boolean;

/** @throws {LineOpsError} `usage` unless the text is like `429`, `4xx` or `none`. */
export function parseStatusFilter(text: string): StatusFilter {
  const wanted = text.toLowerCase();
  if (wanted === 'none') return (status) => status === null;
  if (/^[1-5]xx$/.test(wanted)) return (status) => status !== null && Math.floor(status / 100) === Number(wanted[0]);
  if (/^[1-5]\d\d$/.test(wanted)) return (status) => status === Number(wanted);
  throw failure('INVALID_STATUS', { text });
}

/** Everything that an entry must be; null asks for nothing. */
export interface LogFilter {
  readonly status: StatusFilter | null;
  readonly method: string | null;
  /** A part of it. */
  readonly path: string | null;
  readonly id: string | null;
  readonly channel: string | null;
}

interface Filtered {
  readonly at: number;
  readonly status: number | null;
  readonly method: string;
  readonly channel: string | null;
}

/** Whether an entry is asked for. */
export function isWanted<Entry extends Filtered>(entry: Entry, form: LogForm<Entry>, filter: LogFilter): boolean {
  if (filter.status !== null && !filter.status(entry.status)) return false;
  if (filter.channel !== null && entry.channel !== filter.channel) return false;
  if (filter.method !== null && entry.method.toUpperCase() !== filter.method.toUpperCase()) return false;
  if (filter.path !== null && !form.pathOf(entry).includes(filter.path)) return false;
  return filter.id === null || form.idsOf(entry).includes(filter.id);
}
