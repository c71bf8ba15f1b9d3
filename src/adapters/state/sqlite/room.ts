import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { RoomTaken } from '../../../ports/broadcast/forgetting.js';
import { readRow } from '../sql/rows.js';
import { INCREMENTAL_VACUUM, type StateDatabase } from './database.js';
import { sqliteEngine } from './engine.js';
import { inWords, type SqlDatabase } from './sqlite.js';

/** Pages of 4 KB moved in one transaction. */
const PAGES_AT_ONCE = 1_000;

/** How long a checkpoint may keep a run from writing before it leaves the rest to a later one. */
const CHECKPOINT_WAIT_MS = 100;
const USUAL_WAIT_MS = 10_000;

/** How a state file forgets, on a connection of its own: what it sets there is for nobody else. */
export async function forgettingEngine(state: Pick<StateDatabase, 'path' | 'openReader'>) {
  const database = await state.openReader();
  // What is removed is written over where that costs no reading.
  database.exec('PRAGMA secure_delete = FAST');
  return {
    engine: sqliteEngine({ ...state, database }),
    room: roomOf(database, state.path),
    close: () => database.close(),
  };
}

function roomOf(database: SqlDatabase, path: string): RoomTaken {
  const told = inWords(path);
  const step = told((work: () => void) => work());
  const number = (name: string) => readRow(database.prepare(`PRAGMA ${name}`).get()).number(name);
  const pragma = told(number);
  const truncate = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const checkpoint = told(() => readRow(truncate.get()).number('busy') === 0);
  return {
    liesIn: 'file',
    hasFreeSpace: async () => pragma('freelist_count') > 0,
    async giveSpaceBack(isSending) {
      if (pragma('auto_vacuum') !== INCREMENTAL_VACUUM) {
        if (pragma('freelist_count') === 0) return 'given-back';
        if (await isSending()) return 'later';
        // Takes effect with the next VACUUM, which takes all of it or none.
        step(() => database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM'));
      }
      for (let [before, left] = [Number.POSITIVE_INFINITY, pragma('freelist_count')]; 0 < left && left < before; ) {
        step(() => database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`));
        await setImmediate();
        [before, left] = [left, pragma('freelist_count')];
      }
      step(() => database.exec(`PRAGMA busy_timeout = ${CHECKPOINT_WAIT_MS}`));
      // Whoever reads an earlier moment keeps all of it in the log.
      const isWhole = checkpoint();
      step(() => database.exec(`PRAGMA busy_timeout = ${USUAL_WAIT_MS}`));
      return isWhole ? 'given-back' : 'later';
    },
    storedBytes: async () => pragma('page_count') * pragma('page_size'),
    bytes: async () => [path, `${path}-wal`].reduce((sum, file) => sum + sizeOf(file), 0),
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
