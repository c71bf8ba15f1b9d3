import { describe, it } from 'vitest';
import { HAS_PGBOUNCER, IS_POSTGRES_REQUIRED, POSTGRES_BIN } from './postgres/programs.js';

/** Tests on a real PostgreSQL, some by way of PgBouncer. Where one is missing, that is said, and the tests are reported as skipped. */
export function describeWithPostgres(title: string, tests: () => void): void {
  const has = POSTGRES_BIN !== null && HAS_PGBOUNCER;
  if (!has) process.stderr.write(`No PostgreSQL with PgBouncer as Debian has them: "${title}" was not tried.\n`);
  if (has || !IS_POSTGRES_REQUIRED) {
    describe.runIf(has)(title, tests);
  } else {
    it(title, () => {
      throw new Error("there is no PostgreSQL or no PgBouncer; Debian's packages postgresql and pgbouncer have them");
    });
  }
}
