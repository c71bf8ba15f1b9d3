import manifest from '../../package.json' with { type: 'json' };
import type { Deps } from '../ports/deps.js';
import { type Ground, once } from './ground.js';

type Servers = Pick<Deps, 'webhookTraffic' | 'webhookSender' | 'webhookProber' | 'contentServers'>;

/** Bot servers, what comes from LINE in their place, and the servers that messages point at. */
export function otherServers({ env, clock, folders, redactor }: Ground): Servers {
  return {
    webhookTraffic: async (tell) =>
      (await import('../adapters/webhook/webhook-traffic.js')).createWebhookTraffic({
        logs: folders.logs,
        clock,
        redactor,
        tell,
        stdin: () => process.stdin,
      }),
    webhookSender: async (settings) =>
      (await import('../adapters/webhook/sender.js')).createWebhookSender(settings, env),
    webhookProber: async (target) =>
      (await import('../adapters/webhook/probe/prober.js')).createWebhookProber(target, {
        env,
        version: manifest.version,
      }),
    contentServers: once(async () =>
      (await import('../adapters/content/content-servers.js')).createContentServers(env),
    ),
  };
}
