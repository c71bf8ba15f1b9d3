import { refused, usage } from '../../declared.js';
import type { WhyUnusable } from '../../facts.js';

/** Audiences at LINE. */
export const AUDIENCE_FAILURES = {
  INVALID_AUDIENCE_ID: usage<{ text: string }>(),
  AUDIENCE_NOT_FOUND: refused<{ id: number }>(),
  AUDIENCE_NOT_USABLE: usage<
    { id: number; name: string } & (WhyUnusable | { which: 'expires'; expiresAt: number; lastStartsAt: number })
  >(),
} as const;
