import type { Broadcast } from '../broadcast.js';
import { dueAt } from './due.js';

/**
 * What a broadcast that is not over waits for, the most urgent first.
 *
 * - `in-doubt`: LINE may have taken something of it, and nobody is at work on it.
 * - `unfinished`: it was begun, and ended with something left.
 * - `due`: a worker may begin it, or go on with it, now.
 * - `paused`: stopped on purpose, by a gate or by the quota.
 * - `running`: somebody is at work on it.
 * - `scheduled`: a worker may begin it, or go on with it, later.
 * - `planned`: a person is to begin it.
 */
export const STANDINGS = ['in-doubt', 'unfinished', 'due', 'paused', 'running', 'scheduled', 'planned'] as const;
export type Standing = (typeof STANDINGS)[number];

/** How a broadcast stands, as it is at `now`; null for one that is over. `isHeld`: whether somebody is at work on it. */
export function standingOf(broadcast: Broadcast, isHeld: boolean, now: number): Standing | null {
  const { state, runsBy, recipients } = broadcast;
  if (state === 'completed' || state === 'cancelled') return null;
  if (isHeld) return 'running';
  if (0 < recipients.unknown) return 'in-doubt';
  const due = dueAt(broadcast, now);
  if (due !== null) return due <= now ? 'due' : 'scheduled';
  switch (state) {
    case 'paused':
    case 'planned':
      return state;
    case 'incomplete':
      // What a worker that died left, the next one goes on with.
      return runsBy === 'worker' ? 'due' : 'unfinished';
    case 'running':
    case 'waiting':
      return 'running';
  }
}
