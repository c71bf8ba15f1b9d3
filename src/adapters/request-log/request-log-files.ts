const DAY_MS = 24 * 60 * 60 * 1000;

const FILE_NAME = /^requests-(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** The name of the file that holds the calls of this time's day (UTC). */
export function logFileName(time: number): string {
  return `requests-${new Date(time).toISOString().slice(0, 10)}.jsonl`;
}

/** The day of a log file, from its start up to and without its end, in milliseconds since 1970; null for any other name. */
export function logFileDay(name: string): { readonly start: number; readonly end: number } | null {
  const start = Date.parse(FILE_NAME.exec(name)?.[1] ?? '');
  return Number.isNaN(start) ? null : { start, end: start + DAY_MS };
}
