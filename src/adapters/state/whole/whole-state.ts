import type { LockInUse, Locks } from '../../../ports/store.js';
import {
  AREAS,
  type AreaSize,
  type PlaceFacts,
  type StateCounts,
  type StatePlace,
  type StrayRows,
  type WholeState,
} from '../../../ports/team/whole-state.js';
import { BOOKS, pagesOf } from '../sql/book-tables.js';
import type { Look, StateEngine } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';

/** What a folder and a server tell of themselves, each in its way. */
export interface StateSite {
  readonly place: StatePlace;
  facts(): Promise<PlaceFacts>;
  /** Bytes of each table with its indexes, by its name; null where the engine does not tell. */
  tableBytes(look: Look): Promise<ReadonlyMap<string, number> | null>;
  lapsed(): Promise<readonly LockInUse[]>;
}

export interface WholeStateParts {
  readonly site: StateSite;
  readonly engine: StateEngine;
  readonly locks: Pick<Locks, 'allHeld'>;
}

export function createWholeState({ site, engine, locks }: WholeStateParts): WholeState {
  return {
    place: site.place,
    facts: () => site.facts(),
    areas: () => engine.snapshot(async (look) => areasOf(await rowCounts(look), await site.tableBytes(look))),
    counts: () => engine.snapshot(countsOf),
    held: () => locks.allHeld(),
    lapsed: () => site.lapsed(),
    read: (use) => engine.snapshot((look) => use(everyRow(look))),
    strayRows: () => engine.snapshot(strayRowsOf),
  };
}

async function rowCounts(look: Look): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of BOOKS) counts.set(name, await numberIn(look, `SELECT count(*) AS n FROM ${name}`));
  return counts;
}

async function numberIn(look: Look, sql: string): Promise<number> {
  return readRow((await look.rows(sql))[0]).number('n');
}

function areasOf(rows: ReadonlyMap<string, number>, bytes: ReadonlyMap<string, number> | null): readonly AreaSize[] {
  return AREAS.map((area) => {
    const names = BOOKS.filter((table) => table.area === area).map(({ name }) => name);
    const sum = (of: ReadonlyMap<string, number>) => names.reduce((total, name) => total + (of.get(name) ?? 0), 0);
    return { area, rows: sum(rows), bytes: bytes === null ? null : sum(bytes) };
  });
}

async function countsOf(look: Look): Promise<StateCounts> {
  return {
    tokens: await numberIn(look, 'SELECT count(*) AS n FROM token'),
    unfinishedRotations: await numberIn(look, 'SELECT count(*) AS n FROM rotation WHERE finished_at IS NULL'),
    broadcasts: await numberIn(look, 'SELECT count(*) AS n FROM broadcast WHERE is_draft = 0'),
    unfinishedBroadcasts: await numberIn(
      look,
      `SELECT count(*) AS n FROM broadcast WHERE is_draft = 0 AND state NOT IN ('completed', 'cancelled')`,
    ),
    recipientsKept: await numberIn(
      look,
      `SELECT CAST(coalesce(sum(batch.recipients), 0) AS BIGINT) AS n FROM batch
       JOIN broadcast ON broadcast.id = batch.broadcast_id WHERE broadcast.forgotten_at IS NULL`,
    ),
  };
}

async function* everyRow(look: Look) {
  for (const table of BOOKS)
    for await (const page of pagesOf(look, table)) for (const row of page) yield { table: table.name, row };
}

async function strayRowsOf(look: Look): Promise<readonly StrayRows[]> {
  const found: StrayRows[] = [];
  for (const { name, of } of BOOKS) {
    if (of === undefined) continue;
    const rows = await numberIn(
      look,
      `SELECT count(*) AS n FROM ${name} WHERE NOT EXISTS (SELECT 1 FROM ${of.table} WHERE ${of.table}.${keyOf(of.table)} = ${name}.${of.column})`,
    );
    if (0 < rows) found.push({ what: `of ${name} whose ${of.table} is not there`, rows });
  }
  return found;
}

function keyOf(table: string): string {
  return BOOKS.find(({ name }) => name === table)?.key[0] ?? 'id';
}
