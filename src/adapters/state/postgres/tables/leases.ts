/**
 * Who does what at this moment. A fence is never given twice; beside it stands the process that got it, because a server
 * that failed over may have lost the last ones. Times in milliseconds since 1970, by the server's clock.
 *
 * That name and fence are unique together says to the server that the fence is a part of the key: whoever takes a lease
 * over waits for the changes that are being made under it, and whoever renews it waits for nobody. The row of
 * `state-move` is always there: see `TAKE`.
 */
export const LEASE_TABLES = `
CREATE SEQUENCE lease_fence;
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  fence BIGINT NOT NULL,
  holder TEXT NOT NULL,
  pid BIGINT NOT NULL,
  host TEXT NOT NULL,
  since BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  UNIQUE (name, fence)
);
INSERT INTO lease VALUES ('state-move', 0, '', 0, '', 0, 0);
`;
