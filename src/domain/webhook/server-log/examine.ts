import { COLUMNS, type Column, joinedTimes, type ServerLogKind } from './columns.js';
import { type Field, fieldsOf } from './fields.js';

/** How many lines without a column are named. */
const NAMED_LINES = 5;
/** A line with fewer columns is no entry: a heading, a stack trace, a word at start-up. */
const COLUMNS_OF_AN_ENTRY = 3;

interface ColumnFinding {
  readonly column: Pick<Column, 'id' | 'title'>;
  /** Entries that have it. */
  readonly found: number;
  /** The first lines of entries without it, from 1. */
  readonly missingIn: readonly number[];
  /** Of the first entry that has it. */
  readonly example: string | null;
}

export interface ServerLogFindings {
  readonly kind: ServerLogKind;
  readonly lines: number;
  readonly entries: number;
  readonly columns: readonly ColumnFinding[];
  /** Whether every entry has every column, and there is one. */
  readonly isComplete: boolean;
}

interface Tally {
  readonly column: Column;
  found: number;
  example: string | null;
  readonly missingIn: number[];
}

/** Looks for LINE's five columns in a log, line by line; which log it is shows in what most lines are about. */
export class ServerLogExaminer {
  readonly #logs = (['webhooks', 'requests'] as const).map((kind) => new OneLog(kind));
  #lines = 0;
  #aboutLine = 0;

  /** `kind` is the log that it is said to be; null to find out. */
  constructor(readonly kind: ServerLogKind | null) {}

  add(line: string): void {
    this.#lines += 1;
    if (line.trim() === '') return;
    const fields = joinedTimes(fieldsOf(line));
    if (fields.some(({ text }) => /^https:\/\/api(?:-data)?\.line\.me\//.test(text))) this.#aboutLine += 1;
    for (const log of this.#logs) log.add(fields, this.#lines);
  }

  findings(): ServerLogFindings {
    const [webhooks, requests] = this.#logs;
    const isOfRequests = this.kind === null ? (requests?.entries ?? 0) < 2 * this.#aboutLine : this.kind === 'requests';
    const log = isOfRequests ? requests : webhooks;
    const columns = log?.columns() ?? [];
    const entries = log?.entries ?? 0;
    return {
      kind: isOfRequests ? 'requests' : 'webhooks',
      lines: this.#lines,
      entries,
      columns,
      isComplete: 0 < entries && columns.every(({ found }) => found === entries),
    };
  }
}

class OneLog {
  readonly #tallies: readonly Tally[];
  entries = 0;

  constructor(kind: ServerLogKind) {
    this.#tallies = COLUMNS[kind].map((column) => ({ column, found: 0, example: null, missingIn: [] }));
  }

  add(fields: readonly Field[], line: number): void {
    const found = this.#tallies.map(({ column }) => fields.find((field) => column.isIn(field)) ?? null);
    if (found.filter((field) => field !== null).length < COLUMNS_OF_AN_ENTRY) return;
    this.entries += 1;
    for (const [index, tally] of this.#tallies.entries()) {
      const field = found[index];
      if (field) {
        tally.found += 1;
        tally.example ??= field.text;
      } else if (tally.missingIn.length < NAMED_LINES) tally.missingIn.push(line);
    }
  }

  columns(): readonly ColumnFinding[] {
    return this.#tallies.map(({ column: { id, title }, found, missingIn, example }) => ({
      column: { id, title },
      found,
      missingIn,
      example,
    }));
  }
}
