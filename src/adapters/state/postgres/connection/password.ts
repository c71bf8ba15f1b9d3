import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../../../domain/failure/system-errors.js';
import { passwordFor } from '../../../../domain/state/password-file.js';
import { type ServerAddress, serverName } from '../../../../domain/state/server-url.js';
import type { EnvironmentVariables, Redactor } from '../../../../ports/host.js';
import { homeFolder } from '../../places.js';
import type { PasswordSource } from './connection.js';

interface PasswordNeeds {
  readonly env: EnvironmentVariables;
  readonly redactor: Pick<Redactor, 'register'>;
  /** Says a line to the operator. */
  warn(line: string): void;
}

/** Access of the group and of others. */
const OTHERS = 0o077;

/** Where a password comes from when the server asks for one: the URL, PGPASSWORD, or the file of passwords, as libpq has it. */
export function passwordSource(address: ServerAddress, { env, redactor, warn }: PasswordNeeds): PasswordSource {
  let kept = address.password;
  return async () => {
    kept ??= await inFile(address, passwordFileOf(env), warn);
    if (kept === null) {
      const why = 'it asks for a password, and there is none';
      throw failure('STATE_SERVER_REFUSED', { which: 'login', server: serverName(address), why });
    }
    redactor.register(kept);
    return kept;
  };
}

/** @see https://www.postgresql.org/docs/current/libpq-pgpass.html */
function passwordFileOf(env: EnvironmentVariables, platform: NodeJS.Platform = process.platform): string {
  const given = env['PGPASSFILE'];
  if (given) return given;
  if (platform === 'win32') return join(env['APPDATA'] ?? homeFolder(), 'postgresql', 'pgpass.conf');
  return join(env['HOME'] || homeFolder(), '.pgpass');
}

async function inFile(address: ServerAddress, path: string, warn: (line: string) => void): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      warn(`${path} is not used: others may read it. Give it the mode 0600.`);
      return null;
    }
    return passwordFor(address, await readFile(path, 'utf8'));
  } catch (error) {
    if (!isMissing(error)) warn(`${path} is not used: ${whyOf(error)}`);
    return null;
  }
}
