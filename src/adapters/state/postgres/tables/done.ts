/**
 * What was done last, so that whoever has lost the answer to a commit can ask: one row for each connection that a process
 * may have, as its work comes one after another. Times are milliseconds since 1970 by the clock of the server.
 */
export const DONE_TABLES = `
  CREATE TABLE done (
    lane TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL
  );
`;
