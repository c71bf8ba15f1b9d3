import type { Amount, Broadcast } from '../../../domain/broadcast/broadcast.js';
import type { BatchChange } from '../../../domain/broadcast/sending/batch/batch-change.js';
import {
  type Attempt,
  type BatchStanding,
  gapSince,
  isHistoryUnknown,
  type KeySuccession,
  SENT_UNDER_ANOTHER_KEY,
  stepAfterHistory,
} from '../../../domain/broadcast/sending/batch/history.js';
import { followingChange, type KeyedBatch } from '../../../domain/broadcast/sending/batch/keys/key-succession.js';
import type { BroadcastSettings } from '../../../domain/broadcast/settings.js';
import { failure } from '../../../domain/failure/failure.js';
import { sendEvidence } from '../../../domain/line/evidence.js';
import { type BroadcastId, parseRetryKey, type RetryKey } from '../../../domain/line/ids.js';
import type { JournalHistory, JournalSubject, OpenJournal } from '../../../ports/broadcast/attempt-journal.js';
import type { BroadcastLedger } from '../../../ports/broadcast/broadcast-ledger.js';
import type { Deps } from '../../../ports/deps.js';
import type { LoggedRequest } from '../../../ports/request-log.js';
import { nextKey } from './batches/next-key.js';

export type HistoryDeps = Pick<Deps, 'attemptJournal' | 'requestLog'>;

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
    private readonly opened: OpenJournal,
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
    deps: HistoryDeps,
    { isAnsweredFor }: { readonly isAnsweredFor: boolean },
  ): Promise<{ readonly journal: RunJournal; readonly findings: HistoryFindings }> {
    const { id } = broadcast.settings;
    const unsettled = await unsettledBatches(broadcast, ledger);
    const opened = await (await deps.attemptJournal()).open(subjectOf(broadcast.settings), unsettled);
    try {
      await followOthers(broadcast, ledger, opened.history);
      const { changes, gap, ...findings } = await compare(broadcast, ledger, opened.history, deps);
      const gapLeft = isAnsweredFor ? null : gap;
      await opened.begin(gapLeft);
      await Promise.all(changes.map((change) => ledger.record(id, change)));
      return { journal: new RunJournal(opened, id, gapLeft), findings };
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** @throws {LineOpsError} `incomplete` HISTORY_UNKNOWN once nothing may be sent for the first time. `now` by LINE's clock. */
  requireKnown(now: number): void {
    requireKnown(this.id, this.gap, now);
  }

  /** On disk when the promise resolves: only then may the request leave. The answer is what others attempted meanwhile. */
  note(attempt: Attempt): Promise<readonly Attempt[]> {
    return this.opened.note(attempt);
  }

  /** Attempts of others under the key, or one before or after it, that LINE may have taken, as of now. */
  attemptsOfOthers(retryKey: RetryKey): Promise<readonly Attempt[]> {
    return this.opened.look(retryKey);
  }

  /** What others did to the batch under that key, where this ledger can do the same; null where it cannot. */
  followed(batch: KeyedBatch): Extract<BatchChange, { type: 'setAside' | 'split' }> | null {
    const succession = this.opened.history.successionOf(batch.retryKey);
    const change = succession === null ? null : followingChange(batch, succession, nextKey);
    return change?.type === 'setAside' || change?.type === 'split' ? change : null;
  }

  /** No attempt of this run under the key was taken. Before the ledger says so. */
  takeBack(retryKey: RetryKey, succession: KeySuccession | null): Promise<void> {
    return this.opened.takeBack(retryKey, succession);
  }

  /** Nothing that was attempted so far stands in the way of the key's successors. Before the ledger says so. */
  settle(retryKey: RetryKey, succession: KeySuccession): Promise<void> {
    return this.opened.settle(retryKey, succession);
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}

/** The same comparison for somebody who only looks; nothing is written. */
export async function readHistory(
  broadcast: Broadcast,
  ledger: BroadcastLedger,
  deps: HistoryDeps,
): Promise<HistoryFindings & { readonly gap: number | null }> {
  const unsettled = await unsettledBatches(broadcast, ledger);
  const history = await (await deps.attemptJournal()).read(subjectOf(broadcast.settings), unsettled);
  const { changes: _changes, ...found } = await compare(broadcast, ledger, history, deps, { isReadOnly: true });
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
  throw failure('HISTORY_UNKNOWN', { id, since }, { details: { id, since } });
}

/** A push is a broadcast of one: those of a day share a file. */
export function subjectOf({ id, via, createdAt }: BroadcastSettings): JournalSubject {
  return {
    id,
    isInLedger: true,
    fileName: via === 'push' ? `push-${new Date(createdAt).toISOString().slice(0, 10)}` : id,
  };
}

/** Which batches a run may send: one byte each, however many were sent already. Parts count differently in every copy. */
async function unsettledBatches(broadcast: Broadcast, ledger: BroadcastLedger): Promise<(batch: number) => boolean> {
  const marks = new Uint8Array(broadcast.batches.total);
  const planned = await ledger.unsettledBatches(broadcast.settings.id, ({ index }) => {
    marks[index] = 1;
  });
  return (batch) => planned <= batch || marks[batch] === 1;
}

/**
 * Does to batches that are pending here what another copy of the ledger did to them: whom LINE refused is set aside, what
 * was split is split. What remains then has the keys under which it was sent.
 */
async function followOthers(broadcast: Broadcast, ledger: BroadcastLedger, history: JournalHistory): Promise<void> {
  const { id } = broadcast.settings;
  for (;;) {
    const behind: BatchStanding[] = [];
    await ledger.unsettledBatches(id, (batch) => {
      if (batch.state !== 'unknown' && history.successionOf(batch.retryKey) !== null) behind.push(batch);
    });
    const changes = (await Promise.all(behind.map((batch) => followingChangeOf(batch, id, ledger, history)))).flatMap(
      (change) => change ?? [],
    );
    if (changes.length === 0) return;
    await Promise.all(changes.map((change) => ledger.record(id, change)));
  }
}

async function followingChangeOf(
  { index, stage, retryKey }: BatchStanding,
  id: BroadcastId,
  ledger: BroadcastLedger,
  history: JournalHistory,
): Promise<BatchChange | null> {
  const [batch] = await ledger.openBatches(id, stage, index, 1);
  const succession = history.successionOf(retryKey);
  if (batch === undefined || batch.index !== index || batch.state === 'in-doubt' || succession === null) return null;
  const recipients = batch.to === 'list' ? batch.recipients : new Uint8Array(0);
  return followingChange({ index, retryKey, recipients }, succession, nextKey);
}

async function compare(
  broadcast: Broadcast,
  ledger: BroadcastLedger,
  history: JournalHistory,
  deps: HistoryDeps,
  { isReadOnly }: { readonly isReadOnly: boolean } = { isReadOnly: false },
): Promise<Comparison> {
  const gap = gapSince(broadcast, history);
  const isWhole = history.isKept && gap === null;
  const logged = isWhole ? NOTHING : await loggedAttempts(broadcast, ledger, deps);
  const changes: BatchChange[] = [];
  const [inDoubt, givenUp] = [amount(), amount()];
  if (history.hasAttempts || logged.size > 0) {
    await ledger.unsettledBatches(broadcast.settings.id, (batch) => {
      const { retryKey } = batch;
      const step = stepAfterHistory(batch, [...history.attemptsAt(retryKey), ...(logged.get(retryKey) ?? [])]);
      if (step.do === 'doubt') {
        changes.push({ type: 'foundAttempted', batch: batch.index, time: step.since });
        if (step.isNews) count(inDoubt, batch);
      } else if (step.do === 'giveUp' && isReadOnly && isFollowable(batch, history)) count(inDoubt, batch);
      else if (step.do === 'giveUp') {
        changes.push({ type: 'unknown', batch: batch.index, reason: SENT_UNDER_ANOTHER_KEY });
        count(givenUp, batch);
      }
    });
  }
  const { damagedLines, isKept } = history;
  return { changes, gap, inDoubt, givenUp, damagedLines, isKept };
}

/** Whether a run would follow what another copy did to it, and then ask under the keys that came of that. */
function isFollowable({ state, retryKey }: BatchStanding, history: JournalHistory): boolean {
  const change = history.successionOf(retryKey)?.change.type;
  return state === 'pending' && (change === 'setAside' || change === 'split');
}

const NOTHING: ReadonlyMap<string, readonly Attempt[]> = new Map();

/** Where the journal is not whole, the request log helps: it holds what it could, and proves nothing by its silence. */
async function loggedAttempts(
  { settings }: Broadcast,
  ledger: BroadcastLedger,
  { requestLog }: HistoryDeps,
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const batchOf = new Map<string, number>();
  await ledger.unsettledBatches(settings.id, ({ retryKey, index }) => {
    batchOf.set(retryKey, index);
  });
  const known = new Map<string, readonly Attempt[]>();
  for await (const logged of (await requestLog()).sends(batchOf, settings.createdAt)) {
    const batch = batchOf.get(logged.retryKey);
    if (batch === undefined || wasNotTaken(logged)) continue;
    const attempt = { batch, retryKey: parseRetryKey(logged.retryKey), at: logged.at, lineAheadMs: null };
    known.set(logged.retryKey, [...(known.get(logged.retryKey) ?? []), attempt]);
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
