import type { Amount, Broadcast, BroadcastSettings } from '../../domain/broadcast/broadcast.js';
import {
  type Attempt,
  type BatchStanding,
  gapSince,
  isHistoryUnknown,
  stepAfterHistory,
} from '../../domain/broadcast/history.js';
import { sendEvidence } from '../../domain/evidence.js';
import { LineOpsError } from '../../domain/failure.js';
import type { BroadcastId } from '../../domain/ids.js';
import type { JournalHistory, JournalSubject, OpenJournal } from '../../ports/attempt-journal.js';
import type { BatchChange, BroadcastLedger } from '../../ports/broadcast-ledger.js';
import type { Deps } from '../../ports/deps.js';
import type { LoggedRequest } from '../../ports/request-log.js';

export type HistorySources = Pick<Deps, 'attemptJournal' | 'requestLog'>;

/** Why nobody can tell what became of a batch that a copy of this ledger went on with. */
export const SENT_UNDER_ANOTHER_KEY =
  'this machine has sent it under another retry key, which this copy of the ledger does not know';

/** How the ledger compares with what this machine knows to have sent. */
export interface HistoryFindings {
  /** Called pending, and LINE may have it: asked again under the same keys. */
  readonly inDoubt: Amount;
  /** LINE may have it under other keys: nobody can tell. */
  readonly givenUp: Amount;
  /** Lines of the journal that nobody can read. */
  readonly damagedLines: number;
  /** Whether this machine has a journal of the broadcast at all. */
  readonly isKept: boolean;
}

/** What the ledger must learn, and how much of it is news. */
interface Comparison extends HistoryFindings {
  readonly changes: readonly BatchChange[];
  /** Since when somebody may have sent without this machine knowing; null where it knows all. */
  readonly gap: number | null;
}

/** The journal as one run of a broadcast uses it. */
export class RunJournal {
  private constructor(
    private readonly book: OpenJournal,
    private readonly id: BroadcastId,
    /** Since when somebody may have sent without this machine knowing; null where it knows all. */
    readonly gap: number | null,
  ) {}

  /**
   * Opens the journal, compares it with the ledger, and brings the ledger up to it: what it knows as attempted is in
   * doubt, not pending. Before the first request of a run.
   *
   * @throws {LineOpsError} `failure` JOURNAL_NOT_WRITABLE.
   */
  static async open(
    broadcast: Broadcast,
    ledger: BroadcastLedger,
    sources: HistorySources,
    { isAnsweredFor }: { readonly isAnsweredFor: boolean },
  ): Promise<{ readonly journal: RunJournal; readonly findings: HistoryFindings }> {
    const { id } = broadcast.settings;
    const unsettled = await unsettledBatches(broadcast, ledger);
    const book = await (await sources.attemptJournal()).open(subjectOf(broadcast.settings), unsettled);
    try {
      const { changes, gap, ...findings } = await compare(broadcast, ledger, book.history, sources);
      const gapLeft = isAnsweredFor ? null : gap;
      await book.begin(gapLeft);
      await Promise.all(changes.map((change) => ledger.record(id, change)));
      return { journal: new RunJournal(book, id, gapLeft), findings };
    } catch (error) {
      await book.close();
      throw error;
    }
  }

  /** @throws {LineOpsError} `incomplete` HISTORY_UNKNOWN once nothing may be sent for the first time. `now` by LINE's clock. */
  requireKnown(now: number): void {
    requireKnown(this.id, this.gap, now);
  }

  /** On disk when the promise resolves: only then may the request leave. The answer is what others attempted meanwhile. */
  note(attempt: Attempt): Promise<readonly Attempt[]> {
    return this.book.note(attempt);
  }

  /** No attempt of this run at the batch was taken. Before the ledger says so. */
  takeBack(batch: number): Promise<void> {
    return this.book.takeBack(batch);
  }

  /** Nothing that was attempted so far stands in the way of another key. Before the ledger says so. */
  settle(batch: number): Promise<void> {
    return this.book.settle(batch);
  }

  close(): Promise<void> {
    return this.book.close();
  }
}

/** The same comparison for somebody who only looks; nothing is written. */
export async function lookAtHistory(
  broadcast: Broadcast,
  ledger: BroadcastLedger,
  sources: HistorySources,
): Promise<HistoryFindings & { readonly gap: number | null }> {
  const unsettled = await unsettledBatches(broadcast, ledger);
  const history = await (await sources.attemptJournal()).read(subjectOf(broadcast.settings), unsettled);
  const { changes: _changes, ...found } = await compare(broadcast, ledger, history, sources);
  return found;
}

/**
 * Before the first request of a run that would send anything, and not only ask what became of it. `now` by LINE's clock.
 *
 * @throws {LineOpsError} `incomplete` HISTORY_UNKNOWN.
 */
export function requireKnownHistory({ settings, stages }: Broadcast, gap: number | null, now: number): void {
  if (stages.some(({ toSend, inDoubt }) => toSend.batches + inDoubt.batches > 0)) requireKnown(settings.id, gap, now);
}

/** Nothing may be sent for the first time once LINE has forgotten what others may have sent in the gap. */
function requireKnown(id: BroadcastId, gap: number | null, now: number): void {
  if (gap === null || !isHistoryUnknown(gap, now)) return;
  const since = new Date(gap).toISOString();
  throw new LineOpsError(
    'incomplete',
    'HISTORY_UNKNOWN',
    `nobody can tell what was sent of ${id} since ${since}: this machine has no whole journal of it, and LINE has forgotten its retry keys`,
    {
      hint: `Where it was last sent from, look at: line-ops broadcast show ${id}. If nothing was sent since then from anywhere else, go on with: line-ops broadcast resume ${id} --without-journal`,
      details: { id, since },
    },
  );
}

/** A push is a broadcast of one: those of a day share a book. */
export function subjectOf({ id, via, createdAt }: BroadcastSettings): JournalSubject {
  return { id, book: via === 'push' ? `push-${new Date(createdAt).toISOString().slice(0, 10)}` : id };
}

/** Which batches a run may send: one byte each, however many were sent already. */
async function unsettledBatches(broadcast: Broadcast, ledger: BroadcastLedger): Promise<(batch: number) => boolean> {
  const marks = new Uint8Array(broadcast.batches.total);
  await ledger.unsettledBatches(broadcast.settings.id, ({ index }) => {
    marks[index] = 1;
  });
  return (batch) => marks[batch] === 1;
}

async function compare(
  broadcast: Broadcast,
  ledger: BroadcastLedger,
  history: JournalHistory,
  sources: HistorySources,
): Promise<Comparison> {
  const gap = gapSince(broadcast, history);
  const isWhole = history.isKept && gap === null;
  const known = isWhole ? history.attempts : await withLoggedAttempts(broadcast, ledger, history, sources);
  const changes: BatchChange[] = [];
  const [inDoubt, givenUp] = [amount(), amount()];
  if (known.size > 0) {
    await ledger.unsettledBatches(broadcast.settings.id, (batch) => {
      const step = stepAfterHistory(batch, known.get(batch.index) ?? []);
      if (step.do === 'doubt') {
        changes.push({ type: 'foundAttempted', batch: batch.index, time: step.since });
        if (step.isNews) count(inDoubt, batch);
      } else if (step.do === 'giveUp') {
        changes.push({ type: 'unknown', batch: batch.index, reason: SENT_UNDER_ANOTHER_KEY });
        count(givenUp, batch);
      }
    });
  }
  const { damagedLines, isKept } = history;
  return { changes, gap, inDoubt, givenUp, damagedLines, isKept };
}

/** Where the journal is not whole, the request log helps: it holds what it could, and proves nothing by its silence. */
async function withLoggedAttempts(
  { settings }: Broadcast,
  ledger: BroadcastLedger,
  { attempts }: JournalHistory,
  { requestLog }: HistorySources,
): Promise<ReadonlyMap<number, readonly Attempt[]>> {
  const batchOf = new Map<string, BatchStanding>();
  await ledger.unsettledBatches(settings.id, (batch) => {
    batchOf.set(batch.retryKey, batch);
  });
  const known = new Map(attempts);
  for await (const logged of (await requestLog()).sends(batchOf, settings.createdAt)) {
    const batch = batchOf.get(logged.retryKey);
    if (batch === undefined || wasNotTaken(logged)) continue;
    const attempt = { batch: batch.index, retryKey: batch.retryKey, at: logged.at, lineAheadMs: null };
    known.set(batch.index, [...(known.get(batch.index) ?? []), attempt]);
  }
  return known;
}

/** A request without an answer may have arrived: how far it got is not in the log. */
function wasNotTaken({ status, requestId, acceptedRequestId }: LoggedRequest): boolean {
  if (status === null) return false;
  const evidence = sendEvidence({ type: 'answer', status, requestId, acceptedRequestId, isWhole: true });
  return ['notTaken', 'refused', 'unauthorised', 'tooMany'].includes(evidence.type);
}

function amount(): { batches: number; recipients: number } {
  return { batches: 0, recipients: 0 };
}

function count(sum: { batches: number; recipients: number }, { recipients }: BatchStanding): void {
  sum.batches += 1;
  sum.recipients += recipients;
}
