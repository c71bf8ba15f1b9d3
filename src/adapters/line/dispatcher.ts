import type { Dispatcher } from 'undici';
// Not by the name of the package: its index loads fetch, websockets, caches and mocks too, which takes as long again.
import Agent from 'undici/lib/dispatcher/agent.js';
import { apiHosts } from '../../domain/host/api-hosts.js';
import { isLoopback } from '../../domain/host/hosts.js';
import type { EnvironmentVariables } from '../../ports/host.js';

const CONNECTIONS = 128;

/** Keeps connections open, refuses TLS below 1.2, and goes through the proxy of the environment where there is one. */
export async function createDispatcher(env: EnvironmentVariables): Promise<Dispatcher> {
  const options = {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    connect: { minVersion: 'TLSv1.2' as const, timeout: 10_000 },
  };
  const proxy = proxyOf(env);
  if (proxy === null) return new Agent(options);
  const { openProxyAgent } = await import('./proxy-agent.js');
  return openProxyAgent({ ...options, httpsProxy: proxy, requestTls: { minVersion: 'TLSv1.2' } });
}

/** Where requests go, for people: who else but LINE can answer them. Without the credentials that a proxy's URL may hold. */
export function routeOf(env: EnvironmentVariables): string {
  const { api } = apiHosts(env);
  const proxy = proxyOf(env);
  if (proxy === null) return api;
  return `${api} (HTTPS_PROXY: ${URL.canParse(proxy) ? new URL(proxy).host : 'not a URL'})`;
}

function proxyOf(env: EnvironmentVariables): string | null {
  if (isLoopback(new URL(apiHosts(env).api).hostname)) return null;
  return env['https_proxy'] || env['HTTPS_PROXY'] || null;
}
