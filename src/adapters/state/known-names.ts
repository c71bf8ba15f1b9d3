import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isJsonObject, jsonObjectIn } from '../../domain/text/json-object.js';
import type {
  KnownAudience,
  KnownBroadcast,
  KnownChannel,
  KnownNames,
  KnownToken,
} from '../../ports/completion/known-names.js';
import type { Folders } from './places.js';

type Row = Readonly<Record<string, unknown>>;

/** Nobody chooses among more than these; whoever types the day of an older one gets it. */
const MOST_BROADCASTS = 1000;

/** Somebody waits with a finger on the key. */
const BUSY_TIMEOUT_MS = 50;

/** Reads the files of a state folder as they lie there: nothing is made, locked, moved to another version or thrown. */
export function knownNames({ config, data }: Pick<Folders, 'config' | 'data'>): KnownNames {
  const select = (sql: string, ...values: string[]) => rowsOf(join(data, 'state.db'), sql, values);
  const ofChannel = (channelId: string | null): string[] => (channelId === null ? [] : [channelId]);
  return {
    channels: () => channelsIn(join(config, 'config.json')),
    async tokens(channelId) {
      const rows = await select(
        `SELECT id, channel_id, type, label, state, expires_at FROM token
         ${channelId === null ? '' : 'WHERE channel_id = ?'} ORDER BY coalesce(issued_at, 0) DESC, id`,
        ...ofChannel(channelId),
      );
      return rows.flatMap(tokenOf);
    },
    async broadcasts() {
      // Before the settings there is their checksum.
      const rows = await select(
        `SELECT id, state, substr(settings, instr(settings, '{')) AS settings FROM broadcast
         WHERE is_draft = 0 ORDER BY id DESC LIMIT ${MOST_BROADCASTS}`,
      );
      return rows.flatMap(broadcastOf);
    },
    async audiences(channelId) {
      const rows = await select(
        `SELECT audience_id, name, people FROM audience_upload WHERE audience_id IS NOT NULL AND gone_at IS NULL
         ${channelId === null ? '' : 'AND channel_id = ?'} ORDER BY created_at DESC`,
        ...ofChannel(channelId),
      );
      return rows.flatMap(audienceOf);
    },
    emulators: () => emulatorsIn(join(data, 'emulators')),
  };
}

function channelsIn(path: string): readonly KnownChannel[] {
  const file = jsonObjectIn(orNone(() => readFileSync(path, 'utf8')) ?? '');
  const channels: unknown = file?.['channels'];
  if (!Array.isArray(channels)) return [];
  return channels.filter(isJsonObject).flatMap(({ name, channelId, botName }) => {
    if (typeof name !== 'string' || typeof channelId !== 'string') return [];
    const isCurrent = file?.['current'] === name;
    return [{ name, channelId, botName: textOf(botName), isCurrent }];
  });
}

function emulatorsIn(folder: string): ReturnType<KnownNames['emulators']> {
  return (orNone(() => readdirSync(folder)) ?? []).flatMap((file) => {
    const { url, pid } = jsonObjectIn(orNone(() => readFileSync(join(folder, file), 'utf8')) ?? '') ?? {};
    return typeof url === 'string' && typeof pid === 'number' ? [{ url, pid }] : [];
  });
}

function tokenOf({ id, channel_id: channelId, type, label, state, expires_at: expiresAt }: Row): readonly KnownToken[] {
  if (typeof id !== 'string' || typeof channelId !== 'string') return [];
  if (typeof type !== 'string' || typeof state !== 'string') return [];
  return [
    { id, channelId, type, label: textOf(label), state, expiresAt: typeof expiresAt === 'number' ? expiresAt : null },
  ];
}

function broadcastOf({ id, state, settings }: Row): readonly KnownBroadcast[] {
  if (typeof id !== 'string' || typeof state !== 'string' || typeof settings !== 'string') return [];
  const { name, channelId, via } = jsonObjectIn(settings) ?? {};
  return [{ id, state, name: textOf(name), channelId: textOf(channelId), via: textOf(via) ?? '' }];
}

function audienceOf({ audience_id: id, name, people }: Row): readonly KnownAudience[] {
  return typeof id === 'number' && typeof name === 'string' && typeof people === 'number'
    ? [{ id: String(id), name, people }]
    : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** None from a file that is missing, locked, newer, damaged, or not to be read. */
async function rowsOf(path: string, sql: string, values: readonly string[]): Promise<readonly Row[]> {
  if (orNone(() => statSync(path)) === null) return [];
  try {
    const { openEngine } = await import('./sqlite/sqlite.js');
    const { DatabaseSync } = await openEngine();
    const database = new DatabaseSync(uriOf(path), { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return database
        .prepare(sql)
        .all(...values)
        .filter(isJsonObject);
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

/**
 * A file in WAL mode is read with its log only where the log's index is taken as it is or kept in memory; where there is no log, the file
 * is taken for one that nobody writes: either way SQLite makes no file beside it.
 *
 * @see https://www.sqlite.org/wal.html#read_only_databases
 */
function uriOf(path: string): string {
  const log = orNone(() => statSync(`${path}-wal`));
  const how = log === null || log.size === 0 ? 'immutable=1' : 'mode=ro&readonly_shm=1';
  return `${pathToFileURL(path).href}?${how}`;
}

function orNone<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
