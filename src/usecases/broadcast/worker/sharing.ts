import type { Scheduled } from '../../../domain/broadcast/schedule/due.js';
import type { Randomness } from '../../../ports/host.js';

/** Broadcasts of a channel at work at once: they share its pace; more would only make each slower. */
const SIDE_BY_SIDE = 8;

/** In an order of chance. */
export function shuffled<Value>(values: readonly Value[], random: Pick<Randomness, 'fraction'>): readonly Value[] {
  return values
    .map((value) => ({ value, at: random.fraction() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Who else is at work, and whether they live: whoever renews what they hold does. */
export class Others {
  readonly #firstSeen = new Map<string, number>();

  /** Whether one of the locks may yet lapse; one that ends with its process has not. */
  mayLapse(held: ReadonlyMap<string, number | null>): boolean {
    let mayLapse = false;
    for (const [name, lapsesAt] of held) {
      if (lapsesAt === null) continue;
      const first = this.#firstSeen.get(name) ?? lapsesAt;
      this.#firstSeen.set(name, first);
      mayLapse ||= lapsesAt <= first;
    }
    return mayLapse;
  }
}

/** How many broadcasts of each channel are at work. */
export class Channels {
  readonly #busy = new Map<string | null, number>();

  hasRoom({ settings: { channelId } }: Scheduled): boolean {
    return (this.#busy.get(channelId) ?? 0) < SIDE_BY_SIDE;
  }

  /** Whether there is room for one more of its channel: then it is counted. */
  enter(scheduled: Scheduled): boolean {
    if (!this.hasRoom(scheduled)) return false;
    this.#add(scheduled, 1);
    return true;
  }

  leave(scheduled: Scheduled): void {
    this.#add(scheduled, -1);
  }

  #add({ settings: { channelId } }: Scheduled, count: 1 | -1): void {
    this.#busy.set(channelId, (this.#busy.get(channelId) ?? 0) + count);
  }
}
