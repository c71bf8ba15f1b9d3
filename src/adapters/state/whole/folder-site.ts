import type { PastMove } from '../../../ports/team/whole-state.js';
import { readFolderMark, type StateMark } from '../moving/mark.js';
import type { Look } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';
import { MIGRATIONS } from '../sqlite/database.js';
import type { StateSite } from './whole-state.js';

/** The state in a folder. It was brought to this version's form when it was opened. */
export function folderSite(folder: string): StateSite {
  const place = { type: 'folder', path: folder } as const;
  return {
    place,
    facts: async () => ({
      place,
      schemaVersion: MIGRATIONS.length,
      move: pastMove(readFolderMark(folder)),
      server: null,
    }),
    tableBytes,
    lapsed: async () => [],
  };
}

/** What a mark tells to people. */
export function pastMove(mark: StateMark | null): PastMove | null {
  return mark === null ? null : { standing: mark.standing, other: mark.other, at: mark.at };
}

/** @see https://www.sqlite.org/dbstat.html */
async function tableBytes(look: Look): Promise<ReadonlyMap<string, number> | null> {
  const rows = await look
    .rows(
      `SELECT s.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
       WHERE d.aggregate = TRUE GROUP BY s.tbl_name`,
    )
    // Not every build of SQLite has it.
    .catch(() => null);
  if (rows === null) return null;
  return new Map(rows.map(readRow).map((row) => [row.text('name'), row.number('bytes')]));
}
