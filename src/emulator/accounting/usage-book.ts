import { quotaMonth, statisticsDay } from '../clock.js';

/** The send methods that LINE keeps daily counts for. */
export type CountedMethod = 'reply' | 'push' | 'multicast' | 'broadcast' | 'narrowcast' | NotificationMethod;
/** Notification messages, of which this account sends none. @see https://developers.line.biz/en/reference/line-notification-messages/ */
type NotificationMethod = 'pnp' | 'pnp/templated';

/** Up to so many names of aggregation units a month are assigned. @see https://developers.line.biz/en/reference/messaging-api/#send-push-message */
const MAX_UNITS_PER_MONTH = 1000;

/** What was sent on which day and in which month (UTC+9), and how much of the monthly limit is left. */
export class UsageBook {
  readonly #quota: number | null;
  readonly #months = new Map<string, number>();
  readonly #days = new Map<string, number>();
  readonly #units = new Map<string, Set<string>>();
  #reserved = 0;

  /** @param quota messages a month; null for an account without a limit. */
  constructor(quota: number | null) {
    this.#quota = quota;
  }

  get quota(): number | null {
    return this.#quota;
  }

  /** Messages counted in the month of this time. */
  monthTotal(at: number): number {
    return this.#months.get(quotaMonth(at)) ?? 0;
  }

  /** Messages that may still be sent this month, without those that a delivery in progress has reserved. */
  left(at: number): number {
    return this.#quota === null
      ? Number.POSITIVE_INFINITY
      : Math.max(0, this.#quota - this.monthTotal(at) - this.#reserved);
  }

  /** Counts messages for the day and, but for replies, for the month. @see https://developers.line.biz/en/docs/messaging-api/pricing/ */
  count(method: CountedMethod, messages: number, at: number): void {
    const day = `${method} ${statisticsDay(at)}`;
    this.#days.set(day, (this.#days.get(day) ?? 0) + messages);
    if (method === 'reply') return;
    const month = quotaMonth(at);
    this.#months.set(month, (this.#months.get(month) ?? 0) + messages);
  }

  /** Messages sent by a method on a day, `yyyyMMdd`. */
  dayTotal(method: CountedMethod, day: string): number {
    return this.#days.get(`${method} ${day}`) ?? 0;
  }

  /** Sets messages aside for a delivery in progress. A negative number gives them back. */
  reserve(messages: number): void {
    this.#reserved += messages;
  }

  /** Assigns an aggregation unit; beyond the month's limit the name is dropped without a word, as LINE does. Answers whether it was. */
  assignUnit(name: string, at: number): boolean {
    const month = quotaMonth(at);
    const names = this.#units.get(month) ?? new Set();
    this.#units.set(month, names);
    if (names.size < MAX_UNITS_PER_MONTH) names.add(name);
    return names.has(name);
  }

  /** The unit names of the month of this time, in order of their first use. */
  units(at: number): readonly string[] {
    return [...(this.#units.get(quotaMonth(at)) ?? [])];
  }

  /** Everything but reservations, as plain data for the state file. */
  toData(): UsageData {
    return {
      months: [...this.#months],
      days: [...this.#days],
      units: [...this.#units].map(([month, names]) => [month, [...names]]),
    };
  }

  /** Takes over the data of an earlier run. */
  restore({ months, days, units }: UsageData): void {
    for (const [month, count] of months) this.#months.set(month, count);
    for (const [day, count] of days) this.#days.set(day, count);
    for (const [month, names] of units) this.#units.set(month, new Set(names));
  }
}

/** A usage book as plain data. */
export interface UsageData {
  readonly months: readonly (readonly [string, number])[];
  readonly days: readonly (readonly [string, number])[];
  readonly units: readonly (readonly [string, readonly string[]])[];
}
