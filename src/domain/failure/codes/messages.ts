import { findings, incomplete, usage } from '../declared.js';
import type { Stopped } from '../facts.js';

/** Messages, and pushing one. */
export const MESSAGES_FAILURES = {
  UNKNOWN_RULE: usage<{ text: string; nearest: string | null }>(),
  ONE_DOCUMENT_NEEDED: usage<{ path: string }>(),
  UNKNOWN_MESSAGE_TYPE: usage<{ type: string; nearest: string | null; known: readonly string[] }>(),
  MESSAGE_TYPE_NEEDED: usage(),
  /** A page is nothing that a person reads in a terminal. */
  PAGE_ON_TERMINAL: usage<{ file: string }>(),
  RECIPIENT_NOT_A_PERSON: usage<{ to: string; chat: 'group' | 'room' }>(),
  RECIPIENT_CONFLICT: usage<{ named: unknown }>(),
  MESSAGES_INVALID: findings<
    | { which: 'push'; file: string; errors: number }
    | { which: 'validate'; errors: number; unreadable: number }
    | { which: 'unreadable'; file: string; line: number; message: string }
    | { which: 'broadcast'; path: string; errors: number; first: { line: number; message: string } | null }
  >(),
  SEND_UNKNOWN: incomplete<{
    id: string;
    retryKey: string;
    why: string;
    canBeAsked: boolean;
    stranger: string | null;
  }>(),
  PUSH_SKIPPED: usage<{ id: string }>(),
  PUSH_NOT_SENT: incomplete<Stopped>(),
  RETRY_KEY_RESERVED: usage<{ id: string }>(),
} as const;
