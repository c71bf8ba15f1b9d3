import { plural } from '../../../../domain/text/grouped.js';
import type { StorageExamined } from '../../../../ports/broadcast/broadcast-totals.js';
import type { Stopwatch } from '../../../../ports/host.js';
import type { Look } from '../../sql/engine.js';
import { readRow } from '../../sql/rows.js';
import { TABLES } from '../migrations.js';
import { SCHEMA } from '../server.js';

/** What was sound is believed for so long where a quick look is enough: hundreds of runs of one worker ask at their beginning and end. */
const BELIEVED_MS = 60_000;

/** `examineTables`, and for quick looks what it found a moment ago, where that was nothing wrong. */
export function createTablesExaminer({ now }: Pick<Stopwatch, 'now'>) {
  let sound: { readonly at: number; readonly examined: StorageExamined } | null = null;
  return async (look: Look, how: 'quick' | 'thorough'): Promise<StorageExamined> => {
    if (how === 'quick' && sound !== null && now() - sound.at < BELIEVED_MS) return sound.examined;
    const at = now();
    const examined = await examineTables(look);
    sound = examined.problems.length === 0 ? { at, examined } : null;
    return examined;
  };
}

/** What a form of the tables is made of, by the names that its statements give. */
interface Made {
  /** `table.column`, in the order of the statements. */
  readonly columns: readonly string[];
  readonly indexes: readonly string[];
}

/**
 * Whether the tables, columns and indexes of this program are there, and no index is marked as invalid, as one is whose
 * making was broken off. Of its files the server itself alone knows more: nothing is claimed of them.
 */
export async function examineTables(look: Look): Promise<StorageExamined> {
  const made = madeBy(TABLES);
  const columns = new Set((await look.rows(COLUMNS)).map((row) => readRow(row).text('name')));
  const indexes = (await look.rows(INDEXES)).map(readRow);
  const names = new Set(indexes.map((row) => row.text('name')));
  const problems = [
    ...made.columns.filter((name) => !columns.has(name)).map((name) => `the column ${name} is not there`),
    ...made.indexes.filter((name) => !names.has(name)).map((name) => `the index ${name} is not there`),
    ...indexes.filter((row) => !row.flag('valid')).map((row) => `the index ${row.text('name')} is not valid`),
  ];
  const looked = `${plural(made.columns.length, 'column')} and ${plural(indexes.length, 'index', 'indexes')} are there, no index is invalid; the server looks after its files itself`;
  return { problems, looked };
}

const COLUMNS = `SELECT c.relname || '.' || a.attname AS name
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = to_regnamespace('${SCHEMA}') AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`;

const INDEXES = `SELECT i.relname AS name, CASE WHEN x.indisvalid THEN 1 ELSE 0 END AS valid
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  WHERE t.relnamespace = to_regnamespace('${SCHEMA}') ORDER BY i.relname`;

/** Reads the statements that make the tables: there is no second list of what they make. */
function madeBy(statements: string): Made {
  const tables = [...statements.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\n\s*\)[^;\n]*;/g)];
  const columns = tables.flatMap(([, table, body = '']) =>
    [...body.matchAll(/^\s*([a-z_]+) [A-Z]/gm)].map(([, column]) => `${table}.${column}`),
  );
  const added = [...statements.matchAll(/ALTER TABLE (\w+) ADD COLUMN (\w+)/g)];
  const keys = tables.flatMap(([, table, body = '']) => (body.includes('PRIMARY KEY') ? [`${table}_pkey`] : []));
  const named = [...statements.matchAll(/CREATE (?:UNIQUE )?INDEX (\w+)/g)].map(([, name = '']) => name);
  return {
    columns: [...columns, ...added.map(([, table, column]) => `${table}.${column}`)],
    indexes: [...keys, ...named],
  };
}
