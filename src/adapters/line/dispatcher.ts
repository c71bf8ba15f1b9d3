import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { EnvironmentVariables } from '../../ports/host.js';
import { apiHosts, isLoopback } from './endpoints.js';

const CONNECTIONS = 128;

/** Keeps connections open, refuses TLS below 1.2, and goes through the proxy of the environment where there is one. */
export function createDispatcher(env: EnvironmentVariables): Dispatcher {
  const options = {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    connect: { minVersion: 'TLSv1.2' as const, timeout: 10_000 },
  };
  const usesProxy =
    Boolean(env['HTTPS_PROXY'] || env['https_proxy']) && !isLoopback(new URL(apiHosts(env).api).hostname);
  return usesProxy ? new EnvHttpProxyAgent({ ...options, requestTls: { minVersion: 'TLSv1.2' } }) : new Agent(options);
}
