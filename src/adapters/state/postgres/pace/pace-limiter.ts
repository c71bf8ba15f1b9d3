import { failure, LineOpsError } from '../../../../domain/failure/failure.js';
import type { Failure } from '../../../../domain/failure/failures.js';
import type { PaceLimit, PaceLimiter } from '../../../../ports/broadcast/broadcast-ledger.js';
import type { Stopwatch } from '../../../../ports/host.js';
import type { StateServer } from '../server.js';
import { SharedLimit, WayToServer } from './shared-limit.js';

/** How long a server that is away is asked again, and how often. */
const PATIENCE_MS = 60_000;
const ASK_AGAIN_MS = 250;

/**
 * Gives out the moments of limits that processes share by a server, as `lots.ts` says. Between the last look at how late it
 * is and the word that a request may leave nothing waits.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits-mechanism
 */
export function createPaceLimiter(server: StateServer, stopwatch: Stopwatch, taker: string): PaceLimiter {
  const way = new WayToServer(server, stopwatch, taker);
  const all = new Map<string, SharedLimit>();

  const sharedBy = (limit: PaceLimit): AskedLimit => {
    const shared = all.get(limit.key) ?? new SharedLimit(limit.key, way);
    all.set(limit.key, shared);
    return { limit, shared };
  };

  return {
    async take(limits, signal) {
      // The slowest first: a moment of a fast limit is gone soon, and would be lost while a slow one is waited for.
      const asked = [...limits].sort((one, other) => one.perSecond - other.perSecond).map(sharedBy);
      const patience = new Patience(stopwatch);
      while (!signal.aborted) {
        const now = stopwatch.now();
        const held = heldUpBy(asked, now);
        if (held === null) {
          for (const { limit, shared } of asked) shared.take(limit, now);
          return;
        }
        if (held.until !== null) await stopwatch.until(held.until, signal);
        else await patience.with(held.by.shared.ask(held.by.limit), signal);
      }
    },
  };
}

interface AskedLimit {
  readonly limit: PaceLimit;
  readonly shared: SharedLimit;
}

/** The first limit by which no request may leave yet, and until when; null: its server has to be asked. */
function heldUpBy(
  asked: readonly AskedLimit[],
  now: number,
): { readonly by: AskedLimit; readonly until: number | null } | null {
  for (const by of asked) {
    const standing = by.shared.standing(by.limit, now);
    if (standing.type !== 'free') return { by, until: standing.type === 'notBefore' ? standing.moment : null };
  }
  return null;
}

/** With a server that is away, for a minute. */
class Patience {
  #awaySince: number | null = null;

  constructor(readonly stopwatch: Stopwatch) {}

  /** Waits for an answer, or a little for the next try; not at all once the signal fires. */
  async with(answer: Promise<void>, signal: AbortSignal): Promise<void> {
    const askedAt = this.stopwatch.now();
    try {
      await unlessAborted(answer, signal);
      this.#awaySince = null;
    } catch (error) {
      if (!(error instanceof LineOpsError && isPassing(error.failure))) throw error;
      this.#awaySince ??= askedAt;
      const waitedMs = Math.round(this.stopwatch.now() - this.#awaySince);
      if (PATIENCE_MS <= waitedMs) throw waitedFor(error, waitedMs);
      await this.stopwatch.until(this.stopwatch.now() + ASK_AGAIN_MS, signal);
    }
  }
}

/** A server that another has taken the place of is read-only for a while. */
function isPassing(failed: Failure): boolean {
  return (
    failed.code === 'STATE_SERVER_AWAY' || (failed.code === 'STATE_SERVER_FAILED' && failed.facts.which === 'readOnly')
  );
}

function waitedFor(error: LineOpsError, waitedMs: number): LineOpsError {
  if (error.failure.code !== 'STATE_SERVER_AWAY') return error;
  return failure('STATE_SERVER_AWAY', { ...error.failure.facts, waitedMs }, { cause: error });
}

/** Settles as the answer does, or as soon as the signal fires. */
async function unlessAborted(answer: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
