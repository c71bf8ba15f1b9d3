import type { Stopwatch } from '../../ports/host.js';
import { type Part, part } from '../channel-setup/show-channel.js';

/** A part that somebody was asked for; `late` where the answer had not come in time, which says nothing of what it would be. */
export type Answered<Value> = Part<Value> | { readonly type: 'late' };

/** Reads a part, for as long as there is time for. */
export type Reading = <Value>(read: () => Promise<Value>) => Promise<Answered<Value>>;

/**
 * One end for everything that is read with it, from now on; whoever ends the process ends what is still on its way. The
 * signal is for when nothing is waited for any more.
 */
export function readingWithin(ms: number, stopwatch: Stopwatch, signal?: AbortSignal): Reading {
  const end = stopwatch.until(stopwatch.now() + ms, signal).then((): { readonly type: 'late' } => ({ type: 'late' }));
  return (read) => Promise.race([part(read), end]);
}
