import { audienceIdIn } from '../../../domain/audience/audience-group.js';
import type { Broadcast } from '../../../domain/broadcast/broadcast.js';
import { countUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import { namesRecipients } from '../../../domain/broadcast/settings.js';
import { LineOpsError } from '../../../domain/failure/failure.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { plural } from '../../../domain/text/grouped.js';
import type { BroadcastSnapshot, StoredStage } from '../../../ports/broadcast/broadcast-totals.js';
import type { RecipientList, RecipientReader } from '../../../ports/broadcast/recipients.js';
import type { Deps } from '../../../ports/deps.js';
import { planHash } from '../planning/plan-hash.js';
import { type HistoryDeps, readHistory } from '../sending/run-journal.js';
import { type StatusDeps, showBroadcast } from './broadcast-status.js';
import { examineBatches, examineCounts, examineState } from './examine-totals.js';
import { requireBroadcast } from './find-broadcast.js';
import { Recount, type Recounted } from './recount.js';
import { Findings, type VerifyCheck } from './verify-findings.js';

export interface Verification {
  readonly id: BroadcastId;
  readonly ok: boolean;
  readonly checks: readonly VerifyCheck[];
}

export type VerifyDeps = StatusDeps & HistoryDeps & Pick<Deps, 'broadcastTotals' | 'recipients'>;

/**
 * Recomputes the totals of a broadcast from the rows of its ledger, all of one moment, and writes nothing. A file that
 * cannot be read to its end is a finding like any other.
 *
 * @throws {LineOpsError} `usage` where there is none of that ID.
 */
export async function verifyBroadcast(
  id: BroadcastId,
  deps: VerifyDeps,
  onProgress: (recipients: number) => void = () => {},
  storage: StorageDepth = 'thorough',
): Promise<Verification> {
  const findings = new Findings();
  try {
    await showBroadcast(id, deps);
    const reader = await deps.recipients();
    await (await deps.broadcastTotals()).read(id, async (snapshot) => {
      await examineStorage(snapshot, storage, findings);
      await examine(snapshot, reader, findings, onProgress);
    });
    await examineHistory(id, deps, findings);
  } catch (error) {
    if (!(error instanceof LineOpsError && error.code === 'STATE_DAMAGED')) throw error;
    findings.endAt(error);
  }
  const checks = findings.checks();
  return { id, ok: checks.every(({ status }) => status !== 'fail'), checks };
}

/** Behind the totals: a batch that is being sent is in the ledger before it is in the journal. */
async function examineHistory(id: BroadcastId, deps: VerifyDeps, findings: Findings): Promise<void> {
  const ledger = await deps.broadcastLedger();
  const history = await readHistory(await requireBroadcast(id, ledger), ledger, deps);
  const { inDoubt, givenUp, damagedLines, isKept } = history;
  if (inDoubt.batches > 0)
    findings.fail(
      'journal',
      `${plural(inDoubt.batches, 'batch was', 'batches were')} attempted by this machine and called pending`,
    );
  if (givenUp.batches > 0)
    findings.fail(
      'journal',
      `${plural(givenUp.batches, 'batch was', 'batches were')} attempted by this machine under other retry keys`,
    );
  if (damagedLines > 0) findings.fail('journal', `${plural(damagedLines, 'line')} of the journal cannot be read`);
  findings.examined(
    'journal',
    isKept ? 'compared with the journal of this machine' : 'this machine has no journal of it',
  );
}

/** What only the recipients themselves can tell. */
const FORGOTTEN_WITH_PEOPLE = ['checksums', 'once', 'held-out', 'set-aside', 'plan-hash'] as const;

/** Whoever verifies one broadcast after the other looks thoroughly once. */
type StorageDepth = Parameters<BroadcastSnapshot['storage']>[0];

async function examineStorage(snapshot: BroadcastSnapshot, how: StorageDepth, findings: Findings): Promise<void> {
  const { problems, looked } = await snapshot.storage(how);
  for (const problem of problems) findings.fail('file', problem);
  findings.examined('file', looked);
}

async function examine(
  snapshot: BroadcastSnapshot,
  reader: RecipientReader,
  findings: Findings,
  onProgress: (recipients: number) => void,
): Promise<void> {
  const broadcast = await snapshot.broadcast();
  const stages = await snapshot.storedStages();
  const recount = new Recount(snapshot, broadcast, findings);
  if (broadcast.forgottenAt !== null && namesRecipients(broadcast.settings.via)) {
    await recount.countRows();
    examineBatches(recount, stages, 0, findings);
    for (const id of FORGOTTEN_WITH_PEOPLE) findings.forgotten(id, broadcast.forgottenAt);
    examineCounts(broadcast, recount, findings);
    examineState(broadcast, recount, stages, findings);
    return;
  }
  const heldOut = new HeldOutCount(snapshot, findings);
  const list = await reader.read(
    { type: 'packed', name: 'the batches', blocks: recount.plannedUserIds() },
    { exclude: [{ type: 'packed', name: 'the held-out list', blocks: heldOut.userIds() }], onProgress },
  );
  try {
    examineBatches(recount, stages, await snapshot.strayBlobs(), findings);
    examinePeople(broadcast, recount, list, heldOut.count, findings);
    examinePlanHash(broadcast, recount, stages, list, findings);
    examineCounts(broadcast, recount, findings);
    examineState(broadcast, recount, stages, findings);
  } finally {
    list.close();
  }
}

class HeldOutCount {
  count = 0;

  constructor(
    readonly snapshot: BroadcastSnapshot,
    readonly findings: Findings,
  ) {}

  async *userIds(): AsyncGenerator<Uint8Array> {
    for await (const { userIds, isIntact } of this.snapshot.heldOut()) {
      if (!isIntact) this.findings.fail('held-out', 'a part of the held-out list does not match its checksum');
      this.count += countUserIds(userIds);
      yield userIds;
    }
  }
}

function examinePeople(
  { recipients }: Broadcast,
  recount: Recounted,
  list: RecipientList,
  heldOut: number,
  findings: Findings,
): void {
  for (const { line, text } of list.duplicateSamples)
    findings.fail('once', `${text} is in batch ${recount.batchOf(line)}, and was planned before`);
  const unnamed = list.duplicates - list.duplicateSamples.length;
  if (unnamed > 0) findings.fail('once', `${plural(unnamed, 'more person is', 'more people are')} there twice`);
  findings.examined('once', `${plural(recount.planned, 'user ID')} compared`);
  if (list.excluded > 0)
    findings.fail('held-out', `${plural(list.excluded, 'person held out is', 'people held out are')} in a batch`);
  if (heldOut !== recipients.heldOut)
    findings.fail(
      'held-out',
      `${plural(heldOut, 'person is', 'people are')} listed, ${recipients.heldOut} were held out`,
    );
  findings.examined('held-out', `${plural(heldOut, 'person', 'people')} held out`);
  findings.examined('set-aside', `${plural(recount.setAside, 'recipient')} set aside`);
}

function examinePlanHash(
  { settings }: Broadcast,
  { expected }: Recounted,
  stages: readonly StoredStage[],
  list: RecipientList,
  findings: Findings,
): void {
  const { via, bodyTail } = settings;
  const hash = namesRecipients(via)
    ? planHash(
        list,
        bodyTail,
        stages.map(({ recipients }) => recipients),
        via,
      )
    : planHash(null, bodyTail, expected, via, audienceIdIn(settings.toWord));
  if (hash !== settings.planHash) findings.fail('plan-hash', `it is ${hash}, and ${settings.planHash} was planned`);
  findings.examined('plan-hash', hash);
}
