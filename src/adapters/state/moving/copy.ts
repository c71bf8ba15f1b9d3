import { failure } from '../../../domain/failure/failure.js';
import { BOOKS, type BookRow, pagesOf } from '../sql/book-tables.js';
import type { Look } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { run, runForEach, type Steps } from '../sql/steps.js';
import { Tally } from './tally.js';

/** Rows of each table, by its name. */
export type Tallies = ReadonlyMap<string, Tally>;

/** What is filled. Nobody else sees any of it before all of it is there. */
export interface Filling {
  run<Result>(steps: Steps<Result>): Promise<Result>;
  readonly look: Look;
}

/**
 * Copies every row of the books, and reads them again where they came to.
 *
 * @throws {LineOpsError} `failure` STATE_COPY_DIFFERS where it is not the same, row by row.
 */
export async function copyBooks(from: Look, into: Filling, onRows: (rows: number) => void): Promise<Tallies> {
  const sent = new Map<string, Tally>();
  for (const table of BOOKS) {
    const tally = new Tally();
    for await (const page of pagesOf(from, table)) {
      for (const row of page) tally.add(row);
      await into.run(inserting(table.name, page));
      onRows(page.length);
    }
    sent.set(table.name, tally);
  }
  const came = await talliesOf(into.look);
  const differing = BOOKS.map(({ name }) => name).find((name) => !isSame(sent.get(name), came.get(name)));
  if (differing !== undefined) throw failure('STATE_COPY_DIFFERS', { what: `table ${differing}` });
  return sent;
}

async function talliesOf(look: Look): Promise<Tallies> {
  const tallies = new Map<string, Tally>();
  for (const table of BOOKS) {
    const tally = new Tally();
    for await (const page of pagesOf(look, table)) for (const row of page) tally.add(row);
    tallies.set(table.name, tally);
  }
  return tallies;
}

function isSame(one: Tally | undefined, other: Tally | undefined): boolean {
  return one !== undefined && one.rows === other?.rows && one.checksum === other.checksum;
}

function* inserting(table: string, page: readonly BookRow[]): Steps<void> {
  const columns = Object.keys(page[0] ?? {});
  const places = columns.map(() => '?').join(', ');
  const sets = page.map((row) => columns.map((column) => row[column] ?? null));
  yield* runForEach(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`, sets);
}

/** Takes away every row of the books. */
export function* emptied(): Steps<void> {
  for (const { name } of BOOKS.toReversed()) yield* run(`DELETE FROM ${name}`);
}

/** The tables in which there is anything. */
export async function filledTables(look: Look): Promise<readonly string[]> {
  const filled: string[] = [];
  for (const { name } of BOOKS)
    if (readRow((await look.rows(`SELECT count(*) AS n FROM ${name}`))[0]).number('n') > 0) filled.push(name);
  return filled;
}
