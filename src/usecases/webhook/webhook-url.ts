import { failure } from '../../domain/failure/failure.js';
import { isIpAddress, isLoopbackHost, isPrivateAddress } from '../../domain/host/hosts.js';
import { isLineHost } from '../../domain/host/line-hosts.js';
import {
  MAX_WEBHOOK_URL_LENGTH,
  type WebhookUrlProblem,
  type WebhookUrlUse,
  webhookUrlProblems,
} from '../../domain/webhook/url.js';
import type { Deps } from '../../ports/deps.js';
import type { EnvironmentVariables } from '../../ports/host.js';

/**
 * Checks a webhook URL before any request is made; answers the warnings, each a whole sentence. Plain http is taken
 * only where the platform itself runs on this machine, and for hosts of this machine.
 *
 * @throws {LineOpsError} `usage` that names everything LINE would refuse.
 */
export function checkWebhookUrl(
  url: string,
  env: EnvironmentVariables,
  { isToBeSet }: Pick<WebhookUrlUse, 'isToBeSet'>,
): readonly string[] {
  const problems = webhookUrlProblems(url, { isPlatformLocal: isPlatformLocal(env), isToBeSet });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return problems.map(({ message }) => `the URL ${message}`);
  throw failure(
    'INVALID_WEBHOOK_URL',
    { which: 'ofRules', problems: errors.map(({ message }) => message), mostCharacters: MAX_WEBHOOK_URL_LENGTH },
    { details: { problems: problems.map(({ rule, severity, message }) => ({ rule, severity, message })) } },
  );
}

/**
 * A warning where the host name of a sound URL leads to a private address here: LINE asks public name servers, which may
 * say otherwise. Null where it does not, cannot be looked up, or LINE is on this machine.
 */
export async function privateNameWarning(
  url: string,
  { env, resolveHost }: Pick<Deps, 'env' | 'resolveHost'>,
): Promise<string | null> {
  const { hostname } = new URL(url);
  if (isPlatformLocal(env) || isIpAddress(hostname)) return null;
  const found = (await resolveHost(hostname)).find(isPrivateAddress);
  return found === undefined
    ? null
    : `${hostname} is ${found} here, which LINE cannot reach unless public name servers say otherwise`;
}

/** What speaks against a URL that is tried and not set, for the platform that is used here. */
export function problemsOfTried(url: string, env: EnvironmentVariables): readonly WebhookUrlProblem[] {
  const problems = webhookUrlProblems(url, { isPlatformLocal: isPlatformLocal(env), isToBeSet: false });
  return isOfLine(url) ? [...problems, OF_LINE] : problems;
}

const OF_LINE: WebhookUrlProblem = {
  rule: 'url-host',
  severity: 'error',
  message: "names a host of LINE's own, which no test may go to",
};

/** Whether a server can be tried under the URL at all, and may be. */
export function mayBeCalled(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !isOfLine(url);
}

function isOfLine(url: string): boolean {
  return URL.canParse(url) && isLineHost(new URL(url).hostname);
}

/** Whether the platform itself runs on this machine, and so reaches what LINE cannot. */
export function isPlatformLocal(env: EnvironmentVariables): boolean {
  const text = env['LINE_OPS_API_URL'] ?? '';
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}
