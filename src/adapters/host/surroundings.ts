import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { FolderFacts } from '../../domain/doctor/facts.js';
import type { Surroundings } from '../../ports/doctor/surroundings.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import { type Folders, journalFolderFrom } from '../state/places.js';

/** @param engines the versions of Node that the program says it runs on: `>=20.18.1`. */
export function createSurroundings(folders: Folders, env: EnvironmentVariables, engines: string): Surroundings {
  return {
    runtime: () => ({
      node: process.versions.node,
      lowest: engines.replace(/^>=/, ''),
      openssl: process.versions.openssl,
      checksCertificates: env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0',
    }),
    folders: () => Promise.all(placesOf(folders, env).map(([path, holds]) => lookAt(path, holds.join(', ')))),
    hostName: () => hostname(),
    userName() {
      try {
        return userInfo().username || null;
      } catch {
        // A user that the system does not know, as in a container.
        return null;
      }
    },
  };
}

function placesOf(
  { config, data, logs }: Folders,
  env: EnvironmentVariables,
): readonly (readonly [string, string[]])[] {
  const places = new Map<string, string[]>();
  for (const [path, holds] of [
    [config, 'configuration'],
    [data, 'state'],
    [logs, 'request log'],
    [journalFolderFrom(env), 'journal of attempts'],
  ] as const)
    places.set(path, [...(places.get(path) ?? []), holds]);
  return [...places];
}

async function lookAt(path: string, holds: string): Promise<FolderFacts> {
  const stats = await stat(path).catch(() => null);
  if (stats === null)
    return { holds, path, kind: 'missing', mode: null, bytes: 0, isWritable: await canBeMade(dirname(path)) };
  const mode = process.platform === 'win32' ? null : stats.mode & 0o777;
  const kind = stats.isDirectory() ? 'folder' : 'no folder';
  return { holds, path, kind, mode, bytes: await bytesBelow(path), isWritable: await isWritable(path) };
}

/** What comes or goes meanwhile, and what cannot be looked at, counts as nothing. */
async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Whether the next folder above that is there takes new ones. */
async function canBeMade(above: string): Promise<boolean> {
  const stats = await stat(above).catch(() => null);
  if (stats !== null) return stats.isDirectory() && (await isWritable(above));
  return above !== dirname(above) && (await canBeMade(dirname(above)));
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
