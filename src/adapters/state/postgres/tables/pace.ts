import { SCHEMA } from '../server.js';

/** A limit that nobody has used for so long is as good as new. */
const UNUSED = '1 day';

/**
 * The pace of every limit, a row each, and the one call that takes of it, which is made outside of any transaction that says
 * where tables lie. Times are microseconds since 1970 by the server's clock. A function, because the server would plan its
 * arithmetic anew for each call: five times the work.
 *
 * - `born`: since when the memory of the server is whole. What it had forgotten by then, of commits that nobody waits for,
 *   may have been used: for a second nobody gets a moment. A restart and a failover change when the server was started, the
 *   crash of one of its processes alone when its statistics began anew.
 * - Whoever finds another taker there whose requests may have left within the last second shares the limit with it from now
 *   on: both are asked for more distance and punctuality until they have not met for 5 s.
 * - The moments of another taker begin later by what the last one may be late, but for what the distance has room for.
 * - A moment more than a second ahead is not given out yet: who waits for it may give up, and `first_at` says when to come.
 * - The next moment lies far ahead where the clock was set back: it is forgotten, with the second that may have been used.
 */
export const PACE_TABLES = `
CREATE TABLE pace (
  key TEXT PRIMARY KEY,
  born_at BIGINT NOT NULL,
  taker TEXT NOT NULL,
  next_at BIGINT NOT NULL,
  leeway BIGINT NOT NULL,
  shared_until BIGINT NOT NULL
);
-- Its rows change many times a second, and no index with them.
ALTER TABLE pace SET (fillfactor = 50);

CREATE FUNCTION take_pace(
  IN limit_key TEXT, IN by_taker TEXT, IN wanted BIGINT, IN from_now BIGINT, IN spread BIGINT,
  IN spacing_alone BIGINT, IN spacing_shared BIGINT, IN leeway_alone BIGINT, IN leeway_shared BIGINT,
  OUT asked_at BIGINT, OUT first_at BIGINT, OUT granted BIGINT, OUT spacing BIGINT, OUT leeway BIGINT, OUT is_shared BIGINT
) LANGUAGE plpgsql AS $$
DECLARE
  one_second CONSTANT BIGINT := 1000000;
  born CONSTANT BIGINT := extract(epoch FROM greatest(pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time())) * 1000000;
  kept ${SCHEMA}.pace%ROWTYPE;
BEGIN
  -- What is lost with a server that dies, the second of silence makes up for.
  PERFORM set_config('synchronous_commit', 'off', true);
  LOOP
    SELECT * INTO kept FROM ${SCHEMA}.pace WHERE pace.key = limit_key FOR UPDATE;
    EXIT WHEN FOUND;
    INSERT INTO ${SCHEMA}.pace VALUES (limit_key, born, by_taker, 0, 0, 0) ON CONFLICT DO NOTHING;
    DELETE FROM ${SCHEMA}.pace WHERE pace.key IN (
      SELECT old.key FROM ${SCHEMA}.pace AS old
      WHERE old.next_at < extract(epoch FROM clock_timestamp() - INTERVAL '${UNUSED}') * 1000000 AND old.key <> limit_key
      FOR UPDATE SKIP LOCKED
    );
  END LOOP;
  asked_at := extract(epoch FROM clock_timestamp()) * 1000000;
  IF kept.next_at > asked_at + greatest(120 * one_second, 2 * spacing_alone) THEN
    kept.next_at := asked_at + one_second;
  END IF;
  IF kept.taker <> by_taker AND asked_at < kept.next_at + kept.leeway + one_second THEN
    kept.shared_until := asked_at + 5 * one_second;
  END IF;
  kept.shared_until := least(kept.shared_until, asked_at + 5 * one_second);
  is_shared := CASE WHEN asked_at < kept.shared_until THEN 1 ELSE 0 END;
  spacing := CASE is_shared WHEN 1 THEN spacing_shared ELSE spacing_alone END;
  leeway := CASE is_shared WHEN 1 THEN leeway_shared ELSE leeway_alone END;
  IF kept.taker <> by_taker THEN
    kept.next_at := kept.next_at + greatest(0, kept.leeway - spread);
  END IF;
  first_at := greatest(kept.next_at, asked_at + from_now, born + one_second);
  IF kept.born_at <> born THEN
    first_at := greatest(first_at, asked_at + one_second);
  END IF;
  granted := CASE WHEN first_at <= asked_at + one_second THEN wanted ELSE 0 END;
  IF granted > 0 THEN
    UPDATE ${SCHEMA}.pace SET born_at = born, taker = by_taker, next_at = take_pace.first_at + take_pace.granted * take_pace.spacing,
      leeway = take_pace.leeway, shared_until = kept.shared_until
    WHERE pace.key = limit_key;
  END IF;
END $$;
`;
