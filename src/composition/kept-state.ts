import { systemRandomness } from '../adapters/host/host.js';
import { journalFolderFrom } from '../adapters/state/places.js';
import type { StateEngine } from '../adapters/state/sql/engine.js';
import type { StateDatabase } from '../adapters/state/sqlite/database.js';
import type { Deps } from '../ports/deps.js';
import { type Ground, once } from './ground.js';

/** What is kept from one command to the next. */
type KeptState = Pick<
  Deps,
  | 'locks'
  | 'wholeState'
  | 'stateMover'
  | 'configuration'
  | 'secrets'
  | 'tokenLedger'
  | 'rotationJournal'
  | 'broadcastLedger'
  | 'broadcastTotals'
  | 'forgetting'
  | 'traces'
  | 'notices'
  | 'insightBook'
  | 'audienceUploads'
  | 'attemptJournal'
  | 'paceLimiter'
  | 'followerPages'
  | 'friendCounts'
  | 'requestLog'
  | 'webhookLog'
>;

export function keptState(ground: Ground): KeptState {
  const url = ground.env['LINE_OPS_STATE_URL'];
  return url === undefined || url === '' ? inFolder(ground) : inServer(ground, url);
}

function inFolder(ground: Ground): KeptState {
  const folder = folderOf(ground);
  return { ...inTheState(folder.engine), ...inTheFolder(ground, folder), ...ofThisMachine(ground, folder.locks) };
}

/** Shared by a team; the folder's own database is neither opened nor made. */
function inServer(ground: Ground, url: string): KeptState {
  const opened = once(async () => (await import('./server-state.js')).openServerState(ground, url));
  const locks = async () => (await opened()).locks;
  return {
    ...inTheState(async () => (await opened()).engine),
    ...ofThisMachine(ground, locks),
    locks,
    attemptJournal: once(async () => (await opened()).attemptJournal()),
    configuration: once(async () => (await import('./server-state.js')).teamConfiguration(ground, opened)),
    secrets: once(async () => (await opened()).secrets()),
    broadcastTotals: once(async () => (await opened()).broadcastTotals()),
    forgetting: once(async () => (await opened()).forgetting()),
    followerPages: once(async () => (await opened()).followerPages()),
    paceLimiter: once(async () => (await opened()).paceLimiter()),
    wholeState: once(async () => (await import('./whole-state.js')).serverWholeState(ground, url)),
    stateMover: moverOf(ground),
  };
}

function moverOf(ground: Ground): Deps['stateMover'] {
  return async (to) => (await import('./state-mover.js')).openStateMover(ground, to);
}

/** The state folder: its database, how steps run on it, and its locks. */
interface StateFolder {
  /** @throws {LineOpsError} `usage` where the state was moved away, or has not arrived. */
  readonly inUse: () => Promise<void>;
  readonly state: () => Promise<StateDatabase>;
  readonly engine: () => Promise<StateEngine>;
  readonly locks: Deps['locks'];
}

function folderOf({ folders, clock, atEnd }: Ground): StateFolder {
  const inUse = once(async () => (await import('../adapters/state/moving/mark.js')).requireFolderInUse(folders.data));
  const opened = once(async () => {
    const state = await (await import('../adapters/state/sqlite/database.js')).openStateDatabase(folders.data);
    atEnd(() => state.database.close());
    return state;
  });
  const state = async () => {
    await inUse();
    return opened();
  };
  return {
    inUse,
    state,
    engine: once(async () => (await import('../adapters/state/sqlite/engine.js')).sqliteEngine(await state())),
    locks: once(async () => (await import('../adapters/state/locks.js')).createLocks(folders.data, clock)),
  };
}

/** The books: the same wherever they lie. */
function inTheState(engine: StateFolder['engine']) {
  return {
    tokenLedger: once(async () =>
      (await import('../adapters/state/token-ledger.js')).createTokenLedger(await engine()),
    ),
    rotationJournal: once(async () =>
      (await import('../adapters/state/rotation-journal.js')).createRotationJournal(await engine()),
    ),
    broadcastLedger: once(async () =>
      (await import('../adapters/state/broadcasts/ledger.js')).createBroadcastLedger(await engine()),
    ),
    traces: once(async () =>
      (await import('../adapters/state/broadcasts/reads/traces.js')).createTraceReader(await engine()),
    ),
    notices: once(async () =>
      (await import('../adapters/state/broadcasts/notices.js')).createNoticeBooks(await engine()),
    ),
    insightBook: once(async () =>
      (await import('../adapters/state/broadcasts/insight-book.js')).createInsightBook(await engine()),
    ),
    audienceUploads: once(async () =>
      (await import('../adapters/state/audiences/audience-uploads.js')).createAudienceUploads(await engine()),
    ),
  };
}

/** What is kept in another way in a folder than in a server. */
function inTheFolder(ground: Ground, { inUse, state, engine, locks }: StateFolder) {
  const { env, folders, clock } = ground;
  return {
    locks,
    attemptJournal: once(async () =>
      (await import('../adapters/journal/attempt-journal.js')).createAttemptJournal(
        journalFolderFrom(env),
        clock,
        systemRandomness,
      ),
    ),
    wholeState: once(async () => (await import('./whole-state.js')).folderWholeState(ground, await locks())),
    stateMover: moverOf(ground),
    broadcastTotals: once(async () => {
      const [{ createBroadcastTotals }, { examineFile }] = await Promise.all([
        import('../adapters/state/broadcasts/reads/totals-reader.js'),
        import('../adapters/state/sqlite/examine-file.js'),
      ]);
      return createBroadcastTotals(await engine(), examineFile);
    }),
    configuration: once(async () => {
      await inUse();
      const { createConfigurationStore } = await import('../adapters/state/configuration/configuration-file.js');
      return createConfigurationStore(folders.config, await locks());
    }),
    secrets: secretsOf(ground, inUse, locks),
    forgetting: forgettingOf(ground, state),
    paceLimiter: once(async () =>
      (await import('../adapters/state/pace-limiter.js')).openPaceLimiter(folders.data, clock, systemRandomness.uuid()),
    ),
    followerPages: once(async () =>
      (await import('../adapters/state/follower-pages.js')).createFollowerPages(folders.data, await locks()),
    ),
  };
}

/** What stays on this machine, wherever the state lies. */
function ofThisMachine({ folders }: Ground, locks: Deps['locks']) {
  return {
    friendCounts: once(async () =>
      (await import('../adapters/state/friend-counts.js')).createFriendCounts(folders.data, await locks()),
    ),
    requestLog: once(async () =>
      (await import('../adapters/request-log/log-reader.js')).createRequestLogReader(folders.logs),
    ),
    webhookLog: once(async () =>
      (await import('../adapters/request-log/log-reader.js')).createWebhookLogReader(folders.logs),
    ),
  };
}

function forgettingOf({ atEnd }: Ground, state: () => Promise<StateDatabase>): Deps['forgetting'] {
  return once(async () => {
    const [{ createForgetting }, { forgettingEngine }] = await Promise.all([
      import('../adapters/state/broadcasts/forgetting.js'),
      import('../adapters/state/sqlite/room.js'),
    ]);
    const { engine, room, close } = await forgettingEngine(await state());
    atEnd(close);
    return createForgetting(engine, room);
  });
}

function secretsOf(
  { folders, env, redactor, warn }: Ground,
  inUse: StateFolder['inUse'],
  locks: Deps['locks'],
): Deps['secrets'] {
  return once(async () => {
    await inUse();
    const [{ createSecretStore }, { createKeyring }] = await Promise.all([
      import('../adapters/secrets/secret-store.js'),
      import('../adapters/secrets/keyring.js'),
    ]);
    return createSecretStore({
      folder: folders.data,
      env,
      keyring: createKeyring(env),
      locks: await locks(),
      redactor,
      warn,
    });
  });
}
