import { isSocketFolder, type ServerAddress } from './server-url.js';

/**
 * The password that a file of passwords has for a server: that of the first line that fits; null where none does.
 *
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function passwordFor({ host, port, database, user }: ServerAddress, file: string): string | null {
  // Of a socket either is taken: `localhost` is right for the folder that libpq was built with, which nobody here knows.
  const hosts = isSocketFolder(host) ? [host, 'localhost'] : [host];
  const wanted = [hosts, [String(port)], [database], [user]];
  for (const line of file.split(/\r?\n/)) {
    const [, ...fields] = (line.startsWith('#') ? null : LINE.exec(line)) ?? [];
    const password = fields.pop() ?? '';
    if (0 < fields.length && wanted.every((values, index) => isMet(fields[index] ?? '', values)))
      return unescaped(password) || null;
  }
  return null;
}

/** What stands between colons that have no backslash before them; all of the rest is the password. */
const LINE = /^((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):(.*)$/;

function isMet(field: string, values: readonly string[]): boolean {
  return field === '*' || values.includes(unescaped(field));
}

function unescaped(field: string): string {
  return field.replace(/\\(.)/g, '$1');
}
