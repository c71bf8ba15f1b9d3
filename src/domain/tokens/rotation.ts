import type { ChannelId, TokenId } from '../line/ids.js';
import type { DeliveryTarget } from './delivery-target.js';

/** The types that a rotation can issue: one that can be kept, and revoked if the rotation fails. */
export type RotatableType = 'v2.1' | 'short-lived';

/**
 * How far a rotation has come. Each is on disk before the next step begins, so that a run that was killed is gone on
 * with, or taken back, by another.
 *
 * - `planned`: nothing was asked of LINE so far, or the answer was lost.
 * - `issued`: the new token's string is in the secret store.
 * - `verified`: LINE knows the new token, as one of this channel.
 * - `delivered`: each target outside this process has it.
 * - `checked`: the operator's own check has passed.
 * - `in-grace`: both tokens live, until `graceEndsAt`.
 * - `revoking-old`: LINE may have ended the old token; from here on there is no automatic way back.
 * - `old-revoked`: LINE no longer knows the old token.
 * - `proven`: the ledger says so too.
 * - `finished`: nothing is left to do.
 * - `rolling-back`: the targets get back what they had; the new token still lives.
 * - `ending-new`: the targets have what they had; the new token is being revoked.
 * - `rolled-back`: all is as it was.
 */
export const ROTATION_STATES = [
  'planned',
  'issued',
  'verified',
  'delivered',
  'checked',
  'in-grace',
  'revoking-old',
  'old-revoked',
  'proven',
  'finished',
  'rolling-back',
  'ending-new',
  'rolled-back',
] as const;
export type RotationState = (typeof ROTATION_STATES)[number];

/** What was agreed to before the first step, and never changes afterwards. */
export interface RotationPlan {
  readonly type: RotatableType;
  readonly lifetimeSeconds: number;
  readonly label: string | null;
  readonly targets: readonly DeliveryTarget[];
  /** A shell command that gets the new token and says by its exit status whether it works; null for no check. */
  readonly verifyCommand: string | null;
  readonly graceMs: number;
  /** How long the check, and each command that gets the token, may take. */
  readonly commandTimeoutMs: number;
  readonly keepOld: boolean;
}

/** Where nothing else was asked for. */
export const DEFAULT_COMMAND_TIMEOUT_MS = 5 * 60 * 1000;

/** One rotation as the journal keeps it. Nothing in it is secret. */
export interface Rotation {
  readonly id: string;
  readonly channelId: ChannelId;
  /** Null where there was no token to take the place of. */
  readonly oldId: TokenId | null;
  readonly newId: TokenId;
  readonly plan: RotationPlan;
  readonly state: RotationState;
  /** How many targets, from the first, may have the new token. */
  readonly begun: number;
  /** How many of them surely have it. */
  readonly delivered: number;
  /** Milliseconds since 1970; null before the grace. */
  readonly graceEndsAt: number | null;
  readonly startedAt: number;
  /** Null while it is unfinished. */
  readonly finishedAt: number | null;
  /** Why it was rolled back, for people. */
  readonly reason: string | null;
  /** The machine that began it, where its targets are; null for the one that the state lies on. */
  readonly host: string | null;
}

/** What is done next. */
export type RotationStep =
  | 'issue'
  | 'verify'
  | 'deliver'
  | 'check'
  | 'hand-out'
  | 'wait'
  | 'revoke-old'
  | 'record-end'
  | 'finish'
  | 'take-back'
  | 'end-new';

/** The step that follows, or null when the rotation is over. */
export function nextStep({ state, plan, oldId, graceEndsAt }: Rotation, now: number): RotationStep | null {
  switch (state) {
    case 'planned':
      return 'issue';
    case 'issued':
      return 'verify';
    case 'verified':
      return 'deliver';
    case 'delivered':
      return 'check';
    case 'checked':
      return 'hand-out';
    case 'in-grace':
      if (plan.keepOld || oldId === null) return 'finish';
      return graceEndsAt !== null && now < graceEndsAt ? 'wait' : 'revoke-old';
    case 'revoking-old':
      return 'revoke-old';
    case 'old-revoked':
      return 'record-end';
    case 'proven':
      return 'finish';
    case 'rolling-back':
      return 'take-back';
    case 'ending-new':
      return 'end-new';
    case 'finished':
    case 'rolled-back':
      return null;
  }
}

/** Whether the old token surely lives, so that a failure is answered by putting everything back. */
export function rollsBackOnFailure(state: RotationState): boolean {
  return ['planned', 'issued', 'verified', 'delivered', 'checked', 'in-grace'].includes(state);
}

/** Whether the old token has ended, so that there is nothing to go back to. */
export function isPastReturn(state: RotationState): boolean {
  return ['old-revoked', 'proven', 'finished'].includes(state);
}

/**
 * Where a rotation goes on in the forward direction: one that was being taken back delivers all over again. Its places are
 * put back before its new token ends: where that is not kept any more, or LINE does not know it, another one is issued.
 */
export function forwardAgain(rotation: Rotation, isNewGood: boolean): Rotation {
  if (rotation.state !== 'rolling-back') return rotation;
  return { ...rotation, state: isNewGood ? 'issued' : 'planned', delivered: 0, reason: null };
}

/** Whether the rotation has to do with that token. */
export function concerns({ oldId, newId }: Rotation, id: TokenId): boolean {
  return oldId === id || newId === id;
}

/** Which token is to be replaced, as the command line says it. */
export type RotationChoice =
  | { readonly by: 'id'; readonly id: TokenId }
  | { readonly by: 'label'; readonly label: string }
  | { readonly by: 'only' };

/**
 * Whether the rotation is one of the token that was named; where none was named, each is. `labelled` are the tokens that
 * have the label, ended ones too.
 */
export function isOfChoice(rotation: Rotation, choice: RotationChoice, labelled: readonly TokenId[]): boolean {
  switch (choice.by) {
    case 'id':
      return concerns(rotation, choice.id);
    case 'label':
      return rotation.plan.label === choice.label || labelled.some((id) => concerns(rotation, id));
    case 'only':
      return true;
  }
}

/** The ID by which a later command finds this rotation, and no other. */
export function tokenToName({ oldId, newId }: Pick<Rotation, 'oldId' | 'newId'>): TokenId {
  return oldId ?? newId;
}
