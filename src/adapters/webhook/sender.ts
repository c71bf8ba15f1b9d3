import type { Dispatcher } from 'undici';
// Not by the name of the package, as in ../line/dispatcher.ts: its index takes as long again.
import Agent from 'undici/lib/dispatcher/agent.js';
import { isLoopbackHost } from '../../domain/host/hosts.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import type { SenderSettings, WebhookSender } from '../../ports/webhook/sender.js';
import { exchange } from '../line/exchange.js';

/** Of an answer's body; more is of no use to anybody, and a load must not fill the memory with it. */
const KEPT_BYTES = 4096;

export async function createWebhookSender(
  { url, connections, timeoutMs }: SenderSettings,
  env: EnvironmentVariables,
): Promise<WebhookSender> {
  const proxy = proxyOf(url, env);
  const dispatcher = await createDispatcher(connections, timeoutMs, proxy);
  const target = { origin: url.origin, path: `${url.pathname}${url.search}`, method: 'POST' as const };
  return {
    proxy: proxy !== null && URL.canParse(proxy) ? new URL(proxy).host : proxy,
    async post({ headers, body }) {
      const startedAt = performance.now();
      const exchanged = await exchange(dispatcher, { ...target, headers, body }, { timeoutMs, keptBytes: KEPT_BYTES });
      const isTimeout = exchanged.type !== 'answer' && timeoutMs <= performance.now() - startedAt + TIMER_MS;
      return {
        status: exchanged.type === 'nothing' ? null : exchanged.status,
        why: exchanged.type === 'answer' ? null : exchanged.why,
        isTimeout,
        headers: exchanged.type === 'nothing' ? {} : plainHeaders(exchanged.headers),
        text: exchanged.type === 'answer' ? exchanged.text : '',
      };
    },
    close: () => dispatcher.destroy(),
  };
}

/** Timers fire up to so much early, by the clock that measures. */
const TIMER_MS = 2;

async function createDispatcher(connections: number, timeoutMs: number, proxy: string | null): Promise<Dispatcher> {
  const options = {
    connections,
    pipelining: 1,
    connect: { minVersion: 'TLSv1.2' as const, timeout: timeoutMs },
  };
  if (proxy === null) return new Agent(options);
  const { openProxyAgent } = await import('../line/proxy-agent.js');
  return openProxyAgent({
    ...options,
    httpProxy: proxy,
    httpsProxy: proxy,
    requestTls: { minVersion: 'TLSv1.2' },
  });
}

/** Which hosts go without it, `NO_PROXY` says; this machine always does. */
function proxyOf({ protocol, hostname }: URL, env: EnvironmentVariables): string | null {
  if (isLoopbackHost(hostname)) return null;
  const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  return env[name] || env[name.toUpperCase()] || null;
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
