import { LineOpsError } from '../../domain/failure.js';
import { isLoopbackHost, MAX_WEBHOOK_URL_LENGTH, webhookUrlProblems } from '../../domain/webhook/url.js';
import type { EnvironmentVariables } from '../../ports/host.js';

/**
 * Checks a webhook URL before any request is made; answers the warnings, each a whole sentence. Plain http is taken
 * only where the platform itself runs on this machine, and for hosts of this machine.
 *
 * @throws {LineOpsError} `usage` that names everything LINE would refuse.
 */
export function checkWebhookUrl(url: string, env: EnvironmentVariables): readonly string[] {
  const problems = webhookUrlProblems(url, { mayUseLoopbackHttp: isPlatformLocal(env) });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return problems.map(({ message }) => `the URL ${message}`);
  throw new LineOpsError(
    'usage',
    'INVALID_WEBHOOK_URL',
    `the URL ${errors.map(({ message }) => message).join('; it ')}`,
    {
      hint: `A webhook URL starts with https://, names a public host, and has at most ${MAX_WEBHOOK_URL_LENGTH} characters.`,
      details: { problems: problems.map(({ rule, severity, message }) => ({ rule, severity, message })) },
    },
  );
}

function isPlatformLocal(env: EnvironmentVariables): boolean {
  const text = env['LINE_OPS_API_URL'] ?? '';
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}
