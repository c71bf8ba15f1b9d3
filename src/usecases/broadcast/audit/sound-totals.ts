import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import type { StopReason } from '../../../domain/broadcast/sending/stop-reason.js';
import { failureAs, LineOpsError } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { BroadcastSnapshot } from '../../../ports/broadcast/broadcast-totals.js';
import type { Deps } from '../../../ports/deps.js';
import { examineBatches, examineCounts, examineState } from './examine-totals.js';
import { Recount } from './recount.js';
import { Findings } from './verify-findings.js';

/** Batches that are looked at before a run begins; recipients beyond are looked at as they are read, rows at its end. */
const LOOKED_AT_FIRST = 3_000;
const AT_ONCE = 64;

/**
 * The checks of `verify` that cost next to nothing: the file, every row of the broadcast against every other, and the totals. What
 * is wrong, one line a check; empty when nothing is.
 *
 * @throws {LineOpsError} `failure` STATE_DAMAGED where the rows cannot be read.
 */
async function auditTotals(
  id: BroadcastId,
  { broadcastTotals }: Pick<Deps, 'broadcastTotals'>,
): Promise<readonly string[]> {
  // A run has the pages that it read in memory: what has become of them on the disk, another look tells.
  return (await broadcastTotals()).read(
    id,
    async (snapshot) => [...(await snapshot.storage('quick')).problems, ...(await auditRows(snapshot))],
    { mayBeginAnew: true },
  );
}

async function auditRows(snapshot: BroadcastSnapshot): Promise<readonly string[]> {
  const findings = new Findings();
  const broadcast = await snapshot.broadcast();
  const stages = await snapshot.storedStages();
  const recount = new Recount(snapshot, broadcast, findings);
  await recount.countRows();
  examineBatches(recount, stages, await snapshot.strayBlobs(), findings);
  examineCounts(broadcast, recount, findings);
  examineState(broadcast, recount, stages, findings);
  return findings.damage();
}

/**
 * What is wrong with the totals at the end of a run, or what damage ended it; null when nothing is, or when it cannot be
 * seen for another reason, such as a full disk, which is told by whatever it stopped.
 */
export async function damageIn(
  broadcast: Broadcast,
  stoppedBy: StopReason | null,
  deps: Pick<Deps, 'broadcastTotals'>,
): Promise<LineOpsError | null> {
  try {
    const problems = await auditTotals(broadcast.settings.id, deps);
    if (problems.length > 0) return ledgerDamaged(broadcast.settings.id, problems);
  } catch (error) {
    if (isDamage(error)) return ledgerDamaged(broadcast.settings.id, [error]);
  }
  if (stoppedBy?.type !== 'failed' || !isDamage(stoppedBy.error)) return null;
  return ledgerDamaged(broadcast.settings.id, [stoppedBy.error], kindFor(broadcast));
}

/** Doubt wins over damage. */
function kindFor({ recipients }: Broadcast): 'incomplete' | 'failure' {
  return recipients.unknown > 0 ? 'incomplete' : 'failure';
}

/**
 * Before the first request: the file, the rows, and whom and what is sent first, in bounded time.
 *
 * @throws {LineOpsError} STATE_DAMAGED: `incomplete` where something is in doubt, else `failure`.
 */
export async function requireSoundLedger(
  broadcast: Broadcast,
  ledger: BroadcastLedger,
  { broadcastTotals }: Pick<Deps, 'broadcastTotals'>,
): Promise<void> {
  const { settings, batches } = broadcast;
  const problems: readonly (string | LineOpsError)[] = await (await broadcastTotals())
    .read(
      settings.id,
      async (snapshot) => [
        ...(await snapshot.storage('quick')).problems,
        ...(batches.total <= LOOKED_AT_FIRST ? await auditRows(snapshot) : balance(broadcast)),
      ],
      { mayBeginAnew: true },
    )
    .then(async (found) => (found.length > 0 ? found : await lookAtBatches(broadcast, ledger)))
    .catch((error: unknown) => {
      if (isDamage(error)) return [error];
      throw error;
    });
  if (problems.length > 0) throw ledgerDamaged(broadcast.settings.id, problems, kindFor(broadcast));
}

/** What is counted anyway, stage by stage, against what was planned. */
function balance({ recipients, stages }: Broadcast): readonly string[] {
  const planned = stages.reduce((sum, stage) => sum + stage.recipients, 0);
  const wrong = stages.filter(
    ({ accepted, refused, unknown, pending, leftOut, recipients: all }) =>
      accepted + refused + unknown + pending + leftOut !== all,
  );
  return [
    ...wrong.map(({ index, recipients: all }) => `books: the batches of stage ${index + 1} do not add up to ${all}`),
    ...(planned === recipients.unique
      ? []
      : [`books: the stages were planned for ${planned}, not ${recipients.unique}`]),
  ];
}

/** @throws {LineOpsError} `failure` STATE_DAMAGED at the first one that is not what was planned. */
async function lookAtBatches({ settings, stages }: Broadcast, ledger: BroadcastLedger): Promise<readonly string[]> {
  let looked = 0;
  for (const { index } of stages) {
    for (let from = 0; looked < LOOKED_AT_FIRST; ) {
      const batches = await ledger.openBatches(settings.id, index, from, AT_ONCE);
      const last = batches.at(-1);
      if (last === undefined) break;
      looked += batches.length;
      from = last.index + 1;
    }
  }
  return [];
}

/** Whether somebody met a file that holds what this program never wrote. */
export function isDamage(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.code === 'STATE_DAMAGED';
}

/** What was found wrong with the totals of a broadcast. Once something was sent it is a reason for doubt. */
export function ledgerDamaged(
  id: BroadcastId,
  problems: readonly (string | LineOpsError)[],
  kind: 'incomplete' | 'failure' = 'incomplete',
): LineOpsError {
  return failureAs(kind, 'STATE_DAMAGED', { which: 'ledger', id, problems });
}
