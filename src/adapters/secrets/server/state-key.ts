import { failure } from '../../../domain/failure/failure.js';
import { isLongEnough } from '../../../domain/host/secret-protection.js';
import type { ServerSession } from '../../state/postgres/server.js';
import { readRow } from '../../state/sql/rows.js';
import type { SqlValue } from '../../state/sql/steps.js';
import { newDerivation } from '../sealing.js';
import type { Passphrase } from '../secret-keys.js';
import { isOpenedBy, type SealedKey, type SealedSecret, sealedKeyOf, sealKey, VERSION } from './sealed-rows.js';

/** The key of the state, known to be the right one. */
interface OpenKey {
  readonly sealed: SealedKey;
  readonly key: Buffer;
}

/** The one key under which all secrets of the state are encrypted. */
export class StateKey {
  constructor(
    readonly server: string,
    readonly passphrase: Passphrase | null,
  ) {}

  /** @throws {LineOpsError} where there is none, or another one. */
  open(sealed: SealedKey): OpenKey {
    const { server } = this;
    if (VERSION < sealed.version)
      throw failure('STATE_SERVER_TOO_NEW', { server, version: sealed.version, known: VERSION });
    if (this.passphrase === null) throw failure('SECRET_KEY_NEEDED', { which: 'known', server });
    const key = this.passphrase.keyFor(sealed.derivation);
    if (!isOpenedBy(key, sealed)) throw failure('SECRET_KEY_DIFFERS', { server });
    return { sealed, key };
  }

  /** So that nobody else writes meanwhile. The first to ask makes it; who asks at the same time gets that one. */
  async hold(session: ServerSession): Promise<OpenKey> {
    const found = await this.#locked(session);
    if (found !== null) return this.open(found);
    const { passphrase, server } = this;
    if (passphrase === null) throw failure('SECRET_KEY_NEEDED', { which: 'first', server });
    if (!isLongEnough(passphrase.text)) throw failure('SECRET_KEY_TOO_SHORT', {});
    const derivation = newDerivation();
    await session.query(SETTLE, columnsOf(sealKey(derivation, 0, passphrase.keyFor(derivation))));
    const settled = await this.#locked(session);
    if (settled === null) throw new Error('the key of the state is gone as soon as it was stored');
    return this.open(settled);
  }

  /** Written with each change, so that an older copy can be told from a newer. */
  async count({ sealed, key }: OpenKey, generation: number, session: ServerSession): Promise<SealedKey> {
    const next = sealKey(sealed.derivation, generation, key);
    await session.query(COUNT, columnsOf(next));
    return next;
  }

  async #locked(session: ServerSession): Promise<SealedKey | null> {
    const [row] = (await session.query(`${FIND_KEY} FOR UPDATE`)).rows;
    return row === undefined ? null : sealedKeyOf(readRow(row));
  }
}

/** In the order of every statement that writes such a row. */
export function columnsOf(sealed: SealedKey | SealedSecret): readonly SqlValue[] {
  const { version, generation, nonce, tag, data } = sealed;
  return [
    version,
    generation,
    nonce,
    tag,
    data,
    ...('derivation' in sealed ? [JSON.stringify(sealed.derivation)] : []),
  ];
}

export const KEY_COLUMNS =
  'secret_key.version, secret_key.generation, secret_key.derivation, secret_key.nonce, secret_key.tag, secret_key.data';
export const FIND_KEY = `SELECT ${KEY_COLUMNS} FROM secret_key WHERE one = 1`;
const SETTLE = `INSERT INTO secret_key (one, version, generation, nonce, tag, data, derivation)
  VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT (one) DO NOTHING`;
const COUNT = `UPDATE secret_key SET version = $1, generation = $2, nonce = $3, tag = $4, data = $5, derivation = $6
  WHERE one = 1`;
