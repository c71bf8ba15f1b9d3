import { countUserIds } from '../../../../domain/broadcast/planning/user-id-bytes.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { Away } from '../outage.js';

/** For counters and progress. */
export type BatchEvent =
  | { readonly type: 'request'; readonly isRetry: boolean }
  /** So many more were sent to and not heard of, or fewer. */
  | { readonly type: 'onItsWay'; readonly recipients: number }
  | { readonly type: 'trouble'; readonly began: boolean }
  /** LINE is away from all batches; null: it is back. */
  | { readonly type: 'away'; readonly away: Away | null }
  | { readonly type: 'accepted'; readonly recipients: number; readonly wasConflict: boolean }
  | { readonly type: 'refused'; readonly recipients: number }
  /** So many of a batch that was begun are in a batch of their own now, which is yet to be begun. */
  | { readonly type: 'split'; readonly recipients: number }
  | { readonly type: 'unknown'; readonly recipients: number }
  /** LINE is at work on a narrowcast that it accepted. */
  | { readonly type: 'delivering'; readonly began: boolean }
  /** It delivered to so many, where `expected` were expected. */
  | { readonly type: 'delivered'; readonly expected: number; readonly accepted: number; readonly refused: number };

/** Tells of one batch what its changes mean to whoever counts, and nothing twice. */
export class BatchNews {
  readonly #onEvent: (event: BatchEvent) => void;
  #onItsWay: number;
  #isTroubled = false;

  /** @param onItsWay recipients of the batch that were sent to before, and not heard of. */
  constructor(onEvent: (event: BatchEvent) => void, onItsWay: number) {
    this.#onEvent = onEvent;
    this.#onItsWay = onItsWay;
  }

  /** The change is in the ledger; `size` is how many recipients the batch has after it. */
  changed(change: BatchChange, size: number): void {
    const onItsWay = isOnItsWayAfter(change) ? size : 0;
    if (onItsWay !== this.#onItsWay) this.#onEvent({ type: 'onItsWay', recipients: onItsWay - this.#onItsWay });
    this.#onItsWay = onItsWay;
    const event = eventOf(change, size);
    if (event !== null) this.#onEvent(event);
  }

  trouble(began: boolean): void {
    if (began !== this.#isTroubled) this.#onEvent({ type: 'trouble', began });
    this.#isTroubled = began;
  }
}

/** Whether LINE took the messages, for whomever. */
export function isAcceptance({ type }: BatchChange): boolean {
  return type === 'accepted' || type === 'delivering';
}

/** Whether LINE may have taken the batch without our having heard of it, once the change is made. */
function isOnItsWayAfter(change: BatchChange): boolean {
  return change.type === 'attempt' || (change.type === 'notSent' && change.wasInDoubt);
}

/** What a change means for the counters; null for nothing. */
function eventOf(change: BatchChange, size: number): BatchEvent | null {
  switch (change.type) {
    case 'accepted':
      return { type: 'accepted', recipients: size, wasConflict: change.wasConflict };
    case 'refused':
    case 'unknown':
      return { type: change.type, recipients: size };
    case 'setAside':
      return { type: 'refused', recipients: change.refused.length };
    case 'split':
      return { type: 'split', recipients: countUserIds(change.second.recipients) };
    default:
      return null;
  }
}
