import { auth, failed, findings, ofEachCase, usage } from '../declared.js';
import type { Reason, StateAct } from '../facts.js';

/** What is kept on disk: the state, the secrets, the journals. */
export const STATE_FAILURES = {
  DISK_FULL: failed<
    | { which: 'output'; path: string }
    | { which: 'temporaryFiles'; folder: string }
    | { which: 'database'; path: string }
    | { which: 'state'; act: StateAct }
  >(),
  LOG_NOT_WRITABLE: failed<{ path: string; why: string }>(),
  LOG_NOT_READABLE: failed<{ path: string; why: string }>(),
  SECRETS_LOCKED: auth<
    | { which: 'keyNotSet'; path: string }
    | { which: 'wrongKey'; path: string }
    | { which: 'wouldBePlain'; path: string; why: string }
    | { which: 'noKeyring'; why: string }
    | { which: 'notOpened'; path: string; why: string }
  >(),
  STATE_BUSY: failed<{ which: 'file'; path: string } | { which: 'database'; path: string }>(),
  SECRET_KEY_TOO_SHORT: usage(),
  SECRETS_DAMAGED: failed<{ which: 'file'; path: string } | { which: 'server'; server: string; name: string }>(),
  STATE_TOO_NEW: failed<{ which: 'secrets'; path: string } | { which: 'database'; path: string; version: number }>(),
  BATCH_ALREADY_SETTLED: failed<{ batch: number; id: string }>(),
  BATCH_ACCEPTED: failed<{ batch: number; id: string }>(),
  BODY_FROZEN: failed<{ batch: number; id: string }>(),
  PLAN_INCONSISTENT: failed<{ stored: number; what: string; counted: number }>(),
  CONFIG_DAMAGED: failed<
    { which: 'file'; path: string; why: Reason } | { which: 'server'; server: string; why: Reason }
  >(),
  CONFIG_TOO_NEW: failed(),
  PACE_DAMAGED: failed<{ path: string }>(),
  NO_DATABASE_ENGINE: failed(),
  STATE_NOT_WRITABLE: ofEachCase<
    | { which: 'database'; path: string }
    | { which: 'state'; act: StateAct; why: string }
    | { which: 'noHome'; home: string | null }
  >(),
  STATE_DAMAGED: ofEachCase<
    | { which: 'tokenMissing'; id: string }
    | { which: 'database'; path: string }
    | { which: 'server'; server: string; why: string }
    | { which: 'emptied'; path: string }
    | { which: 'value'; what: string }
    | { which: 'batch'; batch: number; id: string }
    | { which: 'searched'; ids: readonly string[] }
    | { which: 'ledger'; id: string; problems: readonly (string | Error)[] }
  >(),
  INVALID_STATUS: usage<{ text: string }>(),
  REQUEST_NOT_LOGGED: usage<{ of: 'requests' | 'webhooks'; id: string }>(),
  LOG_COLUMNS_MISSING: findings<{ file: string; entries: number; missing: readonly string[] }>(),
  STATE_FAILED: failed<{ path: string; why: string }>(),
  JOURNAL_NOT_WRITABLE: failed<{ path: string; why: Reason }>(),
  JOURNAL_NOT_READABLE: failed<{ path: string; why: Reason }>(),
  SECRETS_ENCRYPTED: usage<
    { which: 'file'; wished: string; path: string } | { which: 'server'; wished: string; server: string }
  >(),
  SECRETS_MODE: auth<{ path: string; mode: number; wanted: number }>(),
} as const;
