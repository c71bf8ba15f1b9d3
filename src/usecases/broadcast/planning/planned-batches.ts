import { audienceIdIn } from '../../../domain/audience/audience-group.js';
import { broadcastBody, narrowcastBody } from '../../../domain/broadcast/planning/body.js';
import { batchSizes } from '../../../domain/broadcast/planning/stages.js';
import { mostPeople } from '../../../domain/broadcast/sending/narrowcast.js';
import type { RecipientList } from '../../../ports/broadcast/recipients.js';
import { toWordOf } from './audience.js';
import type { Plan } from './plan-broadcast.js';

/** The sizes of all batches in order, and the stage of each: no batch crosses a stage. */
export function* plannedBatches(
  { stages, wish }: Plan,
  list: RecipientList,
): Iterable<{ readonly stage: number; readonly recipients: Uint8Array }> {
  const cut = stages.map((stage) => ({ stage: stage.index, sizes: batchSizes(stage.recipients, wish.batchSize) }));
  const stageOf = cut.flatMap(({ stage, sizes }) => sizes.map(() => stage));
  let index = 0;
  for (const packed of list.batches(cut.flatMap(({ sizes }) => sizes))) {
    yield { stage: stageOf[index] ?? 0, recipients: packed };
    index += 1;
  }
}

/**
 * The request of each stage of friends; its bytes where they do not depend on the stages before. Those of the last stage to an
 * audience are made when it begins: until then the audience may grow.
 */
export function plannedRequests({
  stages,
  wish,
  bodyTail,
}: Plan): readonly { readonly stage: number; readonly expected: number; readonly body: string | null }[] {
  const audienceId = audienceIdIn(toWordOf(wish.recipients));
  return stages.map(({ index, recipients: expected }) => {
    const isLast = index === stages.length - 1;
    if (index > 0 || (isLast && audienceId !== null)) return { stage: index, expected, body: null };
    const max = mostPeople({ expected, isLast, audienceId, missed: 0 });
    const target = { audienceId, excludedRequestIds: [], max };
    const body = wish.via === 'broadcast' ? broadcastBody(bodyTail) : narrowcastBody(target, bodyTail);
    return { stage: index, expected, body };
  });
}
