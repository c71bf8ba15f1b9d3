import type { BatchChange } from '../../../../domain/broadcast/sending/batch/batch-change.js';
import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { Steps } from '../../sql/steps.js';
import { moveAll } from './moves.js';
import { CHANGES_FROM, changeOneOf, oneOfThese } from './transitions.js';

const FROM = oneOfThese(CHANGES_FROM.delivered);

const RECOUNT = `UPDATE broadcast SET uniq = uniq + ? - b.recipients, total = total + ? - b.recipients
  FROM batch b WHERE broadcast.id = ? AND b.broadcast_id = broadcast.id AND b.idx = ? AND b.state IN ${FROM}`;

const RECOUNT_STAGE = `UPDATE stage SET recipients = ? FROM batch b
  WHERE b.broadcast_id = ? AND b.idx = ? AND b.state IN ${FROM}
    AND stage.broadcast_id = b.broadcast_id AND stage.idx = b.stage`;

const settle = moveAll(
  CHANGES_FROM.delivered,
  { recipients: 'BIGINT', not_reached: 'BIGINT', at: 'BIGINT' },
  `state = 'accepted', recipients = one.recipients, not_reached = one.not_reached, settled_at = one.at`,
);

/** What LINE delivered takes the place of what was expected, in the batch, its stage and the whole: the totals stay balanced. */
export function* recordDelivered(
  id: BroadcastId,
  { batch, at, accepted, refused }: Extract<BatchChange, { type: 'delivered' }>,
): Steps<void> {
  const all = accepted + refused;
  const wrong = `what was delivered by batch ${batch} has no place in the books`;
  yield* changeOneOf(id, wrong, RECOUNT, all, all, id, batch);
  yield* changeOneOf(id, wrong, RECOUNT_STAGE, all, id, batch);
  yield* settle([{ id, batch, values: { recipients: accepted, not_reached: refused, at } }]);
}
