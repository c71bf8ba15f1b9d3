import { createHash } from 'node:crypto';
import type { BookRow } from '../sql/book-tables.js';

const BYTES = 16;
const MODULUS = 1n << BigInt(8 * BYTES);

/**
 * How many rows, and a sum over the checksums of each: the same for the same rows, in whatever order two engines answer
 * them. A row that is missing, doubled or changed in one column makes another.
 */
export class Tally {
  rows = 0;
  #sum = 0n;

  add(row: BookRow): void {
    this.rows += 1;
    this.#sum = (this.#sum + checksumOf(row)) % MODULUS;
  }

  get checksum(): string {
    return this.#sum.toString(16).padStart(2 * BYTES, '0');
  }
}

function checksumOf(row: BookRow): bigint {
  const hash = createHash('sha256');
  const columns = Object.keys(row).toSorted();
  const bytes: Uint8Array[] = [];
  const scalars = columns.map((column) => {
    const value = row[column] ?? null;
    if (!(value instanceof Uint8Array)) return [column, value];
    bytes.push(value);
    return [column, { bytes: value.length }];
  });
  hash.update(JSON.stringify(scalars));
  for (const blob of bytes) hash.update(blob);
  return BigInt(`0x${hash.digest().subarray(0, BYTES).toString('hex')}`);
}
