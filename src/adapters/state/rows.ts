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
export interface RowReader {
  text(column: string): string;
  textOrNull(column: string): string | null;
  number(column: string): number;
  numberOrNull(column: string): number | null;
  flag(column: string): boolean;
  bytes(column: string): Uint8Array;
  bytesOrNull(column: string): Uint8Array | null;
}

export function readRow(row: unknown): RowReader {
  const columns: Record<string, unknown> = typeof row === 'object' && row !== null ? { ...row } : {};
  const numberOrNull = (column: string): number | null => {
    const value = columns[column];
    if (value === null || typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    throw damaged(column);
  };
  const textOrNull = (column: string): string | null => {
    const value = columns[column];
    if (value === null || typeof value === 'string') return value;
    throw damaged(column);
  };
  const bytesOrNull = (column: string): Uint8Array | null => {
    const value = columns[column];
    if (value === null || value instanceof Uint8Array) return value;
    throw damaged(column);
  };
  const present = <Value>(column: string, value: Value | null): Value => {
    if (value === null) throw damaged(column);
    return value;
  };
  return {
    textOrNull,
    numberOrNull,
    text: (column) => present(column, textOrNull(column)),
    number: (column) => present(column, numberOrNull(column)),
    flag: (column) => present(column, numberOrNull(column)) === 1,
    bytesOrNull,
    bytes: (column) => present(column, bytesOrNull(column)),
  };
}
