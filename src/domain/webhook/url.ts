import { type UrlProblem, urlProblems } from '../messages/url.js';

/** Characters of a webhook URL at most. @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
export const MAX_WEBHOOK_URL_LENGTH = 500;

/** Something about a webhook URL: LINE refuses an error, and accepts a warning that the operator may regret. */
export interface WebhookUrlProblem {
  readonly rule: UrlProblem['rule'] | 'url-user' | 'url-fragment' | 'url-host';
  readonly severity: 'error' | 'warning';
  /** A predicate: it follows "the URL". */
  readonly message: string;
}

/**
 * Everything that is wrong or doubtful about a URL as a webhook endpoint. `mayUseLoopbackHttp` is for platforms on this
 * machine, which can call a bot beside them without a certificate; LINE cannot.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url
 */
export function webhookUrlProblems(
  url: string,
  { mayUseLoopbackHttp }: { readonly mayUseLoopbackHttp: boolean },
): readonly WebhookUrlProblem[] {
  if (url === '') return [{ rule: 'url', severity: 'error', message: 'is empty' }];
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isLocal = parsed !== null && isLoopbackHost(parsed.hostname);
  const schemes = mayUseLoopbackHttp && isLocal ? ['https', 'http'] : ['https'];
  const problems: WebhookUrlProblem[] = urlProblems(url, { kind: 'url', max: MAX_WEBHOOK_URL_LENGTH, schemes }).map(
    ({ rule, severity, message }) => ({ rule, severity, message }),
  );
  if (parsed === null) {
    if (problems.every(({ rule }) => rule === 'url-length'))
      problems.push({ rule: 'url', severity: 'error', message: 'is not a valid URL' });
    return problems;
  }
  if (parsed.username !== '' || parsed.password !== '') {
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
  const isRefused = problems.some(({ severity }) => severity === 'error');
  const host = mayUseLoopbackHttp || isRefused ? null : hostProblem(parsed.hostname);
  if (host !== null) problems.push({ rule: 'url-host', severity: 'warning', message: host });
  return problems;
}

/** What speaks against the host; LINE's pages refuse none of these, but a public CA or the open internet does. */
function hostProblem(host: string): string | null {
  if (isLoopbackHost(host)) return `names ${host}, which LINE cannot reach`;
  if (isIpAddress(host)) return `names an IP address, and hardly any public CA issues a certificate for one`;
  if (!host.includes('.')) return `names the host "${host}", which is not a public name`;
  return null;
}

/** Whether a host name, as `URL` writes it, is this machine. */
export function isLoopbackHost(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** `URL` has normalised every other way to write an IPv4 address. */
function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
