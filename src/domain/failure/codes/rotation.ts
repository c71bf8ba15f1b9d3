import { failed, findings, ofEachCase, refused, usage } from '../declared.js';
import type { NamedToken, Problem } from '../facts.js';

/** Rotations of tokens. */
export const ROTATION_FAILURES = {
  ROTATION_UNFINISHED: usage<
    | { which: 'asked'; oldId: string | null; newId: string; state: string; token: string }
    | { which: 'ofChannel'; name: string }
    | { which: 'ofToken'; id: string }
    | { which: 'ofPlace'; place: string; oldId: string | null; newId: string; state: string; token: string }
  >(),
  ROTATION_ELSEWHERE: usage<{ host: string; oldId: string | null; newId: string; state: string; token: string }>(),
  ROTATION_PAST_RETURN: usage<{ oldId: string | null; token: string }>(),
  DELIVERY_BUSY: failed<{ seconds: number }>(),
  STATELESS_NOT_ROTATED: usage<{ which: 'stored'; id: string } | { which: 'wished' }>(),
  TOKEN_NOT_LIVE: usage<{ which: 'ended'; id: string; status: string } | { which: 'endedMeanwhile'; id: string }>(),
  ROTATION_RUNNING: failed<
    | { which: 'held'; holder: string }
    | { which: 'token'; id: string; place: string | null; state: string; host: string | null }
  >(),
  ROTATION_NOT_ROLLED_BACK: ofEachCase<{ problem: Problem; undoing: Problem; token: string }>(),
  NOT_IN_PLACE: failed<{
    places: readonly string[];
    oldId: string | null;
    oldIsAlive: boolean | null;
    newId: string;
    label: string | null;
    token: string;
  }>(),
  PLACE_HOLDS_ANOTHER: usage<{ name: string; holds: string; id: string | null }>(),
  NEW_TOKEN_NOT_VALID: refused<{ newId: string; otherChannel: string | null; channel: string }>(),
  CHECK_FAILED: findings<{ command: string; status: number; lateAfterMs: number | null }>(),
  TOKEN_NOT_CHOSEN: usage<{ live: readonly NamedToken[] }>(),
} as const;
