import { shown } from '../text/shown.js';
import { isExtendedBy, type ListedUrl, LOGIN_PAGES, type LoginFinding } from './callback-urls.js';

/** Where a login begins. @see https://developers.line.biz/en/docs/line-login/integrate-line-login/#making-an-authorization-request */
const AUTHORIZE_HOST = 'access.line.me';
const AUTHORIZE_PATH = '/oauth2/v2.1/authorize';

/** A value of fewer characters can be guessed; LINE names no figure, RFC 6749 10.10 asks for 128 bits, which is 22 characters of base64url. */
const SHORT_STATE = 8;

/** What one authorization request says, held against the registered callback URLs. */
export interface AuthorizeRequest {
  readonly redirectUri: string | null;
  /** `exact`, or `extended` where query parameters were added to the registered one; null where none matches. */
  readonly match: 'exact' | 'extended' | null;
  /** The line of the registered one. */
  readonly line: number | null;
  readonly findings: readonly LoginFinding[];
}

/** Looks at the URL that a login begins with: whether its `redirect_uri` is registered, and what it lacks. */
export function examineAuthorizeUrl(text: string, registered: readonly ListedUrl[]): AuthorizeRequest {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) {
    const findings = [finding('authorize-url', 'error', 'the authorization URL is no absolute URL')];
    return { redirectUri: null, match: null, line: null, findings };
  }
  const redirectUri = url.searchParams.get('redirect_uri');
  const exact = registered.find((one) => one.url === redirectUri);
  const extended = registered.find((one) => redirectUri !== null && isExtendedBy(one.url, redirectUri));
  const matching = exact ?? extended;
  return {
    redirectUri,
    match: exact !== undefined ? 'exact' : extended !== undefined ? 'extended' : null,
    line: matching?.line ?? null,
    findings: [
      ...placeFindings(url),
      ...(matching === undefined ? [notRegistered(redirectUri, registered)] : []),
      ...parameterFindings(url.searchParams),
    ],
  };
}

function placeFindings({ protocol, hostname, pathname }: URL): readonly LoginFinding[] {
  if (protocol === 'https:' && hostname === AUTHORIZE_HOST && pathname === AUTHORIZE_PATH) return [];
  return [finding('authorize-url', 'error', `a login begins at https://${AUTHORIZE_HOST}${AUTHORIZE_PATH}`)];
}

function notRegistered(redirectUri: string | null, registered: readonly ListedUrl[]): LoginFinding {
  if (redirectUri === null || redirectUri === '') return finding('redirect-uri', 'error', 'redirect_uri is missing');
  const near = registered.flatMap((one) => {
    const difference = differenceOf(one.url, redirectUri);
    return difference === null ? [] : [{ ...one, difference }];
  })[0];
  const why = near === undefined ? '' : `; line ${near.line} differs in ${near.difference}`;
  return finding('redirect-uri', 'error', `redirect_uri ${shown(redirectUri)} is none of the listed URLs${why}`);
}

/** The one thing in which two URLs differ that were probably meant to be the same; null where they differ in more. */
function differenceOf(registered: string, given: string): string | null {
  if (decoded(given) === registered) return 'its encoding: it is percent-encoded twice';
  if (!URL.canParse(registered) || !URL.canParse(given)) return null;
  const [one, other] = [new URL(registered), new URL(given)];
  const parts = (['protocol', 'hostname', 'port', 'pathname', 'search'] as const).filter(
    (part) => one[part] !== other[part],
  );
  const [part, second] = parts;
  if (second !== undefined) return null;
  if (part === undefined) return 'the way it is written: it is compared as text';
  if (part !== 'pathname') return NAMES[part];
  const [path, otherPath] = [one.pathname, other.pathname];
  if (path.replace(/\/$/, '') === otherPath.replace(/\/$/, '')) return 'the slash at its end';
  return path.toLowerCase() === otherPath.toLowerCase() ? 'capital letters of the path' : null;
}

const NAMES = { protocol: 'the scheme', hostname: 'the host', port: 'the port', search: 'the query' } as const;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parameterFindings(query: URLSearchParams): readonly LoginFinding[] {
  const value = (name: string): string => query.get(name) ?? '';
  const scopes = value('scope').split(' ');
  return [
    ...(value('response_type') === 'code' ? [] : [finding('response-type', 'error', 'response_type has to be "code"')]),
    ...(/^\d+$/.test(value('client_id'))
      ? []
      : [finding('client-id', 'error', 'client_id has to be the channel ID of the LINE Login channel')]),
    ...(value('scope').trim() === ''
      ? [finding('scope', 'error', 'scope is missing, for example "openid profile"')]
      : []),
    ...stateFindings(value('state')),
    ...(value('nonce') === '' ? [nonceMissing(scopes.includes('openid'))] : []),
  ];
}

function stateFindings(state: string): readonly LoginFinding[] {
  if (state === '') {
    const message = 'state is missing: a random value of each login, compared when the person comes back (CSRF)';
    return [finding('state', 'error', message)];
  }
  if (SHORT_STATE <= state.length) return [];
  const message = `state has ${state.length} characters: take a random one of each login that nobody can guess`;
  return [finding('state', 'warning', message)];
}

function nonceMissing(hasIdToken: boolean): LoginFinding {
  const message = hasIdToken
    ? 'nonce is missing: without it an ID token of another login can be replayed'
    : 'nonce is missing; it is needed where the ID token is used (scope openid)';
  return finding('nonce', 'warning', message);
}

function finding(rule: LoginFinding['rule'], severity: LoginFinding['severity'], message: string): LoginFinding {
  const docs = rule === 'state' || rule === 'nonce' ? LOGIN_PAGES.checklist : LOGIN_PAGES.authorizationRequest;
  return { rule, severity, line: null, url: null, message, docs };
}
