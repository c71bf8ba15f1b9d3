import type { BroadcastId } from '../../../../domain/line/ids.js';
import type { RefusedPerson } from '../../../../ports/broadcast/broadcast-totals.js';
import type { Look } from '../../sql/engine.js';
import { pagesOf } from './pages.js';

const PEOPLE_AT_ONCE = 1_000;

/** Whom LINE refused by name, by batch and ID. */
export async function* setAsideIn(look: Look, id: BroadcastId): AsyncGenerator<readonly RefusedPerson[]> {
  const pages = pagesOf(look, {
    sql: `SELECT user_id, reason, request_id, batch, stage FROM refused_recipient
       WHERE broadcast_id = ? AND (batch, user_id) > (?, ?) ORDER BY batch, user_id LIMIT ?`,
    values: [id],
    behind: { batch: Number.MIN_SAFE_INTEGER, user_id: '' },
    atOnce: PEOPLE_AT_ONCE,
  });
  for await (const page of pages)
    yield page.map((row) => ({
      userId: row.text('user_id'),
      reason: row.text('reason'),
      requestId: row.textOrNull('request_id'),
      batch: row.number('batch'),
      stage: row.number('stage'),
    }));
}
