import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { rememberTried } from '../../usecases/webhook/tried-webhooks.js';
import { readWebhookEndpoint, requireEndpoint, testWebhook } from '../../usecases/webhook/webhook.js';
import { checkWebhookUrl } from '../../usecases/webhook/webhook-url.js';
import { dryRunView, type PlannedRequest } from '../output/dry-run.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import { optionalArgument, verb } from '../verb.js';
import { testJson, testRows, throwIfFailed, WEBHOOKS_ARE_OFF } from './webhook-view.js';

export const webhookTest = verb({
  path: 'webhook test',
  summary: 'have LINE call the webhook once, and explain what came of it (LINE allows 60 tests an hour)',
  args: { url: optionalArgument('test this URL without setting it; default: the endpoint that is set') },
  options: {},
  examples: [
    { line: 'webhook test', does: 'the endpoint that is set' },
    { line: 'webhook test https://next.example.com/webhook', does: 'another one, before it is set' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/webhook-test@1'],
  exits: { findings: 'LINE had no good answer from the bot server' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint'],
  async run(session, { args: { url } }) {
    const { terminal, deps, globals } = session;
    if (url !== undefined)
      for (const warning of checkWebhookUrl(url, deps.env, { isToBeSet: false })) terminal.warn(`warning: ${warning}`);
    const atLine = await session.atLine();
    if (globals.dryRun) {
      const endpoint = url ?? (await requireEndpoint(atLine));
      terminal.note(`LINE would call ${endpoint}. A dry run makes no call.`);
      return show(session, dryRunView([testRequest(url ?? null)]));
    }
    // LINE tests also where it sends no events.
    const set = await readWebhookEndpoint(atLine);
    const test = await testWebhook(url ?? null, atLine, set);
    const { endpoint } = test;
    await rememberTried(atLine.channel, endpoint, test.success, deps);
    if (set?.active === false) terminal.warn(`warning: ${WEBHOOKS_ARE_OFF}`);
    await show(session, {
      schema: 'line-ops/webhook-test@1',
      json: { endpoint, active: set?.active ?? null, ...testJson(test) },
      text: (paint) => paint.table([], [['endpoint', endpoint], ...testRows(test, paint)]),
    });
    throwIfFailed(test, 'the webhook test failed');
    sayNext(session, 'webhook test', { url: url ?? null });
  },
});

function testRequest(endpoint: string | null): PlannedRequest {
  const body = JSON.stringify(endpoint === null ? {} : { endpoint });
  return { endpoint: ENDPOINTS.testWebhook, headers: {}, body };
}
