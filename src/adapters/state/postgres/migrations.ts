import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import { isJsonObject } from '../../../domain/text/json-object.js';
import { markOf, requireInUse, type StateMark } from '../moving/mark.js';
import { readRow } from '../sql/rows.js';
import type { Asking, ServerNeeds } from './asking.js';
import type { Connection } from './connection/connection.js';
import { SCHEMA } from './server.js';
import { BOOK_TABLES } from './tables/books.js';
import { CONFIGURATION_TABLES } from './tables/configuration.js';
import { DONE_TABLES } from './tables/done.js';
import { JOURNAL_TABLES } from './tables/journal.js';
import { LEASE_TABLES } from './tables/leases.js';
import { MARK_TABLES } from './tables/mark.js';
import { PACE_TABLES } from './tables/pace.js';
import { PAGE_TABLES } from './tables/pages.js';
import { SECRET_TABLES } from './tables/secrets.js';
import { MIGRATION } from './transactions.js';

/** Each entry moves the tables one form on; entries are never edited, only added. */
const MIGRATIONS: readonly string[] = [
  [
    DONE_TABLES,
    LEASE_TABLES,
    BOOK_TABLES,
    CONFIGURATION_TABLES,
    SECRET_TABLES,
    JOURNAL_TABLES,
    PAGE_TABLES,
    PACE_TABLES,
    MARK_TABLES,
  ].join('\n'),
];

/** The form of the tables that this program knows. */
export const FORM = MIGRATIONS.length;

/** The statements that make all tables. */
export const TABLES = MIGRATIONS.join('\n');

/** Whoever moves the tables on keeps the others out, until its transaction ends: a pooler knows no other lock. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('${SCHEMA}'))`;

/** Creates the tables, or moves them on. Whoever may not, and finds them as they should be, is not asked for more. */
export async function bringUpToDate(
  asking: Asking,
  { isForMove = false }: Pick<ServerNeeds, 'isForMove'>,
): Promise<void> {
  await asking.until(() =>
    asking.using(async (connection) => {
      const { form, mark } = await stateIn(asking, connection);
      if (form < FORM) await migrate(asking, connection, form);
      else requireKnown(form, asking.name);
      if (!isForMove) requireInUse(mark, asking.name, 'server');
    }),
  );
}

/** @throws {LineOpsError} `usage` STATE_SERVER_TOO_NEW. */
export function requireKnown(form: number, server: string): void {
  if (FORM < form) throw failure('STATE_SERVER_TOO_NEW', { server, version: form, known: FORM });
}

/**
 * The catalogue is read as a table: the server's functions for names answer, within a transaction, from what this
 * connection knew before, and another one may have made the tables meanwhile.
 */
const TABLES_ARE_THERE = `SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = '${SCHEMA}' AND tablename = 'form'`;
const SCHEMA_IS_THERE = `SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '${SCHEMA}'`;

/** Form 0 where there are no tables. */
export async function stateIn(
  asking: Asking,
  connection: Connection,
): Promise<{ readonly form: number; readonly mark: StateMark | null }> {
  const [there] = await asking.ask(connection, TABLES_ARE_THERE);
  if (there?.count === 0) return { form: 0, mark: null };
  const [said] = await asking.ask(
    connection,
    `SELECT form.number, mark.standing, mark.move_id AS "moveId", mark.other, mark.at
     FROM ${SCHEMA}.form LEFT JOIN ${SCHEMA}.mark ON true`,
  );
  const [row] = said?.rows ?? [];
  return { form: readRow(row).number('number'), mark: isJsonObject(row) ? markOf(row) : null };
}

async function migrate(asking: Asking, connection: Connection, found: number): Promise<void> {
  const { begin, withinMs } = MIGRATION;
  const ask = (sql: string) => asking.ask(connection, sql, [], withinMs);
  try {
    await ask(`${begin}; ${LOCK}`);
    // Somebody else may have done it meanwhile, in whole or with a newer program.
    const { form } = await stateIn(asking, connection);
    requireKnown(form, asking.name);
    if (form === 0) {
      // Whoever may not create a schema may still fill one that was made for him.
      const [schema] = await ask(SCHEMA_IS_THERE);
      if (schema?.count === 0) await ask(`CREATE SCHEMA ${SCHEMA}`);
      await ask('CREATE TABLE form (number BIGINT NOT NULL); INSERT INTO form VALUES (0)');
    }
    for (const step of MIGRATIONS.slice(form)) await ask(step);
    await ask(`UPDATE form SET number = ${FORM}; COMMIT`);
  } catch (error) {
    connection.destroy();
    throw isPrivilege(error) ? withoutTables(asking.name, found, error) : error;
  }
}

function isPrivilege(error: unknown): error is LineOpsError {
  return error instanceof LineOpsError && error.code === 'STATE_SERVER_REFUSED';
}

function withoutTables(server: string, form: number, cause: LineOpsError): LineOpsError {
  const why =
    form === 0
      ? 'there are no tables yet, and it may not create them'
      : `its tables have form ${form} and must be moved on to ${FORM}, and it may not change them`;
  return failure('STATE_SERVER_REFUSED', { which: 'privilege', server, why }, { cause });
}
