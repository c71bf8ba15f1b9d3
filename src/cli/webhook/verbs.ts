import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { readWebhookEndpoint } from '../../usecases/webhook/webhook.js';
import { type Context, runs } from '../context.js';
import { show } from '../output/view.js';
import { openSession } from '../session.js';
import { addWebhookSet } from './set.js';
import { addWebhookTest } from './test.js';
import { addWebhookVerify } from './verify.js';
import { endpointRows } from './webhook-view.js';

export function addWebhookVerbs(noun: Command, deps: Deps): void {
  runs(
    noun.command('show').description("show the channel's webhook endpoint, and whether webhooks are on"),
    deps,
    showWebhook,
  );
  addWebhookSet(noun, deps);
  addWebhookTest(noun, deps);
  addWebhookVerify(noun, deps);
}

async function showWebhook(context: Context): Promise<void> {
  const found = await readWebhookEndpoint(await openSession(context));
  await show(context, {
    schema: 'line-ops/webhook@1',
    json: { endpoint: found?.endpoint ?? null, active: found?.active ?? null },
    text: (paint) => (found === null ? 'No webhook endpoint is set.' : paint.table([], endpointRows(found, paint))),
  });
}
