import { devNull, homedir } from 'node:os';
import { join, resolve } from 'node:path';
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
export function homeFolder(): string {
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
