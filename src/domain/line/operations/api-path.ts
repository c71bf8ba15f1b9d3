import { failure } from '../../failure/failure.js';
import { ENDPOINTS, type Endpoint } from '../endpoints.js';

/** Base URLs, without a slash at the end. */
type Hosts = Readonly<Record<Endpoint['host'], string>>;

/** What a command line asks for, below one of LINE's hosts. */
export interface ApiTarget {
  /** Null where a path alone does not say which. */
  readonly host: Endpoint['host'] | null;
  /** As LINE writes it: no escapes, no dots, no slash too many. */
  readonly path: string;
  /** Encoded, without the question mark. */
  readonly query: string;
}

/** Segments of the characters that LINE's paths and IDs are made of. */
const PATH = /^(?:\/[A-Za-z0-9._~:@+=$,!-]+)+$/;
const DOTS = /\/\.\.?(?:\/|$)/;

/**
 * Reads a path, with or without its first slash and a query, or a URL of LINE's. What could be read in two ways is refused: whether a request
 * sends messages is told by its path.
 *
 * @param hosts what stands in for LINE's hosts, and those themselves.
 * @throws {LineOpsError} `usage` for another host, and for a path that LINE would not write.
 */
export function readApiTarget(text: string, hosts: readonly Hosts[]): ApiTarget {
  const { host, rest } = /^[a-z][a-z0-9+.-]*:/i.test(text) ? belowHost(text, hosts) : { host: null, rest: text };
  const [, written = '', , query = ''] = /^([^?#]*)(\?([^#]*))?/s.exec(rest) ?? [];
  const path = written.startsWith('/') ? written : `/${written}`;
  if (rest.includes('#')) throw failure('INVALID_API_PATH', { which: 'fragment', text });
  if (!PATH.test(path) || DOTS.test(path)) throw failure('INVALID_API_PATH', { which: 'path', text });
  return { host, path, query: encodedQuery(query) };
}

/** The host and what is below it, as it was written: `URL` would resolve dots. */
function belowHost(text: string, hosts: readonly Hosts[]): { readonly host: Endpoint['host']; readonly rest: string } {
  const authority = /^https?:\/\/[^/?#\\]*/i.exec(text)?.[0] ?? '';
  if (authority === '' || !URL.canParse(authority)) throw failure('INVALID_API_PATH', { which: 'otherHost', text });
  const { origin, username, password } = new URL(authority);
  const rest = text.slice(authority.length);
  const bases = hosts.flatMap((each) => [baseOf('api', each), baseOf('api-data', each)]);
  const base = bases.find((each) => each.origin === origin && rest.startsWith(`${each.prefix}/`));
  if (base !== undefined && username === '' && password === '')
    return { host: base.host, rest: rest.slice(base.prefix.length) };
  throw failure('INVALID_API_PATH', { which: 'otherHost', text });
}

function baseOf(host: Endpoint['host'], hosts: Hosts) {
  const { origin, pathname } = new URL(hosts[host]);
  return { host, origin, prefix: pathname === '/' ? '' : pathname };
}

/** What a URL cannot hold becomes its escape; escapes stay. */
function encodedQuery(query: string): string {
  return query.replace(/[^A-Za-z0-9._~:@!$&'()*+,;=/?%-]/gu, (character) =>
    // Half of a surrogate pair has no escape.
    character.isWellFormed() ? encodeURIComponent(character) : '%EF%BF%BD',
  );
}

const SENDS: ReadonlySet<string> = new Set(
  Object.values(ENDPOINTS)
    .filter(({ takesRetryKey }) => takesRetryKey)
    .map(({ path }) => path),
);

/** Whether it is one of the four endpoints that send messages under a retry key. */
export function isSend(method: string, path: string): boolean {
  return method === 'POST' && SENDS.has(path);
}

/**
 * Whether some server might take what was typed for one of those four: escapes, dots, slashes, parameters of segments and
 * upper case read in any way.
 */
export function looksLikeSend(method: string, text: string): boolean {
  const path = plainestOf(text);
  return method !== 'GET' && [...SENDS].some((send) => path === send || path.endsWith(send));
}

/** Whether it is about credentials themselves: such a request carries secrets, and what it brings counts at LINE. */
export function isAboutTokens(text: string): boolean {
  return /^\/(?:oauth2|v2\/oauth)(?:\/|$)/.test(plainestOf(text.replace(/^https?:\/\/[^/?#\\]*/i, '')));
}

/** Nobody escapes an escape more often. */
const MOST_ESCAPED = 5;

function plainestOf(text: string): string {
  let plain = text;
  for (let round = 0; round < MOST_ESCAPED; round += 1)
    plain = plain.replace(/%([0-7][0-9a-f])/gi, (_escape, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  const [path = ''] = plain.toLowerCase().replaceAll('\\', '/').split(/[?#]/);
  const segments: string[] = [];
  for (const segment of path.split('/').map((part) => part.replace(/;.*/s, '').trim())) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}
