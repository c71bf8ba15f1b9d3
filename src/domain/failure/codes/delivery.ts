import { failed, usage } from '../declared.js';
import type { Loss } from '../facts.js';

/** Places that tokens are delivered to. */
export const DELIVERY_FAILURES = {
  PLACE_CHANGED: failed<{ path: string }>(),
  TARGET_NOT_WRITABLE: usage<
    | { which: 'file'; path: string; why: string }
    | { which: 'workflowFile'; variable: string; path: string; why: string }
  >(),
  DELIVERY_FAILED: failed<
    | { which: 'command'; isLate: boolean; timeoutMs: number; status: number }
    | { which: 'oldTokenUnknown' }
    | { which: 'stuck'; path: string; line: number }
    | { which: 'file'; verb: 'read' | 'write' | 'remove'; path: string; why: string }
  >(),
  NOT_IN_A_WORKFLOW: usage<{ variable: string }>(),
  TARGET_NOT_REPLACEABLE: usage<
    { which: 'file'; path: string; loss: Loss } | { which: 'unclear'; name: string; line: number | null; why: string }
  >(),
} as const;
