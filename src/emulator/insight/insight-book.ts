import { addCounts, type Counts, NOTHING_COUNTED } from './counts.js';
import {
  type CrowdHabits,
  countOf,
  type Habit,
  habitOf,
  habitsOf,
  hasHabit,
  type Interaction,
  openingOrder,
} from './crowd.js';
import type { BubbleShape } from './message-shape.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Statistics of a message change for so long after it was sent. @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
const COUNTED_FOR_MS = 14 * DAY_MS;
/** LINE does not say how late they are; its daily numbers take about a day. @see https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
const FIRST_SHOWN_AFTER_MS = DAY_MS;
/** Two thirds of those who will ever open a message have done so by then. */
const SLOWNESS_MS = 1.5 * DAY_MS;
/** How often one person sees a bubble, opens a link, or plays a video. */
const TIMES_EACH = 1.3;

/** Messages that were delivered together: of one request, or of one unit within an hour. Times are emulator time. */
export interface Sending {
  readonly name: string;
  readonly at: number;
  readonly delivered: number;
  readonly bubbles: readonly BubbleShape[];
  /** Of a broadcast: the revision of the followers at that time. Earlier files have none. */
  readonly revision?: number;
}

/** Interactions after `from` and until `to`, in milliseconds since 1970; as they are shown at `now`. */
export interface CountedSpan {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/**
 * What people do with what was delivered to them. Nobody really opens anything here: who opens, follows and plays, and how
 * fast, follows from the seed, the number of messages that were delivered, and the URLs in them. So it is the same in each run.
 */
export class InsightBook {
  /** By request ID. */
  readonly #requests = new Map<string, Sending>();
  /** By unit name; sends of one hour and the same messages are one. */
  readonly #units = new Map<string, Sending[]>();
  #noted = 0;

  constructor(private readonly seed: number) {}

  /** Notes a broadcast or a narrowcast. */
  noteRequest(requestId: string, sending: Omit<Sending, 'name'>): void {
    // Not the request ID, which differs from run to run.
    this.#noted += 1;
    this.#requests.set(requestId, { ...sending, name: `request ${this.#noted}` });
  }

  /** So many of a narrowcast were reached in the end. */
  correct(requestId: string, delivered: number): void {
    const sending = this.#requests.get(requestId);
    if (sending !== undefined) this.#requests.set(requestId, { ...sending, delivered });
  }

  /** Notes a push or multicast to which the unit was assigned. */
  noteUnit(unit: string, { at, delivered, bubbles }: Omit<Sending, 'name'>): void {
    const sendings = this.#units.get(unit) ?? [];
    this.#units.set(unit, sendings);
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    const name = `unit ${unit} ${JSON.stringify(bubbles)}`;
    const place = sendings.findIndex((sending) => sending.name === name && hour <= sending.at);
    const known = sendings[place];
    if (known === undefined) sendings.push({ name, at, delivered, bubbles });
    else sendings[place] = { ...known, delivered: known.delivered + delivered };
  }

  /** The broadcast or narrowcast of this request ID; null where there was none. */
  sendingOf(requestId: string): Sending | null {
    return this.#requests.get(requestId) ?? null;
  }

  /** What became of a sending by now. */
  countsOf(sending: Sending, now: number): Counts {
    return this.#countsIn(sending, { from: 0, to: now, now });
  }

  /** What people did within a span with all that was sent under this name. */
  ofUnit(unit: string, span: CountedSpan): Counts {
    const sendings = this.#units.get(unit) ?? [];
    return sendings.map((sending) => this.#countsIn(sending, span)).reduce(addCounts, NOTHING_COUNTED);
  }

  /** How many have done this with a message by now. */
  peopleWho(interaction: Interaction, sending: Sending, now: number): number {
    const habits = this.#habitsOf(sending);
    return countOf(habitOf(interaction, habits), openedBy(now, now, sending, habits));
  }

  /** Whether they have, by the place at which they got it, from 0. Their number is that of `peopleWho`. */
  whoDid(interaction: Interaction, sending: Sending, now: number): (place: number) => boolean {
    const habits = this.#habitsOf(sending);
    const habit = habitOf(interaction, habits);
    const opened = openedBy(now, now, sending, habits);
    const numberOf = openingOrder(sending.delivered);
    return (place) => {
      const person = numberOf(place);
      return person < opened && hasHabit(habit, person);
    };
  }

  /** Everything, as plain data for the state file. */
  toData(): InsightData {
    return { requests: [...this.#requests], units: [...this.#units] };
  }

  /** Takes over the data of an earlier run. */
  restore({ requests, units }: InsightData): void {
    for (const [requestId, sending] of requests) this.#requests.set(requestId, sending);
    for (const [unit, sendings] of units) this.#units.set(unit, [...sendings]);
    this.#noted = this.#requests.size;
  }

  #habitsOf({ bubbles, name }: Sending): CrowdHabits {
    return habitsOf(bubbles, this.seed, name);
  }

  #countsIn(sending: Sending, { from, to, now }: CountedSpan): Counts {
    const habits = this.#habitsOf(sending);
    const before = openedBy(from, now, sending, habits);
    const after = openedBy(to, now, sending, habits);
    const within = (habit: Habit) => countOf(habit, after) - countOf(habit, before);
    return {
      opened: after - before,
      clicked: within(habits.clicks),
      played: within(habits.plays),
      bubbles: habits.bubbles.map(({ seq, sees, plays }) => ({ seq, seen: within(sees), played: within(plays) })),
      clicks: habits.links.map(({ seq, url, follow }) => ({
        seq,
        url,
        clicked: within(follow),
        clickedAnywhere: within(habitOf({ kind: 'click', url }, habits)),
      })),
    };
  }
}

/** How many times so many people did it. */
export function timesOf(people: number): number {
  return Math.floor(people * TIMES_EACH);
}

/** How many had opened it by a time, as far as it is shown by now. It is counted hour by hour. */
function openedBy(time: number, now: number, { at, delivered }: Sending, { opening }: CrowdHabits): number {
  if (now - at < FIRST_SHOWN_AFTER_MS) return 0;
  const age = Math.floor(Math.min(time - at, COUNTED_FOR_MS) / HOUR_MS) * HOUR_MS;
  return age <= 0 ? 0 : Math.floor(delivered * opening * (1 - Math.exp(-age / SLOWNESS_MS)));
}

/** An insight book as plain data. */
export interface InsightData {
  readonly requests: readonly (readonly [string, Sending])[];
  readonly units: readonly (readonly [string, readonly Sending[]])[];
}
