import type { LockName } from '../../../ports/store.js';
import type { Look, StateEngine } from '../sql/engine.js';
import type { Outcome, Statement, Steps } from '../sql/steps.js';
import { withNumbers } from './placeholders.js';
import type { ServerSession, StateServer } from './server.js';

/**
 * Proves, first in a transaction, that this process holds the locks, and that nobody gets one before the transaction ends.
 *
 * @throws {LineOpsError} `failure` LEASE_LOST.
 */
export type Proof = (names: readonly LockName[], session: ServerSession) => Promise<void>;

/** The state in a server: the same steps, statement by statement, in one transaction. */
export function postgresEngine(server: StateServer, prove: Proof): StateEngine {
  return {
    write: (steps, { under } = {}) =>
      server.write(async (session) => {
        const locks = [under ?? []].flat();
        if (0 < locks.length) await prove(locks, session);
        return await runIn(session, steps());
      }),
    read: (steps) => server.read((session) => runIn(session, steps())),
    snapshot: (use, wish) => server.snapshot((session) => use(lookIn(session)), wish),
  };
}

export function lookIn(session: ServerSession): Look {
  return { rows: async (sql, ...values) => (await answer(session, { sql, values, wants: 'rows' })).rows };
}

/** Runs steps in the transaction of a session. */
export async function runIn<Result>(session: ServerSession, steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (!step.done) step = steps.next(await answer(session, step.value));
  return step.value;
}

async function answer(session: ServerSession, { sql, values, times = 1, together = sql }: Statement): Promise<Outcome> {
  return await session.query(withNumbers(together, times), values);
}
