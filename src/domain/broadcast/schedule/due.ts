import type { Broadcast, Stage } from '../broadcast.js';
import { allowanceOf, leadMs, type PaceWish } from '../sending/pace/pace.js';
import type { BroadcastSettings } from '../settings.js';
import { sendingHours } from './sending-hours.js';

/** How late a start may still be where nobody says otherwise, in milliseconds. */
export const DEFAULT_NOT_AFTER_MS = 60 * 60 * 1000;

/** What tells when a broadcast is due. */
export interface Scheduled extends Pick<Broadcast, 'state' | 'runsBy' | 'startedAt'> {
  readonly settings: BroadcastSettings;
  readonly stages: readonly Pick<Stage, 'index' | 'state' | 'startedAt' | 'finishedAt'>[];
}

/**
 * From when on a worker may begin a broadcast, or go on with it; null where that is a person's to say: it was not agreed
 * to beforehand, was stopped, has ended, or was begun by hand. Whoever asks makes sure that nobody is at work on it.
 * Times in milliseconds since 1970.
 */
export function dueAt(broadcast: Scheduled, now: number): number | null {
  const { settings, state, runsBy, startedAt } = broadcast;
  if (runsBy !== 'worker') return null;
  if (state !== 'planned' && state !== 'waiting' && state !== 'running') return null;
  if (state === 'planned' && settings.startAt === null) return null;
  const next = openingOf(settings);
  const at = next(state === 'running' ? now : mayGoOnAt(broadcast, now));
  if (now < at) return at;
  // What is too late already is told now, and not when it might have begun.
  return startedAt === null && isTooLate(settings, next(now)) ? now : next(now);
}

/** The pause before the next stage, or the start; a stage that was begun goes on at once. */
function mayGoOnAt({ settings, stages }: Scheduled, now: number): number {
  const stage = stages.find(({ state }) => state !== 'completed');
  if (stage === undefined || stage.startedAt !== null) return now;
  if (stage.index === 0) return settings.startAt ?? now;
  const before = stages.find(({ index }) => index === stage.index - 1);
  // A clock that was set back since must not make the pause longer than it is.
  return Math.min(before?.finishedAt ?? now, now) + settings.intervalMs;
}

/**
 * By how many milliseconds what is due is late at `now`: the start, a stage whose pause is over, or a stage that was begun
 * and left. The hours in which nothing is sent make nothing late.
 */
export function overdueBy(broadcast: Scheduled & Pick<Broadcast, 'lastAttemptAt'>, now: number): number {
  const { settings, stages, lastAttemptAt } = broadcast;
  const stage = stages.find(({ state }) => state !== 'completed');
  if (stage?.startedAt === null && stage.index === 0) return latenessOf(settings, now);
  const since = stage?.startedAt === null ? mayGoOnAt(broadcast, now) : (lastAttemptAt ?? now);
  return Math.max(0, now - openingOf(settings)(since));
}

/** Whether somebody has to say that a start, or a stage, may still begin. What was begun goes on. */
export function isOverdue(broadcast: Scheduled & Pick<Broadcast, 'lastAttemptAt'>, now: number): boolean {
  const isBegun = broadcast.stages.find(({ state }) => state !== 'completed')?.startedAt !== null;
  return !isBegun && broadcast.settings.notAfterMs < overdueBy(broadcast, now);
}

type Start = Pick<BroadcastSettings, 'startAt' | 'notAfterMs' | 'avoidPeak' | 'quietHours' | 'via'> & PaceWish;

/** The first moment from then on at which a batch may be begun: what is begun leaves before the quiet hours. */
function openingOf(settings: Start): (at: number) => number {
  const { opening } = sendingHours(settings);
  const lead = leadMs(allowanceOf(settings.via, settings).perSecond);
  return (at) => opening(at, lead);
}

/** By how many milliseconds a start at `at` is later than the first moment at which it could have been; 0 without a time. */
export function latenessOf(settings: Start, at: number): number {
  return settings.startAt === null ? 0 : Math.max(0, at - openingOf(settings)(settings.startAt));
}

export function isTooLate(settings: Start, at: number): boolean {
  return settings.notAfterMs < latenessOf(settings, at);
}
