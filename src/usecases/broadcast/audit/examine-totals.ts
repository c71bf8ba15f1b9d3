import { type Broadcast, stageNumber, totalsBalance } from '../../../domain/broadcast/broadcast.js';
import { plural } from '../../../domain/text/grouped.js';
import type { StoredStage } from '../../../ports/broadcast/broadcast-totals.js';
import type { Recounted } from './recount.js';
import type { Findings } from './verify-findings.js';

export function examineBatches(
  recount: Recounted,
  stages: readonly StoredStage[],
  strayBlobs: number,
  findings: Findings,
): void {
  for (const { index, recipients } of stages) {
    const held = recount.plannedByStage.get(index) ?? 0;
    if (held !== recipients)
      findings.fail(
        'batches',
        `stage ${stageNumber(index)} was planned with ${plural(recipients, 'recipient')} and holds ${held}`,
      );
  }
  for (const stage of recount.plannedByStage.keys()) {
    if (stages.every(({ index }) => index !== stage))
      findings.fail('batches', `stage ${stageNumber(stage)} was never planned`);
  }
  if (strayBlobs > 0)
    findings.fail('batches', `recipients of ${plural(strayBlobs, 'batch', 'batches')} are there without the batch`);
  findings.examined(
    'batches',
    `${plural(recount.batches.total, 'batch', 'batches')} in ${plural(stages.length, 'stage')}`,
  );
  findings.examined('checksums', `${plural(recount.batches.total, 'checksum')} recomputed`);
}

export function examineCounts(broadcast: Broadcast, recount: Recounted, findings: Findings): void {
  const { unique } = broadcast.recipients;
  const { accepted, refused, unknown, pending, leftOut } = recount.recipients;
  const sum = `${accepted} + ${refused} + ${unknown} + ${pending} + ${leftOut}`;
  if (!totalsBalance({ ...broadcast.recipients, ...recount.recipients }))
    findings.fail('books', `${sum} is not ${unique}`);
  if (recount.planned !== unique)
    findings.fail('books', `the batches were planned for ${recount.planned}, not ${unique}`);
  findings.examined('books', `${sum} = ${unique}`);
  for (const total of ['accepted', 'refused', 'unknown', 'pending', 'leftOut'] as const) {
    if (broadcast.recipients[total] !== recount.recipients[total])
      findings.fail(
        'counts',
        `${broadcast.recipients[total]} recipients are shown as ${total}, ${recount.recipients[total]} are`,
      );
    if (total === 'leftOut') continue;
    if (broadcast.batches[total] !== recount.batches[total])
      findings.fail(
        'counts',
        `${broadcast.batches[total]} batches are shown as ${total}, ${recount.batches[total]} are`,
      );
  }
  findings.examined('counts', 'recipients and batches in each state');
  findings.examined('request-ids', plural(recount.batches.accepted, 'accepted batch', 'accepted batches'));
  findings.examined('own-request', `${plural(recount.batches.accepted, 'request ID')} compared`);
  findings.examined('settled-once', `${plural(recount.batches.total, 'retry key')} compared`);
}

export function examineState(
  { state }: Broadcast,
  { recipients, pendingByStage }: Recounted,
  stages: readonly StoredStage[],
  findings: Findings,
): void {
  if (state === 'completed' && recipients.pending + recipients.unknown > 0)
    findings.fail(
      'state',
      `it is called completed with ${recipients.pending} pending and ${recipients.unknown} unknown`,
    );
  for (const { index, state: stageState } of stages) {
    const pending = pendingByStage.get(index) ?? 0;
    if (stageState === 'completed' && pending > 0)
      findings.fail('state', `stage ${stageNumber(index)} is called completed with ${pending} pending`);
  }
  findings.examined('state', state);
}
