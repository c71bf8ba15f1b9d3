import type { RetryKey } from '../../../../line/ids.js';
import { countUserIds, unpackUserId } from '../../../planning/user-id-bytes.js';
import type { BatchChange } from '../batch-change.js';
import type { KeySuccession } from '../history.js';
import { halvesOf, setAside } from '../parts.js';
import type { NextKey } from './derived-key.js';

/** A batch under the key that it has, or had. */
export interface KeyedBatch {
  readonly index: number;
  readonly retryKey: RetryKey;
  /** Empty where LINE chooses them. */
  readonly recipients: Uint8Array;
}

/** How the journal tells of a change that gives the people of a batch another key; null for any other change. */
export function successionBy(change: BatchChange, recipients: Uint8Array): KeySuccession | null {
  switch (change.type) {
    case 'setAside': {
      const reasons = new Map<string, string>(change.refused.map(({ userId, reason }) => [userId, reason]));
      const refused = Array.from({ length: countUserIds(recipients) }, (_, position) => position).flatMap(
        (position) => {
          const reason = reasons.get(unpackUserId(recipients, position));
          return reason === undefined ? [] : { position, reason };
        },
      );
      return {
        change: { type: 'setAside', refused, requestId: change.requestId },
        successors: [change.newRetryKey],
      };
    }
    case 'split':
      return { change: { type: 'split' }, successors: [change.first.retryKey, change.second.retryKey] };
    case 'calledOff':
      return { change: { type: 'calledOff', reason: change.reason }, successors: [change.newRetryKey] };
    default:
      return null;
  }
}

/**
 * The change by which this ledger follows what another copy of it did to a batch; null where it cannot be followed. The
 * keys prove that it was done to the same batch: they follow from the old one and from what was done.
 */
export function followingChange(
  { index, retryKey, recipients }: KeyedBatch,
  { change, successors }: KeySuccession,
  nextKey: NextKey,
): BatchChange | null {
  const following = changeLike(change, { index, retryKey, recipients }, nextKey);
  const expected = following === null ? null : successionBy(following, recipients);
  return expected?.successors.join() === successors.join() ? following : null;
}

function changeLike(
  change: KeySuccession['change'],
  { index: batch, retryKey, recipients }: KeyedBatch,
  nextKey: NextKey,
): BatchChange | null {
  switch (change.type) {
    case 'setAside': {
      const { refused: named, requestId } = change;
      if (named.some(({ position }) => countUserIds(recipients) <= position)) return null;
      const { refused, remaining } = setAside(recipients, named);
      const positions = named.map(({ position }) => position);
      const newRetryKey = nextKey(retryKey, { type: 'setAside', positions });
      return { type: 'setAside', batch, refused, requestId, remaining, newRetryKey };
    }
    case 'split':
      return { type: 'split', batch, ...halvesOf(recipients, retryKey, nextKey) };
    case 'calledOff': {
      const newRetryKey = nextKey(retryKey, { type: 'calledOff' });
      return { type: 'calledOff', batch, reason: change.reason, newRetryKey };
    }
    case 'resend':
      return null;
  }
}
