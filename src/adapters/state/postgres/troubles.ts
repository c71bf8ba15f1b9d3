import { failure, LineOpsError } from '../../../domain/failure/failure.js';
import { systemCodeOf, whyOf } from '../../../domain/failure/system-errors.js';
import { stateDamaged } from '../sql/damage.js';
import { TimedOut } from './connection/timed-out.js';

/**
 * What a failed statement or connection means: `away`, the server cannot be had now, or only on another connection;
 * `beaten`, somebody else changed the same at the same time; both pass. `final` stays whatever is tried.
 */
export interface Trouble {
  readonly type: 'away' | 'beaten' | 'final';
  /** In words, without our own. */
  readonly why: string;
  /** The failure that it is for whoever has waited that long and gives up. */
  told(waitedMs: number): LineOpsError;
}

/** What the driver, the system or the TLS library threw; null for a failure of ours. */
export function troubleOf(error: unknown, server: string): Trouble | null {
  if (error instanceof LineOpsError || !(error instanceof Error)) return null;
  const why = whyOf(error);
  const is = (type: Trouble['type'], told: Trouble['told']): Trouble => ({ type, why, told });
  const away = (waitedMs: number) => failure('STATE_SERVER_AWAY', { server, why, waitedMs }, { cause: error });
  const state = sqlStateOf(error);
  if (state !== null) return troubleOfState(state, { server, why, cause: error }, is, away);
  const tls = tlsTroubleOf(error);
  if (tls !== null)
    return is('final', () => failure('STATE_SERVER_TLS', { which: tls, server, why }, { cause: error }));
  if (isConnectionError(error)) return is('away', away);
  return is('final', () => failure('STATE_SERVER_FAILED', { which: 'other', server, why }, { cause: error }));
}

interface Circumstances {
  readonly server: string;
  readonly why: string;
  readonly cause: Error;
}

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
function troubleOfState(
  state: string,
  { server, why, cause }: Circumstances,
  is: (type: Trouble['type'], told: Trouble['told']) => Trouble,
  away: Trouble['told'],
): Trouble {
  const final = (told: () => LineOpsError) => is('final', told);
  const failed = (which: 'full' | 'readOnly' | 'other') => () =>
    failure('STATE_SERVER_FAILED', { which, server, why }, { cause });
  const refused = (which: 'login' | 'privilege') => () =>
    failure('STATE_SERVER_REFUSED', { which, server, why }, { cause });
  if (BEATEN.has(state)) return is('beaten', away);
  if (state === READ_ONLY) return is('away', failed('readOnly'));
  if (AWAY.has(state) || state.startsWith('08')) return is('away', away);
  if (state === DISK_FULL) return final(failed('full'));
  if (state === NO_DATABASE) return final(() => failure('STATE_DATABASE_MISSING', { server, why }, { cause }));
  if (state === NO_PRIVILEGE) return final(refused('privilege'));
  if (state.startsWith('28')) return final(refused('login'));
  if (isDamage(state)) return final(() => stateDamaged({ which: 'server', server, why }, cause));
  return final(failed('other'));
}

const READ_ONLY = '25006';
const NO_DATABASE = '3D000';
const NO_PRIVILEGE = '42501';
const DISK_FULL = '53100';

/** Serialization failure, deadlock, a lock that was not had in time. */
const BEATEN: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);

/**
 * A statement that took too long and was ended, too many connections, a server that shuts down, has crashed, or starts up;
 * a transaction that it ended because nothing came for long. The classes of the connection, 08, come beside them.
 */
const AWAY: ReadonlySet<string> = new Set(['57014', '53300', '57P01', '57P02', '57P03', '57P05', '25P03', '25P04']);

/**
 * Our statements never change and hold what they were made for: tables, columns or values that they do not fit are
 * somebody else's, and so are pages that the server itself finds corrupt.
 */
function isDamage(state: string): boolean {
  return /^(?:22|23|42|3F)/.test(state) || state === 'XX001' || state === 'XX002';
}

/** The five characters of the server, or of a pooler in front of it. */
function sqlStateOf(error: Error): string | null {
  const code = 'code' in error ? error.code : null;
  // Codes of the system are as long now and then: EPIPE. The server gives each of its errors a severity too.
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || !('severity' in error)) return null;
  return code === PROTOCOL_VIOLATION ? stateOfPooler(error.message) : code;
}

const PROTOCOL_VIOLATION = '08P01';
const NO_LOGIN = '28000';
const NOT_SUPPORTED = '0A000';

/**
 * PgBouncer 1.18, as Debian has it, says everything with the code of a broken protocol: what stays whatever is tried
 * is known by its texts alone, which are fixed.
 *
 * @see https://github.com/pgbouncer/pgbouncer/blob/pgbouncer_1_18_0/src/client.c
 */
function stateOfPooler(text: string): string {
  if (/^no such database: |^database ".*" (?:is disabled|does not exist)$/.test(text)) return NO_DATABASE;
  if (/ authentication failed$|^no such user|^SSL required$|^not allowed$|login rejected$/.test(text)) return NO_LOGIN;
  if (text.startsWith('transaction blocks not allowed')) return NOT_SUPPORTED;
  return PROTOCOL_VIOLATION;
}

/** The driver's own sentences are the only sign; it is bundled, so they change with its version alone, and a test holds them. */
const WITHOUT_TLS = [
  'The server does not support SSL connections',
  'There was an error establishing an SSL connection',
];

function tlsTroubleOf(error: Error): 'untrusted' | 'without' | null {
  if (WITHOUT_TLS.includes(error.message)) return 'without';
  return 'code' in error && UNTRUSTED.test(String(error.code)) ? 'untrusted' : null;
}

/** @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED =
  /^(?:ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH)/;

/** The system's codes, our own time-outs, and what the driver says of a connection that is gone. */
function isConnectionError(error: Error): boolean {
  return (
    error instanceof TimedOut ||
    systemCodeOf(error) !== null ||
    /^(?:Connection terminated|Client (?:has encountered|was closed))/.test(error.message)
  );
}
