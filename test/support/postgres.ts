import { describe, it } from 'vitest';
import { HAS_PGBOUNCER, POSTGRES_BIN } from './postgres/programs.js';

/** `LINE_OPS_TEST_POSTGRES=required`, as CI has it, makes a missing server a failure instead of a line on stderr. */
const IS_POSTGRES_REQUIRED = process.env['LINE_OPS_TEST_POSTGRES'] === 'required';

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
