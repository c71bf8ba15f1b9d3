/*
 * The clock of a server, as somebody sees it who asks over a network: a moment of the server is told by a clock of our own
 * between two bounds, and never exactly. Times in milliseconds.
 */

/** A question, by our clock, and what the server's clock said meanwhile. */
export interface ClockAnswer {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly serverAt: number;
}

/** What is added to a moment of the server to have it by our clock: at least, and at most. */
export interface ClockView {
  readonly least: number;
  readonly most: number;
  /** By our clock, when that held. */
  readonly at: number;
}

/** How fast two clocks may drift apart, as a share of the time: what the system slews a clock by, at most. */
const DRIFT = 0.0005;

/** What is known after an answer: of the bounds so far and those of the answer the narrower ones. */
export function viewAfter(known: ClockView | null, { askedAt, answeredAt, serverAt }: ClockAnswer): ClockView {
  const heard = { least: askedAt - serverAt, most: answeredAt - serverAt, at: answeredAt };
  if (known === null) return heard;
  const drift = Math.max(0, answeredAt - known.at) * DRIFT;
  const least = Math.max(heard.least, known.least - drift);
  const most = Math.min(heard.most, known.most + drift);
  // Where they exclude each other, one of the clocks was set, or it is another server: what was known is no more.
  return least <= most ? { least, most, at: answeredAt } : heard;
}

/** Between which bounds a moment of the server lies is all that is known of it; 0 where nothing was heard. */
export function doubtOf(view: ClockView | null): number {
  return view === null ? 0 : view.most - view.least;
}
