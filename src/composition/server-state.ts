import { hostname, userInfo } from 'node:os';
import { systemRandomness, systemStopwatch } from '../adapters/host/host.js';
import { createAttemptJournal } from '../adapters/journal/attempt-journal.js';
import { createTeamJournal } from '../adapters/journal/team-journal.js';
import { createServerSecrets } from '../adapters/secrets/server/server-secrets.js';
import { createForgetting } from '../adapters/state/broadcasts/forgetting.js';
import { createBroadcastTotals } from '../adapters/state/broadcasts/reads/totals-reader.js';
import { createConfigurationStore } from '../adapters/state/configuration/configuration-file.js';
import { createTeamConfiguration } from '../adapters/state/configuration/team-configuration.js';
import { createLocks } from '../adapters/state/locks.js';
import { journalFolderFrom } from '../adapters/state/places.js';
import { openConnection } from '../adapters/state/postgres/connection/connection.js';
import { passwordSource } from '../adapters/state/postgres/connection/password.js';
import { postgresEngine } from '../adapters/state/postgres/engine.js';
import { createServerFollowerPages } from '../adapters/state/postgres/follower-pages.js';
import { locksByPlace } from '../adapters/state/postgres/leases/by-place.js';
import { Leases } from '../adapters/state/postgres/leases/leases.js';
import { createPaceLimiter } from '../adapters/state/postgres/pace/pace-limiter.js';
import type { StateServer } from '../adapters/state/postgres/server.js';
import { openStateServer } from '../adapters/state/postgres/state-server.js';
import { createTablesExaminer } from '../adapters/state/postgres/storage/examine-tables.js';
import { roomOfTables } from '../adapters/state/postgres/storage/room.js';
import type { StateEngine } from '../adapters/state/sql/engine.js';
import { parseServerUrl, type ServerAddress, serverName } from '../domain/state/server-url.js';
import type { AttemptJournal } from '../ports/broadcast/attempt-journal.js';
import type { PaceLimiter } from '../ports/broadcast/broadcast-ledger.js';
import type { BroadcastTotals } from '../ports/broadcast/broadcast-totals.js';
import type { OpenFollowerPages } from '../ports/broadcast/follower-pages.js';
import type { Forgetting } from '../ports/broadcast/forgetting.js';
import type { Clock } from '../ports/host.js';
import type { ConfigurationStore, Locks, SecretStore } from '../ports/store.js';
import type { Ground } from './ground.js';

/** The state in the server of `LINE_OPS_STATE_URL`, as its adapters are built on it. */
export interface ServerState {
  readonly address: ServerAddress;
  readonly server: StateServer;
  readonly engine: StateEngine;
  readonly leases: Leases;
  readonly locks: Locks;
  secrets(): SecretStore;
  attemptJournal(): AttemptJournal;
  broadcastTotals(): BroadcastTotals;
  forgetting(): Forgetting;
  followerPages(): OpenFollowerPages;
  paceLimiter(): PaceLimiter;
}

/** @throws {LineOpsError} STATE_URL_INVALID, STATE_SERVER_AWAY and its kin. */
export async function openServerState(
  ground: Ground,
  url: string,
  { isForMove = false }: { readonly isForMove?: boolean } = {},
): Promise<ServerState> {
  const { env, clock, folders, atEnd } = ground;
  const address = parseServerUrl(url, env, loginName());
  const password = passwordSource(address, env, ground.redactor);
  const server = await openStateServer({
    name: serverName(address),
    open: (ended) => openConnection(address, password, ended),
    random: systemRandomness,
    stopwatch: systemStopwatch,
    isForMove,
    warn: (line) => ground.warn(line),
    atEnd,
  });
  const leases = new Leases({
    server,
    renewals: server,
    clock,
    stopwatch: systemStopwatch,
    random: systemRandomness,
    process: { pid: process.pid, host: hostname() },
  });
  atEnd(() => leases.close());
  const engine = postgresEngine(server, (names, session) => leases.prove(names, session));
  const locks = locksByPlace({ team: leases, machine: machineLocks(folders.data, clock) });
  return {
    address,
    server,
    engine,
    leases,
    locks,
    secrets: () => createServerSecrets({ ...ground, server, folder: folders.data }),
    attemptJournal: () =>
      createTeamJournal({
        own: createAttemptJournal(journalFolderFrom(env), clock, systemRandomness, { isLedgerShared: true }),
        engine,
        clock,
        random: systemRandomness,
      }),
    broadcastTotals: () => createBroadcastTotals(engine, createTablesExaminer(systemStopwatch)),
    forgetting: () => createForgetting(engine, roomOfTables(engine)),
    followerPages: () => createServerFollowerPages(engine, locks, clock),
    paceLimiter: () => createPaceLimiter(server, systemStopwatch, systemRandomness.uuid()),
  };
}

/** The channels of the team, and what each machine has set for itself, which is known without the server. */
export function teamConfiguration({ folders, clock }: Ground, opened: () => Promise<ServerState>): ConfigurationStore {
  return createTeamConfiguration(createConfigurationStore(folders.config, machineLocks(folders.data, clock)), opened);
}

/** For files of this machine: also where the state of its folder was moved away, to here. */
function machineLocks(folder: string, clock: Clock): Locks {
  return createLocks(folder, clock, () => {});
}

/** How the server of a URL is called in words. @throws {LineOpsError} STATE_URL_INVALID. */
export function serverNameOf({ env }: Ground, url: string): string {
  return serverName(parseServerUrl(url, env, loginName()));
}

/** Whether both URLs lead to the same database as the same user; what they leave out comes from the environment. */
export function isSameServer({ env }: Ground, one: string, other: string): boolean {
  const called = (url: string) => {
    const address = parseServerUrl(url, env, loginName());
    return `${address.user}@${serverName(address)}`;
  };
  return called(one) === called(other);
}

/** As whom libpq would log in; null for a user that the system does not know, as in a container. */
function loginName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
