import { parseChannelId, parseSigningKeyId, parseTokenId, parseTokenKeyId } from '../../domain/line/ids.js';
import { TOKEN_TYPES, type TokenRecord, type TokenState, type TokenType } from '../../domain/tokens/token.js';
import type { TokenLedger } from '../../ports/store.js';
import type { StateEngine } from './sql/engine.js';
import { oneOf, readRow } from './sql/rows.js';
import { firstRow, rows, run, type SqlValue, type Steps } from './sql/steps.js';

const STATES: readonly TokenState[] = ['active', 'revoked', 'evicted', 'unknown'];

export function createTokenLedger(engine: StateEngine): TokenLedger {
  const find = (where: string, value: SqlValue): Promise<TokenRecord | null> =>
    engine.read(function* () {
      const row = yield* firstRow(`SELECT * FROM token WHERE ${where} ${IN_ORDER}`, value);
      return row === undefined ? null : recordOf(row);
    });
  return {
    list: (channelId) =>
      engine.read(function* () {
        return (yield* rows(`SELECT * FROM token WHERE channel_id = ? ${IN_ORDER}`, channelId)).map(recordOf);
      }),
    find: (id) => find('id = ?', id),
    findByFingerprint: (fingerprint) => find('fingerprint = ?', fingerprint),
    put: (record) => engine.write(() => put(record)),
    putCounted: (record) => engine.write(() => put(record), { under: `tokens-${record.channelId}` }),
    remove: (id) =>
      engine.write(function* () {
        yield* run('DELETE FROM token WHERE id = ?', id);
      }),
  };
}

const IN_ORDER = 'ORDER BY coalesce(issued_at, 0), id';

const PUT = `INSERT INTO token (id, channel_id, type, signing_key_id, key_id, label, state, issued_at, expires_at, ended_at, end_reason, stored, fingerprint)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET channel_id = excluded.channel_id, type = excluded.type,
    signing_key_id = excluded.signing_key_id, key_id = excluded.key_id, label = excluded.label, state = excluded.state,
    issued_at = excluded.issued_at, expires_at = excluded.expires_at, ended_at = excluded.ended_at,
    end_reason = excluded.end_reason, stored = excluded.stored, fingerprint = excluded.fingerprint`;

function* put(record: TokenRecord): Steps<void> {
  yield* run(
    PUT,
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
