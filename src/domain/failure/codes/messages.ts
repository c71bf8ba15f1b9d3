import { findings, usage } from '../declared.js';

/** Messages, and pushing one. */
export const MESSAGES_FAILURES = {
  ONE_DOCUMENT_NEEDED: usage<{ path: string }>(),
  RECIPIENT_CONFLICT: usage<{ named: unknown }>(),
  MESSAGES_INVALID: findings<
    | { which: 'push'; file: string; errors: number }
    | { which: 'validate'; errors: number }
    | { which: 'broadcast'; path: string; errors: number; first: { line: number; message: string } | null }
  >(),
} as const;
