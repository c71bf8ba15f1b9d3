import { LineOpsError } from '../../domain/failure/failure.js';
import { VARIABLES_WITH_SECRETS } from '../../domain/line/credential-text.js';
import {
  ATTEMPT_TIMEOUT_MS,
  COMMAND_TIMEOUT_MS,
  countsAs,
  MOST_ATTEMPTS,
  type Told,
  WAITS_MS,
} from '../../domain/notifying/notice.js';
import type { NotifyTarget } from '../../domain/notifying/target.js';
import type { Deps } from '../../ports/deps.js';
import type { EnvironmentVariables } from '../../ports/host.js';

export type NotifyDeps = Pick<Deps, 'clock' | 'env' | 'redactor' | 'runWithInput' | 'version' | 'webhookSender'>;

/** What is told, and how far. */
export interface Telling {
  readonly document: Readonly<Record<string, unknown>>;
  /** For commands, beside our own environment without its secrets. */
  readonly variables: Readonly<Record<string, string>>;
  /** Gives up what is on its way. */
  readonly stop: AbortSignal;
}

/**
 * Tells somebody, without registered secrets, within half a minute. Whatever a command or a server does, this resolves
 * with what came of it: a notice never fails the work that it tells of. Only a bug rejects.
 */
export async function notify(target: NotifyTarget, telling: Telling, deps: NotifyDeps): Promise<Told> {
  const text = deps.redactor.redact(JSON.stringify(telling.document));
  return target.type === 'command'
    ? toCommand(target.command, text, telling, deps)
    : toServer(new URL(target.url), text, telling.stop, deps);
}

async function toCommand(
  command: string,
  line: string,
  { variables, stop }: Telling,
  { env, redactor, runWithInput }: NotifyDeps,
): Promise<Told> {
  const failed = (why: string): Told => ({ isDelivered: false, attempts: 1, why });
  try {
    const bounds = { timeoutMs: COMMAND_TIMEOUT_MS, stop };
    const { status, endedBy, output } = await runWithInput(command, {
      env: { ...withoutSecrets(env), ...variables },
      line,
      bounds,
    });
    if (endedBy === 'timeout') return failed(`it did not end within ${COMMAND_TIMEOUT_MS / 1000} s`);
    if (endedBy === 'stop') return failed('it was interrupted');
    if (status === 0) return { isDelivered: true, attempts: 1, why: null };
    // Redacted whole: what is left of a secret that was cut may not be recognised.
    const said = lastLineOf(redactor.redact(output));
    return failed(`it ended with status ${status}${said === '' ? '' : `: ${said}`}`);
  } catch (error) {
    if (error instanceof LineOpsError || isSystemError(error)) return failed('it could not be started');
    throw error;
  }
}

/** Whoever is told needs none of them, and what it does with its environment nobody knows. */
function withoutSecrets(env: EnvironmentVariables): EnvironmentVariables {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !VARIABLES_WITH_SECRETS.includes(name)));
}

const LONGEST_SAID = 200;

function lastLineOf(output: string): string {
  const [last = ''] = output.trim().split('\n').slice(-1);
  return last.length <= LONGEST_SAID ? last : `${last.slice(0, LONGEST_SAID)}…`;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

async function toServer(
  url: URL,
  text: string,
  stop: AbortSignal,
  { clock, version, webhookSender }: NotifyDeps,
): Promise<Told> {
  const sender = await webhookSender({ url, connections: 1, timeoutMs: ATTEMPT_TIMEOUT_MS });
  const giveUp = () => void sender.close();
  stop.addEventListener('abort', giveUp, { once: true });
  const body = new TextEncoder().encode(text);
  const headers = { 'content-type': 'application/json', 'user-agent': `line-ops/${version}` };
  let why = 'it was interrupted';
  let attempts = 0;
  try {
    while (attempts < MOST_ATTEMPTS && !stop.aborted) {
      if (0 < attempts) await clock.sleep(WAITS_MS[attempts - 1] ?? 0, stop);
      if (stop.aborted) break;
      attempts += 1;
      const answer = await sender.post({ headers, body });
      const counts = countsAs(answer.status);
      if (counts === 'delivered') return { isDelivered: true, attempts, why: null };
      why = whyNot(answer);
      if (counts === 'refused') break;
    }
    return { isDelivered: false, attempts, why: stop.aborted ? 'it was interrupted' : why };
  } finally {
    stop.removeEventListener('abort', giveUp);
    await sender.close();
  }
}

function whyNot({ status, why }: { readonly status: number | null; readonly why: string | null }): string {
  if (status === null) return why ?? 'no answer';
  const isRedirect = 300 <= status && status < 400;
  return `it answered ${status}${isRedirect ? '; redirects are not followed' : ''}`;
}
