import type { Attempt } from '../domain/broadcast/history.js';
import type { BroadcastId } from '../domain/ids.js';

/** A broadcast, and the book that holds it: its own, or one of many small ones. Letters, digits and dashes. */
export interface JournalSubject {
  readonly book: string;
  readonly id: BroadcastId;
}

/** What the journal tells of one broadcast. */
export interface JournalHistory {
  /** Whether anything was ever noted of it here. */
  readonly isKept: boolean;
  /** Attempts made after this (LINE's time where known, milliseconds since 1970) may be missing; null where none is. */
  readonly gapSince: number | null;
  /** Lines that nobody can read; what a power cut left of a last line does not count. */
  readonly damagedLines: number;
  /** Attempts that LINE may have taken, by batch: the earliest under each retry key. Batches that were not asked for are left out. */
  readonly attempts: ReadonlyMap<number, readonly Attempt[]>;
}

/** The journal of one broadcast as one run writes it. Other processes may write to the same book at the same time. */
export interface OpenJournal {
  /** What it told when it was opened. */
  readonly history: JournalHistory;
  /**
   * Begins this run, before its first attempt. `gapSince` is what is known to be missing, as in the history; null says
   * that nothing is, or that the operator answers for it.
   */
  begin(gapSince: number | null): Promise<void>;
  /**
   * Notes an attempt; it is on disk when the promise resolves. The answer holds the attempts at this batch that other
   * runs made meanwhile, and that LINE may have taken.
   *
   * @throws {LineOpsError} `failure` JOURNAL_NOT_WRITABLE: then the request must not leave.
   */
  note(attempt: Attempt): Promise<readonly Attempt[]>;
  /** LINE has certainly taken no attempt of this run at the batch. On disk before anything else may follow from that. */
  takeBack(batch: number): Promise<void>;
  /** No attempt of any run so far stands in the way of sending the batch again. On disk when the promise resolves. */
  settle(batch: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Every attempt to send messages from this machine, whatever state folder it came from. It lies apart from the state, so
 * that a copy of the state put back, or a second copy of it, is noticed before it messages people twice. What a request
 * did is not in it: only that it may have been made.
 */
export interface AttemptJournal {
  /** Reads what is known of a broadcast and creates nothing. */
  read(subject: JournalSubject, isWanted: (batch: number) => boolean): Promise<JournalHistory>;
  /** @throws {LineOpsError} `failure` JOURNAL_NOT_WRITABLE, before anything is sent. */
  open(subject: JournalSubject, isWanted: (batch: number) => boolean): Promise<OpenJournal>;
}
