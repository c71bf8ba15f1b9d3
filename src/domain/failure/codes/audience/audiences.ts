import { failed, incomplete, refused, usage } from '../../declared.js';
import type { WhyUnusable } from '../../facts.js';

/** Audiences at LINE. */
export const AUDIENCE_FAILURES = {
  INVALID_AUDIENCE_ID: usage<{ text: string }>(),
  AUDIENCE_NOT_FOUND: refused<{ id: number }>(),
  AUDIENCE_NOT_USABLE: usage<
    { id: number; name: string } & (WhyUnusable | { which: 'expires'; expiresAt: number; lastStartsAt: number })
  >(),
  INVALID_AUDIENCE_NAME: usage<{ which: 'empty' } | { which: 'long'; most: number } | { which: 'control' }>(),
  INVALID_UPLOAD_DESCRIPTION: usage<{ most: number }>(),
  AUDIENCE_UPLOAD_BUSY: failed<{ name: string }>(),
  AUDIENCE_UPLOAD_DIFFERS: usage<{ name: string; id: number | null }>(),
  AUDIENCE_NOT_READY_YET: incomplete<{ id: number; status: string; open: number }>(),
  AUDIENCE_PARTS_FAILED: incomplete<{ id: number; people: number }>(),
  AUDIENCE_FAILED: refused<{ id: number; failedType: string | null }>(),
  AUDIENCE_IN_USE: usage<{ id: number; broadcasts: readonly string[] }>(),
  AUDIENCE_NOT_OURS: usage<{ id: number; name: string }>(),
} as const;
