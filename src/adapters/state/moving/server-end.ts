import { failure } from '../../../domain/failure/failure.js';
import { isLongEnough } from '../../../domain/host/secret-protection.js';
import { type ConfigurationStore, type Locks, type SecretStore, STATE_MOVE } from '../../../ports/store.js';
import type { Passphrase } from '../../secrets/secret-keys.js';
import { lookIn, runIn } from '../postgres/engine.js';
import type { StateServer } from '../postgres/server.js';
import { stateDamaged } from '../sql/damage.js';
import { contentsBeside, readBeside, writeBeside } from './beside.js';
import { emptied, filledTables } from './copy.js';
import type { MoveEnd } from './end.js';
import { readServerMark, setServerMark } from './server-mark.js';

interface ServerEndParts {
  /** Opened for a move: it asks nobody whether the state in it is in use. */
  readonly server: StateServer;
  readonly locks: Locks;
  readonly secrets: SecretStore;
  readonly configuration: ConfigurationStore;
  /** What secrets are sealed with; null where it is not set. */
  readonly passphrase: Passphrase | null;
}

/** A server as an end of a move. */
export function serverEnd({ server, locks, passphrase, ...stores }: ServerEndParts): MoveEnd {
  const { name } = server;
  return {
    place: { type: 'server', name },
    words: name,
    locks,
    mark: () => server.read(readServerMark),
    async atWork() {
      return (await locks.allHeld()).filter((one) => one.name !== STATE_MOVE);
    },
    contents: async () => [
      ...(await server.read((session) => filledTables(lookIn(session)))),
      ...contentsBeside(await readBeside(stores)),
    ],
    readBeside: () => readBeside(stores),
    writeBeside: (beside) => writeBeside(beside, stores),
    async requireSecretsWritable() {
      if (passphrase === null) throw failure('SECRET_KEY_NEEDED', { which: 'first', server: name });
      if (!isLongEnough(passphrase.text)) throw failure('SECRET_KEY_TOO_SHORT', {});
    },
    leaving: (mark, use) =>
      server.write(
        async (session) => {
          const result = await use(lookIn(session));
          await setServerMark(session, mark);
          return result;
        },
        { isAlone: true },
      ),
    // Marked and left in one transaction: nothing can be left to do.
    finishLeaving: async () => {},
    filling: (mark, { mayClear }, fill) =>
      server.write(
        async (session) => {
          const into = {
            look: lookIn(session),
            run: <Result>(steps: Parameters<typeof runIn<Result>>[1]) => runIn(session, steps),
          };
          const contents = mayClear ? [] : await filledTables(into.look);
          if (contents.length > 0) throw failure('STATE_TARGET_NOT_EMPTY', { place: name, contents });
          await setServerMark(session, mark);
          await into.run(emptied());
          if (mayClear) for (const table of BESIDE) await session.query(`DELETE FROM ${table}`);
          const filled = await fill(into);
          await session.query(NUMBER_ON);
          return filled;
        },
        { isAlone: true },
      ),
    arrived: (mark) =>
      server.write(async (session) => {
        // What came there may be gone: a server that failed over has lost what it had called durable.
        if ((await readServerMark(session))?.moveId !== mark.moveId)
          throw stateDamaged({ which: 'server', server: name, why: 'what was moved there a moment ago is gone' });
        await setServerMark(session, mark);
      }),
  };
}

/** Notices are numbered on from those that came: the everyday role may take a number from the sequence, and not set it. */
const NUMBER_ON = `SELECT count(nextval(pg_get_serial_sequence('notice', 'number')))
  FROM generate_series(1, (SELECT coalesce(max(number), 0) FROM notice))`;

/** What an earlier move has left there besides: it may be sealed with a key that nobody has any more. */
const BESIDE = ['secret', 'secret_key', 'configuration'] as const;
