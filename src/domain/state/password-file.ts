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
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    if (wanted.every((values, index) => fields[index] === '*' || values.includes(unescaped(fields[index] ?? ''))))
      return unescaped(fields.slice(4).join(':')) || null;
  }
  return null;
}

/** What stands between colons that have no backslash before them. */
function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/((?:\\.|[^\\:])*)(?::|$)/gy)].map(([, field = '']) => field);
}

function unescaped(field: string): string {
  return field.replace(/\\(.)/g, '$1');
}
