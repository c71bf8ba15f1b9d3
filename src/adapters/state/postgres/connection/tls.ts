import { readFileSync } from 'node:fs';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { failure } from '../../../../domain/failure/failure.js';
import { whyOf } from '../../../../domain/failure/system-errors.js';
import { type ServerAddress, serverName } from '../../../../domain/state/server-url.js';

/**
 * What TLS is to prove; false for a plain connection. Nothing is sent before it has: neither user nor password.
 *
 * @throws {LineOpsError} `auth` STATE_SERVER_TLS where the file with the authorities cannot be read.
 */
export function protectionFor(address: ServerAddress): false | ConnectionOptions {
  const { host, protection, authorities } = address;
  if (protection === 'none') return false;
  // What the runtime was told on its command line does not count: nothing older is safe.
  const encrypted: ConnectionOptions = { minVersion: 'TLSv1.2' };
  if (protection === 'encrypted') return { ...encrypted, rejectUnauthorized: false };
  return {
    ...encrypted,
    rejectUnauthorized: true,
    ...(authorities !== null && authorities !== SYSTEM && { ca: authoritiesIn(authorities, address) }),
    // The runtime would compare with the name that it was given for the handshake, and an address has none.
    checkServerIdentity: (_name, certificate) =>
      protection === 'host' ? checkServerIdentity(host, certificate) : undefined,
  };
}

/** The authorities of the runtime, as libpq says it. */
const SYSTEM = 'system';

function authoritiesIn(path: string, address: ServerAddress): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = `cannot read ${path}: ${whyOf(cause)}`;
    throw failure('STATE_SERVER_TLS', { which: 'untrusted', server: serverName(address), why }, { cause });
  }
}
