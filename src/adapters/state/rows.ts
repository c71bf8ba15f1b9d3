import { LineOpsError } from '../../domain/failure.js';

/** What a column or field says that holds what we never wrote. */
export function damaged(what: string): LineOpsError {
  return new LineOpsError('failure', 'STATE_DAMAGED', `the state file holds an unreadable "${what}"`, {
    hint: 'Nothing was sent. Restore a copy of the state folder, or update line-ops if a newer one wrote it.',
  });
}

/** The value among those that are possible. @throws {LineOpsError} `failure` STATE_DAMAGED for any other. */
export function oneOf<Value extends string>(values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw damaged(text);
}

/** Reads typed columns of one database row; a column of another type means a damaged file, never a wrong send. */
export class RowReader {
  readonly #columns: Readonly<Record<string, unknown>>;

  constructor(columns: Readonly<Record<string, unknown>>) {
    this.#columns = columns;
  }

  textOrNull(column: string): string | null {
    const value = this.#columns[column];
    if (value === null || typeof value === 'string') return value;
    throw damaged(column);
  }

  text(column: string): string {
    return present(column, this.textOrNull(column));
  }

  numberOrNull(column: string): number | null {
    const value = this.#columns[column];
    if (value === null || typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    throw damaged(column);
  }

  number(column: string): number {
    return present(column, this.numberOrNull(column));
  }

  flag(column: string): boolean {
    return this.number(column) === 1;
  }

  bytesOrNull(column: string): Uint8Array | null {
    const value = this.#columns[column];
    if (value === null || value instanceof Uint8Array) return value;
    throw damaged(column);
  }

  bytes(column: string): Uint8Array {
    return present(column, this.bytesOrNull(column));
  }
}

export function readRow(row: unknown): RowReader {
  return new RowReader(isRow(row) ? row : {});
}

function isRow(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null;
}

function present<Value>(column: string, value: Value | null): Value {
  if (value === null) throw damaged(column);
  return value;
}
