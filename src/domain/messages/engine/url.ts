import { shown } from '../../text/shown.js';
import type { Severity, UrlShape } from './shapes.js';

/** Something about a URL that LINE refuses, or may refuse. */
export interface UrlProblem {
  readonly rule: 'url' | 'url-scheme' | 'url-length';
  readonly severity: Severity;
  readonly message: string;
  readonly limit: number | string;
  readonly actual: number | string;
}

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
/** Schemes that are followed by a host; the others, `tel` for one, are followed by anything. */
const WITH_HOST = /^https?:\/\/([^/?#]*)/i;
/** The white space and control characters that no URL has anywhere. */
const SPACE = /[\s\p{Cc}]/u;
/** What RFC 3986 wants percent-encoded. */
const TO_ENCODE = /[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;

/**
 * What is wrong with a URL in a message. A URL that should be percent-encoded and is not is a warning: LINE asks for it,
 * but is not known to refuse it; white space is an error.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#url-encoding
 */
export function urlProblems(url: string, { max, schemes }: Omit<UrlShape, 'empty' | 'check'>): readonly UrlProblem[] {
  const problems: UrlProblem[] = [];
  if (max < url.length) {
    const message = `is ${url.length} characters long, the limit is ${max}`;
    problems.push({ rule: 'url-length', severity: 'error', message, limit: max, actual: url.length });
  }
  const broken = brokenness(url, schemes);
  if (broken !== null) problems.push(broken);
  return problems;
}

function brokenness(url: string, schemes: readonly string[]): UrlProblem | null {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return refusal('url', `is not a URL: it must start with ${schemes.join(':, ')}:`, schemes.join(', '), shown(url));
  }
  if (!schemes.includes(scheme)) {
    const allowed = schemes.join(', ');
    return refusal('url-scheme', `has the scheme "${shown(scheme)}", allowed: ${allowed}`, allowed, shown(scheme));
  }
  if (SPACE.test(url))
    return refusal('url', 'contains white space, write it percent-encoded', 'percent-encoded', shown(url));
  if ((scheme === 'http' || scheme === 'https') && !WITH_HOST.exec(url)?.[1]) {
    return refusal('url', `names no host after ${scheme}://`, `${scheme}://host/path`, shown(url));
  }
  const unencoded = TO_ENCODE.exec(url)?.[0];
  if (unencoded !== undefined || BROKEN_ESCAPE.test(url)) {
    const what =
      unencoded === undefined ? 'has a "%" that starts no escape' : `contains characters such as "${shown(unencoded)}"`;
    const message = `${what}, LINE asks for percent-encoded UTF-8`;
    return { rule: 'url', severity: 'warning', message, limit: 'percent-encoded', actual: shown(url) };
  }
  return null;
}

function refusal(rule: 'url' | 'url-scheme', message: string, limit: string, actual: string): UrlProblem {
  return { rule, severity: 'error', message, limit, actual };
}
