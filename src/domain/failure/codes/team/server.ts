import { auth, failed, findings, unavailable, usage } from '../../declared.js';

/** A state that lies in a server; `server` names it without its password. */
export const SERVER_FAILURES = {
  STATE_URL_INVALID: usage<
    | { which: 'malformed' }
    | { which: 'scheme'; scheme: string }
    | { which: 'option'; option: string; value: string | null }
    | { which: 'password' }
  >(),
  STATE_SERVER_AWAY: unavailable<{ server: string; why: string; waitedMs: number }>(),
  STATE_SERVER_REFUSED: auth<
    { which: 'login'; server: string; why: string } | { which: 'privilege'; server: string; why: string }
  >(),
  STATE_SERVER_TLS: auth<{ which: 'untrusted' | 'without'; server: string; why: string }>(),
  STATE_DATABASE_MISSING: usage<{ server: string; why: string }>(),
  STATE_SERVER_FAILED: failed<{ which: 'full' | 'readOnly' | 'other'; server: string; why: string }>(),
  STATE_SERVER_TOO_NEW: usage<{ server: string; version: number; known: number }>(),
  LEASE_LOST: failed<{ name: string }>(),
  SECRET_KEY_NEEDED: usage<{ which: 'first'; server: string } | { which: 'known'; server: string }>(),
  SECRET_KEY_DIFFERS: auth<{ server: string }>(),
  STATE_MOVED: usage<{ which: 'folder' | 'server'; place: string; other: string }>(),
  STATE_NOT_ARRIVED: usage<{ which: 'folder' | 'server'; place: string; other: string }>(),
  STATE_IN_USE: usage<{
    place: string;
    held: readonly { readonly name: string; readonly holder: HolderFacts | null }[];
  }>(),
  STATE_TARGET_NOT_EMPTY: usage<{ place: string; contents: readonly string[] }>(),
  STATE_MOVES_NOWHERE: usage<{ place: string }>(),
  STATE_WRONG: findings<{ failed: readonly string[] }>(),
  STATE_COPY_DIFFERS: failed<{ what: string }>(),
} as const;

/** A process that holds a lock. */
interface HolderFacts {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}
