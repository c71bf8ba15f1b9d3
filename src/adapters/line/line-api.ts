import type { Dispatcher } from 'undici';
import { apiHosts } from '../../domain/host/api-hosts.js';
import type { Clock, EnvironmentVariables, Redactor } from '../../ports/host.js';
import type { ApiNotice, LineApi } from '../../ports/line-api.js';
import { accountCalls } from './calls/account.js';
import { anyCalls } from './calls/any.js';
import { audienceCalls } from './calls/audiences.js';
import { loginCalls } from './calls/login.js';
import { sendCalls } from './calls/sending.js';
import { tokenCalls } from './calls/tokens.js';
import { createTransport } from './calls/transport.js';
import { webhookCalls } from './calls/webhook.js';
import { createDispatcher, routeOf } from './dispatcher.js';
import type { CallObserver } from './http.js';
import { createLineClock } from './line-clock.js';

interface LineApiParts {
  readonly env: EnvironmentVariables;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly observe: CallObserver;
  /** Says once what an operator should know of the way to LINE. */
  readonly tell?: (notice: ApiNotice) => void;
  /** Tests hand in their own; a real one keeps connections open and refuses TLS below 1.2. */
  readonly dispatcher?: Dispatcher;
}

/** The LINE Platform over undici. @throws {LineOpsError} `usage` when `LINE_OPS_API_URL` is not acceptable. */
export async function createLineApi({
  env,
  clock,
  redactor,
  observe,
  tell = () => {},
  dispatcher: given,
}: LineApiParts): Promise<LineApi> {
  const dispatcher = given ?? (await createDispatcher(env));
  const closed = new AbortController();
  const lineClock = createLineClock(clock, tell);
  const call = createTransport({ hosts: apiHosts(env), dispatcher, clock, observe }, lineClock, closed.signal);
  return {
    ...tokenCalls(call, redactor),
    ...accountCalls(call),
    ...audienceCalls(call),
    ...sendCalls(call, routeOf(env)),
    ...webhookCalls(call),
    ...loginCalls(call),
    ...anyCalls(call, routeOf(env)),
    clockSkewMs: () => lineClock.skewMs(),
    lineTime: () => lineClock.time(),
    close: () => {
      closed.abort();
      return dispatcher.destroy();
    },
  };
}
