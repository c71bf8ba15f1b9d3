/**
 * Secrets as they are encrypted before they come here. The one row of `secret_key` says how the key is made, proves
 * that it is the right one, and counts the writes; it stays for as long as anything is encrypted under it.
 */
export const SECRET_TABLES = `
CREATE TABLE secret_key (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  version BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  derivation TEXT NOT NULL,
  nonce TEXT NOT NULL,
  tag TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  one BIGINT NOT NULL DEFAULT 1 REFERENCES secret_key (one),
  version BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  nonce TEXT NOT NULL,
  tag TEXT NOT NULL,
  data TEXT NOT NULL
);
`;
