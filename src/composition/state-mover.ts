import { systemRandomness } from '../adapters/host/host.js';
import { createKeyring } from '../adapters/secrets/keyring.js';
import { passphraseFrom } from '../adapters/secrets/secret-keys.js';
import { createSecretStore } from '../adapters/secrets/secret-store.js';
import { createConfigurationStore } from '../adapters/state/configuration/configuration-file.js';
import { createLocks } from '../adapters/state/locks.js';
import type { MoveEnd } from '../adapters/state/moving/end.js';
import { folderEnd } from '../adapters/state/moving/folder-end.js';
import { createStateMover } from '../adapters/state/moving/mover.js';
import { failure } from '../domain/failure/failure.js';
import { secretsInUrl } from '../domain/state/url-secrets.js';
import type { Locks } from '../ports/store.js';
import type { StateMover } from '../ports/team/state-mover.js';
import type { Ground } from './ground.js';

/** Moves the state from where it lies to a server's URL, or to `folder`: the one of this machine. */
export async function openStateMover(ground: Ground, to: string): Promise<StateMover> {
  for (const secret of secretsInUrl(to)) {
    ground.redactor.register(secret);
    throw failure('STATE_URL_INVALID', { which: 'password' });
  }
  const current = ground.env['LINE_OPS_STATE_URL'] || null;
  const ends = await endsOf(ground, to, current);
  return createStateMover({ ...ends, clock: ground.clock, random: systemRandomness });
}

/** @throws {LineOpsError} `usage` STATE_MOVES_NOWHERE */
export async function endsOf(
  ground: Ground,
  to: string,
  current: string | null,
): Promise<{ readonly from: MoveEnd; readonly to: MoveEnd }> {
  if (to === 'folder') {
    if (current === null) throw failure('STATE_MOVES_NOWHERE', { place: ground.folders.data });
    return { from: await serverEndOf(ground, current), to: folderEndOf(ground) };
  }
  const { isSameServer } = await import('./server-state.js');
  // Whoever names the server of LINE_OPS_STATE_URL, which may hold the password, moves the folder to it.
  if (current !== null && isSameServer(ground, current, to))
    return { from: folderEndOf(ground), to: await serverEndOf(ground, current) };
  const target = await serverEndOf(ground, to);
  return { from: current === null ? folderEndOf(ground) : await serverEndOf(ground, current), to: target };
}

/** Locks and stores of the folder that ask nobody whether the state in it is the one in use. */
function folderEndOf(ground: Ground): MoveEnd {
  const { folders, env, redactor, warn } = ground;
  const locks = locksOfFolder(ground);
  return folderEnd({
    folder: folders.data,
    locks,
    secrets: createSecretStore({ folder: folders.data, env, keyring: createKeyring(env), locks, redactor, warn }),
    configuration: createConfigurationStore(folders.config, locks),
  });
}

function locksOfFolder({ folders, clock }: Ground): Locks {
  return createLocks(folders.data, clock, () => {});
}

async function serverEndOf(ground: Ground, url: string): Promise<MoveEnd> {
  const [{ openServerState, teamConfiguration }, { serverEnd }] = await Promise.all([
    import('./server-state.js'),
    import('../adapters/state/moving/server-end.js'),
  ]);
  const opened = await openServerState(ground, url, { isForMove: true });
  const { server, leases, secrets } = opened;
  return serverEnd({
    server,
    locks: leases,
    secrets: secrets(),
    configuration: teamConfiguration(ground, async () => opened),
    passphrase: passphraseFrom(ground.env, ground.redactor),
  });
}
