/** What a column may hold. Whole numbers within what a number can be. */
export type SqlValue = null | number | string | Uint8Array;

/** One statement for the engine, its values in the order of their question marks. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** The rows that it answers, or how many it changed. */
  readonly wants: 'rows' | 'changes';
  /** For how many rows it is: `values` has theirs one behind the other. Left out for one. */
  readonly times?: number;
  /**
   * The same for all of its rows at once, where each statement has a long way: its one `VALUES (…)` stands for each of
   * them. Left out where that is said by `sql` itself.
   */
  readonly together?: string;
}

/** What came of it: `changes` counts where they were wanted. */
export interface Outcome {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/**
 * Work on the state, statement by statement, for whichever engine holds it: SQLite runs it without a pause, a server
 * statement by statement. It may be begun again from the start, so it keeps nothing outside of itself before its end.
 */
export type Steps<Result> = Generator<Statement, Result, Outcome>;

export function* rows(sql: string, ...values: readonly SqlValue[]): Steps<readonly unknown[]> {
  return (yield { sql, values, wants: 'rows' }).rows;
}

/** The first row; undefined where there is none. */
export function* firstRow(sql: string, ...values: readonly SqlValue[]): Steps<unknown> {
  return (yield* rows(sql, ...values))[0];
}

/** How many rows it changed. */
export function* run(sql: string, ...values: readonly SqlValue[]): Steps<number> {
  return (yield { sql, values, wants: 'changes' }).changes;
}

/** What one statement carries: the values of all its rows stay far below what a message or a statement can have. */
const MOST_VALUES = 4_000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The same for many rows, as few statements as the engine takes: the one `VALUES (…)` of `together` has a place for each
 * value of a row, with its type where nothing else tells it. How many rows it changed.
 */
export function* runForEach(sql: string, sets: readonly (readonly SqlValue[])[], together = sql): Steps<number> {
  let changes = 0;
  for (let next = 0; next < sets.length; ) {
    const values: SqlValue[] = [];
    let [times, bytes] = [0, 0];
    for (; next < sets.length && values.length < MOST_VALUES && bytes < MOST_BYTES; next += 1, times += 1)
      for (const value of sets[next] ?? []) {
        values.push(value);
        if (value !== null && typeof value !== 'number') bytes += value.length;
      }
    changes += (yield { sql, values, wants: 'changes', times, together }).changes;
  }
  return changes;
}

/** The statement with a row of places for each of the rows that it is for, as a server takes all of them at once. */
export function withAllRows(sql: string, times: number): string {
  if (times === 1) return sql;
  const start = sql.indexOf('VALUES (') + 'VALUES '.length;
  let end = start;
  for (let depth = 0; depth > 0 || end === start; end += 1) depth += sql[end] === '(' ? 1 : sql[end] === ')' ? -1 : 0;
  const row = sql.slice(start, end);
  return `${sql.slice(0, start)}${Array<string>(times).fill(row).join(', ')}${sql.slice(end)}`;
}

/** Changes exactly one row. @throws what `wrong` makes, where it changed none or more. */
export function* changeOne(sql: string, values: readonly SqlValue[], wrong: () => Error): Steps<void> {
  if ((yield* run(sql, ...values)) !== 1) throw wrong();
}
