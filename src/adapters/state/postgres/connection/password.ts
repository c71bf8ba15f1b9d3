import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, LineOpsError } from '../../../../domain/failure/failure.js';
import { isMissing, whyOf } from '../../../../domain/failure/system-errors.js';
import { passwordFor } from '../../../../domain/state/password-file.js';
import { type ServerAddress, serverName } from '../../../../domain/state/server-url.js';
import type { EnvironmentVariables, Redactor } from '../../../../ports/host.js';
import { homeFolder } from '../../places.js';
import type { PasswordSource } from './connection.js';

/** Access of the group and of others. */
const OTHERS = 0o077;

/** Where a password comes from when the server asks for one: the URL, PGPASSWORD, or the file of passwords, as libpq has it. */
export function passwordSource(
  address: ServerAddress,
  env: EnvironmentVariables,
  redactor: Pick<Redactor, 'register'>,
): PasswordSource {
  let kept = address.password;
  return async () => {
    kept ??= await inFile(address, passwordFileOf(env));
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

/** @throws {LineOpsError} `auth` STATE_SERVER_REFUSED where it has none for this server, or is not used. */
async function inFile(address: ServerAddress, path: string): Promise<string> {
  const without = (why: string, cause?: unknown) =>
    failure('STATE_SERVER_REFUSED', { which: 'login', server: serverName(address), why }, { cause });
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
      throw without(`it asks for a password, and others may read ${path}, which needs the mode 0600`);
    const password = passwordFor(address, await readFile(path, 'utf8'));
    if (password === null) throw without(`it asks for a password, and ${path} has none for it`);
    return password;
  } catch (error) {
    if (error instanceof LineOpsError) throw error;
    if (isMissing(error)) throw without('it asks for a password, and none is given', error);
    throw without(`it asks for a password, and ${path} cannot be read: ${whyOf(error)}`, error);
  }
}
