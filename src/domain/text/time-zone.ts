import { failure } from '../failure/failure.js';

/** A name of the IANA time zone database, as the runtime spells it. @throws {LineOpsError} `usage` for a zone that it does not know. */
export function parseTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw failure('INVALID_TIME_ZONE', { text });
  }
}

const MINUTE_MS = 60_000;
const OFFSET = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/;

/** How far the clocks of a zone are ahead of UTC at a moment (milliseconds since 1970), in milliseconds. */
export function zoneOffset(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  return (at) => {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign = '+', hours = '0', minutes = '0'] = OFFSET.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes)) * MINUTE_MS;
  };
}
