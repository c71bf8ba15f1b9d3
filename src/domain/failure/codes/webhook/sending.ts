import { findings, usage } from '../../declared.js';

/** Events that are sent to a bot server. */
export const WEBHOOK_SENDING_FAILURES = {
  UNKNOWN_EVENT: usage<{ text: string; nearest: string | null }>(),
  INVALID_OVERRIDE: usage<
    | { which: 'form'; text: string }
    | { which: 'json'; text: string }
    | { which: 'place'; text: string; why: 'notAnArray' | 'notAnObject' | 'noElement'; elements: number }
  >(),
  NOT_EVENTS: usage<
    | { which: 'syntax'; name: string; line: number; column: number; message: string }
    | { which: 'event'; name: string; at: number | null }
    | { which: 'wholeBody'; name: string; option: string }
  >(),
  INVALID_CONDITION: usage<
    | { which: 'form'; text: string; known: readonly string[] }
    | { which: 'unit'; text: string; measure: 'ms' | 'requests' | 'perSecond' }
  >(),
  LOAD_TOO_LARGE: usage<{ requests: number; lastsMs: number; mostRequests: number; longestMs: number }>(),
  /** A bot server that did not answer 2xx; the first reason of several. */
  WEBHOOK_NOT_ACCEPTED: findings<{
    requests: number;
    refused: number;
    status: number | null;
    why: string | null;
    signature: 'valid' | 'wrong' | 'missing';
  }>(),
  CONDITIONS_MISSED: findings<{ missed: readonly { condition: string; words: string }[] }>(),
} as const;
