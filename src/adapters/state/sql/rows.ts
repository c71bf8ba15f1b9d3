import { LineOpsError } from '../../../domain/failure/failure.js';
import { damaged } from './damage.js';

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

  /** A text in a form of its own. */
  parsed<Value>(column: string, parse: (text: string) => Value): Value {
    const text = this.text(column);
    try {
      return parse(text);
    } catch (error) {
      // Whoever typed such a text would be told of a wrong argument; nobody typed this one.
      if (error instanceof LineOpsError && error.kind === 'usage') throw damaged(column);
      throw error;
    }
  }

  parsedOrNull<Value>(column: string, parse: (text: string) => Value): Value | null {
    return this.textOrNull(column) === null ? null : this.parsed(column, parse);
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
