import { readWebhookEndpoint } from '../../usecases/webhook/webhook.js';
import { show } from '../output/view.js';
import { verb } from '../verb.js';
import { endpointRows } from './webhook-view.js';

export const webhookShow = verb({
  path: 'webhook show',
  summary: "show the channel's webhook endpoint, and whether webhooks are on",
  args: {},
  options: {},
  examples: [
    { line: 'webhook show', does: 'of the current channel' },
    { line: 'webhook show --json -c shop', does: 'as a document, of another one' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/webhook@1'],
  async run(session) {
    const found = await readWebhookEndpoint(await session.atLine());
    await show(session, {
      schema: 'line-ops/webhook@1',
      json: { endpoint: found?.endpoint ?? null, active: found?.active ?? null },
      text: (paint) => (found === null ? 'No webhook endpoint is set.' : paint.table([], endpointRows(found, paint))),
    });
  },
});
