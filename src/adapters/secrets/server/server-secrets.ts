import { failure } from '../../../domain/failure/failure.js';
import { parseSecretStoreWish } from '../../../domain/host/secret-protection.js';
import type { EnvironmentVariables, Redactor } from '../../../ports/host.js';
import type { SecretStore } from '../../../ports/store.js';
import type { ServerSession, StateServer } from '../../state/postgres/server.js';
import { type RowReader, readRow } from '../../state/sql/rows.js';
import { wishedFor } from '../protecting.js';
import { passphraseFrom } from '../secret-keys.js';
import { generationOf, Marks } from './marks.js';
import {
  type SealedKey,
  type SealedSecret,
  sealedKeyOf,
  sealedRowOf,
  sealSecret,
  unsealSecret,
  VERSION,
} from './sealed-rows.js';
import { columnsOf, FIND_KEY, KEY_COLUMNS, StateKey } from './state-key.js';

interface ServerSecretsParts {
  readonly server: StateServer;
  /** Where this machine remembers how new the secrets were that it saw. */
  readonly folder: string;
  readonly env: EnvironmentVariables;
  readonly redactor: Redactor;
  /** Says what an operator should know of the store. */
  readonly warn: (line: string) => void;
}

type Changes = Parameters<SecretStore['set']>[0];

/**
 * Secrets in a server that a team shares. They are encrypted here, each by itself, under a key made from
 * `LINE_OPS_SECRET_KEY`: neither the server nor who reads its copies sees a secret or the key. The first who stores one
 * settles the key for all. What needs no secret needs no key. Nothing is remembered from one call to the next: another
 * machine may have stored it since.
 *
 * @throws {LineOpsError} `usage` when `LINE_OPS_SECRET_STORE` is `plain`, or none of its three words; from each call
 *   SECRET_KEY_NEEDED without a key where there is something to open or to keep, `auth` SECRET_KEY_DIFFERS with another.
 */
export function createServerSecrets(parts: ServerSecretsParts): SecretStore {
  const { server, env, redactor } = parts;
  const wish = parseSecretStoreWish(env['LINE_OPS_SECRET_STORE']);
  // The other two words say where secrets lie on one machine; these lie here, and are no less protected.
  if (wish === 'plain')
    throw failure('SECRETS_ENCRYPTED', { which: 'server', wished: wishedFor(wish), server: server.name });
  const keys = new StateKey(server.name, passphraseFrom(env, redactor));
  const marks = new Marks(server.name, parts.folder, parts.warn);

  const secretIn = (name: string, sealed: SealedSecret, sealedKey: SealedKey): string => {
    const value = opened(name, sealed, keys.open(sealedKey).key, server.name);
    redactor.register(value);
    return value;
  };
  const look = async <Result>(sql: string, values: readonly string[], use: (rows: readonly RowReader[]) => Result) => {
    const mark = marks.read();
    const rows = (await server.read((session) => session.query(sql, values))).rows.map(readRow);
    if (rows[0] !== undefined) marks.compare(sealedKeyOf(rows[0]), mark);
    return use(rows);
  };

  const set = async (changes: Changes): Promise<void> => {
    for (const value of Object.values(changes)) if (value) redactor.register(value);
    const mark = marks.read();
    const written = await server.write(async (session) => {
      if (await changesNothing(changes, session)) return null;
      const held = await keys.hold(session);
      const generation = Math.max(held.sealed.generation, generationOf(held.sealed, mark)) + 1;
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === undefined) await session.query(FORGET, [name]);
        else await session.query(KEEP, [name, ...columnsOf(sealSecret(name, value, generation, held.key))]);
      }
      return keys.count(held, generation, session);
    });
    if (written !== null) marks.keep(written);
  };

  return {
    get: (name) =>
      look(FIND, [name], ([row]) =>
        row === undefined || row.textOrNull('secret_data') === null
          ? null
          : secretIn(name, sealedRowOf(row, 'secret_'), sealedKeyOf(row)),
      ),
    set,
    entries: () =>
      look(LIST, [], (rows) =>
        Object.fromEntries(
          rows.map((row) => {
            const name = row.text('name');
            return [name, secretIn(name, sealedRowOf(row, 'secret_'), sealedKeyOf(row))];
          }),
        ),
      ),
    async requireReadable() {
      await look(FIND_KEY, [], ([row]) => row !== undefined && keys.open(sealedKeyOf(row)));
    },
    requireWritable: () => set({}),
    protection: async () => ({ type: 'server', name: server.name }),
  };
}

/** @throws {LineOpsError} `failure` SECRETS_DAMAGED: the key is right, so that the row is not as it was stored. */
function opened(name: string, sealed: SealedSecret, key: Buffer, server: string): string {
  if (VERSION < sealed.version)
    throw failure('STATE_SERVER_TOO_NEW', { server, version: sealed.version, known: VERSION });
  try {
    return unsealSecret(name, sealed, key);
  } catch (cause) {
    throw failure('SECRETS_DAMAGED', { which: 'server', server, name }, { cause });
  }
}

/** Forgetting what is not there, which takes no key. */
async function changesNothing(changes: Changes, session: ServerSession): Promise<boolean> {
  const names = Object.keys(changes);
  if (names.length === 0 || Object.values(changes).some((value) => value !== null)) return false;
  for (const name of names) if ((await session.query(HAS, [name])).rows.length > 0) return false;
  return true;
}

const SECRET_COLUMNS = `secret.name, secret.version AS secret_version, secret.generation AS secret_generation,
  secret.nonce AS secret_nonce, secret.tag AS secret_tag, secret.data AS secret_data`;

const FIND = `SELECT ${KEY_COLUMNS}, ${SECRET_COLUMNS} FROM secret_key LEFT JOIN secret ON secret.name = $1
  WHERE secret_key.one = 1`;
const LIST = `SELECT ${KEY_COLUMNS}, ${SECRET_COLUMNS} FROM secret_key JOIN secret ON secret.one = secret_key.one
  ORDER BY secret.name`;
const HAS = 'SELECT 1 FROM secret WHERE name = $1';
const KEEP = `INSERT INTO secret (name, version, generation, nonce, tag, data) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (name) DO UPDATE SET version = excluded.version, generation = excluded.generation,
    nonce = excluded.nonce, tag = excluded.tag, data = excluded.data`;
const FORGET = 'DELETE FROM secret WHERE name = $1';
