import { failure } from '../../../domain/failure/failure.js';
import { requireInUse } from '../moving/mark.js';
import { stateDamaged } from '../sql/damage.js';
import { Asking, type ServerNeeds } from './asking.js';
import type { Connection, Said } from './connection/connection.js';
import { bringUpToDate, FORM, requireKnown, stateIn } from './migrations.js';
import type { Answered, ServerSession, StateServer } from './server.js';
import { beginWrite, type Footing, READ, SNAPSHOT } from './transactions.js';

/** Meets the server and sees to its tables; nothing is created in a server that has newer ones. */
export async function openStateServer(needs: ServerNeeds): Promise<StateServer> {
  const asking = new Asking(needs);
  needs.atEnd?.(() => asking.close());
  try {
    await bringUpToDate(asking, needs);
  } catch (error) {
    asking.close();
    throw error;
  }
  return serverOf(asking, needs);
}

function serverOf(asking: Asking, { random, isForMove = false }: ServerNeeds): StateServer {
  const lanes: Lane[] = [];
  const reading =
    <Result>(begin: string, work: (session: ServerSession) => Promise<Result>) =>
    (connection: Connection): Promise<Result> =>
      inTransaction(asking, connection, async (session) => {
        await asking.ask(connection, begin);
        const result = await work(session);
        await asking.ask(connection, 'COMMIT');
        return result;
      });
  return {
    name: asking.name,
    async write(work, patience) {
      const lane = lanes.pop() ?? { id: random.uuid(), number: 0 };
      lane.number += 1;
      try {
        const footing = patience?.isAlone === true ? 'alone' : isForMove ? 'of a move' : 'in use';
        const attempt = exactlyOnce(asking, { ...lane, footing }, work);
        return await asking.until(() => asking.using(attempt), patience);
      } finally {
        lanes.push(lane);
      }
    },
    read: (work, patience) => asking.until(() => asking.using(reading(READ, work)), patience),
    async snapshot(work, { mayBeginAnew } = { mayBeginAnew: false }) {
      let hasBegun = false;
      const attempt = (session: ServerSession) => {
        hasBegun = true;
        return work(session);
      };
      return await asking.until(() => asking.using(reading(SNAPSHOT, attempt), 'snapshot'), {
        mayTryAgain: () => mayBeginAnew || !hasBegun,
      });
    },
    once: async (sql, values, { withinMs }) => answered(await asking.once(sql, values, withinMs)),
    close: async () => asking.close(),
  };
}

/** Work that comes one after another: the server knows the number of the newest piece that is done. */
interface Lane {
  readonly id: string;
  number: number;
}

/**
 * A piece of work, to be tried again and again. Once the commit is on its way nobody here knows whether it is done: the
 * next try asks, and waits where the last one still hangs in the server.
 */
function exactlyOnce<Result>(
  asking: Asking,
  { id, number, footing }: Lane & { readonly footing: Footing },
  work: (session: ServerSession) => Promise<Result>,
): (connection: Connection) => Promise<Result> {
  let committing: { readonly result: Result } | null = null;
  return (connection) =>
    inTransaction(asking, connection, async (session, failed) => {
      const begun = await asking.ask(connection, beginWrite(id, number, FORM, footing));
      if (begun.at(-1)?.count !== 1) {
        const isDone = await isDoneAlready(asking, connection, { id, number, footing });
        if (!isDone || committing === null)
          throw stateDamaged({ which: 'server', server: asking.name, why: 'table done' });
        await asking.ask(connection, 'ROLLBACK');
        return committing.result;
      }
      const result = await work(session);
      // Whoever passed over it did nothing: the server has dropped the transaction.
      const ignored = failed();
      if (ignored !== null) throw ignored.error;
      committing = { result };
      const [said] = await asking.ask(connection, 'COMMIT');
      if (said?.command !== 'COMMIT') {
        committing = null;
        throw failure('STATE_SERVER_FAILED', { which: 'other', server: asking.name, why: 'it did not commit' });
      }
      return result;
    });
}

/** @throws {LineOpsError} `usage` where it is not, because the tables have a newer form, or the state was moved away. */
async function isDoneAlready(
  asking: Asking,
  connection: Connection,
  { id, number, footing }: Lane & { readonly footing: Footing },
): Promise<boolean> {
  const { form, mark } = await stateIn(asking, connection);
  requireKnown(form, asking.name);
  const [done] = await asking.ask(connection, `SELECT 1 FROM done WHERE lane = '${id}' AND ${number} <= number`);
  if (done?.count === 1) return true;
  if (footing === 'in use') requireInUse(mark, asking.name, 'server');
  return false;
}

/** Runs it on a connection that is as it was afterwards, or gone. `failed` is the first statement that did not work. */
async function inTransaction<Result>(
  asking: Asking,
  connection: Connection,
  work: (session: ServerSession, failed: () => { readonly error: unknown } | null) => Promise<Result>,
): Promise<Result> {
  let failed: { readonly error: unknown } | null = null;
  const session: ServerSession = {
    async query(sql, values = []) {
      try {
        return answered(await asking.ask(connection, sql, values));
      } catch (error) {
        failed ??= { error };
        throw error;
      }
    },
  };
  try {
    return await work(session, () => failed);
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** What was thrown first is told; a connection on which that much does not work is of no use. */
async function rollBack(connection: Connection): Promise<void> {
  try {
    if (connection.isUsable()) await connection.ask('ROLLBACK', [], ROLLBACK_MS);
  } catch {
    connection.destroy();
  }
}

const ROLLBACK_MS = 2_000;

function answered(said: readonly Said[]): Answered {
  const last = said.at(-1);
  return { rows: last?.rows ?? [], changes: last?.count ?? 0 };
}
