import type { Dispatcher, EnvHttpProxyAgent } from 'undici';

/** Goes through the proxy that is given, or that of the environment. Loaded where there is one alone. */
export async function openProxyAgent(options: EnvHttpProxyAgent.Options): Promise<Dispatcher> {
  const [{ default: Agent }, { default: Client }, { default: connect }] = await Promise.all([
    import('undici/lib/dispatcher/env-http-proxy-agent.js'),
    import('undici/lib/dispatcher/dispatcher.js'),
    import('undici/lib/api/api-connect.js'),
  ]);
  // The index of the package gives every client its methods, and a proxy's needs this one; the index loads all else too.
  Object.assign(Client.prototype, { connect });
  return new Agent(options);
}
