import { dayOf } from '../domain/text/instant.js';

/** The year 10000 is written with a sign. */
const LATEST = Date.UTC(10_000, 0, 1);

/** Whether the time is within the years that a date is written with. */
export function isWritten(at: number): boolean {
  return 0 <= at && at < LATEST;
}

/** The emulator's time. It runs at real speed and can be moved forward, so that expiry and the 24 hours can be tried. */
export class EmulatorClock {
  #zeroAt: number;

  /** @param startAt milliseconds since 1970; null for the machine's own time. */
  constructor(startAt: number | null) {
    this.#zeroAt = (startAt ?? Date.now()) - performance.now();
  }

  /** Milliseconds since 1970, with fractions: it never goes back on its own, whatever happens to the machine's clock. */
  now(): number {
    return this.#zeroAt + performance.now();
  }

  /** Moves the clock by so many milliseconds. */
  move(ms: number): void {
    this.#zeroAt += ms;
  }

  /** Sets the clock to milliseconds since 1970. */
  set(at: number): void {
    this.#zeroAt = at - performance.now();
  }
}

const UTC_PLUS_9_MS = 9 * 60 * 60 * 1000;

/** `yyyyMMdd` in UTC+9, the form and zone of LINE's statistics. @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-push-messages */
export function statisticsDay(at: number): string {
  return new Date(at + UTC_PLUS_9_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** The moment at which a day `yyyyMMdd` begins in UTC+9, in milliseconds since 1970; null for what is no day. */
export function startOfStatisticsDay(text: string): number | null {
  const [, ...parts] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const midnight = dayOf(parts.join('-'));
  return midnight === null ? null : midnight - UTC_PLUS_9_MS;
}

/** `yyyyMM` in UTC+9. LINE does not publish when its month begins; this follows the zone of its statistics. */
export function quotaMonth(at: number): string {
  return statisticsDay(at).slice(0, 6);
}
