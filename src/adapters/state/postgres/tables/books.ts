/** The books of the state; what a column means is said in `src/adapters/state/sqlite/database.ts`. */
export const BOOK_TABLES = `
  CREATE TABLE token (
    id TEXT PRIMARY KEY,
    channel_id TEXT NOT NULL,
    type TEXT NOT NULL,
    signing_key_id TEXT,
    key_id TEXT,
    label TEXT,
    state TEXT NOT NULL,
    issued_at BIGINT,
    expires_at BIGINT,
    ended_at BIGINT,
    end_reason TEXT,
    stored BIGINT NOT NULL,
    fingerprint TEXT
  );
  CREATE INDEX token_by_channel ON token (channel_id, issued_at);
  CREATE INDEX token_by_fingerprint ON token (fingerprint);
`;
