import { type Attempt, attemptTime, type KeySuccession } from '../../domain/broadcast/sending/batch/history.js';
import type { RetryKey } from '../../domain/line/ids.js';
import type { JournalHistory } from '../../ports/broadcast/attempt-journal.js';
import { type JournalLine, readLine } from './journal-lines.js';

/** An attempt that LINE may have taken, and whose run did not take it back. */
interface OpenAttempt {
  readonly run: string;
  readonly attempt: Attempt;
}

/** Follows the lines of one file, or table, in their order, for what they say of one broadcast. */
export class JournalReader {
  readonly #open = new Map<RetryKey, readonly OpenAttempt[]>();
  readonly #successions = new Map<RetryKey, KeySuccession>();
  readonly #predecessors = new Map<RetryKey, RetryKey>();
  #hasRun = false;
  #gapSince: number | null = null;
  /** LINE's time of the last line that could be read. */
  #lastAt = 0;
  #damagedLines = 0;
  /** The last line was damaged, and the one after it may say that it was only cut off. */
  #isLastDamaged = false;

  constructor(
    readonly of: string,
    readonly isWanted: (batch: number) => boolean,
    readonly isLedgerShared: boolean,
  ) {}

  /** Takes whole lines. */
  follow(lines: readonly string[]): void {
    for (const text of lines) {
      if (text === '') continue;
      const line = readLine(text);
      if (line?.type !== 'run' || !line.isAfterTornLine) this.#countDamage();
      this.#isLastDamaged = line === null;
      if (line !== null) this.#take(line);
    }
  }

  /** What it has read so far, and will read: the unfinished line at the end, if any, was never waited for. */
  history(): JournalHistory {
    this.#countDamage();
    this.#isLastDamaged = false;
    return {
      isKept: this.#hasRun,
      gapSince: this.#gapSince,
      isLedgerShared: this.isLedgerShared,
      damagedLines: this.#damagedLines,
      hasAttempts: this.#open.size > 0,
      attemptsAt: (retryKey) => this.attemptsAt(retryKey, null),
      successionOf: (retryKey) => this.#successions.get(retryKey) ?? null,
    };
  }

  /** What may have been sent under a key, or one that came before or after it, by anybody but the run; null for anybody. */
  attemptsAt(retryKey: RetryKey, run: string | null): readonly Attempt[] {
    const keys = [...this.#before(retryKey), retryKey, ...this.#after(retryKey)];
    return keys.flatMap((key) => {
      const open = (this.#open.get(key) ?? []).filter((each) => each.run !== run);
      return earliestOf(open) ?? [];
    });
  }

  *#before(retryKey: RetryKey): Generator<RetryKey> {
    const before = this.#predecessors.get(retryKey);
    if (before === undefined) return;
    yield* this.#before(before);
    yield before;
  }

  *#after(retryKey: RetryKey): Generator<RetryKey> {
    for (const successor of this.#successions.get(retryKey)?.successors ?? []) {
      yield successor;
      yield* this.#after(successor);
    }
  }

  #countDamage(): void {
    if (!this.#isLastDamaged) return;
    this.#damagedLines += 1;
    this.#gapSince = Math.min(this.#gapSince ?? this.#lastAt, this.#lastAt);
  }

  #take(line: JournalLine): void {
    if ('at' in line) this.#lastAt = Math.max(this.#lastAt, line.type === 'attempt' ? attemptTime(line) : line.at);
    if (line.of !== this.of) return;
    switch (line.type) {
      case 'run':
        this.#hasRun = true;
        this.#gapSince = line.gapSince;
        return;
      case 'attempt': {
        if (!this.isWanted(line.batch)) return;
        const { type: _type, of: _of, run, ...attempt } = line;
        this.#open.set(line.retryKey, [...(this.#open.get(line.retryKey) ?? []), { run, attempt }]);
        return;
      }
      case 'takenBack':
        this.#keep(line.retryKey, (run) => run !== line.run);
        this.#noteSuccession(line.retryKey, line.succession);
        return;
      case 'settled':
        this.#keep(line.retryKey, () => false);
        this.#noteSuccession(line.retryKey, line.succession);
    }
  }

  #keep(retryKey: RetryKey, isKept: (run: string) => boolean): void {
    const left = (this.#open.get(retryKey) ?? []).filter(({ run }) => isKept(run));
    if (left.length === 0) this.#open.delete(retryKey);
    else this.#open.set(retryKey, left);
  }

  #noteSuccession(retryKey: RetryKey, succession: KeySuccession | null): void {
    if (succession === null) return;
    this.#successions.set(retryKey, succession);
    for (const successor of succession.successors) this.#predecessors.set(successor, retryKey);
  }
}

function earliestOf(open: readonly OpenAttempt[]): Attempt | null {
  return open.reduce<Attempt | null>(
    (first, { attempt }) => (first === null || attemptTime(attempt) < attemptTime(first) ? attempt : first),
    null,
  );
}
