/** How long a lease lasts by the server's clock, counted from when it was taken or renewed. */
export const LEASE_MS = 15_000;

/** Three times in a lease: two renewals may be lost. */
export const RENEW_EVERY_MS = 5_000;

/** After a renewal that was not answered. */
export const RENEW_AGAIN_MS = 1_000;

/** A renewal that takes longer is asked for anew: well before the lease is over. */
export const RENEWAL_WITHIN_MS = 4_000;

/** One moment by both clocks of a machine, milliseconds. */
export interface Moment {
  /** Of the day: it goes on while the machine sleeps, and somebody may set it. */
  readonly wall: number;
  /** Only forwards: nobody can set it, and it may stand still while the machine sleeps. */
  readonly steady: number;
}

/**
 * Whether a lease that was asked for, or asked to be renewed, at `asked` certainly lasts now: the server counts from when it
 * heard of that, which was not earlier. A clock that was set back tells nothing.
 */
export function surelyLasts(asked: Moment, now: Moment): boolean {
  return isWithin(now.steady - asked.steady) && isWithin(now.wall - asked.wall);
}

function isWithin(elapsedMs: number): boolean {
  return 0 <= elapsedMs && elapsedMs < LEASE_MS;
}
