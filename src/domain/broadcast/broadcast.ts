import type { Act, RunsBy } from './act.js';
import type { BroadcastSettings } from './settings.js';

/**
 * - `planned`: stored, nothing sent.
 * - `waiting`: between two stages.
 * - `running`: a process is sending.
 * - `paused`: stopped on purpose or by the quota; `resume` goes on.
 * - `completed`: every recipient is accounted for, none in doubt.
 * - `incomplete`: stopped with something left or in doubt; `resume` goes on.
 * - `cancelled`: will never be resumed.
 */
export type BroadcastState = 'planned' | 'waiting' | 'running' | 'paused' | 'completed' | 'incomplete' | 'cancelled';

/** `incomplete`: begun, and not being sent now, with something left, in doubt or undecided. Shown, never stored. */
export type StageState = 'planned' | 'waiting' | 'running' | 'completed' | 'incomplete';

/**
 * What reading the list found; blank lines, comments and a title do not count.
 * `total = unique + duplicates + malformed + excluded + heldOut`. Without a list `unique` is the target reach, and the
 * number of friends that LINE delivered to takes its place stage by stage.
 */
export interface RecipientCounts {
  readonly total: number;
  readonly unique: number;
  readonly duplicates: number;
  readonly malformed: number;
  /** Different people who are left out because another list names them. */
  readonly excluded: number;
  /** Different people who are left out by chance, to compare with. */
  readonly heldOut: number;
}

/** So many batches, and the recipients in them. */
export interface Amount {
  readonly batches: number;
  readonly recipients: number;
}

export interface Stage {
  /** From 0; see `stageNumber`. */
  readonly index: number;
  readonly recipients: number;
  readonly accepted: number;
  /** By LINE. */
  readonly refused: number;
  /** By the operator's decision. */
  readonly leftOut: number;
  /** Of the left out: LINE may have them all the same. */
  readonly skipped: number;
  readonly unknown: number;
  readonly inFlight: number;
  readonly pending: number;
  /** What the next run would send: certainly not accepted, or refused as a whole. */
  readonly toSend: Amount;
  /** An answer was lost; asked again under the same retry key while it lives. */
  readonly inDoubt: Amount;
  /** Unknown for good: only the operator decides. */
  readonly undecided: Amount;
  /** What LINE refused as a whole, or in part without naming whom: sent again, unless it is left out. */
  readonly refusedAsBatch: Amount;
  /** As the ledger has it; for people see `shownStageState`. */
  readonly state: StageState;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/**
 * How many batches, or recipients, are in each state. The ledger alone cannot tell what is on its way from what was lost
 * with its process, and calls both unknown; `heldByLiving` tells them apart.
 */
export interface Totals {
  readonly accepted: number;
  readonly refused: number;
  /** Nobody can tell. */
  readonly unknown: number;
  /** A process that lives has sent it and not heard of it. */
  readonly inFlight: number;
  readonly pending: number;
}

/** Every unique recipient is in exactly one of them. */
export interface RecipientTotals extends Totals {
  /** Not sent to by decision of the operator. */
  readonly leftOut: number;
}

/** A broadcast with everything the ledger knows of it. */
export interface Broadcast {
  readonly settings: BroadcastSettings;
  readonly state: BroadcastState;
  /** Who may run it without being told to. */
  readonly runsBy: RunsBy;
  /** Who created it, agreed to it and had it run, in order of time; of a push nothing is kept. */
  readonly acts: readonly Act[];
  /** Why it is paused or incomplete, in words. */
  readonly reason: string | null;
  readonly recipients: RecipientCounts & RecipientTotals;
  readonly batches: Totals & { readonly total: number };
  readonly requests: number;
  readonly retries: number;
  readonly conflicts: number;
  readonly stages: readonly Stage[];
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Milliseconds during which a process was at work on it, as far as it is written down: the run that goes on is not in it. */
  readonly elapsedMs: number;
  /** When the run began that goes on, or that was killed; null when the last one ended by itself. */
  readonly runStartedAt: number | null;
  /** When LINE last accepted a batch. */
  readonly lastSettledAt: number | null;
  /** The latest attempt at any batch that LINE may have, by LINE's clock where it was known. */
  readonly lastAttemptAt: number | null;
  /** The oldest first attempt of a batch in doubt, by LINE's clock where it was known. */
  readonly inDoubtSince: number | null;
  /** Since when its recipients are forgotten, milliseconds since 1970: counts, times and request IDs stay. */
  readonly forgottenAt: number | null;
}

/**
 * Whether the totals balance: every unique recipient is in exactly one state. A broadcast whose totals do not balance is
 * never called completed.
 */
export function totalsBalance({
  unique,
  accepted,
  refused,
  unknown,
  inFlight,
  pending,
  leftOut,
}: RecipientCounts & RecipientTotals): boolean {
  return accepted + refused + unknown + inFlight + pending + leftOut === unique;
}

/** The broadcast of the ledger, whose process lives: what is in doubt is on its way, and that process will hear of it. */
export function heldByLiving(broadcast: Broadcast): Broadcast {
  const { recipients, batches, stages } = broadcast;
  const inDoubt = amountOf(stages.map((stage) => stage.inDoubt));
  return {
    ...broadcast,
    recipients: { ...recipients, ...onItsWay(recipients, inDoubt.recipients) },
    batches: { ...batches, ...onItsWay(batches, inDoubt.batches) },
    stages: stages.map((stage) => ({ ...stage, ...onItsWay(stage, stage.inDoubt.recipients) })),
  };
}

function onItsWay({ unknown }: Pick<Totals, 'unknown'>, inDoubt: number): Pick<Totals, 'unknown' | 'inFlight'> {
  return { unknown: unknown - inDoubt, inFlight: inDoubt };
}

function amountOf(amounts: readonly Amount[]): Amount {
  return {
    batches: amounts.reduce((sum, { batches }) => sum + batches, 0),
    recipients: amounts.reduce((sum, { recipients }) => sum + recipients, 0),
  };
}

/** Whether nothing of a stage is left to send, on its way, or to decide. */
export function isSettled({ toSend, inDoubt, undecided, pending }: Stage): boolean {
  return toSend.batches + inDoubt.batches + undecided.batches + pending === 0;
}

/** How people, documents and files count the stages: from 1. */
export function stageNumber(index: number): number {
  return index + 1;
}

/** Whether the ledger says that a process is at work on it. */
export function isBeingRun(state: BroadcastState): boolean {
  return state === 'running' || state === 'waiting';
}

/** The state of a stage for people: completed only with nobody left, in doubt or undecided; running only in a run. */
export function shownStageState({ state, pending, unknown, inFlight }: Stage, broadcast: BroadcastState): StageState {
  if (state === 'completed') return pending + unknown + inFlight === 0 ? state : 'incomplete';
  if (state !== 'running' || isBeingRun(broadcast)) return state;
  return broadcast === 'completed' ? 'completed' : 'incomplete';
}

/** Milliseconds that a run worked which was killed before it could write them down; 0 where none was. */
export function workedByKilledRun({
  runStartedAt,
  lastSettledAt,
}: Pick<Broadcast, 'runStartedAt' | 'lastSettledAt'>): number {
  return runStartedAt === null || lastSettledAt === null ? 0 : Math.max(0, lastSettledAt - runStartedAt);
}
