import type { Attempt, KeySuccession } from '../../domain/broadcast/sending/batch/history.js';
import type { RetryKey } from '../../domain/line/ids.js';

/** What was sent, such as a broadcast, and the file that holds it: its own, or one of many small ones. Letters, digits and dashes. */
export interface JournalSubject {
  readonly fileName: string;
  readonly id: string;
  /** Whether the ledger holds each attempt before it leaves; what it does not hold, the journal must tell the whole team. */
  readonly isInLedger: boolean;
}

/** What the journal tells of one broadcast. */
export interface JournalHistory {
  /** Whether anything was ever noted of it here. */
  readonly isKept: boolean;
  /** Attempts made after this (LINE's time where known, milliseconds since 1970) may be missing; null where none is. */
  readonly gapSince: number | null;
  /** Whether whoever else sends it says so in the same ledger first: then nothing is missing where nothing was noted here. */
  readonly isLedgerShared: boolean;
  /** Lines that nobody can read; what a power cut left of a last line does not count. */
  readonly damagedLines: number;
  /** Whether LINE may have taken any attempt at the batches that were asked for. */
  readonly hasAttempts: boolean;
  /**
   * Attempts that LINE may have taken under this key, or under one that came before or after it: the earliest under each.
   * Those at batches that were not asked for are left out.
   */
  attemptsAt(retryKey: RetryKey): readonly Attempt[];
  /** What took the place of a key; null where nothing did. */
  successionOf(retryKey: RetryKey): KeySuccession | null;
}

/** The journal of one broadcast as one run writes it. Other processes may write to the same file at the same time. */
export interface OpenJournal {
  /** What it told when it was opened, and what others wrote since. */
  readonly history: JournalHistory;
  /**
   * Begins this run, before its first attempt. `gapSince` is what is known to be missing, as in the history; null says
   * that nothing is, or that the operator answers for it.
   */
  begin(gapSince: number | null): Promise<void>;
  /**
   * Notes an attempt; it is on disk when the promise resolves. The answer holds the attempts that other runs made, as
   * `attemptsAt` of the history does.
   *
   * @throws {LineOpsError} `failure` JOURNAL_NOT_WRITABLE: then the request must not leave.
   */
  note(attempt: Attempt): Promise<readonly Attempt[]>;
  /** The same answer without an attempt: what others have made and not taken back, as of now. */
  look(retryKey: RetryKey): Promise<readonly Attempt[]>;
  /** LINE has certainly taken no attempt of this run under the key. On disk before anything else may follow from that. */
  takeBack(retryKey: RetryKey, succession: KeySuccession | null): Promise<void>;
  /** No attempt of any run so far under the key stands in the way of its successors. On disk when the promise resolves. */
  settle(retryKey: RetryKey, succession: KeySuccession): Promise<void>;
  close(): Promise<void>;
}

/**
 * Every attempt to send messages from this machine, whatever state folder it came from. It lies apart from the state, so
 * that a copy of the state put back, or a second copy of it, is noticed before it messages people twice. What a request
 * did is not in it: only that it may have been made. Of what no ledger holds, a team's journal tells the attempts of every
 * machine.
 */
export interface AttemptJournal {
  /** Reads what is known of a broadcast and creates nothing. */
  read(subject: JournalSubject, isWanted: (batch: number) => boolean): Promise<JournalHistory>;
  /** @throws {LineOpsError} `failure` JOURNAL_NOT_WRITABLE, before anything is sent. */
  open(subject: JournalSubject, isWanted: (batch: number) => boolean): Promise<OpenJournal>;
}
