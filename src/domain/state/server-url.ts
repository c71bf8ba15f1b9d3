import { failure, type LineOpsError } from '../failure/failure.js';
import { isLoopbackHost } from '../host/hosts.js';
import { decodedOr } from './url-secrets.js';

/** How a connection is protected: not at all, encrypted to whoever answers, by a known authority, by the very host. */
export type Protection = 'none' | 'encrypted' | 'authority' | 'host';

/** The PostgreSQL server of a URL, and how to reach it. */
export interface ServerAddress {
  /** A name or an address, an IPv6 address without brackets; of a Unix socket its folder. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Null where neither the URL nor `PGPASSWORD` says one. */
  readonly password: string | null;
  readonly protection: Protection;
  /** The file with the authorities to trust; null for those of the runtime. */
  readonly authorities: string | null;
  readonly applicationName: string;
  /** Null for the usual. */
  readonly connectTimeoutMs: number | null;
}

/** What may be left out of a URL, from the environment as for every program that talks to PostgreSQL. */
export type ServerVariables = Readonly<Record<string, string | undefined>>;

const FORM =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?(?<host>\[[^\]]*\]|[^:,@/?#[\]]*)(?::(?<port>\d*))?(?:\/(?<database>[^@/?#]*))?(?:\?(?<options>[^@?#]*))?$/;

/** The options of a URL that are taken, each with the variable that stands for it. */
const OPTIONS = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  sslmode: null,
  sslrootcert: 'PGSSLROOTCERT',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
} as const;

type OptionName = keyof typeof OPTIONS;

/**
 * Reads the URL of a state server. What it leaves out comes from `variables`, then from what libpq would take; `login` is
 * the user of this system, null where it has no name. Of a wrong one nothing is repeated that may be part of a password.
 *
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * @throws {LineOpsError} `usage` STATE_URL_INVALID.
 */
export function parseServerUrl(text: string, variables: ServerVariables, login: string | null): ServerAddress {
  const url = text.trim();
  const given = partsOf(url);
  const options = optionsIn(given.options ?? '');
  const value = (name: OptionName, part?: string): string | null => {
    const variable = OPTIONS[name];
    return options.get(name) || decoded(part ?? '') || (variable !== null && variables[variable]) || null;
  };
  const host = value('host', given.host?.replace(/^\[|\]$/g, '')) ?? 'localhost';
  const user = value('user', given.user) ?? login;
  if (user === null || /[\s,]/.test(host)) throw malformed();
  return {
    host,
    port: wholeNumber('port', value('port', given.port), 65_535) ?? 5432,
    database: value('dbname', given.database) ?? user,
    user,
    password: value('password', given.password),
    ...protectionOf(host, options, variables),
    applicationName: value('application_name') ?? 'line-ops',
    connectTimeoutMs: inMs(wholeNumber('connect_timeout', value('connect_timeout'), 60)),
  };
}

/** Host, port and database: how the server is called in words. */
export function serverName({ host, port, database }: ServerAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

/** Whether the way to the server never leaves this machine. */
export function isOnThisMachine(host: string): boolean {
  return isSocketFolder(host) || isLoopbackHost(host.includes(':') ? `[${host}]` : host);
}

export function isSocketFolder(host: string): boolean {
  return host.startsWith('/');
}

interface UrlParts {
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: string;
  readonly database?: string;
  readonly options?: string;
}

function partsOf(url: string): UrlParts {
  const parts: UrlParts | undefined = FORM.exec(url)?.groups;
  if (parts !== undefined) return parts;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(url)?.[0];
  if (scheme !== undefined && !/^postgres(?:ql)?:/.test(scheme)) {
    throw failure('STATE_URL_INVALID', { which: 'scheme', scheme });
  }
  throw malformed();
}

function optionsIn(text: string): ReadonlyMap<OptionName, string> {
  const options = new Map<OptionName, string>();
  for (const pair of text.split('&').filter((one) => one !== '')) {
    const [name = '', value] = pair.split(/=(.*)/s);
    if (value === undefined) throw malformed();
    // What is not known may be as secret as a password.
    if (!isOption(name)) throw refused(decoded(name), null);
    options.set(name, decoded(value));
  }
  return options;
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** From the weakest. `allow` and `prefer` are missing: whoever is in between decides what they come to. */
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

const PROTECTIONS = { disable: 'none', require: 'encrypted', 'verify-ca': 'authority', 'verify-full': 'host' } as const;

type Mode = (typeof MODES)[number];

function protectionOf(
  host: string,
  options: ReadonlyMap<OptionName, string>,
  variables: ServerVariables,
): Pick<ServerAddress, 'protection' | 'authorities'> {
  const authorities = options.get('sslrootcert') || variables[OPTIONS.sslrootcert] || null;
  const said = options.get('sslmode') || null;
  if (said !== null && !isMode(said)) throw refused('sslmode', said);
  // No packet of it leaves the machine, and no server takes TLS there.
  if (isSocketFolder(host)) return { protection: 'none', authorities };
  const mode = said ?? stricter(isOnThisMachine(host) ? 'disable' : 'verify-full', variables['PGSSLMODE']);
  // Whoever names an authority wants it to count: libpq does the same.
  const isNamed = mode === 'require' && (options.get('sslrootcert') ?? '') !== '';
  return { protection: isNamed ? 'authority' : PROTECTIONS[mode], authorities };
}

/** The environment may ask for more than we would, never for less: only the URL speaks of this server. */
function stricter(mode: Mode, asked: string | undefined): Mode {
  return asked !== undefined && isMode(asked) && MODES.indexOf(mode) < MODES.indexOf(asked) ? asked : mode;
}

function isMode(text: string): text is Mode {
  return MODES.some((mode) => mode === text);
}

function wholeNumber(name: OptionName, text: string | null, most: number): number | null {
  if (text === null) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && 1 <= number && number <= most) return number;
  throw refused(name, text);
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}

function decoded(text: string): string {
  const plain = decodedOr(text, null);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing that is to be shown or sent has one.
  if (plain === null || /[\u0000-\u001f\u007f]/.test(plain)) throw malformed();
  return plain;
}

function refused(option: string, value: string | null): LineOpsError {
  return failure('STATE_URL_INVALID', { which: 'option', option, value });
}

function malformed(): LineOpsError {
  return failure('STATE_URL_INVALID', { which: 'malformed' });
}
