import { type Attempt, attemptTime } from '../../domain/broadcast/history.js';
import type { JournalHistory } from '../../ports/attempt-journal.js';
import { type JournalLine, readLine } from './journal-lines.js';

/** Attempts that LINE may have taken, and whose run did not take them back. */
type OpenAttempts = Map<number, { readonly run: string; readonly attempt: Attempt }[]>;

/** Follows the lines of one book in their order, for what they say of one broadcast. */
export class JournalReader {
  #open: OpenAttempts = new Map();
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

  /** The unfinished line at the end, if any, was never waited for. */
  history(): JournalHistory {
    this.#countDamage();
    this.#isLastDamaged = false;
    return {
      isKept: this.#hasRun,
      gapSince: this.#gapSince,
      damagedLines: this.#damagedLines,
      attempts: new Map([...this.#open].map(([batch, open]) => [batch, earliestOf(open)])),
    };
  }

  /** What other runs may have sent of a batch. */
  attemptsOfOthers(batch: number, run: string): readonly Attempt[] {
    return earliestOf((this.#open.get(batch) ?? []).filter((open) => open.run !== run));
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
        const { type: _type, of: _of, run, ...attempt } = line;
        if (!this.isWanted(line.batch)) return;
        const open = this.#open.get(line.batch);
        if (open === undefined) this.#open.set(line.batch, [{ run, attempt }]);
        else open.push({ run, attempt });
        return;
      }
      case 'takenBack': {
        const left = (this.#open.get(line.batch) ?? []).filter(({ run }) => run !== line.run);
        if (left.length === 0) this.#open.delete(line.batch);
        else this.#open.set(line.batch, left);
        return;
      }
      case 'settled':
        this.#open.delete(line.batch);
    }
  }
}

/** The earliest attempt under each key. */
function earliestOf(open: readonly { readonly attempt: Attempt }[]): readonly Attempt[] {
  const byKey = new Map<string, Attempt>();
  for (const { attempt } of open) {
    const known = byKey.get(attempt.retryKey);
    if (known === undefined || attemptTime(attempt) < attemptTime(known)) byKey.set(attempt.retryKey, attempt);
  }
  return [...byKey.values()];
}
