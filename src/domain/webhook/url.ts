import { isIpAddress, isLoopbackHost, isPrivateAddress } from '../host/hosts.js';
import { type UrlProblem, urlProblems } from '../messages/engine/url.js';

/** Characters of a webhook URL at most. @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
export const MAX_WEBHOOK_URL_LENGTH = 500;

/** Something about a webhook URL: LINE refuses an error, and accepts a warning that the operator may regret. */
export interface WebhookUrlProblem {
  readonly rule: UrlProblem['rule'] | 'url-user' | 'url-fragment' | 'url-host' | 'url-private-host';
  readonly severity: 'error' | 'warning';
  /** A predicate: it follows "the URL". */
  readonly message: string;
}

/** What is asked of a webhook URL. */
export interface WebhookUrlUse {
  /** For platforms on this machine, which can call a bot beside them without a certificate; LINE cannot. */
  readonly isPlatformLocal: boolean;
  /** Whether the URL takes the place of one that works: a host that LINE cannot reach is then an error. */
  readonly isToBeSet: boolean;
}

/**
 * Everything that is wrong or doubtful about a URL as a webhook endpoint.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url
 */
export function webhookUrlProblems(
  url: string,
  { isPlatformLocal, isToBeSet }: WebhookUrlUse,
): readonly WebhookUrlProblem[] {
  if (url === '') return [{ rule: 'url', severity: 'error', message: 'is empty' }];
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isLocal = parsed !== null && isLoopbackHost(parsed.hostname);
  const schemes = isPlatformLocal && isLocal ? ['https', 'http'] : ['https'];
  const problems: WebhookUrlProblem[] = urlProblems(url, { kind: 'url', max: MAX_WEBHOOK_URL_LENGTH, schemes }).map(
    ({ rule, severity, message }) => ({ rule, severity, message }),
  );
  if (parsed === null) {
    if (problems.every(({ rule }) => rule === 'url-length'))
      problems.push({ rule: 'url', severity: 'error', message: 'is not a valid URL' });
    return problems;
  }
  problems.push(...strayParts(parsed, url));
  const isRefused = problems.some(({ severity }) => severity === 'error');
  const host = isPlatformLocal || isRefused ? null : hostProblem(parsed.hostname);
  const isError = isToBeSet && host?.rule === 'url-private-host';
  if (host !== null) problems.push({ ...host, severity: isError ? 'error' : 'warning' });
  return problems;
}

/** Parts of a URL that no request should carry, and those that none does. */
function strayParts({ username, password }: URL, url: string): readonly WebhookUrlProblem[] {
  const problems: WebhookUrlProblem[] = [];
  if (username !== '' || password !== '') {
    problems.push({
      rule: 'url-user',
      severity: 'error',
      message: 'holds a user name or password; check the signature of each request instead',
    });
  }
  if (url.includes('#')) {
    problems.push({
      rule: 'url-fragment',
      severity: 'warning',
      message: 'has a fragment, which is never sent to a server',
    });
  }
  return problems;
}

/** What speaks against the host; LINE's pages refuse none of these, but a public CA or the open internet does. */
function hostProblem(host: string): Pick<WebhookUrlProblem, 'rule' | 'message'> | null {
  if (isUnreachable(host)) return { rule: 'url-private-host', message: `names ${host}, which LINE cannot reach` };
  const doubt = isIpAddress(host)
    ? 'names an IP address, and hardly any public CA issues a certificate for one'
    : isLocalName(host)
      ? `names the host "${host}", which is not a public name`
      : null;
  return doubt === null ? null : { rule: 'url-host', message: doubt };
}

function isUnreachable(host: string): boolean {
  return isLoopbackHost(host) || (isIpAddress(host) && isPrivateAddress(host));
}

/** @see https://www.iana.org/assignments/special-use-domain-names/ */
function isLocalName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || /\.(local|localdomain|internal|intranet|lan|home\.arpa)$/.test(name);
}
