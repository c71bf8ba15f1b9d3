import type { RuleName } from '../registry/rules.js';

/** The send methods a message can be checked for; some rules hold for some of them only. */
export type SendMethod = (typeof SEND_METHODS)[number];

export const SEND_METHODS = ['push', 'multicast', 'broadcast', 'narrowcast', 'reply'] as const;

/** One thing that is wrong, or doubtful, about a message or a request body. */
export interface Finding {
  /** JSON pointer (RFC 6901) from the root of the checked value, for example `/messages/0/text`. */
  readonly pointer: string;
  readonly rule: RuleName;
  /** An error is something LINE refuses; a warning is something LINE accepts and the operator may regret. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What is allowed: a number, a short description such as `https`, or null where the rule has no limit. */
  readonly limit: number | string | null;
  /** What was found, in the unit of `limit`. */
  readonly actual: number | string | null;
  /** The official page that states the rule. */
  readonly docs: string;
}
