import type { BatchState } from '../../../../domain/broadcast/batch.js';
import { meetYes, SETTLED_BY_YES, type Yes } from '../../../../domain/broadcast/sending/batch/acceptance.js';
import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import { oneOf, readRow } from '../../sql/rows.js';
import { firstRow, type Steps } from '../../sql/steps.js';
import { BATCH_STATES } from '../reads/batch-rows.js';
import { type Move, movesOf } from './moves.js';
import { reopenStages } from './stages.js';
import { misplaced } from './transitions.js';

interface Acceptance {
  readonly id: BroadcastId;
  readonly change: Extract<BatchChange, { type: Yes }>;
}

const settle = (yes: Yes) =>
  movesOf(
    SETTLED_BY_YES[yes],
    { retry_key: 'TEXT', at: 'BIGINT', request_id: 'TEXT', accepted_request_id: 'TEXT', conflict: 'BIGINT' },
    `state = '${yes}', settled_at = one.at, request_id = one.request_id, accepted_request_id = one.accepted_request_id,
       conflicts = conflicts + one.conflict, reason = NULL`,
    'AND batch.retry_key = one.retry_key',
  );

const SETTLE = { accepted: settle('accepted'), delivering: settle('delivering') };

/**
 * LINE's yes to requests under these keys. One that is known already changes nothing.
 *
 * @throws {LineOpsError} `failure` where a batch stands neither where a yes settles it nor where it is known.
 */
export function* recordAcceptances(acceptances: readonly Acceptance[]): Steps<void> {
  for (const yes of ['accepted', 'delivering'] as const) {
    const these = acceptances.filter(({ change }) => change.type === yes);
    const settled = yield* SETTLE[yes](these.map(moveOf));
    if (settled !== these.length) for (const acceptance of these) yield* requireKnown(acceptance);
  }
  // Somebody has to ask what comes of a narrowcast, also of one whose stage had ended without it.
  for (const { id, change } of acceptances) if (change.type === 'delivering') yield* reopenStages(id, 'delivering');
}

function moveOf({ id, change }: Acceptance): Move {
  const { batch, retryKey, at, requestId, acceptedRequestId, wasConflict } = change;
  return {
    id,
    batch,
    values: {
      retry_key: retryKey,
      at,
      request_id: requestId,
      accepted_request_id: acceptedRequestId,
      conflict: wasConflict ? 1 : 0,
    },
  };
}

function* requireKnown({ id, change: { type, batch, retryKey } }: Acceptance): Steps<void> {
  const stored = yield* firstRow('SELECT state, retry_key FROM batch WHERE broadcast_id = ? AND idx = ?', id, batch);
  if (stored !== undefined) {
    const row = readRow(stored);
    const state = oneOf<BatchState>(BATCH_STATES, row.text('state'));
    if (meetYes(type, { state, isSameKey: row.text('retry_key') === retryKey }) === 'known') return;
  }
  throw yield* misplaced(id, batch, SETTLED_BY_YES[type]);
}
