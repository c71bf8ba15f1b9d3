import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import type { RefusedPerson } from '../../../ports/broadcast/broadcast-totals.js';
import { csvCell } from '../../output/csv.js';

/** Refused recipients, one a row; stages count from 1 and batches from 0, as in JSON. */
export function* refusedCsv(people: Iterable<RefusedPerson>): Generator<string> {
  yield 'user_id,reason,request_id,batch,stage\n';
  for (const { userId, reason, requestId, batch, stage } of people)
    yield `${[userId, reason, requestId ?? '', String(batch), String(stageNumber(stage))].map(csvCell).join(',')}\n`;
}

/** Held-out recipients, one a row. */
export function* heldOutCsv(userIds: Iterable<string>): Generator<string> {
  yield 'user_id\n';
  for (const userId of userIds) yield `${userId}\n`;
}
