import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { SqlDatabase } from '../../sqlite/sqlite.js';
import { CHANGES_FROM, changeOne, oneOfThese, outOfPlace, prepareMove } from './transitions.js';

/** What LINE delivered takes the place of what was expected, in the batch, its stage and the whole: the totals stay balanced. */
export function prepareDelivered(
  database: SqlDatabase,
): (id: BroadcastId, change: Extract<BatchChange, { type: 'delivered' }>) => void {
  const from = oneOfThese(CHANGES_FROM.delivered);
  const recount = database.prepare(
    `UPDATE broadcast SET uniq = uniq + ? - b.recipients, total = total + ? - b.recipients
     FROM batch b WHERE broadcast.id = ? AND b.broadcast_id = broadcast.id AND b.idx = ? AND b.state IN ${from}`,
  );
  const stage = database.prepare(
    `UPDATE stage SET recipients = ? FROM batch b
     WHERE b.broadcast_id = ? AND b.idx = ? AND b.state IN ${from}
       AND stage.broadcast_id = b.broadcast_id AND stage.idx = b.stage`,
  );
  const settle = prepareMove(
    database,
    CHANGES_FROM.delivered,
    `state = 'accepted', recipients = ?, not_reached = ?, settled_at = ?`,
  );
  return (id, { batch, at, accepted, refused }) => {
    const all = accepted + refused;
    const wrong = () => outOfPlace(id, `what was delivered by batch ${batch} has no place in the books`);
    changeOne(recount, [all, all, id, batch], wrong);
    changeOne(stage, [all, id, batch], wrong);
    settle(id, batch, accepted, refused, at);
  };
}
