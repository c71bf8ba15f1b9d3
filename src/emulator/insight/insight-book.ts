import { streamOf, unitAt } from '../seeded-hash.js';
import { addCounts, type Counts, NOTHING_COUNTED } from './counts.js';
import type { BubbleShape } from './message-shape.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Statistics of a message change for so long after it was sent. @see https://developers.line.biz/en/reference/messaging-api/#get-message-event */
const COUNTED_FOR_MS = 14 * DAY_MS;
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
}

/** Interactions after `from` and until `to`, in milliseconds since 1970. */
export interface CountedSpan {
  readonly from: number;
  readonly to: number;
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

  /** What a request delivered, and what became of it by now; null where there was no such request. */
  ofRequest(requestId: string, now: number): { readonly sending: Sending; readonly counts: Counts } | null {
    const sending = this.#requests.get(requestId);
    if (sending === undefined) return null;
    return { sending, counts: this.#countsOf(sending, { from: 0, to: now }) };
  }

  /** What people did within a span with all that was sent under this name. */
  ofUnit(unit: string, span: CountedSpan): Counts {
    const sendings = this.#units.get(unit) ?? [];
    return sendings.map((sending) => this.#countsOf(sending, span)).reduce(addCounts, NOTHING_COUNTED);
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

  #countsOf({ name, at, delivered, bubbles }: Sending, { from, to }: CountedSpan): Counts {
    const stream = streamOf(name);
    let drawn = 0;
    const between = (least: number, most: number) => {
      drawn += 1;
      return least + (most - least) * unitAt(this.seed, stream, drawn);
    };
    const within = (share: number) =>
      Math.floor(delivered * share * reached(to - at)) - Math.floor(delivered * share * reached(from - at));

    const opening = between(0.25, 0.65);
    const clicking = opening * between(0.2, 0.5);
    const playing = opening * between(0.3, 0.7);
    const isClickable = bubbles.some(({ urls }) => urls.length > 0);
    const isAlone = bubbles.reduce((sum, { urls }) => sum + urls.length, 0) === 1;
    const bubbleCounts = bubbles.map(({ isMedia }, index) => {
      // Whoever opens a message sees its last bubble; the first may be far up.
      const seeing = index === bubbles.length - 1 ? opening : opening * between(0.8, 1);
      return { seq: index + 1, seen: within(seeing), played: isMedia ? within(playing) : 0 };
    });
    const clicks = bubbles.flatMap(({ urls }, index) =>
      urls.map((url) => ({ seq: index + 1, url, clicked: within(clicking * (isAlone ? 1 : between(0.5, 1))) })),
    );
    return {
      opened: within(opening),
      clicked: isClickable ? within(clicking) : 0,
      played: bubbles.some(({ isMedia }) => isMedia) ? within(playing) : 0,
      bubbles: bubbleCounts,
      clicks,
    };
  }
}

/** How many times so many people did it. */
export function timesOf(people: number): number {
  return Math.floor(people * TIMES_EACH);
}

/** The share of those who will ever do it that has done it by this age of the message. */
function reached(ageMs: number): number {
  const counted = Math.min(ageMs, COUNTED_FOR_MS);
  return counted <= 0 ? 0 : 1 - Math.exp(-counted / SLOWNESS_MS);
}

/** An insight book as plain data. */
export interface InsightData {
  readonly requests: readonly (readonly [string, Sending])[];
  readonly units: readonly (readonly [string, readonly Sending[]])[];
}
