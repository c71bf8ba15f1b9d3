import type { LockName } from '../../../ports/store.js';
import type { SqlValue, Steps } from './steps.js';

/** What must be true for a change to be made. */
interface WriteWish {
  /**
   * The locks under which the change is made. Where locks are leases, the change is made only while this process holds
   * the newest one of each: LEASE_LOST else. Left out for what may be written by whoever knows it.
   */
  readonly under?: LockName | readonly LockName[];
}

/** Reads at one moment. */
export interface Look {
  rows(sql: string, ...values: readonly SqlValue[]): Promise<readonly unknown[]>;
}

/** How somebody looks for whom the server may be away meanwhile. */
export interface LookWish {
  /** Whether `use` may be called once more from the start: it does nothing but look. */
  readonly mayBeginAnew: boolean;
}

/**
 * Where the state lies: one file of this machine, or a server that a team shares. The statements are the same in both:
 * SQL that both understand, numbers in columns of 64 bits, flags as 0 and 1.
 */
export interface StateEngine {
  /** All of it is durable when the promise resolves, or none of it is. */
  write<Result>(steps: () => Steps<Result>, wish?: WriteWish): Promise<Result>;
  /** All that it reads is of one moment. */
  read<Result>(steps: () => Steps<Result>): Promise<Result>;
  /** All that `use` reads is of one moment, for as long as it takes, also while others write. */
  snapshot<Result>(use: (look: Look) => Promise<Result>, wish?: LookWish): Promise<Result>;
}
