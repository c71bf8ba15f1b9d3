import type { Attempt, KeySuccession } from '../../domain/broadcast/sending/batch/history.js';
import type { RetryKey } from '../../domain/line/ids.js';
import type {
  AttemptJournal,
  JournalHistory,
  JournalSubject,
  OpenJournal,
} from '../../ports/broadcast/attempt-journal.js';
import type { Clock, Randomness } from '../../ports/host.js';
import type { StateEngine } from '../state/sql/engine.js';
import { readRow } from '../state/sql/rows.js';
import { rows, run } from '../state/sql/steps.js';
import { KEEP_MS } from './attempt-journal.js';
import { type JournalLine, writeLine } from './journal-lines.js';
import { JournalReader } from './journal-reader.js';

interface TeamParts {
  /** The journal of this machine. */
  readonly own: AttemptJournal;
  readonly engine: StateEngine;
  readonly clock: Clock;
  readonly random: Randomness;
}

/**
 * The journal of this machine, and beside it, of what no ledger holds, one in the server that every machine of the team
 * writes to: a note is on disk here, then in the server, and only then may the request leave. Broadcasts are in the
 * ledger that the team shares, and cost nothing more.
 */
export function createTeamJournal({ own, engine, clock, random }: TeamParts): AttemptJournal {
  const linesOf = ({ id }: JournalSubject, isWanted: (batch: number) => boolean) =>
    new ServerLines(engine, clock, id, isWanted);
  return {
    async read(subject, isWanted) {
      const here = await own.read(subject, isWanted);
      return subject.isInLedger ? here : merged(here, (await linesOf(subject, isWanted).read()).history());
    },
    async open(subject, isWanted) {
      const here = await own.open(subject, isWanted);
      if (subject.isInLedger) return here;
      try {
        const there = linesOf(subject, isWanted);
        return new TeamJournal(here, there, await there.read(), random.letters(8));
      } catch (error) {
        await here.close();
        throw error;
      }
    },
  };
}

class TeamJournal implements OpenJournal {
  #read: JournalReader;

  constructor(
    readonly here: OpenJournal,
    readonly there: ServerLines,
    read: JournalReader,
    /** As whom this process writes in the server. */
    readonly run: string,
  ) {
    this.#read = read;
  }

  get history(): JournalHistory {
    return merged(this.here.history, this.#read.history());
  }

  async begin(gapSince: number | null): Promise<void> {
    await this.here.begin(gapSince);
    await this.there.begin(this.run, gapSince);
  }

  /** What could not be noted everywhere does not leave: then nothing here says that it may have. */
  async note(attempt: Attempt): Promise<readonly Attempt[]> {
    const { retryKey } = attempt;
    const others = await this.here.note(attempt);
    try {
      await this.there.append({ type: 'attempt', run: this.run, ...attempt });
      return [...others, ...(await this.#othersThere(retryKey))];
    } catch (error) {
      await this.here.takeBack(retryKey, null).catch(() => undefined);
      throw error;
    }
  }

  async look(retryKey: RetryKey): Promise<readonly Attempt[]> {
    return [...(await this.here.look(retryKey)), ...(await this.#othersThere(retryKey))];
  }

  async takeBack(retryKey: RetryKey, succession: KeySuccession | null): Promise<void> {
    await this.here.takeBack(retryKey, succession);
    await this.there.append({ type: 'takenBack', run: this.run, retryKey, succession });
  }

  async settle(retryKey: RetryKey, succession: KeySuccession): Promise<void> {
    await this.here.settle(retryKey, succession);
    await this.there.append({ type: 'settled', run: this.run, retryKey, succession });
  }

  close(): Promise<void> {
    return this.here.close();
  }

  async #othersThere(retryKey: RetryKey): Promise<readonly Attempt[]> {
    this.#read = await this.there.read();
    return this.#read.attemptsAt(retryKey, this.run);
  }
}

type Said<Line> = Line extends JournalLine ? Omit<Line, 'of'> : never;

/** What is noted of one subject in the server. */
class ServerLines {
  constructor(
    readonly engine: StateEngine,
    readonly clock: Clock,
    readonly of: string,
    readonly isWanted: (batch: number) => boolean,
  ) {}

  /** All of it, each time: it is a handful, and a line with a smaller number may be committed after one with a larger. */
  async read(): Promise<JournalReader> {
    const reader = new JournalReader(this.of, this.isWanted, true);
    const { of } = this;
    const found = await this.engine.read(() => rows('SELECT line FROM journal_line WHERE subject = ? ORDER BY id', of));
    reader.follow(found.map((row) => readRow(row).text('line')));
    return reader;
  }

  /** What is past remembering is forgotten on the way. */
  begin(run: string, gapSince: number | null): Promise<void> {
    const at = this.clock.now();
    const line: Said<JournalLine> = { type: 'run', run, at, gapSince, isAfterTornLine: false };
    return this.#write(line, at - KEEP_MS);
  }

  /** In a transaction of its own, that is over before anybody looks: of two who note at once, one sees the other. */
  append(line: Said<JournalLine>): Promise<void> {
    return this.#write(line, null);
  }

  #write(line: Said<JournalLine>, forgetBefore: number | null): Promise<void> {
    const { of } = this;
    const text = writeLine({ of, ...line }).trimEnd();
    const at = this.clock.now();
    return this.engine.write(function* () {
      if (forgetBefore !== null) yield* run('DELETE FROM journal_line WHERE at < ?', forgetBefore);
      yield* run('INSERT INTO journal_line (subject, at, line) VALUES (?, ?, ?)', of, at, text);
    });
  }
}

/** What either of them tells; what both tell may be there twice. */
function merged(here: JournalHistory, there: JournalHistory): JournalHistory {
  const gaps = [here.gapSince, there.gapSince].filter((gap) => gap !== null);
  return {
    isKept: here.isKept || there.isKept,
    gapSince: gaps.length === 0 ? null : Math.min(...gaps),
    isLedgerShared: here.isLedgerShared,
    damagedLines: here.damagedLines + there.damagedLines,
    hasAttempts: here.hasAttempts || there.hasAttempts,
    attemptsAt: (retryKey) => [...here.attemptsAt(retryKey), ...there.attemptsAt(retryKey)],
    successionOf: (retryKey) => here.successionOf(retryKey) ?? there.successionOf(retryKey),
  };
}
