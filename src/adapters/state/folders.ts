import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { devNull, homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import type { StateAct } from '../../domain/failure/facts.js';
import { failure, failureAs, type LineOpsError } from '../../domain/failure/failure.js';
import { systemCodeOf, whyOf } from '../../domain/failure/system-errors.js';
import type { EnvironmentVariables } from '../../ports/host.js';

/** Where everything lies. Nothing is created by asking. */
export interface Folders {
  readonly config: string;
  readonly data: string;
  readonly logs: string;
}

/** One folder with `LINE_OPS_HOME`, else the platform's configuration, data and log folders. */
export function foldersFrom(env: EnvironmentVariables, platform: NodeJS.Platform = process.platform): Folders {
  const home = env['LINE_OPS_HOME'];
  if (home !== undefined && home !== '') return { config: home, data: home, logs: join(home, 'logs') };
  const user = homeFolder();
  if (platform === 'darwin') {
    const support = join(user, 'Library', 'Application Support', 'line-ops');
    return {
      config: join(user, 'Library', 'Preferences', 'line-ops'),
      data: support,
      logs: join(user, 'Library', 'Logs', 'line-ops'),
    };
  }
  if (platform === 'win32') {
    const local = join(env['LOCALAPPDATA'] ?? join(user, 'AppData', 'Local'), 'line-ops');
    return {
      config: join(env['APPDATA'] ?? join(user, 'AppData', 'Roaming'), 'line-ops'),
      data: local,
      logs: join(local, 'logs'),
    };
  }
  return {
    config: join(env['XDG_CONFIG_HOME'] || join(user, '.config'), 'line-ops'),
    data: join(env['XDG_DATA_HOME'] || join(user, '.local', 'share'), 'line-ops'),
    logs: join(env['XDG_STATE_HOME'] || join(user, '.local', 'state'), 'line-ops', 'logs'),
  };
}

/**
 * The user's own folder. A user that the system does not know, as in a container, has none: then one below the null device,
 * where nothing is and nothing can be made.
 */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return devNull;
  }
}

/** Where the journal of attempts lies: where a copy of the state that is put back does not reach. */
export function journalFolderFrom(env: EnvironmentVariables, platform: NodeJS.Platform = process.platform): string {
  const given = env['LINE_OPS_JOURNAL'];
  if (given !== undefined && given !== '') return resolve(given);
  const user = homeFolder();
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'line-ops-journal');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(user, 'AppData', 'Local'), 'line-ops-journal');
  return join(env['XDG_STATE_HOME'] || join(user, '.local', 'state'), 'line-ops', 'journal');
}

/** Makes sure that the folder exists and that nobody else can look into it. A folder made by someone else is left as it is. */
export function makePrivateFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    throw stateFailure({ verb: 'create the folder', path }, cause);
  }
}

/** As `makePrivateFolder`, with the system's own errors. Answers whether it was made just now. */
export function makeFolder(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
  createFolder(path);
  return true;
}

/** The runtime's own way to create the folders above goes round for ever where they cannot be made, as below `/proc`. */
function createFolder(path: string): void {
  const above = dirname(path);
  if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) createFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** What a file-system error means for the state: what could not be done, and why. */
export function stateFailure(act: StateAct, cause: unknown): LineOpsError {
  const code = systemCodeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('DISK_FULL', { which: 'state', act }, { cause });
  return (
    homeless(act.path, cause) ??
    failureAs('failure', 'STATE_NOT_WRITABLE', { which: 'state', act, why: whyOf(cause) }, { cause })
  );
}

/** What it means that nothing can be written there, where that is because this user has no folder: nobody said where to. */
export function homeless(path: string, cause: unknown): LineOpsError | null {
  const home = homeFolder();
  if (!path.startsWith(home + sep) || statSync(home, { throwIfNoEntry: false })?.isDirectory() === true) return null;
  return failureAs('usage', 'STATE_NOT_WRITABLE', { which: 'noHome', home: home === devNull ? null : home }, { cause });
}
