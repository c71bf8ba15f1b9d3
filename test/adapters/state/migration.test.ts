import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createBroadcastLedger } from '../../../src/adapters/state/broadcasts/ledger.js';
import { createRotationJournal } from '../../../src/adapters/state/rotation-journal.js';
import { readRow } from '../../../src/adapters/state/sql/rows.js';
import { MIGRATIONS, openStateDatabase } from '../../../src/adapters/state/sqlite/database.js';
import { sqliteEngine } from '../../../src/adapters/state/sqlite/engine.js';
import { openSqlite, type SqlDatabase } from '../../../src/adapters/state/sqlite/sqlite.js';
import { createTokenLedger } from '../../../src/adapters/state/token-ledger.js';
import { parseChannelId, parseTokenId } from '../../../src/domain/line/ids.js';
import type { Rotation } from '../../../src/domain/tokens/rotation.js';
import type { TokenRecord } from '../../../src/domain/tokens/token.js';
import type { SendReply } from '../../../src/ports/line-api.js';
import { BroadcastBench } from '../../support/broadcast-bench.js';
import { told } from '../../support/failures.js';

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
  for (const table of tablesOf(older)) {
    const columns = columnsOf(older, table).join(', ');
    older.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newest.${table}`);
  }
  older.close();
}

function tablesOf(database: SqlDatabase): readonly string[] {
  const tables = database.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY rowid").all();
  return tables.map((row) => readRow(row).text('name'));
}

/** Every row of every table, in the columns that are asked for. */
function rowsOf(database: SqlDatabase, columns: ReadonlyMap<string, readonly string[]>): readonly unknown[] {
  return [...columns].map(([table, names]) => {
    const wanted = names.join(', ');
    return [table, database.prepare(`SELECT ${wanted} FROM ${table} ORDER BY ${wanted}`).all()];
  });
}

function formOf(database: SqlDatabase): ReadonlyMap<string, readonly string[]> {
  return new Map(tablesOf(database).map((table) => [table, columnsOf(database, table)]));
}

/** What the ledgers of tokens and broadcasts do not write by themselves in a short test: a row of each table. */
const ROWS = `
  INSERT INTO held_out VALUES ('b-20260115-aaaaaa', 0, x'00', x'01');
  INSERT INTO refused_recipient VALUES ('b-20260115-aaaaaa', 'Uffffffffffffffffffffffffffffffff', 0, 0, 'not a friend', 'request');
  INSERT INTO forgotten_refusal VALUES ('b-20260115-aaaaaa', 0, 0, 'not a friend', 'request', 3);
  INSERT INTO notice VALUES (1, 'b-20260115-aaaaaa', 'paused', 5, 'due', 1, NULL, 'no answer');
  INSERT INTO insight VALUES ('b-20260115-aaaaaa', 'request', 7, 6, NULL, '[]', 9);
  INSERT INTO act VALUES ('b-20260115-aaaaaa', 'agreed', 'somebody', 'typed', 4, 'hash', 1);
  INSERT INTO told VALUES ('once', 3);
  INSERT INTO audience_upload VALUES ('a-1', '1234567890', NULL, 'vip', 'hash', 2, NULL, 1, NULL);
  INSERT INTO audience_part VALUES ('a-1', 0, 2, 'doubt', 2, NULL);
`;

/** What a broadcast of the first version did not say. */
const LATER_SETTINGS = 'notAfterMs quietHours again keepTryingMs toWord notify agreedPerSecond isKeyGiven'.split(' ');

const VERSIONS = MIGRATIONS.map((_step, index) => index).filter((version) => version > 0);

const token: TokenRecord = {
  id: parseTokenId('t-0abc1def'),
  channelId: parseChannelId('1234567890'),
  type: 'v2.1',
  signingKeyId: null,
  keyId: null,
  label: 'shop',
  state: 'active',
  issuedAt: 1_000,
  expiresAt: 2_000,
  endedAt: null,
  endReason: null,
  stored: true,
  fingerprint: 'f'.repeat(64),
};

const rotation: Rotation = {
  id: 'r-0abc1def',
  channelId: token.channelId,
  oldId: token.id,
  newId: parseTokenId('t-00000001'),
  plan: {
    ...{ type: 'v2.1', lifetimeSeconds: 86_400, label: 'shop', targets: [{ type: 'stdout' }], verifyCommand: null },
    ...{ commandTimeoutMs: 60_000, graceMs: 600_000, keepOld: false },
  },
  ...{
    state: 'in-grace',
    begun: 5,
    delivered: 5,
    graceEndsAt: 2_000,
    startedAt: 1_000,
    finishedAt: null,
    reason: null,
    host: null,
  },
};

it.each(VERSIONS)('a state of version %d keeps every row, and is read by the ledgers of today', async (version) => {
  const bench = new BroadcastBench();
  onTestFinished(() => bench.close());
  const id = await bench.plan(await bench.openLedger(), [30]);
  const newestState = await openStateDatabase(bench.folder);
  const { database: newest, path } = newestState;
  await createTokenLedger(sqliteEngine(newestState)).put(token);
  await createRotationJournal(sqliteEngine(newestState)).put(rotation);
  newest.exec(ROWS);
  const form = formOf(newest);
  for (const table of form.keys())
    expect(newest.prepare(`SELECT * FROM ${table}`).all().length, table).toBeGreaterThan(0);
  newest.close();
  await takeBackTo(version, bench.folder);
  const older = await openSqlite(path);
  const olderForm = formOf(older);
  const before = rowsOf(older, olderForm);
  older.close();

  const state = await openStateDatabase(bench.folder);
  const { database } = state;
  onTestFinished(() => database.close());
  expect(rowsOf(database, olderForm)).toEqual(before);
  expect(formOf(database)).toEqual(form);
  expect(database.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }]);
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(await createTokenLedger(sqliteEngine(state)).list(token.channelId)).toEqual([token]);
  expect(await createRotationJournal(sqliteEngine(state)).unfinished(token.channelId)).toEqual([rotation]);
  const [broadcast, ...others] = await createBroadcastLedger(sqliteEngine(state), { gatheringMs: 0 }).list();
  expect([broadcast?.settings.id, broadcast?.state, others]).toEqual([id, 'planned', []]);
});

it('settings as the first version wrote them, without a checksum and what came later, are read, and the broadcast goes on', async () => {
  const bench = new BroadcastBench();
  onTestFinished(() => bench.close());
  const id = await bench.plan(await bench.openLedger(), [20]);
  await takeBackTo(1, bench.folder);
  const older = await openSqlite(join(bench.folder, 'state.db'));
  const stored = readRow(older.prepare('SELECT settings FROM broadcast').get()).text('settings');
  const fields: Record<string, unknown> = JSON.parse(stored.slice(stored.indexOf('{')));
  for (const name of LATER_SETTINGS) delete fields[name];
  older.prepare('UPDATE broadcast SET settings = ?').run(JSON.stringify(fields));
  older.close();

  const ledger = await bench.openLedger();
  expect(await ledger.find(id)).toMatchObject({ settings: { ...fields, notify: null, again: false } });
  const { broadcast } = await bench.run(id, ledger);
  expect(broadcast).toMatchObject({ state: 'completed', recipients: { accepted: 20 } });
  expect(bench.platform.totals).toEqual({ reached: 20, most: 1 });
});

it('a state of a later version is refused in words, and not touched', async () => {
  const bench = new BroadcastBench();
  onTestFinished(() => bench.close());
  const { database, path } = await openStateDatabase(bench.folder);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}; PRAGMA wal_checkpoint(TRUNCATE)`);
  database.close();
  const before = readFileSync(path);
  const refusal: unknown = await openStateDatabase(bench.folder).catch((error: unknown) => error);
  expect(told(refusal)).toMatchObject({
    code: 'STATE_TOO_NEW',
    message: expect.stringContaining('newer line-ops'),
    hint: expect.stringContaining('LINE_OPS_HOME'),
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

function columnsOf(database: SqlDatabase, table: string): readonly string[] {
  return database
    .prepare(`PRAGMA main.table_info(${table})`)
    .all()
    .map((row) => readRow(row).text('name'));
}

it.each(VERSIONS)(
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
