/**
 * How the state stands among its moves, in its one row; see `StateMark`. Whoever writes shares a lock on the table, which
 * whoever moves the state has alone: so all that was written before is copied, and what comes behind is refused.
 */
export const MARK_TABLES = `
  CREATE TABLE mark (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    standing TEXT NOT NULL,
    move_id TEXT NOT NULL,
    other TEXT NOT NULL,
    at BIGINT NOT NULL
  );
  INSERT INTO mark VALUES (1, 'here', '', '', 0);
`;
