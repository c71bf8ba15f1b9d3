import { isIpAddress, isLoopbackHost, isPrivateAddress } from '../host/hosts.js';
import { shown } from '../text/shown.js';

/** How many callback URLs a LINE Login channel takes. @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
export const MAX_CALLBACK_URLS = 400;

/** LINE's pages about callback URLs and about the request that names one. */
export const LOGIN_PAGES = {
  guidelines: 'https://developers.line.biz/en/docs/partner-docs/development-guidelines/',
  callbackUrl: 'https://developers.line.biz/en/docs/line-login/integrate-line-login/#setting-callback-url',
  authorizationRequest:
    'https://developers.line.biz/en/docs/line-login/integrate-line-login/#making-an-authorization-request',
  checklist: 'https://developers.line.biz/en/docs/line-login/security-checklist/',
  redirectionEndpoint: 'https://datatracker.ietf.org/doc/html/rfc6749#section-3.1.2',
} as const;

/** One callback URL as it was listed. */
export interface ListedUrl {
  readonly url: string;
  /** The line of the file, or the place in the array; from 1. */
  readonly line: number;
}

/** Something about the callback URLs of a channel, or about a request that names one. */
export interface LoginFinding {
  readonly rule:
    | 'no-urls'
    | 'too-many'
    | 'url'
    | 'scheme'
    | 'fragment'
    | 'user'
    | 'not-encoded'
    | 'private-host'
    | 'reserved-query'
    | 'url-in-query'
    | 'duplicate'
    | 'covered'
    | 'authorize-url'
    | 'redirect-uri'
    | 'state'
    | 'nonce'
    | 'response-type'
    | 'client-id'
    | 'scope';
  readonly severity: 'error' | 'warning';
  /** Null where it is about no line of the list. */
  readonly line: number | null;
  readonly url: string | null;
  readonly message: string;
  readonly docs: string;
}

/** Everything that is wrong or doubtful about the callback URLs of a channel, in their order. */
export function callbackFindings(listed: readonly ListedUrl[]): readonly LoginFinding[] {
  return [...countFindings(listed.length), ...listed.flatMap((one, index) => urlFindings(one, listed.slice(0, index)))];
}

function countFindings(count: number): readonly LoginFinding[] {
  const about = { severity: 'error', line: null, url: null, docs: LOGIN_PAGES.guidelines } as const;
  if (count === 0) return [{ ...about, rule: 'no-urls', message: 'the list holds no URL' }];
  if (count <= MAX_CALLBACK_URLS) return [];
  return [{ ...about, rule: 'too-many', message: `${count} URLs; a channel takes ${MAX_CALLBACK_URLS}` }];
}

type Finding = Pick<LoginFinding, 'rule' | 'severity' | 'message' | 'docs'>;

function urlFindings({ url, line }: ListedUrl, before: readonly ListedUrl[]): readonly LoginFinding[] {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const found =
    parsed === null
      ? [error('url', notAUrl(url), LOGIN_PAGES.callbackUrl)]
      : [...formFindings(url, parsed), ...hostFindings(parsed), ...queryFindings(parsed)];
  return [...found, ...twiceFindings(url, before)].map((finding) => ({ ...finding, line, url }));
}

function notAUrl(url: string): string {
  const stranger = /[^\x21-\x7e]/u.exec(url.trim())?.[0];
  if (stranger !== undefined) return `no valid URL: it holds "${shown(stranger)}"`;
  return 'no absolute URL: write scheme, host and path, as in https://example.com/callback';
}

/** `example.app:/callback`; a scheme of RFC 3986. */
const SCHEME = /^[a-z][a-z0-9+.-]*:$/;
/** Schemes that a browser runs or reads from itself, and those of other protocols: none of them leads to an app. */
const NO_APP = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'ftp:',
  'ws:',
  'wss:',
  'mailto:',
]);

function formFindings(url: string, { protocol, username, password, hostname }: URL): readonly Finding[] {
  const found: Finding[] = [];
  if (protocol === 'http:') {
    found.push(
      isLoopbackHost(hostname)
        ? warning(
            'scheme',
            'plain http to this machine is for development: take it out before release',
            LOGIN_PAGES.checklist,
          )
        : error(
            'scheme',
            'plain http: the authorization code would travel unencrypted; use https',
            LOGIN_PAGES.checklist,
          ),
    );
  } else if (NO_APP.has(protocol) || !SCHEME.test(protocol)) {
    found.push(error('scheme', `"${protocol}" is neither https nor the scheme of an app`, LOGIN_PAGES.guidelines));
  }
  if (url.includes('#')) {
    found.push(error('fragment', 'a callback URL has no fragment (#…)', LOGIN_PAGES.redirectionEndpoint));
  }
  if (username !== '' || password !== '') {
    found.push(
      warning(
        'user',
        'it holds a user name or password, which everybody who logs in can read',
        LOGIN_PAGES.callbackUrl,
      ),
    );
  }
  if (/[^\x21-\x7e]/u.test(url)) {
    const message = 'it holds characters that have to be percent-encoded: redirect_uri is compared as text';
    found.push(warning('not-encoded', message, LOGIN_PAGES.callbackUrl));
  }
  return found;
}

function hostFindings({ protocol, hostname }: URL): readonly Finding[] {
  if (protocol !== 'https:') return [];
  const isPrivate = isLoopbackHost(hostname) || (isIpAddress(hostname) && isPrivateAddress(hostname));
  if (!isPrivate) return [];
  return [warning('private-host', `${hostname} is not reached by anybody outside`, LOGIN_PAGES.callbackUrl)];
}

/** What LINE adds to the callback URL. @see https://developers.line.biz/en/docs/line-login/integrate-line-login/#receiving-the-authorization-code */
const ADDED_BY_LINE = new Set([
  'code',
  'state',
  'friendship_status_changed',
  'error',
  'error_description',
  'liffClientId',
  'liffRedirectUri',
]);

function queryFindings({ searchParams }: URL): readonly Finding[] {
  return [...searchParams].flatMap(([name, value]) => {
    const found: Finding[] = [];
    if (ADDED_BY_LINE.has(name)) {
      found.push(
        error(
          'reserved-query',
          `the query parameter "${shown(name)}" is one that LINE adds itself`,
          LOGIN_PAGES.callbackUrl,
        ),
      );
    }
    if (/^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(value)) {
      const message = `the query parameter "${shown(name)}" holds a URL: check that the server redirects to none but its own (open redirect)`;
      found.push(warning('url-in-query', message, LOGIN_PAGES.checklist));
    }
    return found;
  });
}

function twiceFindings(url: string, before: readonly ListedUrl[]): readonly Finding[] {
  const same = before.find((other) => other.url === url);
  if (same !== undefined) return [warning('duplicate', `the same as line ${same.line}`, LOGIN_PAGES.callbackUrl)];
  const shorter = before.find((other) => isExtendedBy(other.url, url));
  if (shorter === undefined) return [];
  const message = `line ${shorter.line} covers it: query parameters may be added to a registered URL`;
  return [warning('covered', message, LOGIN_PAGES.checklist)];
}

/** Whether the longer one is the registered one with query parameters added. @see https://developers.line.biz/en/docs/line-login/security-checklist/ */
export function isExtendedBy(registered: string, longer: string): boolean {
  if (registered === '' || !longer.startsWith(registered) || longer.includes('#')) return false;
  const added = longer.slice(registered.length);
  if (registered.endsWith('?')) return added !== '';
  return (registered.includes('?') ? /^&./ : /^\?./).test(added);
}

function error(rule: LoginFinding['rule'], message: string, docs: string): Finding {
  return { rule, severity: 'error', message, docs };
}

function warning(rule: LoginFinding['rule'], message: string, docs: string): Finding {
  return { rule, severity: 'warning', message, docs };
}
