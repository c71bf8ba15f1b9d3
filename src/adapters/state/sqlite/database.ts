import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../../domain/failure/failure.js';
import { stateDamaged } from '../sql/damage.js';
import { isNotWritable, openToRead } from './read-only.js';
import { openSqlite, type SqlDatabase, transaction, translateSqliteError } from './sqlite.js';

/** Each entry moves the file one version on; entries are never edited, only added. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE token (
    id TEXT PRIMARY KEY,
    channel_id TEXT NOT NULL,
    type TEXT NOT NULL,
    signing_key_id TEXT,
    key_id TEXT,
    label TEXT,
    state TEXT NOT NULL,
    issued_at INTEGER,
    expires_at INTEGER,
    ended_at INTEGER,
    end_reason TEXT,
    stored INTEGER NOT NULL,
    fingerprint TEXT
  ) STRICT;
  CREATE INDEX token_by_channel ON token (channel_id, issued_at);
  CREATE INDEX token_by_fingerprint ON token (fingerprint);

  CREATE TABLE rotation (
    id TEXT PRIMARY KEY,
    channel_id TEXT NOT NULL,
    old_token_id TEXT,
    new_token_id TEXT NOT NULL,
    plan TEXT NOT NULL,
    state TEXT NOT NULL,
    begun INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    grace_ends_at INTEGER,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    reason TEXT
  ) STRICT;

  CREATE TABLE broadcast (
    id TEXT PRIMARY KEY,
    is_draft INTEGER NOT NULL,
    settings TEXT NOT NULL,
    requested TEXT,
    total INTEGER NOT NULL,
    uniq INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    malformed INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    held_out INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    worked_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE stage (
    broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
    idx INTEGER NOT NULL,
    recipients INTEGER NOT NULL,
    state TEXT NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    PRIMARY KEY (broadcast_id, idx)
  ) STRICT, WITHOUT ROWID;

  -- The blobs lie apart, so that counting batches reads no recipients.
  CREATE TABLE batch (
    broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
    idx INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    recipients INTEGER NOT NULL,
    state TEXT NOT NULL,
    retry_key TEXT NOT NULL,
    first_attempt_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    retries INTEGER NOT NULL DEFAULT 0,
    conflicts INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    status INTEGER,
    request_id TEXT,
    accepted_request_id TEXT,
    reason TEXT,
    -- Of a request without user IDs: how many it was planned for, its exact bytes, and how many LINE did not reach.
    expected INTEGER,
    body TEXT,
    body_checksum BLOB,
    not_reached INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (broadcast_id, idx)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batch_recipients (
    broadcast_id TEXT NOT NULL,
    idx INTEGER NOT NULL,
    user_ids BLOB NOT NULL,
    checksum BLOB NOT NULL,
    -- As planned, where recipients were set aside since.
    original_user_ids BLOB,
    PRIMARY KEY (broadcast_id, idx)
  ) STRICT;

  -- Never sent to, kept to compare with.
  CREATE TABLE held_out (
    broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
    idx INTEGER NOT NULL,
    user_ids BLOB NOT NULL,
    checksum BLOB NOT NULL,
    PRIMARY KEY (broadcast_id, idx)
  ) STRICT;

  CREATE TABLE refused_recipient (
    broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
    user_id TEXT NOT NULL,
    batch INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    reason TEXT NOT NULL,
    request_id TEXT,
    PRIMARY KEY (broadcast_id, user_id)
  ) STRICT, WITHOUT ROWID;
  `,
  // When the run began that goes on, or that was killed.
  'ALTER TABLE broadcast ADD COLUMN run_started_at INTEGER',
  // Whose a retry key is that somebody names.
  'CREATE INDEX batch_by_retry_key ON batch (retry_key COLLATE NOCASE)',
  // LINE's clock minus ours at the first attempt, in milliseconds: null where it was not known.
  'ALTER TABLE batch ADD COLUMN line_ahead_ms INTEGER',
  // LINE refused it, or the batch that it was split from, without naming anybody; the batch that its recipients were planned in.
  'ALTER TABLE batch ADD COLUMN is_suspect INTEGER NOT NULL DEFAULT 0; ALTER TABLE batch ADD COLUMN split_from INTEGER',
  // Since when its recipients are forgotten, written before the first of them goes; whom LINE refused, as numbers.
  `ALTER TABLE broadcast ADD COLUMN forgotten_at INTEGER;
   CREATE TABLE forgotten_refusal (
     broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
     batch INTEGER NOT NULL,
     stage INTEGER NOT NULL,
     reason TEXT NOT NULL,
     request_id TEXT,
     people INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX forgotten_refusal_of ON forgotten_refusal (broadcast_id);`,
  // What is to be told of a broadcast, and what came of it.
  `CREATE TABLE notice (
    number INTEGER PRIMARY KEY,
    broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    settled_at INTEGER,
    why TEXT,
    UNIQUE (broadcast_id, event, at)
  ) STRICT`,
  // What LINE said last of who opened it and followed its links, and when by its clock; null is what it does not give.
  `CREATE TABLE insight (
     broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
     question TEXT NOT NULL,
     delivered INTEGER,
     unique_impression INTEGER,
     unique_click INTEGER,
     urls TEXT NOT NULL,
     heard_at INTEGER NOT NULL,
     PRIMARY KEY (broadcast_id, question)
   ) STRICT, WITHOUT ROWID;`,
  // Who created it, agreed to it and had it run; whether a worker may run it without being told to.
  `
  CREATE TABLE act (
    broadcast_id TEXT NOT NULL REFERENCES broadcast (id),
    what TEXT NOT NULL,
    who TEXT,
    how TEXT NOT NULL,
    at INTEGER NOT NULL,
    plan_hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX act_by_broadcast ON act (broadcast_id);
  ALTER TABLE broadcast ADD COLUMN runs_by TEXT;
  CREATE INDEX broadcast_by_runner ON broadcast (runs_by, state) WHERE runs_by IS NOT NULL;
  `,
  // What is said once, and when it was.
  'CREATE TABLE told (what TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  // Audiences that were uploaded from here, request by request; the user IDs themselves are in the operator's list and at LINE.
  `
  CREATE TABLE audience_upload (
    id TEXT PRIMARY KEY,
    channel_id TEXT,
    bot_user_id TEXT,
    name TEXT NOT NULL,
    list_hash TEXT NOT NULL,
    people INTEGER NOT NULL,
    audience_id INTEGER,
    created_at INTEGER NOT NULL,
    gone_at INTEGER
  ) STRICT;
  CREATE TABLE audience_part (
    upload_id TEXT NOT NULL REFERENCES audience_upload (id),
    idx INTEGER NOT NULL,
    people INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    attempted_at INTEGER,
    request_id TEXT,
    PRIMARY KEY (upload_id, idx)
  ) STRICT, WITHOUT ROWID;
  `,
  // Their order within a broadcast, for an engine that numbers no rows; a retry key is looked up in small digits in any engine.
  `
  ALTER TABLE act ADD COLUMN idx INTEGER NOT NULL DEFAULT 0;
  UPDATE act SET idx = rowid;
  DROP INDEX batch_by_retry_key;
  CREATE INDEX batch_by_retry_key ON batch (lower(retry_key));
  `,
  // The machine that began it: what it delivers to lies there. Rotations of earlier versions were begun on this one.
  'ALTER TABLE rotation ADD COLUMN host TEXT',
  // Whom LINE refused is read page by page, batch after batch.
  'CREATE INDEX refused_by_batch ON refused_recipient (broadcast_id, batch, user_id)',
];

export const STATE_FILE = 'state.db';

/** The open database of a state folder. */
export interface StateDatabase {
  readonly database: SqlDatabase;
  readonly path: string;
  /** One more connection to the same file, for what reads for long. */
  openReader(): Promise<SqlDatabase>;
}

/**
 * The one database of a state folder: token ledger and broadcast ledger. Commits are synced to disk. An older file is
 * moved on to this version; a newer one is refused, because an older program would misread it. Where nothing can be
 * written, what is there is read all the same, and each write fails.
 */
export async function openStateDatabase(folder: string): Promise<StateDatabase> {
  const path = join(folder, STATE_FILE);
  await requireNotEmptied(folder, path);
  const bringUpToDate = (database: SqlDatabase) => {
    if (versionOf(database) !== MIGRATIONS.length) transaction(database, () => migrate(database, path));
  };
  try {
    return { database: await openToWrite(path, bringUpToDate), path, openReader: () => openSqlite(path) };
  } catch (error) {
    if (!isNotWritable(error)) throw error;
    const openReader = async () => {
      const database = await openToRead(path, bringUpToDate);
      if (database === null) throw error;
      return database;
    };
    return { database: await openReader(), path, openReader };
  }
}

async function openToWrite(path: string, bringUpToDate: (database: SqlDatabase) => void): Promise<SqlDatabase> {
  const database = await openSqlite(path);
  try {
    // Before all else: only a new file takes it. What is forgotten is given back page by page, and nobody has to wait.
    // Said again to a file that has it, it would write the file's first page anew at every start.
    if (settingOf(database, 'auto_vacuum') !== INCREMENTAL_VACUUM) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    bringUpToDate(database);
    return database;
  } catch (error) {
    database.close();
    throw translateSqliteError(error, path);
  }
}

/** How long another process may take from creating the file to its first page. */
const FIRST_PAGE_MS = 1_000;

/** An empty file would be taken for a new one, and everything that was sent for unsent. */
async function requireNotEmptied(folder: string, path: string): Promise<void> {
  // Neither a clock nor a timer is loaded where nothing is to be waited for, which is nearly always.
  if (!isEmptied(folder, path)) return;
  const { setTimeout: sleep } = await import('node:timers/promises');
  const since = performance.now();
  while (isEmptied(folder, path)) {
    if (FIRST_PAGE_MS < performance.now() - since) throw stateDamaged({ which: 'emptied', path });
    await sleep(20);
  }
}

function isEmptied(folder: string, path: string): boolean {
  try {
    const isEmpty = statSync(path, { throwIfNoEntry: false })?.size === 0;
    return isEmpty && readdirSync(folder).some((name) => !name.startsWith(STATE_FILE));
  } catch {
    // Whoever opens it says why it cannot be looked at.
    return false;
  }
}

function migrate(database: SqlDatabase, path: string): void {
  const version = versionOf(database);
  if (MIGRATIONS.length < version) {
    throw failure('STATE_TOO_NEW', { which: 'database', path, version });
  }
  for (const step of MIGRATIONS.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
}

/** `PRAGMA auto_vacuum`: free pages are given back when asked for. @see https://www.sqlite.org/pragma.html#pragma_auto_vacuum */
export const INCREMENTAL_VACUUM = 2;

function versionOf(database: SqlDatabase): number {
  return settingOf(database, 'user_version');
}

/** A number that SQLite keeps in the file itself. */
function settingOf(database: SqlDatabase, name: 'auto_vacuum' | 'user_version'): number {
  const row = database.prepare(`PRAGMA ${name}`).get();
  const [value] = typeof row === 'object' && row !== null ? Object.values(row) : [];
  return Number(value ?? 0);
}
