import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { requireEndpoint, testWebhook } from '../../usecases/webhook/webhook.js';
import { checkWebhookUrl } from '../../usecases/webhook/webhook-url.js';
import { type Context, type Given, runs } from '../context.js';
import { addChangeOptions } from '../globals.js';
import { dryRunView, type PlannedRequest } from '../output/dry-run.js';
import { show } from '../output/view.js';
import { openSession } from '../session.js';
import { testJson, testRows, throwIfFailed } from './webhook-view.js';

export function addWebhookTest(noun: Command, deps: Deps): void {
  runs(
    addChangeOptions(
      noun
        .command('test')
        .description('have LINE call the webhook once, and explain what came of it (LINE allows 60 tests an hour)')
        .argument('[url]', 'test this URL without setting it; default: the endpoint that is set'),
    ),
    deps,
    runTest,
  );
}

async function runTest(context: Context, { args: [url] }: Given<object>): Promise<void> {
  const { terminal, deps, globals } = context;
  if (url !== undefined)
    for (const warning of checkWebhookUrl(url, deps.env, { isToBeSet: false })) terminal.warn(`warning: ${warning}`);
  const session = await openSession(context);
  if (globals.dryRun) {
    const endpoint = url ?? (await requireEndpoint(session));
    terminal.note(`LINE would call ${endpoint}. A dry run makes no call.`);
    return show(context, dryRunView([testRequest(url ?? null)]));
  }
  const test = await testWebhook(url ?? null, session);
  const { endpoint } = test;
  await show(context, {
    schema: 'line-ops/webhook-test@1',
    json: { endpoint, ...testJson(test) },
    text: (paint) => paint.table([], [['endpoint', endpoint], ...testRows(test, paint)]),
  });
  throwIfFailed(test, 'the webhook test failed');
}

/** @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint */
function testRequest(endpoint: string | null): PlannedRequest {
  const body = JSON.stringify(endpoint === null ? {} : { endpoint });
  return { method: 'POST', path: '/v2/bot/channel/webhook/test', headers: {}, body };
}
