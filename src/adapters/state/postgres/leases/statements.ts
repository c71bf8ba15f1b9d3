import { LEASE_MS } from '../../../../domain/team/lease.js';
import { type LockHolder, type LockInUse, STATE_MOVE } from '../../../../ports/store.js';
import type { RowReader } from '../../sql/rows.js';
import { SCHEMA } from '../server.js';
import { NOW_MS as NOW } from '../transactions.js';

/**
 * Takes the lease where nobody has it, or what somebody had has lapsed; else answers who stands in the way. One that is
 * held is not touched: whoever asks for it again and again keeps nobody waiting. The row of whoever moves the state is
 * always there, so that both meet at it. $1 name, $2 holder, $3 process, $4 host.
 */
export const TAKE = `
WITH move AS (
  SELECT holder, pid, host, since, ends FROM lease WHERE name = '${STATE_MOVE}' AND $1 <> '${STATE_MOVE}' FOR KEY SHARE
), moving AS (
  SELECT pid, host, since FROM move WHERE ${NOW} < ends AND holder <> $2
), taken AS (
  INSERT INTO lease (name, fence, holder, pid, host, since, ends)
  SELECT $1, nextval('lease_fence'), $2, CAST($3 AS BIGINT), $4, ${NOW}, ${NOW} + ${LEASE_MS}
  WHERE NOT EXISTS (SELECT 1 FROM lease WHERE name = $1 AND ${NOW} < ends) AND NOT EXISTS (SELECT 1 FROM moving)
  ON CONFLICT (name) DO UPDATE SET
    fence = excluded.fence, holder = excluded.holder, pid = excluded.pid, host = excluded.host,
    since = ${NOW}, ends = ${NOW} + ${LEASE_MS}
  WHERE lease.ends <= ${NOW}
  RETURNING fence
)
SELECT fence, CAST(NULL AS BIGINT) AS pid, NULL AS host, CAST(NULL AS BIGINT) AS since FROM taken
UNION ALL SELECT NULL, pid, host, since FROM moving
UNION ALL SELECT NULL, pid, host, since FROM lease WHERE name = $1 AND NOT EXISTS (SELECT 1 FROM taken)
`;

/** All leases of a process, also outside of a transaction that says where tables lie; the answer names those that are still its own. $1 their names and fences, $2 holder. */
export const RENEW = `
UPDATE ${SCHEMA}.lease SET ends = ${NOW} + ${LEASE_MS}
FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS mine (name TEXT, fence BIGINT)
WHERE lease.name = mine.name AND lease.fence = mine.fence AND lease.holder = $2
RETURNING lease.name
`;

/** $1 name, $2 fence, $3 holder. */
export const GIVE_BACK = `
WITH move AS (
  UPDATE lease SET ends = 0 WHERE name = $1 AND fence = $2 AND holder = $3 AND name = '${STATE_MOVE}'
)
DELETE FROM lease WHERE name = $1 AND fence = $2 AND holder = $3 AND name <> '${STATE_MOVE}'
`;

/** Nobody takes the leases over until the transaction ends; renewals go on. $1 their names and fences, $2 holder. */
export const PROVE = `
SELECT lease.name FROM lease
JOIN jsonb_to_recordset(CAST($1 AS JSONB)) AS mine (name TEXT, fence BIGINT)
  ON lease.name = mine.name AND lease.fence = mine.fence AND lease.holder = $2
FOR KEY SHARE OF lease
`;

/** Which of them are held, and until when. $1 their names. */
export const HELD = `
SELECT name, ends FROM lease
WHERE name IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB))) AND ${NOW} < ends
`;

export const ALL_HELD = `SELECT name, pid, host, since, ends FROM lease WHERE ${NOW} < ends ORDER BY since, name`;

export const ALL_LAPSED = `
SELECT name, pid, host, since, ends FROM lease WHERE ends <= ${NOW} AND name <> '${STATE_MOVE}' ORDER BY ends
`;

/** A row of either list. */
export function leaseIn(row: RowReader): LockInUse {
  return { name: row.text('name'), holder: holderIn(row), lapsesAt: row.number('ends') };
}

export function holderIn(row: RowReader): LockHolder {
  return { pid: row.number('pid'), host: row.text('host'), since: row.number('since') };
}
