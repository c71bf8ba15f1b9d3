import { setMaxListeners } from 'node:events';
import type { StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import { failure } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Ticker } from '../../../ports/host.js';
import type { HeldLock } from '../../../ports/store.js';

/** How soon a run notices what another terminal asks of it. */
const LISTEN_EVERY_MS = 300;

/** The end of a run: why, and the word to everything that waits. */
export class Halt {
  stoppedBy: StopReason | null = null;
  readonly #controller = new AbortController();

  constructor() {
    // A hundred batches may wait at once; more than ten look like a leak to the runtime, which says so on stderr.
    setMaxListeners(0, this.#controller.signal);
  }

  /** Fires when nothing new may be begun. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first reason counts. */
  because(reason: StopReason): void {
    this.stoppedBy ??= reason;
    this.#controller.abort();
  }

  /**
   * Hears what another terminal asks of the run, whatever the run is waiting for meanwhile. A state that is away is asked
   * once, and waited for. The answer ends the listening.
   */
  hear(id: BroadcastId, ledger: Pick<BroadcastLedger, 'requestedStop'>, ticker: Ticker): () => void {
    const listen = async () => {
      const to = await ledger.requestedStop(id);
      if (to !== null) this.because({ type: 'asked', to });
    };
    let isAsking = false;
    return ticker.every(LISTEN_EVERY_MS, () => {
      if (isAsking) return;
      isAsking = true;
      listen()
        .catch((error: unknown) => this.because({ type: 'failed', error }))
        .finally(() => {
          isAsking = false;
        });
    });
  }

  /** Another process has taken the broadcast over: it is that one's. The answer ends the watch. */
  yieldWith(id: BroadcastId, { lost }: Pick<HeldLock, 'lost'>): () => void {
    const onLost = () => this.because({ type: 'failed', error: failure('LEASE_LOST', { name: `broadcast-${id}` }) });
    lost.addEventListener('abort', onLost);
    if (lost.aborted) onLost();
    return () => lost.removeEventListener('abort', onLost);
  }

  /** Tells what a signal of the operating system asks. The answer ends that. */
  obey(stop: AbortSignal): () => void {
    const onStop = () => this.because({ type: 'interrupted' });
    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
    return () => stop.removeEventListener('abort', onStop);
  }
}

/**
 * What the work comes to, or null as soon as the run is halted: then nobody waits for the work any more. Only for work
 * that sends nothing.
 */
export async function unlessHalted<Value extends object>(
  halted: AbortSignal,
  work: Promise<Value>,
): Promise<Value | null> {
  let leave = () => {};
  const left = new Promise<null>((resolve) => {
    leave = () => resolve(null);
  });
  halted.addEventListener('abort', leave);
  if (halted.aborted) leave();
  try {
    return await Promise.race([left, work]);
  } finally {
    halted.removeEventListener('abort', leave);
  }
}
