import type { Command } from 'commander';
import type { Deps } from '../../../ports/deps.js';
import { testWebhook } from '../../../usecases/webhook/webhook.js';
import { checkWebhookUrl } from '../../../usecases/webhook/webhook-url.js';
import { type Context, type Given, runs } from '../../context.js';
import { show } from '../../output.js';
import { openSession } from '../../session.js';
import { testJson, testRows, throwIfFailed } from './view.js';

export function addWebhookTest(noun: Command, deps: Deps): void {
  runs(
    noun
      .command('test')
      .description('have LINE call the webhook once, and explain what came of it (LINE allows 60 tests an hour)')
      .argument('[url]', 'test this URL without setting it; default: the endpoint that is set'),
    deps,
    runTest,
  );
}

async function runTest(context: Context, { args: [url] }: Given<object>): Promise<void> {
  const { terminal, deps } = context;
  if (url !== undefined) for (const warning of checkWebhookUrl(url, deps.env)) terminal.warn(`warning: ${warning}`);
  const test = await testWebhook(url ?? null, await openSession(context));
  const { endpoint } = test;
  await show(context, {
    schema: 'line-ops/webhook-test@1',
    json: { endpoint, ...testJson(test) },
    text: (paint) => paint.table([], [['endpoint', endpoint], ...testRows(test, paint)]),
  });
  throwIfFailed(test, 'the webhook test failed');
}
