/** People who did something with messages, before anything is withheld. */
export interface Counts {
  readonly opened: number;
  /** Followed any link. */
  readonly clicked: number;
  /** Played any video or audio. */
  readonly played: number;
  /** By place in the request, from 1. */
  readonly bubbles: readonly { readonly seq: number; readonly seen: number; readonly played: number }[];
  readonly clicks: readonly {
    readonly seq: number;
    readonly url: string;
    readonly clicked: number;
    /** Followed it here or in another bubble. */
    readonly clickedAnywhere: number;
  }[];
}

export const NOTHING_COUNTED: Counts = { opened: 0, clicked: 0, played: 0, bubbles: [], clicks: [] };

/** Both together: the same place, and the same link in it, are one. */
export function addCounts(one: Counts, other: Counts): Counts {
  return {
    opened: one.opened + other.opened,
    clicked: one.clicked + other.clicked,
    played: one.played + other.played,
    bubbles: merged(
      [...one.bubbles, ...other.bubbles],
      ({ seq }) => String(seq),
      (a, b) => ({ seq: a.seq, seen: a.seen + b.seen, played: a.played + b.played }),
    ),
    clicks: merged(
      [...one.clicks, ...other.clicks],
      ({ seq, url }) => `${seq} ${url}`,
      (a, b) => ({
        ...a,
        clicked: a.clicked + b.clicked,
        clickedAnywhere: a.clickedAnywhere + b.clickedAnywhere,
      }),
    ),
  };
}

function merged<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  add: (one: Entry, other: Entry) => Entry,
): readonly Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const known = sums.get(keyOf(entry));
    sums.set(keyOf(entry), known === undefined ? entry : add(known, entry));
  }
  return [...sums.values()];
}
