import type { StateEngine } from '../sql/engine.js';
import type { Outcome, Statement, Steps } from '../sql/steps.js';
import type { StateDatabase } from './database.js';
import { inWords, type SqlDatabase, type SqlStatement, transaction, translateSqliteError } from './sqlite.js';

/** The state in one file. Steps run to their end without a pause, so that nothing of this process comes between them. */
export function sqliteEngine({ database, path, openReader }: StateDatabase): StateEngine {
  const run = runnerOn(database);
  const told = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw translateSqliteError(error, path);
    }
  };
  return {
    // A lock of this machine ends with its process: whoever writes still holds it.
    write: async (steps) => told(() => transaction(database, () => run(steps()))),
    read: async (steps) => told(() => run(steps())),
    snapshot: snapshotsOf({ path, openReader }),
  };
}

/** Looks through connections of their own, which cannot write. */
export function snapshotsOf({ path, openReader }: Pick<StateDatabase, 'path' | 'openReader'>): StateEngine['snapshot'] {
  return async (use) => {
    const reader = await openReader();
    const run = runnerOn(reader);
    const look = inWords(path)((statement: Statement) => run(oneStatement(statement)).rows);
    try {
      // Until the connection is closed, every statement sees the file as the first of them found it.
      reader.exec('PRAGMA query_only = ON; BEGIN');
      return await use({ rows: async (sql, ...values) => look({ sql, values, wants: 'rows' }) });
    } catch (error) {
      throw translateSqliteError(error, path);
    } finally {
      endReading(reader);
      reader.close();
    }
  };
}

export function* oneStatement(statement: Statement): Steps<Outcome> {
  return yield statement;
}

/** Runs steps on a connection; a statement is prepared when it is first met. */
export function runnerOn(database: SqlDatabase): <Result>(steps: Steps<Result>) => Result {
  const prepared = new Map<string, SqlStatement>();
  const statementFor = (sql: string): SqlStatement => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const answer = ({ sql, values, wants, times = 1 }: Statement): Outcome => {
    const statement = statementFor(sql);
    if (wants === 'rows') return { rows: statement.all(...values), changes: 0 };
    if (times === 1) return { rows: [], changes: Number(statement.run(...values).changes) };
    const width = values.length / times;
    let changes = 0;
    for (let row = 0; row < times; row += 1)
      changes += Number(statement.run(...values.slice(row * width, (row + 1) * width)).changes);
    return { rows: [], changes };
  };
  return (steps) => {
    let step = steps.next();
    while (!step.done) step = steps.next(answer(step.value));
    return step.value;
  };
}

/**
 * Some engines keep a closed connection for as long as a statement of it is in memory, and with it a transaction that
 * would keep the log from ever beginning anew.
 */
function endReading(database: SqlDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // It had not begun, or the file is damaged: what was thrown first is told.
  }
}
