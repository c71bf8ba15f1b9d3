import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import type { Pages, RefusedPerson } from '../../../ports/broadcast/broadcast-totals.js';
import { csvCell } from '../../output/csv.js';

/** Refused recipients, one a row; stages count from 1 and batches from 0, as in JSON. */
export async function* refusedCsv(people: Pages<RefusedPerson>): AsyncGenerator<string> {
  yield 'user_id,reason,request_id,batch,stage\n';
  for await (const some of people) yield some.map(rowOf).join('');
}

/** Held-out recipients, one a row. */
export async function* heldOutCsv(people: Pages<string>): AsyncGenerator<string> {
  yield 'user_id\n';
  for await (const userIds of people) yield userIds.map((userId) => `${userId}\n`).join('');
}

function rowOf({ userId, reason, requestId, batch, stage }: RefusedPerson): string {
  const cells = [userId, reason, requestId ?? '', String(batch), String(stageNumber(stage))];
  return `${cells.map(csvCell).join(',')}\n`;
}
