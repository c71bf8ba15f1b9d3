import type { BroadcastId } from '../../../../domain/line/ids.js';
import { run, type Steps } from '../../sql/steps.js';

/** A completed stage with something of it left to do is open again. */
export function* reopenStages(id: BroadcastId, left: 'pending' | 'delivering'): Steps<void> {
  yield* run(
    `UPDATE stage SET state = 'planned', finished_at = NULL WHERE broadcast_id = ? AND state = 'completed'
     AND EXISTS (SELECT 1 FROM batch b WHERE b.broadcast_id = stage.broadcast_id AND b.stage = stage.idx AND b.state = ?)`,
    id,
    left,
  );
}
