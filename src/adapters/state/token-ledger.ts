import { parseChannelId, parseSigningKeyId, parseTokenId, parseTokenKeyId } from '../../domain/line/ids.js';
import { TOKEN_TYPES, type TokenRecord, type TokenState, type TokenType } from '../../domain/tokens/token.js';
import type { TokenLedger } from '../../ports/store.js';
import { oneOf, readRow } from './sqlite/rows.js';
import { inWords, type SqlDatabase, type SqlValue } from './sqlite/sqlite.js';

const STATES: readonly TokenState[] = ['active', 'revoked', 'evicted', 'unknown'];

export function createTokenLedger(database: SqlDatabase, path: string): TokenLedger {
  const guarded = async <Result>(work: () => Result): Promise<Result> => inWords(path)(work)();
  const select = (where: string, ...values: SqlValue[]): readonly TokenRecord[] =>
    database
      .prepare(`SELECT * FROM token WHERE ${where} ORDER BY coalesce(issued_at, 0), id`)
      .all(...values)
      .map(recordOf);
  return {
    list: (channelId) => guarded(() => select('channel_id = ?', channelId)),
    find: (id) => guarded(() => select('id = ?', id)[0] ?? null),
    findByFingerprint: (fingerprint) => guarded(() => select('fingerprint = ?', fingerprint)[0] ?? null),
    put: (record) =>
      guarded(() => {
        database
          .prepare(
            `INSERT OR REPLACE INTO token (id, channel_id, type, signing_key_id, key_id, label, state, issued_at, expires_at, ended_at, end_reason, stored, fingerprint)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            record.id,
            record.channelId,
            record.type,
            record.signingKeyId,
            record.keyId,
            record.label,
            record.state,
            record.issuedAt,
            record.expiresAt,
            record.endedAt,
            record.endReason,
            record.stored ? 1 : 0,
            record.fingerprint,
          );
      }),
    remove: (id) =>
      guarded(() => {
        database.prepare('DELETE FROM token WHERE id = ?').run(id);
      }),
  };
}

function recordOf(value: unknown): TokenRecord {
  const row = readRow(value);
  return {
    id: row.parsed('id', parseTokenId),
    channelId: row.parsed('channel_id', parseChannelId),
    type: oneOf<TokenType>(TOKEN_TYPES, row.text('type')),
    signingKeyId: row.parsedOrNull('signing_key_id', parseSigningKeyId),
    keyId: row.parsedOrNull('key_id', parseTokenKeyId),
    label: row.textOrNull('label'),
    state: oneOf<TokenState>(STATES, row.text('state')),
    issuedAt: row.numberOrNull('issued_at'),
    expiresAt: row.numberOrNull('expires_at'),
    endedAt: row.numberOrNull('ended_at'),
    endReason: row.textOrNull('end_reason'),
    stored: row.flag('stored'),
    fingerprint: row.textOrNull('fingerprint'),
  };
}
