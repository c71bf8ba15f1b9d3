/** What a column may hold. Whole numbers within what a number can be. */
export type SqlValue = null | number | string | Uint8Array;

/** One statement for the engine, its values in the order of their question marks. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** The rows that it answers, or how many it changed. */
  readonly wants: 'rows' | 'changes';
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

/** Changes exactly one row. @throws what `wrong` makes, where it changed none or more. */
export function* changeOne(sql: string, values: readonly SqlValue[], wrong: () => Error): Steps<void> {
  if ((yield* run(sql, ...values)) !== 1) throw wrong();
}
