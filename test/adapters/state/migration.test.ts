import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS, openStateDatabase } from '../../../src/adapters/state/sqlite/database.js';
import { readRow } from '../../../src/adapters/state/sqlite/rows.js';
import { openSqlite, type SqlDatabase } from '../../../src/adapters/state/sqlite/sqlite.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench } from '../../support/broadcast-bench.js';

const silence: SendReply = { type: 'doubt', why: 'no answer in time', requestId: null, stranger: null };

/** Puts a file of an earlier version in place of the state, with as much of it as that version could hold. */
async function takeBackTo(version: number, folder: string): Promise<void> {
  const { database: newest, path } = await openStateDatabase(folder);
  newest.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  newest.close();
  const newestPath = join(folder, 'newest.db');
  renameSync(path, newestPath);
  const older = await openSqlite(path);
  for (const step of MIGRATIONS.slice(0, version)) older.exec(step);
  older.exec(`PRAGMA user_version = ${version}; ATTACH '${newestPath}' AS newest`);
  for (const table of ['broadcast', 'stage', 'batch', 'batch_recipients']) {
    const columns = columnsOf(older, table).join(', ');
    older.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newest.${table}`);
  }
  older.close();
}

function columnsOf(database: SqlDatabase, table: string): readonly string[] {
  return database
    .prepare(`PRAGMA main.table_info(${table})`)
    .all()
    .map((row) => readRow(row).text('name'));
}

it.each(MIGRATIONS.map((_step, index) => index).filter((version) => version > 0))(
  'moves a state of version %d on: what was in doubt there is settled under its key',
  async (version) => {
    const bench = new BroadcastBench();
    onTestFinished(() => bench.close());
    const before = await bench.openLedger();
    const id = await bench.plan(before, [30]);
    bench.platform.fate = ({ number }, take) => {
      const reply = take();
      return number === 1 ? reply : silence;
    };
    await bench.run(id, before);
    await takeBackTo(version, bench.folder);

    bench.platform.fate = (_request, take) => take();
    const { broadcast } = await bench.run(id, await bench.openLedger());
    expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 30 } });
    expect(bench.platform.totals).toEqual({ reached: 30, most: 1 });
  },
);
