import { systemStopwatch } from '../adapters/host/host.js';
import { folderSite } from '../adapters/state/whole/folder-site.js';
import { createWholeState } from '../adapters/state/whole/whole-state.js';
import type { Locks } from '../ports/store.js';
import type { WholeState } from '../ports/team/whole-state.js';
import { type Ground, once } from './ground.js';

/** The state in the folder, also one that was moved away. */
export async function folderWholeState({ folders, atEnd }: Ground, locks: Locks): Promise<WholeState> {
  const [{ openStateDatabase }, { sqliteEngine }] = await Promise.all([
    import('../adapters/state/sqlite/database.js'),
    import('../adapters/state/sqlite/engine.js'),
  ]);
  const state = await openStateDatabase(folders.data);
  atEnd(() => state.database.close());
  return createWholeState({ site: folderSite(folders.data), engine: sqliteEngine(state), locks });
}

/** The state in a server, also one that was moved away. It is met when it is first asked for something. */
export async function serverWholeState(ground: Ground, url: string): Promise<WholeState> {
  const [{ openServerState, serverNameOf }, { serverSite }] = await Promise.all([
    import('./server-state.js'),
    import('../adapters/state/whole/server-site.js'),
  ]);
  const opened = once(async () => {
    const { server, address, engine, locks } = await openServerState(ground, url, { isForMove: true });
    const site = serverSite({ server, address, clock: ground.clock, stopwatch: systemStopwatch });
    return createWholeState({ site, engine, locks });
  });
  return {
    place: { type: 'server', name: serverNameOf(ground, url) },
    facts: async () => (await opened()).facts(),
    areas: async () => (await opened()).areas(),
    counts: async () => (await opened()).counts(),
    held: async () => (await opened()).held(),
    lapsed: async () => (await opened()).lapsed(),
    read: async (use) => (await opened()).read(use),
    strayRows: async () => (await opened()).strayRows(),
  };
}
